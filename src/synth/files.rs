//! Rows to files: CSV, or Parquet with every column as text.
//!
//! In: shuffled rows and a path. Out: a file whose bytes depend on the rows alone. Must never: write a
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

use super::Format;
use super::rows::Shuffled;

/// Rows of a Parquet row group: what readers take on at once.
const ROW_GROUP: usize = 128 * 1024;
/// Rows turned into columns at once: small enough to stay in the cache.
const BATCH: usize = 16 * 1024;

/// Writes the rows as `<folder>/<name>.<ending>`.
pub(super) fn write_rows(rows: &Shuffled, format: Format, folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(format!("{name}.{}", format.ending()));
    write_file(&path, |out| match format {
        Format::Csv => write_csv(rows, out),
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

fn write_csv(rows: &Shuffled, out: impl Write) -> std::io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(rows.columns.iter().map(|column| column.name()))?;
    for place in 0..rows.len() {
        out.write_record(rows.row(place))?;
    }
    out.flush()
}

fn write_parquet(rows: &Shuffled, out: impl Write + Send) -> std::io::Result<()> {
    parquet_rows(rows, out).map_err(|error| match error {
        ParquetError::External(source) => std::io::Error::other(source),
        other => std::io::Error::other(other),
    })
}

fn parquet_rows(rows: &Shuffled, out: impl Write + Send) -> std::result::Result<(), ParquetError> {
    let columns: Vec<Column> = rows
        .columns
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
fn arrays(rows: &Shuffled, places: std::ops::Range<usize>) -> Vec<ArrayRef> {
    let mut builders: Vec<StringBuilder> = rows
        .columns
        .iter()
        .map(|_| StringBuilder::with_capacity(places.len(), places.len() * 8))
        .collect();
    for place in places {
        for (builder, value) in builders.iter_mut().zip(rows.row(place)) {
            builder.append_option((!value.is_empty()).then_some(value));
        }
    }
    builders.into_iter().map(|mut builder| Arc::new(builder.finish()) as ArrayRef).collect()
}
