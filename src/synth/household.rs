//! Puts one household together: parents, children, homes, what changed over the years.
//!
//! In: the world and the household's number. Out: a [`Household`], the same for the same seed and
//! number. Must never: look at another household; that is what lets them be made side by side.

use crate::record::{Date, Sex};

use super::children;
use super::fate;
use super::heritage::Heritage;
use super::kin::{Kin, kin};
use super::life;
use super::names::Name;
use super::person::{Household, Named, OUTSIDE, Person, Role};
use super::random::{Random, Stream};
use super::rates::Rates;
use super::surname::Surname;
use super::world::World;

/// The household of this number.
pub(super) fn household(world: &World, unit: u64) -> Household {
    let mut random = Random::new(world.options.seed, Stream::Household, unit, 0);
    let kin = kin(world, unit);
    let city = match &kin {
        Some(kin) if random.chance(0.6) => kin.city,
        _ => *world.places.cities.pick(&mut random),
    };
    let heritage = world.places.all[city].heritage(&mut random);
    let mut household = if kin.is_some() || random.chance(world.options.rates.with_children) {
        family(world, heritage, kin.as_ref(), &mut random)
    } else {
        childless(world, heritage, &mut random)
    };
    life::settle(world, &mut household, city, &mut random);
    children::deliver(world, &mut household, &mut random);
    bury(world, &mut household, &mut random);
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
    bury(world, &mut household, &mut random);
    household
}

fn bury(world: &World, household: &mut Household, random: &mut Random) {
    let as_of = world.options.as_of;
    for person in &mut household.people {
        person.died = fate::death(&world.options.rates, person, as_of, random);
    }
}

fn empty(people: Vec<Person>) -> Household {
    Household { number: 0, people, homes: Vec::new(), email: None, shelter: None }
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

fn family(world: &World, heritage: Heritage, kin: Option<&Kin>, random: &mut Random) -> Household {
    let rates = &world.options.rates;
    // Children dominate: most first births lie within the last 17 years.
    let years_back = match kin {
        Some(kin) => (kin.years_back + random.between(-3, 3)).max(0),
        None if random.chance(rates.young_families) => random.between(0, 17),
        None => random.between(18, 42),
    };
    let first_birth = days_after(world.options.as_of, -years_back * 365 - random.between(0, 364));
    let age = 18 + random.between(0, 11) + random.between(0, 12);
    let mother_born = days_after(first_birth, -age * 365 - random.between(0, 364));
    let father_born = days_after(mother_born, random.between(-7 * 365, 3 * 365));
    let mut mother = person(world, (Role::Mother, heritage, Sex::Female, mother_born), random);
    let mut father = person(
        world,
        (Role::Father, partner(world, heritage, random), Sex::Male, father_born),
        random,
    );
    if let Some(kin) = kin {
        related(kin, if kin.sisters { &mut mother } else { &mut father });
    }
    let mut people = vec![mother];
    if random.chance(rates.father_known) {
        people.push(father);
        marry(world, &mut people, first_birth, random);
    }
    let children = children::children(world, &mut people, first_birth, random);
    people.extend(children);
    for person in &mut people {
        let counted = match person.role {
            Role::Mother => random.chance(rates.mother_counted),
            Role::Father => random.chance(rates.father_counted),
            Role::Child => true,
        };
        person.number = if counted { 0 } else { OUTSIDE };
    }
    empty(people)
}

/// Makes this parent the sister or brother of one in the other household.
fn related(kin: &Kin, parent: &mut Person) {
    parent.heritage = kin.heritage;
    parent.surnames[0].surname = kin.surname.clone();
    parent.maiden = kin.maiden.clone();
}

fn partner(world: &World, heritage: Heritage, random: &mut Random) -> Heritage {
    if random.chance(world.options.rates.same_heritage) {
        return heritage;
    }
    let city = *world.places.cities.pick(random);
    world.places.all[city].heritage(random)
}

/// Marriage around the first birth: she may take his name, or join the two. Those who never marry
/// keep theirs.
fn marry(world: &World, people: &mut [Person], first_birth: Date, random: &mut Random) {
    let [mother, father] = people else { return };
    let rates = &world.options.rates;
    if !random.chance(rates.married) {
        return;
    }
    let day = days_after(first_birth, random.between(-2500, 1200));
    let his = &father.surnames[0].surname;
    let hers = mother.surnames[0].surname.clone();
    let surname = if random.chance(mother.heritage.customs().wife_takes * rates.wives_take_name) {
        his.clone()
    } else if random.chance(0.06) {
        Surname::double(hers.first, his.first.clone(), true)
    } else {
        return;
    };
    let wedding = day.max(days_after(mother.born, 17 * 365));
    mother.surnames.push(Named { from: wedding, surname });
    divorce(rates, mother, wedding, random);
}

/// She may take her own name again.
pub(super) fn divorce(rates: &Rates, wife: &mut Person, wedding: Date, random: &mut Random) {
    if random.chance(rates.divorced) {
        let from = days_after(wedding, random.between(2 * 365, 22 * 365));
        let surname = wife.surnames[0].surname.clone();
        wife.surnames.push(Named { from, surname });
    }
}

fn childless(world: &World, heritage: Heritage, random: &mut Random) -> Household {
    let first = grown(world, heritage, any_sex(random), random);
    let mut people = vec![first];
    if random.chance(world.options.rates.couples) && people[0].sex == Sex::Female {
        let born = days_after(people[0].born, random.between(-6 * 365, 3 * 365));
        let his = partner(world, heritage, random);
        people.push(person(world, (Role::Father, his, Sex::Male, born), random));
        let wedding = days_after(people[0].born, random.between(22 * 365, 35 * 365));
        marry(world, &mut people, wedding, random);
    }
    empty(people)
}

fn grown(world: &World, heritage: Heritage, sex: Sex, random: &mut Random) -> Person {
    let years = 19 + random.between(0, 40) + random.between(0, 36);
    let born = days_after(world.options.as_of, -years * 365 - random.between(0, 364));
    let role = if sex == Sex::Female { Role::Mother } else { Role::Father };
    let mut adult = person(world, (role, heritage, sex, born), random);
    if random.chance(world.options.rates.namesakes) {
        let of = &world.namesakes[random.index(world.namesakes.len())];
        (adult.heritage, adult.sex, adult.born) = (of.heritage, of.sex, of.born);
        adult.role = if of.sex == Sex::Female { Role::Mother } else { Role::Father };
        adult.first = of.first.clone();
        adult.surnames = vec![Named { from: of.born, surname: of.surname.clone() }];
    }
    adult
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
        former_first: None,
        middle: middle(world, (heritage, sex, year), random),
        suffix: "",
        sex,
        born,
        surnames: vec![Named { from: born, surname }],
        maiden: world.names.surname(heritage, random),
        former_mother: None,
        delivery: None,
        homes: Vec::new(),
        died: None,
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
        _ if random.chance(world.options.rates.middle_none) => None,
        _ => Some(world.names.middle(heritage, sex, year, random)),
    }
}

/// Nine digits in a shape that could be issued.
fn ssn(random: &mut Random) -> u64 {
    let area = u64::from(random.below(660)) + 1;
    let group = u64::from(random.below(99)) + 1;
    area * 1_000_000 + group * 10_000 + u64::from(random.below(9999)) + 1
}
