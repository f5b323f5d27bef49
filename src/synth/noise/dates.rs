//! Dates of birth as a clerk writes them.
//!
//! In: the true date. Out: the written one, always a day that exists. Must never: leave the truth
//! without noting why.

use crate::record::Date;

use super::{Kind, Noise};

/// The date of birth as written.
pub(in super::super) fn birth_date(noise: &mut Noise, born: Date) -> Date {
    let rates = noise.rates;
    let swapped = Date::new(born.year(), born.day(), born.month()).filter(|&date| date != born);
    if let Some(date) = swapped
        && noise.strikes(rates.date_swapped)
    {
        noise.kinds.add(Kind::DateSwapped);
        return date;
    }
    if noise.strikes(rates.date_default)
        && let Some(date) = Date::new(born.year(), 1, 1).filter(|&date| date != born)
    {
        noise.kinds.add(Kind::DateDefault);
        return date;
    }
    if noise.strikes(rates.date_slip)
        && let Some(date) = slipped(noise, born)
    {
        noise.kinds.add(Kind::DateSlip);
        return date;
    }
    born
}

/// One part of the date wrong: the day mostly, by one or by a digit; the month or year by one.
fn slipped(noise: &mut Noise, born: Date) -> Option<Date> {
    let random = &mut noise.random;
    let sign: i32 = if random.chance(0.5) { 1 } else { -1 };
    let (year, month, day) =
        (i32::from(born.year()), i32::from(born.month()), i32::from(born.day()));
    let (year, month, day) = match random.weighted(&[40, 25, 15, 20]) {
        0 => (year, month, day + sign),
        1 => (year, month, day / 10 * 10 + random.between(0, 9)),
        2 => (year, month + sign, day),
        _ => (year + sign, month, day),
    };
    let part = |n: i32| u8::try_from(n).ok();
    let date = Date::new(u16::try_from(year).ok()?, part(month)?, part(day)?)?;
    (date != born).then_some(date)
}
