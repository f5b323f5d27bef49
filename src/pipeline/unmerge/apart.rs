//! The pairs of records about which a person's word is written down, so that two groups stay apart.
//!
//! In: two groups of records. Out: pairs across. Must never: grow with the square of large groups.

use crate::error::Result;
use crate::record::SourceKind;
use crate::registry::{RecordPair, View};

/// So many pairs are told apart one by one.
const ALL: usize = 1 << 14;

/// Of larger groups these speak for the others: more than resolving asks when it weighs two clients.
const SPEAKERS: usize = 128;

/// Pairs to be told apart.
pub struct ApartPairs {
    /// In order.
    pub pairs: Vec<RecordPair>,
    /// Whether they are all that there are.
    pub are_all: bool,
}

impl ApartPairs {
    /// Across two groups. Where there are too many pairs, those in which one record is of the first of its
    /// group, birth records before others.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn new(view: &View, some: &[u32], others: &[u32]) -> Result<ApartPairs> {
        let (some, others) = (births_first(view, some)?, births_first(view, others)?);
        Ok(ApartPairs::of(&some, &others))
    }

    fn of(some: &[u32], others: &[u32]) -> ApartPairs {
        let are_all = some.len().saturating_mul(others.len()) <= ALL;
        let mut pairs = Vec::new();
        for (place, &one) in some.iter().enumerate() {
            let is_speaker = are_all || place < SPEAKERS;
            let told = if is_speaker { others } else { &others[..SPEAKERS.min(others.len())] };
            pairs.extend(told.iter().map(|&other| RecordPair::new(one, other)));
        }
        pairs.sort_unstable();
        ApartPairs { pairs, are_all }
    }
}

fn births_first(view: &View, records: &[u32]) -> Result<Vec<u32>> {
    let mut ranked = Vec::with_capacity(records.len());
    for &record in records {
        let kind = view.record(record)?.map(|head| head.kind);
        ranked.push((kind != Some(SourceKind::Birth), record));
    }
    ranked.sort_unstable();
    Ok(ranked.into_iter().map(|(_, record)| record).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_pairs_are_told_apart_one_by_one() {
        let apart = ApartPairs::of(&[4, 1], &[3]);
        assert_eq!(apart.pairs, [RecordPair { a: 1, b: 3 }, RecordPair { a: 3, b: 4 }]);
        assert!(apart.are_all);
    }

    #[test]
    fn of_many_records_each_is_told_apart_from_the_first_of_the_other_group() {
        let (some, others): (Vec<u32>, Vec<u32>) = ((0..1000).collect(), (1000..3000).collect());
        let apart = ApartPairs::of(&some, &others);
        assert!(!apart.are_all);
        assert_eq!(apart.pairs.len(), SPEAKERS * 2000 + (1000 - SPEAKERS) * SPEAKERS);
        for record in some.iter().chain(&others) {
            let told = apart.pairs.iter().filter(|pair| pair.a == *record || pair.b == *record);
            assert!(told.count() >= SPEAKERS);
        }
    }
}
