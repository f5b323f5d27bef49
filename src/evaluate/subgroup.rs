//! The same figures for parts of the population: an engine that is right on average can fail the
//! newborns, the twins, or those whose names are built otherwise.
//!
//! In: the records with what sets them apart, and the run's pairs. Out: accuracy by subgroup. Must
//! never: name a subgroup by a value that only a few records have.

use serde::Serialize;

use super::subset::Subsets;
use super::{Accuracy, EvaluatedPair, EvaluatedRecord, is_true};
use crate::record::{Decision, SourceKind};

/// What sets a record apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traits {
    /// Under two years old at the run's time, by its birth date.
    pub is_under_two: bool,
    /// Born together with others.
    pub is_multiple: bool,
    /// Its given name is a placeholder for a child not yet named.
    pub is_unnamed: bool,
    /// Its surname has two or more tokens that are no particles.
    pub has_compound_surname: bool,
    /// It gives no maiden name of the mother.
    pub lacks_maiden_name: bool,
    /// Place among the run's [`Codes::races`].
    pub race: Option<u8>,
    /// Place among the run's [`Codes::ethnicities`].
    pub ethnicity: Option<u8>,
}

/// What the places in [`Traits`] stand for, in words fit to be printed.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    /// Races, as coded by the sources.
    pub races: Vec<String>,
    /// Ethnicities, as coded by the sources.
    pub ethnicities: Vec<String>,
}

/// How often a run is right about one part of the population. A pair belongs to a subgroup if either
/// of its records does; to a pair of sources if its two records are of these kinds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subgroup {
    /// What it is a part by: `age`, `sources`, `race` …
    pub by: &'static str,
    /// Which part.
    pub name: String,
    /// Records that belong to it; null for pairs of sources, to which pairs belong.
    pub records: Option<u64>,
    /// Pairs of records of one person.
    pub true_pairs: u64,
    /// Pair level: pairs decided `link`.
    pub linked: Accuracy,
    /// Client level by pairwise closure.
    pub closure: Accuracy,
}

type Test = Box<dyn Fn(&EvaluatedRecord) -> bool>;

/// Everything that the subgroups are counted from.
pub(super) struct Population<'r> {
    pub records: &'r [EvaluatedRecord],
    pub pairs: &'r [EvaluatedPair],
    pub people: &'r [u32],
    pub subsets: &'r Subsets,
}

impl Population<'_> {
    /// All subgroups, those of sources last but for race and ethnicity.
    pub(super) fn subgroups(&self, codes: &Codes) -> Vec<Subgroup> {
        let fixed = fixed().into_iter().map(|(by, name, test)| self.of_records(by, name, &test));
        let mut subgroups: Vec<Subgroup> = fixed.collect();
        subgroups.extend(self.of_sources());
        for (by, names, place) in [
            ("race", &codes.races, race as fn(&Traits) -> Option<u8>),
            ("ethnicity", &codes.ethnicities, ethnicity),
        ] {
            for (number, name) in names.iter().enumerate() {
                let test: Test = Box::new(move |record| {
                    place(&record.traits).is_some_and(|place| usize::from(place) == number)
                });
                subgroups.push(self.of_records(by, name, &test));
            }
        }
        subgroups
    }

    /// The pairs with at least one record that passes the test.
    fn of_records(&self, by: &'static str, name: &str, test: &Test) -> Subgroup {
        let passes = |record: u32| test(&self.records[record as usize]);
        let others = self.subsets.count(|record| !passes(record));
        let of_group = self.subsets.count(|_| true).without(others);
        let (found, both) = self.linked(|pair| passes(pair.a) || passes(pair.b));
        Subgroup {
            by,
            name: name.to_string(),
            records: Some(self.records.iter().filter(|record| test(record)).count() as u64),
            true_pairs: of_group.true_pairs,
            linked: Accuracy::new(found, of_group.true_pairs, both, of_group.all),
            closure: of_group.accuracy(),
        }
    }

    /// Birth with submission, submission with submission.
    fn of_sources(&self) -> [Subgroup; 2] {
        let kind = |record: u32| self.records[record as usize].kind;
        let births = self.subsets.count(|record| kind(record) == SourceKind::Birth);
        let submissions = self.subsets.count(|record| kind(record) == SourceKind::Submission);
        let mixed = self.subsets.count(|_| true).without(births).without(submissions);
        let is_mixed = |pair: &EvaluatedPair| kind(pair.a) != kind(pair.b);
        let is_submissions = |pair: &EvaluatedPair| {
            kind(pair.a) == SourceKind::Submission && kind(pair.b) == SourceKind::Submission
        };
        [
            ("birth and submission", mixed, self.linked(is_mixed)),
            ("two submissions", submissions, self.linked(is_submissions)),
        ]
        .map(|(name, counts, (found, both))| Subgroup {
            by: "sources",
            name: name.to_string(),
            records: None,
            true_pairs: counts.true_pairs,
            linked: Accuracy::new(found, counts.true_pairs, both, counts.all),
            closure: counts.accuracy(),
        })
    }

    /// Linked pairs among those that belong, and how many of them are one person.
    fn linked(&self, belongs: impl Fn(&EvaluatedPair) -> bool) -> (u64, u64) {
        let (mut found, mut both) = (0, 0);
        let links = self.pairs.iter().filter(|pair| pair.decision == Decision::Link);
        for pair in links.filter(|pair| belongs(pair)) {
            found += 1;
            both += u64::from(is_true(pair, self.people));
        }
        (found, both)
    }
}

fn race(traits: &Traits) -> Option<u8> {
    traits.race
}

fn ethnicity(traits: &Traits) -> Option<u8> {
    traits.ethnicity
}

/// The subgroups that every run has.
fn fixed() -> [(&'static str, &'static str, Test); 5] {
    [
        ("age", "under two", Box::new(|record| record.traits.is_under_two)),
        ("plurality", "multiples", Box::new(|record| record.traits.is_multiple)),
        ("given name", "placeholder", Box::new(|record| record.traits.is_unnamed)),
        ("surname", "compound", Box::new(|record| record.traits.has_compound_surname)),
        ("maiden name", "missing", Box::new(|record| record.traits.lacks_maiden_name)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::samples::{pair, records};

    #[test]
    fn a_pair_belongs_if_either_record_does() {
        // Client 0: records 0 and 1 of person 0, record 2 of person 1. Client 1: record 3 of person 0.
        let mut run = records(&[0, 0, 0, 1]);
        run[1].traits.is_multiple = true;
        run[1].traits.race = Some(1);
        run[3].kind = SourceKind::Birth;
        let people = [0, 0, 1, 0];
        let pairs = [pair(0, 1, Decision::Link), pair(0, 2, Decision::Link)];
        let subsets = Subsets::new(&run, &people, 2);
        let population =
            Population { records: &run, pairs: &pairs, people: &people, subsets: &subsets };
        let codes = Codes { races: vec!["a".into(), "b".into()], ethnicities: Vec::new() };
        let subgroups = population.subgroups(&codes);
        let of = |name: &str| subgroups.iter().find(|group| group.name == name).unwrap();
        // Record 1 with 0 (right), with 2 (wrong), with 3 (missed).
        let multiples = of("multiples");
        assert_eq!((multiples.records, multiples.true_pairs), (Some(1), 2));
        assert_eq!(multiples.closure, Accuracy::new(2, 2, 1, 3));
        assert_eq!(multiples.linked, Accuracy::new(1, 2, 1, 3));
        assert_eq!((&of("b").closure, of("a").records), (&multiples.closure, Some(0)));
        assert_eq!(of("birth and submission").closure, Accuracy::new(0, 2, 0, 3));
        assert_eq!(of("two submissions").linked, Accuracy::new(2, 1, 1, 3));
        assert_eq!(of("under two").closure.recall, None);
    }
}
