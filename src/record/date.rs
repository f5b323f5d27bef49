//! A calendar date in four bytes.

use std::fmt;

/// A valid date of the Gregorian calendar, packed so that equal dates are equal integers and
/// earlier dates are smaller ones: `year << 9 | month << 5 | day`. Zero is no date.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Date(u32);

impl Date {
    /// No date at all: the value of a missing field in a packed row.
    pub const NONE: Date = Date(0);

    /// The date, if there is such a day between the years 1 and 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let valid = (1..=9999).contains(&year) && day >= 1 && day <= days_in_month(year, month);
        valid.then_some(Date(u32::from(year) << 9 | u32::from(month) << 5 | u32::from(day)))
    }

    /// Whether this is a date and not [`Date::NONE`].
    pub fn is_some(self) -> bool {
        self.0 != 0
    }

    /// The packed form.
    pub fn packed(self) -> u32 {
        self.0
    }

    /// The date of a packed form, if it is one.
    pub fn from_packed(packed: u32) -> Option<Date> {
        let date = Date(packed);
        Date::new(date.year(), date.month(), date.day()).filter(|&valid| valid == date)
    }

    /// Calendar year; 0 for no date.
    pub fn year(self) -> u16 {
        (self.0 >> 9) as u16
    }

    /// Month, 1 to 12; 0 for no date.
    pub fn month(self) -> u8 {
        (self.0 >> 5 & 15) as u8
    }

    /// Day of the month, 1 to 31; 0 for no date.
    pub fn day(self) -> u8 {
        (self.0 & 31) as u8
    }

    /// Days since 1 March of the year 0 in the proleptic calendar, for differences between dates.
    pub fn day_number(self) -> i32 {
        // Years that begin in March put the leap day last, so month lengths follow one formula.
        let shifted = i32::from(self.month() <= 2);
        let year = i32::from(self.year()) - shifted;
        let month = (i32::from(self.month()) + 9) % 12;
        365 * year + year / 4 - year / 100
            + year / 400
            + (month * 306 + 5) / 10
            + i32::from(self.day())
            - 1
    }

    /// The date with this [`Date::day_number`], if it lies between the years 1 and 9999.
    pub fn from_day_number(number: i32) -> Option<Date> {
        if !(0..4_000_000).contains(&number) {
            return None;
        }
        // Years that begin in March, from an estimate of the year that is never more than one off.
        let mut year = i32::try_from(i64::from(number) * 400 / 146_097).ok()?;
        let start = |year: i32| 365 * year + year / 4 - year / 100 + year / 400;
        if start(year + 1) <= number {
            year += 1;
        }
        if start(year) > number {
            year -= 1;
        }
        let rest = number - start(year);
        let month = (5 * rest + 2) / 153;
        let day = rest - (month * 306 + 5) / 10 + 1;
        let calendar = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
        let (year, month) = calendar;
        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for Date {
    // A birth date is personal data: it is written by Display where it is meant, never by accident.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Date(..)")
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        for (year, month, day, exists) in [
            (2024, 2, 29, true),
            (2023, 2, 29, false),
            (1900, 2, 29, false),
            (2000, 2, 29, true),
            (2023, 4, 31, false),
            (2023, 13, 1, false),
            (2023, 0, 1, false),
            (0, 1, 1, false),
        ] {
            assert_eq!(Date::new(year, month, day).is_some(), exists);
        }
    }

    #[test]
    fn day_numbers_count_days() {
        let number = |y, m, d| Date::new(y, m, d).map(Date::day_number);
        let days = |a: Option<i32>, b: Option<i32>| b.zip(a).map(|(b, a)| b - a);
        assert_eq!(days(number(2023, 12, 31), number(2024, 1, 1)), Some(1));
        assert_eq!(days(number(2024, 2, 28), number(2024, 3, 1)), Some(2));
        assert_eq!(days(number(1970, 1, 1), number(2000, 1, 1)), Some(10_957));
    }

    #[test]
    fn a_day_number_has_its_date() {
        let number = |y, m, d| Date::new(y, m, d).map(Date::day_number);
        let (first, last) = (number(1, 3, 1), number(9999, 12, 31));
        for number in (first.unwrap()..last.unwrap()).step_by(17).chain(number(2024, 2, 29)) {
            assert_eq!(Date::from_day_number(number).map(Date::day_number), Some(number));
        }
        assert!(Date::from_day_number(i32::MIN).is_none());
        assert!(Date::from_day_number(i32::MAX).is_none());
    }
}
