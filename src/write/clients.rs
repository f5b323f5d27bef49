//! `clients.parquet`: one row a person, and `crosswalk.parquet`: what happened to client ids.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringBuilder, UInt32Array};
use arrow::datatypes::DataType;

use super::RunStamp;
use super::golden::Golden;
use super::table::{Column, constant, named, number, text, text_of, write};
use crate::error::Result;
use crate::read::Records;
use crate::record::{DataSharing, Field};
use crate::resolve::Clients;
use crate::standardize;
use crate::table::Row;

/// Writes one row a client, in the order of ids.
pub fn write_clients(
    path: &Path,
    records: &Records,
    rows: &[Row],
    clients: &Clients,
) -> Result<()> {
    write(path, clients.len(), |range| columns(records, rows, clients, range))
}

fn columns<'a>(
    records: &'a Records,
    rows: &[Row],
    clients: &'a Clients,
    range: Range<usize>,
) -> Result<Vec<Column<'a>>> {
    let golden = Arc::new(Golden::new(records, rows, clients, range.clone())?);
    let shown = range.clone();
    let members = move || shown.clone().map(move |client| clients.records(client));
    let mut columns = vec![client_ids(clients, range.clone())];
    for (group, field) in Golden::fields() {
        let golden = Arc::clone(&golden);
        let column = text_of(field.name(), move || golden.values(group, field));
        columns.push(if repeats(field) { column.of_few() } else { column });
    }
    let sharing = members().map(|members| data_sharing(records, members));
    columns.push(named("data_sharing", sharing, |wish| wish.name().into()));
    let counts = members.clone();
    columns.push(
        number("records", DataType::UInt32, move || {
            UInt32Array::from_iter_values(counts().map(|members| members.len() as u32))
        })
        .of_few(),
    );
    columns.push(text_of("sources", move || Ok(sources(records, members()))).of_few());
    for (group, field) in Golden::fields() {
        let golden = Arc::clone(&golden);
        let name = format!("{}_record_id", field.name());
        columns.push(text_of(&name, move || Ok(golden.record_ids(group, field))));
    }
    Ok(columns)
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

/// The client's wish about data sharing: that of all its records.
fn data_sharing(records: &Records, members: &[u32]) -> DataSharing {
    let wish = |&record: &u32| records.value(record as usize, Field::DataSharing);
    let wishes = members.iter().map(wish).filter(|wish| !wish.is_empty());
    wishes.map(standardize::data_sharing).fold(DataSharing::Unknown, DataSharing::merged)
}

/// The sources of each client, `;` between them.
fn sources<'a>(records: &Records, clients: impl Iterator<Item = &'a [u32]>) -> ArrayRef {
    let mut column = StringBuilder::new();
    let mut sources: Vec<&str> = Vec::new();
    for members in clients {
        sources.clear();
        let source = |&record: &u32| records.value(record as usize, Field::Source);
        sources.extend(members.iter().map(source));
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

/// Writes one row for every client id that this run made.
pub fn write_crosswalk(path: &Path, stamp: &RunStamp, clients: &Clients) -> Result<()> {
    write(path, clients.len(), |range| {
        let rows = range.len();
        Ok(vec![
            client_ids(clients, range),
            constant("event", "created", rows),
            text("into_client_id", std::iter::repeat_n("", rows)),
            constant("run_id", &stamp.run_id, rows),
        ])
    })
}
