//! Values that stand in a field and say nothing.
//!
//! In: `data/placeholders.toml`, and the lists of a registry's own settings. Out: sets to look a
//! standardized value up in. Must never: hold a rule. What is a pattern ("one digit over and
//! over", "BABY BOY with any order") is code beside its field; here are values only.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::settings::Placeholders;

use super::{name_words, text};

const SHIPPED: &str = include_str!("../../data/placeholders.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    placeholders: Placeholders,
    marks: Marks,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    test: Vec<String>,
    retired: Vec<String>,
}

/// The lists, each folded as its field is folded.
pub(super) struct PlaceholderSets {
    pub(super) given_names: FxHashSet<String>,
    pub(super) surnames: FxHashSet<String>,
    pub(super) phones: FxHashSet<String>,
    pub(super) streets: Phrases,
    pub(super) identifiers: FxHashSet<String>,
    /// Words that say "no real person": TEST, PATIENT.
    pub(super) test_marks: FxHashSet<String>,
    /// Words that say "chart no longer used" and say nothing about the person: DELETE, MOGE.
    pub(super) retired_marks: FxHashSet<String>,
}

impl PlaceholderSets {
    /// The lists that the program carries.
    pub(super) fn shipped() -> PlaceholderSets {
        let shipped: Shipped =
            toml::from_str(SHIPPED).expect("data/placeholders.toml is checked by a test");
        let marks =
            |list: &[String]| list.iter().map(|mark| text::compact(mark).into_owned()).collect();
        let mut sets = PlaceholderSets {
            given_names: FxHashSet::default(),
            surnames: FxHashSet::default(),
            phones: FxHashSet::default(),
            streets: Phrases::default(),
            identifiers: FxHashSet::default(),
            test_marks: marks(&shipped.marks.test),
            retired_marks: marks(&shipped.marks.retired),
        };
        sets.add(&shipped.placeholders);
        sets
    }

    /// Adds a registry's own values.
    pub(super) fn add(&mut self, extra: &Placeholders) {
        add_names(&mut self.given_names, &extra.given_names);
        add_names(&mut self.surnames, &extra.surnames);
        self.phones.extend(extra.phones.iter().map(|value| text::digits(value).into_owned()));
        extra.streets.iter().for_each(|value| self.streets.add(text::words(value)));
        self.identifiers
            .extend(extra.identifiers.iter().map(|value| text::compact(value).into_owned()));
        // A list's empty entry must not turn "nothing is left of the value" into a placeholder.
        for set in [&mut self.phones, &mut self.identifiers] {
            set.remove("");
        }
    }
}

/// Values of several words, by the first: most values are told from all of them by one look.
#[derive(Default)]
pub(super) struct Phrases(FxHashMap<String, Vec<Vec<String>>>);

impl Phrases {
    fn add(&mut self, words: Vec<String>) {
        if let Some((first, rest)) = words.split_first() {
            self.0.entry(first.clone()).or_default().push(rest.to_vec());
        }
    }

    /// Whether these words are one of the values.
    pub(super) fn contain(&self, words: &[&str]) -> bool {
        let Some((&first, rest)) = words.split_first() else { return false };
        self.0.get(first).is_some_and(|phrases| phrases.iter().any(|phrase| phrase == rest))
    }
}

/// Names are listed with their spaces and found with and without: NO NAME is also NONAME. Not so
/// for single letters: N/A says nothing, but NA is a Korean surname and a Chinese given name.
fn add_names(set: &mut FxHashSet<String>, names: &[String]) {
    for raw in names {
        let words = name_words::of(raw);
        if words.is_empty() {
            continue;
        }
        if words.iter().all(|word| word.len() >= 2) {
            set.insert(words.concat());
        }
        set.insert(words.join(" "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lists_can_be_read() {
        let sets = PlaceholderSets::shipped();
        assert!(sets.given_names.contains("BABY BOY"));
        assert!(sets.given_names.contains("NONAME"));
        assert!(!sets.surnames.contains("NA"));
        assert!(sets.test_marks.contains("TEST"));
    }

    #[test]
    fn own_lists_are_folded_and_empty_entries_ignored() {
        let extra: Placeholders = toml::from_str(
            "given_names = ['no né', '']\nphones = ['(978) 555-0100', '']\nstreets = ['1 Main St.']",
        )
        .unwrap();
        let mut sets = PlaceholderSets::shipped();
        sets.add(&extra);
        assert!(sets.given_names.contains("NO NE") && sets.given_names.contains("NONE"));
        assert!(sets.phones.contains("9785550100") && !sets.phones.contains(""));
        assert!(sets.streets.contain(&["1", "MAIN", "ST"]) && !sets.streets.contain(&["1"]));
        assert!(toml::from_str::<Placeholders>("shoes = []").is_err());
    }
}
