//! Walks the pairs of all passes: to count their signatures, or to score them.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Progress;
use super::answers::Answers;
use crate::block::{Blocking, PASSES, Task};
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
    let tasks = blocking.tasks();
    let forecast: u64 = tasks.iter().map(|task| task.pairs).sum();
    let share = (max_pairs as f64 / forecast.max(1) as f64).min(1.0);
    let limit = (share * u64::MAX as f64) as u64;
    let sampled = |a: u32, b: u32| mix(u64::from(a) << 32 | u64::from(b)) <= limit;
    progress.start("estimate", forecast);
    let count = |task: &Task| {
        let mut counts = Counts::default();
        blocking.pairs(task, |a, b| {
            if sampled(a, b) {
                let known = known(a, b);
                let (a, b) = (&table.rows[a as usize], &table.rows[b as usize]);
                *counts.entry((compare(a, b, table), known)).or_default() += 1;
            }
        });
        progress.advance(task.pairs);
        counts
    };
    let merge = |mut all: Counts, some: Counts| {
        for (pair, count) in some {
            *all.entry(pair).or_default() += count;
        }
        all
    };
    let counts = tasks.par_iter().map(count).reduce(Counts::default, merge);
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
    let tasks = blocking.tasks();
    progress.start("score", tasks.iter().map(|task| task.pairs).sum());
    let score = |task: &Task| {
        let (mut kept, mut compared) = (Vec::new(), 0);
        blocking.pairs(task, |a, b| {
            compared += 1;
            kept.extend(score_pair(table, scorer, settings, a, b));
        });
        progress.advance(task.pairs);
        (kept, task.pass, compared)
    };
    let scored: Vec<(Vec<Pair>, usize, u64)> = tasks.par_iter().map(score).collect();
    progress.end();
    let mut compared = vec![0; PASSES.len()];
    let mut pairs = Vec::with_capacity(scored.iter().map(|(kept, _, _)| kept.len()).sum());
    for (kept, pass, count) in scored {
        compared[pass] += count;
        pairs.extend(kept);
    }
    pairs.par_iter_mut().for_each(|pair| pair.passes = blocking.passes_of(pair.a, pair.b));
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
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
        let passes = blocking.passes_of(a, b);
        let pair = score_pair(table, scorer, &anyhow, a, b);
        pairs.extend(pair.map(|pair| Pair { passes, ..pair }));
    }
    pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs.iter_mut().for_each(|pair| answers.decide(pair));
}

/// One pair, if it is above the floor; the passes are filled in later.
fn score_pair(
    table: &Table,
    scorer: &Scorer,
    settings: &DecideSettings,
    a: u32,
    b: u32,
) -> Option<Pair> {
    let (row_a, row_b) = (&table.rows[a as usize], &table.rows[b as usize]);
    let signature = compare(row_a, row_b, table);
    let weight = scorer.weight(signature, row_a, row_b, &table.frequencies);
    if !is_on_record(signature, weight, settings) {
        return None;
    }
    let guards = guards(signature, row_a, row_b, &table.frequencies);
    let (decision, guards) = decide(weight, guards, settings);
    Some(Pair { a, b, passes: 0, signature, weight, guards, decision, answered: false })
}
