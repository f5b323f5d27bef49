//! CSV, plain or gzipped: cut into chunks at row ends, the chunks parsed in parallel.
//!
//! In: a file. Out: batches and rejects. A row that is ragged, not UTF-8, holds a NUL or a field
//! over the limit is refused, and the next row is read as if nothing had happened. Must never: hold
//! more than a few chunks of the file, or let an unclosed quote swallow the rest of it.

use std::path::Path;

use csv::ByteRecord;
use rayon::prelude::*;

use super::batch::BatchBuilder;
use super::chunk::{Chunks, Piece};
use super::columns::ColumnPlan;
use super::row_end::{first_line, is_open};
use super::{FileContent, Input, Piece as Rows, Reject};
use crate::error::{Error, Result};
use crate::limits::{FIELD_BYTES, REJECT_BYTES, ROW_BYTES};
use crate::record::Field;
use crate::settings::SourceSettings;

/// Reads one file.
pub fn read(
    file: usize,
    input: &Input,
    settings: &SourceSettings,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<FileContent> {
    let mut chunks = Chunks::open(&input.path)?;
    let header = header(&mut chunks, &input.path)?;
    let plan = ColumnPlan::new(&input.path, input.kind, &header, settings)?;
    let parser = Parser { file, input, plan: &plan, columns: header.len() };
    let mut content =
        FileContent { ignored_columns: plan.ignored.clone(), ..FileContent::default() };
    loop {
        let pieces = chunks.take(rayon::current_num_threads() * 2)?;
        if pieces.is_empty() {
            return Ok(content);
        }
        let parsed: Vec<Rows> = pieces.par_iter().map(|piece| parser.parse(piece)).collect();
        parsed.into_iter().for_each(|rows| content.add(rows));
        progress(chunks.fraction());
    }
}

fn header(chunks: &mut Chunks, path: &Path) -> Result<Vec<String>> {
    let line = chunks.first_row()?;
    if line.is_empty() {
        return Err(Error::input(path, "the file is empty; its first row must name the columns"));
    }
    let unreadable = || {
        Error::input(
            path,
            "the first row is not text in UTF-8; export the file as CSV in UTF-8, with the column \
             names in the first row",
        )
    };
    let mut record = ByteRecord::new();
    let mut reader = csv_reader(&line);
    // No more was read than a row may be long: so long a line has no end.
    if line.len() >= ROW_BYTES
        || line.contains(&0)
        || !matches!(reader.read_byte_record(&mut record), Ok(true))
    {
        return Err(unreadable());
    }
    let names =
        record.iter().map(|name| std::str::from_utf8(name).map(|name| name.trim().to_string()));
    let names = names.collect::<std::result::Result<Vec<_>, _>>().map_err(|_| unreadable())?;
    for (index, name) in names.iter().enumerate() {
        if let Some(other) = names[..index].iter().position(|other| other == name) {
            return Err(Error::input(path, named_alike(name, other + 1, index + 1)));
        }
    }
    Ok(names)
}

/// Says which columns have one name. Where that is no field's, the first row may be a record.
fn named_alike(name: &str, one: usize, other: usize) -> String {
    let name = Field::from_name(name).map(|field| format!(" \"{}\"", field.name()));
    format!(
        "columns {one} and {other} of the first row have the same name{}; rename one, or put the \
         column names first if they are missing",
        name.unwrap_or_default()
    )
}

fn csv_reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes)
}

struct Parser<'a> {
    file: usize,
    input: &'a Input,
    plan: &'a ColumnPlan,
    columns: usize,
}

impl Parser<'_> {
    fn parse(&self, piece: &Piece) -> Rows {
        match piece {
            Piece::Rows(bytes) => self.parse_rows(bytes),
            Piece::Endless(start) => {
                let reason = format!("a row of over {ROW_BYTES} bytes; is a quote left open?");
                let reject = self.reject(1, None, reason, start);
                Rows { batch: self.builder().finish(), rejects: vec![reject], rows: 1 }
            }
        }
    }

    fn parse_rows(&self, bytes: &[u8]) -> Rows {
        let (mut builder, mut rejects, mut rows) = (self.builder(), Vec::new(), 0);
        let (mut reader, mut record) = (csv_reader(bytes), ByteRecord::new());
        let (mut begin, mut start) = (0, 0);
        // Reading from memory and without a fixed number of fields, the reader has no way to fail.
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            rows += 1;
            let end = begin + reader.position().byte() as usize;
            let cells = match end == bytes.len() && is_open(&bytes[start..]) {
                true => Err((None, "a quote is opened and never closed".into())),
                false => self.cells(&record),
            };
            match cells {
                Ok(cells) => {
                    for (field, value) in self.plan.values(|column| cells[column]) {
                        builder.push(field, &value);
                    }
                    builder.end_row(rows);
                }
                Err((column, reason)) => {
                    // An open quote takes in the rows after its own: they are read again.
                    let line = start + first_line(&bytes[start..end]);
                    rejects.push(self.reject(rows, column, reason, &bytes[start..line]));
                    if line < end {
                        (begin, start) = (line, line);
                        reader = csv_reader(&bytes[line..]);
                        continue;
                    }
                }
            }
            start = end;
        }
        let batch = builder.finish();
        batch.refuse_blank_ids(&mut rejects);
        Rows { batch, rejects, rows }
    }

    fn builder(&self) -> BatchBuilder {
        BatchBuilder::new(self.file, self.input.kind.read_as(), self.plan.fields())
    }

    /// The cells of a row as text, or the column at fault and what is wrong with it.
    fn cells<'r>(
        &self,
        record: &'r ByteRecord,
    ) -> std::result::Result<Vec<&'r str>, (Option<usize>, String)> {
        if record.len() != self.columns {
            let problem =
                format!("{} columns where the first row has {}", record.len(), self.columns);
            return Err((None, problem));
        }
        let mut cells = Vec::with_capacity(self.columns);
        for (column, bytes) in record.iter().enumerate() {
            let problem = |text: String| (Some(column), text);
            if bytes.len() > FIELD_BYTES {
                return Err(problem(format!(
                    "{} bytes; at most {FIELD_BYTES} are read",
                    bytes.len()
                )));
            }
            if memchr::memchr(0, bytes).is_some() {
                return Err(problem("a NUL byte".into()));
            }
            cells.push(std::str::from_utf8(bytes).map_err(|_| problem("not UTF-8".into()))?);
        }
        Ok(cells)
    }

    fn reject(&self, row: u64, column: Option<usize>, reason: String, raw: &[u8]) -> Reject {
        let field = column.and_then(|column| self.plan.field_of(column));
        let raw = raw[..raw.len().min(REJECT_BYTES)].trim_ascii();
        Reject {
            file: self.file,
            row,
            field: field.map(Field::name).unwrap_or_default().to_string(),
            reason,
            raw: String::from_utf8_lossy(raw).into_owned(),
        }
    }
}
