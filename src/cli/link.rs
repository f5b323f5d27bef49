//! `selfsame link`.

use std::path::PathBuf;

use super::bars::progress;
use super::inputs::Inputs;
use super::summary::summary;
use super::{Ending, print};
use crate::error::Result;
use crate::pipeline::{LinkRequest, link};

/// Link birth records and submissions into single clients
///
/// Reads the files, compares the pairs that blocking finds, decides about each and writes a run
/// folder: pairs, decisions, clients, crosswalk and rejects as Parquet, and run.json.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs end in .csv, .csv.gz or .parquet. Needed columns: record_id, first_name, last_name, \
birth_date; a settings file maps other names and date formats.

Cost: about 1.4 GiB of memory and 23 seconds a million records on two cores.

Exit codes: 0 done; 1 done, and some rows were refused (see rejects.parquet); 2 failed, and nothing \
was written.

Example:
  selfsame link --births births.csv --submissions clinics.csv --out runs/2026-01-31")]
pub struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// Use this model as it is, instead of fitting the shipped one to the run's own pairs
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// What people have decided: pairs with record_id_a, record_id_b and expected (link or apart)
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// The folder to write; it must not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace an earlier run in the folder
    #[arg(long)]
    force: bool,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let request = LinkRequest {
            inputs: self.inputs.files()?,
            settings: self.inputs.settings()?,
            model: self.model.clone(),
            answers: self.answers.clone(),
            out: self.out.clone(),
            force: self.force,
            as_of: self.inputs.as_of()?,
        };
        let manifest = link(&request, &*progress(quiet))?;
        if !quiet {
            print(&summary(&manifest, &self.out));
        }
        Ok(if manifest.counts.rejects > 0 { Ending::DoneWithRejects } else { Ending::Done })
    }
}
