//! The numbers that a person is filed under (CX), by what they are and who gave them out.
//!
//! In: PID-3 and PID-19. Out: one number a kind, and all others beside. Must never: take a number for
//! one of another kind, or drop one.

use std::borrow::Cow;

use super::notes::{Notes, Place, code};
use super::row::Row;
use super::syntax::Element;
use crate::record::{Field, FieldState};
use crate::standardize;

struct Identifier<'m> {
    repetition: u32,
    kind: String,
    number: Cow<'m, str>,
    authority: Cow<'m, str>,
}

/// Kinds of medical record numbers, the best first: the record's own, then what is not said to be
/// anything else, then the sender's internal and external numbers.
const RECORD_NUMBERS: [&str; 4] = ["MR", "", "PI", "PT"];

/// PID-3.
pub fn read_identifiers<'m>(field: Element<'m>, row: &mut Row<'m>, notes: &mut Notes) {
    let mut all: Vec<Identifier> = field.repetitions().map(identifier).collect();
    all.retain(|identifier| !identifier.number.is_empty());
    let best = RECORD_NUMBERS
        .iter()
        .find_map(|kind| all.iter().position(|identifier| identifier.kind == *kind));
    if let Some(best) = best {
        let record_number = all.remove(best);
        note_gaps(&record_number, notes);
        row.fill(Field::Mrn, record_number.number);
        row.fill(Field::MrnAuthority, record_number.authority);
    }
    for identifier in all {
        let taken_by = match identifier.kind.as_str() {
            "SR" => Some(Field::RegistryId),
            "MA" => Some(Field::MedicaidId),
            "SS" => Some(Field::Ssn),
            "BR" => Some(Field::CertificateNumber),
            _ => None,
        };
        match taken_by.filter(|&field| !row.has(field)) {
            Some(field) => {
                if field == Field::CertificateNumber && is_state(&identifier.authority) {
                    row.fill(Field::BirthState, identifier.authority);
                }
                row.fill(field, identifier.number);
            }
            None => {
                let Identifier { kind, number, authority, .. } = &identifier;
                row.list(Field::FurtherIdentifiers, &[kind, number, authority]);
            }
        }
    }
}

fn identifier((repetition, text): (u32, Element)) -> Identifier {
    let authority = text.component(4);
    let namespace = authority.subcomponent(1).value();
    Identifier {
        repetition,
        kind: text.component(5).value().to_ascii_uppercase(),
        number: text.part(1),
        authority: if namespace.is_empty() { authority.subcomponent(2).value() } else { namespace },
    }
}

fn note_gaps(identifier: &Identifier, notes: &mut Notes) {
    let place = Place::segment("PID").field(3).repetition(identifier.repetition);
    if identifier.kind.is_empty() {
        let text = "a number of no type (CX.5); it is taken for a medical record number";
        notes.warning(place, code::MISSING, text);
    }
    if identifier.authority.is_empty() {
        notes.warning(place, code::MISSING, "a number without who gave it out (CX.4)");
    }
}

fn is_state(authority: &str) -> bool {
    authority.len() == 2 && standardize::state(authority).0 == FieldState::Present
}

/// PID-19, where the social security number stood in earlier versions.
pub fn read_old_ssn<'m>(field: Element<'m>, row: &mut Row<'m>) {
    row.fill(Field::Ssn, field.part(1));
}
