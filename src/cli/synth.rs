//! `selfsame synth`.

use std::path::PathBuf;

use super::{Ending, print};
use crate::error::Result;
use crate::pipeline::AsOf;
use crate::synth::{Format, Options, write};

/// Make up a population, and what a registry receives about it
///
/// Families, twins, newborns under placeholder names, changed surnames, moves, typing errors: births
/// and submissions, with the truth about which of them speak of one person. Nobody in it is real.
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes births.csv, submissions.csv and truth.csv. The same people, seed and day give the same bytes.

Cost: about 1 kB of memory a person; a million people in some ten seconds.

Exit codes: 0 done; 2 failed.

Example:
  selfsame synth --people 2000 --seed 1 --out data/sample")]
pub struct Arguments {
    /// How many people
    #[arg(long, value_name = "N")]
    people: usize,
    /// Which population
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write births and submissions as Parquet
    #[arg(long)]
    parquet: bool,
    /// The day up to which people are born and seen
    #[arg(long, value_name = "DAY", default_value = "2026-01-01")]
    as_of: String,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let as_of = AsOf::parse(&self.as_of)?.date();
        let options = Options { as_of, ..Options::new(self.people, self.seed) };
        let format = if self.parquet { Format::Parquet } else { Format::Csv };
        let summary = write(&options, format, &self.out)?;
        if !quiet {
            print(&format!(
                "{} people: {} birth records, {} submissions; {} children, {} of multiple births\n",
                summary.people,
                summary.births,
                summary.submissions,
                summary.children,
                summary.multiples
            ));
        }
        Ok(Ending::Done)
    }
}
