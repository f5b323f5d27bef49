//! One VXU^V04 message: who sends it, whom it is about, which doses.
//!
//! In: a message. Out: a [`Reading`]: the values of its fields, its doses, what was found wrong. Must
//! never: use a message of another kind, or say a value in a finding.

use std::collections::BTreeMap;

use super::person;
use super::syntax::{Message, Segment};
use super::value::{day, identifier_of, time_stamp};
use crate::limits::FIELD_BYTES;
use crate::read::findings::{Acknowledgement, Finding, Outcome, Severity};
use crate::record::Field;

/// A required field is missing. HL7 table 0357.
pub const MISSING: u16 = 101;
/// A value of the wrong type.
pub const WRONG_TYPE: u16 = 102;
/// A value that its table does not have.
pub const NOT_IN_TABLE: u16 = 103;
const MESSAGE_TYPE: u16 = 200;
const VERSION: u16 = 203;

/// The values of the fields that say something.
pub type Values = BTreeMap<Field, String>;

/// What one RXA segment says, in the words of the fields of a dose.
pub struct SaidDose {
    /// Which RXA segment, from 1.
    pub sequence: u32,
    /// Its values.
    pub values: Values,
}

/// What a message says.
pub struct Reading {
    /// Who sends it.
    pub sender: String,
    /// Whom it is about.
    pub values: Values,
    /// The doses.
    pub doses: Vec<SaidDose>,
    /// What is wrong or odd.
    pub findings: Vec<Finding>,
    /// Whether the person is used.
    pub is_used: bool,
    /// Whether it is a message of a kind that is read here.
    pub is_vxu: bool,
}

impl Reading {
    /// Notes what is wrong or odd about a field.
    pub fn find(
        &mut self,
        severity: Severity,
        (segment, sequence, field): (&'static str, u32, u32),
        code: u16,
        text: &'static str,
    ) {
        let repetition = 0;
        self.findings.push(Finding { segment, sequence, field, repetition, code, severity, text });
    }

    /// Notes what is odd about a field of the only segment of its name.
    pub fn warn(&mut self, (segment, field): (&'static str, u32), code: u16, text: &'static str) {
        self.find(Severity::Warning, (segment, 1, field), code, text);
    }

    /// Keeps a value that says something.
    pub fn set(&mut self, field: Field, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.values.insert(field, value);
        }
    }

    /// Keeps a value unless there is one already.
    pub fn set_first(&mut self, field: Field, value: impl Into<String>) {
        if !self.values.contains_key(&field) {
            self.set(field, value);
        }
    }

    /// Adds a value to those that are kept beside the first.
    pub fn add(&mut self, field: Field, value: String) {
        let values = self.values.entry(field).or_default();
        if !values.is_empty() {
            values.push('~');
        }
        values.push_str(&value);
    }

    fn refuse(&mut self, place: (&'static str, u32), code: u16, text: &'static str) {
        self.is_used = false;
        self.find(Severity::Error, (place.0, 1, place.1), code, text);
    }

    /// What becomes of the message.
    pub fn outcome(&self) -> Outcome {
        let is_error = |finding: &Finding| finding.severity == Severity::Error;
        match (self.is_vxu, self.findings.iter().any(is_error)) {
            (false, _) => Outcome::Rejected,
            (true, true) => Outcome::Error,
            (true, false) => Outcome::Accepted,
        }
    }
}

/// Reads a message.
pub fn read(message: &Message) -> Reading {
    let mut reading = Reading {
        sender: "unknown".into(),
        values: Values::new(),
        doses: Vec::new(),
        findings: Vec::new(),
        is_used: true,
        is_vxu: true,
    };
    let (mut order, mut persons, mut doses) = (None, 0, 0);
    for (place, segment) in message.segments().enumerate() {
        if place > 0 && begins_another(segment, message) {
            // Whose doses these are nobody can say: not the first person's.
            let text = "what follows belongs to no message, and is not used";
            reading.find(Severity::Error, ("MSH", 2, 0), WRONG_TYPE, text);
            break;
        }
        if let Some(field) = segment.field_over(FIELD_BYTES) {
            let (name, text) = (known_name(segment.name()), "a field of more bytes than are read");
            reading.refuse((name, field), WRONG_TYPE, text);
            continue;
        }
        match segment.name() {
            "MSH" => header(segment, &mut reading),
            "PID" if persons > 0 => {
                let text = "a second person in one message: from here on it is not used";
                reading.find(Severity::Error, ("PID", 2, 0), NOT_IN_TABLE, text);
                break;
            }
            "PID" => {
                persons += 1;
                person::identification(segment, &mut reading);
            }
            "PD1" => person::demographics(segment, &mut reading),
            "NK1" => person::kin(segment, &mut reading),
            "ORC" => order = Some(segment),
            "RXA" => {
                doses += 1;
                dose(order.take(), segment, doses, &mut reading);
            }
            _ => {}
        }
    }
    if reading.is_vxu {
        check_person(persons, &mut reading);
    }
    reading
}

/// Whether a line is no segment, or a header whose name is broken: another message may begin there.
fn begins_another(segment: Segment, message: &Message) -> bool {
    let name = segment.name();
    let is_name = name.len() == 3
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let own = message.segments().next().map(|header| header.field(2).raw());
    !is_name || own == Some(segment.field(1).raw())
}

/// The answer to a message.
pub fn acknowledgement(file: usize, message: &Message, reading: &Reading) -> Acknowledgement {
    let header = message.segments().next();
    let raw = |number: usize| header.map_or("", |header| header.field(number).raw()).to_string();
    Acknowledgement {
        file,
        application: raw(3),
        facility: raw(4),
        control_id: raw(10),
        processing_id: raw(11),
        outcome: reading.outcome(),
        findings: reading.findings.clone(),
    }
}

/// A segment's name as one of those that are read here.
fn known_name(name: &str) -> &'static str {
    const NAMES: [&str; 9] = ["MSH", "PID", "PD1", "NK1", "ORC", "RXA", "RXR", "OBX", "NTE"];
    NAMES.into_iter().find(|known| *known == name).unwrap_or("other segment")
}

fn header(segment: Segment, reading: &mut Reading) {
    let facility = segment.field(4);
    let senders = [facility.component(1), facility.component(2), segment.field(3).component(1)];
    if let Some(sender) = senders.into_iter().find(|name| !name.is_empty()) {
        reading.sender = sender.into_owned();
    }
    reading.set(Field::Source, reading.sender.clone());
    reading.set(Field::ReceivedAt, time_stamp(&segment.field(7).component(1)));
    let kind = segment.field(9);
    if kind.component(1) != "VXU" || !["V04", ""].contains(&&*kind.component(2)) {
        reading.is_vxu = false;
        reading.refuse(("MSH", 9), MESSAGE_TYPE, "the message is no VXU^V04");
        return;
    }
    match &*segment.field(12).component(1) {
        "2.5.1" => {}
        "" => reading.warn(("MSH", 12), MISSING, "no version"),
        "2.3.1" | "2.4" | "2.5" => reading.warn(("MSH", 12), VERSION, "an old version"),
        _ => {
            reading.is_vxu = false;
            reading.refuse(("MSH", 12), VERSION, "a version that is not read here");
            return;
        }
    }
    if matches!(&*segment.field(11).component(1), "T" | "D") {
        reading.warn(("MSH", 11), NOT_IN_TABLE, "sent as a test, not for production");
    }
    let control_id = segment.field(10).component(1);
    if control_id.is_empty() {
        reading.warn(("MSH", 10), MISSING, "no control id");
    } else {
        reading.set(Field::RecordId, format!("{}-{control_id}", reading.sender));
    }
}

/// Nobody is told from anybody without a name, or a number and a birth date.
fn check_person(persons: u32, reading: &mut Reading) {
    let has = |field: Field| reading.values.contains_key(&field);
    let has_name = has(Field::FirstName) || has(Field::LastName);
    let has_birth = has(Field::BirthDate);
    let numbers = [Field::Mrn, Field::RegistryId, Field::Ssn, Field::MedicaidId];
    let has_number = numbers.into_iter().any(has);
    if persons == 0 {
        reading.refuse(("PID", 0), MISSING, "no person");
    } else if !(has_name || (has_number && has_birth)) {
        reading.refuse(("PID", 5), MISSING, "neither a name nor a number and a birth date");
    } else {
        if !has_name {
            reading.warn(("PID", 5), MISSING, "no name");
        }
        if !has_birth {
            reading.warn(("PID", 7), MISSING, "no birth date");
        }
    }
}

fn dose(order: Option<Segment>, segment: Segment, sequence: u32, reading: &mut Reading) {
    let mut values = Values::new();
    let mut set = |field: Field, value: String| {
        if !value.is_empty() {
            values.insert(field, value);
        }
    };
    match order {
        Some(order) => set(Field::OrderNumber, order_number(order)),
        None => {
            let text = "a dose without an order";
            reading.find(Severity::Warning, ("RXA", sequence, 0), MISSING, text);
        }
    }
    set(Field::DoseDate, day(&segment.field(3).component(1)));
    let vaccine = vaccine(segment);
    if vaccine.contains(':') {
        let text = "the vaccine is not coded in CVX";
        reading.find(Severity::Warning, ("RXA", sequence, 5), NOT_IN_TABLE, text);
    }
    set(Field::Vaccine, vaccine);
    set(Field::DoseSource, dose_source(segment));
    let place = segment.field(11);
    let facility = identifier_of(place.subcomponent(4, 1), place.component(1));
    let facility = if facility.is_empty() { reading.sender.clone() } else { facility };
    set(Field::DoseFacility, facility);
    set(Field::DoseLot, segment.field(15).component(1).into_owned());
    set(Field::Completion, segment.field(20).component(1).into_owned());
    set(Field::DoseAction, segment.field(21).component(1).into_owned());
    reading.doses.push(SaidDose { sequence, values });
}

/// ORC-3: the sender's number and in whose series. 9999 is what the guide asks for where there is none.
fn order_number(order: Segment) -> String {
    let filler = order.field(3);
    let (number, series) = (filler.component(1), filler.component(2));
    match (&*number, &*series) {
        ("" | "9999" | "0", _) => String::new(),
        (number, "") => number.to_string(),
        (number, series) => format!("{number}^{series}"),
    }
}

/// RXA-5: the code in CVX, wherever of the two places it stands; another system's with its name.
fn vaccine(segment: Segment) -> String {
    let field = segment.field(5);
    let coded = [1, 4].map(|at| (field.component(at), field.component(at + 2)));
    let cvx = |system: &str| matches!(system, "CVX" | "HL70292" | "");
    let is_number = |code: &str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((code, _)) = coded.iter().find(|(code, system)| cvx(system) && is_number(code)) {
        return code.to_string();
    }
    let other = coded.iter().find(|(code, _)| !code.is_empty());
    other.map_or_else(String::new, |(code, system)| format!("{system}:{code}"))
}

/// RXA-9: the code of NIP001 among the notes.
fn dose_source(segment: Segment) -> String {
    let is_code = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit());
    let notes = segment.field(9);
    let codes = notes.repetitions().map(|note| note.component(1).into_owned());
    codes.into_iter().find(|code| is_code(code)).unwrap_or_default()
}
