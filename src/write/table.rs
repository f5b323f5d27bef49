//! Columns to a Parquet file.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Int32Array, StringArray, StringBuilder};
use arrow::datatypes::{Field as ArrowField, Int32Type, Schema};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::error::{Error, IoContext, Result};
use crate::read::{InputReport, Reject};

/// Rows made and written at once: what is held in memory beside the records.
const BATCH_ROWS: usize = 65_536;

/// Bytes to have at hand for a text, so that a column seldom has to be moved as it grows.
const VALUE_BYTES: usize = 16;

/// A named column of a batch.
pub type Column = (String, ArrayRef);

/// Writes rows `0..rows` to a file, the columns of each range of rows made by `columns`; the next
/// batch is made while one is being written.
pub fn write(
    path: &Path,
    rows: usize,
    columns: impl Fn(std::ops::Range<usize>) -> Vec<Column> + Sync,
) -> Result<()> {
    let batch = |start: usize| record_batch(columns(start..rows.min(start + BATCH_ROWS)));
    let failed = |error: ParquetError| Error::Io {
        action: "write",
        path: path.to_path_buf(),
        source: match error {
            ParquetError::External(source) => std::io::Error::other(source),
            other => std::io::Error::other(other),
        },
    };
    let mut made = batch(0)?;
    let file = File::create(path).while_doing("create", path)?;
    let mut writer =
        ArrowWriter::try_new(file, made.schema(), Some(properties())).map_err(failed)?;
    for start in (BATCH_ROWS..rows).step_by(BATCH_ROWS) {
        let (written, next) = rayon::join(|| writer.write(&made), || batch(start));
        written.map_err(failed)?;
        made = next?;
    }
    writer.write(&made).map_err(failed)?;
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
    let rows = values.size_hint().0;
    let mut builder = StringBuilder::with_capacity(rows, rows * VALUE_BYTES);
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
