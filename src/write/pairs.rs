//! `pairs.parquet`: every pair above the floor, with all that speaks for and against it.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Float32Array, Float64Array};
use arrow::datatypes::DataType;
use rayon::prelude::*;

use super::said::decided_by;
use super::table::{Column, constant, named, number, text, word, write};
use super::{RunStamp, Said};
use crate::block::PASSES;
use crate::compare::COMPARISONS;
use crate::decide::{Guards, Pair};
use crate::error::Result;
use crate::read::Records;
use crate::score::{Class, Score, probability_of};

/// Pairs that are taken apart together: as many as have their rows in the nearest cache.
const TAKEN_APART: usize = 64;

/// Writes the pairs in the order given; `score` takes the weights of some pairs apart, and `answer` gives
/// the place among what is `said` of the answer that has decided a pair.
pub fn write_pairs(
    path: &Path,
    stamp: &RunStamp,
    records: &Records,
    pairs: &[Pair],
    score: impl Fn(&[Pair]) -> Vec<Score> + Sync,
    said: &[Said],
    answer: impl Fn(&Pair) -> Option<u32> + Sync,
) -> Result<()> {
    write(path, pairs.len(), |range| {
        let pairs = &pairs[range];
        let scores = pairs.par_chunks(TAKEN_APART).flat_map_iter(&score).collect::<Vec<Score>>();
        let scores: Arc<[Score]> = scores.into();
        let ids = |record: fn(&Pair) -> u32| {
            pairs.iter().map(move |pair| records.id(record(pair) as usize))
        };
        let mut columns = vec![
            constant("run_id", &stamp.run_id, pairs.len()),
            text("record_a", ids(|pair| pair.a)).sorted(),
            text("record_b", ids(|pair| pair.b)),
            named("passes", pairs.iter().map(|pair| pair.passes), pass_names),
        ];
        for (index, comparison) in COMPARISONS.iter().enumerate() {
            let levels = pairs.iter().map(move |pair| usize::from(pair.signature.level(index)));
            columns.push(word(&format!("{}_level", comparison.name), comparison.levels, levels));
            let scores = Arc::clone(&scores);
            let weight = move |score: &Score| score.comparisons[index] as f32;
            let weights = move || scores.iter().map(weight).collect::<Vec<f32>>().into();
            let name = format!("{}_weight", comparison.name);
            columns.push(number::<Float32Array>(&name, DataType::Float32, weights).of_few());
        }
        columns.extend(verdict_columns(pairs, scores));
        columns.push(decided_by(said, pairs.iter().map(&answer)));
        Ok(columns)
    })
}

fn verdict_columns(pairs: &[Pair], scores: Arc<[Score]>) -> Vec<Column<'_>> {
    let weights = || pairs.iter().map(|pair| pair.weight);
    let rivals = (0..pairs.len()).map(move |pair| scores[pair].rival as usize);
    let guards = pairs.iter().map(|pair| pair.guards);
    vec![
        number("weight", DataType::Float32, move || {
            Float32Array::from_iter_values(weights().map(|bits| bits as f32))
        }),
        number("probability", DataType::Float64, move || {
            Float64Array::from_iter_values(weights().map(probability_of))
        }),
        word("rival", &Class::ALL.map(Class::name), rivals),
        word(
            "decision",
            &["apart", "review", "link"],
            pairs.iter().map(|pair| pair.decision as usize),
        ),
        named("guards", guards, guard_names),
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
