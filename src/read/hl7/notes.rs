//! What is found wrong or odd while a message is read.
//!
//! In: places and words. Out: findings. Must never: take a word from the message, or keep more of them
//! than a sender can mend.

use crate::limits::MESSAGE_FINDINGS;
use crate::read::{Finding, Severity};

/// HL7 table 0357, as far as it is used here.
pub mod code {
    /// Segments stand in the wrong order, or one is missing.
    pub const SEQUENCE: u16 = 100;
    /// A field that is needed is missing.
    pub const MISSING: u16 = 101;
    /// A value is not of the field's type.
    pub const DATA_TYPE: u16 = 102;
    /// A code is not in the field's table.
    pub const TABLE: u16 = 103;
    /// A message of another type.
    pub const MESSAGE_TYPE: u16 = 200;
    /// A message of another version.
    pub const VERSION: u16 = 203;
    /// Anything else.
    pub const INTERNAL: u16 = 207;
}

/// A place in a message.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    segment: &'static str,
    sequence: u32,
    field: u32,
    repetition: u32,
}

impl Place {
    /// A whole segment: the only one of its name, or the first.
    pub fn segment(segment: &'static str) -> Place {
        Place { segment, sequence: 1, field: 0, repetition: 0 }
    }

    /// The segment of this number among those of its name, from 1.
    pub fn nth(self, sequence: u32) -> Place {
        Place { sequence, ..self }
    }

    /// A field of the segment.
    pub fn field(self, field: u32) -> Place {
        Place { field, ..self }
    }

    /// A repetition of the field, from 1.
    pub fn repetition(self, repetition: u32) -> Place {
        Place { repetition, ..self }
    }
}

/// The findings of one message, in the order in which they were made.
#[derive(Default)]
pub struct Notes {
    findings: Vec<Finding>,
    has_errors: bool,
}

impl Notes {
    /// Notes something odd.
    pub fn warning(&mut self, place: Place, code: u16, text: &'static str) {
        self.add(place, code, Severity::Warning, text);
    }

    /// Notes something that is not used.
    pub fn error(&mut self, place: Place, code: u16, text: &'static str) {
        self.add(place, code, Severity::Error, text);
    }

    fn add(&mut self, place: Place, code: u16, severity: Severity, text: &'static str) {
        self.has_errors |= severity == Severity::Error;
        let Place { segment, sequence, field, repetition } = place;
        let finding = match self.findings.len() {
            count if count < MESSAGE_FINDINGS => {
                Finding { segment, sequence, field, repetition, code, severity, text }
            }
            count if count == MESSAGE_FINDINGS => Finding {
                segment: "MSH",
                sequence: 1,
                field: 0,
                repetition: 0,
                code: code::INTERNAL,
                severity,
                text: "more is wrong with the message than is listed",
            },
            _ => return,
        };
        self.findings.push(finding);
    }

    /// Whether anything is not used, listed or not.
    pub fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// What has been noted.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
