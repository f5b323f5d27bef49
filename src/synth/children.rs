//! The children of a family: when they are born, together with whom, and what they are called.
//!
//! In: the parents and the day of the first birth. Out: the children by age, then their deliveries.
//! Must never: give two children of one family the same name on purpose or by accident, save for a
//! son and his father.

use crate::record::{Date, Sex};

use super::adoption::former_ways;
use super::heritage::Heritage;
use super::household::{days_after, middle, person};
use super::life;
use super::names::Name;
use super::person::{Delivery, Household, Named, Person, Role};
use super::random::Random;
use super::surname::Surname;
use super::world::World;

/// A family's children up to now.
pub(super) fn children(
    world: &World,
    parents: &mut [Person],
    first_birth: Date,
    random: &mut Random,
) -> Vec<Person> {
    let mut all: Vec<Person> = Vec::new();
    let mut day = first_birth;
    let rates = &world.options.rates;
    let here = random.chance(rates.born_here);
    let pregnancies = [
        rates.one_pregnancy,
        rates.two_pregnancies,
        rates.three_pregnancies,
        rates.four_pregnancies,
        rates.five_pregnancies,
    ];
    for _ in 0..=random.share(pregnancies) {
        let mother_age = parents[0].age(day);
        if day > world.options.as_of || mother_age > 46 {
            break;
        }
        let born = siblings_born(world, parents, day, &all, random);
        all.extend(born);
        day = days_after(day, random.between(400, 1000) + random.between(0, 900));
    }
    mark_births(&mut all, here, random);
    name_after_father(world, parents, &mut all, random);
    name_after_mother(world, &parents[0], &mut all, random);
    all
}

/// The one, two or three children of one birth.
fn siblings_born(
    world: &World,
    parents: &[Person],
    day: Date,
    older: &[Person],
    random: &mut Random,
) -> Vec<Person> {
    let rates = &world.options.rates;
    let plurality = if random.chance(rates.triplet_deliveries) {
        3
    } else if random.chance(rates.twin_deliveries) {
        2
    } else {
        1
    };
    let heritage = random.pick(parents).heritage;
    let first_sex = if random.chance(0.51) { Sex::Male } else { Sex::Female };
    let identical = random.chance(rates.identical_twins);
    let mut born: Vec<Person> = Vec::with_capacity(plurality);
    for order in 1..=plurality {
        let sex = match random.chance(0.5) {
            _ if order == 1 || identical => first_sex,
            true => Sex::Male,
            false => Sex::Female,
        };
        let mut child = person(world, (Role::Child, heritage, sex, day), random);
        child.maiden = parents[0].surnames[0].surname.clone();
        child.delivery = Some(Delivery {
            hospital: None,
            plurality: plurality as u8,
            order: order as u8,
            time: 0,
            certificate: 0,
        });
        if let Some(twin) = born.first()
            && random.chance(rates.alike_twin_names)
        {
            sound_alike(world, twin, &mut child, random);
        }
        if random.chance(rates.middle_maiden) {
            child.middle = Some(child.maiden.first.clone());
        }
        distinct(world, older.iter().chain(&born), &mut child, random);
        born.push(child);
    }
    life::name_children(world, parents, (&mut born, older.is_empty()), random);
    former_ways(world, &mut born, random);
    born
}

/// Names the second twin after the first: the same initial, or a pair that rhymes.
fn sound_alike(world: &World, twin: &Person, child: &mut Person, random: &mut Random) {
    let pair = world.rhymes.iter().find_map(|[sexes, one, other]| {
        let (first, second) = sexes.split_at(1);
        let fits = |a: &str, b: &str| letter(twin.sex) == a && letter(child.sex) == b;
        if fits(first, second) && twin.first == *one {
            Some(*other)
        } else if fits(second, first) && twin.first == *other {
            Some(*one)
        } else {
            None
        }
    });
    child.first = match pair {
        Some(name) => Name::Borrowed(name),
        None => {
            let kind = (child.heritage, child.sex, child.born.year());
            world.names.given_like(twin.first.chars().next(), kind, random)
        }
    };
    // Two names of one saint: Maria Luz and Maria Sol.
    if child.heritage == Heritage::Hispanic && twin.sex == child.sex && random.chance(0.08) {
        child.first = format!("{} {}", twin.first, child.first).into();
    }
}

/// `F` or `M`.
pub(super) fn letter(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "F",
        Sex::Male => "M",
    }
}

/// No two children of a family are given one name.
fn distinct<'a>(
    world: &World,
    others: impl Iterator<Item = &'a Person> + Clone,
    child: &mut Person,
    random: &mut Random,
) {
    let kind = (child.heritage, child.sex, child.born.year());
    while others.clone().any(|other| other.first == child.first) {
        child.first = world.names.given(kind.0, kind.1, kind.2, random);
    }
    if child.middle.as_ref() == Some(&child.first) {
        child.middle = middle(world, kind, random).filter(|name| *name != child.first);
    }
}

/// Who was born in the state, and when in the day.
fn mark_births(children: &mut [Person], here: bool, random: &mut Random) {
    let mut last: Option<(Date, u16)> = None;
    for child in children {
        let Some(delivery) = &mut child.delivery else { continue };
        let minutes = match last {
            // Twins are born minutes apart; midnight does not part them here.
            Some((day, minutes)) if day == child.born => {
                minutes + random.below(u32::from((1439 - minutes).clamp(1, 25))) as u16
            }
            _ => random.below(1410) as u16,
        };
        delivery.time = minutes / 60 * 100 + minutes % 60;
        last = Some((child.born, minutes));
        if !here {
            child.delivery = None;
        }
    }
}

/// The first son may bear his father's name.
fn name_after_father(
    world: &World,
    parents: &mut [Person],
    children: &mut [Person],
    random: &mut Random,
) {
    let [_, father] = parents else { return };
    let first_son = children.iter_mut().position(|child| child.sex == Sex::Male);
    let Some(place) = first_son else { return };
    let taken = children.iter().any(|child| child.first == father.first);
    let same_surname = |child: &Person| {
        child.renamed().is_none() && child.surnames[0].surname == father.surnames[0].surname
    };
    let son = &mut children[place];
    if taken || !same_surname(son) || !random.chance(world.options.rates.namesake_sons) {
        return;
    }
    son.first = father.first.clone();
    son.middle = father.middle.clone();
    if random.chance(world.options.rates.namesake_grandsons) {
        (father.suffix, son.suffix) = ("Jr", "III");
        return;
    }
    son.suffix = "Jr";
    if random.chance(0.3) {
        father.suffix = "Sr";
    }
}

/// The first daughter may bear her mother's given name; no suffix tells the two apart.
fn name_after_mother(world: &World, mother: &Person, children: &mut [Person], random: &mut Random) {
    let taken = children.iter().any(|child| child.first == mother.first);
    let daughter = children.iter_mut().find(|child| child.sex == Sex::Female);
    if let Some(daughter) = daughter.filter(|_| !taken)
        && random.chance(world.options.rates.namesake_daughters)
    {
        daughter.first = mother.first.clone();
    }
}

/// The child's surname by custom: the father's, both, or the mother's.
pub(super) fn custom_surname(mother: &Person, father: &Person, random: &mut Random) -> Surname {
    let (hers, his) = (&mother.surnames[0].surname, &father.surnames[0].surname);
    match father.heritage {
        Heritage::Hispanic if random.chance(0.65) => {
            Surname::double(his.first.clone(), hers.first.clone(), random.chance(0.1))
        }
        Heritage::Hispanic => Surname::single(his.first.clone()),
        Heritage::Portuguese if random.chance(0.25) => {
            let last =
                |surname: &Surname| surname.second.clone().unwrap_or_else(|| surname.first.clone());
            Surname::double(last(hers), last(his), false)
        }
        _ if random.chance(0.04) => Surname::double(hers.first.clone(), his.first.clone(), true),
        _ => his.clone(),
    }
}

/// Sends the births of a settled family to hospitals near the home of the day.
pub(super) fn deliver(world: &World, household: &mut Household, random: &mut Random) {
    let mut places = Vec::with_capacity(household.people.len());
    let mut last: Option<(Date, Option<usize>)> = None;
    for child in &household.people {
        let same = last.filter(|(day, _)| child.role == Role::Child && *day == child.born);
        let hospital = match (same, child.delivery) {
            (Some((_, hospital)), _) => hospital,
            (None, Some(_)) if !random.chance(world.options.rates.born_at_home) => {
                let city = household.home(child, child.born).0.address.city;
                Some(world.facilities.birth_hospital(city, random))
            }
            _ => None,
        };
        last = (child.role == Role::Child).then_some((child.born, hospital));
        places.push(hospital);
    }
    for (person, place) in household.people.iter_mut().zip(places) {
        if let Some(delivery) = &mut person.delivery {
            delivery.hospital = place;
        }
    }
}

/// A surname for as long as the person lives.
pub(super) fn borne(from: Date, surname: Surname) -> Named {
    Named { from, surname }
}
