//! How many true pairs blocking brings together at all, and which pass is needed for it: no later
//! stage can find the others.
//!
//! In: each record's person, and the passes that find a given pair. Out: counts. Must never: ask
//! about a pair that is not true.

use rayon::prelude::*;
use serde::Serialize;

use super::share;

/// Pairs completeness of blocking.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Blocking {
    /// Pairs of records of one person.
    pub true_pairs: u64,
    /// Those of them that some pass finds.
    pub found: u64,
    /// `found / true_pairs`; null when there is none.
    pub recall: Option<f64>,
    /// The same by pass, in the order of the passes.
    pub by_pass: Vec<PassRecall>,
}

/// What one pass finds of the true pairs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PassRecall {
    /// The pass.
    pub pass: String,
    /// True pairs that it finds, whichever others do.
    pub found: u64,
    /// True pairs that no other pass finds: what would be lost without it.
    pub only_here: u64,
    /// `found` as a share of all true pairs; null when there is none.
    pub recall: Option<f64>,
}

/// A pair of records of one person: the smaller record, the other, and the passes that find it.
pub(super) type TruePair = (u32, u32, u32);

impl Blocking {
    /// `passes` names the bits; every true pair is given once.
    pub(super) fn new(true_pairs: &[TruePair], passes: &[&str]) -> Blocking {
        let all = true_pairs.len() as u64;
        let count = |wanted: &dyn Fn(u32) -> bool| {
            true_pairs.iter().filter(|&&(_, _, found)| wanted(found)).count() as u64
        };
        let by_pass = passes.iter().enumerate().map(|(place, pass)| {
            let bit = 1 << place;
            let found = count(&|passes| passes & bit != 0);
            let only_here = count(&|passes| passes == bit);
            PassRecall { pass: pass.to_string(), found, only_here, recall: share(found, all) }
        });
        let by_pass = by_pass.collect();
        let found = count(&|passes| passes != 0);
        Blocking { true_pairs: all, found, recall: share(found, all), by_pass }
    }
}

/// Every pair of records of one person, a person at a time.
pub(super) fn true_pairs(
    people: &[u32],
    passes_of: impl Fn(u32, u32) -> u32 + Sync,
) -> Vec<TruePair> {
    let mut rows: Vec<(u32, u32)> = people.iter().copied().zip(0..).collect();
    rows.par_sort_unstable();
    let passes_of = &passes_of;
    let pairs = rows.par_chunk_by(|x, y| x.0 == y.0).flat_map_iter(|one| {
        one.iter().enumerate().flat_map(move |(at, &(_, a))| {
            one[at + 1..].iter().map(move |&(_, b)| (a, b, passes_of(a, b)))
        })
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_credited_with_what_it_finds_and_what_only_it_finds() {
        // Of three true pairs one is found by both passes, one by the second alone, one by none.
        let found = |a, b| match (a, b) {
            (0, 1) => 0b11,
            (0, 3) => 0b10,
            _ => 0,
        };
        let pairs = true_pairs(&[7, 7, 8, 7], found);
        assert_eq!(pairs, [(0, 1, 3), (0, 3, 2), (1, 3, 0)]);
        let blocking = Blocking::new(&pairs, &["name", "date"]);
        assert_eq!((blocking.true_pairs, blocking.found), (3, 2));
        let told = blocking.by_pass.iter().map(|pass| (pass.found, pass.only_here));
        assert_eq!(told.collect::<Vec<_>>(), [(1, 0), (2, 1)]);
        assert_eq!(blocking.by_pass[1].recall, Some(2.0 / 3.0));
    }
}
