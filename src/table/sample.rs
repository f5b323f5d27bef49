//! Tables for tests, written as CSV.

use super::Table;
use crate::read::{Batch, BatchBuilder, DoseBatch, RawDose, Records};
use crate::record::{Date, Field, SourceKind};
use crate::standardize::Rules;
use crate::table::ReferenceFrequencies;

/// The column of doses: code and day of each, `/` between them.
const DOSES: &str = "doses";

/// A table of the people in a CSV whose first row names fields. A record with a certificate number
/// is a birth record. Record ids are given where there are none.
pub fn table(csv: &str) -> Table {
    let as_of = Date::new(2026, 1, 1).unwrap();
    Table::new(&records(csv), &Rules::shipped(), as_of, &ReferenceFrequencies::default())
}

type Row = Vec<(String, String)>;

/// The records of such a CSV.
pub fn records(text: &str) -> Records {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_string).collect();
    let rows = reader.records().enumerate().map(|(number, values)| {
        let mut row: Row =
            header.iter().cloned().zip(values.unwrap().iter().map(str::to_string)).collect();
        if !header.iter().any(|name| name == "record_id") {
            row.push(("record_id".into(), format!("{number:06}")));
        }
        row
    });
    let is_birth = |row: &Row| {
        row.iter().any(|(name, value)| name == "certificate_number" && !value.is_empty())
    };
    let (births, submissions) = rows.partition(is_birth);
    let batches =
        vec![batch(SourceKind::Birth, births), batch(SourceKind::Submission, submissions)];
    Records::new(batches, Vec::new()).unwrap().0
}

fn batch(kind: SourceKind, rows: Vec<Row>) -> Batch {
    let names = rows.first().into_iter().flatten().map(|(name, _)| name.as_str());
    let fields = names.filter(|&name| name != DOSES).map(|name| Field::from_name(name).unwrap());
    let mut builder = BatchBuilder::new(0, kind, fields);
    let mut doses = DoseBatch::default();
    for (number, row) in (0..).zip(&rows) {
        for (name, value) in row {
            match Field::from_name(name) {
                Some(field) => builder.push(field, value),
                None => told(value).for_each(|dose| doses.push(number, &dose).unwrap()),
            }
        }
        builder.end_row(u64::from(number) + 1);
    }
    Batch { doses, ..builder.finish() }
}

fn told(doses: &str) -> impl Iterator<Item = RawDose<'_>> {
    let words = doses.split('/').filter_map(|dose| dose.trim().split_once(' '));
    words.map(|(vaccine, date)| RawDose { vaccine, date, source: "00", ..RawDose::default() })
}
