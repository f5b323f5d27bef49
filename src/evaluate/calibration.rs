//! Whether a stated probability is what it says: of the pairs called 0.99, are 99 in 100 one person?
//!
//! In: the run's pairs with their weights, and each record's person. Out: bands with what was stated
//! and what is so. Must never: leave out a pair because a guard keeps it from being linked: its
//! weight is stated all the same.

use serde::Serialize;

use super::pair_level::is_true;
use super::{EvaluatedPair, share};
use crate::record::Decision;

/// Where the bands of probability begin; the last ends at one.
const PROBABILITIES: [f64; 12] =
    [0.0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999];

/// Bits of a band of weight.
const BAND_BITS: i32 = 2;
/// The bands of weight lie between these; what is beyond is in the outermost.
const LAST_BAND: i32 = 20;

/// Stated and observed shares of matches among the pairs above the floor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Pairs above the floor; those below it are not written and so not counted.
    pub pairs: u64,
    /// Mean over all pairs of how far the stated share of matches of a band of probability is from
    /// the observed one; null without pairs.
    pub expected_calibration_error: Option<f64>,
    /// The pairs of which at least 0.99 is stated.
    pub stated_99: Band,
    /// Bands of probability, the lowest first; bands without pairs are left out.
    pub by_probability: Vec<Band>,
    /// Bands of two bits of weight; bands without pairs are left out.
    pub by_weight: Vec<Band>,
}

/// Pairs of one band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// Where the band begins (a probability, or bits).
    pub from: f64,
    /// Where it ends; what lies here is in the next band.
    pub to: f64,
    /// Pairs in it.
    pub pairs: u64,
    /// Those of them that are one person.
    pub matches: u64,
    /// Pairs in it that a guard keeps from being linked.
    pub guarded: u64,
    /// Mean stated probability of match; null without pairs.
    pub stated: Option<f64>,
    /// `matches / pairs`.
    pub observed: Option<f64>,
}

/// A band as it fills.
#[derive(Clone, Copy, Default)]
struct Filling {
    pairs: u64,
    matches: u64,
    guarded: u64,
    stated: f64,
}

impl Filling {
    fn add(&mut self, pair: &EvaluatedPair, probability: f64, is_match: bool) {
        self.pairs += 1;
        self.matches += u64::from(is_match);
        self.guarded += u64::from(pair.guards != 0 && pair.decision != Decision::Link);
        self.stated += probability;
    }

    fn band(&self, from: f64, to: f64) -> Band {
        Band {
            from,
            to,
            pairs: self.pairs,
            matches: self.matches,
            guarded: self.guarded,
            stated: (self.pairs > 0).then(|| self.stated / self.pairs as f64),
            observed: share(self.matches, self.pairs),
        }
    }
}

impl Calibration {
    pub(super) fn new(pairs: &[EvaluatedPair], people: &[u32]) -> Calibration {
        let mut by_probability = [Filling::default(); PROBABILITIES.len()];
        let mut by_weight = [Filling::default(); (2 * LAST_BAND / BAND_BITS) as usize];
        let mut at_least_99 = Filling::default();
        for pair in pairs {
            let (probability, is_match) = (probability(pair.weight), is_true(pair, people));
            let place = PROBABILITIES.partition_point(|&from| from <= probability) - 1;
            by_probability[place].add(pair, probability, is_match);
            by_weight[weight_band(pair.weight)].add(pair, probability, is_match);
            if probability >= 0.99 {
                at_least_99.add(pair, probability, is_match);
            }
        }
        let by_probability = bands(&by_probability, |place| PROBABILITIES[place], 1.0);
        let start = |place: usize| f64::from(place as i32 * BAND_BITS - LAST_BAND);
        Calibration {
            pairs: pairs.len() as u64,
            expected_calibration_error: expected_error(&by_probability),
            stated_99: at_least_99.band(0.99, 1.0),
            by_weight: bands(&by_weight, start, f64::from(LAST_BAND)),
            by_probability,
        }
    }
}

fn bands(fillings: &[Filling], from: impl Fn(usize) -> f64, end: f64) -> Vec<Band> {
    let to = |place| if place == fillings.len() { end } else { from(place) };
    let bands = fillings.iter().enumerate();
    let bands = bands.map(|(place, filling)| filling.band(from(place), to(place + 1)));
    bands.filter(|band| band.pairs > 0).collect()
}

fn weight_band(weight: f64) -> usize {
    let place = (weight.floor() as i32 + LAST_BAND).div_euclid(BAND_BITS);
    place.clamp(0, 2 * LAST_BAND / BAND_BITS - 1) as usize
}

/// The match probability that goes with a weight in bits.
fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

fn expected_error(bands: &[Band]) -> Option<f64> {
    let pairs: u64 = bands.iter().map(|band| band.pairs).sum();
    let gap = |band: &Band| {
        let (stated, observed) = band.stated.zip(band.observed)?;
        Some((stated - observed).abs() * band.pairs as f64)
    };
    (pairs > 0).then(|| bands.iter().filter_map(gap).sum::<f64>() / pairs as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::samples::{guarded, weighing};

    #[test]
    fn bands_by_hand() {
        // Two pairs at 0 bits, one of them a match; two at 10 bits, both matches, one under a guard.
        let pairs = [weighing(0, 1, 0.0), weighing(0, 2, 0.0), weighing(0, 3, 10.0)];
        let pairs = [&pairs[..], &[guarded(1, 3, 10.0)]].concat();
        let calibration = Calibration::new(&pairs, &[5, 5, 6, 5]);
        let told: Vec<_> = calibration.by_probability.iter().collect();
        assert_eq!((told[0].from, told[0].to), (0.5, 0.75));
        assert_eq!((told[0].pairs, told[0].matches, told[0].guarded), (2, 1, 0));
        assert_eq!((told[0].stated, told[0].observed), (Some(0.5), Some(0.5)));
        assert_eq!((told[1].from, told[1].pairs, told[1].guarded), (0.999, 2, 1));
        let stated = 1024.0 / 1025.0;
        assert_eq!((told[1].stated, told[1].observed), (Some(stated), Some(1.0)));
        assert_eq!(calibration.stated_99.pairs, 2);
        let error = calibration.expected_calibration_error.unwrap();
        assert!((error - (1.0 - stated) / 2.0).abs() < 1e-12);
        let weights: Vec<_> =
            calibration.by_weight.iter().map(|band| (band.from, band.to)).collect();
        assert_eq!(weights, [(0.0, 2.0), (10.0, 12.0)]);
    }

    #[test]
    fn the_outermost_bands_take_what_is_beyond() {
        assert_eq!((weight_band(-60.0), weight_band(-20.0), weight_band(-0.001)), (0, 0, 9));
        assert_eq!((weight_band(0.0), weight_band(19.9), weight_band(60.0)), (10, 19, 19));
        assert_eq!(Calibration::new(&[], &[]).expected_calibration_error, None);
    }
}
