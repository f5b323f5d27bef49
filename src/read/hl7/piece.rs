//! A piece of a stream: its messages one by one, and where batches begin and end.
//!
//! In: bytes that begin where something begins. Out: rows, refused messages, answers. Must never: let a
//! message take in what follows it.

use std::collections::BTreeMap;

use super::lines::{Start, lines, start};
use super::message::{Answer, Message, Rows, read_message};
use super::row::FIELDS;
use super::stream::Chunk;
use crate::limits::{MESSAGE_BYTES, REJECT_BYTES};
use crate::read::batch::BatchBuilder;
use crate::read::{Acknowledgement, DoseBatch, Outcome, Piece, Reject, Severity, Warnings};
use crate::record::SourceKind;

/// A header or trailer of batches.
pub struct Mark {
    /// Which.
    pub start: Start,
    /// Messages of the piece before it.
    pub messages: u64,
    /// Its line.
    pub line: Vec<u8>,
}

/// What a piece holds.
pub struct Parsed {
    /// The rows.
    pub piece: Piece,
    /// What was odd in messages that are used.
    pub warnings: Warnings,
    /// An answer a message.
    pub acknowledgements: Vec<Acknowledgement>,
    /// Where batches begin and end.
    pub marks: Vec<Mark>,
}

/// Reads a piece of a file.
pub fn parse(file: usize, kind: SourceKind, chunk: &Chunk) -> Parsed {
    let mut parser = Parser::new(file, kind);
    match chunk {
        Chunk::Text(bytes) => parser.read(bytes),
        Chunk::Endless(bytes) => {
            let first: Vec<&[u8]> = lines(bytes).map(|(_, line)| line).take(1).collect();
            match first.first().and_then(|line| start(line)) {
                Some(Start::Message) => parser.end_message(bytes, &first, true),
                _ => parser.refuse_stray(bytes),
            }
        }
    }
    parser.finish()
}

struct Parser {
    file: usize,
    rows: Rows,
    rejects: Vec<Reject>,
    messages: u64,
    warnings: BTreeMap<String, BTreeMap<(String, &'static str), u64>>,
    acknowledgements: Vec<Acknowledgement>,
    marks: Vec<Mark>,
}

impl Parser {
    fn new(file: usize, kind: SourceKind) -> Parser {
        let builder = BatchBuilder::new(file, kind, FIELDS.iter().copied());
        Parser {
            file,
            rows: Rows { builder, doses: DoseBatch::default(), count: 0 },
            rejects: Vec::new(),
            messages: 0,
            warnings: BTreeMap::new(),
            acknowledgements: Vec::new(),
            marks: Vec::new(),
        }
    }

    fn read(&mut self, bytes: &[u8]) {
        let mut message: Vec<&[u8]> = Vec::new();
        let (mut begin, mut stray) = (0, None);
        for (at, line) in lines(bytes) {
            let Some(starts) = start(line) else {
                match message.is_empty() {
                    true => stray = stray.or(Some(at)),
                    false => message.push(line),
                }
                continue;
            };
            self.end(&bytes[begin..at], &mut message, stray.take().map(|from| &bytes[from..at]));
            match starts {
                Start::Message => {
                    begin = at;
                    message.push(line);
                }
                _ => self.mark(starts, line),
            }
        }
        self.end(&bytes[begin..], &mut message, stray.map(|from| &bytes[from..]));
    }

    /// Ends the message or the text of no message that came before.
    fn end(&mut self, raw: &[u8], message: &mut Vec<&[u8]>, stray: Option<&[u8]>) {
        if let Some(stray) = stray {
            self.refuse_stray(stray);
        }
        if !message.is_empty() {
            self.end_message(raw, message, raw.len() > MESSAGE_BYTES);
            message.clear();
        }
    }

    fn mark(&mut self, start: Start, line: &[u8]) {
        let line = line[..line.len().min(REJECT_BYTES)].to_vec();
        self.marks.push(Mark { start, messages: self.messages, line });
    }

    fn end_message(&mut self, raw: &[u8], lines: &[&[u8]], is_endless: bool) {
        self.messages += 1;
        let message = Message { file: self.file, number: self.messages, lines, is_endless };
        let answer = read_message(&message, &mut self.rows);
        self.note_rejects(&answer, raw);
        if answer.is_used {
            self.note_warnings(&answer);
        }
        self.acknowledgements.push(answer.acknowledgement);
    }

    /// Of a message that is used each dose that is not; of one that is not, what has decided it: the
    /// last of its errors.
    fn note_rejects(&mut self, answer: &Answer, raw: &[u8]) {
        if answer.acknowledgement.outcome == Outcome::Accepted {
            return;
        }
        let errors = answer.acknowledgement.findings.iter();
        let mut errors: Vec<_> =
            errors.filter(|finding| finding.severity == Severity::Error).collect();
        if !answer.is_used {
            errors.drain(..errors.len().saturating_sub(1));
        }
        for finding in errors {
            let (place, reason) = (finding.place(), finding.text);
            self.rejects.push(reject(self.file, self.messages, &place, reason, raw));
        }
    }

    fn note_warnings(&mut self, answer: &Answer) {
        let findings = answer.acknowledgement.findings.iter();
        for finding in findings.filter(|finding| finding.severity == Severity::Warning) {
            let of_sender = match self.warnings.get_mut(&answer.source) {
                Some(of_sender) => of_sender,
                None => self.warnings.entry(answer.source.clone()).or_default(),
            };
            *of_sender.entry((finding.place(), finding.text)).or_default() += 1;
        }
    }

    fn refuse_stray(&mut self, raw: &[u8]) {
        let reason = "text that belongs to no message";
        self.rejects.push(reject(self.file, self.messages, "", reason, raw));
    }

    fn finish(self) -> Parsed {
        let mut batch = self.rows.builder.finish();
        batch.doses = self.rows.doses;
        batch.made_ids = true;
        let in_words = |((place, text), count): ((String, &str), u64)| {
            let words = format!("{place}: {text}");
            (words, count)
        };
        let warnings = self.warnings.into_iter();
        Parsed {
            piece: Piece { batch, rejects: self.rejects, rows: self.messages },
            warnings: warnings
                .map(|(sender, said)| (sender, said.into_iter().map(in_words).collect()))
                .collect(),
            acknowledgements: self.acknowledgements,
            marks: self.marks,
        }
    }
}

/// Something that is not used.
pub fn reject(file: usize, row: u64, place: &str, reason: &str, raw: &[u8]) -> Reject {
    let raw = raw[..raw.len().min(REJECT_BYTES)].trim_ascii();
    Reject {
        file,
        row,
        field: place.to_string(),
        reason: reason.to_string(),
        raw: String::from_utf8_lossy(raw).into_owned(),
    }
}
