//! HL7 v2.5.1 messages of type VXU^V04: single, in streams, in batches.
//!
//! In: a file. Out: a record a message, with its doses; what is wrong or odd, by place and in words; an
//! answer for each sender. Must never: hold more than a few megabytes of the file, let one message harm
//! another, or read a wish about data sharing out of a message, which cannot hold one.
//!
//! The parser is our own, for the two dozen fields that tell who somebody is. Each file here reads one
//! thing: [`stream`] cuts a file where messages begin, [`piece`] cuts such a piece into messages,
//! [`message`] puts one together from what [`header`], [`person`], [`kin`] and [`doses`] make of its
//! segments; [`syntax`] and [`escape`] know nothing but delimiters.

mod batches;
mod charset;
mod contact;
mod doses;
mod escape;
mod header;
mod identifiers;
mod kin;
mod lines;
mod message;
mod names;
mod notes;
mod person;
mod piece;
mod row;
mod stream;
mod syntax;
mod times;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::{FileContent, Input};
use crate::error::{Error, IoContext, Result};
use crate::record::SourceKind;
use batches::Batches;
use piece::{Parsed, parse};
use stream::Chunks;

/// Reads one file.
pub fn read(file: usize, input: &Input, progress: &(dyn Fn(f64) + Sync)) -> Result<FileContent> {
    let path = &input.path;
    let opened = File::open(path).while_doing("read", path)?;
    let bytes = opened.metadata().while_doing("read", path)?.len();
    let count = Arc::<AtomicU64>::default();
    let mut chunks = Chunks::new(Counting { inner: opened, count: count.clone() });
    if chunks.is_utf_16().while_doing("read", path)? {
        return Err(Error::input(path, "the file is UTF-16; export the messages in UTF-8"));
    }
    let done = || progress(count.load(Ordering::Relaxed) as f64 / bytes.max(1) as f64);
    read_stream(file, input.kind.read_as(), chunks, &done).while_doing("read", path)
}

/// Reads messages from memory, and says how many are used and how many are not.
pub fn hl7_messages(bytes: &[u8]) -> (u64, u64) {
    counted(Chunks::new(bytes))
}

/// The same, cut into pieces of about so many bytes; whatever they are, it says the same.
pub fn hl7_messages_in_pieces(bytes: &[u8], piece_bytes: usize) -> (u64, u64) {
    counted(Chunks::of_bytes(bytes, piece_bytes))
}

fn counted(chunks: Chunks<&[u8]>) -> (u64, u64) {
    let content = read_stream(0, SourceKind::Submission, chunks, &|| ());
    // Memory can always be read.
    let content = content.unwrap_or_default();
    let used: u64 = content.batches.iter().map(|batch| batch.rows.len() as u64).sum();
    (used, content.rows - used)
}

fn read_stream<R: Read>(
    file: usize,
    kind: SourceKind,
    mut chunks: Chunks<R>,
    progress: &dyn Fn(),
) -> std::io::Result<FileContent> {
    let (mut content, mut batches) = (FileContent::default(), Batches::new(file));
    loop {
        let pieces = chunks.take(rayon::current_num_threads() * 2)?;
        if pieces.is_empty() {
            content.rejects.extend(batches.finish(content.rows));
            return Ok(content);
        }
        let parsed: Vec<Parsed> = pieces.par_iter().map(|piece| parse(file, kind, piece)).collect();
        for piece in parsed {
            piece.marks.iter().for_each(|mark| batches.pass(mark, content.rows + mark.messages));
            add(&mut content, piece);
        }
        progress();
    }
}

fn add(content: &mut FileContent, parsed: Parsed) {
    content.add(parsed.piece);
    content.acknowledgements.extend(parsed.acknowledgements);
    for (sender, said) in parsed.warnings {
        let of_sender = content.warnings.entry(sender).or_default();
        for (words, count) in said {
            *of_sender.entry(words).or_default() += count;
        }
    }
}

/// Counts the bytes that are read.
struct Counting {
    inner: File,
    count: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
