//! Tables for tests, written as CSV.

use super::Table;
use crate::read::{Batch, BatchBuilder, Records};
use crate::record::{Date, Field, SourceKind};
use crate::standardize::Rules;
use crate::table::ReferenceFrequencies;

/// A table of the people in a CSV whose first row names fields. A record with a certificate number
/// is a birth record. Record ids are given where there are none.
pub fn table(csv: &str) -> Table {
    let as_of = Date::new(2026, 1, 1).unwrap();
    Table::new(&records(csv), &Rules::shipped(), as_of, &ReferenceFrequencies::default())
}

fn records(text: &str) -> Records {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header: Vec<Field> =
        reader.headers().unwrap().iter().map(|name| Field::from_name(name).unwrap()).collect();
    let (mut births, mut submissions) = (Vec::new(), Vec::new());
    for (number, row) in reader.records().enumerate() {
        let row: Vec<String> = row.unwrap().iter().map(str::to_string).collect();
        let place = header.iter().position(|&field| field == Field::CertificateNumber);
        let is_birth = place.is_some_and(|place| !row[place].is_empty());
        if is_birth { &mut births } else { &mut submissions }.push((number, row));
    }
    let batch = |kind, rows| batch(kind, &header, rows);
    let batches =
        vec![batch(SourceKind::Birth, births), batch(SourceKind::Submission, submissions)];
    Records::new(batches, Vec::new()).unwrap().0
}

fn batch(kind: SourceKind, header: &[Field], rows: Vec<(usize, Vec<String>)>) -> Batch {
    let numbered = !header.contains(&Field::RecordId);
    let fields = header.iter().copied().chain(numbered.then_some(Field::RecordId));
    let mut builder = BatchBuilder::new(0, kind, fields);
    for (number, row) in rows {
        header.iter().zip(&row).for_each(|(&field, value)| builder.push(field, value));
        if numbered {
            builder.push(Field::RecordId, &format!("{number:06}"));
        }
        builder.end_row(number as u64 + 1);
    }
    builder.finish()
}
