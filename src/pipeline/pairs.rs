//! Walks the pairs of all passes: to count their signatures, or to score them.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Progress;
use super::answers::Answers;
use crate::block::{Blocking, Candidate, PASSES};
use crate::compare::{Signature, compare};
use crate::decide::{Pair, decide, guards, is_on_record};
use crate::digest::mix;
use crate::score::{Known, Scorer, SignatureCounts};
use crate::settings::DecideSettings;
use crate::table::Table;

type Counts = FxHashMap<(Signature, Known), u64>;

/// Counts the signatures of the pairs, or of a sample drawn by a hash of the two record numbers.
/// `known` says what is known of a pair beforehand.
pub fn count_signatures(
    table: &Table,
    blocking: &Blocking,
    max_pairs: u64,
    known: impl Fn(u32, u32) -> Known + Sync,
    progress: &dyn Progress,
) -> SignatureCounts {
    let forecast = blocking.forecast();
    let share = (max_pairs as f64 / forecast.max(1) as f64).min(1.0);
    let limit = (share * u64::MAX as f64) as u64;
    let sampled = |a: u32, b: u32| mix(u64::from(a) << 32 | u64::from(b)) <= limit;
    progress.start("estimate", table.rows.len() as u64);
    let count = |mut counts: Counts, task: Range<u32>| {
        progress.advance(task.len() as u64);
        blocking.pairs(task, sampled, |a, candidates| {
            let row = &table.rows[a as usize];
            for candidate in candidates {
                let signature = compare(row, &table.rows[candidate.record as usize], table);
                *counts.entry((signature, known(a, candidate.record))).or_default() += 1;
            }
        });
        counts
    };
    let merge = |mut all: Counts, some: Counts| {
        for (pair, count) in some {
            *all.entry(pair).or_default() += count;
        }
        all
    };
    let tasks = blocking.tasks().into_par_iter();
    let counts = tasks.fold(Counts::default, count).reduce(Counts::default, merge);
    progress.end();
    let counts = counts.into_iter().map(|((signature, known), count)| (signature, known, count));
    let mut counts: SignatureCounts = counts.collect();
    counts.sort_unstable();
    counts
}

/// Scores every pair and decides about it. Returns the pairs above the floor in the order of their
/// records, and how many pairs each pass had compared.
pub fn score_pairs(
    table: &Table,
    blocking: &Blocking,
    scorer: &Scorer,
    settings: &DecideSettings,
    progress: &dyn Progress,
) -> (Vec<Pair>, Vec<u64>) {
    progress.start("score", table.rows.len() as u64);
    let score = |task: Range<u32>| {
        let (mut kept, mut compared) = (Vec::new(), vec![0; PASSES.len()]);
        progress.advance(task.len() as u64);
        blocking.pairs(task, |_, _| true, |a, candidates| {
            for &candidate in candidates {
                compared[candidate.passes.trailing_zeros() as usize] += 1;
                kept.extend(score_pair(table, scorer, settings, a, candidate));
            }
        });
        (kept, compared)
    };
    let scored: Vec<(Vec<Pair>, Vec<u64>)> =
        blocking.tasks().into_par_iter().map(score).collect();
    progress.end();
    let mut compared = vec![0; PASSES.len()];
    let mut pairs = Vec::with_capacity(scored.iter().map(|(kept, _)| kept.len()).sum());
    for (kept, counts) in scored {
        compared.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        pairs.extend(kept);
    }
    (pairs, compared)
}

/// Decides the pairs that a person has answered; those that are not among the pairs are added.
pub fn heed_answers(
    table: &Table,
    blocking: &Blocking,
    scorer: &Scorer,
    settings: &DecideSettings,
    answers: &Answers,
    pairs: &mut Vec<Pair>,
) {
    let is_new = |&(a, b): &(u32, u32)| {
        pairs.binary_search_by_key(&(a, b), |pair| (pair.a, pair.b)).is_err()
    };
    let new: Vec<(u32, u32)> = answers.pairs().into_iter().filter(is_new).collect();
    let anyhow = DecideSettings { floor: f64::MIN, ..settings.clone() };
    for (a, b) in new {
        let candidate = Candidate { record: b, passes: blocking.passes_of(a, b) };
        pairs.extend(score_pair(table, scorer, &anyhow, a, candidate));
    }
    pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs.iter_mut().for_each(|pair| answers.decide(pair));
}

/// One pair, if it is above the floor.
fn score_pair(
    table: &Table,
    scorer: &Scorer,
    settings: &DecideSettings,
    a: u32,
    Candidate { record: b, passes }: Candidate,
) -> Option<Pair> {
    let (row_a, row_b) = (&table.rows[a as usize], &table.rows[b as usize]);
    let signature = compare(row_a, row_b, table);
    let weight = scorer.weight(signature, row_a, row_b, &table.frequencies);
    if !is_on_record(signature, weight, settings) {
        return None;
    }
    let guards = guards(signature, row_a, row_b, &table.frequencies);
    let (decision, guards) = decide(weight, guards, settings);
    Some(Pair { a, b, passes, signature, weight, guards, decision, answered: false })
}
