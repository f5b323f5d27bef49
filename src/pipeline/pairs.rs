//! Walks the pairs of all passes: to count their signatures, or to score them.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Progress;
use super::answers::Answers;
use crate::block::{Blocking, Candidate, PASSES, Task};
use crate::compare::{Signature, compare, glance, look_closer};
use crate::decide::{Pair, decide, guards, is_on_record};
use crate::digest::mix;
use crate::score::{Known, Scorer, SignatureCounts};
use crate::settings::DecideSettings;
use crate::table::{Row, Table};

type Counts = FxHashMap<(Signature, Known), u64>;

/// Counts the signatures of the pairs, or of those of a sample of records drawn by a hash.
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
    let sampled = |record: u32| mix(record.into()) <= limit;
    progress.start("estimate", table.rows.len() as u64);
    let count = |mut counts: Counts, task: Task| {
        progress.advance(task.len() as u64);
        for candidates in blocking.candidates_of(task, sampled).chunks(FETCHED) {
            fetch(table, candidates.iter().map(|pair| (pair.a, pair.b)));
            for &Candidate { a, b, .. } in candidates {
                let signature = compare(table.row(a), table.row(b), table);
                *counts.entry((signature, known(a, b))).or_default() += 1;
            }
        }
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
    let score = |task: Task| {
        let (mut kept, mut compared) = (Vec::new(), vec![0; PASSES.len()]);
        progress.advance(task.len() as u64);
        for candidates in blocking.candidates(task).chunks(FETCHED) {
            fetch(table, candidates.iter().map(|pair| (pair.a, pair.b)));
            for &candidate in candidates {
                compared[candidate.passes.trailing_zeros() as usize] += 1;
                kept.extend(score_pair(candidate, table, scorer, settings));
            }
        }
        (kept, compared)
    };
    let scored: Vec<(Vec<Pair>, Vec<u64>)> = blocking.tasks().into_par_iter().map(score).collect();
    progress.end();
    let mut compared = vec![0; PASSES.len()];
    let mut pairs = Vec::with_capacity(scored.iter().map(|(kept, _)| kept.len()).sum());
    for (kept, counts) in scored {
        compared.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        pairs.extend(kept);
    }
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    (pairs, compared)
}

/// Decides the pairs that a person has answered; those that are not among the pairs are added, with the
/// passes that find them.
pub fn heed_answers(
    table: &Table,
    passes_of: impl Fn(u32, u32) -> u32,
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
        let candidate = Candidate { a, b, passes: passes_of(a, b) };
        pairs.extend(score_pair(candidate, table, scorer, &anyhow));
    }
    pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs.iter_mut().for_each(|pair| answers.decide(pair));
}

/// Candidates whose rows are brought from memory at once: as many as have room in the nearest cache.
const FETCHED: usize = 64;

/// Touches the rows of all pairs, and then the names in them, so that the memory brings them
/// together and not, at the first look at each, one after the other.
pub fn fetch(table: &Table, pairs: impl Iterator<Item = (u32, u32)> + Clone) {
    let both = |touch: fn(&Table, &Row) -> u32| {
        let one = |record: u32| touch(table, table.row(record));
        let touched = pairs.clone().map(|(a, b)| one(a) ^ one(b));
        std::hint::black_box(touched.fold(0, |all, some| all ^ some));
    };
    both(|_, row| row.touch());
    both(|table, row| table.names.touch(row.first) ^ table.names.touch(row.last));
}

/// One pair, if it is above the floor. Most are not, and that is seen before all is compared.
pub fn score_pair(
    Candidate { a, b, passes }: Candidate,
    table: &Table,
    scorer: &Scorer,
    settings: &DecideSettings,
) -> Option<Pair> {
    let (row_a, row_b, frequencies) = (table.row(a), table.row(b), &table.frequencies);
    let glance = glance(row_a, row_b, &table.names);
    let mut bound = scorer.bound(glance, row_a, row_b, frequencies);
    let is_on_record = |signature: Signature, weight: f64| {
        is_on_record(signature, weight, settings) || row_a.is_version_of(row_b)
    };
    if !is_on_record(glance, bound.at_most()) {
        return None;
    }
    let signature = look_closer(glance, row_a, row_b, table, |comparison, level| {
        bound.close(comparison, level);
        is_on_record(glance, bound.at_most())
    })?;
    let weight = scorer.weight(signature, row_a, row_b, frequencies);
    if !is_on_record(signature, weight) {
        return None;
    }
    let guards = guards(signature, row_a, row_b, frequencies);
    let (decision, guards) = decide(weight, guards, settings);
    Some(Pair { a, b, passes, signature, weight, guards, decision, answered: false })
}
