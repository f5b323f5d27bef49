//! A statement about a dose, and what becomes of it.
//!
//! In: nothing. Out: the words of this stage. Must never: hold a rule.

use crate::record::{Date, Dose, DoseSource};
use crate::standardize::Vaccine;

/// Who files doses under its order numbers, and whose word it is that it gave a dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sender {
    /// A source, by its number.
    Source(u32),
    /// The sender of one record, where it is not said who that is.
    OfRecord(u32),
}

/// What one record of a client says of one dose.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// The record, numbered in the order of record ids.
    pub record: u32,
    /// Who sent the record.
    pub sender: Sender,
    /// When.
    pub received: Date,
    /// The number under which the sender files the dose, as received.
    pub order_number: &'a str,
    /// What is said.
    pub dose: Dose,
    /// The vaccine that the dose's code stands for.
    pub vaccine: Vaccine,
}

impl Statement<'_> {
    /// Whether whoever says so gave the dose.
    pub(super) fn is_administered(&self) -> bool {
        self.dose.source == DoseSource::Administered
    }
}

/// What becomes of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The preferred statement of its event, by its place among the client's; none if it is of no
    /// event.
    pub event: Option<u32>,
    /// Why.
    pub reason: Reason,
}

/// Why a statement stands where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nothing else is said of the event.
    Only,
    /// The best of what is said of the event.
    Best,
    /// Of the day and of a family of the best.
    SameDay,
    /// Of a family of the best, and a few days off.
    NearDay,
    /// The sender says it again under the same order number.
    SaidAgain,
    /// The sender has put another in its place under the same order number.
    Replaced,
    /// The sender says that it was never so.
    Deleted,
    /// It says that another was never so.
    Deletion,
    /// The dose was refused.
    Refused,
    /// The dose was not given.
    NotAdministered,
    /// Of a day after the run's.
    AfterRun,
    /// Of a day before the client's birth.
    BeforeBirth,
}

impl Reason {
    /// All of them, in the order of their numbers.
    pub const ALL: [Reason; 12] = [
        Reason::Only,
        Reason::Best,
        Reason::SameDay,
        Reason::NearDay,
        Reason::SaidAgain,
        Reason::Replaced,
        Reason::Deleted,
        Reason::Deletion,
        Reason::Refused,
        Reason::NotAdministered,
        Reason::AfterRun,
        Reason::BeforeBirth,
    ];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Only => "only_statement",
            Reason::Best => "best_statement",
            Reason::SameDay => "same_day",
            Reason::NearDay => "near_day",
            Reason::SaidAgain => "said_again",
            Reason::Replaced => "replaced",
            Reason::Deleted => "deleted",
            Reason::Deletion => "deletion",
            Reason::Refused => "refused",
            Reason::NotAdministered => "not_administered",
            Reason::AfterRun => "after_run",
            Reason::BeforeBirth => "before_birth",
        }
    }
}
