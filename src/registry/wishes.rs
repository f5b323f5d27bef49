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
    wish_at(row, 0)
}

/// A wish whose columns begin at a place.
fn wish_at(row: &Row, first: usize) -> rusqlite::Result<Wish> {
    let is_no = row.get_ref(first + 1)?.as_str()? == DataSharing::No.name();
    Ok(Wish {
        record: row.get(first)?,
        wish: if is_no { DataSharing::No } else { DataSharing::Yes },
        by: row.get(first + 2)?,
        note: row.get(first + 3)?,
        at: row.get(first + 4)?,
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

    /// The wish that stands for each of some records that has one: the newest that was told of it or of one
    /// of its older versions.
    pub(super) fn wishes_of(
        &self,
        records: impl ExactSizeIterator<Item = u32>,
    ) -> Result<BTreeMap<u32, Wish>> {
        let mut standing = BTreeMap::new();
        let count = self.database.number("SELECT COALESCE(max(number) + 1, 0) FROM wishes", [])?;
        if count == 0 {
            return Ok(standing);
        }
        // Looking all wishes through is cheaper than asking for each of many records.
        if records.len() as u64 > count {
            for wish in self.wishes()? {
                standing.insert(self.newest_version(wish.record)?, wish);
            }
            return Ok(standing);
        }
        let select = "SELECT number, record, wish, said_by, note, said_at FROM wishes
            WHERE record = ?1 ORDER BY number DESC LIMIT 1";
        for record in records {
            let mut newest: Option<(u32, Wish)> = None;
            for version in [vec![record], self.older_versions(record)?].concat() {
                let told = self
                    .database
                    .row(select, [version], |row| Ok((row.get::<_, u32>(0)?, wish_at(row, 1)?)))?;
                newest = match (newest, told) {
                    (Some(one), Some(other)) if one.0 > other.0 => Some(one),
                    (one, other) => other.or(one),
                };
            }
            standing.extend(newest.map(|(_, wish)| (record, wish)));
        }
        Ok(standing)
    }
}

impl Wish {
    /// Whether a version of the record that came after the wish says something itself, though the wish is to
    /// share: then its word counts, be it an objection. An objection told to staff nothing outdoes.
    pub(super) fn is_outdone_by(&self, record: u32, says: &str) -> bool {
        record != self.record && self.wish == DataSharing::Yes && !says.is_empty()
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
