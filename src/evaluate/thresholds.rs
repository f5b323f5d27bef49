//! What another threshold would find: weights of matches and non-matches by whole bits, and the
//! precision and recall of every whole-bit threshold.
//!
//! In: the run's pairs with their weights, and each record's person. Out: a histogram and a curve.
//! Must never: speak of thresholds below the floor, under which no pair is written.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pair_level::is_true;
use super::{Accuracy, EvaluatedPair};

/// Pairs by weight. Guards are left aside: this is what weights alone can do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Thresholds {
    /// The weight from which pairs were linked.
    pub link: f64,
    /// The weight from which a person was asked.
    pub review: f64,
    /// Pairs below it are not written, so neither histogram nor curve reaches lower.
    pub floor: f64,
    /// Pairs above the floor by whole bits of weight, the lowest first; none is left out between.
    pub histogram: Vec<WeightBin>,
    /// What is found from each whole bit on.
    pub curve: Vec<ThresholdPoint>,
}

/// The pairs of one bit of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WeightBin {
    /// Where the bit begins.
    pub bit: i32,
    /// Pairs of one person.
    pub matches: u64,
    /// Pairs of two people.
    pub non_matches: u64,
}

/// Pairs that weigh at least so much, taken as found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ThresholdPoint {
    /// The threshold in bits.
    pub weight: i32,
    /// Share of the found that is true.
    pub precision: Option<f64>,
    /// Share of all true pairs, scored or not, that is found.
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    pub f1: Option<f64>,
}

/// The decision settings of the run, as far as they are about weights.
#[derive(Debug, Clone, Copy)]
pub struct Bands {
    /// At or above it a pair is linked.
    pub link: f64,
    /// At or above it a person is asked.
    pub review: f64,
    /// Below it a pair is not written.
    pub floor: f64,
}

impl Thresholds {
    pub(super) fn new(
        bands: Bands,
        pairs: &[EvaluatedPair],
        people: &[u32],
        linked: &Accuracy,
    ) -> Thresholds {
        let histogram = histogram(pairs, people);
        let true_pairs = linked.true_positives + linked.false_negatives;
        let all = linked.false_positives + linked.true_negatives + true_pairs;
        let Bands { link, review, floor } = bands;
        let curve = curve(&histogram, true_pairs, all);
        Thresholds { link, review, floor, histogram, curve }
    }
}

fn histogram(pairs: &[EvaluatedPair], people: &[u32]) -> Vec<WeightBin> {
    let mut bits = BTreeMap::<i32, (u64, u64)>::new();
    for pair in pairs {
        let (matches, non_matches) = bits.entry(pair.weight.floor() as i32).or_default();
        *(if is_true(pair, people) { matches } else { non_matches }) += 1;
    }
    let ends = bits.first_key_value().zip(bits.last_key_value());
    let Some((first, last)) = ends.map(|(first, last)| (*first.0, *last.0)) else {
        return Vec::new();
    };
    let bin = |bit| {
        let (matches, non_matches) = bits.get(&bit).copied().unwrap_or_default();
        WeightBin { bit, matches, non_matches }
    };
    (first..=last).map(bin).collect()
}

fn curve(histogram: &[WeightBin], true_pairs: u64, all: u64) -> Vec<ThresholdPoint> {
    let (mut found, mut both) = (0, 0);
    let points = histogram.iter().rev().map(|bin| {
        found += bin.matches + bin.non_matches;
        both += bin.matches;
        let Accuracy { precision, recall, f1, .. } = Accuracy::new(found, true_pairs, both, all);
        ThresholdPoint { weight: bin.bit, precision, recall, f1 }
    });
    let mut points: Vec<ThresholdPoint> = points.collect();
    points.reverse();
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::samples::weighing;

    #[test]
    fn a_curve_by_hand() {
        let pairs = [weighing(0, 1, 7.5), weighing(0, 2, 5.0), weighing(1, 3, 5.9)];
        let people = [1, 1, 2, 1];
        let bands = Bands { link: 5.0, review: -3.0, floor: -10.0 };
        let found = Thresholds::new(bands, &pairs, &people, &Accuracy::new(0, 3, 0, 6));
        let bins: Vec<_> =
            found.histogram.iter().map(|bin| (bin.bit, bin.matches, bin.non_matches)).collect();
        assert_eq!(bins, [(5, 1, 1), (6, 0, 0), (7, 1, 0)]);
        let third = Some(1.0 / 3.0);
        let points: Vec<_> =
            found.curve.iter().map(|point| (point.weight, point.precision, point.recall)).collect();
        let two_thirds = Some(2.0 / 3.0);
        assert_eq!(
            points,
            [(5, two_thirds, two_thirds), (6, Some(1.0), third), (7, Some(1.0), third)]
        );
        let nothing = Thresholds::new(bands, &[], &people, &Accuracy::new(0, 3, 0, 6));
        assert!(nothing.histogram.is_empty() && nothing.curve.is_empty());
    }
}
