//! Looking at a registry. What can be asked stands with what it is about: records, clients, questions,
//! answers, pages, runs, the log.
//!
//! In: an open registry. Out: what it holds. Must never: write, or hold all of it in memory unless it
//! is asked for all.

use std::ops::Deref;

use rusqlite::Transaction;

use super::database::Database;
use super::fields::FieldNumbers;

/// What a registry holds.
#[derive(Clone, Copy)]
pub struct View<'r> {
    pub(super) database: &'r Database,
    pub(super) fields: &'r FieldNumbers,
}

/// What a registry held when this was taken.
pub struct Snapshot<'r> {
    pub(super) view: View<'r>,
    /// Ends when this is dropped.
    #[expect(dead_code, reason = "it is there to be held")]
    pub(super) transaction: Transaction<'r>,
}

impl<'r> Deref for Snapshot<'r> {
    type Target = View<'r>;

    fn deref(&self) -> &View<'r> {
        &self.view
    }
}
