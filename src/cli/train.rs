//! `selfsame train`.

use std::path::PathBuf;

use super::bars::progress;
use super::link::{given_inputs, given_settings, given_time};
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
    /// Birth records: one record a person
    #[arg(long, num_args = 1.., value_name = "FILE")]
    births: Vec<PathBuf>,
    /// Submissions of providers: any number a person
    #[arg(long, num_args = 1.., value_name = "FILE")]
    submissions: Vec<PathBuf>,
    /// Column names, date formats, limits of estimation (TOML)
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The model file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// What the model is trained on, in words, for whoever reads it
    #[arg(long, value_name = "TEXT", default_value = "unnamed records")]
    description: String,
    /// The time the records speak of: later births are invalid [default: now]
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let request = TrainRequest {
            inputs: given_inputs(&self.births, &self.submissions)?,
            settings: given_settings(self.settings.as_ref())?,
            out: self.out.clone(),
            description: self.description.clone(),
            as_of: given_time(self.as_of.as_deref())?,
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
