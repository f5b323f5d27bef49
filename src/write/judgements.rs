//! Judged pairs as a file of one row a pair.

use std::path::Path;

use arrow::array::{Float32Array, Float64Array};
use arrow::datatypes::DataType;

use super::pairs::guard_names;
use super::table::{named, number, text, word, write};
use crate::decide::Guards;
use crate::error::{Error, IoContext, Result};
use crate::record::Decision;

/// One row.
pub struct JudgementRow<'a> {
    /// A record's id.
    pub record_id_a: &'a str,
    /// Another's.
    pub record_id_b: &'a str,
    /// The decision.
    pub decision: Decision,
    /// Bits.
    pub weight: f64,
    /// The match probability.
    pub probability: f64,
    /// What holds against a link.
    pub guards: Guards,
}

/// Writes rows as CSV or Parquet, by the file's ending.
///
/// # Errors
/// Another ending, or what the system refuses.
pub fn write_judgements(path: &Path, rows: &[JudgementRow]) -> Result<()> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => std::fs::write(path, judgements_csv(rows)?).while_doing("write", path),
        Some("parquet") => write(path, rows.len(), |range| {
            let rows = &rows[range];
            Ok(vec![
                text("record_id_a", rows.iter().map(|row| row.record_id_a)),
                text("record_id_b", rows.iter().map(|row| row.record_id_b)),
                word(
                    "decision",
                    &["apart", "review", "link"],
                    rows.iter().map(|row| row.decision as usize),
                ),
                number("weight", DataType::Float32, || {
                    Float32Array::from_iter_values(rows.iter().map(|row| row.weight as f32))
                }),
                number("probability", DataType::Float64, || {
                    Float64Array::from_iter_values(rows.iter().map(|row| row.probability))
                }),
                named("guards", rows.iter().map(|row| row.guards), guard_names),
            ])
        }),
        _ => Err(Error::input(path, "unknown ending; give .csv or .parquet")),
    }
}

/// Rows as the text of a CSV file.
///
/// # Errors
/// Never for rows of text.
pub fn judgements_csv(rows: &[JudgementRow]) -> Result<String> {
    let broken =
        |error: &dyn std::fmt::Display| Error::Invariant(format!("CSV of judgements: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["record_id_a", "record_id_b", "decision", "weight", "probability", "guards"];
    writer.write_record(header).map_err(|error| broken(&error))?;
    for row in rows {
        let weight = format!("{:.4}", row.weight);
        let probability = format!("{:.9}", row.probability);
        let guards = guard_names(row.guards);
        let (a, b) = (row.record_id_a, row.record_id_b);
        let cells = [a, b, row.decision.name(), &weight, &probability, &guards];
        writer.write_record(cells).map_err(|error| broken(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| broken(&error))?;
    String::from_utf8(bytes).map_err(|error| broken(&error))
}
