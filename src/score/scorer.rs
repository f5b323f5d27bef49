//! Signatures to weights.

use super::bound::{Bound, Bounds};
use super::class::{CLASSES, Class};
use super::model::{ByClass, Model};
use super::rarity::rarities;
use crate::compare::{COMPARISONS, Signature};
use crate::table::{Frequencies, Row};

/// Weights are whole multiples of 1/1024 bit, so that they add up exactly in any order.
const STEPS_PER_BIT: f64 = 1024.0;

/// No weight is larger, either way: beyond a million million to one a number means nothing.
pub(super) const MAX_BITS: f64 = 60.0;

/// What a pair's levels are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// log2 odds of match against everything else: the sum of `comparisons`.
    pub weight: f64,
    /// What each comparison added, in the order of [`COMPARISONS`]. The first, `sources`, holds what
    /// the pair starts with: the odds that two blocked records of such sources are one person.
    pub comparisons: [f64; COMPARISONS.len()],
    /// The most probable class other than match.
    pub rival: Class,
    /// Its probability.
    pub rival_probability: f64,
}

/// The probability that goes with a weight.
pub fn probability_of(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// A model made ready for looking up.
pub struct Scorer {
    shares: ByClass,
    /// log2 probability by comparison, level and class; 0 for *missing*.
    levels: Vec<[ByClass; 16]>,
    bounds: Bounds,
}

impl Scorer {
    /// Prepares a model.
    pub fn new(model: &Model) -> Scorer {
        let levels = model.levels.iter().map(|levels| {
            let mut table = [[0.0; CLASSES]; 16];
            for (level, values) in levels.iter().enumerate() {
                table[level + 1] = values.map(f64::log2);
            }
            table
        });
        let (shares, levels) = (model.shares.map(f64::log2), levels.collect::<Vec<_>>());
        let bounds = Bounds::new(&shares, &levels);
        Scorer { shares, levels, bounds }
    }

    /// What the pair's weight can be at most, as long as comparisons are open.
    pub fn bound(
        &self,
        glance: Signature,
        a: &Row,
        b: &Row,
        frequencies: &Frequencies,
    ) -> Bound<'_> {
        self.bounds.of(glance, a, b, frequencies)
    }

    /// The pair's weight alone.
    pub fn weight(&self, signature: Signature, a: &Row, b: &Row, frequencies: &Frequencies) -> f64 {
        let mut sums = self.shares;
        for (comparison, level) in signature.levels().enumerate() {
            add(&mut sums, &self.levels[comparison][level]);
        }
        rarities(signature, a, b, frequencies, |_, bits, classes| {
            add_bits(&mut sums, bits, classes)
        });
        log_odds(&sums)
    }

    /// The pair's weight and where it comes from.
    pub fn score(
        &self,
        signature: Signature,
        a: &Row,
        b: &Row,
        frequencies: &Frequencies,
    ) -> Score {
        let mut rare = [[0.0; CLASSES]; COMPARISONS.len()];
        rarities(signature, a, b, frequencies, |comparison, bits, classes| {
            add_bits(&mut rare[comparison], bits, classes);
        });
        let (mut sums, mut before) = (self.shares, 0.0);
        let mut comparisons = [0.0; COMPARISONS.len()];
        for (comparison, level) in signature.levels().enumerate() {
            // What is missing moves nothing, and the odds need not be worked out again.
            if comparison > 0 && level == 0 && rare[comparison] == [0.0; CLASSES] {
                continue;
            }
            add(&mut sums, &self.levels[comparison][level]);
            add(&mut sums, &rare[comparison]);
            let after = log_odds(&sums);
            comparisons[comparison] = after - before;
            before = after;
        }
        let (rival, rival_probability) = rival(&sums);
        Score { weight: before, comparisons, rival, rival_probability }
    }
}

fn add(sums: &mut ByClass, values: &ByClass) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

fn add_bits(sums: &mut ByClass, bits: f64, classes: &[bool; CLASSES]) {
    for (sum, &adjusted) in sums.iter_mut().zip(classes) {
        *sum += if adjusted { bits } else { 0.0 };
    }
}

/// log2 odds of the first class against the sum of the others, rounded to a step.
fn log_odds(sums: &ByClass) -> f64 {
    let largest = sums[1..].iter().copied().fold(f64::MIN, f64::max);
    let others: f64 = sums[1..].iter().map(|sum| (sum - largest).exp2()).sum();
    let bits = (sums[0] - largest - others.log2()).clamp(-MAX_BITS, MAX_BITS);
    (bits * STEPS_PER_BIT).round() / STEPS_PER_BIT
}

fn rival(sums: &ByClass) -> (Class, f64) {
    let largest = sums.iter().copied().fold(f64::MIN, f64::max);
    let total: f64 = sums.iter().map(|sum| (sum - largest).exp2()).sum();
    let mut rival = Class::Twin;
    for class in &Class::ALL[2..] {
        if sums[*class as usize] > sums[rival as usize] {
            rival = *class;
        }
    }
    (rival, (sums[rival as usize] - largest).exp2() / total)
}
