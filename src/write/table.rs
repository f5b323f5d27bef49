//! Columns to a Parquet file.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Int32Array, StringArray, StringBuilder};
use arrow::datatypes::{Field as ArrowField, Int32Type, Schema};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::error::{Error, IoContext, Result};
use crate::read::{InputReport, Reject};

/// Rows made and written at once: what is held in memory beside the records.
const BATCH_ROWS: usize = 65_536;

/// A named column of a batch.
pub type Column = (String, ArrayRef);

/// Writes rows `0..rows` to a file, the columns of each range of rows made by `columns`.
pub fn write(
    path: &Path,
    rows: usize,
    columns: impl Fn(std::ops::Range<usize>) -> Vec<Column>,
) -> Result<()> {
    let batch = |range: std::ops::Range<usize>| record_batch(columns(range));
    let first = batch(0..rows.min(BATCH_ROWS))?;
    let file = File::create(path).while_doing("create", path)?;
    let failed = |error: parquet::errors::ParquetError| match error {
        parquet::errors::ParquetError::External(source) => Error::Io {
            action: "write",
            path: path.to_path_buf(),
            source: std::io::Error::other(source),
        },
        other => Error::Io {
            action: "write",
            path: path.to_path_buf(),
            source: std::io::Error::other(other),
        },
    };
    let mut writer =
        ArrowWriter::try_new(file, first.schema(), Some(properties())).map_err(failed)?;
    writer.write(&first).map_err(failed)?;
    let mut start = first.num_rows();
    while start < rows {
        let end = rows.min(start + BATCH_ROWS);
        writer.write(&batch(start..end)?).map_err(failed)?;
        start = end;
    }
    writer.close().map_err(failed)?;
    Ok(())
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("selfsame ", env!("CARGO_PKG_VERSION")).to_string())
        .build()
}

fn record_batch(columns: Vec<Column>) -> Result<RecordBatch> {
    let fields: Vec<ArrowField> = columns
        .iter()
        .map(|(name, column)| ArrowField::new(name, column.data_type().clone(), true))
        .collect();
    let arrays = columns.into_iter().map(|(_, column)| column).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(|error| Error::Invariant(format!("an output table: {error}")))
}

/// A column of text; blank is null.
pub fn text<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    let mut builder = StringBuilder::new();
    values.for_each(|value| builder.append_option((!value.is_empty()).then_some(value)));
    (name.to_string(), Arc::new(builder.finish()))
}

/// A column of a few words, each given by its place among `words`; none is null.
pub fn word(name: &str, words: &[&str], places: impl Iterator<Item = Option<usize>>) -> Column {
    let places: Int32Array = places.map(|place| place.map(|place| place as i32)).collect();
    let words = Arc::new(StringArray::from_iter_values(words));
    (name.to_string(), Arc::new(DictionaryArray::<Int32Type>::new(places, words)))
}

/// A column that holds one word throughout.
pub fn constant(name: &str, value: &str, rows: usize) -> Column {
    word(name, &[value], std::iter::repeat_n(Some(0), rows))
}

/// Writes `rejects.parquet`.
pub fn write_rejects(path: &Path, rejects: &[Reject], inputs: &[InputReport]) -> Result<()> {
    let files: Vec<String> = inputs.iter().map(|input| input.path.display().to_string()).collect();
    write(path, rejects.len(), |range| {
        let rejects = &rejects[range];
        let rows: arrow::array::UInt64Array =
            rejects.iter().map(|reject| Some(reject.row)).collect();
        vec![
            text("file", rejects.iter().map(|reject| files[reject.file].as_str())),
            ("row".to_string(), Arc::new(rows) as ArrayRef),
            text("field", rejects.iter().map(|reject| reject.field.as_str())),
            text("reason", rejects.iter().map(|reject| reject.reason.as_str())),
            text("raw", rejects.iter().map(|reject| reject.raw.as_str())),
        ]
    })
}
