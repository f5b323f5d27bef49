//! The patient's next of kin: NK1.
//!
//! In: one segment. Out: mother, father or guardian, the first of each. Must never: take a sibling, a
//! spouse or the patient for a guardian.

use std::borrow::Cow;

use super::names::Name;
use super::notes::{Notes, Place, code};
use super::person::{coded, day};
use super::row::Row;
use super::syntax::Segment;
use crate::record::Field;

const NK1: &str = "NK1";

enum Relation {
    Mother,
    Father,
    Guardian,
    Other,
}

/// HL7 table 0063, and its words where no code is given.
fn relation(said: &str) -> Relation {
    match said.to_ascii_uppercase().as_str() {
        "MTH" | "MOTHER" => Relation::Mother,
        "FTH" | "FATHER" => Relation::Father,
        // FCH and SCH are "foster child" and "stepchild": senders mean that the patient is one.
        "GRD" | "GUARDIAN" | "LEGAL GUARDIAN" | "PAR" | "PARENT" | "CGV" | "CARE GIVER"
        | "CAREGIVER" | "GRP" | "GRANDPARENT" | "FCH" | "FOSTER PARENT" | "SCH" | "STEPPARENT" => {
            Relation::Guardian
        }
        _ => Relation::Other,
    }
}

/// Which relatives have been read: the first of each relation counts.
#[derive(Default)]
pub struct Kin {
    mother: bool,
    father: bool,
    guardian: bool,
}

impl Kin {
    /// NK1, the segment of this number among its like.
    pub fn read<'m>(
        &mut self,
        segment: &Segment<'m>,
        number: u32,
        row: &mut Row<'m>,
        notes: &mut Notes,
    ) {
        let place = Place::segment(NK1).nth(number);
        let mut names = segment.field(2).repetitions().map(|(_, name)| Name::of(name));
        let Some(name) = names.find(|name| !name.is_blank()) else { return };
        let said = coded(segment.field(3));
        if said.is_empty() {
            notes.warning(place.field(3), code::MISSING, "a next of kin of no relationship");
            return;
        }
        match relation(&said) {
            Relation::Mother if !std::mem::replace(&mut self.mother, true) => {
                let birth_date = day(segment.field(16), place.field(16), notes);
                read_mother(name, birth_date, row);
            }
            Relation::Father if !std::mem::replace(&mut self.father, true) => {
                row.fill(Field::FatherFirstName, name.given);
                row.fill(Field::FatherLastName, name.family);
            }
            Relation::Guardian if !std::mem::replace(&mut self.guardian, true) => {
                row.fill(Field::GuardianFirstName, name.given);
                row.fill(Field::GuardianLastName, name.family);
            }
            _ => {}
        }
    }
}

/// Her given name is more often right here than beside her maiden name, which has filled it before.
fn read_mother<'m>(name: Name<'m>, birth_date: Cow<'m, str>, row: &mut Row<'m>) {
    row.put(Field::MotherFirstName, name.given);
    let family = match name.kind.as_str() {
        "M" => Field::MotherMaidenName,
        _ => Field::MotherLastName,
    };
    row.fill(family, name.family);
    row.fill(Field::MotherBirthDate, birth_date);
}
