//! What the senders of messages are told: a batch of ACK^V04^ACK messages (profile Z23).
//!
//! In: acknowledgements. Out: one file, complete or absent. Must never: ask a clock, or let what a sender
//! has written break a segment.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;

use crate::digest;
use crate::error::{Error, IoContext, Result};
use crate::read::{Acknowledgement, Finding, Severity};

/// The sender of the answers: MSH-3 and MSH-4.
const OURS: &str = "selfsame|IIS";

/// Writes the answers, as of a time in microseconds since 1970 in UTC.
///
/// # Errors
/// A time beyond the calendar, or what the system refuses.
pub fn write_acknowledgements(
    path: &Path,
    acknowledgements: &[Acknowledgement],
    microseconds_as_of: i64,
) -> Result<()> {
    let name = path.file_name().ok_or_else(|| Error::input(path, "is not a file's name"))?;
    let text = batch(acknowledgements, &time(microseconds_as_of)?);
    let partial = path.with_file_name(format!(".{}.partial", name.to_string_lossy()));
    std::fs::write(&partial, text).while_doing("write", &partial)?;
    std::fs::rename(&partial, path).while_doing("write", path)
}

fn time(microseconds: i64) -> Result<String> {
    let time = Timestamp::from_microsecond(microseconds)
        .map_err(|_| Error::Invariant("a time beyond the calendar".into()))?;
    Ok(time.strftime("%Y%m%d%H%M%S+0000").to_string())
}

fn batch(acknowledgements: &[Acknowledgement], time: &str) -> String {
    let mut text = String::new();
    for name in ["FHS", "BHS"] {
        segment(&mut text, &format!(r"{name}|^~\&|{OURS}|||{time}"));
    }
    for (number, acknowledgement) in acknowledgements.iter().enumerate() {
        write_one(&mut text, acknowledgement, number, time);
    }
    segment(&mut text, &format!("BTS|{}", acknowledgements.len()));
    segment(&mut text, "FTS|1");
    text
}

fn write_one(text: &mut String, answer: &Acknowledgement, number: usize, time: &str) {
    let [application, facility, control_id, processing_id] =
        [&answer.application, &answer.facility, &answer.control_id, &answer.processing_id]
            .map(|field| as_field(field));
    let processing_id = if processing_id.is_empty() { "P" } else { &processing_id };
    let content = format!("{time}|{number}|{application}|{facility}|{control_id}");
    let id = digest::id(b'A', &content);
    let id = id.as_str();
    segment(
        text,
        &format!(
            r"MSH|^~\&|{OURS}|{application}|{facility}|{time}||ACK^V04^ACK|{id}|{processing_id}|2.5.1|||NE|NE|||||Z23^CDCPHINVS"
        ),
    );
    segment(text, &format!("MSA|{}|{control_id}", answer.outcome.code()));
    for finding in &answer.findings {
        segment(text, &error(finding));
    }
}

fn error(finding: &Finding) -> String {
    let mut place = format!("{}^{}", finding.segment, finding.sequence);
    if finding.field > 0 {
        let _ = write!(place, "^{}", finding.field);
    }
    if finding.repetition > 0 {
        let _ = write!(place, "^{}", finding.repetition);
    }
    let severity = match finding.severity {
        Severity::Error => "E",
        Severity::Warning => "W",
    };
    let (code, meaning, words) = (finding.code, meaning(finding.code), escaped(finding.text));
    format!("ERR||{place}|{code}^{meaning}^HL70357|{severity}||||{words}")
}

/// HL7 table 0357.
fn meaning(code: u16) -> &'static str {
    match code {
        100 => "Segment sequence error",
        101 => "Required field missing",
        102 => "Data type error",
        103 => "Table value not found",
        200 => "Unsupported message type",
        201 => "Unsupported event code",
        202 => "Unsupported processing id",
        203 => "Unsupported version id",
        _ => "Application internal error",
    }
}

fn segment(text: &mut String, segment: &str) {
    text.push_str(segment);
    text.push('\r');
}

/// A field as a sender has written it, components, escapes and all; nothing in it ends it.
fn as_field(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.collect::<String>().replace('|', r"\F\")
}

/// Words of ours as a value.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str(r"\E\"),
            '|' => out.push_str(r"\F\"),
            '^' => out.push_str(r"\S\"),
            '&' => out.push_str(r"\T\"),
            '~' => out.push_str(r"\R\"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Outcome, hl7_messages};

    fn answer(control_id: &str, outcome: Outcome, findings: Vec<Finding>) -> Acknowledgement {
        Acknowledgement {
            file: 0,
            application: "DEMOEHR".into(),
            facility: "LOWELLPEDS^2.16^ISO".into(),
            control_id: control_id.into(),
            processing_id: "P".into(),
            outcome,
            findings,
        }
    }

    fn finding(field: u32, repetition: u32, severity: Severity) -> Finding {
        let text = "not a message of type VXU^V04";
        Finding { segment: "PID", sequence: 1, field, repetition, code: 103, severity, text }
    }

    #[test]
    fn a_batch_of_answers() {
        let answers = [
            answer("A1", Outcome::Accepted, vec![]),
            answer(
                "A|\r2",
                Outcome::Error,
                vec![finding(5, 1, Severity::Error), finding(0, 0, Severity::Warning)],
            ),
        ];
        let text = batch(&answers, &time(1_704_190_500_000_000).unwrap());
        let lines: Vec<&str> = text.split_terminator('\r').collect();
        assert_eq!(lines[0], r"FHS|^~\&|selfsame|IIS|||20240102101500+0000");
        assert_eq!(lines[1], r"BHS|^~\&|selfsame|IIS|||20240102101500+0000");
        let header: Vec<&str> = lines[2].split('|').collect();
        assert_eq!(
            header[4..9],
            ["DEMOEHR", "LOWELLPEDS^2.16^ISO", "20240102101500+0000", "", "ACK^V04^ACK"]
        );
        assert_eq!((header[9].len(), header[10], header[11]), (17, "P", "2.5.1"));
        assert_eq!((header.len(), header[20]), (21, "Z23^CDCPHINVS"));
        assert_eq!(lines[3], "MSA|AA|A1");
        assert_eq!(lines[5], r"MSA|AE|A\F\ 2");
        let words = r"not a message of type VXU\S\V04";
        let code = "103^Table value not found^HL70357";
        assert_eq!(lines[6], format!("ERR||PID^1^5^1|{code}|E||||{words}"));
        assert_eq!(lines[7], format!("ERR||PID^1|{code}|W||||{words}"));
        assert_eq!(lines[8..], ["BTS|2", "FTS|1"]);
        assert_ne!(header[9], lines[4].split('|').nth(9).unwrap());
        // Our own parser reads as many messages, and finds that they are not for it.
        assert_eq!(hl7_messages(text.as_bytes()), (0, 2));
    }

    #[test]
    fn the_file_is_whole_and_the_same_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.hl7");
        let answers = [answer("A1", Outcome::Accepted, vec![])];
        write_acknowledgements(&path, &answers, 0).unwrap();
        let text = std::fs::read(&path).unwrap();
        write_acknowledgements(&path, &answers, 0).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), text);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_acknowledgements(&path, &answers, i64::MAX).is_err());
    }
}
