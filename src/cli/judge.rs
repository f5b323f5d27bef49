//! `selfsame judge`.

use std::path::PathBuf;

use serde::Serialize;
use serde_json::json;

use super::inputs::Inputs;
use super::{Ending, print, print_json};
use crate::compare::COMPARISONS;
use crate::error::Result;
use crate::evaluate::{Agreement, JudgedPair};
use crate::pipeline::{JudgeRequest, Judgement, judge};
use crate::read::PairColumns;
use crate::write::{JudgementRow, guard_names, judgements_csv, write_judgements};

/// Decide given pairs of records
///
/// One line a pair: link, review or apart, with weight, probability and guards, by the comparisons,
/// model and guards of link. Where the pairs say what is expected, it is told how well that agrees.
#[derive(clap::Args)]
#[command(after_long_help = "\
The pairs are CSV or Parquet with record_id_a and record_id_b, and optionally expected (link, review, \
apart; also Match, Possible Match, Not a Match) and same_person (yes, no). In --records, a row whose \
source is rvrs is a birth record. A value is rare or common as in the population that the model was \
trained on: the records given are taken for a selection.

Cost: memory and time of reading the records.

Exit codes: 0 done; 1 done, and some rows of records were refused; 2 failed.

Example:
  selfsame judge --records people.csv --pairs pairs.csv --out judged.csv")]
pub struct Arguments {
    /// Records of either kind; the source rvrs sends births
    #[arg(long, num_args = 1.., value_name = "FILE")]
    records: Vec<PathBuf>,
    #[command(flatten)]
    inputs: Inputs,
    /// The pairs
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
    /// The column that says what is expected
    #[arg(long, value_name = "COLUMN", default_value = "expected")]
    expected: String,
    /// The column that says whether the two are one person
    #[arg(long, value_name = "COLUMN", default_value = "same_person")]
    same_person: String,
    /// The model, if not the shipped one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The file to write, .csv or .parquet [default: print CSV]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON, with what each comparison added
    #[arg(long)]
    json: bool,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<Ending> {
        let (judged, rejects) = judge(&self.request()?)?;
        let rows: Vec<JudgementRow> = judged.iter().map(row).collect();
        if let Some(out) = &self.out {
            write_judgements(out, &rows)?;
        } else if !self.json {
            print(&judgements_csv(&rows)?);
        }
        let agreement = Agreement::of(&judged.iter().map(compared).collect::<Vec<_>>());
        let is_measured = agreement.pairs > 0 || agreement.same_person > 0;
        if self.json {
            let pairs: Vec<_> = judged.iter().map(in_json).collect();
            let agreement = is_measured.then_some(agreement);
            print_json(&json!({ "agreement": agreement, "pairs": pairs }))?;
        } else if is_measured {
            print(&format!("\n{}", agreement.text()));
        }
        Ok(if rejects.is_empty() { Ending::Done } else { Ending::DoneWithRejects })
    }

    fn request(&self) -> Result<JudgeRequest> {
        Ok(JudgeRequest {
            inputs: self.inputs.files_and(&self.records)?,
            pairs: self.pairs.clone(),
            columns: PairColumns {
                expected: self.expected.clone(),
                same_person: self.same_person.clone(),
            },
            settings: self.inputs.settings()?,
            model: self.model.clone(),
            as_of: self.inputs.as_of()?,
        })
    }
}

fn row(judged: &Judgement) -> JudgementRow<'_> {
    JudgementRow {
        record_id_a: &judged.pair.record_a,
        record_id_b: &judged.pair.record_b,
        decision: judged.decision,
        weight: judged.score.weight,
        probability: judged.probability,
        guards: judged.guards,
    }
}

fn compared(judged: &Judgement) -> JudgedPair {
    JudgedPair {
        decided: judged.decision,
        expected: judged.pair.expected,
        same_person: judged.pair.same_person,
    }
}

/// One comparison of a pair.
#[derive(Serialize)]
struct Part {
    comparison: &'static str,
    level: &'static str,
    weight: f64,
}

fn in_json(judged: &Judgement) -> serde_json::Value {
    let parts: Vec<Part> = (COMPARISONS.iter().enumerate())
        .map(|(index, comparison)| Part {
            comparison: comparison.name,
            level: comparison.levels[judged.signature.level(index) as usize],
            weight: judged.score.comparisons[index],
        })
        .collect();
    json!({
        "record_id_a": judged.pair.record_a,
        "record_id_b": judged.pair.record_b,
        "decision": judged.decision.name(),
        "expected": judged.pair.expected.map(|expected| expected.name()),
        "weight": judged.score.weight,
        "probability": judged.probability,
        "rival": judged.score.rival.name(),
        "guards": guard_names(judged.guards),
        "comparisons": parts,
    })
}
