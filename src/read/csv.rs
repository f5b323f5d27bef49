//! CSV, plain or gzipped: cut into chunks at row ends, the chunks parsed in parallel.
//!
//! In: a file. Out: batches and rejects. A row that is ragged, not UTF-8, holds a NUL or a field
//! over the limit is refused, and the next row is read as if nothing had happened. Must never: hold
//! more than a few chunks of the file, or let an unclosed quote swallow the rest of it.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use csv::ByteRecord;
use rayon::prelude::*;

use super::batch::BatchBuilder;
use super::columns::ColumnPlan;
use super::{Batch, FileContent, Input, Reject};
use crate::error::{Error, IoContext, Result};
use crate::limits::{FIELD_BYTES, REJECT_BYTES, ROW_BYTES};
use crate::record::Field;
use crate::settings::SourceSettings;

/// Bytes parsed as one piece: some ten thousand rows.
const CHUNK_BYTES: usize = 4 << 20;

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
    let mut content = FileContent {
        batches: Vec::new(),
        rejects: Vec::new(),
        rows: 0,
        ignored_columns: plan.ignored.clone(),
    };
    loop {
        let pieces = chunks.take(rayon::current_num_threads() * 2)?;
        if pieces.is_empty() {
            return Ok(content);
        }
        let parsed: Vec<Parsed> = pieces.par_iter().map(|piece| parser.parse(piece)).collect();
        for Parsed { mut batch, rejects, rows } in parsed {
            batch.rows.iter_mut().for_each(|row| *row += content.rows);
            let shifted = rejects
                .into_iter()
                .map(|reject| Reject { row: reject.row + content.rows, ..reject });
            content.rejects.extend(shifted);
            content.batches.push(batch);
            content.rows += rows;
        }
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

/// A piece of a file that ends where a row ends, or the beginning of a row that never does.
enum Piece {
    Rows(Vec<u8>),
    Endless(Vec<u8>),
}

struct Parsed {
    batch: Batch,
    rejects: Vec<Reject>,
    rows: u64,
}

struct Parser<'a> {
    file: usize,
    input: &'a Input,
    plan: &'a ColumnPlan,
    columns: usize,
}

impl Parser<'_> {
    fn parse(&self, piece: &Piece) -> Parsed {
        match piece {
            Piece::Rows(bytes) => self.parse_rows(bytes),
            Piece::Endless(start) => {
                let reason = format!("a row of over {ROW_BYTES} bytes; is a quote left open?");
                let reject = self.reject(1, None, reason, start);
                Parsed { batch: self.builder().finish(), rejects: vec![reject], rows: 1 }
            }
        }
    }

    fn parse_rows(&self, bytes: &[u8]) -> Parsed {
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
        Parsed { batch, rejects, rows }
    }

    fn builder(&self) -> BatchBuilder {
        BatchBuilder::new(self.file, self.input.kind, self.plan.fields())
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

/// Cuts a stream into pieces at row ends.
struct Chunks<'a> {
    path: &'a Path,
    source: Box<dyn Read + Send>,
    zipped: bool,
    read_bytes: std::sync::Arc<std::sync::atomic::AtomicU64>,
    file_bytes: u64,
    buffer: Vec<u8>,
    ended: bool,
    /// Inside a row that was given up: everything up to the next line end is skipped.
    skipping: bool,
}

impl<'a> Chunks<'a> {
    fn open(path: &'a Path) -> Result<Chunks<'a>> {
        let file = File::open(path).while_doing("read", path)?;
        let file_bytes = file.metadata().while_doing("read", path)?.len();
        let read_bytes = std::sync::Arc::<std::sync::atomic::AtomicU64>::default();
        let counted = CountingReader { inner: file, count: read_bytes.clone() };
        let zipped = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
        let source: Box<dyn Read + Send> = if zipped {
            Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(
                1 << 20,
                counted,
            )))
        } else {
            Box::new(counted)
        };
        let mut chunks = Chunks {
            path,
            source,
            zipped,
            read_bytes,
            file_bytes,
            buffer: Vec::new(),
            ended: false,
            skipping: false,
        };
        chunks.fill(CHUNK_BYTES)?;
        chunks.check_encoding()?;
        Ok(chunks)
    }

    fn check_encoding(&mut self) -> Result<()> {
        if self.buffer.starts_with(b"\xEF\xBB\xBF") {
            self.buffer.drain(..3);
        }
        if self.buffer.starts_with(b"\xFF\xFE") || self.buffer.starts_with(b"\xFE\xFF") {
            return Err(Error::input(self.path, "the file is UTF-16; export it as CSV in UTF-8"));
        }
        Ok(())
    }

    fn fraction(&self) -> f64 {
        let read = self.read_bytes.load(std::sync::atomic::Ordering::Relaxed);
        read as f64 / self.file_bytes.max(1) as f64
    }

    /// Reads until the buffer holds `wanted` bytes or the stream ends.
    fn fill(&mut self, wanted: usize) -> Result<()> {
        while !self.ended && self.buffer.len() < wanted {
            let missing = (wanted - self.buffer.len()) as u64;
            let read = (&mut self.source).take(missing).read_to_end(&mut self.buffer);
            self.ended = read.map_err(|error| self.unreadable(error))? == 0;
        }
        Ok(())
    }

    fn unreadable(&self, source: std::io::Error) -> Error {
        if self.zipped {
            return Error::input(
                self.path,
                format!("not readable as gzip ({source}); is it complete?"),
            );
        }
        Error::Io { action: "read", path: self.path.to_path_buf(), source }
    }

    fn first_row(&mut self) -> Result<Vec<u8>> {
        let end = row_ends(&self.buffer).0.unwrap_or(self.buffer.len());
        Ok(self.buffer.drain(..end).collect())
    }

    fn take(&mut self, count: usize) -> Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        while pieces.len() < count {
            match self.next()? {
                Some(piece) => pieces.push(piece),
                None => break,
            }
        }
        Ok(pieces)
    }

    fn next(&mut self) -> Result<Option<Piece>> {
        loop {
            self.fill(CHUNK_BYTES)?;
            if self.skipping && !self.skip_line() {
                if self.ended {
                    return Ok(None);
                }
                continue;
            }
            return match row_ends(&self.buffer).1 {
                Some(end) if !self.ended => {
                    Ok(Some(Piece::Rows(self.buffer.drain(..end).collect())))
                }
                _ if self.buffer.is_empty() => Ok(None),
                _ if self.buffer.len() > ROW_BYTES || !self.ended => Ok(Some(self.give_up())),
                _ => Ok(Some(Piece::Rows(std::mem::take(&mut self.buffer)))),
            };
        }
    }

    /// Drops the buffer up to the next line end; false if there is none in it.
    fn skip_line(&mut self) -> bool {
        let end = memchr::memchr(b'\n', &self.buffer);
        let dropped = end.map_or(self.buffer.len(), |end| end + 1);
        self.buffer.drain(..dropped);
        self.skipping = end.is_none();
        end.is_some()
    }

    fn give_up(&mut self) -> Piece {
        self.skipping = true;
        Piece::Endless(self.buffer[..REJECT_BYTES.min(self.buffer.len())].to_vec())
    }
}

/// Where the first line of a row ends, blank lines before and after it included.
fn first_line(row: &[u8]) -> usize {
    let is_text = |byte: &u8| !b"\r\n".contains(byte);
    let start = row.iter().position(is_text).unwrap_or(row.len());
    let end = memchr::memchr2(b'\n', b'\r', &row[start..]).map_or(row.len(), |end| start + end);
    row[end..].iter().position(is_text).map_or(row.len(), |rest| end + rest)
}

/// Whether a row ends inside a quoted cell.
fn is_open(row: &[u8]) -> bool {
    // Two rows end where one did only if the line end is read as one, outside of quotes.
    let closed = [row, b"\n"].concat();
    memchr::memchr(b'"', row).is_some() && row_ends(&closed).1 != Some(closed.len())
}

/// Where the first row in the bytes ends and where the last complete one does (one past its line
/// end). The bytes begin at the start of a row. Quotes are read as the `csv` crate reads them: they
/// open a quoted cell only at its start.
fn row_ends(bytes: &[u8]) -> (Option<usize>, Option<usize>) {
    if memchr::memchr(b'"', bytes).is_none() {
        let first = memchr::memchr2(b'\n', b'\r', bytes);
        let last = memchr::memrchr2(b'\n', b'\r', bytes);
        return (first.map(|end| end + 1), last.map(|end| end + 1));
    }
    enum State {
        CellStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
    let (mut first, mut last) = (None, None);
    let mut state = State::CellStart;
    for (index, &byte) in bytes.iter().enumerate() {
        state = match (state, byte) {
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _) => State::Quoted,
            (State::QuoteInQuoted | State::CellStart, b'"') => State::Quoted,
            (_, b',') => State::CellStart,
            (_, b'\n' | b'\r') => {
                last = Some(index + 1);
                first = first.or(last);
                State::CellStart
            }
            _ => State::Plain,
        };
    }
    (first, last)
}

struct CountingReader {
    inner: File,
    count: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

impl Read for CountingReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_where_the_parser_ends_them() {
        for (text, first, last) in [
            ("a,b\nc,d\ne", Some(4), Some(8)),
            ("a,\"x\ny\"\nb\n", Some(8), Some(10)),
            ("a,\"x\"\"\n\"\nb", Some(9), Some(9)),
            ("O\"Brien,1\nb,2\n", Some(10), Some(14)),
            ("\"open,1\nb,2\n", None, None),
            ("", None, None),
        ] {
            assert_eq!(row_ends(text.as_bytes()), (first, last), "{text:?}");
        }
    }

    #[test]
    fn a_row_that_ends_inside_quotes_is_open() {
        for (text, open) in [
            ("a,b", false),
            ("a,\"b", true),
            ("a,\"b\n", true),
            ("a,\"b\"", false),
            ("a,\"b\"\n", false),
            ("a,\"b\"\"", true),
            ("O\"Brien\n", false),
        ] {
            assert_eq!(is_open(text.as_bytes()), open, "{text:?}");
        }
    }

    #[test]
    fn the_first_line_of_a_row_takes_blank_lines_with_it() {
        for (row, end) in
            [("a,b\n", 4), ("\na,b\r\n", 6), ("a,\"b\r\nc,d\n", 6), ("a", 1), ("\n", 1)]
        {
            assert_eq!(first_line(row.as_bytes()), end, "{row:?}");
        }
    }
}
