//! How far the figures of clients could have come out otherwise, had other people been in the run.
//!
//! In: the overlap of clients and people, and a seed. Out: 95 % intervals. Must never: resample
//! pairs: those of one person stand or fall together, and intervals of pairs would be too narrow.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::overlap::{Cell, Overlap, pairs_of, size};
use super::share;
use crate::digest::mix;

/// Samples drawn.
const REPLICATES: u32 = 200;
/// The odd step of splitmix64.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Intervals of precision, recall and F1 of clients by pairs: the 2.5th and 97.5th percentile over
/// samples of as many people as the run has, drawn with replacement. A pair of two people that
/// stands in one client counts half for each of them. Where a run made no error at all, an interval
/// is a point, which says that none was seen and not that none can happen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Intervals {
    /// Samples drawn.
    pub replicates: u32,
    /// What the samples were drawn with; the same seed gives the same intervals.
    pub seed: u64,
    /// Of `closure.precision`.
    pub precision: Option<Interval>,
    /// Of `closure.recall`.
    pub recall: Option<Interval>,
    /// Of `closure.f1`.
    pub f1: Option<Interval>,
}

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// Pairs that a person brings: found (twice their number, as some are shared by two people), true
/// ones, and those that are both.
type Pairs = [u64; 3];

impl Intervals {
    pub(super) fn new(overlap: &Overlap, seed: u64) -> Intervals {
        let (kinds, kind_of) = kinds(by_person(overlap));
        let samples: Vec<Pairs> = (0..REPLICATES)
            .into_par_iter()
            .map(|replicate| sample(&kinds, &kind_of, mix(mix(seed) ^ u64::from(replicate))))
            .collect();
        let of = |figure: fn(&Pairs) -> Option<f64>| interval(samples.iter().filter_map(figure));
        Intervals {
            replicates: REPLICATES,
            seed,
            precision: of(|[found, _, both]| share(2 * both, *found)),
            recall: of(|[_, true_pairs, both]| share(*both, *true_pairs)),
            f1: of(|[found, true_pairs, both]| share(4 * both, found + 2 * true_pairs)),
        }
    }
}

/// What each person of the run brings.
fn by_person(overlap: &Overlap) -> Vec<Pairs> {
    let mut pairs = vec![[0; 3]; overlap.people.len()];
    for cells in overlap.by_client() {
        let client = size(cells);
        for &Cell { person, records, .. } in cells {
            let (inside, records) = (pairs_of(records.into()), u64::from(records));
            let of_person = &mut pairs[person as usize];
            of_person[0] += 2 * inside + records * (client - records);
            of_person[2] += inside;
        }
    }
    for (pairs, person) in pairs.iter_mut().zip(&overlap.people) {
        pairs[1] = pairs_of(person.records.into());
    }
    let in_run = pairs.into_iter().zip(&overlap.people).filter(|(_, person)| person.records > 0);
    in_run.map(|(pairs, _)| pairs).collect()
}

/// The few different kinds of people, and which kind each one is: small enough to stay at hand while
/// millions are drawn.
fn kinds(people: Vec<Pairs>) -> (Vec<Pairs>, Vec<u32>) {
    let (mut kinds, mut numbers) = (Vec::new(), FxHashMap::<Pairs, u32>::default());
    let kind_of = people.into_iter().map(|pairs| {
        *numbers.entry(pairs).or_insert_with(|| {
            kinds.push(pairs);
            kinds.len() as u32 - 1
        })
    });
    let kind_of = kind_of.collect();
    (kinds, kind_of)
}

/// As many people as there are, drawn with replacement.
fn sample(kinds: &[Pairs], kind_of: &[u32], mut state: u64) -> Pairs {
    let mut sum = [0; 3];
    for _ in 0..kind_of.len() {
        state = state.wrapping_add(STEP);
        let drawn = (u128::from(mix(state)) * kind_of.len() as u128) >> 64;
        let pairs = &kinds[kind_of[drawn as usize] as usize];
        sum.iter_mut().zip(pairs).for_each(|(sum, pairs)| *sum += pairs);
    }
    sum
}

/// Nearest-rank percentiles.
fn interval(values: impl Iterator<Item = f64>) -> Option<Interval> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let rank = |share: f64| ((values.len() as f64 * share).ceil() as usize).max(1) - 1;
    (!values.is_empty()).then(|| Interval { low: values[rank(0.025)], high: values[rank(0.975)] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::samples::records;

    fn overlap(clients: &[u32], people: &[u32]) -> Overlap {
        Overlap::new(&records(clients), people, 1 + *people.iter().max().unwrap() as usize)
    }

    #[test]
    fn what_a_person_brings_sums_to_the_whole() {
        // Client 0 holds two of person 0 and one of person 1; client 1 the rest of person 0.
        let people = by_person(&overlap(&[0, 0, 0, 1], &[0, 0, 1, 0]));
        assert_eq!(people, [[4, 3, 1], [2, 0, 0]]);
    }

    #[test]
    fn one_seed_gives_one_interval_and_it_holds_the_figure() {
        // Sixty people of two records; every sixth is split, every tenth joined with the next one.
        let people: Vec<u32> = (0..120).map(|record| record / 2).collect();
        let client = |record: u32| match (record / 2, record % 2) {
            (person, 1) if person % 6 == 0 => 100 + person,
            (person, _) if person % 10 == 9 => person - 1,
            (person, _) => person,
        };
        let clients: Vec<u32> = (0..120).map(client).collect();
        let overlap = overlap(&clients, &people);
        let (one, other) = (Intervals::new(&overlap, 1), Intervals::new(&overlap, 2));
        assert_eq!(one, Intervals::new(&overlap, 1));
        assert_ne!(one.precision, other.precision);
        let closure = overlap.closure();
        for (interval, figure) in
            [(one.precision, closure.precision), (one.recall, closure.recall), (one.f1, closure.f1)]
        {
            let (interval, figure) = (interval.unwrap(), figure.unwrap());
            assert!(interval.low < figure && figure < interval.high);
        }
    }

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let interval = interval((1..=200).map(f64::from)).unwrap();
        assert_eq!((interval.low, interval.high), (5.0, 195.0));
        assert_eq!(super::interval(std::iter::empty()), None);
    }

    #[test]
    fn no_error_and_no_record_are_no_fault() {
        let point = Some(Interval { low: 1.0, high: 1.0 });
        assert_eq!(Intervals::new(&overlap(&[0, 0, 1, 1], &[0, 0, 1, 1]), 1).f1, point);
        assert_eq!(Intervals::new(&overlap(&[0, 1], &[0, 1]), 1).recall, None);
    }
}
