//! Doses: ORC says under which number the sender files one, RXA what was given.
//!
//! In: the segments, in their order. Out: doses as text, and what is wrong with them. Must never: take
//! a code of another system for a vaccine's (CVX), or let one order number stand for two doses.

use std::borrow::Cow;

use super::notes::{Notes, Place, code};
use super::syntax::{Element, Segment};
use super::times::moment;
use crate::read::{DoseBatch, RawDose, doses};
use crate::record::Field;

const RXA: &str = "RXA";

/// The dose of one RXA, as text.
pub struct MessageDose<'m> {
    sequence: u32,
    vaccine: Cow<'m, str>,
    date: Cow<'m, str>,
    source: Cow<'m, str>,
    facility: Cow<'m, str>,
    lot: Cow<'m, str>,
    manufacturer: Cow<'m, str>,
    amount: Cow<'m, str>,
    completion: Cow<'m, str>,
    action: Cow<'m, str>,
    order_number: Cow<'m, str>,
    has_order: bool,
}

/// Reads the doses of a message.
#[derive(Default)]
pub struct DoseReader<'m> {
    /// The number of the last ORC, until a dose takes it.
    order: Option<Cow<'m, str>>,
    doses: Vec<MessageDose<'m>>,
}

impl<'m> DoseReader<'m> {
    /// ORC.
    pub fn read_order(&mut self, segment: &Segment<'m>) {
        self.order = Some(order_number(segment.field(3)));
    }

    /// RXA, of a message that came from this facility.
    pub fn read_dose(&mut self, segment: &Segment<'m>, sender: &str, notes: &mut Notes) {
        let field = |number: usize| segment.field(number);
        let sequence = self.doses.len() as u32 + 1;
        let place = Place::segment(RXA).nth(sequence);
        if self.order.is_none() {
            notes.warning(place, code::SEQUENCE, "a dose without an ORC before it");
        }
        let source = source(field(9));
        self.doses.push(MessageDose {
            sequence,
            vaccine: vaccine(field(5), place, notes),
            date: date(field(3)),
            facility: facility(field(11), &source, sender),
            source,
            lot: field(15).first().component(1).value(),
            manufacturer: manufacturer(field(17)),
            amount: amount(field(6), place, notes),
            completion: field(20).part(1),
            action: field(21).part(1),
            has_order: self.order.is_some(),
            order_number: self.order.take().unwrap_or_default(),
        });
    }

    /// Drops the doses that came without an ORC: where another patient follows in the same message, they
    /// may already be that one's.
    pub fn drop_doubtful(&mut self) {
        self.doses.retain(|dose| dose.has_order);
    }

    /// Puts the doses with the row of their message.
    pub fn push(&self, row: u32, doses: &mut DoseBatch, notes: &mut Notes) {
        for dose in &self.doses {
            let raw = RawDose {
                vaccine: &dose.vaccine,
                date: &dose.date,
                source: &dose.source,
                facility: &dose.facility,
                lot: &dose.lot,
                manufacturer: &dose.manufacturer,
                amount: &dose.amount,
                completion: &dose.completion,
                action: &dose.action,
                order_number: &dose.order_number,
            };
            if let Err((at, text)) = doses.push(row, &raw) {
                let (field, wrong) = fault(at);
                let is_missing = match at {
                    Field::Vaccine => dose.vaccine.is_empty(),
                    _ => at == Field::DoseDate && dose.date.is_empty(),
                };
                let code = if is_missing { code::MISSING } else { wrong };
                notes.error(Place::segment(RXA).nth(dose.sequence).field(field), code, text);
            }
        }
    }
}

/// Where in an RXA a field of a dose stands, and what a bad value there is called.
fn fault(field: Field) -> (u32, u16) {
    match field {
        Field::DoseDate => (3, code::DATA_TYPE),
        Field::DoseSource => (9, code::TABLE),
        Field::Completion => (20, code::TABLE),
        Field::DoseAction => (21, code::TABLE),
        _ => (5, code::TABLE),
    }
}

/// ORC-3, the filler's number: `number^namespace`.
fn order_number(field: Element) -> Cow<str> {
    let number = field.first().component(1).value();
    let is_none = ["", "9999", "0", "NA", "N/A", "NONE", "UNKNOWN"]
        .iter()
        .any(|none| number.eq_ignore_ascii_case(none));
    let namespace = field.part(2);
    match (is_none, namespace.is_empty()) {
        (true, _) => Cow::Borrowed(""),
        (false, true) => number,
        (false, false) => Cow::Owned(format!("{number}^{namespace}")),
    }
}

/// RXA-5: the code and its alternative. CVX wherever it stands; a short number of no system is CVX.
fn vaccine<'m>(field: Element<'m>, place: Place, notes: &mut Notes) -> Cow<'m, str> {
    let field = field.first();
    let part = |number| field.component(number).value();
    let [first, second] = [[1, 3], [4, 6]].map(|places| places.map(part));
    let is_short = |code: &str| {
        (1..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
    };
    let codes = [first, second].into_iter().filter(|[code, _]| !code.is_empty());
    let mut codes: Vec<[Cow<str>; 2]> = codes.collect();
    let is_cvx = |[_, system]: &[Cow<str>; 2]| {
        ["CVX", "HL70292"].iter().any(|name| system.eq_ignore_ascii_case(name))
    };
    let of_no_system = |[code, system]: &[Cow<str>; 2]| system.is_empty() && is_short(code);
    let known = codes.iter().position(is_cvx).or_else(|| codes.iter().position(of_no_system));
    if let Some(known) = known {
        let [code, _] = codes.swap_remove(known);
        return code;
    }
    match codes.into_iter().next() {
        None => Cow::Borrowed(""),
        Some([code, system]) => {
            let text = "a vaccine by another code than CVX; it cannot be compared";
            notes.warning(place.field(5), code::TABLE, text);
            let system = if system.is_empty() { "UNKNOWN".into() } else { system };
            Cow::Owned(format!("{system}:{code}"))
        }
    }
}

/// RXA-6, a number; 999 says that it is not known.
fn amount<'m>(field: Element<'m>, place: Place, notes: &mut Notes) -> Cow<'m, str> {
    let value = field.part(1);
    if doses::amount(value.trim()).is_none() {
        notes.warning(place.field(6), code::DATA_TYPE, "an amount that is not a number");
    }
    value
}

/// RXA-17: the code of the table of manufacturers (MVX), or else the first code, or else the name.
fn manufacturer(field: Element) -> Cow<str> {
    let field = field.first();
    let part = |number| field.component(number).value();
    let is_mvx =
        |system: &str| ["MVX", "HL70227"].iter().any(|name| system.eq_ignore_ascii_case(name));
    let second = (!part(4).is_empty() && is_mvx(&part(6)) && !is_mvx(&part(3))).then(|| part(4));
    second
        .or_else(|| [1, 4, 2].into_iter().map(part).find(|value| !value.is_empty()))
        .unwrap_or_default()
}

/// RXA-3, a time of which the day counts.
fn date(field: Element) -> Cow<str> {
    let value = field.part(1);
    match moment(&value) {
        Some(moment) => Cow::Owned(moment.day()),
        None => value,
    }
}

/// RXA-9, which may hold notes besides: the code of NIP001, or else the first that looks like one.
fn source(field: Element) -> Cow<str> {
    let is_of_system = |&(_, note): &(u32, Element)| {
        note.component(3).value().eq_ignore_ascii_case("NIP001") && !note.part(1).is_empty()
    };
    let of_system = field.repetitions().find(is_of_system);
    let looks_right = |&(_, note): &(u32, Element)| {
        let code = note.part(1);
        code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit())
    };
    let found = of_system.or_else(|| field.repetitions().find(looks_right));
    found.map_or_else(|| field.part(1), |(_, note)| note.part(1))
}

/// RXA-11 (LA2): the facility, else the place in it; else the sender, if it has given the dose itself.
fn facility<'m>(field: Element<'m>, source: &str, sender: &str) -> Cow<'m, str> {
    for component in [4, 1] {
        let place = field.first().component(component);
        for number in [1, 2] {
            let value = place.subcomponent(number).value();
            if !value.is_empty() {
                return value;
            }
        }
    }
    match source {
        "00" => Cow::Owned(sender.to_string()),
        _ => Cow::Borrowed(""),
    }
}
