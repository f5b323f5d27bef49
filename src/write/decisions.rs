//! `decisions.parquet`: what became of every record, and by which other record.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float32Array, Float64Array, TimestampMicrosecondArray};

use super::pairs::guard_names;
use super::table::{constant, text, word, write};
use super::{MACHINE, RunStamp};
use crate::error::Result;
use crate::read::Records;
use crate::record::Field;
use crate::resolve::RecordDecision;
use crate::score::probability_of;

/// Writes one row a record, in the order of ids. `client_ids` holds each record's client id.
pub fn write_decisions(
    path: &Path,
    stamp: &RunStamp,
    records: &Records,
    client_ids: &[&str],
    decisions: &[RecordDecision],
) -> Result<()> {
    write(path, decisions.len(), |range| {
        let rows = range.len();
        let value = |field| range.clone().map(move |record| records.value(record, field));
        let some = &decisions[range.clone()];
        let via = some
            .iter()
            .map(|decision| decision.via.map_or("", |(via, _, _)| records.id(via as usize)));
        let weights: Float32Array =
            some.iter().map(|decision| decision.via.map(|via| via.1 as f32)).collect();
        let probabilities: Float64Array =
            some.iter().map(|decision| decision.via.map(|via| probability_of(via.1))).collect();
        let guards: Vec<String> = some
            .iter()
            .map(|decision| decision.via.map_or(String::new(), |via| guard_names(via.2)))
            .collect();
        let decided_at =
            TimestampMicrosecondArray::from_value(stamp.decided_at, rows).with_timezone("UTC");
        vec![
            constant("run_id", &stamp.run_id, rows),
            text("record_id", value(Field::RecordId)),
            text("source", value(Field::Source)),
            text("client_id", client_ids[range.clone()].iter().copied()),
            word(
                "action",
                &["create", "join", "hold"],
                some.iter().map(|decision| Some(decision.action as usize)),
            ),
            text("previous_client_id", std::iter::repeat_n("", rows)),
            text("via_record_id", via),
            ("weight".into(), Arc::new(weights) as ArrayRef),
            ("probability".into(), Arc::new(probabilities)),
            text("guards", guards.iter().map(String::as_str)),
            constant("decided_by", MACHINE, rows),
            constant("model", &stamp.model, rows),
            ("decided_at".into(), Arc::new(decided_at)),
        ]
    })
}
