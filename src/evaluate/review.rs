//! What the run asks of people, and whether asking is worth their time.
//!
//! In: the run's pairs and each record's person. Out: counts. Must never: judge the staff.

use serde::Serialize;

use super::pair_level::is_true;
use super::{EvaluatedPair, share};
use crate::record::Decision;

/// The work left to people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Review {
    /// Pairs decided `review`.
    pub pairs: u64,
    /// Those of them that are one person.
    pub true_matches: u64,
    /// Records in at least one of them.
    pub records: u64,
    /// `records` as a share of all records of the run; null when there is none.
    pub share_of_records: Option<f64>,
}

impl Review {
    pub(super) fn new(pairs: &[EvaluatedPair], people: &[u32]) -> Review {
        let asked = || pairs.iter().filter(|pair| pair.decision == Decision::Review);
        let mut touched = vec![false; people.len()];
        for pair in asked() {
            touched[pair.a as usize] = true;
            touched[pair.b as usize] = true;
        }
        let records = touched.iter().filter(|&&touched| touched).count() as u64;
        Review {
            pairs: asked().count() as u64,
            true_matches: asked().filter(|pair| is_true(pair, people)).count() as u64,
            records,
            share_of_records: share(records, people.len() as u64),
        }
    }
}
