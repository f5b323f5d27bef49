//! `clients.parquet`: one row a person, and `crosswalk.parquet`: what happened to client ids.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array};
use rayon::prelude::*;

use super::RunStamp;
use super::golden::{data_sharing, golden_fields, golden_records};
use super::table::{Column, constant, text, write};
use crate::error::Result;
use crate::read::Records;
use crate::record::{DataSharing, Field};
use crate::resolve::Client;
use crate::table::Row;

struct GoldenClient<'a> {
    id: &'a str,
    records: u32,
    sources: String,
    data_sharing: DataSharing,
    /// The record that each golden field comes from.
    speakers: Vec<Option<u32>>,
}

/// Writes one row a client, in the order of ids.
pub fn write_clients(
    path: &Path,
    records: &Records,
    rows: &[Row],
    clients: &[Client],
) -> Result<()> {
    write(path, clients.len(), |range| {
        let golden: Vec<GoldenClient> =
            clients[range].par_iter().map(|client| golden_client(records, rows, client)).collect();
        columns(records, &golden)
    })
}

fn golden_client<'a>(
    records: &Records,
    rows: &[Row],
    (id, members): &'a Client,
) -> GoldenClient<'a> {
    let mut sources: Vec<&str> =
        members.iter().map(|&record| records.value(record as usize, Field::Source)).collect();
    sources.sort_unstable();
    sources.dedup();
    GoldenClient {
        id,
        records: members.len() as u32,
        sources: sources.join(";"),
        data_sharing: data_sharing(records, members),
        speakers: golden_records(records, rows, members),
    }
}

fn columns(records: &Records, golden: &[GoldenClient]) -> Vec<Column> {
    let mut columns = vec![text("client_id", golden.iter().map(|client| client.id))];
    for (place, field) in golden_fields().enumerate() {
        let value = |client: &GoldenClient| {
            client.speakers[place].map_or("", |record| records.value(record as usize, field))
        };
        columns.push(text(field.name(), golden.iter().map(value)));
    }
    columns.push(text("data_sharing", golden.iter().map(|client| client.data_sharing.name())));
    let counts: UInt32Array = golden.iter().map(|client| Some(client.records)).collect();
    columns.push(("records".into(), Arc::new(counts) as ArrayRef));
    columns.push(text("sources", golden.iter().map(|client| client.sources.as_str())));
    for (place, field) in golden_fields().enumerate() {
        let speaker = |client: &GoldenClient| {
            client.speakers[place].map_or("", |record| records.id(record as usize))
        };
        columns.push(text(&format!("{}_record_id", field.name()), golden.iter().map(speaker)));
    }
    columns
}

/// Writes one row for every client id that this run made.
pub fn write_crosswalk(path: &Path, stamp: &RunStamp, clients: &[Client]) -> Result<()> {
    write(path, clients.len(), |range| {
        let rows = range.len();
        vec![
            text("client_id", clients[range].iter().map(|(id, _)| id.as_str())),
            constant("event", "created", rows),
            text("into_client_id", std::iter::repeat_n("", rows)),
            constant("run_id", &stamp.run_id, rows),
        ]
    })
}
