//! Estimation: the model that makes a set of pairs most probable, without labels.
//!
//! Expectation–maximisation over the counts of distinct signatures: there are thousands of these
//! where there are millions of pairs. A starting model counts as some pairs of its own in every
//! class (a Dirichlet prior), so that a class keeps its meaning, a level that was never seen keeps a
//! probability, and a small night changes little.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::class::{CLASSES, Class};
use super::model::{ByClass, FLOOR, Model};
use crate::compare::{
    BirthDate, COMPARISONS, FirstName, Level, MiddleName, MultipleBirth, SexAgreement, Signature,
};
use crate::settings::EstimateSettings;

/// What is known of a pair beside its levels: which classes it can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Known {
    /// Nothing: any class.
    Nothing,
    /// One person.
    SamePerson,
    /// Two people, whoever they are to each other.
    TwoPeople,
    /// Two people of one birth.
    Twins,
    /// Two people of one household or mother.
    Household,
    /// Two people of two families.
    Strangers,
}

impl Known {
    /// Whether such a pair can be of the class.
    fn allows(self, class: Class) -> bool {
        match self {
            Known::Nothing => true,
            Known::SamePerson => class == Class::Match,
            Known::TwoPeople => class != Class::Match,
            Known::Twins => class == Class::Twin,
            Known::Household => class == Class::Household,
            Known::Strangers => class != Class::Match && !class.is_family(),
        }
    }
}

/// How many pairs have each signature, in the order of signatures.
pub type SignatureCounts = Vec<(Signature, Known, u64)>;

/// What members of one family are called, their sexes and the order of their births are the same in
/// every file: these comparisons keep the starting model's probabilities in the classes of families.
/// (Left free, the twins would take in every match whose given name is misspelt.)
const FIXED: [usize; 4] = [
    FirstName::COMPARISON,
    MiddleName::COMPARISON,
    SexAgreement::COMPARISON,
    MultipleBirth::COMPARISON,
];

/// A round that changes the log likelihood a pair by less than this many bits is the last.
const CONVERGED_BITS: f64 = 1e-6;

/// Signatures summed as one piece: fixed, so that sums do not depend on the number of threads.
const PIECE: usize = 4096;

/// How an estimation went: part of the run's manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Estimate {
    /// Pairs that were looked at.
    pub pairs: u64,
    /// Their distinct signatures.
    pub signatures: u64,
    /// Rounds of expectation and maximisation.
    pub rounds: u32,
    /// Whether it settled before the last round allowed.
    pub converged: bool,
    /// Mean log2 likelihood of a pair at the end.
    pub bits_a_pair: f64,
    /// Pairs that each class came to, in the order of the classes: one of few is told by its starting
    /// probabilities, not by these pairs.
    #[serde(default)]
    pub class_pairs: Vec<f64>,
    /// Levels that no pair has: they keep the starting model's odds.
    #[serde(default)]
    pub unobserved: Vec<String>,
    /// Why the result was not used, if it was not: a class had lost its meaning.
    pub refused: Option<String>,
}

/// Estimates a model from signature counts, beginning at `start`. Where the result is refused, the
/// model returned is `start`.
pub fn estimate(
    start: &Model,
    counts: &SignatureCounts,
    settings: &EstimateSettings,
) -> (Model, Estimate) {
    // Families are learnt where it is known who is of one.
    let keeps_families = !counts.iter().any(|(_, known, _)| *known == Known::Household);
    let pairs: u64 = counts.iter().map(|(_, _, count)| count).sum();
    let mut model = start.clone();
    let mut report = Estimate {
        pairs,
        signatures: counts.len() as u64,
        rounds: 0,
        converged: false,
        bits_a_pair: f64::MIN,
        class_pairs: Vec::new(),
        unobserved: unobserved(counts),
        refused: None,
    };
    while report.rounds < settings.max_rounds && !report.converged && pairs > 0 {
        let (sums, bits) = expectation(&model, counts);
        let bits = bits / pairs as f64;
        report.converged = (bits - report.bits_a_pair).abs() < CONVERGED_BITS;
        report.bits_a_pair = bits;
        report.rounds += 1;
        report.class_pairs = sums.classes.to_vec();
        maximise(&mut model, start, &sums, settings.prior_pairs, keeps_families);
    }
    report.refused = lost_meaning(&model);
    if report.refused.is_some() || pairs == 0 {
        return (start.clone(), report);
    }
    (model, report)
}

/// The levels that no pair has, as "comparison: level".
fn unobserved(counts: &SignatureCounts) -> Vec<String> {
    let mut seen: Vec<u16> = vec![0; COMPARISONS.len()];
    for (signature, _, _) in counts {
        for (comparison, level) in signature.levels().enumerate() {
            seen[comparison] |= 1 << level;
        }
    }
    let lacking = COMPARISONS.iter().zip(&seen).flat_map(|(comparison, seen)| {
        let levels = comparison.levels.iter().enumerate().skip(1);
        let unseen = levels.filter(move |(level, _)| seen & 1 << level == 0);
        unseen.map(move |(_, level)| format!("{}: {level}", comparison.name))
    });
    lacking.collect()
}

/// A value for each class, by comparison and level, *missing* included.
type ByLevel = Vec<[ByClass; LEVELS]>;

/// Room for the levels of any comparison.
const LEVELS: usize = 16;

/// Expected numbers of pairs.
struct Sums {
    classes: ByClass,
    levels: ByLevel,
}

impl Sums {
    fn zero() -> Sums {
        Sums { classes: [0.0; CLASSES], levels: vec![[[0.0; CLASSES]; LEVELS]; COMPARISONS.len()] }
    }

    fn add(&mut self, other: &Sums) {
        add(&mut self.classes, &other.classes);
        for (mine, theirs) in self.levels.iter_mut().flatten().zip(other.levels.iter().flatten()) {
            add(mine, theirs);
        }
    }
}

fn add(sums: &mut ByClass, values: &ByClass) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

/// The expected sums under a model, and the log2 likelihood of all pairs.
fn expectation(model: &Model, counts: &SignatureCounts) -> (Sums, f64) {
    let (shares, logs) = (model.shares.map(f64::log2), logs(model));
    let pieces: Vec<(Sums, f64)> = counts
        .par_chunks(PIECE)
        .map(|piece| {
            let (mut sums, mut bits) = (Sums::zero(), 0.0);
            for &(signature, known, count) in piece {
                let (posterior, likelihood) = posterior(signature, known, &shares, &logs);
                let expected = posterior.map(|share| share * count as f64);
                bits += likelihood * count as f64;
                add(&mut sums.classes, &expected);
                for (sums, level) in sums.levels.iter_mut().zip(signature.levels()) {
                    add(&mut sums[level], &expected);
                }
            }
            (sums, bits)
        })
        .collect();
    let mut total = (Sums::zero(), 0.0);
    for (sums, bits) in &pieces {
        total.0.add(sums);
        total.1 += bits;
    }
    total
}

/// log2 probabilities of the levels; *missing* says nothing.
fn logs(model: &Model) -> ByLevel {
    let by_level = |levels: &Vec<ByClass>| {
        let mut logs = [[0.0; CLASSES]; LEVELS];
        logs[1..].iter_mut().zip(levels).for_each(|(logs, level)| *logs = level.map(f64::log2));
        logs
    };
    model.levels.iter().map(by_level).collect()
}

/// The probability of each class given a signature, and the signature's log2 likelihood.
fn posterior(
    signature: Signature,
    known: Known,
    shares: &ByClass,
    logs: &ByLevel,
) -> (ByClass, f64) {
    let allowed = |class: Class| if known.allows(class) { 0.0 } else { f64::NEG_INFINITY };
    let mut bits = Class::ALL.map(|class| shares[class as usize] + allowed(class));
    for (logs, level) in logs.iter().zip(signature.levels()) {
        add(&mut bits, &logs[level]);
    }
    let largest = bits.iter().copied().fold(f64::MIN, f64::max);
    let odds = bits.map(|bits| (bits - largest).exp2());
    let total: f64 = odds.iter().sum();
    (odds.map(|odds| odds / total), largest + total.log2())
}

/// Makes the model the most probable one given the sums. What is fixed stays as it is.
fn maximise(model: &mut Model, start: &Model, sums: &Sums, prior_pairs: f64, keeps_families: bool) {
    let total: f64 = sums.classes.iter().sum();
    for class in 0..CLASSES {
        let prior = start.shares[class] * prior_pairs;
        model.shares[class] = ((sums.classes[class] + prior) / (total + prior_pairs)).max(FLOOR);
    }
    for (comparison, levels) in model.levels.iter_mut().enumerate() {
        let free =
            |class: &Class| !(keeps_families && class.is_family() && FIXED.contains(&comparison));
        for class in Class::ALL.into_iter().filter(free).map(|class| class as usize) {
            let sums = &sums.levels[comparison][1..=levels.len()];
            let seen: f64 = sums.iter().map(|level| level[class]).sum();
            for (level, values) in levels.iter_mut().enumerate() {
                let prior = start.levels[comparison][level][class] * prior_pairs;
                let value = (sums[level][class] + prior) / (seen + prior_pairs);
                values[class] = value.max(FLOOR);
            }
        }
    }
}

/// What a class must still be for its name to be true of it; the first that is not, in words.
fn lost_meaning(model: &Model) -> Option<String> {
    let first = |class: Class| {
        model.levels[FirstName::COMPARISON][FirstName::Equal as usize - 1][class as usize]
    };
    let birth = |class: Class| {
        model.levels[BirthDate::COMPARISON][BirthDate::Equal as usize - 1][class as usize]
    };
    let checks = [
        (first(Class::Match) > 0.5, "matches agree on the given name"),
        (birth(Class::Match) > 0.5, "matches agree on the birth date"),
        (birth(Class::Twin) > 0.5, "twins agree on the birth date"),
        (first(Class::Twin) < 0.2, "twins differ in the given name"),
        (first(Class::Household) < 0.5, "household members differ in the given name"),
        (birth(Class::Household) < 0.5, "household members differ in the birth date"),
        (birth(Class::Namesake) < 0.5, "namesakes differ in the birth date"),
    ];
    checks
        .iter()
        .find(|(holds, _)| !holds)
        .map(|(_, meaning)| format!("it no longer holds that {meaning}"))
}
