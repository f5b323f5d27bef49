//! The truth about each record: whose it is, who that person's mother is, and what is wrong with it.
//!
//! In: the people, as their records are made. Out: `truth.csv`. Must never: be readable from the
//! records; record ids are scrambled.

use std::io::Write;

use super::birth::RVRS;
use super::person::{Household, OUTSIDE, Person, Role};
use super::random::{mix, scramble};
use super::statement::{Kind, Kinds};
use super::world::World;

/// The truth about one record.
pub(super) struct Truth {
    /// The record's number, scrambled.
    pub(super) id: u64,
    /// Place of the facility; none for a birth record.
    pub(super) facility: Option<u32>,
    /// Whose record it is.
    pub(super) person: u32,
    /// The mother's number, or [`OUTSIDE`].
    mother: u32,
    child: bool,
    household: u32,
    /// What is wrong with it.
    pub(super) kinds: Kinds,
}

/// Bits of a record's number: a person's, and one of 256 records each.
const ID_HALF: u32 = 20;

impl Truth {
    /// The truth about a person's record number `turn`, from this facility or from vital records.
    pub(super) fn new(
        world: &World,
        (household, person): (&Household, &Person),
        (facility, turn): (Option<usize>, u64),
        kinds: Kinds,
    ) -> Truth {
        let number = u64::from(person.number) << 8 | turn;
        Truth {
            id: scramble(mix(world.options.seed), ID_HALF, number),
            facility: facility.map(|place| place as u32),
            person: person.number,
            mother: household.mother().map_or(OUTSIDE, |mother| mother.number),
            child: person.role == Role::Child,
            household: household.number,
            kinds,
        }
    }

    /// The record's id.
    pub(super) fn record_id(&self, world: &World) -> String {
        let source = self.facility.map_or(RVRS, |place| &world.facilities.all[place as usize].code);
        format!("{source}-{:010x}", self.id)
    }

    fn mother_id(&self) -> String {
        match (self.child, self.mother) {
            (false, _) => String::new(),
            // A mother of whom the registry never hears is known by her household.
            (true, OUTSIDE) => format!("m{}", self.household),
            (true, mother) => format!("p{mother}"),
        }
    }
}

/// Writes the file.
pub(super) fn write_truth(world: &World, truths: &[Truth], out: impl Write) -> std::io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "record_id",
        "true_entity_id",
        "true_mother_id",
        "true_household_id",
        "errors",
    ])?;
    for truth in truths {
        let errors: Vec<&str> = truth.kinds.iter().map(Kind::name).collect();
        out.write_record([
            truth.record_id(world),
            format!("p{}", truth.person),
            truth.mother_id(),
            format!("h{}", truth.household),
            errors.join(";"),
        ])?;
    }
    out.flush()
}
