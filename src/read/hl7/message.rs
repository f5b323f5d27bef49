//! One message: from its segments to a row, its doses, and the answer to its sender.
//!
//! In: the lines of a message. Out: a row of the batch, or the reason why there is none. Must never: mix
//! two people, or be stopped by anything that stands in a message.

use std::borrow::Cow;

use super::charset::decode;
use super::doses::DoseReader;
use super::header::{declares_latin_1, is_readable, note_processing, read_header};
use super::kin::Kin;
use super::notes::{Notes, Place, code};
use super::person::{read_further, read_person};
use super::row::Row;
use super::syntax::{Delimiters, Element, Segment};
use crate::digest;
use crate::limits::FIELD_BYTES;
use crate::read::batch::BatchBuilder;
use crate::read::{Acknowledgement, DoseBatch, Outcome};
use crate::record::Field;

/// Segments that are read; the others say nothing of who somebody is.
const READ: [&str; 6] = ["MSH", "PID", "PD1", "NK1", "ORC", "RXA"];

/// Where the rows of messages go.
pub struct Rows {
    /// The rows.
    pub builder: BatchBuilder,
    /// The doses of the rows.
    pub doses: DoseBatch,
    /// How many rows there are.
    pub count: u32,
}

/// What became of a message.
pub struct Answer {
    /// For its sender.
    pub acknowledgement: Acknowledgement,
    /// The sender's name, as in its records.
    pub source: String,
    /// Whether it has become a row.
    pub is_used: bool,
}

/// A message before it is read.
pub struct Message<'p> {
    /// Index of the file among the inputs.
    pub file: usize,
    /// The number of the message in its piece, from 1.
    pub number: u64,
    /// Its segments, the header first.
    pub lines: &'p [&'p [u8]],
    /// Whether it is longer than any message is; then there is no more of it than its beginning.
    pub is_endless: bool,
}

/// Reads one message.
pub fn read_message(message: &Message, rows: &mut Rows) -> Answer {
    let Message { file, number, lines, is_endless } = *message;
    let mut notes = Notes::default();
    let Some((header, delimiters)) = header(lines, &mut notes) else {
        let acknowledgement = acknowledgement(file, None, Outcome::Rejected, notes);
        return Answer { acknowledgement, source: "unknown".into(), is_used: false };
    };
    let (text, is_utf_8) = decode(header);
    let header = Segment::new(&text, delimiters);
    let mut fits = has_no_endless_field(&header, "MSH", &mut notes);
    if is_endless {
        let text = "the message is longer than any message is";
        notes.error(Place::segment("MSH"), code::INTERNAL, text);
        fits = false;
    }
    if !fits || !is_readable(&header, &mut notes) {
        let outcome = if fits { Outcome::Rejected } else { Outcome::Error };
        let acknowledgement = acknowledgement(file, Some(&header), outcome, notes);
        return Answer { acknowledgement, source: source_of(&header), is_used: false };
    }
    note_processing(&header, &mut notes);
    let texts: Vec<(&str, Cow<str>, bool)> = lines[1..].iter().filter_map(read_line).collect();
    let is_utf_8 = is_utf_8 && texts.iter().all(|(_, _, is_utf_8)| *is_utf_8);
    if !is_utf_8 && !declares_latin_1(&header) {
        let text = "bytes that are not UTF-8, read as Latin-1; MSH-18 does not say so";
        notes.warning(Place::segment("MSH").field(18), code::DATA_TYPE, text);
    }
    if lines[1..].iter().any(|line| name_of(line).is_none()) {
        let text = "a line that is no segment; is there a line break inside a field?";
        notes.warning(Place::segment("MSH"), code::SEQUENCE, text);
    }
    let mut row = Row::default();
    read_header(&header, &mut row, &mut notes);
    let texts = texts.iter().map(|(name, text, _)| (*name, Segment::new(text, delimiters)));
    let doses = read_segments(texts, &mut row, &mut notes);
    let is_used = doses.is_some() && is_somebody(&row, &mut notes);
    if is_used {
        name_record(&header, lines, &mut row, &mut notes);
        row.push(&mut rows.builder);
        rows.builder.end_row(number);
        if let Some(doses) = doses {
            doses.push(rows.count, &mut rows.doses, &mut notes);
        }
        rows.count += 1;
    }
    let outcome = if notes.has_errors() { Outcome::Error } else { Outcome::Accepted };
    Answer {
        acknowledgement: acknowledgement(file, Some(&header), outcome, notes),
        source: row.get(Field::Source).to_string(),
        is_used,
    }
}

/// The header's line and the delimiters it declares, unless the message cannot be read at all.
fn header<'m>(lines: &[&'m [u8]], notes: &mut Notes) -> Option<(&'m [u8], Delimiters)> {
    let place = Place::segment("MSH");
    let header = *lines.first()?;
    if !header.starts_with(b"MSH") {
        notes.error(place, code::SEQUENCE, "a message whose first segment is not called MSH");
        return None;
    }
    let delimiters = Delimiters::of_header(header);
    if delimiters.is_none() {
        let text = "no four or five different delimiters after MSH and the field delimiter";
        notes.error(place.field(2), code::DATA_TYPE, text);
    }
    Some((header, delimiters?))
}

/// The name and the text of a segment that is read.
fn read_line<'m>(line: &&'m [u8]) -> Option<(&'m str, Cow<'m, str>, bool)> {
    let name = name_of(line).filter(|name| READ.contains(name))?;
    let (text, is_utf_8) = decode(line);
    Some((name, text, is_utf_8))
}

/// The name of a segment; nothing if the line is none.
fn name_of(line: &[u8]) -> Option<&str> {
    let is_of_name = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let name = line.get(..3).filter(|name| name.iter().all(is_of_name))?;
    if line.get(3).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    std::str::from_utf8(name).ok()
}

/// Reads the segments after the header; nothing if the message cannot be used.
fn read_segments<'m>(
    segments: impl Iterator<Item = (&'m str, Segment<'m>)>,
    row: &mut Row<'m>,
    notes: &mut Notes,
) -> Option<DoseReader<'m>> {
    let (mut kin, mut doses) = (Kin::default(), DoseReader::default());
    let (mut persons, mut relatives, mut further) = (0, 0, 0);
    let sender = row.get(Field::Source).to_string();
    for (name, segment) in segments {
        if !has_no_endless_field(&segment, name, notes) {
            return None;
        }
        match name {
            "PID" => {
                persons += 1;
                if persons > 1 {
                    // Whatever follows may be about somebody else.
                    let text = "a second patient in one message; what follows, and a dose without an ORC, is not used";
                    notes.error(Place::segment("PID").nth(2), code::SEQUENCE, text);
                    doses.drop_doubtful();
                    break;
                }
                read_person(&segment, row, notes);
            }
            "PD1" => {
                further += 1;
                if further == 1 {
                    read_further(&segment, row, notes);
                }
            }
            "NK1" => {
                relatives += 1;
                kin.read(&segment, relatives, row, notes);
            }
            "ORC" => doses.read_order(&segment),
            "RXA" => doses.read_dose(&segment, &sender, notes),
            _ => {}
        }
    }
    if persons == 0 {
        notes.error(Place::segment("PID"), code::MISSING, "no patient (PID)");
        return None;
    }
    Some(doses)
}

fn has_no_endless_field(segment: &Segment, name: &str, notes: &mut Notes) -> bool {
    let Some(field) = segment.field_over(FIELD_BYTES) else { return true };
    let name = READ.iter().find(|read| **read == name).unwrap_or(&"MSH");
    let place = Place::segment(name).field(field as u32);
    notes.error(place, code::DATA_TYPE, "a field longer than is read");
    false
}

/// Whether what is said can be told to be about somebody.
fn is_somebody(row: &Row, notes: &mut Notes) -> bool {
    const NUMBERS: [Field; 6] = [
        Field::Mrn,
        Field::RegistryId,
        Field::MedicaidId,
        Field::Ssn,
        Field::CertificateNumber,
        Field::FurtherIdentifiers,
    ];
    if row.has(Field::LastName) || row.has(Field::FirstName) {
        return true;
    }
    let has_number = NUMBERS.iter().any(|&field| row.has(field));
    if has_number && row.has(Field::BirthDate) {
        return true;
    }
    let text = match has_number {
        true => "a patient with a number, but neither name nor birth date",
        false => "a patient with neither name nor number",
    };
    notes.error(Place::segment("PID").field(5), code::MISSING, text);
    false
}

/// The record's id: the sender's number of the message, or what the message says where it has none.
fn name_record<'m>(header: &Segment<'m>, lines: &[&[u8]], row: &mut Row<'m>, notes: &mut Notes) {
    let control_id = header.field(10).value();
    let source = row.get(Field::Source);
    let id = if control_id.is_empty() {
        notes.warning(Place::segment("MSH").field(10), code::MISSING, "no message control id");
        let content = digest::of_parts(lines.iter().copied());
        format!("{source}-{}", digest::id(b'm', &content).as_str())
    } else {
        format!("{source}-{control_id}")
    };
    row.fill(Field::RecordId, Cow::Owned(id));
}

fn source_of(header: &Segment) -> String {
    let mut row = Row::default();
    read_header(header, &mut row, &mut Notes::default());
    row.get(Field::Source).to_string()
}

fn acknowledgement(
    file: usize,
    header: Option<&Segment>,
    outcome: Outcome,
    notes: Notes,
) -> Acknowledgement {
    // What is too long to be read is too long to be sent back.
    let header = header.filter(|header| header.field_over(FIELD_BYTES).is_none());
    let field = |number| header.map(|header| header.field(number)).map(Element::as_usual);
    Acknowledgement {
        file,
        application: field(3).unwrap_or_default(),
        facility: field(4).unwrap_or_default(),
        control_id: field(10).unwrap_or_default(),
        processing_id: field(11).unwrap_or_default(),
        outcome,
        findings: notes.into_findings(),
    }
}
