//! Puts one household together: parents, children, homes, what changed over the years.
//!
//! In: the world and the household's number. Out: a [`Household`], the same for the same seed and
//! number. Must never: look at another household; that is what lets them be made side by side.

use crate::record::{Date, Sex};

use super::children;
use super::heritage::Heritage;
use super::life;
use super::names::Name;
use super::person::{Household, Named, OUTSIDE, Person, Role};
use super::random::{Random, Stream};
use super::surname::Surname;
use super::world::World;

/// Households with children, or whose children have grown (assumption).
const WITH_CHILDREN: f64 = 0.88;
/// Of those, with a known father (assumption).
const FATHER_KNOWN: f64 = 0.86;
/// Mothers and fathers of whom the registry may hear: all ages are vaccinated, but not all are
/// reported (assumption).
const MOTHER_COUNTED: f64 = 0.6;
/// The same for fathers.
const FATHER_COUNTED: f64 = 0.4;
/// Parents of one heritage (assumption).
const SAME_HERITAGE: f64 = 0.82;

/// The household of this number.
pub(super) fn household(world: &World, unit: u64) -> Household {
    let mut random = Random::new(world.options.seed, Stream::Household, unit, 0);
    let city = *world.places.cities.pick(&mut random);
    let heritage = world.places.all[city].heritage(&mut random);
    let mut household = if random.chance(WITH_CHILDREN) {
        family(world, heritage, &mut random)
    } else {
        childless(world, heritage, &mut random)
    };
    life::settle(world, &mut household, city, &mut random);
    children::deliver(world, &mut household, &mut random);
    household
}

/// One grown person on her or his own, to fill up the number asked for.
pub(super) fn single(world: &World, unit: u64) -> Household {
    let mut random = Random::new(world.options.seed, Stream::Filler, unit, 0);
    let city = *world.places.cities.pick(&mut random);
    let heritage = world.places.all[city].heritage(&mut random);
    let adult = grown(world, heritage, any_sex(&mut random), &mut random);
    let mut household = empty(vec![adult]);
    life::settle(world, &mut household, city, &mut random);
    household
}

fn empty(people: Vec<Person>) -> Household {
    Household { number: 0, people, homes: Vec::new(), phones: [0; 2], email: None, shelter: None }
}

fn any_sex(random: &mut Random) -> Sex {
    if random.chance(0.5) { Sex::Female } else { Sex::Male }
}

/// The date of a constant.
pub(super) fn date((year, month, day): (u16, u8, u8)) -> Date {
    Date::new(year, month, day).unwrap_or_default()
}

/// A date this many days after (or before) another, but within the calendar.
pub(super) fn days_after(date: Date, days: i32) -> Date {
    Date::from_day_number(date.day_number() + days).unwrap_or(date)
}

fn family(world: &World, heritage: Heritage, random: &mut Random) -> Household {
    // Children dominate: most first births lie within the last 17 years.
    let years_back =
        if random.chance(0.8) { random.between(0, 17) } else { random.between(18, 42) };
    let first_birth = days_after(world.options.as_of, -years_back * 365 - random.between(0, 364));
    let age = 18 + random.between(0, 11) + random.between(0, 12);
    let mother_born = days_after(first_birth, -age * 365 - random.between(0, 364));
    let father_born = days_after(mother_born, random.between(-7 * 365, 3 * 365));
    let mother = person(world, (Role::Mother, heritage, Sex::Female, mother_born), random);
    let father = person(
        world,
        (Role::Father, partner(world, heritage, random), Sex::Male, father_born),
        random,
    );
    let mut people = vec![mother];
    if random.chance(FATHER_KNOWN) {
        people.push(father);
        marry(&mut people, first_birth, random);
    }
    let children = children::children(world, &mut people, first_birth, random);
    people.extend(children);
    for person in &mut people {
        let counted = match person.role {
            Role::Mother => random.chance(MOTHER_COUNTED),
            Role::Father => random.chance(FATHER_COUNTED),
            Role::Child => true,
        };
        person.number = if counted { 0 } else { OUTSIDE };
    }
    empty(people)
}

fn partner(world: &World, heritage: Heritage, random: &mut Random) -> Heritage {
    if random.chance(SAME_HERITAGE) {
        return heritage;
    }
    let city = *world.places.cities.pick(random);
    world.places.all[city].heritage(random)
}

/// Marriage around the first birth: she may take his name, or join the two. Those who never marry
/// keep theirs.
fn marry(people: &mut [Person], first_birth: Date, random: &mut Random) {
    let [mother, father] = people else { return };
    if !random.chance(0.72) {
        return;
    }
    let day = days_after(first_birth, random.between(-2500, 1200));
    let his = &father.surnames[0].surname;
    let hers = mother.surnames[0].surname.clone();
    let surname = if random.chance(mother.heritage.customs().wife_takes) {
        his.clone()
    } else if random.chance(0.06) {
        Surname::double(hers.first, his.first.clone(), true)
    } else {
        return;
    };
    mother.surnames.push(Named { from: day.max(days_after(mother.born, 17 * 365)), surname });
}

fn childless(world: &World, heritage: Heritage, random: &mut Random) -> Household {
    let first = grown(world, heritage, any_sex(random), random);
    let mut people = vec![first];
    if random.chance(0.4) && people[0].sex == Sex::Female {
        let born = days_after(people[0].born, random.between(-6 * 365, 3 * 365));
        let his = partner(world, heritage, random);
        people.push(person(world, (Role::Father, his, Sex::Male, born), random));
        let wedding = days_after(people[0].born, random.between(22 * 365, 35 * 365));
        marry(&mut people, wedding, random);
    }
    empty(people)
}

fn grown(world: &World, heritage: Heritage, sex: Sex, random: &mut Random) -> Person {
    let years = 19 + random.between(0, 40) + random.between(0, 36);
    let born = days_after(world.options.as_of, -years * 365 - random.between(0, 364));
    let role = if sex == Sex::Female { Role::Mother } else { Role::Father };
    person(world, (role, heritage, sex, born), random)
}

/// A person with names of her or his own.
pub(super) fn person(
    world: &World,
    (role, heritage, sex, born): (Role, Heritage, Sex, Date),
    random: &mut Random,
) -> Person {
    let year = born.year();
    let surname = world.names.surname(heritage, random);
    Person {
        number: 0,
        role,
        heritage,
        first: world.names.given(heritage, sex, year, random),
        middle: middle(world, (heritage, sex, year), random),
        suffix: "",
        sex,
        born,
        surnames: vec![Named { from: born, surname }],
        maiden: world.names.surname(heritage, random),
        delivery: None,
        homes: Vec::new(),
        phone: None,
        medicaid: if random.chance(world.options.rates.on_medicaid) {
            100_000_000_000 + u64::from(random.below(u32::MAX)) * 200 + u64::from(random.below(200))
        } else {
            0
        },
        ssn: ssn(random),
        objects: random.chance(world.options.rates.objection),
    }
}

/// A middle name, if any.
pub(super) fn middle(
    world: &World,
    (heritage, sex, year): (Heritage, Sex, u16),
    random: &mut Random,
) -> Option<Name> {
    match heritage {
        Heritage::Vietnamese if random.chance(0.7) => {
            Some(if sex == Sex::Female { "Thi" } else { "Van" }.into())
        }
        Heritage::Chinese | Heritage::Vietnamese | Heritage::Indian if random.chance(0.5) => None,
        _ if random.chance(0.12) => None,
        _ => Some(world.names.given(heritage, sex, year, random)),
    }
}

/// Nine digits in a shape that could be issued.
fn ssn(random: &mut Random) -> u64 {
    let area = u64::from(random.below(660)) + 1;
    let group = u64::from(random.below(99)) + 1;
    area * 1_000_000 + group * 10_000 + u64::from(random.below(9999)) + 1
}
