//! Open questions that somebody has put aside: nobody could tell, a supervisor is to decide, the provider is
//! asked. They stay open, in another place than the queue.
//!
//! In: a question and where to. Out: where each question is. Must never: close a question, or forget who has
//! put it aside and why.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::event::{Event, RecordPair};
use super::view::View;
use super::writer::Writer;
use crate::error::Result;

/// Where an open question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Where everybody takes the next one from.
    Queue,
    /// Somebody could not tell: what the records say is not enough.
    CannotTell,
    /// A supervisor is to decide.
    Supervisor,
    /// The provider is asked.
    Provider,
}

impl Place {
    /// All places.
    pub const ALL: [Place; 4] =
        [Place::Queue, Place::CannotTell, Place::Supervisor, Place::Provider];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Place::Queue => "queue",
            Place::CannotTell => "cannot_tell",
            Place::Supervisor => "supervisor",
            Place::Provider => "provider",
        }
    }

    /// The place of this name.
    pub fn from_name(name: &str) -> Option<Place> {
        Place::ALL.into_iter().find(|place| place.name() == name)
    }
}

/// That a question was put somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Its number; a later one has a larger one.
    pub number: u32,
    /// The question.
    pub pair: RecordPair,
    /// Where to.
    pub place: Place,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

const ASIDE: &str = "SELECT number, a, b, place, said_by, reason, said_at FROM asides";

fn aside(row: &Row) -> rusqlite::Result<Aside> {
    Ok(Aside {
        number: row.get(0)?,
        pair: RecordPair { a: row.get(1)?, b: row.get(2)? },
        place: Place::from_name(row.get_ref(3)?.as_str()?).unwrap_or(Place::Queue),
        by: row.get(4)?,
        reason: row.get(5)?,
        at: row.get(6)?,
    })
}

impl View<'_> {
    /// Where a question was put, the newest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn asides_of(&self, pair: RecordPair) -> Result<Vec<Aside>> {
        let select = format!("{ASIDE} WHERE a = ?1 AND b = ?2 ORDER BY number DESC");
        self.database.rows(&select, [pair.a, pair.b], aside)
    }

    /// What was put somewhere since a number, in order.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn asides_since(&self, number: u32) -> Result<Vec<Aside>> {
        self.database.rows(&format!("{ASIDE} WHERE number >= ?1 ORDER BY number"), [number], aside)
    }
}

impl Writer<'_> {
    /// Puts an open question somewhere.
    pub fn put_aside(
        &mut self,
        pair: RecordPair,
        place: Place,
        by: &str,
        reason: &str,
        at: i64,
    ) -> Result<()> {
        let insert = "INSERT INTO asides (number, a, b, place, said_by, reason, said_at)
            SELECT COALESCE(max(number) + 1, 0), ?1, ?2, ?3, ?4, ?5, ?6 FROM asides";
        self.database.execute(insert, params![pair.a, pair.b, place.name(), by, reason, at])?;
        let (by, reason) = (by.into(), reason.into());
        self.log(&Event::PutAside { pair, place, by, reason, at })
    }
}
