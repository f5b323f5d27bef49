//! The latent classes of pairs: what two records that a pass brought together can be to each other.
//!
//! Non-match is not one thing. Relatives agree on surname, address, telephone and mother at once,
//! and whoever counts these as independent evidence merges brothers; people born the same day agree
//! on the date because blocking asked for it. So each kind of non-match has probabilities of its
//! own, and a pair's weight is the odds of match against all of them together.

use serde::{Deserialize, Serialize};

/// How many classes there are.
pub const CLASSES: usize = 7;

/// A kind of pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Class {
    /// One person.
    Match,
    /// Brothers or sisters born together: all agrees but the given name.
    Twin,
    /// Members of one household or family.
    Household,
    /// Two people of one name.
    Namesake,
    /// Two people born the same day, brought together by their given name or mother.
    SameBirthDate,
    /// Two people born the same day who share a surname.
    SameBirthDateAndSurname,
    /// Anything else.
    Random,
}

impl Class {
    /// Every class, in the order in which models list them.
    pub const ALL: [Class; CLASSES] = [
        Class::Match,
        Class::Twin,
        Class::Household,
        Class::Namesake,
        Class::SameBirthDate,
        Class::SameBirthDateAndSurname,
        Class::Random,
    ];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Class::Match => "match",
            Class::Twin => "twin",
            Class::Household => "household",
            Class::Namesake => "namesake",
            Class::SameBirthDate => "same_birth_date",
            Class::SameBirthDateAndSurname => "same_birth_date_and_surname",
            Class::Random => "random",
        }
    }

    /// Whether the two live in one family, so that they share surname, mother and address for that
    /// reason and not by chance.
    pub fn is_family(self) -> bool {
        matches!(self, Class::Twin | Class::Household)
    }

    /// Whether the class is defined by one birth date, so that agreeing on it is no chance.
    pub fn is_same_birth_date(self) -> bool {
        matches!(self, Class::Twin | Class::SameBirthDate | Class::SameBirthDateAndSurname)
    }
}
