//! Samples of pairs, and what readers who saw no score say of them: by these it is measured how often the
//! machine is right, and how often people agree.
//!
//! In: pairs and labels. Out: the same. Must never: take a label for an answer: no client follows one.

use rusqlite::{Row, params};

use super::event::{Event, RecordPair};
use super::view::View;
use super::writer::Writer;
use crate::error::Result;

/// A sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its number.
    pub number: u32,
    /// What its pairs were drawn by.
    pub seed: u64,
    /// Who has drawn it.
    pub by: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// A pair of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplePair {
    /// Its place in the sample.
    pub place: u32,
    /// The two records.
    pub pair: RecordPair,
    /// What the machine decided: `link`, `review`, `apart`.
    pub stratum: String,
    /// How many pairs it decided so.
    pub pairs: u64,
    /// How many people are to read it: one or two.
    pub readers: u8,
}

/// What a reader says of a pair of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The pair's place.
    pub place: u32,
    /// `same`, `different` or `cannot_tell`.
    pub label: String,
    /// Who.
    pub by: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

fn sample_pair(row: &Row) -> rusqlite::Result<SamplePair> {
    Ok(SamplePair {
        place: row.get(0)?,
        pair: RecordPair { a: row.get(1)?, b: row.get(2)? },
        stratum: row.get(3)?,
        pairs: row.get::<_, i64>(4)?.unsigned_abs(),
        readers: row.get(5)?,
    })
}

impl View<'_> {
    /// Every sample, the newest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn samples(&self) -> Result<Vec<Sample>> {
        let select = "SELECT number, seed, said_by, drawn_at FROM samples ORDER BY number DESC";
        self.database.rows(select, [], |row| {
            let seed = row.get::<_, i64>(1)?.cast_unsigned();
            Ok(Sample { number: row.get(0)?, seed, by: row.get(2)?, at: row.get(3)? })
        })
    }

    /// The pairs of a sample, in order.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sample_pairs(&self, sample: u32) -> Result<Vec<SamplePair>> {
        let select = "SELECT place, a, b, stratum, pairs, readers FROM sample_pairs
            WHERE sample = ?1 ORDER BY place";
        self.database.rows(select, [sample], sample_pair)
    }

    /// The labels of a sample, in the order in which they were given.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn labels(&self, sample: u32) -> Result<Vec<Label>> {
        let select = "SELECT place, label, said_by, said_at FROM labels
            WHERE sample = ?1 ORDER BY number";
        self.database.rows(select, [sample], |row| {
            Ok(Label { place: row.get(0)?, label: row.get(1)?, by: row.get(2)?, at: row.get(3)? })
        })
    }
}

impl Writer<'_> {
    /// Keeps a sample; its number.
    pub fn draw(&mut self, pairs: &[SamplePair], seed: u64, by: &str, at: i64) -> Result<u32> {
        let next = "SELECT COALESCE(max(number) + 1, 0) FROM samples";
        let sample = self.database.number(next, [])? as u32;
        let insert =
            "INSERT INTO samples (number, seed, said_by, drawn_at) VALUES (?1, ?2, ?3, ?4)";
        self.database.execute(insert, params![sample, seed.cast_signed(), by, at])?;
        let insert = "INSERT INTO sample_pairs (sample, place, a, b, stratum, pairs, readers)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        for SamplePair { place, pair, stratum, pairs, readers } in pairs {
            let RecordPair { a, b } = pair;
            let parameters = params![sample, place, a, b, stratum, *pairs as i64, readers];
            self.database.execute(insert, parameters)?;
        }
        let by = by.into();
        self.log(&Event::SampleDrawn { sample, pairs: pairs.len() as u32, seed, by, at })?;
        Ok(sample)
    }

    /// Keeps a label; a reader labels a pair once.
    pub fn label(&mut self, sample: u32, label: &Label) -> Result<()> {
        let Label { place, label, by, at } = label;
        let insert = "INSERT INTO labels (number, sample, place, label, said_by, said_at)
            SELECT COALESCE(max(number) + 1, 0), ?1, ?2, ?3, ?4, ?5 FROM labels";
        self.database.execute(insert, params![sample, place, label, by, at])?;
        let (label, by) = (label.clone(), by.clone());
        self.log(&Event::Labelled { sample, place: *place, label, by, at: *at })
    }
}
