//! What people have told staff of the sharing of their data. A wish is a record's: it goes with the record
//! when clients are joined and taken apart, and it holds for the versions that come after.
//!
//! In: a record and a wish. Out: the wish that stands for each record. Must never: be forgotten because a
//! source sends the record again without a word of it.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::event::Event;
use super::view::View;
use super::writer::Writer;
use crate::error::Result;
use crate::record::DataSharing;

/// A wish as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The record, as it was then.
    pub record: u32,
    /// Yes or no.
    pub wish: DataSharing,
    /// Whom it was told.
    pub by: String,
    /// How, and when.
    pub note: String,
    /// When it was written down, in microseconds since 1970.
    pub at: i64,
}

fn wish(row: &Row) -> rusqlite::Result<Wish> {
    let is_no = row.get_ref(1)?.as_str()? == DataSharing::No.name();
    Ok(Wish {
        record: row.get(0)?,
        wish: if is_no { DataSharing::No } else { DataSharing::Yes },
        by: row.get(2)?,
        note: row.get(3)?,
        at: row.get(4)?,
    })
}

impl View<'_> {
    /// Every wish, in the order in which they were told.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn wishes(&self) -> Result<Vec<Wish>> {
        let select = "SELECT record, wish, said_by, note, said_at FROM wishes ORDER BY number";
        self.database.rows(select, [], wish)
    }

    /// The wish that stands for each record that has one, by the newest version.
    pub(super) fn standing_wishes(&self) -> Result<BTreeMap<u32, DataSharing>> {
        let mut standing = BTreeMap::new();
        for wish in self.wishes()? {
            standing.insert(self.newest_version(wish.record)?, wish.wish);
        }
        Ok(standing)
    }
}

impl Writer<'_> {
    /// Writes a wish down.
    pub fn wish(&mut self, wish: &Wish) -> Result<()> {
        let Wish { record, by, note, at, .. } = wish;
        let insert = "INSERT INTO wishes (number, record, wish, said_by, note, said_at)
            SELECT COALESCE(max(number) + 1, 0), ?1, ?2, ?3, ?4, ?5 FROM wishes";
        let word = wish.wish.name();
        self.database.execute(insert, params![record, word, by, note, at])?;
        let (wish, by, note) = (word.into(), by.clone(), note.clone());
        self.log(&Event::WishSaid { record: *record, wish, by, note, at: *at })
    }
}
