//! `decisions.parquet`: what became of every record, and by which other record.

use std::path::Path;

use arrow::array::{Float32Array, Float64Array, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, TimeUnit};

use super::pairs::guard_names;
use super::table::{constant, named, number, text, text_of, word, write};
use super::{MACHINE, RunStamp};
use crate::decide::Guards;
use crate::error::Result;
use crate::read::{NO_RECORD, Records};
use crate::record::Field;
use crate::resolve::{Clients, RecordDecision};
use crate::score::probability_of;

/// Writes one row a record, in the order of ids.
pub fn write_decisions(
    path: &Path,
    stamp: &RunStamp,
    records: &Records,
    clients: &Clients,
    decisions: &[RecordDecision],
) -> Result<()> {
    let client_of = clients.of_records();
    write(path, decisions.len(), |range| {
        let (rows, some) = (range.len(), &decisions[range.clone()]);
        let client_of = &client_of[range.clone()];
        let value = |field: Field| {
            let range = range.clone();
            text_of(field.name(), move || records.range(field, range))
        };
        let via = move || {
            let via = |decision: &RecordDecision| decision.via.map_or(NO_RECORD, |via| via.0);
            records.gather(Field::RecordId, &some.iter().map(via).collect::<Vec<u32>>())
        };
        let weights = || some.iter().map(|decision| decision.via.map(|via| via.1));
        let guards =
            some.iter().map(|decision| decision.via.map_or(Guards::default(), |via| via.2));
        let decided_at = stamp.decided_at;
        Ok(vec![
            constant("run_id", &stamp.run_id, rows),
            value(Field::RecordId).sorted(),
            value(Field::Source).of_few(),
            text("client_id", client_of.iter().map(|&client| clients.id(client as usize))),
            word(
                "action",
                &["create", "join", "hold"],
                some.iter().map(|decision| decision.action as usize),
            ),
            text("previous_client_id", std::iter::repeat_n("", rows)),
            text_of("via_record_id", via),
            number("weight", DataType::Float32, move || {
                weights().map(|weight| weight.map(|bits| bits as f32)).collect::<Float32Array>()
            }),
            number("probability", DataType::Float64, move || {
                weights().map(|weight| weight.map(probability_of)).collect::<Float64Array>()
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

fn decided_at_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}
