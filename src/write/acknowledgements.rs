//! What senders of messages are told: a batch file of ACK^V04^ACK messages, profile Z23.
//!
//! In: what became of each message. Out: an HL7 file. Must never: say a value of a record; of the message
//! only what names it comes back.

use std::fmt::Write as _;
use std::path::Path;

use crate::error::{IoContext, Result};
use crate::read::{Acknowledgement, Finding, Severity};

/// Writes one message for each, in the order given; `time` is the run's, `YYYYMMDDhhmmss`.
pub fn write_acknowledgements(
    path: &Path,
    acknowledgements: &[Acknowledgement],
    time: &str,
) -> Result<()> {
    let mut text = format!("FHS|^~\\&|selfsame|IIS|||{time}\rBHS|^~\\&|selfsame|IIS|||{time}\r");
    for (number, one) in (1..).zip(acknowledgements) {
        message(&mut text, number, one, time);
    }
    let _ = write!(text, "BTS|{}\rFTS|1\r", acknowledgements.len());
    std::fs::write(path, text).while_doing("write", path)
}

fn message(text: &mut String, number: usize, one: &Acknowledgement, time: &str) {
    let Acknowledgement { application, facility, control_id, processing_id, outcome, .. } = one;
    let _ = write!(
        text,
        "MSH|^~\\&|selfsame|IIS|{application}|{facility}|{time}||ACK^V04^ACK|{time}-{number}|\
         {processing_id}|2.5.1|||NE|NE|||||Z23^CDCPHINVS\rMSA|{}|{control_id}\r",
        outcome.code()
    );
    for finding in &one.findings {
        error(text, finding);
    }
}

/// ERR: where, by the code of HL7 table 0357, how bad, and in words.
fn error(text: &mut String, finding: &Finding) {
    let place = match (finding.field, finding.repetition) {
        (0, _) => format!("{}^{}", finding.segment, finding.sequence),
        (field, 0) => format!("{}^{}^{field}", finding.segment, finding.sequence),
        (field, repetition) => {
            format!("{}^{}^{field}^{repetition}", finding.segment, finding.sequence)
        }
    };
    let severity = match finding.severity {
        Severity::Warning => "W",
        Severity::Error => "E",
    };
    let code = match finding.code {
        101 => "101^Required field missing",
        102 => "102^Data type error",
        103 => "103^Table value not found",
        200 => "200^Unsupported message type",
        203 => "203^Unsupported version id",
        _ => "207^Application internal error",
    };
    let _ = write!(text, "ERR||{place}|{code}^HL70357|{severity}||||{}\r", finding.text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Outcome;

    #[test]
    fn each_message_is_answered_with_its_findings() {
        let finding = Finding {
            segment: "PID",
            sequence: 1,
            field: 7,
            repetition: 0,
            code: 101,
            severity: Severity::Warning,
            text: "no birth date",
        };
        let one = Acknowledgement {
            file: 0,
            application: "EHR".into(),
            facility: "LOWELLPEDS".into(),
            control_id: "A1".into(),
            processing_id: "P".into(),
            outcome: Outcome::Accepted,
            findings: vec![finding],
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ack.hl7");
        write_acknowledgements(&path, &[one], "20260101000000").unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.split_terminator('\r').collect();
        assert_eq!(lines.len(), 7);
        assert!(
            lines[2]
                .starts_with("MSH|^~\\&|selfsame|IIS|EHR|LOWELLPEDS|20260101000000||ACK^V04^ACK|")
        );
        assert!(lines[2].ends_with("|P|2.5.1|||NE|NE|||||Z23^CDCPHINVS"));
        assert_eq!(lines[3], "MSA|AA|A1");
        let error = "ERR||PID^1^7|101^Required field missing^HL70357|W||||no birth date";
        assert_eq!((lines[4], lines[5], lines[6]), (error, "BTS|1", "FTS|1"));
    }
}
