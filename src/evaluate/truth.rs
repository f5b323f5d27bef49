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
    /// In a file of pairs: where each row is named first. There every id must be in the run, and a
    /// record that no pair names is a person by itself.
    pub(super) named_at: Option<Vec<Naming>>,
}

/// Where a file of pairs names a record first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Naming {
    pub line: u64,
    pub column: &'static str,
}

/// A run's records under the truth's names.
pub(super) struct Named {
    /// Person of each record.
    pub people: Vec<u32>,
    /// How many people are numbered, whether the run has records of them or not.
    pub person_count: usize,
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

    /// Looks up every record of the run. Where each row names a record, a row without a record is
    /// counted, since a run may reject a record, and a record without a row is refused. Where each
    /// row names a pair it is the other way round.
    pub(super) fn name(&self, records: &[EvaluatedRecord]) -> Result<Named> {
        let mut seen = vec![false; self.records()];
        let (mut people, mut unnamed) = (Vec::with_capacity(records.len()), 0);
        for record in records {
            let row = self.rows.get(record.record_id.as_str()).map(|&row| row as usize);
            if row.is_some_and(|row| std::mem::replace(&mut seen[row], true)) {
                return Err(Error::Invariant("a run holds a record id twice".into()));
            }
            people.push(row.map_or_else(
                || {
                    unnamed += 1;
                    (self.person_count + unnamed - 1) as u32
                },
                |row| self.person_of_row[row],
            ));
        }
        let person_count = self.person_count + unnamed;
        let not_in_run = seen.iter().filter(|&&seen| !seen).count() as u64;
        match &self.named_at {
            Some(_) if not_in_run > 0 => Err(self.unknown(&seen)),
            None if unnamed > 0 => Err(self.unnamed(unnamed, records.len())),
            _ => Ok(Named { people, person_count, not_in_run }),
        }
    }

    /// The first row of the file whose record is not in the run.
    fn unknown(&self, seen: &[bool]) -> Error {
        let namings = self.named_at.iter().flatten().zip(seen);
        let first = namings.filter(|(_, seen)| !**seen).map(|(naming, _)| naming).min();
        let Naming { line, column } = first.copied().unwrap_or(Naming { line: 1, column: "" });
        let problem = format!(
            "line {line}: {column} is the id of no record of the run; remove the pair, or give the \
             truth file that was made for this run's inputs"
        );
        Error::input(&self.file, problem)
    }

    fn unnamed(&self, unnamed: usize, records: usize) -> Error {
        let problem = format!(
            "{unnamed} of the run's {records} records have no row here; add them, or give the \
             truth file that was made for this run's inputs"
        );
        Error::input(&self.file, problem)
    }
}
