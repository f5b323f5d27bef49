//! Where a person lives (XAD) and how they are reached (XTN).
//!
//! In: PID-11, PID-13, PID-14. Out: one address, one telephone number, one e-mail address, and all
//! others beside. Must never: take the address of birth for where somebody lives.

use std::borrow::Cow;

use super::row::Row;
use super::syntax::Element;
use crate::record::Field;

struct Address<'m> {
    kind: String,
    parts: [Cow<'m, str>; 5],
}

const PARTS: [Field; 5] = [Field::Street, Field::Unit, Field::City, Field::State, Field::Zip];

/// Types of addresses where somebody lives, the best first.
const LIVES: [&str; 6] = ["H", "L", "P", "M", "C", ""];

const BIRTHPLACE: &str = "BDL";
const BAD: &str = "BA";

/// PID-11.
pub fn read_addresses<'m>(field: Element<'m>, row: &mut Row<'m>) {
    let mut all: Vec<Address> = field.repetitions().map(|(_, text)| address(text)).collect();
    all.retain(|address| address.kind != BAD);
    for birthplace in all.extract_if(.., |address| address.kind == BIRTHPLACE) {
        let [_, _, _, state, _] = birthplace.parts;
        row.fill(Field::BirthState, state);
    }
    all.retain(|address| address.parts.iter().any(|part| !part.is_empty()));
    let best = LIVES.iter().find_map(|kind| all.iter().position(|address| address.kind == *kind));
    if let Some(best) = best {
        let home = all.remove(best);
        for (field, part) in PARTS.into_iter().zip(home.parts) {
            row.fill(field, part);
        }
    }
    for address in &all {
        let [street, unit, city, state, zip] = &address.parts;
        row.list(Field::FurtherAddresses, &[&address.kind, street, unit, city, state, zip]);
    }
}

fn address(text: Element) -> Address {
    let line = text.component(1);
    let street = match line.subcomponent(1).value() {
        street if !street.is_empty() => street,
        _ => number_and_street(line),
    };
    Address {
        kind: text.component(7).value().to_ascii_uppercase(),
        parts: [
            street,
            text.component(2).value(),
            text.component(3).value(),
            text.component(4).value(),
            text.component(5).value(),
        ],
    }
}

/// The street where it only stands in its parts: the name second, the number third.
fn number_and_street(line: Element) -> Cow<str> {
    let [name, number] = [2, 3].map(|part| line.subcomponent(part).value());
    if name.is_empty() || number.is_empty() {
        return name;
    }
    Cow::Owned(format!("{number} {name}"))
}

/// PID-13, and then PID-14, at work.
pub fn read_telephones<'m>(home: Element<'m>, work: Element<'m>, row: &mut Row<'m>) {
    let mut numbers = Vec::new();
    for (is_home, field) in [(true, home), (false, work)] {
        for (_, text) in field.repetitions() {
            row.fill(Field::Email, email(text));
            let number = telephone(text);
            if !number.is_empty() {
                numbers.push((is_home, text.component(2).value(), number));
            }
        }
    }
    let of_use = |wanted: &str| {
        numbers.iter().position(|(is_home, of, _)| of == wanted && (*is_home || wanted == "PRN"))
    };
    let any_home = || numbers.iter().position(|(is_home, _, _)| *is_home);
    if let Some(best) = of_use("PRN").or_else(|| of_use("")).or_else(any_home) {
        row.fill(Field::Phone, numbers.remove(best).2);
    }
    for (_, _, number) in &numbers {
        row.list_value(Field::FurtherPhones, number);
    }
}

/// An e-mail address: where it belongs, or where a telephone number would stand.
fn email(text: Element) -> Cow<str> {
    let candidates = [4, 1, 9, 12].map(|component| text.component(component).value());
    let is_email = |value: &Cow<str>| value.contains('@');
    candidates.into_iter().find(is_email).unwrap_or_default()
}

fn telephone(text: Element) -> Cow<str> {
    let [area, local] = [6, 7].map(|component| text.component(component).value());
    if !local.is_empty() {
        return if area.is_empty() { local } else { Cow::Owned(format!("{area}{local}")) };
    }
    let is_number =
        |value: &Cow<str>| !value.contains('@') && value.bytes().any(|byte| byte.is_ascii_digit());
    let candidates = [1, 12].map(|component| text.component(component).value());
    candidates.into_iter().find(is_number).unwrap_or_default()
}
