//! The people: exactly as many as were asked for, numbered, their births registered.
//!
//! In: the world. Out: households in the order of their numbers. Must never: let the number of threads
//! show; households are made side by side but counted and numbered one after another.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::record::Date;

use super::household::{date, household, single};
use super::person::{Household, OUTSIDE};
use super::world::World;

/// Households made before they are counted.
const BATCH: u64 = 8192;
/// Births are registered from this day on: the first of the birth records that the registry holds.
const FIRST_REGISTERED: (u16, u8, u8) = (2012, 1, 1);
/// Certificate numbers of a year: six digits.
const CERTIFICATES: u32 = 999_999;

/// Everybody.
pub(super) fn population(world: &World) -> Result<Vec<Household>> {
    let people = world.options.people;
    let mut households: Vec<Household> = Vec::new();
    let mut counted = 0;
    let mut unit = 0;
    let batch = BATCH.min(people as u64);
    while counted < people {
        let made: Vec<Household> =
            (unit..unit + batch).into_par_iter().map(|unit| household(world, unit)).collect();
        unit += batch;
        for next in made {
            let size = next.counted();
            if counted + size > people {
                break;
            }
            counted += size;
            households.push(next);
        }
        // A household that no longer fits ends it; single adults make up the rest.
        if people - counted < LARGEST {
            households.extend((counted as u64..people as u64).map(|unit| single(world, unit)));
            counted = people;
        }
    }
    number(&mut households);
    register(&mut households)?;
    Ok(households)
}

/// No household is this large.
const LARGEST: usize = 20;

fn number(households: &mut [Household]) {
    let mut next = 0;
    for (household, number) in households.iter_mut().zip(0..) {
        household.number = number;
        for person in household.people.iter_mut().filter(|person| person.number != OUTSIDE) {
            person.number = next;
            next += 1;
        }
    }
}

/// Numbers certificates as the state does: year by year, in the order of birth.
fn register(households: &mut [Household]) -> Result<()> {
    let mut births: Vec<(Date, u16, u32, u8, u32)> = Vec::new();
    let first = date(FIRST_REGISTERED);
    for household in &*households {
        for (person, place) in household.people.iter().zip(0..) {
            if let Some(delivery) = person.delivery.filter(|_| person.born >= first) {
                births.push((person.born, delivery.time, household.number, delivery.order, place));
            }
        }
    }
    births.par_sort_unstable();
    let (mut year, mut last) = (0, 0);
    for (born, _, household, _, place) in births {
        last = if born.year() == year { last + 1 } else { 1 };
        year = born.year();
        if last > CERTIFICATES {
            return Err(Error::Usage(format!(
                "more than {CERTIFICATES} births in {year}: ask for fewer people, certificate numbers have six digits"
            )));
        }
        let person = &mut households[household as usize].people[place as usize];
        if let Some(delivery) = &mut person.delivery {
            delivery.certificate = last;
        }
    }
    Ok(())
}
