//! `decisions.parquet`: what became of every record, and by which other record.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Float32Array, Float64Array, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, TimeUnit};

use super::pairs::guard_names;
use super::table::{constant, named, number, text, text_of, word, write};
use super::{MACHINE, RunStamp};
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
}

/// Writes one row for each of these records, which are in the order of their ids.
pub fn write_decisions(
    path: &Path,
    stamp: &RunStamp,
    records: &Records,
    clients: &Clients,
    decided: &(impl Fn(usize) -> DecisionRow + Sync),
    rows: usize,
) -> Result<()> {
    let client_of = clients.of_records(records.len());
    write(path, rows, |range| {
        let rows = range.len();
        let some: Arc<[DecisionRow]> = range.map(decided).collect();
        let value = |field: Field| {
            let some = Arc::clone(&some);
            text_of(field.name(), move || {
                records.gather(field, &some.iter().map(|row| row.record).collect::<Vec<u32>>())
            })
        };
        let via = {
            let some = Arc::clone(&some);
            move || {
                let via = |row: &DecisionRow| row.decision.via.map_or(NO_RECORD, |via| via.0);
                records.gather(Field::RecordId, &some.iter().map(via).collect::<Vec<u32>>())
            }
        };
        let weights: Arc<[Option<f64>]> =
            some.iter().map(|row| row.decision.via.map(|via| via.1)).collect();
        let bits = Arc::clone(&weights);
        let clients_now = of_rows(&some, |row| clients.id(client_of[row.record as usize] as usize));
        let (earlier, actions) = (Arc::clone(&some), Arc::clone(&some));
        let guards = of_rows(&some, |row| row.decision.via.map_or(Guards::default(), |via| via.2));
        let decided_at = stamp.decided_at;
        Ok(vec![
            constant("run_id", &stamp.run_id, rows),
            value(Field::RecordId).sorted(),
            value(Field::Source).of_few(),
            text("client_id", clients_now),
            word(
                "action",
                &Action::NAMES,
                (0..rows).map(move |row| actions[row].decision.action as usize),
            ),
            text_of("previous_client_id", move || {
                let ids = earlier.iter().map(|row| row.previous.as_ref().map(Id::as_str));
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
            constant("decided_by", MACHINE, rows),
            constant("model", &stamp.model, rows),
            number("decided_at", decided_at_type(), move || {
                TimestampMicrosecondArray::from_value(decided_at, rows).with_timezone("UTC")
            })
            .of_few(),
        ])
    })
}

/// Something of each row.
fn of_rows<T>(rows: &[DecisionRow], value: impl Fn(&DecisionRow) -> T) -> std::vec::IntoIter<T> {
    rows.iter().map(value).collect::<Vec<T>>().into_iter()
}

fn decided_at_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}
