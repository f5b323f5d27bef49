//! Doses: whether two records tell of one history.

use std::cmp::Ordering;

use super::level::Doses;
use crate::table::{DoseDay, DoseDays, Row};

/// Days so few apart are likely one day, told from memory by one of the two.
const NEAR_DAYS: i32 = 4;

/// Two doses against the same are given to one person at least so many days apart (ACIP: four weeks
/// for nearly all, less four days of grace).
const FEWEST_DAYS: i32 = 24;

/// Compares the days of vaccination if there is nothing to look at.
pub fn doses_at_a_glance(a: &Row, b: &Row) -> Option<Doses> {
    let nothing = a.dose_days == 0 || b.dose_days == 0 || a.is_multiple() || b.is_multiple();
    nothing.then_some(Doses::Missing)
}

/// Compares the days of vaccination of two records that tell of some.
pub fn doses(a: &Row, b: &Row, days: &DoseDays) -> Doses {
    let (a, b) = (days.of(a), days.of(b));
    match shared_days(a, b) {
        0 if has_apart(a, b, 1..=NEAR_DAYS) => Doses::Near,
        0 if has_apart(a, b, NEAR_DAYS + 1..=FEWEST_DAYS - 1) => Doses::Crowded,
        0 => Doses::Different,
        1 => Doses::Day,
        _ => Doses::Days,
    }
}

/// How many days are on both with something against the same.
fn shared_days(mut a: &[DoseDay], mut b: &[DoseDay]) -> usize {
    let mut shared = 0;
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        let order = x.day().cmp(&y.day());
        shared += usize::from(order == Ordering::Equal && x.overlaps(*y));
        a = if order == Ordering::Greater { a } else { rest_a };
        b = if order == Ordering::Less { b } else { rest_b };
    }
    shared
}

/// Whether something against the same was given on two days so far apart.
fn has_apart(a: &[DoseDay], b: &[DoseDay], days: std::ops::RangeInclusive<i32>) -> bool {
    let mut from = 0;
    a.iter().any(|x| {
        while from < b.len() && b[from].day() < x.day() - days.end() {
            from += 1;
        }
        let in_reach = b[from..].iter().take_while(|y| y.day() <= x.day() + days.end());
        in_reach.into_iter().any(|y| days.contains(&(y.day() - x.day()).abs()) && x.overlaps(*y))
    })
}
