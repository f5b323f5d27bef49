//! Rows to files: CSV, or Parquet with every column as text.
//!
//! In: rows in their order and a path. Out: a file whose bytes depend on the rows alone. Must never: write a
//! time, a host or a path into a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field as Column, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::error::{IoContext, Result};
use crate::record::Field;

use super::Format;

/// Rows of a Parquet row group: what readers take on at once.
const ROW_GROUP: usize = 128 * 1024;
/// Rows turned into columns at once: small enough to stay in the cache.
const BATCH: usize = 16 * 1024;

/// Rows in the order in which they are written.
pub(super) trait Table {
    /// Their columns.
    fn columns(&self) -> &'static [Field];

    /// How many there are.
    fn len(&self) -> usize;

    /// The values of the row at this place, column by column; empty for nothing. What it needs of
    /// memory it may take from `scratch`.
    fn each_value(&self, place: usize, scratch: &mut String, each: impl FnMut(&str));
}

/// Writes the rows as `<folder>/<name>.<ending>`.
pub(super) fn write_rows(
    rows: &impl Table,
    format: Format,
    folder: &Path,
    name: &str,
) -> Result<()> {
    let path = folder.join(format!("{name}.{}", format.ending()));
    write_file(&path, |out| match format {
        Format::Csv | Format::Hl7 => write_csv(rows, out),
        Format::Parquet => write_parquet(rows, out),
    })
}

/// Creates a file and has it written.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<()> {
    let file = File::create(path).while_doing("create", path)?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    write(&mut out).and_then(|()| out.flush()).while_doing("write", path)
}

fn write_csv(rows: &impl Table, out: impl Write) -> std::io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(rows.columns().iter().map(|column| column.name()))?;
    let mut scratch = String::new();
    for place in 0..rows.len() {
        let mut written = Ok(());
        rows.each_value(place, &mut scratch, |value| {
            if written.is_ok() {
                written = out.write_field(value);
            }
        });
        written?;
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}

fn write_parquet(rows: &impl Table, out: impl Write + Send) -> std::io::Result<()> {
    parquet_rows(rows, out).map_err(|error| match error {
        ParquetError::External(source) => std::io::Error::other(source),
        other => std::io::Error::other(other),
    })
}

fn parquet_rows(
    rows: &impl Table,
    out: impl Write + Send,
) -> std::result::Result<(), ParquetError> {
    let columns: Vec<Column> = rows
        .columns()
        .iter()
        .map(|column| Column::new(column.name(), DataType::Utf8, true))
        .collect();
    let schema = Arc::new(Schema::new(columns));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_created_by("selfsame".to_owned())
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
    for start in (0..rows.len()).step_by(BATCH) {
        let arrays = arrays(rows, start..rows.len().min(start + BATCH));
        writer.write(&RecordBatch::try_new(Arc::clone(&schema), arrays)?)?;
    }
    writer.close()?;
    Ok(())
}

/// The columns of some rows; what is empty is null.
fn arrays(rows: &impl Table, places: std::ops::Range<usize>) -> Vec<ArrayRef> {
    let mut builders: Vec<StringBuilder> = rows
        .columns()
        .iter()
        .map(|_| StringBuilder::with_capacity(places.len(), places.len() * 8))
        .collect();
    let mut scratch = String::new();
    for place in places {
        let mut builders = builders.iter_mut();
        rows.each_value(place, &mut scratch, |value| {
            if let Some(builder) = builders.next() {
                builder.append_option((!value.is_empty()).then_some(value));
            }
        });
    }
    builders.into_iter().map(|mut builder| Arc::new(builder.finish()) as ArrayRef).collect()
}
