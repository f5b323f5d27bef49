//! Who is who: the person that each record speaks of, and that person's mother and household.
//!
//! In: rows of a truth file, read elsewhere. Out: numbers in place of ids. Must never: let an id or
//! any other value out, in a message or otherwise.

use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::EvaluatedRecord;
use crate::error::{Error, Result};

/// A truth file, its ids turned into dense numbers; read by [`Truth::read`].
pub struct Truth {
    pub(super) file: PathBuf,
    /// Row of each record id; for look-ups only.
    pub(super) rows: FxHashMap<Box<str>, u32>,
    /// Person of each row.
    pub(super) person_of_row: Vec<u32>,
    pub(super) person_count: usize,
    /// By person; none where the file has no such column.
    pub(super) mothers: Option<Vec<Option<u32>>>,
    /// By person; none where the file has no such column.
    pub(super) households: Option<Vec<Option<u32>>>,
}

/// A run's records under the truth's names.
pub(super) struct Named {
    /// Person of each record.
    pub people: Vec<u32>,
    /// Rows of the truth that no record of the run answers to.
    pub not_in_run: u64,
}

impl Truth {
    /// How many people the file names.
    pub fn people(&self) -> usize {
        self.person_count
    }

    /// How many records the file names.
    pub fn records(&self) -> usize {
        self.person_of_row.len()
    }

    /// The person that a record speaks of.
    pub fn person(&self, record_id: &str) -> Option<u32> {
        self.rows.get(record_id).map(|&row| self.person_of_row[row as usize])
    }

    pub(super) fn knows_mothers(&self) -> bool {
        self.mothers.is_some()
    }

    pub(super) fn knows_households(&self) -> bool {
        self.households.is_some()
    }

    /// A person's mother, where the file says it.
    pub fn mother(&self, person: u32) -> Option<u32> {
        self.mothers.as_ref()?[person as usize]
    }

    /// A person's household, where the file says it.
    pub fn household(&self, person: u32) -> Option<u32> {
        self.households.as_ref()?[person as usize]
    }

    /// Looks up every record of the run. A row without a record is counted, since a run may reject
    /// a record; a record without a row is refused.
    pub(super) fn name(&self, records: &[EvaluatedRecord]) -> Result<Named> {
        let mut seen = vec![false; self.records()];
        let mut people = Vec::with_capacity(records.len());
        for record in records {
            let Some(&row) = self.rows.get(record.record_id.as_str()) else { continue };
            if std::mem::replace(&mut seen[row as usize], true) {
                return Err(Error::Invariant("a run holds a record id twice".into()));
            }
            people.push(self.person_of_row[row as usize]);
        }
        match records.len() - people.len() {
            0 => Ok(Named { people, not_in_run: (self.records() - records.len()) as u64 }),
            unnamed => Err(self.unnamed(unnamed, records.len())),
        }
    }

    fn unnamed(&self, unnamed: usize, records: usize) -> Error {
        let problem = format!(
            "{unnamed} of the run's {records} records have no row here; add them, or give the \
             truth file that was made for this run's inputs"
        );
        Error::input(&self.file, problem)
    }
}
