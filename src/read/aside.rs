//! Text put aside on disk while nobody needs it.
//!
//! Scoring looks at rows, not at text; only the golden records need it again, in another order. So it
//! can wait in a file: first as it lies in memory, then dealt into one file for each group of records
//! that are wanted together. In: records. Out: the same records, group by group. Must never: leave out
//! a value, or outlive the run folder that the files are in.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::{DataType, Field as ArrowField, Schema};
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;

use super::Records;
use crate::error::{Error, IoContext, Result};
use crate::record::{Field, SourceKind};

/// Columns that stay: what every stage names records by.
const KEPT: [Field; 2] = [Field::RecordId, Field::Source];

/// The file that holds the text of all records.
pub struct Aside {
    path: PathBuf,
}

/// Files that hold the text of some records each.
pub struct Groups {
    paths: Vec<PathBuf>,
}

impl Aside {
    /// Writes all text to a file and forgets it, but for ids and sources.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn put(records: &mut Records, path: &Path) -> Result<Aside> {
        let fields: Vec<Field> =
            Field::ALL.iter().copied().filter(|&field| records.has(field)).collect();
        let schema = Arc::new(Schema::new(fields.iter().map(column).collect::<Vec<_>>()));
        let mut writer = writer(path, &schema)?;
        for page in records.pages_mut() {
            let texts = fields.iter().map(|&field| page.column(field).cloned());
            let texts = texts.map(|text| text.map(|text| Arc::new(text) as ArrayRef));
            let texts = texts.collect::<Option<Vec<ArrayRef>>>();
            let batch = RecordBatch::try_new(schema.clone(), texts.unwrap_or_default());
            writer.write(&batch.map_err(broken)?).map_err(|error| failed("write", path, error))?;
            for &field in fields.iter().filter(|field| !KEPT.contains(field)) {
                page.forget(field);
            }
        }
        writer.finish().map_err(|error| failed("write", path, error))?;
        Ok(Aside { path: path.to_path_buf() })
    }

    /// Deals the records out to groups; `group_of` holds each record's. The file is removed.
    ///
    /// # Errors
    /// The file cannot be read, or one of a group not be written.
    pub fn deal(self, group_of: &[u32], groups: usize) -> Result<Groups> {
        let reader = reader(&self.path)?;
        let schema = reader.schema();
        let paths = (0..groups).map(|group| self.path.with_extension(group.to_string()));
        let paths: Vec<PathBuf> = paths.collect();
        let mut writers =
            paths.iter().map(|path| writer(path, &schema)).collect::<Result<Vec<_>>>()?;
        let mut group_of = group_of.iter();
        for batch in reader {
            let batch = batch.map_err(|error| failed("read", &self.path, error))?;
            let mut rows: Vec<Vec<u32>> = vec![Vec::new(); groups];
            for (row, &group) in (0..batch.num_rows() as u32).zip(group_of.by_ref()) {
                rows[group as usize].push(row);
            }
            for (group, rows) in rows.into_iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
                let some = take_record_batch(&batch, &UInt32Array::from(rows)).map_err(broken)?;
                let written = writers[group].write(&some);
                written.map_err(|error| failed("write", &paths[group], error))?;
            }
        }
        for (mut writer, path) in writers.into_iter().zip(&paths) {
            writer.finish().map_err(|error| failed("write", path, error))?;
        }
        std::fs::remove_file(&self.path).while_doing("remove", &self.path)?;
        Ok(Groups { paths })
    }
}

impl Groups {
    /// The records of a group, numbered anew in the order that they had; `kinds` says what each is. The
    /// group's file is removed.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn take(&self, group: usize, kinds: Vec<SourceKind>) -> Result<Records> {
        let path = &self.paths[group];
        let reader = reader(path)?;
        let schema = reader.schema();
        let batches = reader.collect::<std::result::Result<Vec<_>, ArrowError>>();
        let batches = batches.map_err(|error| failed("read", path, error))?;
        let whole = concat_batches(&schema, &batches).map_err(broken)?;
        std::fs::remove_file(path).while_doing("remove", path)?;
        let mut columns = std::array::from_fn(|_| None);
        for field in Field::ALL {
            let text = whole.column_by_name(field.name());
            columns[*field as usize] =
                text.and_then(|text| text.as_any().downcast_ref::<StringArray>().cloned());
        }
        Ok(Records::of_columns(kinds, columns))
    }
}

fn column(field: &Field) -> ArrowField {
    ArrowField::new(field.name(), DataType::Utf8, true)
}

fn writer(path: &Path, schema: &Schema) -> Result<StreamWriter<BufWriter<File>>> {
    let file = File::create(path).while_doing("create", path)?;
    StreamWriter::try_new(BufWriter::new(file), schema)
        .map_err(|error| failed("write", path, error))
}

fn reader(path: &Path) -> Result<StreamReader<BufReader<File>>> {
    let file = File::open(path).while_doing("read", path)?;
    StreamReader::try_new(BufReader::new(file), None).map_err(|error| failed("read", path, error))
}

fn failed(action: &'static str, path: &Path, error: ArrowError) -> Error {
    let source = match error {
        ArrowError::IoError(_, source) => source,
        other => std::io::Error::other(other),
    };
    Error::Io { action, path: path.to_path_buf(), source }
}

fn broken(error: ArrowError) -> Error {
    Error::Invariant(format!("text put aside: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::BatchBuilder;

    #[test]
    fn every_record_comes_back_whole_in_its_group() {
        let fields = [Field::RecordId, Field::Source, Field::FirstName, Field::Zip];
        let mut batch = BatchBuilder::new(0, SourceKind::Submission, fields.into_iter());
        let values = |number: usize| {
            let zip = if number.is_multiple_of(3) {
                String::new()
            } else {
                format!("0{}", 1000 + number)
            };
            [
                format!("r{number:03}"),
                format!("clinic {}", number % 2),
                format!("name {number}"),
                zip,
            ]
        };
        for number in 0..100 {
            fields.iter().zip(values(number)).for_each(|(&field, value)| batch.push(field, &value));
            batch.end_row(number as u64 + 1);
        }
        let mut records = Records::new(vec![batch.finish()], Vec::new()).unwrap().0;
        let folder = tempfile::tempdir().unwrap();
        let aside = Aside::put(&mut records, &folder.path().join("aside")).unwrap();
        assert!(records.are_aside());
        assert_eq!(records.id(42), "r042");
        // Groups of unequal size, in no order; one is empty.
        let group_of: Vec<u32> = (0..100).map(|record| [2, 0, 0, 3][record * 7 % 4]).collect();
        let groups = aside.deal(&group_of, 4).unwrap();
        for group in [3, 0, 1, 2] {
            let members: Vec<usize> =
                (0..100).filter(|&record| group_of[record] == group as u32).collect();
            let some = groups.take(group, vec![SourceKind::Submission; members.len()]).unwrap();
            assert_eq!(some.len(), members.len());
            for (record, number) in members.into_iter().enumerate() {
                let found = fields.map(|field| some.value(record, field).to_string());
                assert_eq!(found, values(number));
            }
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }
}
