//! What two records say of each other.
//!
//! In: two records that were looked at. Out: their levels, what each is worth, what holds against a link.
//! Must never: score otherwise than a night does.

use super::{Consult, Looked};
use crate::compare::{Signature, compare};
use crate::decide::{Guards, decide, guards};
use crate::error::{Error, Result};
use crate::record::Decision;
use crate::registry::RecordPair;
use crate::score::{Score, probability_of};

/// Two records and what speaks for and against their being one person.
#[derive(Debug, Clone)]
pub struct ConsultedPair {
    /// The levels.
    pub signature: Signature,
    /// The weight and its parts.
    pub score: Score,
    /// The match probability.
    pub probability: f64,
    /// What holds against a link.
    pub guards: Guards,
    /// The decision about the pair by itself.
    pub decision: Decision,
}

impl Consult {
    /// Judges two of the records that were looked at.
    ///
    /// # Errors
    /// One of them is not among them.
    pub fn pair(&self, looked: &Looked, pair: RecordPair) -> Result<ConsultedPair> {
        let place = |number| {
            let missing = || Error::Invariant(format!("record {number} was not looked at"));
            looked.place(number).ok_or_else(missing)
        };
        let (a, b) = (place(pair.a)?, place(pair.b)?);
        // As a night does: the record whose id is the smaller comes first.
        let (a, b) = (a.min(b), a.max(b));
        let table = &looked.table;
        let (a, b) = (&table.rows[a], &table.rows[b]);
        let signature = compare(a, b, table);
        let score = self.scorer.score(signature, a, b, &table.frequencies);
        let found = guards(signature, a, b, &table.frequencies);
        let (decision, guards) = decide(score.weight, found, &self.settings.decide);
        let probability = probability_of(score.weight);
        Ok(ConsultedPair { signature, score, probability, guards, decision })
    }
}
