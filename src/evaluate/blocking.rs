//! How many true pairs blocking brings together at all: no later stage can find the others.
//!
//! In: each record's person, and a question to ask of a pair. Out: two counts. Must never: ask
//! about a pair that is not true.

use rayon::slice::ParallelSliceMut;
use serde::Serialize;

use super::share;

/// Pairs completeness of blocking.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Blocking {
    /// Pairs of records of one person.
    pub true_pairs: u64,
    /// Those of them that some pass finds.
    pub found: u64,
    /// `found / true_pairs`; null when there is none.
    pub recall: Option<f64>,
}

impl Blocking {
    pub(super) fn new(people: &[u32], found_by_blocking: impl Fn(u32, u32) -> bool) -> Blocking {
        let (mut true_pairs, mut found) = (0, 0);
        let rows = by_person(people);
        for one in rows.chunk_by(|x, y| x.0 == y.0) {
            for (at, &(_, a)) in one.iter().enumerate() {
                let later = &one[at + 1..];
                true_pairs += later.len() as u64;
                found += later.iter().filter(|&&(_, b)| found_by_blocking(a, b)).count() as u64;
            }
        }
        Blocking { true_pairs, found, recall: share(found, true_pairs) }
    }
}

/// Person and record, a person's records together and in order.
fn by_person(people: &[u32]) -> Vec<(u32, u32)> {
    let mut rows: Vec<(u32, u32)> = people.iter().copied().zip(0..).collect();
    rows.par_sort_unstable();
    rows
}
