//! What was found wrong or odd in messages, and what their senders are told.

use std::collections::BTreeMap;

/// What was odd but used, by sender and in words: how often. Data-quality staff call the sender.
pub type Warnings = BTreeMap<String, BTreeMap<String, u64>>;

/// How bad a finding is. HL7 table 0516.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Odd, but used.
    Warning,
    /// Not used.
    Error,
}

/// Something wrong or odd at one place of a message. Never holds a value of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The segment's name: `PID`.
    pub segment: &'static str,
    /// Which segment of this name, from 1.
    pub sequence: u32,
    /// The field's number; 0 for the segment as a whole.
    pub field: u32,
    /// Which repetition of the field, from 1; 0 for the field as a whole.
    pub repetition: u32,
    /// HL7 table 0357: 101 a required field is missing, 102 wrong type, 103 not in the table …
    pub code: u16,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, without the value.
    pub text: &'static str,
}

impl Finding {
    /// The place in words: `PID-7`, or `PID` for the segment as a whole.
    pub fn place(&self) -> String {
        match self.field {
            0 => self.segment.to_string(),
            field => format!("{}-{field}", self.segment),
        }
    }
}

/// What becomes of a message. HL7 table 0008.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// AA: all of it is used.
    Accepted,
    /// AE: some of it or all of it is not used.
    Error,
    /// AR: it is no message of a kind that is read here.
    Rejected,
}

impl Outcome {
    /// The code in MSA-1.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Accepted => "AA",
            Outcome::Error => "AE",
            Outcome::Rejected => "AR",
        }
    }
}

/// What the sender of one message is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Index of the file among the inputs.
    pub file: usize,
    /// MSH-3, as it came, escapes and all.
    pub application: String,
    /// MSH-4, as it came.
    pub facility: String,
    /// MSH-10, as it came.
    pub control_id: String,
    /// MSH-11, as it came.
    pub processing_id: String,
    /// What becomes of the message.
    pub outcome: Outcome,
    /// Why.
    pub findings: Vec<Finding>,
}
