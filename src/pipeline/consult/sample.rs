//! A sample of the pairs that a registry knows, to be read by people who see no score.
//!
//! In: a registry's view, a size, a seed. Out: pairs, as many of what the machine linked, asked and kept apart.
//! Must never: depend on anything but what the registry holds and the seed.

use super::super::nightly::known_pairs;
use crate::decide::Pair;
use crate::digest::mix;
use crate::error::Result;
use crate::record::Decision;
use crate::registry::{RecordPair, SamplePair, View};

/// Draws a sample: a third of the size from each decision, `second` of a hundred pairs for two readers. Those
/// that were kept apart are the ones that weigh enough to be kept.
///
/// # Errors
/// The registry cannot be read.
pub fn draw_sample(view: &View, size: usize, second: u64, seed: u64) -> Result<Vec<SamplePair>> {
    let pairs = known_pairs(view)?;
    let lot = |pair: &Pair, of: u64| {
        let numbers = u64::from(pair.a) << 32 | u64::from(pair.b);
        mix(mix(seed ^ of) ^ mix(numbers))
    };
    let mut drawn = Vec::new();
    for decision in [Decision::Link, Decision::Review, Decision::Apart] {
        let mut of: Vec<&Pair> = pairs.iter().filter(|pair| pair.decision == decision).collect();
        let all = of.len() as u64;
        of.sort_unstable_by_key(|pair| (lot(pair, 1), pair.a, pair.b));
        of.truncate(size.div_ceil(3));
        drawn.extend(of.into_iter().map(|pair| (pair, all)));
    }
    // In an order that tells nothing of the decision.
    drawn.sort_unstable_by_key(|(pair, _)| (lot(pair, 2), pair.a, pair.b));
    drawn.truncate(size);
    let sample_pair = |(place, (pair, pairs)): (usize, (&Pair, u64))| SamplePair {
        place: place as u32,
        pair: RecordPair::new(pair.a, pair.b),
        stratum: pair.decision.name().into(),
        pairs,
        readers: if lot(pair, 3) % 100 < second { 2 } else { 1 },
    };
    Ok(drawn.into_iter().enumerate().map(sample_pair).collect())
}
