//! The decisions on pairs, before clients are made of them.
//!
//! In: the run's pairs and each record's person. Out: accuracy of the links alone, and with what a
//! person is asked about counted as found. Must never: take a true pair that was never scored for
//! anything but missed.

use super::overlap::pairs_of;
use super::{Accuracy, EvaluatedPair};
use crate::error::{Error, Result};
use crate::record::Decision;

pub(super) struct PairLevel {
    pub linked: Accuracy,
    pub linked_or_review: Accuracy,
}

impl PairLevel {
    pub(super) fn new(
        pairs: &[EvaluatedPair],
        people: &[u32],
        true_pairs: u64,
    ) -> Result<PairLevel> {
        Ok(PairLevel {
            linked: accuracy(pairs, people, true_pairs, Decision::Link)?,
            linked_or_review: accuracy(pairs, people, true_pairs, Decision::Review)?,
        })
    }
}

/// Whether the two records of the pair are one person.
pub(super) fn is_true(pair: &EvaluatedPair, people: &[u32]) -> bool {
    people[pair.a as usize] == people[pair.b as usize]
}

/// The pairs decided `least` or better count as found.
fn accuracy(
    pairs: &[EvaluatedPair],
    people: &[u32],
    true_pairs: u64,
    least: Decision,
) -> Result<Accuracy> {
    let (mut found, mut both) = (0, 0);
    for pair in pairs.iter().filter(|pair| pair.decision >= least) {
        found += 1;
        both += u64::from(is_true(pair, people));
    }
    if both > true_pairs {
        return Err(Error::Invariant("a run holds a pair twice".into()));
    }
    Ok(Accuracy::new(found, true_pairs, both, pairs_of(people.len() as u64)))
}
