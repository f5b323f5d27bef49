//! The golden record: for each field of a client, which of its records speaks for it.

use crate::read::Records;
use crate::record::{DataSharing, Field};
use crate::standardize;
use crate::table::{NO_NAME, Row};

/// Fields that are taken together from one record, so that no client lives at half of each of two
/// addresses. The first field of a group decides whether a record has it.
const GROUPS: [&[Field]; 19] = [
    &[Field::FirstName],
    &[Field::MiddleName],
    &[Field::LastName],
    &[Field::Suffix],
    &[Field::BirthDate, Field::BirthTime],
    &[Field::Sex],
    &[Field::Plurality, Field::BirthOrder],
    &[Field::CertificateNumber, Field::BirthState],
    &[Field::BirthFacility],
    &[Field::MotherFirstName],
    &[Field::MotherMaidenName],
    &[Field::MotherBirthDate],
    &[Field::Street, Field::Unit, Field::City, Field::State, Field::Zip],
    &[Field::Phone],
    &[Field::Email],
    &[Field::MedicaidId],
    &[Field::Ssn],
    &[Field::Race, Field::Ethnicity],
    &[Field::DeathDate],
];

/// The golden fields in the order of their columns.
pub fn golden_fields() -> impl Iterator<Item = Field> {
    GROUPS.iter().flat_map(|group| group.iter().copied())
}

/// For each golden field, the record whose value stands for the client. `members` are the client's
/// records.
pub fn golden_records(records: &Records, rows: &[Row], members: &[u32]) -> Vec<Option<u32>> {
    let mut sources = Vec::new();
    for group in GROUPS {
        let speaker = speaker(records, rows, members, group[0]);
        for &field in group {
            let has = |record: &u32| !records.value(*record as usize, field).is_empty();
            sources.push(speaker.filter(has));
        }
    }
    sources
}

/// The record that speaks for a field: vital records on the facts of birth, the newest statement on
/// where somebody lives now; a placeholder or an impossible value only if there is no other.
fn speaker(records: &Records, rows: &[Row], members: &[u32], field: Field) -> Option<u32> {
    let has = |record: &&u32| !records.value(**record as usize, field).is_empty();
    let rank = |record: &&u32| {
        let row = &rows[**record as usize];
        let birth_record = row.is_birth_record() && !changes_with_time(field);
        (is_evidence(row, field), birth_record, row.received, std::cmp::Reverse(**record))
    };
    members.iter().filter(has).max_by_key(rank).copied()
}

fn changes_with_time(field: Field) -> bool {
    matches!(field, Field::Street | Field::Phone | Field::Email | Field::Race)
}

fn is_evidence(row: &Row, field: Field) -> bool {
    match field {
        Field::FirstName => row.first != NO_NAME,
        Field::LastName => row.last != NO_NAME,
        Field::BirthDate => row.birth.is_some(),
        Field::Sex => row.sex.is_some(),
        Field::MotherMaidenName => row.maiden != NO_NAME,
        Field::Street => row.street != 0,
        Field::Phone => row.phone != 0,
        Field::Ssn => row.ssn != 0,
        _ => true,
    }
}

/// The client's wish about data sharing: that of all its records.
pub fn data_sharing(records: &Records, members: &[u32]) -> DataSharing {
    let wishes = members.iter().map(|&record| {
        standardize::data_sharing(records.value(record as usize, Field::DataSharing))
    });
    wishes.fold(DataSharing::Unknown, DataSharing::merged)
}
