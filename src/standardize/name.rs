//! Given names and surnames: one field of text into upper-case tokens, with what does not belong
//! to a name (generation, title, test mark, newborn's stand-in) taken out and told apart.
//!
//! In: one name field. Out: a [`Name`]. Must never: call a real name a placeholder because it looks
//! like one (BOYD, GIRLIE), or give a text that standardizes to another text.

use super::name_rules::{
    drop_titles, join_prefixes, letters_for_digits, only_suffixes, shorten_saint, take_suffixes,
    unglue_z,
};
use super::{Rules, name_words, newborn, newborn::Newborn, text};
use crate::limits::NAME_TOKENS;
use crate::record::{FieldState, Suffix};

/// A standardized name field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// Upper-case ASCII tokens of letters and digits joined by single spaces, without
    /// punctuation, title or generation. Empty unless present.
    pub text: String,
    /// Whether this is a name.
    pub state: FieldState,
    /// A generation that stood inside the field.
    pub suffix: Option<Suffix>,
    /// What a newborn's stand-in name tells nevertheless.
    pub newborn: Option<Newborn>,
    /// A mark of a test record stood in the field: for a person to look at, not to link.
    pub test: bool,
}

/// Which name a field holds: a few rules differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A first or middle name.
    Given,
    /// A last or maiden name.
    Surname,
}

impl Rules {
    /// A first or middle name field, or another person's given name.
    pub fn given_name(&self, raw: &str) -> Name {
        self.name(raw, Part::Given)
    }

    /// A last or maiden name field.
    pub fn surname(&self, raw: &str) -> Name {
        self.name(raw, Part::Surname)
    }

    fn name(&self, raw: &str, part: Part) -> Name {
        let mut name = Name::default();
        let mut tokens = name_words::of(raw);
        if tokens.is_empty() {
            name.state = text::blank(raw);
            return name;
        }
        self.take_marks(&mut tokens, &mut name);
        name.suffix = only_suffixes(&tokens);
        // Before digits become letters: BG1 is a girl's stand-in, BGI would be a name.
        name.state = self.state_of(&tokens, part, &mut name.newborn);
        if name.state == FieldState::Present {
            self.settle(&mut tokens, part, &mut name);
            name.state = self.state_of(&tokens, part, &mut name.newborn);
        }
        if name.state == FieldState::Present {
            name.text = tokens.join(" ");
        }
        name
    }

    /// Applies the rules until none changes anything, so that the result is its own standard
    /// form. Each change takes away a token, a letter or a digit: it ends.
    fn settle(&self, tokens: &mut Vec<String>, part: Part, name: &mut Name) {
        loop {
            let before = tokens.clone();
            self.take_marks(tokens, name);
            if part == Part::Surname {
                take_newborn_words(tokens, &mut name.newborn);
            }
            drop_titles(tokens);
            take_suffixes(tokens, part, &mut name.suffix);
            tokens.iter_mut().for_each(letters_for_digits);
            join_prefixes(tokens, part);
            if part == Part::Surname {
                shorten_saint(tokens);
            }
            tokens.truncate(NAME_TOKENS);
            if *tokens == before {
                return;
            }
        }
    }

    /// Takes out marks of test and retired charts, and the Z's glued to a retired chart's name.
    fn take_marks(&self, tokens: &mut Vec<String>, name: &mut Name) {
        let sets = &self.placeholders;
        if tokens.len() >= 3 && tokens[..3] == ["DO", "NOT", "USE"] {
            tokens.drain(..3);
        }
        tokens.iter_mut().for_each(unglue_z);
        tokens.retain(|token| {
            let test = sets.test_marks.contains(token) || is_numbered_test(token);
            name.test |= test;
            !test && !sets.retired_marks.contains(token)
        });
    }

    fn state_of(
        &self,
        tokens: &[String],
        part: Part,
        newborn_found: &mut Option<Newborn>,
    ) -> FieldState {
        if tokens.is_empty() {
            return FieldState::Placeholder;
        }
        let newborn = match part {
            Part::Given => newborn::read(tokens, &self.nicknames),
            Part::Surname => None,
        };
        if newborn.is_some() {
            *newborn_found = newborn;
            return FieldState::Placeholder;
        }
        let joined = tokens.join(" ");
        let listed = match part {
            Part::Given => self.placeholders.given_names.contains(&joined),
            Part::Surname => self.placeholders.surnames.contains(&joined),
        };
        if listed || is_filler(tokens) {
            FieldState::Placeholder
        } else if !joined.bytes().any(|b| b.is_ascii_alphabetic()) {
            FieldState::Invalid
        } else if part == Part::Surname && joined.len() == 1 {
            // AIRA MQE: a maiden name of one letter is no maiden name.
            FieldState::Invalid
        } else {
            FieldState::Present
        }
    }
}

/// Words that stand before or between surnames in several languages. A surname is not found by
/// them: a block of everybody called DE would be half a city. But LE and DO are surnames too: a
/// surname of nothing but these is found by them.
pub fn is_particle(token: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "A", "ABU", "AL", "AUX", "BEN", "BIN", "BINT", "BINTE", "BINTI", "D", "DA", "DAL", "DALLA",
        "DAS", "DE", "DEGLI", "DEI", "DEL", "DELA", "DELLA", "DELLE", "DELLO", "DELOS", "DEN",
        "DER", "DES", "DI", "DO", "DOS", "DU", "E", "EL", "ET", "I", "IBN", "L", "LA", "LAS", "LE",
        "LES", "LO", "LOS", "O", "OF", "SAN", "SANTA", "ST", "STE", "TER", "THE", "UL", "VAN",
        "VANDE", "VANDEN", "VANDER", "VER", "VOM", "VON", "VONDER", "Y", "ZU", "ZUM", "ZUR",
    ];
    PARTICLES.contains(&token)
}

/// One letter over and over ("AAA") is a finger on a key.
fn is_filler(tokens: &[String]) -> bool {
    tokens.iter().all(|token| token.len() >= 3 && text::is_one_char(token))
        || tokens.iter().all(|token| text::all_one_of(token, "XZ"))
        || only_suffixes(tokens).is_some()
}

fn is_numbered_test(token: &str) -> bool {
    token.strip_prefix("TEST").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

fn take_newborn_words(tokens: &mut Vec<String>, found: &mut Option<Newborn>) {
    if let Some((count, newborn)) = newborn::before_surname(tokens) {
        tokens.drain(..count);
        found.get_or_insert(newborn);
    }
}

#[cfg(test)]
mod tests;
