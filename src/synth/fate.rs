//! Who has died, and when.
//!
//! In: a person. Out: the day of death, if it lies before the day of the run. Must never: let anybody
//! die before the first report; nobody would ever hear of them.

use crate::record::Date;

use super::household::{date, days_after};
use super::person::Person;
use super::random::Random;
use super::rates::Rates;
use super::visits::FIRST_REPORT;

/// The day of death, if the person has died.
pub(super) fn death(
    rates: &Rates,
    person: &Person,
    as_of: Date,
    random: &mut Random,
) -> Option<Date> {
    let mut day = person.born.max(date(FIRST_REPORT));
    if day == person.born && random.chance(rates.infant_deaths) {
        // Most of those who die before one die in the first month.
        let days =
            if random.chance(0.65) { random.between(1, 28) } else { random.between(29, 364) };
        return Some(days_after(day, days)).filter(|&died| died <= as_of);
    }
    while day < as_of {
        let rate = match person.age(day) {
            ..1 => 0.0,
            1..45 => rates.deaths_young,
            45..65 => rates.deaths_middle,
            65..85 => rates.deaths_old,
            85.. => rates.deaths_oldest,
        };
        if random.chance(rate) {
            return Some(days_after(day, random.between(1, 364))).filter(|&died| died <= as_of);
        }
        day = days_after(day, 365);
    }
    None
}
