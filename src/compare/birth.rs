//! Birth dates by the error that explains them, sex, and multiple births.

use super::level::{BirthDate, MultipleBirth, SexAgreement};
use crate::record::Date;
use crate::table::Row;
use crate::text::is_one_slip;

/// Compares birth dates. A mother is not born on the day of her child: a date that is the other
/// record's mother's has slipped from one line of a form to another.
pub fn birth_date(a: &Row, b: &Row) -> BirthDate {
    let level = dates(a.birth, b.birth);
    if level == BirthDate::Different
        && (has_mothers_birth_date(a, b) || has_mothers_birth_date(b, a))
    {
        return BirthDate::Mothers;
    }
    level
}

/// Whether a record bears the birth date of the other's mother, and not because it is the mother's: then
/// it bears her name too.
pub fn has_mothers_birth_date(row: &Row, child: &Row) -> bool {
    row.birth.is_some() && row.birth == child.mother_birth && row.first != child.mother_first
}

fn dates(a: Date, b: Date) -> BirthDate {
    if !a.is_some() || !b.is_some() {
        return BirthDate::Missing;
    }
    if a == b {
        return BirthDate::Equal;
    }
    let same_year = a.year() == b.year();
    let same_month = a.month() == b.month();
    let same_day = a.day() == b.day();
    if same_year && a.month() == b.day() && a.day() == b.month() {
        return BirthDate::Swapped;
    }
    let near = a.year().abs_diff(b.year()) <= 1;
    if near && (a.day_number() - b.day_number()).abs() == 1 {
        return BirthDate::NextDay;
    }
    if same_month && same_day && matches!(a.year().abs_diff(b.year()), 1 | 100) {
        return BirthDate::Year;
    }
    let is_default = |date: Date| date.month() == 1 && date.day() == 1;
    if same_year && (is_default(a) || is_default(b)) {
        return BirthDate::Default;
    }
    if is_one_slip(digits(a), digits(b)) {
        return BirthDate::Digit;
    }
    let agreeing = usize::from(same_year) + usize::from(same_month) + usize::from(same_day);
    if agreeing == 2 { BirthDate::TwoParts } else { BirthDate::Different }
}

/// Year, month and day as one number of eight digits.
fn digits(date: Date) -> u64 {
    u64::from(date.year()) * 10_000 + u64::from(date.month()) * 100 + u64::from(date.day())
}

/// Compares sexes.
pub fn sex(a: &Row, b: &Row) -> SexAgreement {
    match (a.sex(), b.sex()) {
        (Some(a), Some(b)) if a == b => SexAgreement::Equal,
        (Some(_), Some(_)) => SexAgreement::Different,
        _ => SexAgreement::Missing,
    }
}

/// Compares what is known of a multiple birth. An order without a plurality says something only
/// above one: many senders write 1 for everybody.
pub fn multiple_birth(a: &Row, b: &Row) -> MultipleBirth {
    let order = |row: &Row| if row.is_multiple() { row.birth_order } else { 0 };
    let known = |row: &Row| row.plurality > 0 || row.is_multiple();
    if !known(a) || !known(b) {
        return MultipleBirth::Missing;
    }
    match (a.is_multiple(), b.is_multiple()) {
        (false, false) => MultipleBirth::Single,
        (true, true) if order(a) == 0 || order(b) == 0 => MultipleBirth::Multiple,
        (true, true) if order(a) == order(b) => MultipleBirth::SameOrder,
        (true, true) => MultipleBirth::OtherOrder,
        _ => MultipleBirth::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        let part = |range: std::ops::Range<usize>| text[range].parse::<u16>().unwrap();
        Date::new(part(0..4), part(5..7) as u8, part(8..10) as u8).unwrap()
    }

    #[test]
    fn dates_are_told_apart_by_the_error_that_explains_them() {
        for (a, b, level) in [
            ("2021-04-07", "2021-04-07", BirthDate::Equal),
            ("2021-04-07", "2021-07-04", BirthDate::Swapped),
            ("2021-12-31", "2022-01-01", BirthDate::NextDay),
            ("2021-04-07", "2021-04-08", BirthDate::NextDay),
            ("2021-04-07", "2021-04-01", BirthDate::Digit),
            ("2021-04-12", "2021-04-21", BirthDate::Digit),
            ("2021-04-07", "2022-04-07", BirthDate::Year),
            ("1924-05-06", "2024-05-06", BirthDate::Year),
            ("1979-01-01", "1979-06-18", BirthDate::Default),
            ("2021-04-17", "2021-04-25", BirthDate::TwoParts),
            ("2021-04-17", "2019-11-25", BirthDate::Different),
        ] {
            assert_eq!(dates(date(a), date(b)), level, "{a} {b}");
            assert_eq!(dates(date(b), date(a)), level, "{b} {a}");
        }
        assert_eq!(dates(Date::NONE, date("2021-04-07")), BirthDate::Missing);
    }

    #[test]
    fn the_mothers_birth_date_in_the_childs_place_is_seen() {
        let row = |birth, mother_birth| Row { first: 1, birth, mother_birth, ..Row::default() };
        let child = row(date("2021-04-17"), date("1994-02-03"));
        let slipped = row(date("1994-02-03"), Date::NONE);
        assert_eq!(birth_date(&child, &slipped), BirthDate::Mothers);
        assert_eq!(birth_date(&slipped, &child), BirthDate::Mothers);
        let of_mothers_name = Row { mother_first: 1, ..child };
        assert_eq!(
            birth_date(&of_mothers_name, &slipped),
            BirthDate::Different,
            "it is the mother"
        );
    }

    #[test]
    fn multiple_births_are_compared_by_what_both_know() {
        let row = |plurality, birth_order| Row { plurality, birth_order, ..Row::default() };
        for (a, b, level) in [
            (row(2, 1), row(2, 2), MultipleBirth::OtherOrder),
            (row(2, 1), row(2, 1), MultipleBirth::SameOrder),
            (row(2, 1), row(2, 0), MultipleBirth::Multiple),
            (row(2, 1), row(1, 1), MultipleBirth::Mixed),
            (row(1, 1), row(1, 0), MultipleBirth::Single),
            (row(2, 1), row(0, 0), MultipleBirth::Missing),
            (row(2, 1), row(0, 1), MultipleBirth::Missing),
            (row(2, 1), row(0, 2), MultipleBirth::OtherOrder),
        ] {
            assert_eq!(multiple_birth(&a, &b), level);
            assert_eq!(multiple_birth(&b, &a), level);
        }
    }
}
