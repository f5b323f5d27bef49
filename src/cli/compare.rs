//! `selfsame compare`.

use std::path::PathBuf;

use super::{Ending, tell};
use crate::error::Result;
use crate::pipeline::compare_runs;

/// Say what changes between two runs of the same records
///
/// Which pairs are decided otherwise, how far weights moved, which clients were merged, split or
/// changed otherwise, with examples: before a new model or new settings go to work.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: two run folders; the files that they were made of are not needed. Clients are compared by \
the records in them, not by their ids. Records that only one of the runs has are counted and left \
out of the rest. A pair under the floor is in no run folder: it stands as below the floor, whatever \
it would weigh.

Output: a table and examples by record id, never a value of a record; with --json all of it as JSON.

Cost: memory for the pairs of both runs, about 60 bytes each; a second or two a million pairs.

Exit codes: 0 done, whether or not anything changes; 2 failed.

Example:
  selfsame compare runs/first runs/second --examples 3")]
pub struct Arguments {
    /// The run to begin with
    run_a: PathBuf,
    /// The run that is compared with it
    run_b: PathBuf,
    /// Examples of each kind of change
    #[arg(long, value_name = "N", default_value_t = 5)]
    examples: usize,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<Ending> {
        let changes = compare_runs(&self.run_a, &self.run_b, self.examples)?;
        tell(&changes, self.json, |changes| changes.text())?;
        Ok(Ending::Done)
    }
}
