//! A list of pairs to be judged: two record ids a row, and what is expected of them where somebody
//! has said.
//!
//! In: a CSV or Parquet file. Out: [`ListedPair`]s in the order of the file. Must never: accept a
//! word that it does not know, or repeat a value in a message.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use arrow::array::{Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use flate2::read::MultiGzDecoder;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::{Error, IoContext, Result};
use crate::record::Decision;

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPair {
    /// A record's id.
    pub record_a: String,
    /// Another's.
    pub record_b: String,
    /// What a reviewer would have the machine decide.
    pub expected: Option<Decision>,
    /// Whether the two are one person in truth.
    pub same_person: Option<bool>,
    /// Who expects it; blank where nobody is named.
    pub said_by: String,
    /// Why; blank where no reason is given.
    pub reason: String,
}

/// The columns that say what is expected.
#[derive(Debug, Clone)]
pub struct PairColumns {
    /// Holds `link`, `review`, `apart` or the words that stand for them.
    pub expected: String,
    /// Holds whether the two are one person.
    pub same_person: String,
}

impl Default for PairColumns {
    fn default() -> PairColumns {
        PairColumns { expected: "expected".into(), same_person: "same_person".into() }
    }
}

/// Reads a list of pairs.
///
/// # Errors
/// An unreadable file, a missing column, a blank id, an unknown
/// word: the message names row and column.
pub fn read_pair_list(path: &Path, columns: &PairColumns) -> Result<Vec<ListedPair>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let rows = if name.ends_with(".parquet") {
        parquet_rows(path)?
    } else if name.ends_with(".csv.gz") {
        csv_rows(path, MultiGzDecoder::new(BufReader::new(open(path)?)))?
    } else if name.ends_with(".csv") {
        csv_rows(path, open(path)?)?
    } else {
        return Err(Error::input(path, "unknown ending; give .csv, .csv.gz or .parquet"));
    };
    let (header, rows) = rows;
    let places = Places::of(&header, columns).map_err(|problem| Error::input(path, problem))?;
    let pairs = rows.iter().enumerate().map(|(index, row)| {
        places
            .pair(row)
            .map_err(|problem| Error::input(path, format!("row {}: {problem}", index + 1)))
    });
    pairs.collect()
}

/// A header and the rows under it.
type Rows = (Vec<String>, Vec<Vec<String>>);

fn open(path: &Path) -> Result<File> {
    File::open(path).while_doing("read", path)
}

fn csv_rows(path: &Path, input: impl Read) -> Result<Rows> {
    let unreadable = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        Error::input(path, format!("line {line}: not CSV in UTF-8 with as many columns as line 1"))
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(input);
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_string).collect();
    let header = texts(reader.headers().map_err(unreadable)?);
    let rows = reader.records().map(|row| row.map(|row| texts(&row)).map_err(unreadable));
    Ok((header, rows.collect::<Result<_>>()?))
}

fn parquet_rows(path: &Path) -> Result<Rows> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Error::input(path, format!("not readable as Parquet ({error}); is it complete?"))
    };
    let reader = ParquetRecordBatchReaderBuilder::try_new(open(path)?)
        .and_then(|builder| builder.build())
        .map_err(|error| unreadable(&error))?;
    let (mut header, mut rows) = (Vec::new(), Vec::new());
    for batch in reader {
        let batch = batch.map_err(|error| unreadable(&error))?;
        header = batch.schema().fields().iter().map(|column| column.name().clone()).collect();
        let columns = batch.columns().iter().map(|column| {
            let text = cast(column, &DataType::Utf8).map_err(|error| unreadable(&error))?;
            let text = text.as_any().downcast_ref::<StringArray>().cloned();
            text.ok_or_else(|| Error::Invariant("a cast to text gave no text".into()))
        });
        let columns: Vec<StringArray> = columns.collect::<Result<_>>()?;
        let cell = |column: &StringArray, row| {
            if column.is_valid(row) { column.value(row).trim().to_string() } else { String::new() }
        };
        let row = |row| columns.iter().map(|column| cell(column, row)).collect();
        rows.extend((0..batch.num_rows()).map(row));
    }
    Ok((header, rows))
}

/// Where the columns stand.
struct Places {
    record_a: usize,
    record_b: usize,
    expected: Option<usize>,
    same_person: Option<usize>,
    said_by: Option<usize>,
    reason: Option<usize>,
}

impl Places {
    fn of(header: &[String], columns: &PairColumns) -> std::result::Result<Places, String> {
        let find = |name: &str| header.iter().position(|column| column == name);
        let required = |name: &str| {
            find(name).ok_or_else(|| {
                format!("no column \"{name}\"; a list of pairs has record_id_a and record_id_b")
            })
        };
        // A column that was asked for by name must be there.
        let named = |name: &str, usual: &str| match find(name) {
            None if name != usual => Err(format!("no column \"{name}\"")),
            found => Ok(found),
        };
        let usual = PairColumns::default();
        Ok(Places {
            record_a: required("record_id_a")?,
            record_b: required("record_id_b")?,
            expected: named(&columns.expected, &usual.expected)?,
            same_person: named(&columns.same_person, &usual.same_person)?,
            said_by: find("said_by"),
            reason: find("reason"),
        })
    }

    fn pair(&self, row: &[String]) -> std::result::Result<ListedPair, String> {
        let (record_a, record_b) = (&row[self.record_a], &row[self.record_b]);
        if record_a.is_empty() || record_b.is_empty() {
            return Err("record_id_a or record_id_b is blank".into());
        }
        let cell = |place: Option<usize>| place.map_or("", |place| row[place].as_str());
        Ok(ListedPair {
            record_a: record_a.clone(),
            record_b: record_b.clone(),
            expected: expected(cell(self.expected))?,
            same_person: same_person(cell(self.same_person))?,
            said_by: cell(self.said_by).into(),
            reason: cell(self.reason).into(),
        })
    }
}

/// The words for the three decisions, the field's own among them; a blank expects nothing.
fn expected(word: &str) -> std::result::Result<Option<Decision>, String> {
    match word.to_lowercase().replace('_', " ").as_str() {
        "" => Ok(None),
        "link" | "match" => Ok(Some(Decision::Link)),
        "review" | "possible match" | "possible" => Ok(Some(Decision::Review)),
        "apart" | "not a match" | "no match" => Ok(Some(Decision::Apart)),
        _ => Err("unknown expectation; give link, review or apart".into()),
    }
}

fn same_person(word: &str) -> std::result::Result<Option<bool>, String> {
    match word.to_lowercase().as_str() {
        "" => Ok(None),
        "1" | "yes" | "true" => Ok(Some(true)),
        "0" | "no" | "false" => Ok(Some(false)),
        _ => Err("same person: give yes or no, 1 or 0".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<Vec<ListedPair>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pairs.csv");
        std::fs::write(&path, text).unwrap();
        read_pair_list(&path, &PairColumns::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn expectations_are_read_in_the_words_of_either_trade() {
        for (word, decision) in [
            ("link", Some(Decision::Link)),
            ("Match", Some(Decision::Link)),
            ("Possible Match", Some(Decision::Review)),
            ("Not a Match", Some(Decision::Apart)),
            ("", None),
        ] {
            let pairs = read(&format!("record_id_a,record_id_b,expected\na,b,{word}\n")).unwrap();
            assert_eq!(pairs[0].expected, decision, "{word}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_judged_is_named() {
        for (text, word) in [
            ("record_id_a\na\n", "record_id_b"),
            ("record_id_a,record_id_b\na,\n", "row 1"),
            ("record_id_a,record_id_b,expected\na,b,perhaps\n", "unknown expectation"),
            ("record_id_a,record_id_b\na\n", "line 2"),
        ] {
            assert!(read(text).unwrap_err().contains(word), "{text}");
        }
    }
}
