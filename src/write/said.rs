//! Who has decided: the machine, or a person with a reason.
//!
//! In: what people have said. Out: the column that says who. Must never: pass a person's word off as the
//! machine's, or the other way round.

use super::table::{Column, word};

/// Who decided what no person did.
const MACHINE: &str = "machine";

/// Who decided what a person did of whom no name is known; others are named behind it.
const PERSON: &str = "person";

/// What a person has said of two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The answer's number among all that were given.
    pub number: u32,
    /// Who, as the files say it: `person:` and the name.
    pub by: String,
    /// Why; blank where the person has given no reason.
    pub reason: String,
}

impl Said {
    /// By a person of this name, which may be blank.
    pub fn new(number: u32, name: &str, reason: &str) -> Said {
        let by = match name {
            "" => PERSON.to_string(),
            name => format!("{PERSON}:{name}"),
        };
        Said { number, by, reason: reason.into() }
    }
}

/// `decided_by`: each row has the place of an answer among those that are `said`, or the machine has
/// decided it.
pub fn decided_by<'a>(
    said: &'a [Said],
    rows: impl Iterator<Item = Option<u32>> + Send + 'a,
) -> Column<'a> {
    let mut people: Vec<&str> = said.iter().map(|said| said.by.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    let words: Vec<&str> = std::iter::once(MACHINE).chain(people.iter().copied()).collect();
    let of_person = |said: &Said| 1 + people.partition_point(|&other| other < said.by.as_str());
    let place_of: Vec<usize> = said.iter().map(of_person).collect();
    let places = rows.map(move |said| said.map_or(0, |said| place_of[said as usize]));
    word("decided_by", &words, places)
}
