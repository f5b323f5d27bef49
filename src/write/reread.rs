//! Reads back what a run wrote, for whoever asks about the run later.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::{Error, IoContext, Result};
use crate::record::Decision;

/// A row of `pairs.parquet`, as far as it is asked for later.
pub struct PairRow {
    /// The record with the smaller id.
    pub record_a: String,
    /// The other.
    pub record_b: String,
    /// What was decided.
    pub decision: Decision,
}

/// The client of each record of a run, by record id.
pub fn read_clients(folder: &Path) -> Result<BTreeMap<String, String>> {
    let path = folder.join("decisions.parquet");
    let mut clients = BTreeMap::new();
    for batch in batches(&path, &["record_id", "client_id"])? {
        let (records, ids) = (text(&path, &batch, "record_id")?, text(&path, &batch, "client_id")?);
        let rows =
            (0..batch.num_rows()).map(|row| (records.value(row).into(), ids.value(row).into()));
        clients.extend(rows);
    }
    Ok(clients)
}

/// The pairs of a run.
pub fn read_pairs(folder: &Path) -> Result<Vec<PairRow>> {
    let path = folder.join("pairs.parquet");
    let mut pairs = Vec::new();
    for batch in batches(&path, &["record_a", "record_b", "decision"])? {
        let (a, b) = (text(&path, &batch, "record_a")?, text(&path, &batch, "record_b")?);
        let decisions = text(&path, &batch, "decision")?;
        for row in 0..batch.num_rows() {
            pairs.push(PairRow {
                record_a: a.value(row).into(),
                record_b: b.value(row).into(),
                decision: decision(decisions.value(row)).ok_or_else(|| foreign(&path))?,
            });
        }
    }
    Ok(pairs)
}

fn decision(name: &str) -> Option<Decision> {
    [Decision::Apart, Decision::Review, Decision::Link].into_iter().find(|one| one.name() == name)
}

fn batches(path: &Path, columns: &[&str]) -> Result<Vec<RecordBatch>> {
    let file = File::open(path).while_doing("read", path)?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|_| foreign(path))?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let reader = builder.with_projection(mask).build().map_err(|_| foreign(path))?;
    reader.collect::<std::result::Result<_, _>>().map_err(|_| foreign(path))
}

fn column(path: &Path, batch: &RecordBatch, name: &str) -> Result<ArrayRef> {
    batch.column_by_name(name).cloned().ok_or_else(|| foreign(path))
}

fn text(path: &Path, batch: &RecordBatch, name: &str) -> Result<StringArray> {
    let column = cast(&column(path, batch, name)?, &DataType::Utf8).map_err(|_| foreign(path))?;
    column.as_any().downcast_ref::<StringArray>().cloned().ok_or_else(|| foreign(path))
}

fn foreign(path: &Path) -> Error {
    Error::input(path, "is not what a run of this version writes; run link again")
}
