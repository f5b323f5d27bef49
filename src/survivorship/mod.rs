//! Survivorship: for each thing that a client is known by, which of its records tells it.
//!
//! In: the records of one client as [`Statement`]s, in any order. Out: the [`Speakers`], one record an
//! aspect or none; the names that a person also goes by; the numbers that they are filed under. Must
//! never: look at another client, change or blend values, or show a name that an adoption replaced.
//!
//! | aspect | who speaks |
//! |---|---|
//! | facts of birth, certificate, death | vital records, then the newest provider; silence takes nothing away |
//! | legal name | the newest, amended certificate or provider; a placeholder only if there is no name |
//! | name and residence at birth | vital records alone |
//! | address, telephone, e-mail | the newest provider that has seen the person, then who tells history, then vital records |
//! | race, ethnicity, language | the newest provider that knows; never vital records |
//! | reminders | the strictest wish |
//! | owner | who gave the latest dose, then who told of it, then the newest provider |
//!
//! A certificate that is void or has a later version speaks where nobody else does. Whoever has only a
//! placeholder comes after whoever has a value.

mod aliases;
mod aspect;
mod identifiers;
mod recall;
mod seal;
mod statement;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use crate::record::Date;
use crate::table::{NO_NAME, Row};
pub use aliases::aliases;
pub use aspect::{ASPECT_COUNT, Aspect, AspectSet, GoldenField, Rule};
pub use identifiers::{Numbers, numbers};
use seal::Seal;
pub use statement::Statement;

/// Stands for no record.
const NOBODY: u32 = u32::MAX;

/// For each aspect of a client the record that tells it, by its place among the statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speakers([u32; ASPECT_COUNT]);

impl Speakers {
    /// Chooses among the records of one client.
    pub fn new(statements: &[Statement]) -> Speakers {
        let seal = Seal::new(statements);
        let mut speakers = Speakers([NOBODY; ASPECT_COUNT]);
        for aspect in Aspect::ALL {
            // The middle name asks who has spoken for the given name, which comes before it.
            let given = speakers.of(Aspect::GivenName).map(|place| &statements[place]);
            let may_speak = |statement: &Statement| {
                let hidden = aspect.is_confidential() && seal.hides(statement);
                (statement.has.has(aspect) && !hidden).then(|| rank(aspect, statement, given))?
            };
            let ranked = statements.iter().enumerate();
            let ranked = ranked.filter_map(|(place, one)| Some((may_speak(one)?, place as u32)));
            speakers.0[aspect as usize] = ranked.max().map_or(NOBODY, |(_, place)| place);
        }
        speakers
    }

    /// The place of the record that tells of an aspect.
    pub fn of(&self, aspect: Aspect) -> Option<usize> {
        let place = self.0[aspect as usize];
        (place != NOBODY).then_some(place as usize)
    }
}

/// What a record's word on an aspect is worth beside the others': what is compared first stands first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    evidence: u8,
    stands: bool,
    preference: u8,
    date: Date,
    number: Reverse<u32>,
}

/// The rank of a record that has something for an aspect; none if it may not speak of it.
fn rank(aspect: Aspect, statement: &Statement, given: Option<&Statement>) -> Option<Rank> {
    let is_birth = statement.is_birth_record();
    let says = u8::from(statement.says.has(aspect));
    let (mut evidence, mut preference, mut date) = (says, 0, statement.date);
    match aspect.rule() {
        Rule::Newest => {}
        Rule::Vital => preference = u8::from(is_birth),
        Rule::VitalAlone if is_birth => {}
        Rule::SelfReport if !is_birth => {}
        Rule::VitalAlone | Rule::SelfReport => return None,
        // Both from one record if any has both.
        Rule::LegalName => evidence = says * (1 + u8::from(is_named(statement.row))),
        Rule::MiddleName => {
            let given = given?;
            let same = given.row.first == statement.row.first;
            // "Mary Ann" here is "Mary", "Ann" there.
            if given.several_given && !same {
                return None;
            }
            evidence = says + 2 * u8::from(same);
        }
        Rule::Contact => preference = u8::from(!is_birth) * (1 + u8::from(statement.first_hand)),
        Rule::Strictest => preference = statement.strictness,
        Rule::LatestDose if is_birth => return None,
        Rule::LatestDose => {
            let (gave, day) = statement.latest_dose.unwrap_or((false, date));
            preference = u8::from(statement.latest_dose.is_some()) + u8::from(gave);
            date = day;
        }
    }
    let (stands, number) = (!statement.is_withdrawn(), Reverse(statement.number));
    Some(Rank { evidence, stands, preference, date, number })
}

/// Whether a record has both a given name and a surname.
fn is_named(row: &Row) -> bool {
    row.first != NO_NAME && row.last != NO_NAME
}
