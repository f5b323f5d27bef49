//! Records arrive: new ones, new versions of old ones, and some that were there already.
//!
//! In: records as read. Out: their numbers. Must never: change a record that is there, or take what
//! one source sends for another source's.

use std::collections::BTreeMap;

use rusqlite::params;

use super::event::{Event, RecordDigest};
use super::fields::FieldNumbers;
use super::night::Night;
use super::pack::{pack_doses, pack_values};
use super::view::View;
use crate::digest::hash_parts;
use crate::error::{Error, Result};
use crate::read::{NO_RECORD, Records};
use crate::record::{Field, SourceKind};

/// What became of a record that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It is new and has this number.
    New(u32),
    /// Its source has sent another content under its id before: this is the newer version.
    Version {
        /// The number of the new version.
        number: u32,
        /// The number of the version that it replaces.
        replaces: u32,
    },
    /// It is there already, word for word, under this number.
    Known(u32),
    /// Another source's record, of this number, has its id; it was not stored.
    Taken(u32),
}

impl Arrival {
    /// The number under which its content is in the registry.
    pub fn number(self) -> Option<u32> {
        match self {
            Arrival::New(number) | Arrival::Version { number, .. } | Arrival::Known(number) => {
                Some(number)
            }
            Arrival::Taken(_) => None,
        }
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputRow {
    /// The file's number, which [`Night::take_input`] gave.
    pub input: u32,
    /// Its row in the file, from 1, where that is known; of a file of messages, the message.
    pub row: Option<u32>,
}

/// A record about to be stored.
struct Incoming<'a> {
    id: &'a str,
    source: u32,
    kind: SourceKind,
    from: Option<InputRow>,
    digest: RecordDigest,
    text: &'a [u8],
    doses: &'a [u8],
}

/// The digest of a record: of what it is, its packed values and its packed doses.
pub fn record_digest(kind: SourceKind, text: &[u8], doses: &[u8]) -> RecordDigest {
    let whole = hash_parts([kind.name().as_bytes(), text, doses]);
    RecordDigest(std::array::from_fn(|index| whole[index]))
}

/// The number of a kind in the table.
pub fn kind_number(kind: SourceKind) -> u8 {
    match kind {
        SourceKind::Birth => 0,
        SourceKind::Submission => 1,
    }
}

/// The kind of a number in the table.
pub fn kind_of_number(number: u8) -> SourceKind {
    if number == 0 { SourceKind::Birth } else { SourceKind::Submission }
}

/// Packs one record after the other, values and doses.
fn each_packed(
    records: &Records,
    fields: &FieldNumbers,
    mut visit: impl FnMut(usize, &[u8], &[u8]) -> Result<()>,
) -> Result<()> {
    let (mut text, mut doses) = (Vec::new(), Vec::new());
    for record in 0..records.len() {
        text.clear();
        doses.clear();
        pack_values(records, record, fields, &mut text);
        pack_doses(records, record, &mut doses);
        visit(record, &text, &doses)?;
    }
    Ok(())
}

impl View<'_> {
    /// What would become of records if a night stored them now, in their order.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn foresee(&self, records: &Records) -> Result<Vec<Arrival>> {
        let mut next = self.record_count()?;
        let sources = self.database.rows("SELECT name, number FROM sources", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?))
        })?;
        let sources: BTreeMap<String, u32> = sources.into_iter().collect();
        let mut arrivals = Vec::with_capacity(records.len());
        each_packed(records, self.fields, |record, text, doses| {
            let digest = record_digest(records.kind(record), text, doses);
            let source = sources.get(records.value(record, Field::Source)).copied();
            let arrival = self.arrival(records.id(record), source, digest, next)?;
            next += u32::from(matches!(arrival, Arrival::New(_) | Arrival::Version { .. }));
            arrivals.push(arrival);
            Ok(())
        })?;
        Ok(arrivals)
    }

    /// What a record is to the registry if it is stored under this number.
    fn arrival(
        &self,
        id: &str,
        source: Option<u32>,
        digest: RecordDigest,
        number: u32,
    ) -> Result<Arrival> {
        let live = "SELECT number, source, digest FROM records
            WHERE record_id = ?1 AND replaced_by IS NULL";
        let live = self.database.row(live, [id], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?, RecordDigest(row.get(2)?)))
        })?;
        Ok(match live {
            None => Arrival::New(number),
            Some((live, of, _)) if Some(of) != source => Arrival::Taken(live),
            Some((live, _, said)) if said == digest => Arrival::Known(live),
            Some((replaces, ..)) => Arrival::Version { number, replaces },
        })
    }
}

impl Night<'_> {
    /// Stores records, in their order; what became of each. `from` says where each stands.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add_records(
        &mut self,
        records: &Records,
        from: impl Fn(usize) -> Option<InputRow>,
    ) -> Result<Vec<Arrival>> {
        let mut arrivals = Vec::with_capacity(records.len());
        each_packed(records, self.fields, |record, text, doses| {
            let kind = records.kind(record);
            let source = self.source(records.value(record, Field::Source))?;
            arrivals.push(self.arrive(&Incoming {
                id: records.id(record),
                source,
                kind,
                from: from(record),
                digest: record_digest(kind, text, doses),
                text,
                doses,
            })?);
            Ok(())
        })?;
        Ok(arrivals)
    }

    fn arrive(&mut self, incoming: &Incoming) -> Result<Arrival> {
        let Incoming { id, source, digest, .. } = *incoming;
        let arrival = self.view().arrival(id, Some(source), digest, self.next_record)?;
        match arrival {
            Arrival::New(_) => _ = self.store(incoming)?,
            Arrival::Version { number, replaces } => {
                // Of one id only one record may be live.
                self.mark_replaced(replaces, number)?;
                self.store(incoming)?;
                self.log_replaced(replaces, number)?;
            }
            Arrival::Known(_) | Arrival::Taken(_) => {}
        }
        Ok(arrival)
    }

    fn store(&mut self, incoming: &Incoming) -> Result<u32> {
        let number = self.next_record;
        if number == NO_RECORD {
            return Err(self.writer.database.problem("full: no number is left for a record"));
        }
        let insert = "INSERT INTO records
            (number, source, record_id, kind, run, input, row, digest, text)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let (kind, digest) = (kind_number(incoming.kind), incoming.digest);
        let Incoming { id, source, from, text, doses, .. } = incoming;
        let (input, row) = (from.map(|from| from.input), from.and_then(|from| from.row));
        let parameters = params![number, source, id, kind, self.run(), input, row, digest.0, text];
        self.writer.database.execute(insert, parameters)?;
        if !doses.is_empty() {
            let insert = "INSERT INTO doses (record, doses) VALUES (?1, ?2)";
            self.writer.database.execute(insert, params![number, doses])?;
        }
        self.next_record += 1;
        self.writer.log(&Event::RecordStored { record: number, digest })?;
        Ok(number)
    }

    fn mark_replaced(&mut self, record: u32, by: u32) -> Result<()> {
        let update = "UPDATE records SET replaced_by = ?2
            WHERE number = ?1 AND replaced_by IS NULL";
        match self.writer.database.execute(update, params![record, by])? {
            1 => Ok(()),
            _ => Err(Error::Invariant(format!("record {record} cannot be replaced"))),
        }
    }

    fn log_replaced(&mut self, record: u32, by: u32) -> Result<()> {
        self.writer.log(&Event::RecordReplaced { record, by })?;
        for question in self.view().questions_of(&[record])? {
            self.writer.withdraw(question.pair)?;
        }
        Ok(())
    }

    fn source(&mut self, name: &str) -> Result<u32> {
        if let Some(&number) = self.sources.get(name) {
            return Ok(number);
        }
        let number = self.sources.len() as u32;
        let insert = "INSERT INTO sources (number, name) VALUES (?1, ?2)";
        self.writer.database.execute(insert, params![number, name])?;
        self.sources.insert(name.into(), number);
        Ok(number)
    }
}
