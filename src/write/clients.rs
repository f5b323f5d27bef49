//! `clients.parquet`: one row a person, and `crosswalk.parquet`: what happened to client ids.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray, StringBuilder, UInt32Array};
use arrow::datatypes::DataType;

use super::RunStamp;
use super::golden::Golden;
use super::members::{Members, Text};
use super::table::{Column, number, text, text_of, word, write};
use crate::digest::Id;
use crate::error::Result;
use crate::read::{Aside, Records};
use crate::record::{DataSharing, Field};
use crate::resolve::Clients;
use crate::standardize::{self, Rules};
use crate::survivorship::{Aspect, GoldenField};
use crate::table::Row;

/// Writes one row a client, in the order of ids. The text of the records may have been put aside.
pub fn write_clients(
    path: &Path,
    records: &Records,
    aside: Option<Aside>,
    rows: &[Row],
    rules: &Rules,
    clients: &Clients,
) -> Result<()> {
    let text = Text::new(records, aside, clients)?;
    write(path, clients.len(), |range| {
        let members = text.members(clients, range.clone())?;
        columns(Golden::new(members, rows, rules)?, clients, range)
    })
}

/// The columns of clients whose records are all here.
pub(super) fn all_columns<'a>(
    records: &'a Records,
    rows: &'a [Row],
    rules: &'a Rules,
    clients: &'a Clients,
) -> Result<Vec<Column<'a>>> {
    let whole = 0..clients.len();
    let members = Text::Held(records).members(clients, whole.clone())?;
    columns(Golden::new(members, rows, rules)?, clients, whole)
}

/// A column that all records of a client speak for.
type OfWhole<'a> = fn(&Golden<'a>) -> ArrayRef;

fn columns<'a>(
    golden: Golden<'a>,
    clients: &'a Clients,
    range: Range<usize>,
) -> Result<Vec<Column<'a>>> {
    let golden = Arc::new(golden);
    let mut columns = vec![client_ids(clients, range.clone())];
    for (aspect, GoldenField { name, field }) in golden_fields() {
        let golden = Arc::clone(&golden);
        let column = text_of(name, move || golden.values(aspect, field));
        columns.push(if repeats(field) { column.of_few() } else { column });
    }
    let whole: [(&str, OfWhole<'a>); 3] = [
        ("aliases", Golden::aliases),
        ("identifiers", Golden::identifiers),
        ("identifier_conflicts", Golden::identifier_conflicts),
    ];
    for (name, values) in whole {
        let golden = Arc::clone(&golden);
        columns.push(text_of(name, move || Ok(values(&golden))));
    }
    let members = Arc::clone(&golden);
    columns.push(text_of("data_sharing", move || Ok(data_sharing(members.members()))).of_few());
    let counts = range.map(|client| clients.records(client).len() as u32);
    columns.push(
        number("records", DataType::UInt32, move || UInt32Array::from_iter_values(counts)).of_few(),
    );
    let members = Arc::clone(&golden);
    columns.push(text_of("sources", move || Ok(sources(members.members()))).of_few());
    for (aspect, GoldenField { name, field }) in golden_fields() {
        let golden = Arc::clone(&golden);
        let name = format!("{name}_record_id");
        columns.push(text_of(&name, move || Ok(golden.record_ids(aspect, field))));
    }
    Ok(columns)
}

/// The golden fields in the order of their columns, each with its aspect.
fn golden_fields() -> impl Iterator<Item = (Aspect, GoldenField)> {
    let of_aspect = |aspect: Aspect| aspect.fields().iter().map(move |&field| (aspect, field));
    Aspect::ALL.into_iter().flat_map(of_aspect)
}

fn client_ids(clients: &Clients, range: Range<usize>) -> Column<'_> {
    text("client_id", range.map(|client| clients.id(client))).sorted()
}

/// Whether the values of a field come again from person to person.
fn repeats(field: Field) -> bool {
    !matches!(
        field,
        Field::CertificateNumber
            | Field::Street
            | Field::Phone
            | Field::Email
            | Field::MedicaidId
            | Field::Ssn
    )
}

/// Each client's wish about data sharing: that of all its records.
fn data_sharing(members: &Members) -> ArrayRef {
    let of_client = |places: Range<usize>| {
        let wishes = places.map(|place| members.value(place, Field::DataSharing));
        let wishes = wishes.filter(|wish| !wish.is_empty()).map(standardize::data_sharing);
        wishes.fold(DataSharing::Unknown, DataSharing::merged).name()
    };
    Arc::new(StringArray::from_iter_values(members.by_client().map(of_client)))
}

/// The sources of each client, `;` between them.
fn sources(members: &Members) -> ArrayRef {
    let mut column = StringBuilder::new();
    let mut sources: Vec<&str> = Vec::new();
    for places in members.by_client() {
        sources.clear();
        sources.extend(places.map(|place| members.value(place, Field::Source)));
        sources.sort_unstable();
        sources.dedup();
        match sources.as_slice() {
            [""] => column.append_null(),
            [source] => column.append_value(source),
            several => column.append_value(several.join(";")),
        }
    }
    Arc::new(column.finish())
}

/// What happened to a client id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClientEvent {
    /// It stands as before.
    Kept,
    /// It is new.
    Created,
    /// Its client has become another.
    Merged,
    /// Records have left its client for a new one.
    Split,
}

impl ClientEvent {
    /// The words in files, in the order of the events.
    const NAMES: [&str; 4] = ["kept", "created", "merged", "split"];
}

/// A row of the crosswalk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CrosswalkRow {
    /// The client.
    pub client: Id,
    /// What happened to it.
    pub event: ClientEvent,
    /// The client that it became, or that was split from it.
    pub into: Option<Id>,
}

/// Writes the events of client ids; the rows are in order.
pub fn write_crosswalk(
    path: &Path,
    stamp: &RunStamp,
    events: &(impl Fn(usize) -> CrosswalkRow + Sync),
    rows: usize,
) -> Result<()> {
    write_crosswalk_of_runs(path, std::slice::from_ref(stamp), &|row| (events(row), 0), rows)
}

/// The same of events of several runs, each with its run's place among the stamps.
pub fn write_crosswalk_of_runs(
    path: &Path,
    stamps: &[RunStamp],
    events: &(impl Fn(usize) -> (CrosswalkRow, u32) + Sync),
    rows: usize,
) -> Result<()> {
    let run_ids: Vec<&str> = stamps.iter().map(|stamp| stamp.run_id.as_str()).collect();
    write(path, rows, |range| {
        let (events, runs): (Vec<CrosswalkRow>, Vec<u32>) = range.map(events).unzip();
        let (ids, into): (Vec<Id>, Vec<Option<Id>>) =
            events.iter().map(|row| (row.client, row.into)).unzip();
        let event = events.into_iter().map(|row| row.event as usize);
        Ok(vec![
            text_of("client_id", move || {
                Ok(Arc::new(StringArray::from_iter_values(ids.iter().map(Id::as_str))))
            })
            .sorted(),
            word("event", &ClientEvent::NAMES, event),
            text_of("into_client_id", move || {
                let into = into.iter().map(|id| id.as_ref().map(Id::as_str));
                Ok(Arc::new(into.collect::<StringArray>()))
            }),
            word("run_id", &run_ids, runs.into_iter().map(|run| run as usize)),
        ])
    })
}
