//! `decisions.parquet`: what became of every record, and by which other record.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Float32Array, Float64Array, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, TimeUnit};

use super::pairs::guard_names;
use super::said::decided_by;
use super::table::{Column, named, number, text, text_of, word, write};
use super::{RunStamp, Said};
use crate::decide::Guards;
use crate::digest::Id;
use crate::error::Result;
use crate::read::{NO_RECORD, Records};
use crate::record::Field;
use crate::resolve::{Action, Clients, RecordDecision};
use crate::score::probability_of;

/// What became of a record, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct DecisionRow {
    /// The record.
    pub record: u32,
    /// What became of it.
    pub decision: RecordDecision,
    /// The client that it belonged to before, if that is another.
    pub previous: Option<Id>,
    /// The person's answer that has decided it, by its place among what is said; none where the machine has.
    pub said: Option<u32>,
}

/// Writes one row for each of these records, which are in the order of their ids; people have `said` what
/// they have.
pub fn write_decisions(
    path: &Path,
    stamp: &RunStamp,
    records: &Records,
    clients: &Clients,
    said: &[Said],
    decided: &(impl Fn(usize) -> DecisionRow + Sync),
    rows: usize,
) -> Result<()> {
    let client_of = clients.of_records(records.len());
    let client = |record: u32| clients.id(client_of[record as usize] as usize);
    let stamps = std::slice::from_ref(stamp);
    write(path, rows, |range| {
        let rows = range.map(|row| (decided(row), 0)).collect();
        Ok(columns(records, stamps, said, rows, client))
    })
}

/// The columns of some rows, each with the place of its run among the stamps; `client` gives each record's.
pub(super) fn columns<'a>(
    records: &'a Records,
    stamps: &'a [RunStamp],
    said: &'a [Said],
    rows: Vec<(DecisionRow, u32)>,
    client: impl Fn(u32) -> &'a str,
) -> Vec<Column<'a>> {
    let some: Arc<[(DecisionRow, u32)]> = rows.into();
    let value = |field: Field| {
        let some = Arc::clone(&some);
        text_of(field.name(), move || {
            records.gather(field, &some.iter().map(|(row, _)| row.record).collect::<Vec<u32>>())
        })
    };
    let via = {
        let some = Arc::clone(&some);
        move || {
            let via = |row: &DecisionRow| row.decision.via.map_or(NO_RECORD, |via| via.0);
            let via = some.iter().map(|(row, _)| via(row)).collect::<Vec<u32>>();
            records.gather(Field::RecordId, &via)
        }
    };
    let weights: Arc<[Option<f64>]> =
        some.iter().map(|(row, _)| row.decision.via.map(|via| via.1)).collect();
    let bits = Arc::clone(&weights);
    let earlier = Arc::clone(&some);
    let guards = of_rows(&some, |row, _| row.decision.via.map_or(Guards::default(), |via| via.2));
    let times = of_rows(&some, |_, run| stamps[run].decided_at);
    let runs = || of_rows(&some, |_, run| run);
    let answers = || of_rows(&some, |row, _| row.said);
    let run_ids: Vec<&str> = stamps.iter().map(|stamp| stamp.run_id.as_str()).collect();
    let models: Vec<&str> = stamps.iter().map(|stamp| stamp.model.as_str()).collect();
    vec![
        word("run_id", &run_ids, runs()),
        value(Field::RecordId).sorted(),
        value(Field::Source).of_few(),
        text("client_id", of_rows(&some, |row, _| client(row.record))),
        word("action", &Action::NAMES, of_rows(&some, |row, _| row.decision.action as usize)),
        text_of("previous_client_id", move || {
            let ids = earlier.iter().map(|(row, _)| row.previous.as_ref().map(Id::as_str));
            Ok(Arc::new(ids.collect::<StringArray>()))
        }),
        text_of("via_record_id", via),
        number("weight", DataType::Float32, move || {
            bits.iter().map(|weight| weight.map(|bits| bits as f32)).collect::<Float32Array>()
        }),
        number("probability", DataType::Float64, move || {
            weights.iter().map(|weight| weight.map(probability_of)).collect::<Float64Array>()
        }),
        named("guards", guards, guard_names),
        decided_by(said, answers()),
        word("model", &models, runs()),
        number("decided_at", decided_at_type(), move || {
            TimestampMicrosecondArray::from_iter_values(times).with_timezone("UTC")
        })
        .of_few(),
        named("reason", answers(), |answer| {
            answer.map_or(String::new(), |answer| said[answer as usize].reason.clone())
        }),
    ]
}

/// Something of each row and its run.
fn of_rows<T>(
    rows: &[(DecisionRow, u32)],
    value: impl Fn(&DecisionRow, usize) -> T,
) -> std::vec::IntoIter<T> {
    rows.iter().map(|(row, run)| value(row, *run as usize)).collect::<Vec<T>>().into_iter()
}

fn decided_at_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}
