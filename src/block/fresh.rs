//! Which records are fresh: those whose pairs are asked for.
//!
//! In: some records in a row that are looked at again, and the first of those that are new. Out: both,
//! and the others. Must never: name a record twice.

use std::ops::Range;

use rayon::prelude::*;

use crate::table::{Row, Table};

/// The fresh records. A pair is asked for when the later of its two records is one of them: so whoever
/// looks at all records again, portion by portion, finds each pair once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// Records that are looked at again; they lie before the new ones.
    pub again: Range<u32>,
    /// The first of the new ones, which are the last of all.
    pub first: u32,
}

impl Fresh {
    /// All records.
    pub fn all() -> Fresh {
        Fresh { again: 0..0, first: 0 }
    }

    /// Whether there are no others.
    pub fn is_all(&self) -> bool {
        self.others().next().is_none()
    }

    /// Their numbers; there are so many records in `all`.
    pub fn records(&self, all: usize) -> impl IndexedParallelIterator<Item = u32> + use<> {
        self.again.clone().into_par_iter().chain(self.first..all as u32)
    }

    /// Their rows.
    pub fn rows<'t>(&self, table: &'t Table) -> impl Iterator<Item = &'t Row> + use<'t> {
        let again = self.again.start as usize..self.again.end as usize;
        table.rows[again].iter().chain(&table.rows[self.first as usize..])
    }

    /// The numbers of all other records.
    pub fn others(&self) -> impl Iterator<Item = u32> + use<> {
        (0..self.again.start).chain(self.again.end..self.first)
    }
}
