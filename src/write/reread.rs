//! Reads back what a run wrote, for whoever asks about the run later.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, Float64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::{Error, IoContext, Result};
use crate::record::Decision;

/// Rows held in memory at once.
const BATCH_ROWS: usize = 8192;

/// A row of `pairs.parquet`, as far as it is asked for later.
pub struct PairRow<'f> {
    /// The record with the smaller id.
    pub record_a: &'f str,
    /// The other.
    pub record_b: &'f str,
    /// What was decided.
    pub decision: Decision,
    /// Bits of log2 odds.
    pub weight: f64,
    /// The names of the guards, `;` between them; blank without.
    pub guards: &'f str,
}

/// A row of `doses.parquet`, as far as it is asked for later.
pub struct DoseRow<'f> {
    /// The client.
    pub client: &'f str,
    /// The event; blank if it is of none.
    pub event: &'f str,
    /// The record that says so.
    pub record: &'f str,
    /// Its order number.
    pub order_number: &'f str,
    /// The vaccine.
    pub vaccine: &'f str,
    /// The day, `2026-01-31`.
    pub date: &'f str,
}

/// The level of each comparison of a pair and what it added, by comparison.
pub type Levels = BTreeMap<String, (String, f64)>;

/// The client of each record of a run, by record id.
pub fn read_clients(folder: &Path) -> Result<BTreeMap<String, String>> {
    let path = folder.join("decisions.parquet");
    let mut clients = BTreeMap::new();
    for batch in batches(&path, &["record_id", "client_id"])? {
        let batch = batch?;
        let (records, ids) = (text(&path, &batch, "record_id")?, text(&path, &batch, "client_id")?);
        let rows =
            (0..batch.num_rows()).map(|row| (records.value(row).into(), ids.value(row).into()));
        clients.extend(rows);
    }
    Ok(clients)
}

/// Gives every pair of a run to `visit`, in the order of the file.
pub fn read_pairs(folder: &Path, mut visit: impl FnMut(PairRow<'_>) -> Result<()>) -> Result<()> {
    let path = folder.join("pairs.parquet");
    let columns = ["record_a", "record_b", "decision", "weight", "guards"];
    for batch in batches(&path, &columns)? {
        let batch = batch?;
        let [a, b, decisions, guards] =
            ["record_a", "record_b", "decision", "guards"].map(|name| text(&path, &batch, name));
        let (a, b, decisions, guards) = (a?, b?, decisions?, guards?);
        let weights = numbers(&path, &batch, "weight")?;
        for row in 0..batch.num_rows() {
            visit(PairRow {
                record_a: a.value(row),
                record_b: b.value(row),
                decision: decision(decisions.value(row)).ok_or_else(|| foreign(&path))?,
                weight: weights.value(row),
                guards: if guards.is_valid(row) { guards.value(row) } else { "" },
            })?;
        }
    }
    Ok(())
}

/// Gives every statement about a dose to `visit`, in the order of the file: client by client.
pub fn read_doses(folder: &Path, mut visit: impl FnMut(DoseRow<'_>) -> Result<()>) -> Result<()> {
    let path = folder.join("doses.parquet");
    let columns = ["client_id", "event_id", "record_id", "order_number", "vaccine", "dose_date"];
    for batch in batches(&path, &columns)? {
        let batch = batch?;
        let columns = columns.map(|name| text(&path, &batch, name));
        let columns = columns.into_iter().collect::<Result<Vec<StringArray>>>()?;
        for row in 0..batch.num_rows() {
            let value = |column: usize| {
                let column = &columns[column];
                if column.is_valid(row) { column.value(row) } else { "" }
            };
            visit(DoseRow {
                client: value(0),
                event: value(1),
                record: value(2),
                order_number: value(3),
                vaccine: value(4),
                date: value(5),
            })?;
        }
    }
    Ok(())
}

/// The levels of some pairs of a run, each named by its two record ids; those that the run has not
/// written are left out.
pub fn read_levels(
    folder: &Path,
    wanted: &BTreeSet<(&str, &str)>,
) -> Result<BTreeMap<(String, String), Levels>> {
    let path = folder.join("pairs.parquet");
    let mut found = BTreeMap::new();
    for batch in batches(&path, &[])? {
        let batch = batch?;
        let (a, b) = (text(&path, &batch, "record_a")?, text(&path, &batch, "record_b")?);
        let is_wanted = |&row: &usize| wanted.contains(&(a.value(row), b.value(row)));
        let rows: Vec<usize> = (0..batch.num_rows()).filter(is_wanted).collect();
        if rows.is_empty() {
            continue;
        }
        let schema = batch.schema();
        let names = schema.fields().iter().filter_map(|field| field.name().strip_suffix("_level"));
        for name in names {
            let levels = text(&path, &batch, &format!("{name}_level"))?;
            let weights = numbers(&path, &batch, &format!("{name}_weight"))?;
            for &row in &rows {
                let level = (levels.value(row).to_string(), weights.value(row));
                let pair = (a.value(row).to_string(), b.value(row).to_string());
                found.entry(pair).or_insert_with(Levels::new).insert(name.to_string(), level);
            }
        }
    }
    Ok(found)
}

fn decision(name: &str) -> Option<Decision> {
    [Decision::Apart, Decision::Review, Decision::Link].into_iter().find(|one| one.name() == name)
}

/// The file piece by piece, with these columns or, if none is named, with all.
fn batches(path: &Path, columns: &[&str]) -> Result<impl Iterator<Item = Result<RecordBatch>>> {
    let file = File::open(path).while_doing("read", path)?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|_| foreign(path))?;
    let mask = match columns {
        [] => ProjectionMask::all(),
        some => ProjectionMask::columns(builder.parquet_schema(), some.iter().copied()),
    };
    let builder = builder.with_projection(mask).with_batch_size(BATCH_ROWS);
    let reader = builder.build().map_err(|_| foreign(path))?;
    let path = path.to_path_buf();
    Ok(reader.map(move |batch| batch.map_err(|_| foreign(&path))))
}

fn column(path: &Path, batch: &RecordBatch, name: &str) -> Result<ArrayRef> {
    batch.column_by_name(name).cloned().ok_or_else(|| foreign(path))
}

fn text(path: &Path, batch: &RecordBatch, name: &str) -> Result<StringArray> {
    let column = cast(&column(path, batch, name)?, &DataType::Utf8).map_err(|_| foreign(path))?;
    column.as_any().downcast_ref::<StringArray>().cloned().ok_or_else(|| foreign(path))
}

fn numbers(path: &Path, batch: &RecordBatch, name: &str) -> Result<Float64Array> {
    let column =
        cast(&column(path, batch, name)?, &DataType::Float64).map_err(|_| foreign(path))?;
    column.as_any().downcast_ref::<Float64Array>().cloned().ok_or_else(|| foreign(path))
}

fn foreign(path: &Path) -> Error {
    Error::input(path, "is not what a run of this version writes; run link again")
}
