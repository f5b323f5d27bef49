//! What two records say, beside each other: field by field, dose by dose.
//!
//! In: an [`Asked`]. Out: lines. Must never: say how the machine weighs them: blind readers see this, too.

use std::collections::BTreeMap;

use super::super::asked::{Asked, places};
use super::super::difference::{Likeness, Piece, difference};
use super::super::words;
use crate::record::{Date, Field};
use crate::table::NO_NAME;

/// Fields that belong together.
pub struct Group {
    pub name: &'static str,
    pub lines: Vec<Line>,
}

/// A field of both records.
pub struct Line {
    pub field: String,
    pub a: Vec<Piece>,
    pub b: Vec<Piece>,
    pub state: &'static str,
    pub mark: &'static str,
    pub is_muted: bool,
}

/// A vaccine on a day, and who of both sides tells of it.
pub struct DoseDay {
    pub date: String,
    pub vaccine: String,
    pub a: String,
    pub b: String,
    pub is_shared: bool,
}

/// The fields in groups, as they stand on the page.
const GROUPS: [(&str, &[Field]); 5] = [
    (
        "Person",
        &[
            Field::FirstName,
            Field::MiddleName,
            Field::LastName,
            Field::Suffix,
            Field::AliasFirstName,
            Field::AliasLastName,
            Field::BirthDate,
            Field::Sex,
            Field::DeathDate,
        ],
    ),
    (
        "Birth",
        &[
            Field::BirthTime,
            Field::Plurality,
            Field::BirthOrder,
            Field::BirthState,
            Field::CertificateYear,
            Field::CertificateNumber,
            Field::Amendment,
            Field::Void,
            Field::BirthFacility,
            Field::MultipleSet,
        ],
    ),
    (
        "Family",
        &[
            Field::MotherFirstName,
            Field::MotherMaidenName,
            Field::MotherLastName,
            Field::MotherBirthDate,
            Field::FatherFirstName,
            Field::FatherLastName,
            Field::GuardianFirstName,
            Field::GuardianLastName,
        ],
    ),
    (
        "Where they live",
        &[
            Field::Street,
            Field::Unit,
            Field::City,
            Field::State,
            Field::Zip,
            Field::Phone,
            Field::Email,
        ],
    ),
    (
        "Numbers",
        &[Field::Mrn, Field::MrnAuthority, Field::MotherMrn, Field::MedicaidId, Field::Ssn],
    ),
];

/// What a record says in a field.
pub fn value(asked: &Asked, number: u32, field: Field) -> &str {
    let place = asked.looked.place(number);
    place.map_or("", |place| asked.looked.stored.records.value(place, field))
}

/// The name that a record gives.
pub fn name(asked: &Asked, number: u32) -> String {
    let parts = [Field::FirstName, Field::MiddleName, Field::LastName];
    let parts: Vec<&str> = parts.iter().map(|&field| value(asked, number, field)).collect();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The two records field by field.
pub fn groups(asked: &Asked) -> Vec<Group> {
    let line = |&field: &Field| {
        let (a, b) = (value(asked, asked.pair.a, field), value(asked, asked.pair.b, field));
        if a.is_empty() && b.is_empty() {
            return None;
        }
        let (likeness, [a, b]) = match is_same_thing(asked, field) {
            true => (Likeness::Written, [a, b].map(whole)),
            false => difference(a, b),
        };
        let (state, mark) = match likeness {
            Likeness::Same => ("agrees", "="),
            Likeness::Written => ("the same, written otherwise", "≈"),
            Likeness::Different => ("differs", "≠"),
            Likeness::OneSided => ("one side only", "·"),
        };
        let (field, is_muted) = (words::column(field.name()), likeness != Likeness::Different);
        Some(Line { field, a, b, state, mark, is_muted })
    };
    let group = |(name, fields): &(&'static str, &[Field])| {
        let lines: Vec<Line> = fields.iter().filter_map(line).collect();
        (!lines.is_empty()).then_some(Group { name, lines })
    };
    GROUPS.iter().filter_map(group).collect()
}

/// Whether two values that are written otherwise are the same to the engine.
fn is_same_thing(asked: &Asked, field: Field) -> bool {
    let row = |number| asked.looked.place(number).map(|place| &asked.looked.table.rows[place]);
    let (Some(a), Some(b)) = (row(asked.pair.a), row(asked.pair.b)) else { return false };
    let is_same_text = value(asked, asked.pair.a, field).to_lowercase()
        == value(asked, asked.pair.b, field).to_lowercase();
    !is_same_text
        && match field {
            Field::FirstName => a.first != NO_NAME && a.first == b.first,
            Field::LastName => a.last != NO_NAME && a.last == b.last,
            Field::MiddleName => a.middle != NO_NAME && a.middle == b.middle,
            Field::MotherFirstName => a.mother_first != NO_NAME && a.mother_first == b.mother_first,
            Field::MotherMaidenName => a.maiden != NO_NAME && a.maiden == b.maiden,
            Field::MotherLastName => a.mother_last != NO_NAME && a.mother_last == b.mother_last,
            Field::BirthDate => a.birth.is_some() && a.birth == b.birth,
            Field::MotherBirthDate => a.mother_birth.is_some() && a.mother_birth == b.mother_birth,
            Field::Street => a.street != 0 && (a.street, a.number) == (b.street, b.number),
            Field::City => a.city != 0 && a.city == b.city,
            Field::Zip => a.zip != 0 && a.zip == b.zip,
            Field::Phone => a.phone != 0 && a.phone == b.phone,
            Field::MedicaidId => a.medicaid != 0 && a.medicaid == b.medicaid,
            Field::Ssn => a.ssn != 0 && a.ssn == b.ssn,
            _ => false,
        }
}

fn whole(text: &str) -> Vec<Piece> {
    vec![Piece { text: text.into(), differs: false }]
}

/// The doses that some records tell of, those of one side and of the other, by day and vaccine.
pub fn dose_days(asked: &Asked, sides: [&[u32]; 2]) -> Vec<DoseDay> {
    let mut days: BTreeMap<(Date, String), [Vec<String>; 2]> = BTreeMap::new();
    let records = &asked.looked.stored.records;
    let doses = records.doses();
    for (index, members) in sides.into_iter().enumerate() {
        for place in places(&asked.looked, members) {
            for dose in doses.of(place).iter().filter(|dose| dose.completion.is_given()) {
                let key = (dose.date, doses.text(dose.vaccine).to_string());
                let sender = records.value(place, Field::Source).to_string();
                let told = &mut days.entry(key).or_default()[index];
                if !told.contains(&sender) {
                    told.push(sender);
                }
            }
        }
    }
    let day = |((date, vaccine), [a, b]): ((Date, String), [Vec<String>; 2])| DoseDay {
        date: date.to_string(),
        vaccine,
        is_shared: !a.is_empty() && !b.is_empty(),
        a: a.join(", "),
        b: b.join(", "),
    };
    days.into_iter().map(day).collect()
}
