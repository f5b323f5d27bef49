//! What somebody who enters a record says of it, before the registry has it.
//!
//! In: records of the registry, and whether the new one is of the same person. Out: answers that the night
//! heeds and keeps. Must never: be kept without the record that it is about.

use crate::error::Result;
use crate::registry::{Answer, GivenAnswer, NewAnswer, Night, RecordDigest, RecordPair};

/// What is said of the one new record of a night.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// Records of the registry, each with whether it is the new one's person.
    pub of: Vec<(u32, Answer)>,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

impl Word {
    /// As answers that hold about the record of number `new`, numbered from `first` on for the time being.
    pub fn answers(&self, new: u32, first: u32) -> impl Iterator<Item = GivenAnswer> + '_ {
        self.of.iter().zip(first..).map(move |(&(record, answer), number)| {
            let pair = RecordPair::new(record, new);
            // Nobody asks for a digest before the record is there.
            let none = RecordDigest([0; 16]);
            GivenAnswer {
                number,
                pair,
                now: pair,
                holds: true,
                is_undone: false,
                answer,
                by: self.by.clone(),
                reason: self.reason.clone(),
                at: self.at,
                digest_a: none,
                digest_b: none,
                relation: None,
                asked: None,
            }
        })
    }

    /// Writes the answers down, once the record has its number; the number of the first. Staff may have
    /// answered others meanwhile.
    ///
    /// # Errors
    /// The registry cannot be written.
    pub fn keep(&self, night: &mut Night, new: u32) -> Result<u32> {
        let first = night.view().answer_count()? as u32;
        self.of.iter().try_for_each(|&(record, answer)| {
            night.answer(&NewAnswer {
                pair: RecordPair::new(record, new),
                answer,
                by: &self.by,
                reason: &self.reason,
                at: self.at,
                relation: None,
            })
        })?;
        Ok(first)
    }
}
