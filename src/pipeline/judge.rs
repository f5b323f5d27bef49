//! `judge`: given pairs, decided one by one as `link` would decide them, without the other records.

use std::path::PathBuf;

use super::AsOf;
use crate::compare::{Signature, compare};
use crate::decide::{Guards, decide, guards};
use crate::error::{Error, Result};
use crate::read::{Input, ListedPair, PairColumns, Reject, read, read_pair_list};
use crate::record::Decision;
use crate::score::{Model, Score, Scorer, probability_of};
use crate::settings::Settings;
use crate::standardize::Rules;
use crate::table::Table;

/// What to judge.
pub struct JudgeRequest {
    /// The files of records.
    pub inputs: Vec<Input>,
    /// The pairs.
    pub pairs: PathBuf,
    /// Their columns.
    pub columns: PairColumns,
    /// The settings.
    pub settings: Settings,
    /// The model, if not the shipped one. It is used as it is.
    pub model: Option<PathBuf>,
    /// The time that the records speak of.
    pub as_of: AsOf,
}

/// What was decided about one pair, and why.
pub struct Judgement {
    /// The pair.
    pub pair: ListedPair,
    /// The levels.
    pub signature: Signature,
    /// The weight and its parts.
    pub score: Score,
    /// The match probability.
    pub probability: f64,
    /// What holds against a link.
    pub guards: Guards,
    /// The decision.
    pub decision: Decision,
}

/// Judges pairs. Values are rare or common as in the population that the model was trained on: the
/// records given are a selection.
///
/// # Errors
/// Unreadable files, or a pair of a record that is not there.
pub fn judge(request: &JudgeRequest) -> Result<(Vec<Judgement>, Vec<Reject>)> {
    let settings = &request.settings;
    let model = request.model.as_deref().map_or_else(Model::shipped, Model::read)?;
    let pairs = read_pair_list(&request.pairs, &request.columns)?;
    let received = read(&request.inputs, settings, &|_, _| {})?;
    let rules = Rules::shipped().with_placeholders(&settings.placeholders);
    let records = &received.records;
    let table = Table::of_selection(records, &rules, request.as_of.date(), &model.reference);
    let scorer = Scorer::new(&model);
    let judged = pairs.into_iter().enumerate().map(|(index, pair)| {
        let find = |id: &str, column: &str| {
            let problem = || format!("row {}: {column} is the id of no record given", index + 1);
            records.find(id).ok_or_else(|| Error::input(&request.pairs, problem()))
        };
        let (a, b) = (find(&pair.record_a, "record_id_a")?, find(&pair.record_b, "record_id_b")?);
        let is_itself = a == b;
        let (a, b) = (&table.rows[a], &table.rows[b]);
        let signature = compare(a, b, &table);
        let score = scorer.score(signature, a, b, &table.frequencies);
        let guards = guards(signature, a, b, &table.frequencies);
        // However little a record says, it speaks of one person.
        let (decision, guards) = if is_itself {
            (Decision::Link, Guards::default())
        } else {
            decide(score.weight, guards, &settings.decide)
        };
        let probability = probability_of(score.weight);
        Ok(Judgement { pair, signature, score, probability, guards, decision })
    });
    Ok((judged.collect::<Result<_>>()?, received.rejects))
}
