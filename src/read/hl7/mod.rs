//! HL7 v2.5.1 VXU^V04 messages: single, in streams, in FHS/BHS batches.
//!
//! In: a file. Out: a record a message, its doses, rejects with segment, field and reason, warnings by
//! sender, and what each sender is told. A message that cannot be used leaves the others alone. Must never:
//! hold more of a file than some thousand messages, or say a value in a warning.

mod batch;
mod person;
mod stream;
mod syntax;
#[cfg(test)]
mod tests;
mod value;
mod vxu;

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;

use rayon::prelude::*;

use self::batch::Ends;
use self::stream::{Counted, Part, Parts};
use self::syntax::{Delimiters, Message};
use self::vxu::{Reading, SaidDose};
use super::batch::BatchBuilder;
use super::{
    Acknowledgement, Batch, FileContent, Finding, Input, Outcome, Piece, RawDose, Reject, Severity,
};
use crate::digest::hash64;
use crate::error::{Error, IoContext, Result};
use crate::limits::REJECT_BYTES;
use crate::record::Field;

/// Messages that are read together.
const BATCH_MESSAGES: usize = 4096;
/// Bytes of messages that are read together, at most.
const BATCH_BYTES: usize = 16 << 20;

/// Reads one file.
pub fn read(file: usize, input: &Input, progress: &(dyn Fn(f64) + Sync)) -> Result<FileContent> {
    let handle = File::open(&input.path).while_doing("read", &input.path)?;
    let bytes = handle.metadata().while_doing("read", &input.path)?.len().max(1);
    let counted = BufReader::with_capacity(1 << 20, Counted { inner: handle, bytes: 0 });
    let mut reader = Reader { file, input, content: FileContent::default(), ends: Ends::default() };
    let (mut parts, mut read) = (Parts::new(counted), 0);
    let mut messages: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut held = 0;
    while let Some(part) = parts.next().while_doing("read", &input.path)? {
        read += match &part {
            Part::Message(bytes) | Part::Endless(bytes) | Part::Stray(bytes) => bytes.len(),
            _ => 0,
        };
        if read < 4 * REJECT_BYTES && is_utf16(&part) {
            let problem = "the file is UTF-16; send HL7 in UTF-8";
            return Err(Error::input(&input.path, problem));
        }
        if let Some(message) = reader.take(part) {
            held += message.1.len();
            messages.push(message);
        }
        if messages.len() == BATCH_MESSAGES || held > BATCH_BYTES {
            reader.read_messages(std::mem::take(&mut messages));
            held = 0;
            progress(read as f64 / bytes as f64);
        }
    }
    reader.read_messages(messages);
    reader.end();
    progress(1.0);
    Ok(reader.content)
}

fn is_utf16(part: &Part) -> bool {
    matches!(part, Part::Stray(bytes) if bytes.windows(3).any(|three| three == b"M\0S"))
}

struct Reader<'a> {
    file: usize,
    input: &'a Input,
    content: FileContent,
    ends: Ends,
}

impl Reader<'_> {
    /// Numbers a message; everything else is dealt with at once.
    fn take(&mut self, part: Part) -> Option<(u64, Vec<u8>)> {
        match part {
            Part::Message(bytes) => {
                self.content.rows += 1;
                self.ends.message();
                return Some((self.content.rows, bytes));
            }
            Part::Endless(bytes) => {
                self.content.rows += 1;
                self.ends.message();
                self.reject("MSH", "a message of more bytes than any is read with", &bytes);
            }
            Part::Stray(bytes) => {
                self.content.rows += 1;
                self.reject("", "no message: it does not begin with MSH", &bytes);
            }
            Part::Header(name) => {
                if let Some((place, reason)) = self.ends.header(name) {
                    self.reject(place, reason, name.as_bytes());
                }
            }
            Part::Trailer(name, bytes) => {
                if let Some((place, reason)) = self.ends.trailer(name, &bytes) {
                    self.reject(place, reason, &bytes);
                }
            }
        }
        None
    }

    /// What is still open at the end of the file has lost its trailer.
    fn end(&mut self) {
        for (place, reason) in self.ends.end() {
            self.reject(place, reason, b"");
        }
    }

    fn reject(&mut self, place: &str, reason: &str, raw: &[u8]) {
        let row = self.content.rows;
        self.content.rejects.push(reject(self.file, row, place.into(), reason.into(), raw));
    }

    fn read_messages(&mut self, messages: Vec<(u64, Vec<u8>)>) {
        let size = messages.len().div_ceil(rayon::current_num_threads() * 4).max(1);
        let read: Vec<ReadMessages> =
            messages.par_chunks(size).map(|some| read_some(self.file, self.input, some)).collect();
        for some in read {
            // The rows have their numbers already.
            let rows = std::mem::take(&mut self.content.rows);
            self.content.add(some.piece);
            self.content.rows = rows;
            self.content.acknowledgements.extend(some.acknowledgements);
            for (sender, warning) in some.warnings {
                let of_sender = self.content.warnings.entry(sender).or_default();
                *of_sender.entry(warning).or_default() += 1;
            }
        }
    }
}

fn reject(file: usize, row: u64, field: String, reason: String, raw: &[u8]) -> Reject {
    let raw = String::from_utf8_lossy(&raw[..raw.len().min(REJECT_BYTES)]);
    Reject { file, row, field, reason, raw: raw.replace('\0', " ") }
}

struct ReadMessages {
    piece: Piece,
    acknowledgements: Vec<Acknowledgement>,
    warnings: Vec<(String, String)>,
}

/// The fields that a message may fill.
fn fields() -> impl Iterator<Item = Field> {
    Field::ALL.iter().copied().filter(|field| !field.is_of_dose() && *field != Field::DataSharing)
}

fn read_some(file: usize, input: &Input, messages: &[(u64, Vec<u8>)]) -> ReadMessages {
    let mut builder = BatchBuilder::new(file, input.kind.read_as(), fields());
    let mut doses: Vec<(u64, &[u8], Vec<SaidDose>)> = Vec::new();
    let (mut rejects, mut acknowledgements, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    let mut waiting = Vec::new();
    for (row, bytes) in messages {
        let (text, is_declared) = decoded(bytes);
        let Some(delimiters) = Delimiters::of(&text) else {
            let reason = "the delimiters of MSH-1 and MSH-2 cannot be used".to_string();
            rejects.push(reject(file, *row, "MSH-2".into(), reason, bytes));
            acknowledgements.push(without_header(file));
            continue;
        };
        let message = Message::new(&text, delimiters);
        let mut reading = vxu::read(&message);
        if !is_declared {
            reading.warn(("MSH", 18), vxu::NOT_IN_TABLE, "not in the encoding that it declares");
        }
        let answer = vxu::acknowledgement(file, &message, &reading);
        warnings.extend(warnings_of(&reading));
        for finding in answer.findings.iter().filter(|found| found.severity == Severity::Error) {
            rejects.push(reject(file, *row, finding.place(), finding.text.into(), bytes));
        }
        acknowledgements.push(answer);
        if reading.is_used {
            push(&mut builder, *row, &mut reading, bytes);
            waiting.push(acknowledgements.len() - 1);
            doses.push((*row, bytes, reading.doses));
        }
    }
    let mut batch = builder.finish();
    batch.made_ids = true;
    for (place, (row, bytes, said)) in doses.into_iter().enumerate() {
        let answer = &mut acknowledgements[waiting[place]];
        for finding in add_doses(&mut batch, place as u32, &said) {
            rejects.push(reject(file, row, finding.place(), finding.text.into(), bytes));
            answer.outcome = Outcome::Error;
            answer.findings.push(finding);
        }
    }
    ReadMessages { piece: Piece { batch, rejects, rows: 0 }, acknowledgements, warnings }
}

fn without_header(file: usize) -> Acknowledgement {
    Acknowledgement {
        file,
        application: String::new(),
        facility: String::new(),
        control_id: String::new(),
        processing_id: String::new(),
        outcome: Outcome::Rejected,
        findings: Vec::new(),
    }
}

fn push(builder: &mut BatchBuilder, row: u64, reading: &mut Reading, bytes: &[u8]) {
    if !reading.values.contains_key(&Field::RecordId) {
        // Made of what it says, so that the order of messages does not matter.
        let id = format!("{}-{:016x}", reading.sender, hash64(bytes));
        reading.set(Field::RecordId, id);
    }
    for field in fields() {
        builder.push(field, reading.values.get(&field).map_or("", String::as_str));
    }
    builder.end_row(row);
}

fn warnings_of(reading: &Reading) -> Vec<(String, String)> {
    let is_warning = |finding: &&Finding| finding.severity == Severity::Warning;
    let mut warnings: Vec<String> = reading
        .findings
        .iter()
        .filter(is_warning)
        .map(|finding| format!("{}: {}", finding.place(), finding.text))
        .collect();
    // Counted by message, not by dose.
    warnings.sort_unstable();
    warnings.dedup();
    warnings.into_iter().map(|warning| (reading.sender.clone(), warning)).collect()
}

/// Adds a message's doses to its row; those that cannot be used are found.
fn add_doses(batch: &mut Batch, row: u32, doses: &[SaidDose]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for dose in doses {
        let value = |field: Field| dose.values.get(&field).map_or("", String::as_str);
        if let Err((field, text)) = batch.doses.push(row, &RawDose::of(value)) {
            findings.push(Finding {
                segment: "RXA",
                sequence: dose.sequence,
                field: place_of(field),
                repetition: 0,
                code: if value(field).is_empty() { vxu::MISSING } else { vxu::WRONG_TYPE },
                severity: Severity::Error,
                text,
            });
        }
    }
    findings
}

/// The number of the RXA field that a field of a dose is read from.
fn place_of(field: Field) -> u32 {
    match field {
        Field::DoseDate => 3,
        Field::Vaccine => 5,
        Field::DoseSource => 9,
        Field::DoseFacility => 11,
        Field::DoseLot => 15,
        Field::Completion => 20,
        Field::DoseAction => 21,
        _ => 0,
    }
}

/// A message as text, and whether it is in the encoding that it declares: UTF-8 where it declares none.
fn decoded(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), true);
    }
    let header = bytes.split(|&byte| byte == b'\r').next().unwrap_or_default();
    let is_latin = header.windows(6).any(|part| part == b"8859/1");
    (Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()), is_latin)
}
