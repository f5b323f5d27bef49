//! One raw field value into its standard form and its state: missing, present, placeholder or
//! invalid.
//!
//! In: one field's text as received, and the rules (placeholder lists, nickname table). Out: the
//! form that is compared, found by and counted. Every function is pure and is called once a
//! distinct value. Must never: panic on any text, change what a source sent (the raw value stays
//! in the record), or guess where a guess could make two people one.

mod address;
mod address_unit;
mod codes;
mod date;
mod email;
mod generation;
mod identifier;
mod name;
mod name_rules;
mod name_words;
mod newborn;
mod nickname;
mod phone;
mod place;
mod placeholder;
mod street_suffix;
mod street_word;
mod text;
mod vaccine;

pub use address::Street;
pub use codes::{MULTIPLE, birth_order, data_sharing, is_known, plurality, says_yes, sex};
pub use date::{birth_date, date};
pub use email::email;
pub use name::{Name, is_particle};
pub use newborn::Newborn;
pub use place::{city, state, zip};
pub use vaccine::{Families, Vaccine, Vaccines};

use crate::settings::Placeholders;
use nickname::Nicknames;
use placeholder::PlaceholderSets;
use street_suffix::StreetSuffixes;

/// Version of the standardization rules. It is written into every model, because a model trained
/// on names standardized one way misjudges names standardized another way.
pub const RULES_VERSION: u32 = 1;

/// The rules that are data: what counts as a placeholder, and who is called what. Built once.
pub struct Rules {
    placeholders: PlaceholderSets,
    nicknames: Nicknames,
    street_suffixes: StreetSuffixes,
}

impl Rules {
    /// The rules in `data/placeholders.toml` and `data/nicknames.csv`, which the program carries.
    pub fn shipped() -> Rules {
        Rules {
            placeholders: PlaceholderSets::shipped(),
            nicknames: Nicknames::shipped(),
            street_suffixes: StreetSuffixes::usps(),
        }
    }

    /// The same rules with a registry's own placeholders added.
    #[must_use]
    pub fn with_placeholders(mut self, extra: &Placeholders) -> Rules {
        self.placeholders.add(extra);
        self
    }

    /// The nickname classes of one name token, ascending. Two tokens may be one person's name
    /// when they share a class; a token may be in several: ALEX is ALEXANDER's and ALEXANDRA's.
    pub fn nickname_classes(&self, token: &str) -> &[u16] {
        self.nicknames.classes(token)
    }
}

#[cfg(test)]
mod properties;
