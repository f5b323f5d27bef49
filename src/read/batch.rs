//! Some thousand rows of one file as Arrow columns, one a field, values as received.

use arrow::array::{Array, BooleanArray, StringArray, StringBuilder};
use arrow::compute::filter;

use super::{DoseBatch, RawDose, Reject};
use crate::record::{FIELD_COUNT, Field, SourceKind};

/// One column a field; none where the file has nothing for it.
pub type Columns = [Option<StringArray>; FIELD_COUNT];

/// A value; blank when there is none.
pub fn value(columns: &Columns, row: usize, field: Field) -> &str {
    match &columns[field as usize] {
        Some(column) if column.is_valid(row) => column.value(row),
        _ => "",
    }
}

/// Rows that were read together.
pub struct Batch {
    /// Index of the file among the inputs.
    pub file: usize,
    /// What the rows are.
    pub kind: SourceKind,
    /// Number of each row in its file, from 1.
    pub rows: Vec<u64>,
    /// Their values as received.
    pub columns: Columns,
    /// The doses that came with them.
    pub doses: DoseBatch,
    /// Whether the record ids are the reader's making: then two rows may have one and yet be two
    /// statements.
    pub made_ids: bool,
    /// Whether the records were known before, and are here for the doses that have come for them: a dose
    /// that they had already says nothing new.
    pub is_again: bool,
}

impl Batch {
    /// The value as received; blank when there is none.
    pub fn value(&self, row: usize, field: Field) -> &str {
        value(&self.columns, row, field)
    }
}

/// The source whose records are birth records where a file holds records of both kinds.
const VITAL_RECORDS: &str = "rvrs";

impl Batch {
    /// The birth records and the submissions of a file that holds both, told apart by their source.
    pub fn by_source(mut self) -> [Batch; 2] {
        let is_birth =
            |row: usize| self.value(row, Field::Source).eq_ignore_ascii_case(VITAL_RECORDS);
        let births: Vec<bool> = (0..self.rows.len()).map(is_birth).collect();
        let [doses_of_births, doses] = std::mem::take(&mut self.doses).divided(&births);
        let of = |kind, births: BooleanArray, doses| {
            let chosen = |row: &usize| births.value(*row);
            Batch {
                file: self.file,
                kind,
                rows: (0..self.rows.len()).filter(chosen).map(|row| self.rows[row]).collect(),
                columns: self.columns.each_ref().map(|column| {
                    let column = filter(column.as_ref()?, &births).ok()?;
                    column.as_any().downcast_ref::<StringArray>().cloned()
                }),
                doses,
                made_ids: self.made_ids,
                is_again: self.is_again,
            }
        };
        let others = births.iter().map(|birth| !birth).collect::<Vec<_>>();
        [
            of(SourceKind::Birth, births.into(), doses_of_births),
            of(SourceKind::Submission, others.into(), doses),
        ]
    }

    /// Makes doses of the columns that speak of them: a row with a vaccine or a day holds one.
    pub fn take_doses(&mut self, rejects: &mut Vec<Reject>) {
        let is_of_dose = |index: &usize| Field::ALL[*index].is_of_dose();
        if !(0..FIELD_COUNT).filter(is_of_dose).any(|index| self.columns[index].is_some()) {
            return;
        }
        for row in 0..self.rows.len() {
            let raw = RawDose::of(|field| value(&self.columns, row, field));
            if raw.vaccine.is_empty() && raw.date.is_empty() {
                continue;
            }
            if let Err((field, reason)) = self.doses.push(row as u32, &raw) {
                rejects.push(self.reject(row, field, reason));
            }
        }
        for index in (0..FIELD_COUNT).filter(is_of_dose) {
            self.columns[index] = None;
        }
    }

    /// Refuses the rows without a record id: their columns stay, but no record is made of them.
    pub fn refuse_blank_ids(&self, rejects: &mut Vec<Reject>) {
        for row in (0..self.rows.len()).filter(|&row| self.value(row, Field::RecordId).is_empty()) {
            rejects.push(self.reject(row, Field::RecordId, "no record id"));
        }
    }

    /// A row of this batch as a reject; the fields as read stand in for the raw row.
    pub fn reject(&self, row: usize, field: Field, reason: &str) -> Reject {
        let cells = Field::ALL.iter().filter(|&&field| self.columns[field as usize].is_some());
        let values = cells.map(|&field| self.value(row, field));
        Reject::of_values(self.file, self.rows[row], field, reason, values)
    }
}

/// Builds a [`Batch`] row by row.
pub struct BatchBuilder {
    file: usize,
    kind: SourceKind,
    rows: Vec<u64>,
    columns: [Option<StringBuilder>; FIELD_COUNT],
}

impl BatchBuilder {
    /// A builder for a file that has something for these fields.
    pub fn new(file: usize, kind: SourceKind, fields: impl Iterator<Item = Field>) -> BatchBuilder {
        let mut columns = [const { None }; FIELD_COUNT];
        for field in fields {
            columns[field as usize] = Some(StringBuilder::new());
        }
        BatchBuilder { file, kind, rows: Vec::new(), columns }
    }

    /// Adds the value of one field to the row being built; every field of the builder must get one.
    pub fn push(&mut self, field: Field, value: &str) {
        if let Some(column) = &mut self.columns[field as usize] {
            column.append_option((!value.is_empty()).then_some(value));
        }
    }

    /// Ends the row being built.
    pub fn end_row(&mut self, row: u64) {
        self.rows.push(row);
    }

    /// The finished batch.
    pub fn finish(mut self) -> Batch {
        let columns = std::array::from_fn(|index| {
            self.columns[index].as_mut().map(|builder| {
                let column = builder.finish();
                assert_eq!(column.len(), self.rows.len(), "every row fills every column");
                column
            })
        });
        Batch {
            file: self.file,
            kind: self.kind,
            rows: self.rows,
            columns,
            doses: DoseBatch::default(),
            made_ids: false,
            is_again: false,
        }
    }
}
