//! A stream of messages cut into pieces where a message begins, so that they can be read in parallel.
//!
//! In: bytes as they come. Out: [`Chunk`]s. Must never: hold more than a few pieces, or let a message
//! without end take in those behind it.

use std::io::Read;

use super::lines::{Start, last_message, last_start, lines, next_start, start};
use crate::limits::{MESSAGE_BYTES, REJECT_BYTES};

/// Bytes parsed as one piece: about a thousand messages.
const CHUNK_BYTES: usize = 2 << 20;

/// Bytes that are kept while text is skipped: a line's end, its lead and a name may be torn apart.
const TORN_BYTES: usize = 8;

/// A piece of the stream.
pub enum Chunk {
    /// Whole messages and what is between them.
    Text(Vec<u8>),
    /// The beginning of something that is longer than any message is.
    Endless(Vec<u8>),
}

/// Cuts a stream.
pub struct Chunks<R> {
    source: R,
    buffer: Vec<u8>,
    chunk_bytes: usize,
    ended: bool,
    /// Inside something that was given up: everything up to the next start is skipped.
    skipping: bool,
}

impl<R: Read> Chunks<R> {
    /// Begins to read a stream.
    pub fn new(source: R) -> Chunks<R> {
        Chunks::of_bytes(source, CHUNK_BYTES)
    }

    /// Begins to read a stream, so many bytes at a time.
    pub fn of_bytes(source: R, chunk_bytes: usize) -> Chunks<R> {
        Chunks { source, buffer: Vec::new(), chunk_bytes, ended: false, skipping: false }
    }

    /// Whether the stream begins as UTF-16 does.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn is_utf_16(&mut self) -> std::io::Result<bool> {
        self.fill(4)?;
        Ok(matches!(
            self.buffer[..],
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'M', 0, ..] | [0, b'M', ..]
        ))
    }

    /// The next pieces, at most `count`; none at the end.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn take(&mut self, count: usize) -> std::io::Result<Vec<Chunk>> {
        let mut chunks = Vec::new();
        while chunks.len() < count {
            match self.next()? {
                Some(chunk) => chunks.push(chunk),
                None => break,
            }
        }
        Ok(chunks)
    }

    /// Reads until the buffer holds `wanted` bytes or the stream ends.
    fn fill(&mut self, wanted: usize) -> std::io::Result<()> {
        while !self.ended && self.buffer.len() < wanted {
            let missing = (wanted - self.buffer.len()) as u64;
            self.ended = (&mut self.source).take(missing).read_to_end(&mut self.buffer)? == 0;
        }
        Ok(())
    }

    fn next(&mut self) -> std::io::Result<Option<Chunk>> {
        self.fill(self.chunk_bytes)?;
        while self.skipping && !self.skip() {
            if self.ended {
                return Ok(None);
            }
            self.fill(self.chunk_bytes)?;
        }
        self.fill(self.chunk_bytes)?;
        if !self.ended && self.cut().is_none() {
            // The beginning of the message after the longest that is read must still be seen.
            self.fill(MESSAGE_BYTES + 2 * TORN_BYTES)?;
        }
        if self.buffer.is_empty() {
            return Ok(None);
        }
        let is_short = self.ended && self.buffer.len() <= MESSAGE_BYTES;
        if let Some(cut) = self.cut().filter(|_| !is_short) {
            return Ok(Some(Chunk::Text(self.buffer.drain(..cut).collect())));
        }
        if is_short {
            return Ok(Some(Chunk::Text(std::mem::take(&mut self.buffer))));
        }
        Ok(Some(self.give_up()))
    }

    /// Where the last message in the buffer begins, if anything is before it.
    fn cut(&self) -> Option<usize> {
        last_message(&self.buffer).filter(|&at| at > 0)
    }

    /// Drops the buffer up to the next start; false if there is none in it.
    fn skip(&mut self) -> bool {
        let start = next_start(&self.buffer);
        let dropped = start.unwrap_or(self.buffer.len().saturating_sub(TORN_BYTES));
        self.buffer.drain(..dropped);
        self.skipping = start.is_none();
        start.is_some()
    }

    /// No message begins behind the first: goes on at the last header or trailer of batches. If that is
    /// what the buffer begins with, it is a whole by itself, and what follows belongs to no message.
    fn give_up(&mut self) -> Chunk {
        if let Some(start) = last_start(&self.buffer) {
            return Chunk::Text(self.buffer.drain(..start).collect());
        }
        let first = lines(&self.buffer).next();
        let batch = first.filter(|(_, line)| start(line).is_some_and(|at| at != Start::Message));
        if let Some(end) = batch.map(|(at, line)| at + line.len()) {
            return Chunk::Text(self.buffer.drain(..end).collect());
        }
        self.skipping = true;
        Chunk::Endless(self.buffer[..REJECT_BYTES.min(self.buffer.len())].to_vec())
    }
}
