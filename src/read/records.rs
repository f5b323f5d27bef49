//! The records of a run in one fixed order.

use std::array;
use std::cmp::Ordering;
use std::ops::Range;

use arrow::array::{Array, ArrayRef, StringArray, new_null_array};
use arrow::compute::{concat, interleave};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use rayon::prelude::*;

use super::batch::Columns;
use super::{Batch, DoseBatch, Doses, Reject};
use crate::error::{Error, Result};
use crate::limits::RECORDS;
use crate::record::{Field, SourceKind};

/// Every record that was read, numbered in the order of the record ids: so no result depends on the
/// order of rows or files. Values are as received.
pub struct Records {
    pages: Vec<Page>,
    len: usize,
    doses: Doses,
}

/// Where a record stands in what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index of its file among the inputs.
    pub file: u32,
    /// Its row in the file, from 1; of a file of messages, the message.
    pub row: u32,
}

impl Place {
    /// Of a record that is of no file.
    pub(super) const NONE: Place = Place { file: 0, row: 0 };

    /// No file has more rows than can be counted so: those that are used and those that are refused are
    /// all held in memory.
    fn of(batch: &Batch, row: usize) -> Place {
        let row = u32::try_from(batch.rows[row]).unwrap_or(u32::MAX);
        Place { file: batch.file as u32, row }
    }
}

/// Records that follow one another, as columns.
pub struct Page {
    kinds: Vec<SourceKind>,
    places: Vec<Place>,
    columns: Columns,
    /// Whether some columns are elsewhere.
    put_aside: bool,
}

/// Stands for no record at all.
pub const NO_RECORD: u32 = u32::MAX;

/// Records of every page but the last.
pub(super) const PAGE_RECORDS: usize = 1 << 16;

impl Page {
    /// Records with all their columns.
    pub(super) fn new(kinds: Vec<SourceKind>, places: Vec<Place>, columns: Columns) -> Page {
        Page { kinds, places, columns, put_aside: false }
    }

    /// How many records are on it.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether none are.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// What a record is.
    pub fn kind(&self, row: usize) -> SourceKind {
        self.kinds[row]
    }

    /// A value as received; blank when there is none.
    pub fn value(&self, row: usize, field: Field) -> &str {
        match self.column(field) {
            Some(column) if column.is_valid(row) => column.value(row),
            _ => "",
        }
    }

    /// All values of a field; nothing where no file has it.
    pub fn column(&self, field: Field) -> Option<&StringArray> {
        let column = self.columns[field as usize].as_ref();
        assert!(column.is_some() || !self.put_aside, "text that is put aside is not asked for");
        column
    }

    /// Forgets the values of a field, which are elsewhere from now on.
    pub(super) fn forget(&mut self, field: Field) {
        self.put_aside = true;
        self.columns[field as usize] = None;
    }
}

impl Records {
    /// Puts the rows in order, and the doses with them, those of `dose_files` too. Of rows with one id the
    /// first read is kept and the others refused; so are doses of records that there are not.
    ///
    /// # Errors
    /// Too many records, or a page that would hold more text than an Arrow column can.
    pub fn new(
        mut batches: Vec<Batch>,
        mut dose_files: Vec<Batch>,
    ) -> Result<(Records, Vec<Reject>)> {
        let (order, mut rejects) = order(&batches);
        if order.len() > RECORDS {
            let records = order.len();
            let problem = format!("{records} records; at most {RECORDS} are linked at a time");
            return Err(Error::Usage(problem));
        }
        let kind = |&(batch, _): &(usize, usize)| batches[batch].kind;
        let place = |&(batch, row): &(usize, usize)| Place::of(&batches[batch], row);
        let is_again: Vec<bool> = batches.iter().map(|batch| batch.is_again).collect();
        let again = order.iter().map(|&(batch, _)| is_again[batch]);
        let again: Vec<bool> = if is_again.contains(&true) { again.collect() } else { Vec::new() };
        let mut pages: Vec<Page> = order
            .par_chunks(PAGE_RECORDS)
            .map(|order| {
                let kinds = order.iter().map(kind).collect();
                Page::new(kinds, order.iter().map(place).collect(), no_columns())
            })
            .collect();
        let mut doses: Vec<DoseBatch> =
            batches.iter_mut().map(|batch| std::mem::take(&mut batch.doses)).collect();
        let mut sources: Vec<Columns> = batches.into_iter().map(|batch| batch.columns).collect();
        for field in Field::ALL {
            // Field by field, so that no more than one is in memory twice.
            let columns: Vec<Option<StringArray>> =
                sources.iter_mut().map(|columns| columns[*field as usize].take()).collect();
            if columns.iter().any(Option::is_some) {
                let gathered = gather(&columns, &order)?;
                for (page, column) in pages.iter_mut().zip(gathered) {
                    page.columns[*field as usize] = Some(column);
                }
            }
        }
        let mut records = Records { pages, len: order.len(), doses: Doses::default() };
        let record_of_rows = record_of_rows(&order, &doses);
        let inside = doses.len();
        doses.extend(dose_files.iter_mut().map(|file| std::mem::take(&mut file.doses)));
        let found: Vec<Vec<u32>> = dose_files.iter().map(|file| records.of_ids(file)).collect();
        let record_of = |batch: usize, row: u32| match batch.checked_sub(inside) {
            None => record_of_rows[batch].get(row as usize).copied().filter(|&at| at != NO_RECORD),
            Some(file) => Some(found[file][row as usize]).filter(|&at| at != NO_RECORD),
        };
        for (file, found) in dose_files.iter().zip(&found) {
            for (row, &record) in found.iter().enumerate() {
                if record == NO_RECORD && !file.value(row, Field::RecordId).is_empty() {
                    rejects.push(file.reject(row, Field::RecordId, "a dose of a record not given"));
                }
            }
        }
        let is_again = |record: u32| again.get(record as usize).copied().unwrap_or(false);
        records.doses = Doses::new(doses, records.len, record_of, is_again);
        Ok((records, rejects))
    }

    /// Records that are in order already, without their places.
    pub(super) fn of_columns(kinds: Vec<SourceKind>, columns: Columns) -> Records {
        let len = kinds.len();
        let page = |start: usize| {
            let rows = PAGE_RECORDS.min(len - start);
            let part = |column: &Option<StringArray>| Some(column.as_ref()?.slice(start, rows));
            let columns = array::from_fn(|field| part(&columns[field]));
            Page::new(kinds[start..start + rows].to_vec(), vec![Place::NONE; rows], columns)
        };
        let pages = (0..len).step_by(PAGE_RECORDS).map(page).collect();
        Records { pages, len, doses: Doses::default() }
    }

    /// Records that are in order already, page by page; all pages but the last are full.
    pub(super) fn of_pages(pages: Vec<Page>, doses: Doses) -> Records {
        let len = pages.iter().map(Page::len).sum();
        Records { pages, len, doses }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The doses that came with them.
    pub fn doses(&self) -> &Doses {
        &self.doses
    }

    /// Whether their text is elsewhere.
    pub fn are_aside(&self) -> bool {
        self.pages.iter().any(|page| page.put_aside)
    }

    /// Bytes of memory that their text takes.
    pub fn bytes(&self) -> u64 {
        let columns = self.pages.iter().flat_map(|page| page.columns.iter().flatten());
        let text: u64 = columns.map(|column| column.get_array_memory_size() as u64).sum();
        text + self.doses.bytes()
    }

    /// A field's value as received; blank when there is none.
    pub fn value(&self, record: usize, field: Field) -> &str {
        self.pages[record / PAGE_RECORDS].value(record % PAGE_RECORDS, field)
    }

    /// Whether a record has something for a field.
    pub fn has_value(&self, record: u32, field: Field) -> bool {
        let (page, row) = place(record);
        self.pages[page].column(field).is_some_and(|column| column.is_valid(row))
    }

    /// A field's values of some records; null where a record has none, or where there is no record.
    ///
    /// # Errors
    /// They are more text than an Arrow column can hold.
    pub fn gather(&self, field: Field, records: &[u32]) -> Result<ArrayRef> {
        let nothing = new_null_array(&DataType::Utf8, 1);
        if !self.has(field) {
            return Ok(new_null_array(&DataType::Utf8, records.len()));
        }
        // Every page has the columns that any of them has.
        let columns = self.pages.iter().filter_map(|page| page.column(field));
        let mut sources: Vec<&dyn Array> = columns.map(|column| column as &dyn Array).collect();
        sources.push(&nothing);
        let nowhere = (sources.len() - 1, 0);
        let place = |&record: &u32| if record == NO_RECORD { nowhere } else { place(record) };
        let places: Vec<(usize, usize)> = records.iter().map(place).collect();
        interleave(&sources, &places).map_err(too_long)
    }

    /// A field's values of records that follow one another.
    ///
    /// # Errors
    /// They are more text than an Arrow column can hold.
    pub fn range(&self, field: Field, records: Range<usize>) -> Result<ArrayRef> {
        let of_page = |(index, page): (usize, &Page)| {
            let first = index * PAGE_RECORDS;
            let start = records.start.clamp(first, first + page.len());
            let end = records.end.clamp(first, first + page.len());
            Some(page.column(field)?.slice(start - first, end - start))
        };
        let slices: Vec<StringArray> = self.pages.iter().enumerate().filter_map(of_page).collect();
        if slices.is_empty() {
            return Ok(new_null_array(&DataType::Utf8, records.len()));
        }
        let slices: Vec<&dyn Array> = slices.iter().map(|slice| slice as &dyn Array).collect();
        concat(&slices).map_err(too_long)
    }

    /// The record's id.
    pub fn id(&self, record: usize) -> &str {
        self.value(record, Field::RecordId)
    }

    /// What the record is.
    pub fn kind(&self, record: usize) -> SourceKind {
        self.pages[record / PAGE_RECORDS].kind(record % PAGE_RECORDS)
    }

    /// Where the record stands, if it is of a file that was read.
    pub fn place(&self, record: usize) -> Option<Place> {
        let place = self.pages[record / PAGE_RECORDS].places[record % PAGE_RECORDS];
        Some(place).filter(|place| *place != Place::NONE)
    }

    /// A record as a reject: that of its row.
    pub fn reject(&self, record: usize, field: Field, reason: &str) -> Reject {
        let Place { file, row } = self.place(record).unwrap_or(Place::NONE);
        let fields = Field::ALL.iter().filter(|&&field| self.has(field));
        let values = fields.map(|&field| self.value(record, field));
        Reject::of_values(file as usize, row.into(), field, reason, values)
    }

    /// Whether any file has something for the field.
    pub fn has(&self, field: Field) -> bool {
        self.pages.iter().any(|page| page.column(field).is_some())
    }

    /// The record that each row of a batch names; [`NO_RECORD`] if there is none.
    fn of_ids(&self, batch: &Batch) -> Vec<u32> {
        let mut found = vec![NO_RECORD; batch.rows.len()];
        found.par_chunks_mut(PAGE_RECORDS).enumerate().for_each(|(part, found)| {
            let id = |row: usize| batch.value(part * PAGE_RECORDS + row, Field::RecordId);
            for row in 0..found.len() {
                // Doses of one record mostly follow one another.
                found[row] = match row.checked_sub(1).filter(|&last| id(last) == id(row)) {
                    Some(last) => found[last],
                    None => self.find(id(row)).map_or(NO_RECORD, |record| record as u32),
                };
            }
        });
        found
    }

    /// The record with this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let is_before = |page: &Page| page.value(page.len() - 1, Field::RecordId) < id;
        let page = self.pages.partition_point(is_before);
        let (mut low, mut high) = (0, self.pages.get(page)?.len());
        while low < high {
            let middle = (low + high) / 2;
            match self.pages[page].value(middle, Field::RecordId).cmp(id) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(page * PAGE_RECORDS + middle),
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    pub(super) fn pages_mut(&mut self) -> &mut [Page] {
        &mut self.pages
    }

    /// The records page by page.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }
}

/// Batch and row of each record, in the order of ids; and the rows whose id an earlier row has.
fn order(batches: &[Batch]) -> (Vec<(usize, usize)>, Vec<Reject>) {
    // With their ids beside them, so that sorting does not look them up again and again.
    let mut order: Vec<(&str, u32, u32)> = Vec::new();
    for (batch, rows) in batches.iter().enumerate() {
        let ids = (0..rows.rows.len()).map(|row| (rows.value(row, Field::RecordId), row));
        let with_id = ids.filter(|(id, _)| !id.is_empty());
        order.extend(with_id.map(|(id, row)| (id, batch as u32, row as u32)));
    }
    order.par_sort_unstable();
    let mut rejects = Vec::new();
    let mut kept: Vec<(usize, usize)> = Vec::with_capacity(order.len());
    let mut last = "";
    for (id, batch, row) in order {
        let (batch, row) = (batch as usize, row as usize);
        if id == last {
            let reason = "a second row with this record id; the first is kept";
            rejects.push(batches[batch].reject(row, Field::RecordId, reason));
        } else {
            kept.push((batch, row));
            last = id;
        }
    }
    (kept, rejects)
}

/// By batch, the record of each row; of batches without doses nothing.
fn record_of_rows(order: &[(usize, usize)], doses: &[DoseBatch]) -> Vec<Vec<u32>> {
    let mut record_of_rows: Vec<Vec<u32>> = vec![Vec::new(); doses.len()];
    for (record, &(batch, row)) in (0u32..).zip(order) {
        if !doses[batch].is_empty() {
            let rows = &mut record_of_rows[batch];
            rows.resize(rows.len().max(row + 1), NO_RECORD);
            rows[row] = record;
        }
    }
    record_of_rows
}

/// One field's values in the order of the records, page by page.
fn gather(columns: &[Option<StringArray>], order: &[(usize, usize)]) -> Result<Vec<StringArray>> {
    // Of a file without the field every row takes its nothing from the one row of this column.
    let nothing = new_null_array(&DataType::Utf8, 1);
    let sources: Vec<&dyn Array> = columns
        .iter()
        .map(|column| column.as_ref().map_or(nothing.as_ref(), |column| column as &dyn Array))
        .collect();
    let place =
        |&(batch, row): &(usize, usize)| (batch, if columns[batch].is_some() { row } else { 0 });
    let everywhere = columns.iter().all(Option::is_some);
    let page = |order: &[(usize, usize)]| {
        if everywhere {
            return text(interleave(&sources, order));
        }
        let places: Vec<(usize, usize)> = order.iter().map(place).collect();
        text(interleave(&sources, &places))
    };
    order.par_chunks(PAGE_RECORDS).map(page).collect()
}

fn text(column: std::result::Result<ArrayRef, ArrowError>) -> Result<StringArray> {
    let column = column.map_err(too_long)?;
    let text = column.as_any().downcast_ref::<StringArray>();
    text.cloned().ok_or_else(|| Error::Invariant("text put in order is no text".into()))
}

fn too_long(error: ArrowError) -> Error {
    Error::Invariant(format!("a column of records: {error}"))
}

fn place(record: u32) -> (usize, usize) {
    (record as usize / PAGE_RECORDS, record as usize % PAGE_RECORDS)
}

fn no_columns() -> Columns {
    array::from_fn(|_| None)
}
