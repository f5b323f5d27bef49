//! Surnames as a clerk writes them: which of those somebody bears or has borne, and what becomes of
//! surnames of more than one word.
//!
//! In: a person on a day, or a surname. Out: the surname on the chart, or its text. Must never: spell
//! a word wrong; that is `spelling` and `typing`.

use crate::record::Date;

use super::super::person::{Household, Person};
use super::super::random::Random;
use super::super::surname::Surname;
use super::{Kind, Noise};

/// A year, within which a chart may still have the former name.
const LAG_DAYS: i32 = 365;

/// Words before a name that clerks leave out or write together with it, the longer ones first.
const PARTICLES: [&str; 9] =
    ["De La ", "Dela ", "Del ", "Der ", "Dos ", "De ", "Da ", "O'", "St. "];

/// The surname of the day; or the former one where the chart has not heard of the change; or the
/// mother's on her child's chart.
pub(in super::super) fn surname_on_chart(
    noise: &mut Noise,
    household: &Household,
    person: &Person,
    day: Date,
) -> Surname {
    let place = person.surname_place(day);
    let since = day.day_number() - person.surnames[place].from.day_number();
    if place > 0 && since < LAG_DAYS && noise.random.chance(noise.rates.former_surname) {
        noise.kinds.add(Kind::FormerSurname);
        return person.surnames[place - 1].surname.clone();
    }
    let surname = &person.surnames[place].surname;
    let mothers = household
        .mother_of(person, day)
        .filter(|mother| mother.last != surname && person.age(day) < 18)
        .map(|mother| mother.last);
    if let Some(mothers) = mothers
        && noise.strikes(noise.rates.last_of_mother)
    {
        noise.kinds.add(Kind::LastOfMother);
        return mothers.clone();
    }
    // A wife's later name is no error of the record either, but it is what parts it from the others.
    if place + 1 < person.surnames.len() {
        noise.kinds.add(Kind::NameSinceChanged);
    }
    surname.clone()
}

/// Two surnames in one field: one may be left out, the order or what joins them may change.
pub(super) fn written_surname(noise: &mut Noise, surname: &Surname) -> String {
    let rates = noise.rates;
    let Some(second) = &surname.second else { return without_particle(noise, surname.full()) };
    if noise.strikes(rates.second_surname_dropped) {
        noise.kinds.add(Kind::SecondSurnameDropped);
        // Joined by a hyphen the last is kept as often as the first.
        let keep_second = surname.hyphen && noise.random.chance(0.5);
        return if keep_second { second.to_string() } else { surname.first.to_string() };
    }
    let mut written = surname.clone();
    if surname.first != *second && noise.strikes(rates.surname_order) {
        noise.kinds.add(Kind::SurnameOrder);
        written = Surname::double(second.clone(), surname.first.clone(), surname.hyphen);
    }
    if noise.strikes(rates.surname_joint) {
        noise.kinds.add(Kind::SurnameJoint);
        let otherwise = if surname.hyphen { " " } else { "-" };
        return written.joined(if noise.random.chance(0.15) { "" } else { otherwise });
    }
    without_particle(noise, written.full())
}

fn without_particle(noise: &mut Noise, surname: String) -> String {
    noise.struck(noise.rates.particle_lost, Kind::ParticleLost, surname, lose_particle)
}

/// The particle left out, or made one word with the name.
fn lose_particle(random: &mut Random, surname: &str) -> Option<String> {
    let (particle, name) =
        PARTICLES.iter().find_map(|particle| Some((*particle, surname.strip_prefix(particle)?)))?;
    // An apostrophe may become a space; where there is a space that changes nothing.
    let spaced = if particle.ends_with('\'') { 15 } else { 0 };
    match random.weighted(&[50, 35, spaced]) {
        0 => {
            let together: String = particle.chars().filter(|c| c.is_alphabetic()).collect();
            Some(format!("{together}{name}"))
        }
        1 => Some(name.to_owned()),
        _ => Some(format!("{} {name}", particle.trim_end_matches('\''))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Stream;
    use super::*;

    #[test]
    fn a_particle_is_left_out_or_joined() {
        let mut random = Random::new(8, Stream::World, 0, 0);
        let mut written: Vec<String> =
            (0..100).filter_map(|_| lose_particle(&mut random, "De La Cruz")).collect();
        written.sort();
        written.dedup();
        assert_eq!(written, ["Cruz", "DeLaCruz"]);
        assert!((0..50).any(|_| lose_particle(&mut random, "O'Brien").unwrap() == "O Brien"));
        assert!(lose_particle(&mut random, "Delgado").is_none());
    }
}
