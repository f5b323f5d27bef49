//! Birth records, as the Registry of Vital Records and Statistics sends them: one a person born in
//! the state since 2012.
//!
//! In: a person and the household. Out: a statement, or none. Must never: be given for anybody born
//! before the birth-record era or outside the state.

use crate::record::{Date, Field, Sex};

use super::children::letter;
use super::dress::dress;
use super::facility::vital_records;
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
    let profile = vital_records(&world.options.rates);
    let mut noise = Noise::new(random, &world.options.rates, &profile);
    let mut record = Statement::new();
    let filed = days_after(person.born, noise.random.between(2, 21));
    let amended = amendment(&mut noise, world, household, person);
    let as_known = amended.unwrap_or(person.born);
    names(&mut noise, world, person, as_known, &mut record);
    parents(household, person, as_known, &mut record);
    facts(world, person, &delivery, &mut record);
    if let Some(hospital) = delivery.hospital {
        let at = (world.options.seed, hospital, world.options.people);
        record.set(Field::Mrn, own_number(at, household, person));
    }
    let home = household.home(person, person.born).0;
    dressed_address(&noise, world, home.address, &mut record);
    record.set(Field::Source, RVRS);
    let sent = death(&mut noise, person, amended.unwrap_or(filed), &mut record);
    record.set(Field::ReceivedAt, sent.min(world.options.as_of).to_string());
    record.kinds = noise.kinds;
    dress(&mut record, &profile);
    Some(record)
}

/// The day from which the certificate says something else than at birth, if it has been amended: for
/// all children of one birth or for none.
fn amendment(
    noise: &mut Noise,
    world: &World,
    household: &Household,
    person: &Person,
) -> Option<Date> {
    let day = person.renamed().filter(|&day| person.died.is_none_or(|died| day < died))?;
    let adopted = person.former_mother.is_some();
    let share =
        if adopted { noise.rates.adoption_amended } else { noise.rates.certificate_amended };
    let birth = u64::from(household.number) << 32 | u64::from(person.born.day_number() as u32);
    let mut together = Random::new(world.options.seed, Stream::Record, birth, u64::MAX - 1);
    if !together.chance(share) {
        noise.kinds.add(Kind::NameSinceChanged);
        return None;
    }
    noise.kinds.add(Kind::CertificateAmended);
    Some(day)
}

/// The child's names as known on this day.
fn names(noise: &mut Noise, world: &World, person: &Person, day: Date, record: &mut Statement) {
    let mut names = written_names(noise, world, (person, person.surname(day), day), None);
    if noise.random.chance(noise.rates.named_late) {
        noise.kinds.add(Kind::NamedLate);
        names.middle.clear();
        let sex = if person.sex == Sex::Male { "Baby Boy" } else { "Baby Girl" };
        names.first = if noise.random.chance(0.5) { sex.to_owned() } else { String::new() };
    }
    record.set(Field::FirstName, names.first);
    record.set(Field::MiddleName, names.middle);
    record.set(Field::LastName, names.last);
    record.set(Field::Suffix, names.suffix);
    // After an adoption the former name stays behind locked doors; after paternity it does not.
    if day > person.born && person.former_mother.is_none() && noise.random.chance(0.7) {
        record.set(Field::AliasLastName, person.surname(person.born).full());
    }
}

fn parents(household: &Household, person: &Person, day: Date, record: &mut Statement) {
    if let Some(mother) = household.mother_of(person, day) {
        record.set(Field::MotherFirstName, mother.first);
        record.set(Field::MotherMaidenName, person.maiden(day).full());
        record.set(Field::MotherLastName, mother.last.full());
        record.set(Field::MotherBirthDate, mother.born.to_string());
    }
    // The father of a child born to another family is not this household's.
    if let Some(father) = household.father().filter(|_| person.former_mother(day).is_none()) {
        record.set(Field::GuardianFirstName, father.first.as_ref());
        record.set(Field::GuardianLastName, father.surnames[0].surname.full());
    }
}

/// Says that the child has died, if the office of births has been told; gives the day of sending.
fn death(noise: &mut Noise, person: &Person, sent: Date, record: &mut Statement) -> Date {
    match person.died {
        // What is filed after the death knows of it.
        Some(died) if died <= sent || noise.random.chance(noise.rates.death_on_birth_record) => {
            record.set(Field::DeathDate, died.to_string());
            sent.max(days_after(died, noise.random.between(1, 20)))
        }
        _ => sent,
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
