//! What sets each record of a run apart, for the figures by subgroup. Nothing here is compared.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Reopened;
use crate::evaluate::{Codes, Traits};
use crate::read::Records;
use crate::record::{Date, Field};
use crate::table::{Flags, NO_NAME};

/// A race or ethnicity is shown by itself from so many records on: fewer say nothing for certain, and
/// might say it of somebody.
const MIN_RECORDS: usize = 20;
/// No more of each are shown.
const MAX_CODES: usize = 12;

/// The race and ethnicity codes, OMB standard, that sources of the United States send.
const WORDS: [(&str, &str); 8] = [
    ("1002-5", "American Indian or Alaska Native"),
    ("2028-9", "Asian"),
    ("2054-5", "Black or African American"),
    ("2076-8", "Native Hawaiian or Pacific Islander"),
    ("2106-3", "White"),
    ("2131-1", "other race"),
    ("2135-2", "Hispanic or Latino"),
    ("2186-5", "not Hispanic or Latino"),
];

/// The codes of a run's records.
pub struct Coded {
    /// What is shown of each.
    pub names: Codes,
    races: Places,
    ethnicities: Places,
}

/// The place of each value, as received but in capitals.
type Places = FxHashMap<String, u8>;

/// Finds which races and ethnicities the records give.
pub fn codes(records: &Records) -> Coded {
    let (races, race_places) = of_field(records, Field::Race);
    let (ethnicities, ethnicity_places) = of_field(records, Field::Ethnicity);
    Coded { names: Codes { races, ethnicities }, races: race_places, ethnicities: ethnicity_places }
}

/// The frequent values in words, the most frequent first, then one place for all the others.
fn of_field(records: &Records, field: Field) -> (Vec<String>, Places) {
    let mut counts = BTreeMap::<String, usize>::new();
    for record in 0..records.len() {
        let value = records.value(record, field).trim();
        if !value.is_empty() {
            *counts.entry(value.to_uppercase()).or_default() += 1;
        }
    }
    let mut values: Vec<(String, usize)> = counts.into_iter().collect();
    values.sort_by(|(x, x_count), (y, y_count)| y_count.cmp(x_count).then_with(|| x.cmp(y)));
    let frequent = values.iter().take(MAX_CODES).filter(|(_, count)| *count >= MIN_RECORDS).count();
    let mut names: Vec<String> = values[..frequent].iter().map(|(value, _)| words(value)).collect();
    if values.len() > frequent {
        names.push("any other value".into());
    }
    let place = |(place, (value, _)): (usize, (String, usize))| (value, place.min(frequent) as u8);
    (names, values.into_iter().enumerate().map(place).collect())
}

fn words(value: &str) -> String {
    let known = WORDS.iter().find(|(code, _)| *code == value);
    known.map_or_else(|| value.to_lowercase(), |(_, words)| words.to_string())
}

/// What sets one record apart.
pub fn traits(run: &Reopened, record: usize, as_of: Date, coded: &Coded) -> Traits {
    let row = &run.table.rows[record];
    let place = |field: Field, places: &Places| {
        places.get(&run.records.value(record, field).trim().to_uppercase()).copied()
    };
    Traits {
        is_under_two: is_under_two(row.birth, as_of),
        is_multiple: row.is_multiple(),
        is_unnamed: row.flags.has(Flags::UNNAMED),
        has_compound_surname: run.table.names.significant(row.last).len() > 1,
        lacks_maiden_name: row.maiden == NO_NAME,
        race: place(Field::Race, &coded.races),
        ethnicity: place(Field::Ethnicity, &coded.ethnicities),
    }
}

fn is_under_two(birth: Date, as_of: Date) -> bool {
    let parts = |date: Date| (date.year(), date.month(), date.day());
    let (year, month, day) = parts(as_of);
    birth.is_some() && parts(birth) > (year.saturating_sub(2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_years_end_on_the_birthday() {
        let date = |year, month, day| Date::new(year, month, day).unwrap();
        let as_of = date(2024, 2, 29);
        assert!(is_under_two(date(2022, 3, 1), as_of) && is_under_two(as_of, as_of));
        assert!(!is_under_two(date(2022, 2, 28), as_of) && !is_under_two(Date::NONE, as_of));
    }

    #[test]
    fn known_codes_are_shown_in_words() {
        assert_eq!((words("2106-3"), words("OTHER")), ("White".into(), "other".into()));
    }
}
