//! `selfsame evaluate`.

use std::path::PathBuf;

use super::{Ending, print};
use crate::error::{Error, Result};
use crate::pipeline::evaluate_run;

/// Measure a run against the truth
///
/// Precision, recall and F1 of pairs and of clients, blocking recall, and the errors that matter
/// most: clients that hold two people, people split over clients, two births, twins, siblings.
#[derive(clap::Args)]
#[command(after_long_help = "\
The truth is a CSV with record_id and true_entity_id; with true_mother_id and true_household_id, \
errors between twins, siblings and household members are counted too. The run's inputs must still \
be where they were.

Exit codes: 0 done; 2 failed.

Example:
  selfsame evaluate --run runs/first --truth data/sample/truth.csv --json")]
pub struct Arguments {
    /// The run folder
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    /// Which records speak of one person
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<Ending> {
        let evaluation = evaluate_run(&self.run, &self.truth)?;
        if self.json {
            let text = serde_json::to_string_pretty(&evaluation);
            print(&text.map_err(|error| Error::Invariant(error.to_string()))?);
            print("\n");
        } else {
            print(&evaluation.table());
        }
        Ok(Ending::Done)
    }
}
