//! A stream of CSV cut into pieces at row ends, so that the pieces can be parsed in parallel.
//!
//! In: a file, plain or gzipped. Out: its first row, then [`Piece`]s. Must never: hold more than a few
//! pieces of the file.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::row_end::row_ends;
use crate::error::{Error, IoContext, Result};
use crate::limits::{REJECT_BYTES, ROW_BYTES};

/// Bytes parsed as one piece: some ten thousand rows.
const CHUNK_BYTES: usize = 4 << 20;

/// A piece of a file that ends where a row ends, or the beginning of a row that never does.
pub enum Piece {
    Rows(Vec<u8>),
    Endless(Vec<u8>),
}

/// Cuts a stream into pieces at row ends.
pub struct Chunks<'a> {
    path: &'a Path,
    source: Box<dyn Read + Send>,
    zipped: bool,
    read_bytes: Arc<AtomicU64>,
    file_bytes: u64,
    buffer: Vec<u8>,
    ended: bool,
    /// Inside a row that was given up: everything up to the next line end is skipped.
    skipping: bool,
}

impl<'a> Chunks<'a> {
    /// Opens a file and reads its beginning.
    pub fn open(path: &'a Path) -> Result<Chunks<'a>> {
        let file = File::open(path).while_doing("read", path)?;
        let file_bytes = file.metadata().while_doing("read", path)?.len();
        let read_bytes = Arc::<AtomicU64>::default();
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

    /// How much of the file has been read, 0 to 1.
    pub fn fraction(&self) -> f64 {
        let read = self.read_bytes.load(Ordering::Relaxed);
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

    /// The first row, line end included; nothing if the file is empty. To be asked for first.
    pub fn first_row(&mut self) -> Result<Vec<u8>> {
        let end = row_ends(&self.buffer).0.unwrap_or(self.buffer.len());
        Ok(self.buffer.drain(..end).collect())
    }

    /// The next pieces, at most `count`; none at the end.
    pub fn take(&mut self, count: usize) -> Result<Vec<Piece>> {
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

struct CountingReader {
    inner: File,
    count: Arc<AtomicU64>,
}

impl Read for CountingReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
