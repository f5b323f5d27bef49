//! Whom a message is about: PID, PD1 and NK1 into the fields of a record.
//!
//! In: a segment. Out: values in a [`Reading`], and what is odd about them. Must never: take the
//! protection indicator for a wish about data sharing, or lose a repetition.

use super::syntax::{Segment, Value};
use super::value::{code, day, email, hour, identifier_of, surname, telephone};
use super::vxu::{MISSING, NOT_IN_TABLE, Reading};
use crate::record::Field;

/// PID: the person.
pub fn identification(segment: Segment, reading: &mut Reading) {
    identifiers(segment.field(3), reading);
    reading.set_first(Field::Ssn, segment.field(19).component(1));
    names(segment.field(5), reading);
    let mother = segment.field(6);
    reading.set(Field::MotherMaidenName, surname(mother));
    reading.set(Field::MotherFirstName, mother.component(2));
    let birth = segment.field(7).component(1);
    reading.set(Field::BirthDate, day(&birth));
    reading.set(Field::BirthTime, hour(&birth).unwrap_or_default());
    sex(segment.field(8), reading);
    races(segment.field(10), reading);
    addresses(segment.field(11), reading);
    contacts(segment.field(13), reading);
    contacts(segment.field(14), reading);
    reading.set(Field::Language, code(segment.field(15)));
    reading.set(Field::Ethnicity, code(segment.field(22)));
    reading.set(Field::BirthFacility, segment.field(23).component(1));
    multiple_birth([segment.field(24), segment.field(25)], reading);
    reading.set(Field::DeathDate, day(&segment.field(29).component(1)));
    reading.set(Field::Deceased, segment.field(30).component(1));
}

/// PID-3: numbers by type and by who gave them out. A chart is MR before PI before PT.
fn identifiers(field: Value, reading: &mut Reading) {
    let mut rest: Vec<[String; 3]> = Vec::new();
    for value in field.repetitions() {
        let authority = identifier_of(value.subcomponent(4, 1), value.subcomponent(4, 2));
        let number = value.component(1).into_owned();
        if !number.is_empty() {
            rest.push([value.component(5).into_owned(), number, authority]);
        }
    }
    let mut take = |kind: &str| {
        let place = rest.iter().position(|[of, ..]| of == kind)?;
        Some(rest.remove(place))
    };
    if let Some([kind, number, authority]) = ["MR", "PI", "PT", ""].into_iter().find_map(&mut take)
    {
        if kind.is_empty() {
            reading.warn(("PID", 3), MISSING, "a number without its type");
        }
        if authority.is_empty() {
            reading.warn(("PID", 3), MISSING, "a chart number without who gave it out");
        }
        reading.set(Field::Mrn, number);
        reading.set(Field::MrnAuthority, authority);
    }
    for (kind, field) in [("SR", Field::RegistryId), ("MA", Field::MedicaidId), ("SS", Field::Ssn)]
    {
        if let Some([_, number, _]) = take(kind) {
            reading.set(field, number);
        }
    }
    if let Some([_, number, authority]) = take("BR") {
        reading.set(Field::CertificateNumber, number);
        if authority.len() == 2 {
            reading.set(Field::BirthState, authority);
        }
    }
    for [kind, number, authority] in rest {
        reading.add(Field::FurtherIdentifiers, [kind, number, authority].join("^"));
    }
}

/// PID-5: the legal name, an alias, and what else the person is or was called. HL7 table 0200.
fn names(field: Value, reading: &mut Reading) {
    let mut names: Vec<[String; 5]> = Vec::new();
    for value in field.repetitions() {
        let part = |number: usize| value.component(number).into_owned();
        let name = [part(7), surname(value), part(2), part(3), part(4)];
        let is_new = !names.iter().any(|known| known[1..] == name[1..]);
        if is_new && name[1..].iter().any(|part| !part.is_empty()) {
            names.push(name);
        }
    }
    let legal = names.iter().position(|[kind, ..]| kind == "L");
    let legal = legal.or_else(|| names.iter().position(|[kind, ..]| kind.is_empty())).unwrap_or(0);
    if names.is_empty() {
        return;
    }
    let [_, last, first, middle, suffix] = names.remove(legal);
    if [&first, &last].into_iter().any(|name| is_test(name)) {
        reading.warn(("PID", 5), NOT_IN_TABLE, "a test patient");
    }
    reading.set(Field::LastName, last);
    reading.set(Field::FirstName, first);
    reading.set(Field::MiddleName, middle);
    reading.set(Field::Suffix, suffix);
    let mut others = names.into_iter();
    if let Some([_, last, first, ..]) = others.next() {
        reading.set(Field::AliasLastName, last);
        reading.set(Field::AliasFirstName, first);
    }
    for [kind, last, first, middle, _] in others {
        reading.add(Field::FurtherNames, [kind, last, first, middle].join("^"));
    }
}

fn is_test(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name.starts_with("ZZ") || name == "TEST" || name == "TESTPATIENT"
}

fn sex(field: Value, reading: &mut Reading) {
    let sex = field.component(1);
    if !["F", "M", "U", "O", "A", "N", ""].contains(&&*sex) {
        reading.warn(("PID", 8), NOT_IN_TABLE, "no code for sex");
    }
    reading.set(Field::Sex, sex);
}

fn races(field: Value, reading: &mut Reading) {
    let races: Vec<String> = field.repetitions().map(code).collect();
    if races.iter().any(|race| race == "2135-2" || race == "2186-5") {
        reading.warn(("PID", 10), NOT_IN_TABLE, "an ethnicity in the place of the race");
    }
    reading.set(Field::Race, races.join("~"));
}

/// PID-11: where the person lives now, where it was born, and every other address but the bad ones. HL7
/// table 0190.
fn addresses(field: Value, reading: &mut Reading) {
    let mut homes: Vec<[String; 6]> = Vec::new();
    for value in field.repetitions() {
        let part = |number: usize| value.component(number).into_owned();
        match &*value.component(7) {
            "BA" => {}
            "BDL" => reading.set(Field::BirthState, part(4)),
            kind => homes.push([kind.into(), part(1), part(2), part(3), part(4), part(5)]),
        }
    }
    homes.retain(|home| home[1..].iter().any(|part| !part.is_empty()));
    let rank = |home: &[String; 6]| {
        let kinds = ["H", "L", "P", "", "M", "C"];
        kinds.into_iter().position(|kind| kind == home[0]).unwrap_or(kinds.len())
    };
    let best = (0..homes.len()).min_by_key(|&place| (rank(&homes[place]), place));
    // Where the mother lived when it was born is not where it lives now.
    let Some(best) = best.filter(|&place| homes[place][0] != "BR") else {
        homes.into_iter().for_each(|home| reading.add(Field::FurtherAddresses, home.join("^")));
        return;
    };
    let [_, street, unit, city, state, zip] = homes.remove(best);
    reading.set(Field::Street, street);
    reading.set(Field::Unit, unit);
    reading.set(Field::City, city);
    reading.set(Field::State, state);
    reading.set(Field::Zip, zip);
    homes.into_iter().for_each(|home| reading.add(Field::FurtherAddresses, home.join("^")));
}

/// PID-13 and PID-14: telephones and e-mail.
fn contacts(field: Value, reading: &mut Reading) {
    for value in field.repetitions() {
        if let Some(email) = email(value) {
            reading.set_first(Field::Email, email);
        }
        let phone = telephone(value);
        if phone.is_empty() || phone.contains('@') {
            continue;
        }
        if reading.values.contains_key(&Field::Phone) {
            reading.add(Field::FurtherPhones, phone);
        } else {
            reading.set(Field::Phone, phone);
        }
    }
}

/// PID-24 and PID-25: whether one of several, and which. The guide prints them the other way round than
/// the standard has them, so that senders do both: told apart by value.
fn multiple_birth(fields: [Value; 2], reading: &mut Reading) {
    let [indicator, order] = fields.map(|field| field.component(1).into_owned());
    let is_number = |value: &str| !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let says_whether = |value: &str| matches!(value, "Y" | "N");
    let are_swapped = is_number(&indicator) || says_whether(&order);
    let (indicator, order) = if are_swapped { (order, indicator) } else { (indicator, order) };
    if are_swapped {
        reading.warn(("PID", 24), NOT_IN_TABLE, "multiple birth and birth order are swapped");
    }
    if indicator == "N" && is_number(&order) && order.trim_start_matches('0') > "1" {
        reading.warn(("PID", 25), NOT_IN_TABLE, "a birth order above one of a single birth");
    }
    reading.set(Field::Plurality, indicator);
    reading.set(Field::BirthOrder, order);
}

/// PD1: reminders, protection, whether the sender still has the person.
pub fn demographics(segment: Segment, reading: &mut Reading) {
    reading.set(Field::Recall, code(segment.field(11)));
    reading.set(Field::Protection, segment.field(12).component(1));
    reading.set(Field::ProtectionDate, day(&segment.field(13).component(1)));
    reading.set(Field::RegistryStatus, segment.field(16).component(1));
}

/// NK1: mother, father or guardian; the first of each counts. HL7 table 0063.
pub fn kin(segment: Segment, reading: &mut Reading) {
    let name = segment.field(2);
    let (last, first) = (surname(name), name.component(2).into_owned());
    if last.is_empty() && first.is_empty() {
        return;
    }
    match &*code(segment.field(3)) {
        "MTH" => {
            // PID-6 names the mother at her own birth, this one as she is called now.
            if !first.is_empty() {
                reading.set(Field::MotherFirstName, first);
            }
            if name.component(7) == "M" {
                reading.set_first(Field::MotherMaidenName, last);
            } else {
                reading.set_first(Field::MotherLastName, last);
            }
        }
        "FTH" => {
            reading.set_first(Field::FatherFirstName, first);
            reading.set_first(Field::FatherLastName, last);
        }
        "GRD" | "GRP" | "PAR" | "CGV" | "FCH" | "SCH" => {
            reading.set_first(Field::GuardianFirstName, first);
            reading.set_first(Field::GuardianLastName, last);
        }
        "" => reading.warn(("NK1", 3), MISSING, "next of kin without a relationship"),
        _ => {}
    }
}
