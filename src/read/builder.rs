//! Records put together one by one, as they come from where they are stored.
//!
//! In: records in the order of their ids, values as received. Out: [`Records`]. Must never: change a
//! value or look at one.

use std::array;

use arrow::array::{Array, StringArray, StringBuilder, new_null_array};
use arrow::datatypes::DataType;

use super::batch::Columns;
use super::records::{PAGE_RECORDS, Page, Place};
use super::{Batch, DoseBatch, Doses, Records};
use crate::record::{Dose, FIELD_COUNT, Field, SourceKind};

/// Builds [`Records`] record by record; they come in the order of their ids.
pub struct RecordsBuilder {
    pages: Vec<(Vec<SourceKind>, Vec<Place>, Columns)>,
    kinds: Vec<SourceKind>,
    places: Vec<Place>,
    /// Of the page being filled; as long as its last value.
    columns: [Option<StringBuilder>; FIELD_COUNT],
    doses: DoseBatch,
}

impl Default for RecordsBuilder {
    fn default() -> Self {
        RecordsBuilder {
            pages: Vec::new(),
            kinds: Vec::new(),
            places: Vec::new(),
            columns: [const { None }; FIELD_COUNT],
            doses: DoseBatch::default(),
        }
    }
}

impl RecordsBuilder {
    /// Begins the next record, which is of no file.
    pub fn begin(&mut self, kind: SourceKind) {
        self.begin_at(kind, Place::NONE);
    }

    fn begin_at(&mut self, kind: SourceKind, place: Place) {
        if self.kinds.len() == PAGE_RECORDS {
            self.end_page();
        }
        self.kinds.push(kind);
        self.places.push(place);
    }

    /// Gives a value to the record that was begun; each field once at most.
    pub fn value(&mut self, field: Field, value: &str) {
        let Some(row) = self.kinds.len().checked_sub(1) else { return };
        let column = self.columns[field as usize].get_or_insert_default();
        if !value.is_empty() {
            fill(column, row);
            column.append_value(value);
        }
    }

    /// Adds a record as it stands elsewhere, with its place and its doses.
    pub fn copy(&mut self, records: &Records, record: usize) {
        self.begin_at(records.kind(record), records.place(record).unwrap_or(Place::NONE));
        for &field in Field::ALL {
            if records.has_value(record as u32, field) {
                self.value(field, records.value(record, field));
            }
        }
        let doses = records.doses();
        for dose in doses.of(record) {
            let texts = [dose.vaccine, dose.facility, dose.lot, dose.product, dose.order_number];
            self.dose(*dose, texts.map(|code| doses.text(code)));
        }
    }

    /// Gives a dose to the record that was begun; its texts are vaccine, facility, lot, product and order
    /// number.
    pub fn dose(&mut self, dose: Dose, texts: [&str; 5]) {
        let record = self.pages.len() * PAGE_RECORDS + self.kinds.len();
        if let Some(record) = record.checked_sub(1) {
            self.doses.push_facts(record as u32, dose, texts);
        }
    }

    /// All of them as a batch that is of no file: no more than fill a page, all of one kind.
    pub(super) fn finish_batch(mut self, kind: SourceKind) -> Batch {
        let rows = self.kinds.len();
        self.end_page();
        let (_, _, columns) = self.pages.remove(0);
        Batch {
            file: 0,
            kind,
            rows: vec![Place::NONE.row.into(); rows],
            columns,
            doses: self.doses,
            made_ids: false,
            is_again: true,
        }
    }

    /// All of them.
    pub fn finish(mut self) -> Records {
        if !self.kinds.is_empty() {
            self.end_page();
        }
        // Every page has the columns that any of them has.
        let has: [bool; FIELD_COUNT] = array::from_fn(|field| {
            self.pages.iter().any(|(_, _, columns)| columns[field].is_some())
        });
        let page = |(kinds, places, mut columns): (Vec<SourceKind>, Vec<Place>, Columns)| {
            for (column, _) in columns.iter_mut().zip(has).filter(|(_, has)| *has) {
                column.get_or_insert_with(|| nothing(kinds.len()));
            }
            Page::new(kinds, places, columns)
        };
        let pages: Vec<Page> = self.pages.into_iter().map(page).collect();
        let len = pages.iter().map(Page::len).sum();
        let doses = Doses::new(vec![self.doses], len, |_, record| Some(record), |_| false);
        Records::of_pages(pages, doses)
    }

    fn end_page(&mut self) {
        let rows = self.kinds.len();
        let columns = array::from_fn(|field| {
            let mut column = self.columns[field].take()?;
            fill(&mut column, rows);
            Some(column.finish())
        });
        let (kinds, places) = (std::mem::take(&mut self.kinds), std::mem::take(&mut self.places));
        self.pages.push((kinds, places, columns));
    }
}

/// Says of the records before this row that they have nothing.
fn fill(column: &mut StringBuilder, row: usize) {
    use arrow::array::ArrayBuilder as _;
    for _ in column.len()..row {
        column.append_null();
    }
}

fn nothing(rows: usize) -> StringArray {
    StringArray::from(new_null_array(&DataType::Utf8, rows).to_data())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_with_its_record_on_every_page() {
        let mut builder = RecordsBuilder::default();
        let count = PAGE_RECORDS + 3;
        for record in 0..count {
            let is_birth = record.is_multiple_of(2);
            builder.begin(if is_birth { SourceKind::Birth } else { SourceKind::Submission });
            builder.value(Field::RecordId, &format!("r{record:06}"));
            if record == PAGE_RECORDS + 1 {
                builder.value(Field::Zip, "01852");
            }
        }
        let records = builder.finish();
        assert_eq!(records.len(), count);
        assert_eq!(records.find("r065538"), Some(PAGE_RECORDS + 2));
        assert_eq!(records.kind(PAGE_RECORDS), SourceKind::Birth);
        let with_zip: Vec<u32> =
            (0..count as u32).filter(|&record| records.has_value(record, Field::Zip)).collect();
        assert_eq!(with_zip, [PAGE_RECORDS as u32 + 1]);
        assert!(!records.has(Field::City));
        assert_eq!(RecordsBuilder::default().finish().len(), 0);
    }
}
