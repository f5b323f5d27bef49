//! Names as a clerk writes them.
//!
//! In: a person, the surname of the day. Out: the four name fields. Must never: touch what a newborn
//! is called for want of a name; that is `placeholder`.

use crate::record::Date;

use super::super::names::Name;
use super::super::person::Person;
use super::super::surname::Surname;
use super::super::world::World;
use super::typing::slip;
use super::{Kind, Noise};

/// The name fields of a record.
pub(in super::super) struct Written {
    /// Given name.
    pub(in super::super) first: String,
    /// Further given names.
    pub(in super::super) middle: String,
    /// Surname.
    pub(in super::super) last: String,
    /// Generation.
    pub(in super::super) suffix: String,
}

/// A year, within which a chart may still have the former name.
const LAG_DAYS: i32 = 365;

/// The person's names as written, under this surname.
pub(in super::super) fn written_names(
    noise: &mut Noise,
    world: &World,
    person: &Person,
    surname: &Surname,
) -> Written {
    let rates = noise.rates;
    let mut last = written_surname(noise, surname);
    last = noise.struck(rates.last_typo, Kind::LastTypo, last, slip);
    let (mut first, middle) = given_names(noise, world, person);
    first = noise.struck(rates.first_typo, Kind::FirstTypo, first, slip);
    let swap = rates.first_last_swap * person.heritage.customs().swap_factor;
    if first != last && noise.strikes(swap) {
        noise.kinds.add(Kind::FirstLastSwap);
        std::mem::swap(&mut first, &mut last);
    }
    let mut suffix = person.suffix.to_owned();
    if !suffix.is_empty() {
        if noise.gap(rates.suffix_missing) {
            noise.kinds.add(Kind::SuffixMissing);
            suffix.clear();
        } else if noise.random.chance(rates.suffix_in_last) {
            noise.kinds.add(Kind::SuffixInLast);
            last = format!("{last} {suffix}");
            suffix.clear();
        }
    }
    Written { first, middle, last, suffix }
}

/// The surname of the day, or the former one where the chart has not heard of the change.
pub(in super::super) fn surname_on_chart(noise: &mut Noise, person: &Person, day: Date) -> Surname {
    let place = person.surname_place(day);
    let since = day.day_number() - person.surnames[place].from.day_number();
    if place > 0 && since < LAG_DAYS && noise.random.chance(noise.rates.former_surname) {
        noise.kinds.add(Kind::FormerSurname);
        return person.surnames[place - 1].surname.clone();
    }
    person.surnames[place].surname.clone()
}

/// Two surnames in one field: one may be left out, the order or what joins them may change.
fn written_surname(noise: &mut Noise, surname: &Surname) -> String {
    let Some(second) = &surname.second else { return surname.full() };
    let rates = noise.rates;
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
    written.full()
}

/// Given name and middle name.
fn given_names(noise: &mut Noise, world: &World, person: &Person) -> (String, String) {
    let rates = noise.rates;
    let first = person.first.to_string();
    let middle = person.middle.as_ref().map(Name::to_string).unwrap_or_default();
    if middle.chars().count() > 1 && middle != first && noise.strikes(rates.uses_middle) {
        noise.kinds.add(Kind::UsesMiddle);
        return (middle, String::new());
    }
    if !middle.is_empty() && noise.strikes(rates.middle_glued) {
        noise.kinds.add(Kind::MiddleGlued);
        let between = if noise.random.chance(0.6) { " " } else { "" };
        return (format!("{first}{between}{middle}"), String::new());
    }
    let nicknames = world.nicknames.get(first.as_str());
    let first = noise.struck(rates.nickname, Kind::Nickname, first, |random, _| {
        nicknames.map(|short| (*random.pick(short)).to_owned())
    });
    (first, written_middle(noise, middle))
}

fn written_middle(noise: &mut Noise, middle: String) -> String {
    let rates = noise.rates;
    if middle.is_empty() {
        return middle;
    }
    if noise.gap(rates.middle_missing) {
        noise.kinds.add(Kind::MiddleMissing);
        return String::new();
    }
    let initial: String = middle.chars().take(1).collect();
    // The rate is a share of all records; only those that were not left out come here.
    let share = rates.middle_initial / (1.0 - rates.middle_missing).max(0.01);
    if initial != middle && noise.gap(share) {
        noise.kinds.add(Kind::MiddleInitial);
        return initial;
    }
    middle
}
