//! The pairs that a registry keeps from night to night: what resolving a client again needs.
//!
//! In: scored pairs. Out: the same as bytes and back; and all records that a change can reach through
//! them. Must never: keep what resolving has made of a pair, only what the two records say, so that the
//! order in which records arrive does not matter.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::compare::Signature;
use crate::decide::{Guards, Pair};
use crate::record::Decision;
use crate::settings::DecideSettings;

/// Bytes of a pair.
pub const PAIR: usize = 33;

/// Whether resolving may ever ask for a pair: it links, it is a question, or it may be the somebody else
/// whom a question is about.
pub fn is_kept(pair: &Pair, settings: &DecideSettings) -> bool {
    pair.decision > Decision::Apart || pair.weight >= settings.review - settings.lead
}

/// Whether a change of one record can reach the other through the pair.
pub fn reaches(pair: &Pair, settings: &DecideSettings) -> bool {
    is_kept(pair, settings) && pair.guards.iter().all(|guard| guard.at_most() > Decision::Apart)
}

/// The pairs as bytes.
pub fn to_bytes<'a>(pairs: impl Iterator<Item = &'a Pair>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for pair in pairs {
        for number in [pair.a, pair.b, pair.passes, pair.guards.bits()] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(pair.signature.bits().to_le_bytes());
        bytes.extend(pair.weight.to_le_bytes());
        bytes.push(pair.decision as u8);
    }
    bytes
}

/// The pairs that [`to_bytes`] gave; nothing if the bytes are not whole.
pub fn from_bytes(bytes: &[u8]) -> Option<impl Iterator<Item = Pair>> {
    let (pairs, rest) = bytes.as_chunks::<PAIR>();
    rest.is_empty().then(|| pairs.iter().map(pair))
}

fn pair(bytes: &[u8; PAIR]) -> Pair {
    let word = |place: usize| u32::from_le_bytes(bytes.as_chunks().0[place]);
    let (_, longs) = bytes.split_at(4 * size_of::<u32>());
    let long = |place: usize| u64::from_le_bytes(longs.as_chunks().0[place]);
    let decision = match bytes[PAIR - 1] {
        0 => Decision::Apart,
        1 => Decision::Review,
        _ => Decision::Link,
    };
    Pair {
        a: word(0),
        b: word(1),
        passes: word(2),
        guards: Guards::from_bits(word(3)),
        signature: Signature::from_bits(long(0)),
        weight: f64::from_bits(long(1)),
        decision,
        answered: false,
    }
}

/// Puts what was judged again in the place of what was said first.
pub fn judge_again(pairs: &mut [Pair], again: Vec<Pair>) {
    if again.is_empty() {
        return;
    }
    let records = |pair: &Pair| (pair.a, pair.b);
    let newest: FxHashMap<(u32, u32), Pair> =
        again.into_iter().map(|pair| (records(&pair), pair)).collect();
    for pair in pairs {
        if let Some(&newer) = newest.get(&records(pair)) {
            *pair = newer;
        }
    }
}

/// All that hangs together.
pub struct Reach {
    parents: Vec<u32>,
}

/// Pairs whose records are brought from memory at once.
const FETCHED: usize = 64;

impl Reach {
    /// Of so many records, which hang together by these pairs of them.
    pub fn new(records: usize, pairs: &[(u32, u32)]) -> Reach {
        let mut reach = Reach { parents: (0..records as u32).collect() };
        for pairs in pairs.chunks(FETCHED) {
            reach.touch(pairs);
            for &(a, b) in pairs {
                let (a, b) = (reach.shorten(a), reach.shorten(b));
                reach.parents[a.max(b) as usize] = a.min(b);
            }
        }
        reach
    }

    /// All records that hang together with some, in order.
    pub fn of(&self, seeds: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut is_reached = vec![false; self.parents.len()];
        seeds.for_each(|seed| is_reached[self.root(seed) as usize] = true);
        let records = (0..self.parents.len() as u32).into_par_iter();
        records.filter(|&record| is_reached[self.root(record) as usize]).collect()
    }

    fn parent(&self, record: u32) -> u32 {
        self.parents[record as usize]
    }

    fn root(&self, mut record: u32) -> u32 {
        while self.parent(record) != record {
            record = self.parent(record);
        }
        record
    }

    /// The root, to which the way is half as long afterwards.
    fn shorten(&mut self, mut record: u32) -> u32 {
        while self.parent(record) != record {
            self.parents[record as usize] = self.parent(self.parent(record));
            record = self.parent(record);
        }
        record
    }

    /// Touches what is known of the records, so that the memory brings it together and not one after the
    /// other.
    fn touch(&self, pairs: &[(u32, u32)]) {
        let touched = pairs.iter().map(|&(a, b)| self.parent(a) ^ self.parent(b));
        std::hint::black_box(touched.fold(0, |all, parent| all ^ parent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::Guard;

    fn a_pair(a: u32, b: u32, weight: f64) -> Pair {
        Pair {
            a,
            b,
            passes: 5,
            signature: Signature::from_bits(0x0123_4567_89ab_cdef),
            weight,
            guards: Guards::default().with(Guard::TwinRisk, true),
            decision: Decision::Review,
            answered: false,
        }
    }

    #[test]
    fn pairs_come_back_as_they_were() {
        let pairs = [a_pair(1, 7, -3.5), a_pair(2, 3, 17.25)];
        let bytes = to_bytes(pairs.iter());
        assert_eq!(from_bytes(&bytes).unwrap().collect::<Vec<Pair>>(), pairs);
        assert!(from_bytes(&bytes[1..]).is_none());
    }

    #[test]
    fn of_two_statements_about_a_pair_the_later_counts() {
        let mut pairs = [a_pair(2, 3, 1.0), a_pair(1, 2, 1.0)];
        judge_again(&mut pairs, vec![a_pair(2, 3, 5.0), a_pair(2, 3, 9.0)]);
        assert_eq!(pairs, [a_pair(2, 3, 9.0), a_pair(1, 2, 1.0)]);
    }

    #[test]
    fn what_hangs_together_is_reached_from_any_end() {
        let reach = Reach::new(6, &[(0, 2), (2, 4), (1, 3)]);
        assert_eq!(reach.of([4].into_iter()), [0, 2, 4]);
        assert_eq!(reach.of([3, 5].into_iter()), [1, 3, 5]);
        assert!(reach.of(std::iter::empty()).is_empty());
    }
}
