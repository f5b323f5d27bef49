//! When somebody is vaccinated, and by whom: each visit leaves one record.
//!
//! In: a person and the household. Out: visits in the order of their days. Must never: lie outside a
//! person's life or after the day of the run.

use crate::record::Date;

use super::facility::Trade;
use super::household::{date, days_after};
use super::person::{Household, Person};
use super::random::{Random, Stream, mix};
use super::rates::Rates;
use super::world::World;

/// One record's occasion.
#[derive(Clone, Copy)]
pub(super) struct Visit {
    /// The day.
    pub(super) day: Date,
    /// Place in the list of facilities.
    pub(super) facility: usize,
    /// Whether this is the hospital of birth sending its newborn.
    pub(super) newborn: bool,
    /// Whether the record says that the person has died.
    pub(super) deceased: bool,
}

/// Providers began to report about then.
pub(super) const FIRST_REPORT: (u16, u8, u8) = (2011, 6, 1);

/// The person's visits.
pub(super) fn visits(world: &World, household: &Household, person: &Person) -> Vec<Visit> {
    let number = u64::from(person.number);
    let mut random = Random::new(world.options.seed, Stream::Visits, number, 0);
    let rates = &world.options.rates;
    let as_of = person.died.unwrap_or(world.options.as_of);
    let mut left = count(rates, person.age(world.options.as_of) < 19, &mut random);
    let mut visits = Vec::with_capacity(left);
    let start = date(FIRST_REPORT);
    let hospital = person.delivery.and_then(|delivery| delivery.hospital);
    if let Some(facility) = hospital.filter(|_| left > 0 && person.born >= start)
        && random.chance(rates.birth_dose_reported)
    {
        let day = days_after(person.born, random.between(0, 2)).min(as_of);
        visits.push(Visit { day, facility, newborn: true, deceased: false });
        left -= 1;
    }
    let first = start.max(days_after(person.born, 14));
    for _ in 0..left {
        if first > as_of {
            break;
        }
        let last = as_of.day_number() - first.day_number();
        // Most of a child's doses fall into the first two years.
        let window = if random.chance(0.55) { last.min(730) } else { last };
        let day = days_after(first, random.between(0, window));
        let facility = facility(world, household, person, day, &mut random);
        visits.push(Visit { day, facility, newborn: false, deceased: false });
    }
    visits.sort_by_key(|visit| (visit.day, visit.facility));
    if let Some(day) = person.died.filter(|_| random.chance(rates.death_reported)) {
        let facility = facility(world, household, person, day, &mut random);
        visits.push(Visit { day, facility, newborn: false, deceased: true });
    }
    visits
}

/// How many records somebody has.
fn count(rates: &Rates, child: bool, random: &mut Random) -> usize {
    if child {
        return random.share([
            rates.child_records_0,
            rates.child_records_1,
            rates.child_records_2,
            rates.child_records_3,
            rates.child_records_4,
            rates.child_records_5,
            rates.child_records_6,
            rates.child_records_7,
        ]);
    }
    random.share([
        rates.adult_records_0,
        rates.adult_records_1,
        rates.adult_records_2,
        rates.adult_records_3,
        rates.adult_records_4,
        rates.adult_records_5,
    ])
}

/// The family's own clinic mostly: brothers and sisters meet there. Else another near by, or a
/// pharmacy.
fn facility(
    world: &World,
    household: &Household,
    person: &Person,
    day: Date,
    random: &mut Random,
) -> usize {
    let age = person.age(day);
    let mut city = household.home(person, day).0.address.city;
    if random.chance(world.options.rates.seen_elsewhere) {
        city = *world.places.cities.pick(random) as u16;
    }
    let turn = random.weighted(&if age < 19 { [78, 12, 10] } else { [45, 15, 40] });
    let (habit, near) = choices(world, household, person, (age, city, turn));
    match turn {
        0 => usual(habit, near),
        _ => *random.pick(near),
    }
}

/// Where the person would go on this day as always.
pub(super) fn usual_facility(
    world: &World,
    household: &Household,
    person: &Person,
    day: Date,
) -> usize {
    let city = household.home(person, day).0.address.city;
    let (habit, near) = choices(world, household, person, (person.age(day), city, 0));
    usual(habit, near)
}

fn usual(habit: u64, near: &[usize]) -> usize {
    near[(mix(habit) % near.len() as u64) as usize]
}

/// The habit of a family, or of a grown person, in this city, and the facilities between which it
/// chooses.
fn choices<'a>(
    world: &'a World,
    household: &Household,
    person: &Person,
    (age, city, turn): (i32, u16, usize),
) -> (u64, &'a [usize]) {
    let own = if age < 19 { u64::from(household.number) } else { u64::from(person.number) << 32 };
    let habit = mix(own ^ mix(u64::from(city)));
    let children = age < 19 && !habit.is_multiple_of(4);
    let trade = match turn {
        2 if age >= 5 => Trade::Pharmacy,
        _ if children => Trade::Pediatric,
        _ => Trade::Family,
    };
    (habit, world.facilities.near(city, trade))
}
