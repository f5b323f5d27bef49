//! What changes over the years: surnames, homes, telephones, separations, children leaving.
//!
//! In: a household's people. Out: their dated surnames and homes. Must never: change what a person is
//! (sex, date of birth, mother).

use crate::record::{Date, Sex};

use super::children::{borne, custom_surname};
use super::household::{date, days_after};
use super::person::{Home, Household, Person, Role};
use super::random::Random;
use super::surname::Surname;
use super::world::World;

/// Nothing is asked of homes before this day: no record is older.
const FIRST_HOME: (u16, u8, u8) = (2008, 1, 1);
/// Moves that stay in the city (assumption).
const SAME_CITY: f64 = 0.55;

/// Names the children of one birth: the family's custom, and for some a change before two.
pub(super) fn name_children(
    world: &World,
    parents: &[Person],
    born: &mut [Person],
    random: &mut Random,
) {
    let Some(day) = born.first().map(|child| child.born) else { return };
    let mother = &parents[0];
    let hers = mother.surname(day).clone();
    let custom = match parents.get(1) {
        Some(father) => custom_surname(mother, father, random),
        None => hers.clone(),
    };
    let changes = random.chance(world.options.rates.surname_changed);
    let change = days_after(day, random.between(30, 720));
    let at_birth = match parents.get(1) {
        // Paternity acknowledged later: until then the mother's own surname.
        Some(_) if changes && random.chance(0.8) => mother.maiden_surname().clone(),
        _ => custom.clone(),
    };
    let later = if at_birth == custom {
        // Adoption, or a stepfather's name.
        world.names.surname(mother.heritage, random)
    } else {
        custom
    };
    for child in born {
        child.surnames = vec![borne(day, at_birth.clone())];
        if changes && change <= world.options.as_of {
            child.surnames.push(borne(change, later.clone()));
        }
    }
}

impl Person {
    /// The surname at birth.
    pub(super) fn maiden_surname(&self) -> &Surname {
        &self.surnames[0].surname
    }
}

/// Gives a household its homes and telephones, and its grown children theirs.
pub(super) fn settle(world: &World, household: &mut Household, city: usize, random: &mut Random) {
    let births: Vec<Date> = household.children().map(|child| child.born).collect();
    let first = date(FIRST_HOME);
    let start = births.first().map_or(first, |&day| first.max(days_after(day, -400)));
    household.homes = homes(world, (start, city), &births, random);
    household.phones = [city, city].map(|city| world.places.all[city].phone(random));
    household.email = email(household, random);
    if random.chance(world.options.rates.in_shelter) {
        let from = days_after(start, random.between(0, 4000));
        let shelter = random.index(world.shelters.len());
        household.shelter = Some((from, days_after(from, random.between(90, 700)), shelter));
    }
    let married = household.people.len();
    for place in 0..married {
        own_ways(world, household, place, random);
    }
}

/// Homes year by year, from a day on.
fn homes(
    world: &World,
    (start, city): (Date, usize),
    births: &[Date],
    random: &mut Random,
) -> Vec<Home> {
    let rates = &world.options.rates;
    let mut city = city;
    let mut homes = vec![Home { from: start, address: world.places.home(city, random) }];
    let mut day = start;
    while day < world.options.as_of {
        let young = births.iter().any(|&born| born <= day && days_after(born, 6 * 365) > day);
        let rate = if young { rates.moves_young_family } else { rates.moves_others };
        if random.chance(rate) {
            if !random.chance(SAME_CITY) {
                city = *world.places.cities.pick(random);
            }
            let from = days_after(day, random.between(1, 364));
            homes.push(Home { from, address: world.places.home(city, random) });
        }
        let next = days_after(day, 365);
        if next <= day {
            break;
        }
        day = next;
    }
    homes
}

/// An address at a domain that nobody can own.
fn email(household: &Household, random: &mut Random) -> Option<String> {
    let parent = household.people.first()?;
    let letters = |name: &str| -> String {
        deunicode::deunicode(name)
            .chars()
            .filter(char::is_ascii_alphabetic)
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    let first = letters(&parent.first);
    let last = letters(&parent.maiden_surname().first);
    let number = random.below(9999);
    let domain = random.pick(&["example.com", "example.org", "example.net"]);
    Some(match random.below(3) {
        0 => format!("{first}.{last}{number}@{domain}"),
        1 => format!("{}{last}{number}@{domain}", first.get(..1).unwrap_or("x")),
        _ => format!("{last}{number}@{domain}"),
    })
}

/// A grown child's own home and name; a second home of a child whose parents part; own telephones.
fn own_ways(world: &World, household: &mut Household, place: usize, random: &mut Random) {
    let as_of = world.options.as_of;
    let person = &household.people[place];
    let age = person.age(as_of);
    let city = usize::from(household.homes[household.homes.len() - 1].address.city);
    let phone = world.places.all[city].phone(random);
    let mut own_homes = Vec::new();
    let mut own_phone = None;
    let mut married = None;
    if person.role == Role::Child {
        let leaves = days_after(person.born, random.between(18 * 365, 28 * 365));
        let parts = days_after(person.born, random.between(300, 12 * 365));
        if leaves < as_of {
            let anywhere = *world.places.cities.pick(random);
            let start = (leaves, if random.chance(0.4) { city } else { anywhere });
            own_homes = homes(world, start, &[], random);
        } else if random.chance(world.options.rates.separated_parents) && parts < as_of {
            own_homes = vec![Home { from: parts, address: world.places.home(city, random) }];
        }
        if age >= 30
            && person.sex == Sex::Female
            && random.chance(world.options.rates.married_daughters)
            && random.chance(person.heritage.customs().wife_takes)
        {
            let day = days_after(person.born, random.between(23 * 365, 30 * 365));
            married = Some(borne(day, world.names.surname(person.heritage, random)));
        }
    }
    if age >= 16 && random.chance(0.85) {
        own_phone = Some(phone);
    }
    let person = &mut household.people[place];
    person.homes = own_homes;
    person.phone = own_phone;
    person.surnames.extend(married);
}
