//! The header: MSH.
//!
//! In: the segment. Out: who sent the message, when and under which number, or why it is not for us.
//! Must never: let a message of another type or version through.

use super::notes::{Notes, Place, code};
use super::row::Row;
use super::syntax::Segment;
use super::times::moment;
use crate::record::Field;
use std::borrow::Cow;

const MSH: &str = "MSH";

/// The version that the national guide is written for.
const VERSION: &str = "2.5.1";

/// Earlier versions, of which what is read here is the same.
const EARLIER: [&str; 3] = ["2.5", "2.4", "2.3.1"];

/// Reads who sent the message and when.
pub fn read_header<'m>(segment: &Segment<'m>, row: &mut Row<'m>, notes: &mut Notes) {
    let source = [segment.field(4).part(1), segment.field(4).part(2), segment.field(3).part(1)];
    let source = source.into_iter().find(|name| !name.is_empty());
    if source.is_none() {
        notes.warning(place(4), code::MISSING, "nobody is named as the sender");
    }
    row.fill(Field::Source, source.unwrap_or(Cow::Borrowed("unknown")));
    let sent = segment.field(7).part(1);
    if sent.is_empty() {
        notes.warning(place(7), code::MISSING, "no time of the message");
    }
    match moment(&sent).map(|moment| moment.day_and_time()) {
        Some(sent) => row.fill(Field::ReceivedAt, Cow::Owned(sent)),
        None => row.fill(Field::ReceivedAt, sent),
    }
}

/// Whether the message is one that is read here; if not, that is noted as an error.
pub fn is_readable(segment: &Segment, notes: &mut Notes) -> bool {
    is_update_of_vaccinations(segment, notes) && is_of_known_version(segment, notes)
}

fn is_update_of_vaccinations(segment: &Segment, notes: &mut Notes) -> bool {
    let is = (segment.field(9).part(1), segment.field(9).part(2));
    let fits = is.0.eq_ignore_ascii_case("VXU") && is.1.eq_ignore_ascii_case("V04");
    if !fits {
        notes.error(place(9), code::MESSAGE_TYPE, "not a message of type VXU^V04");
    }
    fits
}

fn is_of_known_version(segment: &Segment, notes: &mut Notes) -> bool {
    let version = segment.field(12).part(1);
    match &*version {
        VERSION => {}
        "" => notes.warning(place(12), code::MISSING, "no version; read as 2.5.1"),
        earlier if EARLIER.contains(&earlier) => {
            notes.warning(place(12), code::VERSION, "an earlier version; read as 2.5.1");
        }
        _ => {
            notes.error(place(12), code::VERSION, "a version that is not read here");
            return false;
        }
    }
    true
}

/// Notes a message that is no real one.
pub fn note_processing(segment: &Segment, notes: &mut Notes) {
    match segment.field(11).part(1).to_ascii_uppercase().as_str() {
        "P" => {}
        "" => notes.warning(place(11), code::MISSING, "no processing id; taken for production"),
        "T" | "D" => {
            notes.warning(place(11), code::TABLE, "a message for testing (T or D); it is used");
        }
        _ => notes.warning(place(11), code::TABLE, "not a code of HL70103"),
    }
}

/// Whether the header says that the bytes of the message are Latin-1.
pub fn declares_latin_1(segment: &Segment) -> bool {
    segment.field(18).repetitions().any(|(_, set)| set.part(1).contains("8859"))
}

fn place(field: u32) -> Place {
    Place::segment(MSH).field(field)
}
