//! A stream of bytes cut into messages.
//!
//! In: the bytes of a file. Out: messages, and the segments around them that make a batch. Must never:
//! hold more of the file than the messages being read, or let a broken message take its neighbour along.

use std::io::{BufRead, Read};

use crate::limits::MESSAGE_BYTES;

/// What a stream is made of.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// From MSH to the next MSH or the end of the batch.
    Message(Vec<u8>),
    /// The beginning of a message that is longer than any may be.
    Endless(Vec<u8>),
    /// FHS or BHS: the beginning of a file or batch; its name.
    Header(&'static str),
    /// FTS or BTS: its end, as it came.
    Trailer(&'static str, Vec<u8>),
    /// What belongs to no message.
    Stray(Vec<u8>),
}

/// The parts of a stream.
pub struct Parts<R> {
    lines: R,
    /// The message being read, or what belongs to none.
    open: Vec<u8>,
    in_message: bool,
    is_endless: bool,
    waiting: Option<Part>,
    ended: bool,
}

impl<R: BufRead> Parts<R> {
    /// The parts of these bytes.
    pub fn new(lines: R) -> Parts<R> {
        let open = Vec::new();
        Parts { lines, open, in_message: false, is_endless: false, waiting: None, ended: false }
    }

    /// The next part; nothing at the end.
    pub fn next(&mut self) -> std::io::Result<Option<Part>> {
        if let Some(part) = self.waiting.take() {
            return Ok(Some(part));
        }
        while !self.ended {
            let mut line = Vec::new();
            let read = read_segment(&mut self.lines, &mut line)?;
            self.ended = read == 0;
            let text = bare(&line);
            let mark = if self.ended { None } else { mark(text) };
            if self.ended || mark.is_some() {
                let closed = self.close();
                let opened = match mark {
                    Some("MSH") => {
                        self.in_message = true;
                        self.open.extend_from_slice(text);
                        None
                    }
                    Some(name @ ("FHS" | "BHS")) => Some(Part::Header(name)),
                    Some(name) => Some(Part::Trailer(name, text.to_vec())),
                    None => None,
                };
                match (closed, opened) {
                    (Some(closed), opened) => {
                        self.waiting = opened;
                        return Ok(Some(closed));
                    }
                    (None, Some(opened)) => return Ok(Some(opened)),
                    (None, None) => {}
                }
            } else if self.open.len() + text.len() > MESSAGE_BYTES {
                self.is_endless = true;
            } else if !text.is_empty() {
                self.open.push(b'\r');
                self.open.extend_from_slice(text);
            }
        }
        Ok(None)
    }

    fn close(&mut self) -> Option<Part> {
        let open = std::mem::take(&mut self.open);
        let (in_message, is_endless) = (self.in_message, self.is_endless);
        (self.in_message, self.is_endless) = (false, false);
        match (in_message, is_endless) {
            (_, true) => Some(Part::Endless(open)),
            (true, false) => Some(Part::Message(open)),
            (false, false) if open.trim_ascii().is_empty() => None,
            (false, false) => Some(Part::Stray(open)),
        }
    }
}

/// Reads up to the next line end, whichever it is, but no more than a message may have and a little.
fn read_segment(lines: &mut impl BufRead, segment: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut read = 0;
    loop {
        let available = lines.fill_buf()?;
        if available.is_empty() {
            return Ok(read);
        }
        let end = memchr::memchr2(b'\r', b'\n', available);
        let taken = end.map_or(available.len(), |end| end + 1);
        let room = (MESSAGE_BYTES + 1).saturating_sub(segment.len());
        segment.extend_from_slice(&available[..taken.min(room)]);
        lines.consume(taken);
        read += taken;
        if end.is_some() {
            return Ok(read);
        }
    }
}

/// A segment without its line end, the frame of MLLP and the mark of UTF-8.
fn bare(segment: &[u8]) -> &[u8] {
    let segment = segment.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(segment);
    let frames = |byte: &u8| matches!(byte, 0x0B | 0x1C | b'\r' | b'\n');
    let start = segment.iter().position(|byte| !frames(byte)).unwrap_or(segment.len());
    let end = segment.iter().rposition(|byte| !frames(byte)).map_or(start, |end| end + 1);
    &segment[start..end]
}

/// The segment's name, if it begins or ends something.
fn mark(segment: &[u8]) -> Option<&'static str> {
    let name = segment.get(..3)?;
    let is_alone = segment.get(3).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let marks = ["MSH", "FHS", "BHS", "BTS", "FTS"];
    marks.into_iter().find(|mark| mark.as_bytes() == name).filter(|_| is_alone)
}

/// Reads bytes and counts them.
pub struct Counted<R> {
    /// Where they come from.
    pub inner: R,
    /// How many there were.
    pub bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8]) -> Vec<Part> {
        let mut parts = Parts::new(bytes);
        std::iter::from_fn(|| parts.next().unwrap()).collect()
    }

    fn message(text: &str) -> Part {
        Part::Message(text.as_bytes().to_vec())
    }

    #[test]
    fn messages_are_found_however_lines_end() {
        for end in ["\r", "\n", "\r\n", "\r\n\r\n"] {
            let text = ["MSH|1", "PID|1", "MSH|2", "PID|2"].map(|line| format!("{line}{end}"));
            let expected = [message("MSH|1\rPID|1"), message("MSH|2\rPID|2")];
            assert_eq!(parts(text.concat().as_bytes()), expected, "{end:?}");
        }
        assert_eq!(
            parts(b"\x0BMSH|1\rPID|1\r\x1C\r\x0BMSH|2\r\x1C\r"),
            [message("MSH|1\rPID|1"), message("MSH|2")]
        );
        assert_eq!(parts(b"\xEF\xBB\xBFMSH|1"), [message("MSH|1")]);
        assert!(parts(b"").is_empty() && parts(b"\r\n\n").is_empty());
    }

    #[test]
    fn batches_have_ends_and_strays_are_seen() {
        let text = b"hello\nFHS|\rBHS|\rMSH|1\rPID|\rBTS|1\rjunk\rFTS|1\r";
        assert_eq!(
            parts(text),
            [
                Part::Stray(b"\rhello".to_vec()),
                Part::Header("FHS"),
                Part::Header("BHS"),
                message("MSH|1\rPID|"),
                Part::Trailer("BTS", b"BTS|1".to_vec()),
                Part::Stray(b"\rjunk".to_vec()),
                Part::Trailer("FTS", b"FTS|1".to_vec()),
            ]
        );
    }

    #[test]
    fn a_message_without_end_is_given_up_and_the_next_is_read() {
        let mut bytes = b"MSH|1\rPID|".to_vec();
        bytes.resize(MESSAGE_BYTES * 2, b'x');
        bytes.extend_from_slice(b"\rMSH|2\r");
        let parts = parts(&bytes);
        assert!(matches!(&parts[0], Part::Endless(_)));
        assert_eq!(parts[1..], [message("MSH|2")]);
    }
}
