//! Submissions: what a provider says about somebody on the day of a visit.
//!
//! In: a person, the household, a visit. Out: a statement. Must never: say anything of the future.

use crate::record::{Date, Field};

use super::called::Called;
use super::dress::dress;
use super::facility::{Habit, Trade};
use super::heritage::{ETHNICITIES, RACES};
use super::household::days_after;
use super::noise::{
    Noise, Written, birth_date, contact, maiden_name, medical_record_number, order_of_birth,
    parents_name, sex, ssn, surname_on_chart, written_names,
};
use super::person::{Household, Person};
use super::placeholder::placeholder;
use super::random::{Random, Stream, mix};
use super::statement::{Kind, Statement};
use super::visits::Visit;
use super::world::World;

/// The record of the visit, the `turn`-th of the person.
pub(super) fn submission(
    world: &World,
    household: &Household,
    person: &Person,
    (visit, turn): (Visit, u64),
) -> Statement {
    let facility = &world.facilities.all[visit.facility];
    let rates = &world.options.rates;
    let (seed, number) = (world.options.seed, u64::from(person.number));
    let mut fresh = Random::new(seed, Stream::Record, number, turn);
    // A chart is typed once; its errors come back with every record until it is typed anew.
    let typed = if fresh.chance(rates.chart_made_anew) { turn + 1 } else { 0 };
    let chart = Random::new(seed, Stream::Chart, number, typed << 32 | visit.facility as u64);
    let mut noise = Noise::new(chart, rates, &facility.profile);
    let mut record = Statement::new();

    let names = names(&mut noise, world, household, (person, visit));
    record.set(Field::FirstName, names.first);
    record.set(Field::MiddleName, names.middle);
    record.set(Field::LastName, names.last);
    record.set(Field::Suffix, names.suffix);
    record.set(Field::BirthDate, birth_date(&mut noise, household, person, visit.day));
    let written_sex = sex(&mut noise, person.sex);
    record.set(Field::Sex, written_sex);
    // The hospital of birth knows more than that of its newborn.
    if !visit.newborn && noise.gap(rates.bare) {
        noise.kinds.add(Kind::Bare);
        record.set(Field::MiddleName, "");
        for left_out in [Kind::MiddleMissing, Kind::MiddleInitial] {
            noise.kinds.remove(left_out);
        }
    } else {
        details(&mut noise, world, (household, person, visit), &mut record);
        race(&noise, person, &mut fresh, &mut record);
    }
    sharing(world, person, &mut fresh, &mut record);
    if visit.deceased {
        record.set(Field::DeathDate, visit.day.to_string());
    }
    record.set(Field::Source, facility.code.as_str());
    record.set(Field::ReceivedAt, received(world, person, visit, &mut fresh).to_string());
    record.kinds = noise.kinds;
    dress(&mut record, &facility.profile);
    record
}

/// A few days after the visit; the living are not reported after their death.
fn received(world: &World, person: &Person, visit: Visit, random: &mut Random) -> Date {
    let as_of = world.options.as_of;
    if visit.deceased {
        return days_after(visit.day, random.between(1, 40)).min(as_of);
    }
    days_after(visit.day, random.between(0, 3)).min(person.died.unwrap_or(as_of)).min(as_of)
}

fn names(
    noise: &mut Noise,
    world: &World,
    household: &Household,
    (person, visit): (&Person, Visit),
) -> Written {
    let rates = noise.rates;
    if visit.newborn && noise.random.chance(rates.placeholder_name) {
        return placeholder(noise, household, person, visit.day);
    }
    let surname = surname_on_chart(noise, household, person, visit.day);
    let called = Called::of(world, person);
    let mut names = written_names(noise, world, (person, &surname, visit.day), Some(&called));
    let turn = noise.random.below(60);
    if !noise.kinds.has(Kind::FirstLastSwap)
        && noise.strikes_by(Habit::MixesFamilies, rates.name_of_relative)
        && let Some(relative) = household.relative(person, visit.day, turn)
    {
        names.first = relative.first_name(visit.day).to_string();
        noise.kinds.add(Kind::NameOfRelative);
        for gone in FIRST_KINDS {
            noise.kinds.remove(gone);
        }
    }
    names
}

/// What another given name undoes.
const FIRST_KINDS: [Kind; 6] = [
    Kind::Nickname,
    Kind::UsesMiddle,
    Kind::OtherName,
    Kind::FirstTypo,
    Kind::FirstVariant,
    Kind::FirstCut,
];

/// Everything beyond name, date of birth and sex.
fn details(
    noise: &mut Noise,
    world: &World,
    (household, person, visit): (&Household, &Person, Visit),
    record: &mut Statement,
) {
    let facility = &world.facilities.all[visit.facility];
    let at = (world.options.seed, visit.facility, world.options.people);
    record.set(Field::Mrn, medical_record_number(noise, at, household, person));
    family(noise, world, (household, person, visit.day), record);
    order_of_birth(noise, person, record);
    record.set(Field::Ssn, ssn(noise, household, person));
    contact(noise, world, (household, person, visit.day), facility.phone, record);
    if person.medicaid > 0 && noise.random.chance(0.5) {
        record.set(Field::MedicaidId, person.medicaid.to_string());
    }
    if facility.trade == Trade::Hospital && visit.newborn {
        record.set(Field::BirthFacility, facility.code.as_str());
        if noise.random.chance(0.6) {
            record.set(Field::BirthState, "MA");
        }
    }
}

/// Mother's names and a guardian's.
fn family(
    noise: &mut Noise,
    world: &World,
    (household, person, day): (&Household, &Person, Date),
    record: &mut Statement,
) {
    let maiden = maiden_name(noise, household, person, day);
    let mother = household.mother_of(person, day);
    if let Some(mother) = mother.as_ref().filter(|_| !maiden.is_empty())
        && !noise.gap(noise.rates.mother_first_missing)
    {
        record.set(Field::MotherFirstName, parents_name(noise, world, mother.first));
    }
    record.set(Field::MotherMaidenName, maiden);
    let Some(mother) = mother.filter(|_| person.age(day) < 18) else { return };
    if !noise.random.chance(noise.profile.guardian) {
        return;
    }
    let (first, last) = if noise.random.chance(noise.rates.guardian_other) {
        let year = mother.born.year().saturating_sub(26);
        let first = world.names.given(person.heritage, person.sex, year, &mut noise.random);
        (first, world.names.surname(person.heritage, &mut noise.random))
    } else if let Some(father) = household.father()
        && person.former_mother(day).is_none()
        && noise.random.chance(noise.rates.guardian_father)
    {
        (father.first.clone(), father.surname(day).clone())
    } else {
        (mother.first.to_owned().into(), mother.last.clone())
    };
    record.set(Field::GuardianFirstName, parents_name(noise, world, &first));
    record.set(Field::GuardianLastName, last.full());
}

/// Race and ethnicity as the person states them, mostly the same each time. A child's are its own, not
/// taken from the parents' on its birth record.
fn race(noise: &Noise, person: &Person, random: &mut Random, record: &mut Statement) {
    let rates = noise.rates;
    if !noise.profile.extras || !random.chance(rates.race_sent) {
        return;
    }
    let customs = person.heritage.customs();
    let mut own = Random::new(mix(person.ssn), Stream::Called, 0, 0);
    let (mut race, mut hispanic) = (own.weighted(&customs.races), own.chance(customs.hispanic));
    if random.chance(rates.race_otherwise) {
        (race, hispanic) = (random.index(RACES.len()), random.chance(customs.hispanic));
    }
    record.set(Field::Race, RACES[race]);
    record.set(Field::Ethnicity, ETHNICITIES[usize::from(!hispanic)]);
}

/// What the person wishes, if it was asked and sent.
fn sharing(world: &World, person: &Person, random: &mut Random, record: &mut Statement) {
    if person.objects && random.chance(0.8) {
        record.set(Field::DataSharing, "no");
    } else if random.chance(world.options.rates.sharing_yes) && !person.objects {
        record.set(Field::DataSharing, "yes");
    }
}
