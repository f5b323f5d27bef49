//! Submissions as HL7: one batch file of VXU messages, as a night's post of all providers.
//!
//! In: shuffled submissions and their doses. Out: `submissions.hl7`, message by message as a stream.
//! Must never: hold more than one message in memory, or say less than `submissions.csv` and `doses.csv`
//! do; only data sharing is lost, for which a message has no place.

mod message;
#[cfg(test)]
mod tests;

use std::io::Write;

use crate::record::{Date, FIELD_COUNT, Field};

use super::doses::Doses;
use super::files::Table;
use super::rows::Shuffled;
use message::Message;

/// Writes the batch.
pub(super) fn write_batch(
    submissions: &Shuffled,
    doses: &Doses,
    day: Date,
    mut out: impl Write,
) -> std::io::Result<()> {
    let day = compact(&day.to_string());
    let head = format!("|^~\\&|SELFSAME|SYNTH|MIIS|MDPH|{day}");
    write!(out, "FHS{head}\rBHS{head}\r")?;
    let mut message = Message::default();
    for place in 0..submissions.len() {
        let mut values = [""; FIELD_COUNT];
        for (column, value) in submissions.columns.iter().zip(submissions.row(place)) {
            values[*column as usize] = value;
        }
        message.begin(&values);
        doses.of_record(submissions.place(place), |dose| message.dose(dose));
        out.write_all(message.end().as_bytes())?;
    }
    write!(out, "BTS|{}\rFTS|1\r", submissions.len())?;
    out.flush()
}

/// A calendar date without its hyphens; what is no such date stays as it is.
fn compact(value: &str) -> String {
    let bytes = value.as_bytes();
    let is_date = bytes.len() == 10
        && bytes.iter().zip(0..).all(|(byte, place)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let part = |range| value.get(range).and_then(|part: &str| part.parse::<u16>().ok());
    let calendar = || {
        let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
        Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    };
    if is_date && calendar().is_some() { value.replace('-', "") } else { value.to_owned() }
}

/// The value of a field.
fn value<'a>(values: &[&'a str; FIELD_COUNT], field: Field) -> &'a str {
    values[field as usize]
}
