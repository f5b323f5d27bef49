//! `selfsame train`.

use std::path::PathBuf;

use super::bars::progress;
use super::inputs::Inputs;
use super::model_table::model_table;
use super::{Ending, print};
use crate::error::Result;
use crate::pipeline::{TrainRequest, train};

/// Estimate a model from records, labelled or not
///
/// Expectation–maximisation over the signatures of the pairs that blocking finds, beginning at rough
/// profiles of the classes, which count as some pairs of their own, so that nothing is ever zero. Labels
/// say which classes a pair can be of. The model is written as JSON, with the frequencies of names, and
/// printed as a table: m, u and weight of every level.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs and settings are those of link. Cost: as link up to scoring.

Exit codes: 0 done; 2 failed, and nothing was written.

Example:
  selfsame train --births births.parquet --submissions submissions.parquet --out model.json")]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// Which records speak of one person (a truth file, as for evaluate): learn from it
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// What people have decided: pairs with record_id_a, record_id_b and expected (link or apart)
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// The model file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// What the model is trained on, in words, for whoever reads it
    #[arg(long, value_name = "TEXT", default_value = "unnamed records")]
    description: String,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let request = TrainRequest {
            inputs: self.inputs.files()?,
            settings: self.inputs.settings()?,
            truth: self.truth.clone(),
            answers: self.answers.clone(),
            out: self.out.clone(),
            description: self.description.clone(),
            as_of: self.inputs.as_of()?,
        };
        let (model, report) = train(&request, &*progress(quiet))?;
        if !quiet {
            print(&model_table(&model, &report));
        }
        Ok(Ending::Done)
    }
}
