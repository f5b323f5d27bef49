//! What changes over the years: surnames, homes, telephones, separations, children leaving.
//!
//! In: a household's people. Out: their dated surnames and homes. Must never: change what a person is
//! (sex, date of birth, mother).

use crate::record::{Date, Sex};

use super::children::{borne, custom_surname};
use super::household::{date, days_after, divorce};
use super::person::{Home, Household, Person, Role};
use super::random::Random;
use super::surname::Surname;
use super::world::{SHELTERS, World};

/// Nothing is asked of homes before this day: no record is older.
const FIRST_HOME: (u16, u8, u8) = (2008, 1, 1);

/// Names the children of one birth: the family's custom, and for some a change before two.
pub(super) fn name_children(
    world: &World,
    parents: &[Person],
    (born, eldest): (&mut [Person], bool),
    random: &mut Random,
) {
    let rates = &world.options.rates;
    let Some(day) = born.first().map(|child| child.born) else { return };
    let mother = &parents[0];
    let hers = mother.surname(day).clone();
    let custom = match parents.get(1) {
        Some(_) if !eldest && random.chance(rates.half_siblings) => {
            world.names.surname(mother.heritage, random)
        }
        Some(father) => custom_surname(mother, father, random),
        None => hers.clone(),
    };
    let changes = random.chance(rates.surname_changed);
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
    household.email = email(household, random);
    if household.people[0].age(world.options.as_of) >= 80 {
        nursing_home(world, household, random);
    } else if random.chance(world.options.rates.in_shelter) {
        let from = days_after(start, random.between(0, 4000));
        let shelter = random.index(SHELTERS);
        household.shelter = Some((from, days_after(from, random.between(90, 700)), shelter));
    }
    let married = household.people.len();
    for place in 0..married {
        own_ways(world, household, place, random);
    }
}

/// The oldest may move where many live at one address.
fn nursing_home(world: &World, household: &mut Household, random: &mut Random) {
    if random.chance(world.options.rates.in_nursing_home) {
        let from = days_after(world.options.as_of, -random.between(100, 2500));
        let place = random.between(SHELTERS as i32, world.shelters.len() as i32 - 1);
        household.shelter = Some((from, days_after(world.options.as_of, 1), place as usize));
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
    let mut home = home(world, (start, city), random);
    let mut homes = vec![home];
    let mut day = start;
    while day < world.options.as_of {
        let young = births.iter().any(|&born| born <= day && days_after(born, 6 * 365) > day);
        let rate = if young { rates.moves_young_family } else { rates.moves_others };
        if random.chance(rate) {
            home = moved(world, (home, day), random);
            homes.push(home);
        } else if random.chance(rates.phone_changes) {
            home.from = days_after(day, random.between(1, 364));
            home.phones = phones(world, usize::from(home.address.city), random);
            homes.push(home);
        }
        let next = days_after(day, 365);
        if next <= day {
            break;
        }
        day = next;
    }
    homes
}

/// A first home.
fn home(world: &World, (from, city): (Date, usize), random: &mut Random) -> Home {
    Home { from, address: world.places.home(city, random), phones: phones(world, city, random) }
}

fn phones(world: &World, city: usize, random: &mut Random) -> [u64; 2] {
    [city, city].map(|city| world.places.all[city].phone(random))
}

/// The next home, in the year that begins on this day.
fn moved(world: &World, (before, year): (Home, Date), random: &mut Random) -> Home {
    let rates = &world.options.rates;
    let stays = random.chance(rates.moves_in_town);
    let city = match stays {
        true => usize::from(before.address.city),
        false => *world.places.cities.pick(random),
    };
    let from = days_after(year, random.between(1, 364));
    let mut next = home(world, (from, city), random);
    if random.chance(rates.phone_kept) {
        next.phones = before.phones;
    }
    next
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

/// A grown child's own home and name; a second home of a child whose parents part, or a first one
/// before an adoption; a telephone of one's own; a husband's name.
fn own_ways(world: &World, household: &mut Household, place: usize, random: &mut Random) {
    let person = &household.people[place];
    let young = person.age(world.options.as_of) < 18;
    let homes = match place.checked_sub(1).map(|before| &household.people[before]) {
        // Children of one birth go together until they are grown.
        Some(twin) if young && twin.role == Role::Child && twin.born == person.born => {
            twin.homes.clone()
        }
        _ => own_homes(world, household, person, random),
    };
    let city = homes.last().or(household.homes.last()).map_or(0, |home| home.address.city);
    let phone = world.places.all[usize::from(city)].phone(random);
    let alone = household.people.len() == 1;
    let person = &mut household.people[place];
    person.homes = homes;
    person.phone = (person.role == Role::Child && random.chance(0.85)).then_some(phone);
    if person.role == Role::Child || alone {
        wed(world, person, random);
    }
}

fn own_homes(
    world: &World,
    household: &Household,
    person: &Person,
    random: &mut Random,
) -> Vec<Home> {
    if person.role != Role::Child {
        return Vec::new();
    }
    let as_of = world.options.as_of;
    let city = usize::from(household.homes[household.homes.len() - 1].address.city);
    let leaves = days_after(person.born, random.between(18 * 365, 28 * 365));
    let parts = days_after(person.born, random.between(300, 12 * 365));
    if leaves < as_of {
        let anywhere = *world.places.cities.pick(random);
        let start = (leaves, if random.chance(0.4) { city } else { anywhere });
        homes(world, start, &[], random)
    } else if let Some(mother) = &person.former_mother {
        let before = home(world, (person.born, *world.places.cities.pick(random)), random);
        let after = household.homes.iter().filter(|home| home.from > mother.until);
        let joined = Home { from: mother.until, ..household.home(person, mother.until).0 };
        [before, joined].into_iter().chain(after.copied()).collect()
    } else if random.chance(world.options.rates.separated_parents) && parts < as_of {
        vec![home(world, (parts, city), random)]
    } else {
        Vec::new()
    }
}

/// A woman on her own may have married, and taken the name.
fn wed(world: &World, person: &mut Person, random: &mut Random) {
    let rates = &world.options.rates;
    if person.age(world.options.as_of) >= 30
        && person.sex == Sex::Female
        && random.chance(rates.married_women)
        && random.chance(person.heritage.customs().wife_takes * rates.wives_take_name)
    {
        let wedding = days_after(person.born, random.between(21 * 365, 34 * 365));
        let surname = world.names.surname(person.heritage, random);
        person.surnames.push(borne(wedding, surname));
        divorce(rates, person, wedding, random);
    }
}
