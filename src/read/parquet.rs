//! Parquet: only the columns that a field takes its value from are decoded, row groups in parallel.
//!
//! In: a file. Out: batches and rejects. Numbers and dates are read as the text that they print as.

use std::fs::File;

use arrow::array::{Array, ArrayRef, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use rayon::prelude::*;

use super::batch::{BatchBuilder, Columns};
use super::columns::ColumnPlan;
use super::{Batch, DoseBatch, FileContent, Input, Piece, Reject};
use crate::error::{Error, IoContext, Result};
use crate::limits::FIELD_BYTES;
use crate::record::Field;
use crate::settings::SourceSettings;

/// Rows decoded as one piece.
const BATCH_ROWS: usize = 65_536;

/// Reads one file.
pub fn read(
    file: usize,
    input: &Input,
    settings: &SourceSettings,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<FileContent> {
    let handle = open(input)?;
    let metadata = ArrowReaderMetadata::load(&handle, ArrowReaderOptions::new())
        .map_err(|error| unreadable(input, &error))?;
    let header: Vec<String> =
        metadata.schema().fields().iter().map(|column| column.name().clone()).collect();
    let plan = ColumnPlan::new(&input.path, input.kind, &header, settings)?;
    check_types(input, &plan, &metadata)?;
    let groups = metadata.metadata().num_row_groups();
    let decoded: Vec<Vec<Piece>> = (0..groups)
        .into_par_iter()
        .map(|group| RowGroup { file, input, plan: &plan, metadata: &metadata, group }.decode())
        .collect::<Result<_>>()?;
    progress(1.0);
    let mut content =
        FileContent { ignored_columns: plan.ignored.clone(), ..FileContent::default() };
    decoded.into_iter().flatten().for_each(|piece| content.add(piece));
    Ok(content)
}

fn open(input: &Input) -> Result<File> {
    File::open(&input.path).while_doing("read", &input.path)
}

fn unreadable(input: &Input, error: &dyn std::fmt::Display) -> Error {
    Error::input(&input.path, format!("not readable as Parquet ({error}); is it complete?"))
}

/// Columns that a field takes its value from must be of a type that prints as one value.
fn check_types(input: &Input, plan: &ColumnPlan, metadata: &ArrowReaderMetadata) -> Result<()> {
    for column in plan.needed() {
        let column = metadata.schema().field(column);
        if column.data_type().is_nested() {
            let problem = format!("column \"{}\" is nested; give one value a row", column.name());
            return Err(Error::input(&input.path, problem));
        }
    }
    Ok(())
}

struct RowGroup<'a> {
    file: usize,
    input: &'a Input,
    plan: &'a ColumnPlan,
    metadata: &'a ArrowReaderMetadata,
    group: usize,
}

impl RowGroup<'_> {
    /// Column by column, and then piece by piece of [`BATCH_ROWS`], side by side.
    fn decode(&self) -> Result<Vec<Piece>> {
        let needed = self.plan.needed();
        let columns: Vec<Vec<StringArray>> = needed
            .par_iter()
            .with_max_len(1)
            .map(|&column| self.column(column))
            .collect::<Result<_>>()?;
        let pieces = self.metadata.metadata().row_group(self.group).num_rows() as usize;
        (0..pieces.div_ceil(BATCH_ROWS))
            .into_par_iter()
            .map(|piece| {
                let texts = columns.iter().map(|column| column.get(piece).cloned());
                let texts = texts.collect::<Option<Vec<StringArray>>>();
                let texts =
                    texts.ok_or_else(|| unreadable(self.input, &"columns of unequal length"))?;
                self.rows(&texts, &needed)
            })
            .collect()
    }

    /// One column as text.
    fn column(&self, column: usize) -> Result<Vec<StringArray>> {
        let schema = self.metadata.metadata().file_metadata().schema_descr();
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
            open(self.input)?,
            self.metadata.clone(),
        )
        .with_projection(ProjectionMask::roots(schema, [column]))
        .with_row_groups(vec![self.group])
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|error| unreadable(self.input, &error))?;
        reader
            .map(|batch| {
                let batch = batch.map_err(|error| unreadable(self.input, &error))?;
                text(self.input, batch.column(0))
            })
            .collect()
    }

    fn rows(&self, texts: &[StringArray], needed: &[usize]) -> Result<Piece> {
        let rows = texts.first().map_or(0, StringArray::len);
        let decoded = if texts.iter().any(has_fault) {
            self.row_by_row(texts, needed, rows)
        } else {
            self.column_by_column(texts, needed, rows)
        };
        let (batch, mut rejects) = decoded;
        batch.refuse_blank_ids(&mut rejects);
        Ok(Piece { batch, rejects, rows: rows as u64 })
    }

    /// Where no row is refused, most columns are taken as they are.
    fn column_by_column(
        &self,
        texts: &[StringArray],
        needed: &[usize],
        rows: usize,
    ) -> (Batch, Vec<Reject>) {
        let text = |column: usize| needed.binary_search(&column).ok().map(|place| &texts[place]);
        let mut columns: Columns = std::array::from_fn(|_| None);
        for plan in self.plan.plans() {
            let whole = plan.as_it_is().and_then(text).filter(|text| is_tidy(text));
            let value =
                |row: usize| plan.value(|column| text(column).map_or("", |text| cell(text, row)));
            let made = || {
                let values = (0..rows).map(value);
                values.map(|value| (!value.is_empty()).then_some(value)).collect()
            };
            columns[plan.field as usize] = Some(whole.cloned().unwrap_or_else(made));
        }
        let numbers = (1..=rows as u64).collect();
        let kind = self.input.kind.read_as();
        let doses = DoseBatch::default();
        let (file, rows) = (self.file, numbers);
        let batch = Batch { file, kind, rows, columns, doses, made_ids: false, is_again: false };
        (batch, Vec::new())
    }

    fn row_by_row(
        &self,
        texts: &[StringArray],
        needed: &[usize],
        rows: usize,
    ) -> (Batch, Vec<Reject>) {
        let kind = self.input.kind.read_as();
        let mut builder = BatchBuilder::new(self.file, kind, self.plan.fields());
        let mut rejects = Vec::new();
        for row in 0..rows {
            let cell = |column: usize| {
                let text = needed.binary_search(&column).ok().map(|place| &texts[place]);
                text.map_or("", |text| cell(text, row))
            };
            let number = row as u64 + 1;
            match needed.iter().find_map(|&column| fault(cell(column)).map(|why| (column, why))) {
                None => {
                    for (field, value) in self.plan.values(cell) {
                        builder.push(field, &value);
                    }
                    builder.end_row(number);
                }
                Some((column, reason)) => rejects.push(Reject {
                    file: self.file,
                    row: number,
                    field: self.plan.field_of(column).map(Field::name).unwrap_or_default().into(),
                    reason,
                    raw: String::new(),
                }),
            }
        }
        (builder.finish(), rejects)
    }
}

fn cell(text: &StringArray, row: usize) -> &str {
    if text.is_valid(row) { text.value(row) } else { "" }
}

/// Whether any value of a column has a [`fault`].
fn has_fault(text: &StringArray) -> bool {
    let ends = text.value_offsets();
    let used = ends[0] as usize..ends[text.len()] as usize;
    ends.windows(2).any(|value| (value[1] - value[0]) as usize > FIELD_BYTES)
        || memchr::memchr(0, &text.value_data()[used]).is_some()
}

/// Whether no value is blank, and none has blanks around it (or what might be one beyond ASCII).
fn is_tidy(text: &StringArray) -> bool {
    let letters = text.value_data();
    let is_dark = |at: i32| letters[at as usize].is_ascii_graphic();
    let mut values = text.value_offsets().windows(2).enumerate();
    values.all(|(row, value)| {
        if value[0] == value[1] {
            text.is_null(row)
        } else {
            is_dark(value[0]) && is_dark(value[1] - 1)
        }
    })
}

fn fault(value: &str) -> Option<String> {
    if value.len() > FIELD_BYTES {
        return Some(format!("{} bytes; at most {FIELD_BYTES} are read", value.len()));
    }
    memchr::memchr(0, value.as_bytes()).map(|_| "a NUL byte".to_string())
}

fn text(input: &Input, column: &ArrayRef) -> Result<StringArray> {
    let text = cast(column, &DataType::Utf8).map_err(|error| unreadable(input, &error))?;
    let text = text.as_any().downcast_ref::<StringArray>();
    text.cloned().ok_or_else(|| Error::Invariant("a cast to text gave no text".into()))
}
