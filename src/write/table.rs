//! Columns to a Parquet file.

use std::fs::File;
use std::hash::Hash;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Int32Array, StringArray, StringBuilder};
use arrow::datatypes::{DataType, Field as ArrowField, Int32Type, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::{Error, IoContext, Result};
use crate::read::{InputReport, Reject};

/// Rows of a row group: what is held in memory, encoded, beside the records.
pub const GROUP_ROWS: usize = 1 << 18;

/// Bytes to have at hand for a text, so that a column seldom has to be moved as it grows.
const VALUE_BYTES: usize = 16;

/// A named column of a row group. Its values are made when its turn comes to be encoded, so that
/// few columns are in memory at once.
pub struct Column<'a> {
    name: String,
    data_type: DataType,
    storage: Storage,
    values: Box<dyn FnOnce() -> Result<ArrayRef> + Send + 'a>,
}

/// How the values of a column lie in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Storage {
    /// Few different values: each once, and its number in every row.
    Few,
    /// Mostly different values.
    Many,
    /// Values that rise from row to row: their smallest and largest say where to look.
    Sorted,
}

impl<'a> Column<'a> {
    fn new(
        name: &str,
        data_type: DataType,
        storage: Storage,
        values: impl FnOnce() -> Result<ArrayRef> + Send + 'a,
    ) -> Column<'a> {
        Column { name: name.into(), data_type, storage, values: Box::new(values) }
    }

    /// The same with each different value stored once: for values that come again and again.
    pub fn of_few(self) -> Column<'a> {
        Column { storage: Storage::Few, ..self }
    }

    /// The same for the column that the rows are sorted by.
    pub fn sorted(self) -> Column<'a> {
        Column { storage: Storage::Sorted, ..self }
    }

    fn field(&self) -> ArrowField {
        ArrowField::new(&self.name, self.data_type.clone(), true)
    }
}

/// Writes rows `0..rows` to a file, the columns of each range of rows given by `columns`. Columns are
/// made and encoded side by side.
pub fn write<'a>(
    path: &Path,
    rows: usize,
    columns: impl Fn(Range<usize>) -> Result<Vec<Column<'a>>>,
) -> Result<()> {
    let first = columns(0..rows.min(GROUP_ROWS))?;
    let mut file = TableFile::create(path, &first)?;
    if rows > 0 {
        file.group(first)?;
    }
    for start in (0..rows).step_by(GROUP_ROWS).skip(1) {
        file.group(columns(start..rows.min(start + GROUP_ROWS))?)?;
    }
    file.close()
}

/// A file that is written row group by row group.
pub struct TableFile {
    path: PathBuf,
    fields: Vec<ArrowField>,
    writer: SerializedFileWriter<File>,
    encoders: ArrowRowGroupWriterFactory,
    groups: usize,
}

impl TableFile {
    /// Begins a file of columns like these, of which nothing is written yet.
    pub fn create(path: &Path, like: &[Column]) -> Result<TableFile> {
        let failed = |error: ParquetError| write_error(path, error);
        let fields: Vec<ArrowField> = like.iter().map(Column::field).collect();
        let file = File::create(path).while_doing("create", path)?;
        let schema = Arc::new(Schema::new(fields.clone()));
        let writer = ArrowWriter::try_new(file, schema, Some(properties(like))).map_err(failed)?;
        let (writer, encoders) = writer.into_serialized_writer().map_err(failed)?;
        Ok(TableFile { path: path.into(), fields, writer, encoders, groups: 0 })
    }

    /// Writes the next rows, all of them one row group.
    pub fn group(&mut self, columns: Vec<Column>) -> Result<()> {
        let path = self.path.as_path();
        let failed = |error: ParquetError| write_error(path, error);
        let encoders = self.encoders.create_column_writers(self.groups).map_err(failed)?;
        let work = columns.into_par_iter().zip(encoders).zip(&self.fields);
        let chunks: Vec<ArrowColumnChunk> = work
            .with_max_len(1)
            .map(|((column, encoder), field)| encode(path, (column.values)()?, encoder, field))
            .collect::<Result<_>>()?;
        let mut row_group = self.writer.next_row_group().map_err(failed)?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut row_group).map_err(failed)?;
        }
        row_group.close().map_err(failed)?;
        self.groups += 1;
        Ok(())
    }

    /// Ends the file.
    pub fn close(self) -> Result<()> {
        let TableFile { path, writer, .. } = self;
        writer.close().map_err(|error| write_error(&path, error))?;
        Ok(())
    }
}

fn encode(
    path: &Path,
    values: ArrayRef,
    mut encoder: ArrowColumnWriter,
    field: &ArrowField,
) -> Result<ArrowColumnChunk> {
    let failed = |error: ParquetError| write_error(path, error);
    for leaf in compute_leaves(field, &values).map_err(failed)? {
        encoder.write(&leaf).map_err(failed)?;
    }
    encoder.close().map_err(failed)
}

fn write_error(path: &Path, error: ParquetError) -> Error {
    let source = match error {
        ParquetError::External(source) => std::io::Error::other(source),
        other => std::io::Error::other(other),
    };
    Error::Io { action: "write", path: path.to_path_buf(), source }
}

/// How the columns are stored. A dictionary of what hardly repeats costs more than it saves, and
/// smallest and largest values of a page help only where the rows are sorted by them.
fn properties(columns: &[Column]) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_created_by(concat!("selfsame ", env!("CARGO_PKG_VERSION")).to_string());
    for column in columns {
        let path = ColumnPath::from(column.name.as_str());
        builder = match column.storage {
            Storage::Few => builder,
            Storage::Many => builder.set_column_dictionary_enabled(path, false),
            Storage::Sorted => builder
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_statistics_enabled(path, EnabledStatistics::Page),
        };
    }
    builder.build()
}

/// A column of text; blank is null.
pub fn text<'a>(name: &str, values: impl Iterator<Item = &'a str> + Send + 'a) -> Column<'a> {
    text_of(name, move || {
        let rows = values.size_hint().0;
        let mut builder = StringBuilder::with_capacity(rows, rows * VALUE_BYTES);
        values.for_each(|value| builder.append_option((!value.is_empty()).then_some(value)));
        Ok(Arc::new(builder.finish()))
    })
}

/// A column of text made as an array of text, or of numbers into a dictionary of text.
pub fn text_of<'a>(
    name: &str,
    values: impl FnOnce() -> Result<ArrayRef> + Send + 'a,
) -> Column<'a> {
    Column::new(name, DataType::Utf8, Storage::Many, values)
}

/// A column of text that each row gives by a key; `name_of` is asked once a key, and blank is null.
pub fn named<'a, K: Copy + Eq + Hash>(
    name: &str,
    keys: impl Iterator<Item = K> + Send + 'a,
    name_of: impl Fn(K) -> String + Send + 'a,
) -> Column<'a> {
    let made = move || {
        let (mut names, mut places) = (Vec::new(), FxHashMap::default());
        let place = |key: K| {
            *places.entry(key).or_insert_with(|| {
                let name = name_of(key);
                (!name.is_empty()).then(|| {
                    names.push(name);
                    names.len() as i32 - 1
                })
            })
        };
        let places: Int32Array = keys.map(place).collect();
        Ok(dictionary(places, StringArray::from_iter_values(names)))
    };
    text_of(name, made).of_few()
}

/// A column of a few words, each row's given by its place among `words`; none is null.
pub fn word<'a>(
    name: &str,
    words: &[&str],
    places: impl Iterator<Item = usize> + Send + 'a,
) -> Column<'a> {
    let words = StringArray::from_iter_values(words);
    let values = move || {
        let places: Vec<i32> = places.map(|place| place as i32).collect();
        Ok(dictionary(places.into(), words))
    };
    Column::new(name, word_type(), Storage::Few, values)
}

/// A column that holds one word throughout.
pub fn constant(name: &str, value: &str, rows: usize) -> Column<'static> {
    word(name, &[value], std::iter::repeat_n(0, rows))
}

/// A column of numbers or times.
pub fn number<'a, A: arrow::array::Array + 'static>(
    name: &str,
    data_type: DataType,
    values: impl FnOnce() -> A + Send + 'a,
) -> Column<'a> {
    Column::new(name, data_type, Storage::Many, move || Ok(Arc::new(values())))
}

fn word_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn dictionary(places: Int32Array, words: StringArray) -> ArrayRef {
    Arc::new(DictionaryArray::<Int32Type>::new(places, Arc::new(words)))
}

/// Writes `rejects.parquet`.
pub fn write_rejects(path: &Path, rejects: &[Reject], inputs: &[InputReport]) -> Result<()> {
    let files: Vec<String> = inputs.iter().map(|input| input.path.display().to_string()).collect();
    write(path, rejects.len(), |range| {
        let rejects = &rejects[range];
        let rows = || rejects.iter().map(|reject| reject.row).collect::<Vec<u64>>();
        Ok(vec![
            text("file", rejects.iter().map(|reject| files[reject.file].as_str())),
            number("row", DataType::UInt64, move || arrow::array::UInt64Array::from(rows())),
            text("field", rejects.iter().map(|reject| reject.field.as_str())),
            text("reason", rejects.iter().map(|reject| reject.reason.as_str())),
            text("raw", rejects.iter().map(|reject| reject.raw.as_str())),
        ])
    })
}
