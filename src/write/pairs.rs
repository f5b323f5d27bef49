//! `pairs.parquet`: every pair above the floor, with all that speaks for and against it.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float32Array, Float64Array};

use super::table::{Column, constant, text, word, write};
use super::{MACHINE, PERSON, RunStamp};
use crate::block::PASSES;
use crate::compare::COMPARISONS;
use crate::decide::{Guards, Pair};
use crate::error::Result;
use crate::read::Records;
use crate::record::Decision;
use crate::score::{CLASSES, Class, Score, probability_of};

const DECISIONS: [Decision; 3] = [Decision::Apart, Decision::Review, Decision::Link];

/// Writes the pairs in the order given; `score` takes a pair's weight apart.
pub fn write_pairs(
    path: &Path,
    stamp: &RunStamp,
    records: &Records,
    pairs: &[Pair],
    score: impl Fn(&Pair) -> Score + Sync,
) -> Result<()> {
    use rayon::prelude::*;
    write(path, pairs.len(), |range| {
        let pairs = &pairs[range];
        let scores: Vec<Score> = pairs.par_iter().map(&score).collect();
        let ids = |record: fn(&Pair) -> u32| {
            pairs.iter().map(move |pair| records.id(record(pair) as usize))
        };
        let mut columns = vec![
            constant("run_id", &stamp.run_id, pairs.len()),
            text("record_a", ids(|pair| pair.a)),
            text("record_b", ids(|pair| pair.b)),
            text(
                "passes",
                pairs
                    .iter()
                    .map(|pair| pass_names(pair.passes))
                    .collect::<Vec<_>>()
                    .iter()
                    .map(String::as_str),
            ),
        ];
        for (index, comparison) in COMPARISONS.iter().enumerate() {
            let levels = pairs.iter().map(|pair| Some(pair.signature.level(index) as usize));
            columns.push(word(&format!("{}_level", comparison.name), comparison.levels, levels));
            let weights: Float32Array =
                scores.iter().map(|score| Some(score.comparisons[index] as f32)).collect();
            columns.push((format!("{}_weight", comparison.name), Arc::new(weights)));
        }
        columns.extend(verdict_columns(pairs, &scores));
        columns
    })
}

fn verdict_columns(pairs: &[Pair], scores: &[Score]) -> Vec<Column> {
    let weights: Float32Array = pairs.iter().map(|pair| Some(pair.weight as f32)).collect();
    let probabilities: Float64Array =
        pairs.iter().map(|pair| Some(probability_of(pair.weight))).collect();
    let classes: [&str; CLASSES] = Class::ALL.map(Class::name);
    let guards: Vec<String> = pairs.iter().map(|pair| guard_names(pair.guards)).collect();
    vec![
        ("weight".into(), Arc::new(weights) as ArrayRef),
        ("probability".into(), Arc::new(probabilities)),
        word("rival", &classes, scores.iter().map(|score| Some(score.rival as usize))),
        word(
            "decision",
            &DECISIONS.map(Decision::name),
            pairs.iter().map(|pair| Some(pair.decision as usize)),
        ),
        text("guards", guards.iter().map(String::as_str)),
        word(
            "decided_by",
            &[MACHINE, PERSON],
            pairs.iter().map(|pair| Some(usize::from(pair.answered))),
        ),
    ]
}

/// The names of passes, `;` between them.
pub fn pass_names(passes: u32) -> String {
    let names = PASSES.iter().enumerate().filter(|(index, _)| passes & 1 << index != 0);
    names.map(|(_, pass)| pass.name).collect::<Vec<_>>().join(";")
}

/// The names of guards, `;` between them.
pub fn guard_names(guards: Guards) -> String {
    guards.iter().map(|guard| guard.name()).collect::<Vec<_>>().join(";")
}
