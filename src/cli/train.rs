//! `selfsame train`.

use std::path::PathBuf;

use super::bars::progress;
use super::inputs::Inputs;
use super::{Ending, print};
use crate::error::Result;
use crate::pipeline::{TrainRequest, train};

/// Estimate a model from unlabelled records
///
/// Expectation–maximisation over the pairs that blocking finds, beginning at rough profiles of the
/// classes. The model is written as JSON.
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
            out: self.out.clone(),
            description: self.description.clone(),
            as_of: self.inputs.as_of()?,
        };
        let (_, report) = train(&request, &*progress(quiet))?;
        if !quiet {
            let settled = if report.converged { "settled" } else { "did not settle" };
            print(&format!(
                "{} pairs, {} signatures; {settled} after {} rounds at {:.4} bits a pair\n",
                report.pairs, report.signatures, report.rounds, report.bits_a_pair
            ));
        }
        Ok(Ending::Done)
    }
}
