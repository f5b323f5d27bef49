//! When somebody is vaccinated, and by whom: each visit leaves one record.
//!
//! In: a person and the household. Out: visits in the order of their days. Must never: lie outside a
//! person's life or after the day of the run.

use crate::record::Date;

use super::facility::Trade;
use super::household::{date, days_after};
use super::person::{Household, Person};
use super::random::{Random, Stream, mix};
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
}

/// Providers began to report about then.
const FIRST_REPORT: (u16, u8, u8) = (2011, 6, 1);
/// Weights of 0, 1, 2 … records of somebody under 19, and of the grown (assumption).
const CHILD_VISITS: [u32; 8] = [5, 17, 29, 25, 13, 6, 3, 2];
const ADULT_VISITS: [u32; 5] = [14, 48, 25, 9, 4];
/// Births in hospital of which the hospital itself reports a dose (assumption).
const BIRTH_DOSE: f64 = 0.72;

/// The person's visits.
pub(super) fn visits(world: &World, household: &Household, person: &Person) -> Vec<Visit> {
    let number = u64::from(person.number);
    let mut random = Random::new(world.options.seed, Stream::Visits, number, 0);
    let as_of = world.options.as_of;
    let child = person.age(as_of) < 19;
    let mut left =
        if child { random.weighted(&CHILD_VISITS) } else { random.weighted(&ADULT_VISITS) };
    let mut visits = Vec::with_capacity(left);
    let start = date(FIRST_REPORT);
    let hospital = person.delivery.and_then(|delivery| delivery.hospital);
    if let Some(facility) = hospital.filter(|_| left > 0 && person.born >= start)
        && random.chance(BIRTH_DOSE)
    {
        let day = days_after(person.born, random.between(0, 2)).min(as_of);
        visits.push(Visit { day, facility, newborn: true });
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
        visits.push(Visit { day, facility, newborn: false });
    }
    visits.sort_by_key(|visit| (visit.day, visit.facility));
    visits
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
    if random.chance(0.04) {
        city = *world.places.cities.pick(random) as u16;
    }
    let turn = random.weighted(&if age < 19 { [78, 12, 10] } else { [45, 15, 40] });
    let own = if age < 19 { u64::from(household.number) } else { u64::from(person.number) << 32 };
    let habit = mix(own ^ mix(u64::from(city)));
    let children = age < 19 && !habit.is_multiple_of(4);
    let trade = match turn {
        2 if age >= 5 => Trade::Pharmacy,
        _ if children => Trade::Pediatric,
        _ => Trade::Family,
    };
    let near = world.facilities.near(city, trade);
    match turn {
        0 => near[(mix(habit) % near.len() as u64) as usize],
        _ => *random.pick(near),
    }
}
