//! Birth records, as the Registry of Vital Records and Statistics sends them: one a person born in
//! the state since 2012.
//!
//! In: a person and the household. Out: a statement, or none. Must never: be given for anybody born
//! before the birth-record era or outside the state.

use crate::record::{Date, Field};

use super::children::letter;
use super::dress::dress;
use super::facility::VITAL_RECORDS;
use super::household::days_after;
use super::noise::{Noise, dressed_address, own_number, written_names};
use super::person::{Delivery, Household, Person};
use super::random::{Random, Stream};
use super::statement::{Kind, Statement};
use super::world::World;

/// The source of birth records.
pub(super) const RVRS: &str = "rvrs";

/// The person's birth record, if there is one.
pub(super) fn birth_record(
    world: &World,
    household: &Household,
    person: &Person,
) -> Option<Statement> {
    let delivery = person.delivery.filter(|delivery| delivery.certificate > 0)?;
    let number = u64::from(person.number);
    let random = Random::new(world.options.seed, Stream::Record, number, u64::MAX);
    let mut noise = Noise::new(random, &world.options.rates, &VITAL_RECORDS);
    let mut record = Statement::new();
    let filed = days_after(person.born, noise.random.between(2, 21)).min(world.options.as_of);
    let amended = names(&mut noise, world, person, &mut record);
    parents(household, person, &mut record);
    facts(world, person, &delivery, &mut record);
    if let Some(hospital) = delivery.hospital {
        let at = (world.options.seed, hospital, world.options.people);
        record.set(Field::Mrn, own_number(at, household, person));
    }
    let home = household.home(person, person.born).0;
    dressed_address(&noise, world, home.address, &mut record);
    record.set(Field::Source, RVRS);
    record.set(Field::ReceivedAt, amended.unwrap_or(filed).to_string());
    record.kinds = noise.kinds;
    dress(&mut record, &VITAL_RECORDS);
    Some(record)
}

/// The child's names: at birth, or as amended since; gives the day of the amendment.
fn names(
    noise: &mut Noise,
    world: &World,
    person: &Person,
    record: &mut Statement,
) -> Option<Date> {
    let change = person.surnames.get(1).map(|named| named.from);
    let amended = change.filter(|_| noise.random.chance(noise.rates.certificate_amended));
    let mut names =
        written_names(noise, world, person, person.surname(amended.unwrap_or(person.born)));
    if noise.random.chance(noise.rates.named_late) {
        noise.kinds.add(Kind::NamedLate);
        names.first.clear();
        names.middle.clear();
    }
    record.set(Field::FirstName, names.first);
    record.set(Field::MiddleName, names.middle);
    record.set(Field::LastName, names.last);
    record.set(Field::Suffix, names.suffix);
    // After an adoption the former name stays behind locked doors; after paternity it does not.
    if amended.is_some() && noise.random.chance(0.5) {
        record.set(Field::AliasLastName, person.surnames[0].surname.full());
    }
    amended
}

fn parents(household: &Household, person: &Person, record: &mut Statement) {
    if let Some(mother) = household.mother() {
        record.set(Field::MotherFirstName, mother.first.as_ref());
        record.set(Field::MotherMaidenName, person.maiden.full());
        record.set(Field::MotherLastName, mother.surname(person.born).full());
        record.set(Field::MotherBirthDate, mother.born.to_string());
    }
    if let Some(father) = household.father() {
        record.set(Field::GuardianFirstName, father.first.as_ref());
        record.set(Field::GuardianLastName, father.surnames[0].surname.full());
    }
}

fn facts(world: &World, person: &Person, delivery: &Delivery, record: &mut Statement) {
    record.set(Field::BirthDate, person.born.to_string());
    record.set(Field::BirthTime, format!("{:04}", delivery.time));
    record.set(Field::Sex, letter(person.sex));
    record.set(Field::Plurality, delivery.plurality.to_string());
    if person.is_multiple() {
        record.set(Field::BirthOrder, delivery.order.to_string());
    }
    record.set(Field::BirthState, "MA");
    record.set(Field::CertificateNumber, format!("{:06}", delivery.certificate));
    let place = delivery.hospital.map(|hospital| world.facilities.all[hospital].code.as_str());
    record.set(Field::BirthFacility, place.unwrap_or("HOME"));
}
