//! Chance that comes out alike everywhere: the same seed gives the same draws on every platform,
//! release and number of threads.
//!
//! In: the run's seed and whose draws these are. Out: draws. Must never: use a clock, a hash order,
//! or a float operation whose last bit a platform may choose (`ln`, `powf`); only + - * / and
//! comparisons decide. All draws stand here, not in `rand`'s distributions, whose algorithms may
//! change between releases.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Whose draws: each purpose has streams of its own, so that a new draw in one moves no other.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    /// Facilities and their habits.
    World = 1,
    /// One household: its people and what happens to them.
    Household,
    /// The single adults who fill up the number of people asked for.
    Filler,
    /// One person's visits.
    Visits,
    /// One person's chart at one facility: its errors come back with every record.
    Chart,
    /// One record.
    Record,
    /// The order of rows in the files.
    Shuffle,
    /// What two related households share.
    Kin,
    /// What somebody is called.
    Called,
    /// How a facility speaks of doses.
    DoseHabits,
    /// The days on which children of one birth, or a grown person, are vaccinated without a record.
    Schedule,
    /// When a household goes for its influenza vaccine.
    Autumn,
    /// What is given on one day to the children of one birth.
    Given,
    /// What one facility knows of somebody's doses from elsewhere.
    DoseChart,
    /// What goes wrong with the doses of one record.
    DoseErrors,
}

/// One stream of draws.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    /// The stream of `stream`, number `a`, `b`, under this seed.
    pub(super) fn new(seed: u64, stream: Stream, a: u64, b: u64) -> Random {
        let mut key = [0; 32];
        for (bytes, word) in key.chunks_exact_mut(8).zip([seed, stream as u64, a, b]) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Random(ChaCha8Rng::from_seed(key))
    }

    /// 0 to `n - 1`, evenly; 0 if `n` is 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(n)) >> 32) as u32
    }

    /// 0 to `n - 1` as an index.
    pub(super) fn index(&mut self, n: usize) -> usize {
        self.below(u32::try_from(n).unwrap_or(u32::MAX)) as usize
    }

    /// `low` to `high`, both included; `low` where there is nothing between.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = u32::try_from(i64::from(high) - i64::from(low) + 1).unwrap_or(1);
        low + self.below(width) as i32
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        f64::from(self.0.next_u32()) < probability * 4_294_967_296.0
    }

    /// One of these, evenly.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// The place of one of these weights.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        weights
            .iter()
            .position(|&weight| {
                let here = left < weight;
                left = left.saturating_sub(weight);
                here
            })
            .unwrap_or(0)
    }

    /// The place of one of these shares, which count against each other.
    pub(super) fn share<const N: usize>(&mut self, shares: [f64; N]) -> usize {
        self.weighted(&shares.map(|share| (share * 10_000.0) as u32))
    }

    /// A rank from `2^low` to below `2^high`, each octave as likely as the next: the law of Zipf
    /// (1, 1/2, 1/3 …) in steps, without a logarithm.
    pub(super) fn zipf(&mut self, low: u32, high: u32) -> u32 {
        let start = 1u32 << (low + self.below(high - low));
        start + self.below(start)
    }

    /// How dirty a record is against the average of 1.
    pub(super) fn dirtiness(&mut self) -> f64 {
        *self.pick(&DIRTINESS)
    }
}

/// The means of 16 equal slices of a gamma law of shape 0.7 and mean 1: most records are clean and a
/// few carry most errors.
const DIRTINESS: [f64; 16] = [
    0.01, 0.044, 0.092, 0.152, 0.223, 0.307, 0.405, 0.519, 0.652, 0.81, 1.001, 1.236, 1.539, 1.959,
    2.621, 4.43,
];

/// A mixing of the bits of a number: every bit of the result depends on every bit of it.
pub(super) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A one-to-one scrambling of the numbers below `2^(2 * half)`: ids made of it are unique and tell
/// nothing of the number inside.
pub(super) fn scramble(key: u64, half: u32, x: u64) -> u64 {
    let mask = (1u64 << half) - 1;
    let (mut left, mut right) = (x >> half & mask, x & mask);
    for round in 0..4 {
        let turned = left ^ (mix(right ^ mix(key ^ round)) & mask);
        (left, right) = (right, turned);
    }
    left << half | right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random() -> Random {
        Random::new(1, Stream::World, 0, 0)
    }

    #[test]
    fn the_stream_is_pinned() {
        // If this changes, every population of every seed changes.
        let mut random = random();
        let drawn: Vec<u32> = (0..4).map(|_| random.below(1000)).collect();
        assert_eq!(drawn, [346, 235, 539, 829]);
    }

    #[test]
    fn scrambling_is_one_to_one() {
        let mut seen: Vec<u64> = (0..1 << 12).map(|x| scramble(7, 6, x)).collect();
        seen.sort_unstable();
        assert!(seen.iter().enumerate().all(|(i, &x)| i as u64 == x));
    }

    #[test]
    fn dirtiness_is_one_on_average() {
        let mean = DIRTINESS.iter().sum::<f64>() / 16.0;
        assert!((mean - 1.0).abs() < 0.001);
    }

    #[test]
    fn draws_keep_their_law() {
        let mut random = random();
        let hits = (0..100_000).filter(|_| random.chance(0.03)).count();
        assert!((2800..3200).contains(&hits));
        let firsts = (0..100_000).filter(|_| random.weighted(&[1, 3]) == 0).count();
        assert!((24_500..25_500).contains(&firsts));
        assert!((0..10_000).all(|_| (-3..=4).contains(&random.between(-3, 4))));
        assert_eq!(random.between(9, 2), 9);
        let commonest = (0..100_000).filter(|_| random.zipf(0, 10) == 1).count();
        assert!((9_500..10_500).contains(&commonest));
        assert!((0..10_000).all(|_| (128..512).contains(&random.zipf(7, 9))));
    }
}
