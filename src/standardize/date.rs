//! Dates as sources write them.
//!
//! In: a date field, and the formats that the settings declare for it. Out: a day of the calendar
//! and the field's state. Must never: guess. What can be read in two ways and is not declared
//! (03/14/23, 20-05-2021) is invalid, so that staff see it and declare the format.

use super::text;
use crate::record::{Date, FieldState};

/// The year a two-digit year is at most, where nothing says more: as POSIX has it.
const LATEST_SHORT_YEAR: u16 = 2068;

/// A date field. `formats` (`%Y %m %d %y %b %B %H %M %S` and literal characters) are tried first,
/// in order; then ISO, `YYYYMMDD[hhmm]`, `MM/DD/YYYY`, `MMDDYYYY` and `Mar 5 2021`. A time after
/// the day is read over. The date is [`Date::NONE`] unless the state is present.
pub fn date(raw: &str, formats: &[String]) -> (FieldState, Date) {
    read(raw, formats, LATEST_SHORT_YEAR)
}

/// A birth date: a date that is no known default, in 1880 or later, and not after `not_after`
/// (unless that is [`Date::NONE`]). A two-digit year is the latest that is not in the future.
pub fn birth_date(raw: &str, formats: &[String], not_after: Date) -> (FieldState, Date) {
    let latest = if not_after.is_some() { not_after.year() } else { LATEST_SHORT_YEAR };
    let (state, day) = read(raw, formats, latest);
    if state != FieldState::Present {
        return (state, Date::NONE);
    }
    if is_default(day) {
        return (FieldState::Placeholder, Date::NONE);
    }
    if day.year() < 1880 || (not_after.is_some() && day > not_after) {
        return (FieldState::Invalid, Date::NONE);
    }
    (FieldState::Present, day)
}

fn read(raw: &str, formats: &[String], latest: u16) -> (FieldState, Date) {
    let value = raw.trim();
    if value.is_empty() {
        return (FieldState::Missing, Date::NONE);
    }
    let folded = text::fold(value);
    let folded = folded.trim();
    let declared = formats.iter().find_map(|format| by_format(folded, format, latest));
    match declared.or_else(|| by_habit(folded)) {
        Some(day) if day.year() == 9999 => (FieldState::Placeholder, Date::NONE),
        Some(day) => (FieldState::Present, day),
        None if says_nothing(folded) => (FieldState::Placeholder, Date::NONE),
        None => (FieldState::Invalid, Date::NONE),
    }
}

/// The days that systems write for want of one: the zero of a spreadsheet, of a database, of a
/// programming language, and what fingers type.
fn is_default(day: Date) -> bool {
    const DEFAULTS: &[(u16, u8, u8)] = &[
        (1, 1, 1),
        (1111, 11, 11),
        (1753, 1, 1),
        (1800, 1, 1),
        (1899, 12, 30),
        (1899, 12, 31),
        (1900, 1, 1),
        (1901, 1, 1),
    ];
    DEFAULTS.contains(&(day.year(), day.month(), day.day()))
}

fn says_nothing(folded: &str) -> bool {
    let compact = text::compact(folded);
    let digits = text::digits(folded);
    text::says_unknown(&compact)
        || compact.is_empty()
        || (compact == digits
            && ["0000", "9999"]
                .iter()
                .any(|dummy| digits.starts_with(dummy) || digits.ends_with(dummy)))
}

/// Where reading has come to in a value.
#[derive(Clone, Copy)]
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    /// A number of `least` to `most` digits, as many as there are.
    fn number(&mut self, least: usize, most: usize) -> Option<u16> {
        let count = self.0.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        if count < least || count > 4 {
            return None;
        }
        let value = self.0[..count].iter().fold(0, |sum, b| sum * 10 + u16::from(b - b'0'));
        self.0 = &self.0[count..];
        Some(value)
    }

    /// One or two digits that a further digit does not follow.
    fn short(&mut self) -> Option<u8> {
        let value = self.number(1, 2)?;
        (!self.at_digit()).then_some(value as u8)
    }

    /// A month's English name, or its beginning of three letters or more.
    fn month_name(&mut self) -> Option<u8> {
        const MONTHS: [&str; 12] = [
            "JANUARY",
            "FEBRUARY",
            "MARCH",
            "APRIL",
            "MAY",
            "JUNE",
            "JULY",
            "AUGUST",
            "SEPTEMBER",
            "OCTOBER",
            "NOVEMBER",
            "DECEMBER",
        ];
        let count = self.0.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let name = &self.0[..count];
        let index =
            MONTHS.iter().position(|month| count >= 3 && month.as_bytes().starts_with(name))?;
        self.0 = &self.0[count..];
        Some(index as u8 + 1)
    }

    /// Skips any of these characters.
    fn skip(&mut self, any: &[u8]) {
        let count = self.0.iter().take_while(|b| any.contains(b)).count();
        self.0 = &self.0[count..];
    }

    /// One separator between numbers.
    fn separator(&mut self) -> Option<()> {
        let (&first, rest) = self.0.split_first()?;
        b"-/. ".contains(&first).then(|| self.0 = rest)
    }

    fn at_digit(&self) -> bool {
        self.0.first().is_some_and(u8::is_ascii_digit)
    }

    /// Nothing more, or a time of day: a T or a space and a digit; or a zone.
    fn at_end_of_day(&self) -> Option<()> {
        let at_end = match self.0 {
            [] | [b'Z'] => true,
            [b'T' | b' ', next, ..] => next.is_ascii_digit(),
            _ => false,
        };
        at_end.then_some(())
    }
}

/// Reads a value by a declared format.
fn by_format(folded: &str, format: &str, latest: u16) -> Option<Date> {
    let (mut year, mut month, mut day) = (None, None, None);
    let mut at = Cursor(folded.as_bytes());
    let mut pattern = format.chars();
    while let Some(expected) = pattern.next() {
        if expected.is_whitespace() {
            at.skip(b" ");
            continue;
        }
        if expected != '%' {
            let (&found, rest) = at.0.split_first()?;
            if char::from(found) != expected.to_ascii_uppercase() {
                return None;
            }
            at.0 = rest;
            continue;
        }
        match pattern.find(|&c| c != '-')? {
            'Y' => year = Some(at.number(4, 4)?),
            'y' => year = Some(century(at.number(2, 2)?, latest)),
            'm' => month = Some(at.number(1, 2)? as u8),
            'b' | 'B' | 'h' => month = Some(at.month_name()?),
            'd' | 'e' => day = Some(at.number(1, 2)? as u8),
            'H' | 'I' | 'M' | 'S' => {
                at.number(1, 2)?;
            }
            _ => return None,
        }
    }
    at.at_end_of_day()?;
    Date::new(year?, month?, day?)
}

/// The latest year not after `latest` that ends so.
fn century(short: u16, latest: u16) -> u16 {
    let year = latest - latest % 100 + short;
    if year > latest { year.saturating_sub(100) } else { year }
}

/// Reads a value the ways in which everybody reads it.
fn by_habit(folded: &str) -> Option<Date> {
    let at = Cursor(folded.as_bytes());
    compact_day(at)
        .or_else(|| year_first(at))
        .or_else(|| month_first(at))
        .or_else(|| name_first(at))
        .or_else(|| name_second(at))
}

/// `20210305`, `202103051410`, `20210305141000.000-0500`; `03052021`.
fn compact_day(mut at: Cursor) -> Option<Date> {
    let length = at.0.iter().take_while(|b| b.is_ascii_digit()).count();
    if !matches!(length, 8 | 10 | 12 | 14) {
        return None;
    }
    let rest = Cursor(&at.0[length..]);
    // HL7 times go on with a fraction and a zone.
    let zone = matches!(rest.0, [b'.' | b'+' | b'-', next, ..] if next.is_ascii_digit());
    if !zone {
        rest.at_end_of_day()?;
    }
    let start = at;
    let (year, month, day) = (at.number(4, 4)?, at.number(2, 2)?, at.number(2, 2)?);
    let ordered = Date::new(year, month as u8, day as u8);
    if length > 8 || (ordered.is_some() && ((1850..=2100).contains(&year) || year == 9999)) {
        return ordered;
    }
    at = start;
    let (month, day, year) = (at.number(2, 2)?, at.number(2, 2)?, at.number(4, 4)?);
    Date::new(year, month as u8, day as u8)
}

/// `2021-03-05`, `2021/3/5`, `2021-03-05T14:10`, `2021-Mar-05`.
fn year_first(mut at: Cursor) -> Option<Date> {
    let year = at.number(4, 4)?;
    at.separator()?;
    let month = at.month_name().or_else(|| at.short())?;
    at.separator()?;
    let day = at.short()?;
    at.at_end_of_day()?;
    Date::new(year, month, day)
}

/// `03/05/2021`, `3-5-2021`, `3/5/2021 2:10:00 PM`.
fn month_first(mut at: Cursor) -> Option<Date> {
    let month = at.short()?;
    at.separator()?;
    let day = at.short()?;
    at.separator()?;
    let year = at.number(4, 4)?;
    at.at_end_of_day()?;
    Date::new(year, month, day)
}

/// `Mar 5 2021`, `March 5, 2021`, `Mar-05-2021`.
fn name_first(mut at: Cursor) -> Option<Date> {
    let month = at.month_name()?;
    at.skip(b" .,-/");
    let day = at.short()?;
    at.skip(b"STNDRH");
    at.skip(b" .,-/");
    let year = at.number(4, 4)?;
    at.at_end_of_day()?;
    Date::new(year, month, day)
}

/// `5 Mar 2021`, `05-MAR-2021`, `05MAR2021`.
fn name_second(mut at: Cursor) -> Option<Date> {
    let day = at.short()?;
    at.skip(b" .,-/");
    let month = at.month_name()?;
    at.skip(b" .,-/");
    let year = at.number(4, 4)?;
    at.at_end_of_day()?;
    Date::new(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::FieldState::{Invalid, Missing, Placeholder, Present};
    use super::*;

    fn shown((state, day): (FieldState, Date)) -> String {
        assert_eq!(day.is_some(), state == Present);
        if state == Present { day.to_string() } else { format!("{state:?}") }
    }

    fn formats(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn dates_as_everybody_reads_them() {
        for (raw, read) in [
            ("2023-03-14", "2023-03-14"),
            ("2023/3/4", "2023-03-04"),
            (" 2023-03-14T23:58:00Z ", "2023-03-14"),
            ("2023-03-14 23:58", "2023-03-14"),
            ("20230314", "2023-03-14"),
            ("202303142358", "2023-03-14"),
            ("20230314235800.000-0500", "2023-03-14"),
            ("20230314-0500", "2023-03-14"),
            ("20240102T101500", "2024-01-02"),
            ("03/14/2023", "2023-03-14"),
            ("3/4/2023", "2023-03-04"),
            ("3-4-2023", "2023-03-04"),
            ("3/4/2023 2:10:00 PM", "2023-03-04"),
            ("03142023", "2023-03-14"),
            ("12042018", "2018-12-04"),
            ("10132033", "2033-10-13"),
            ("20121022", "2012-10-22"),
            ("Mar 5 2021", "2021-03-05"),
            ("March 5th, 2021", "2021-03-05"),
            ("5 Mar 2021", "2021-03-05"),
            ("05-MAR-2021", "2021-03-05"),
            ("2021-Sept-05", "2021-09-05"),
            ("2024-02-29", "2024-02-29"),
            ("2023-02-29", "Invalid"),
            ("13/04/2021", "Invalid"),
            ("03/14/23", "Invalid"),
            ("2023", "Invalid"),
            ("202303", "Invalid"),
            ("2023-03-14x", "Invalid"),
            ("5", "Invalid"),
            ("Foo 5 2021", "Invalid"),
            ("99999999", "Placeholder"),
            ("00000000", "Placeholder"),
            ("0000-00-00", "Placeholder"),
            ("0000", "Placeholder"),
            ("99/99/9999", "Placeholder"),
            ("12/31/9999", "Placeholder"),
            ("9999-12-31", "Placeholder"),
            ("99991231", "Placeholder"),
            ("unknown", "Placeholder"),
            ("N/A", "Placeholder"),
            ("", "Missing"),
            ("  ", "Missing"),
        ] {
            assert_eq!(shown(date(raw, &[])), read, "{raw}");
        }
    }

    #[test]
    fn declared_formats_come_first() {
        for (raw, list, read) in [
            ("04/03/2021", formats(&["%d/%m/%Y"]), "2021-03-04"),
            ("04/03/2021 10:22", formats(&["%d/%m/%Y"]), "2021-03-04"),
            ("04032021", formats(&["%d%m%Y"]), "2021-03-04"),
            ("4.3.2021", formats(&["%d.%m.%Y"]), "2021-03-04"),
            ("04-MAR-21", formats(&["%d-%b-%y"]), "2021-03-04"),
            ("March 4 2021", formats(&["%B %d %Y"]), "2021-03-04"),
            ("2021-03-04 10:22:33", formats(&["%Y-%m-%d %H:%M:%S"]), "2021-03-04"),
            ("20210304", formats(&["%d/%m/%Y", "%Y%m%d"]), "2021-03-04"),
            // What the declared format cannot be is read as everybody reads it.
            ("2021-03-04", formats(&["%d/%m/%Y"]), "2021-03-04"),
            ("2021-03-04", formats(&["%Q", "%", ""]), "2021-03-04"),
        ] {
            assert_eq!(shown(date(raw, &list)), read, "{raw}");
        }
    }

    #[test]
    fn birth_dates_are_days_that_somebody_can_have() {
        let today = Date::new(2024, 1, 2).unwrap();
        for (raw, read) in [
            ("2023-03-14", "2023-03-14"),
            ("2024-01-02", "2024-01-02"),
            ("1924-05-06", "1924-05-06"),
            ("1979-01-01", "1979-01-01"),
            ("2024-01-03", "Invalid"),
            ("1879-12-31", "Invalid"),
            ("1880-01-01", "1880-01-01"),
            ("1900-01-01", "Placeholder"),
            ("01/01/1901", "Placeholder"),
            ("1111-11-11", "Placeholder"),
            ("11111111", "Placeholder"),
            ("9999-09-09", "Placeholder"),
            ("00000000", "Placeholder"),
            ("0000", "Placeholder"),
            ("1899-12-30", "Placeholder"),
            ("", "Missing"),
        ] {
            assert_eq!(shown(birth_date(raw, &[], today)), read, "{raw}");
        }
        let (state, _) = birth_date("2099-01-01", &[], Date::NONE);
        assert_eq!(state, Present);
        for (raw, read) in [("01/02/24", "2024-01-02"), ("01/02/25", "1925-01-02")] {
            assert_eq!(shown(birth_date(raw, &formats(&["%m/%d/%y"]), today)), read, "{raw}");
        }
        assert_eq!(date("", &[]).0, Missing);
        assert_eq!(date("31", &[]).0, Invalid);
        assert_eq!(date("0/0/0000", &[]).0, Placeholder);
    }
}
