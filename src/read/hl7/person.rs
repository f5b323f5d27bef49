//! The patient: PID and PD1.
//!
//! In: the two segments. Out: the fields of a person. Must never: read the protection indicator as a
//! wish about data sharing, which no message can state.

use std::borrow::Cow;

use super::contact::{read_addresses, read_telephones};
use super::identifiers::{read_identifiers, read_old_ssn};
use super::names::{read_mother, read_names};
use super::notes::{Notes, Place, code};
use super::row::Row;
use super::syntax::{Element, Segment};
use super::times::moment;
use crate::record::Field;

const PID: &str = "PID";
const PD1: &str = "PD1";

/// "Hispanic or Latino": an ethnicity, and no race.
const HISPANIC: &str = "2135-2";

/// PID.
pub fn read_person<'m>(segment: &Segment<'m>, row: &mut Row<'m>, notes: &mut Notes) {
    let field = |number| segment.field(number);
    read_identifiers(field(3), row, notes);
    read_old_ssn(field(19), row);
    read_names(field(5), row, notes);
    read_mother(field(6), row);
    read_birth_date(field(7), row, notes);
    read_sex(field(8), row, notes);
    read_race(field(10), row, notes);
    read_addresses(field(11), row);
    read_telephones(field(13), field(14), row);
    row.fill(Field::Language, coded(field(15)));
    row.fill(Field::Ethnicity, coded(field(22)));
    row.fill(Field::BirthFacility, field(23).first().component(1).value());
    read_birth_order(field(24).part(1), field(25).part(1), row, notes);
    row.fill(Field::DeathDate, day(field(29), Place::segment(PID).field(29), notes));
    row.fill(Field::Deceased, field(30).part(1));
}

/// PD1.
pub fn read_further<'m>(segment: &Segment<'m>, row: &mut Row<'m>, notes: &mut Notes) {
    row.fill(Field::Recall, coded(segment.field(11)));
    row.fill(Field::Protection, segment.field(12).part(1));
    let place = Place::segment(PD1).field(13);
    row.fill(Field::ProtectionDate, day(segment.field(13), place, notes));
    row.fill(Field::RegistryStatus, segment.field(16).part(1));
}

/// A code (CE), or else its text.
pub fn coded(field: Element) -> Cow<str> {
    match field.part(1) {
        code if !code.is_empty() => code,
        _ => field.part(2),
    }
}

/// A day in ISO; what is none as it came, so that it is seen to be invalid.
pub fn day<'m>(field: Element<'m>, place: Place, notes: &mut Notes) -> Cow<'m, str> {
    let value = field.part(1);
    match moment(&value) {
        Some(moment) => Cow::Owned(moment.day()),
        None => {
            if !value.is_empty() {
                notes.warning(place, code::DATA_TYPE, "not a date such as YYYYMMDD");
            }
            value
        }
    }
}

fn read_birth_date<'m>(field: Element<'m>, row: &mut Row<'m>, notes: &mut Notes) {
    let place = Place::segment(PID).field(7);
    let value = day(field, place, notes);
    if value.is_empty() {
        notes.warning(place, code::MISSING, "no birth date");
    }
    row.fill(Field::BirthDate, value);
    if let Some(time) = moment(&field.part(1)).and_then(|moment| moment.time()) {
        row.fill(Field::BirthTime, Cow::Owned(time));
    }
}

fn read_sex<'m>(field: Element<'m>, row: &mut Row<'m>, notes: &mut Notes) {
    let value = field.part(1);
    if !matches!(&*value, "" | "F" | "M" | "U" | "O" | "A" | "N") {
        notes.warning(Place::segment(PID).field(8), code::TABLE, "not a code of HL70001");
    }
    row.fill(Field::Sex, value);
}

fn read_race<'m>(field: Element<'m>, row: &mut Row<'m>, notes: &mut Notes) {
    for (repetition, race) in field.repetitions() {
        let race = coded(race);
        if race == HISPANIC {
            let place = Place::segment(PID).field(10).repetition(repetition);
            notes.warning(place, code::TABLE, "an ethnicity in the place of a race");
        }
        row.list_value(Field::Race, &race);
    }
}

/// PID-24 and PID-25: whether several were born, and which of them this is. The national guide once
/// printed the two the other way round, so what stands there tells which is which.
fn read_birth_order<'m>(
    indicator: Cow<'m, str>,
    order: Cow<'m, str>,
    row: &mut Row<'m>,
    notes: &mut Notes,
) {
    let place = Place::segment(PID).field(24);
    let is_swapped = is_yes_or_no(&order) || is_number(&indicator);
    let (indicator, order) = match is_swapped {
        true => {
            let text = "PID-24 and PID-25 are in each other's place";
            notes.warning(place, code::DATA_TYPE, text);
            (order, indicator)
        }
        false => (indicator, order),
    };
    let (says, counts) = (is_yes_or_no(&indicator), is_number(&order));
    if (!says && !indicator.is_empty()) || (!counts && !order.is_empty()) {
        let text = "neither yes or no (multiple birth) nor a number (birth order)";
        notes.warning(place, code::DATA_TYPE, text);
    }
    let is_later = order.parse::<u32>().is_ok_and(|order| order > 1);
    if indicator.eq_ignore_ascii_case("N") && is_later {
        notes.warning(place, code::TABLE, "no multiple birth, and yet not the first of it");
    }
    if says {
        row.fill(Field::Plurality, indicator);
    }
    if counts {
        row.fill(Field::BirthOrder, order);
    }
}

fn is_yes_or_no(value: &str) -> bool {
    value.eq_ignore_ascii_case("Y") || value.eq_ignore_ascii_case("N")
}

fn is_number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}
