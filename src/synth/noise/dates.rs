//! Dates of birth as a clerk writes them.
//!
//! In: the true date. Out: the written one: mostly a day that exists, rarely none, rarely what no
//! calendar holds. Must never: leave the truth without noting why.

use crate::record::Date;

use super::super::facility::Habit;
use super::super::person::{Household, Person};
use super::spelling::misread_digits;
use super::{Kind, Noise};

/// The date of birth as written on this day.
pub(in super::super) fn birth_date(
    noise: &mut Noise,
    household: &Household,
    person: &Person,
    day: Date,
) -> String {
    let rates = noise.rates;
    if noise.gap(rates.date_missing) {
        noise.kinds.add(Kind::DateMissing);
        return String::new();
    }
    let written = wrong_day(noise, household, person, day).unwrap_or(person.born).to_string();
    if noise.strikes_by(Habit::Scans, rates.date_scanned)
        && let Some(misread) = misread_digits(&mut noise.random, &written)
    {
        noise.kinds.add(Kind::DateScanned);
        return misread;
    }
    written
}

/// Another day than that of birth, if one is written.
fn wrong_day(noise: &mut Noise, household: &Household, person: &Person, day: Date) -> Option<Date> {
    let rates = noise.rates;
    let born = person.born;
    let swapped = Date::new(born.year(), born.day(), born.month()).filter(|&date| date != born);
    if swapped.is_some() && noise.strikes_by(Habit::DayFirst, rates.date_swapped) {
        noise.kinds.add(Kind::DateSwapped);
        return swapped;
    }
    if noise.strikes_by(Habit::FirstOfJanuary, rates.date_default) {
        let default = default(noise, born).filter(|&date| date != born)?;
        noise.kinds.add(Kind::DateDefault);
        return Some(default);
    }
    if noise.strikes_by(Habit::MixesFamilies, rates.date_of_relative) {
        let turn = noise.random.below(60);
        let relative = household.relative(person, day, turn).filter(|other| other.born != born)?;
        noise.kinds.add(Kind::DateOfRelative);
        return Some(relative.born);
    }
    if noise.strikes(rates.date_century) {
        let year = if born.year() >= 2000 { born.year() - 100 } else { born.year() + 100 };
        let other = Date::new(year, born.month(), born.day())?;
        noise.kinds.add(Kind::DateCentury);
        return Some(other);
    }
    if noise.strikes(rates.date_slip) {
        let slip = slipped(noise, born)?;
        noise.kinds.add(Kind::DateSlip);
        return Some(slip);
    }
    None
}

/// What stands for a day that was not known: 1 January, the first of the month, the year 1900.
fn default(noise: &mut Noise, born: Date) -> Option<Date> {
    match noise.random.weighted(&[70, 20, 10]) {
        0 => Date::new(born.year(), 1, 1),
        1 => Date::new(born.year(), born.month(), 1),
        _ => Date::new(1900, 1, 1),
    }
}

/// One part of the date wrong: the day mostly, by one or by a digit; the month or year by one.
fn slipped(noise: &mut Noise, born: Date) -> Option<Date> {
    let random = &mut noise.random;
    let sign: i32 = if random.chance(0.5) { 1 } else { -1 };
    let (year, month, day) =
        (i32::from(born.year()), i32::from(born.month()), i32::from(born.day()));
    let (year, month, day) = match random.weighted(&[36, 25, 15, 20, 4]) {
        0 => (year, month, day + sign),
        1 => (year, month, day / 10 * 10 + random.between(0, 9)),
        2 => (year, month + sign, day),
        3 => (year + sign, month, day),
        _ => (year + sign * 10, month, day),
    };
    let part = |n: i32| u8::try_from(n).ok();
    let date = Date::new(u16::try_from(year).ok()?, part(month)?, part(day)?)?;
    (date != born).then_some(date)
}
