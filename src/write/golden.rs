//! The golden record: for each field of a client, which of its records speaks for it.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Int32Array};
use arrow::datatypes::Int32Type;
use rayon::prelude::*;

use super::members::Members;
use crate::error::Result;
use crate::read::NO_RECORD;
use crate::record::{Date, Field};
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

/// Who speaks for some clients that follow one another.
pub struct Golden<'a> {
    members: Members<'a>,
    /// The members' ids.
    ids: ArrayRef,
    /// By group of fields: the place among the members of the one who speaks for each client.
    speakers: Vec<Vec<Option<u32>>>,
}

impl<'a> Golden<'a> {
    /// Finds the speakers of the clients of a range.
    ///
    /// # Errors
    /// The ids hold more text than an Arrow column can.
    pub fn new(members: Members<'a>, rows: &[Row]) -> Result<Golden<'a>> {
        let standing = |&record: &u32| Standing::new(&rows[record as usize]);
        let standings: Vec<Standing> = members.records.par_iter().map(standing).collect();
        let speakers_of = |group: usize| {
            let speaker = |places| speaker(&members, &standings, group, places);
            members.by_client().map(speaker).collect()
        };
        let speakers = (0..GROUPS.len()).into_par_iter().map(speakers_of).collect();
        let ids = members.texts().gather(Field::RecordId, members.numbers())?;
        Ok(Golden { members, ids, speakers })
    }

    /// The records of the clients.
    pub fn members(&self) -> &Members<'a> {
        &self.members
    }

    /// The golden fields in the order of their columns, each with its group.
    pub fn fields() -> impl Iterator<Item = (usize, Field)> {
        let of_group = |(group, fields): (usize, &&'static [Field])| {
            fields.iter().map(move |&field| (group, field))
        };
        GROUPS.iter().enumerate().flat_map(of_group)
    }

    /// A field's value for each client.
    ///
    /// # Errors
    /// The values hold more text than an Arrow column can.
    pub fn values(&self, group: usize, field: Field) -> Result<ArrayRef> {
        let number = |place: u32| self.members.numbers()[place as usize];
        let speakers = self.speakers[group].iter();
        let speakers: Vec<u32> = speakers.map(|&place| place.map_or(NO_RECORD, number)).collect();
        self.members.texts().gather(field, &speakers)
    }

    /// For each client the id of the record that its value comes from; none where it has no value.
    pub fn record_ids(&self, group: usize, field: Field) -> ArrayRef {
        let has = |place: &u32| self.members.has(*place as usize, field);
        let speakers = self.speakers[group].iter();
        let places: Int32Array =
            speakers.map(|place| place.filter(has).map(|place| place as i32)).collect();
        Arc::new(DictionaryArray::<Int32Type>::new(places, Arc::clone(&self.ids)))
    }
}

/// What a record's word is worth.
struct Standing {
    /// The groups of fields on which the record has something that is evidence, as bits.
    evidence: u64,
    birth_record: bool,
    received: Date,
}

impl Standing {
    fn new(row: &Row) -> Standing {
        let groups = GROUPS.iter().enumerate();
        let without_evidence = groups.filter(|(_, group)| !is_evidence(row, group[0]));
        let no_evidence: u64 = without_evidence.map(|(group, _)| 1 << group).sum();
        Standing {
            evidence: !no_evidence,
            birth_record: row.is_birth_record(),
            received: row.received,
        }
    }
}

/// The member that speaks for a field: vital records on the facts of birth, the newest statement on
/// where somebody lives now; a placeholder or an impossible value only if there is no other.
fn speaker(
    members: &Members,
    standings: &[Standing],
    group: usize,
    places: Range<usize>,
) -> Option<u32> {
    let field = GROUPS[group][0];
    let has = |place: &usize| members.has(*place, field);
    let rank = |place: &usize| {
        let standing = &standings[*place];
        let birth_record = standing.birth_record && !changes_with_time(field);
        let is_evidence = standing.evidence >> group & 1;
        (is_evidence, birth_record, standing.received, std::cmp::Reverse(members.records[*place]))
    };
    let speaker = if places.len() == 1 {
        Some(places.start).filter(has)
    } else {
        places.filter(has).max_by_key(rank)
    };
    speaker.map(|place| place as u32)
}

fn changes_with_time(field: Field) -> bool {
    matches!(field, Field::Street | Field::Phone | Field::Email | Field::Race)
}

fn is_evidence(row: &Row, field: Field) -> bool {
    match field {
        Field::FirstName => row.first != NO_NAME,
        Field::LastName => row.last != NO_NAME,
        Field::BirthDate => row.birth.is_some(),
        Field::Sex => row.sex().is_some(),
        Field::MotherMaidenName => row.maiden != NO_NAME,
        Field::Street => row.street != 0,
        Field::Phone => row.phone != 0,
        Field::Ssn => row.ssn != 0,
        _ => true,
    }
}
