//! The letters a source writes in: capitals or not, accents or not.
//!
//! In: a record. Out: the same record as the source's system spells it. Must never: change what is
//! said, nor touch codes and identifiers.

use crate::record::Field;

use super::facility::{Case, Profile};
use super::statement::Statement;

/// The fields that hold words.
const WORDS: [Field; 14] = [
    Field::FirstName,
    Field::MiddleName,
    Field::LastName,
    Field::Suffix,
    Field::AliasFirstName,
    Field::AliasLastName,
    Field::MotherFirstName,
    Field::MotherMaidenName,
    Field::MotherLastName,
    Field::GuardianFirstName,
    Field::GuardianLastName,
    Field::Street,
    Field::Unit,
    Field::City,
];

/// Spells the record's words the source's way.
pub(super) fn dress(record: &mut Statement, profile: &Profile) {
    for field in WORDS {
        if record.get(field).is_empty() {
            continue;
        }
        if !profile.accents && !record.get(field).is_ascii() {
            record.edit(field, deunicode::deunicode);
        }
        match profile.case {
            Case::Title => {}
            Case::Upper => record.edit(field, str::to_uppercase),
            Case::Lower => record.edit(field, str::to_lowercase),
        }
    }
}
