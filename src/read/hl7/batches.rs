//! Batches: whether as many messages came as their trailers say.
//!
//! In: headers and trailers, with the messages before each. Out: rejects that name the trailer; the
//! messages are used all the same. Must never: take a file without headers for a broken one.

use super::lines::Start;
use super::piece::{Mark, reject};
use crate::read::Reject;

/// Where the reading of a file is.
pub struct Batches {
    file: usize,
    /// Batches since the header of the file, if there was one.
    batches: Option<u64>,
    /// Messages of the file when the batch began, if one has begun.
    began: Option<u64>,
    rejects: Vec<Reject>,
}

impl Batches {
    /// At the beginning of a file.
    pub fn new(file: usize) -> Batches {
        Batches { file, batches: None, began: None, rejects: Vec::new() }
    }

    /// Goes on to a header or trailer, after so many messages of the file.
    pub fn pass(&mut self, mark: &Mark, messages: u64) {
        let line = mark.line.as_slice();
        match mark.start {
            Start::File => {
                self.end_file(messages);
                self.batches = Some(0);
            }
            Start::Batch => {
                self.end_batch(messages);
                self.began = Some(messages);
                self.batches = self.batches.map(|batches| batches + 1);
            }
            Start::BatchEnd => {
                let came = self.began.take().map(|began| messages - began);
                self.check(came, Trailer::BATCH, line, messages);
            }
            Start::FileEnd => {
                self.end_batch(messages);
                let came = self.batches.take();
                self.check(came, Trailer::FILE, line, messages);
            }
            Start::Message => {}
        }
    }

    /// At the end of the file.
    pub fn finish(mut self, messages: u64) -> Vec<Reject> {
        self.end_file(messages);
        self.rejects
    }

    fn end_batch(&mut self, messages: u64) {
        if self.began.take().is_some() {
            self.refuse(Trailer::BATCH.field, "a batch (BHS) without its trailer", &[], messages);
        }
    }

    fn end_file(&mut self, messages: u64) {
        self.end_batch(messages);
        if self.batches.take().is_some() {
            self.refuse(Trailer::FILE.field, "a file (FHS) without its trailer", &[], messages);
        }
    }

    fn check(&mut self, came: Option<u64>, trailer: Trailer, line: &[u8], messages: u64) {
        let Some(came) = came else {
            return self.refuse(trailer.field, trailer.without_header, line, messages);
        };
        match said(line) {
            Ok(said) if said.is_none_or(|said| said == came) => {}
            Ok(_) => self.refuse(trailer.field, trailer.mismatch, line, messages),
            Err(()) => self.refuse(trailer.field, "not a number", line, messages),
        }
    }

    fn refuse(&mut self, field: &str, reason: &str, line: &[u8], messages: u64) {
        self.rejects.push(reject(self.file, messages, field, reason, line));
    }
}

/// What is said of a trailer that does not fit.
struct Trailer {
    field: &'static str,
    without_header: &'static str,
    mismatch: &'static str,
}

impl Trailer {
    const BATCH: Trailer = Trailer {
        field: "BTS-1",
        without_header: "the trailer of a batch that has not begun",
        mismatch: "not the number of messages in the batch",
    };
    const FILE: Trailer = Trailer {
        field: "FTS-1",
        without_header: "the trailer of a file that has not begun",
        mismatch: "not the number of batches in the file",
    };
}

/// The number in the first field of a trailer, which may be left out.
fn said(line: &[u8]) -> Result<Option<u64>, ()> {
    let Some((&delimiter, rest)) = line.get(3..).and_then(<[u8]>::split_first) else {
        return Ok(None);
    };
    let end = memchr::memchr(delimiter, rest).unwrap_or(rest.len());
    match rest[..end].trim_ascii() {
        b"" | b"\"\"" => Ok(None),
        number => std::str::from_utf8(number).map_err(drop)?.parse().map(Some).map_err(drop),
    }
}
