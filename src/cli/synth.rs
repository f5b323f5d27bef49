//! `selfsame synth`.

use std::path::PathBuf;

use super::{Ending, print};
use crate::error::{Error, Result};
use crate::pipeline::AsOf;
use crate::synth::{Format, Options, Rates, write};

/// Make up a population, and what a registry receives about it
///
/// Families over years, twins, newborns under placeholder names, adoptions, marriages, moves, deaths,
/// typing errors: births and submissions, with the truth about which of them speak of one person.
/// Nobody in it is real.
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes births.csv, submissions.csv, doses.csv, truth.csv and truth_doses.csv. With --hl7,
submissions.hl7 stands for submissions.csv and doses.csv: a batch file of VXU messages that say all
they do but data sharing, which HL7 cannot say. truth_doses.csv has a line for each row of doses.csv,
in the same order, with the true event of which the row speaks: rows of one event speak of one dose,
rows of none of doses that never were or were refused.

The same people, seed, day and rates give the same
bytes. Every share of the population and every rate of errors can be changed by a TOML file;
--print-rates lists them all with what they mean and where they come from.

Cost: about 2 kB of memory a person; a million people in some forty seconds.

Exit codes: 0 done; 2 failed.

Example:
  selfsame synth --people 2000 --seed 1 --out data/sample")]
pub struct Arguments {
    /// How many people
    #[arg(long, value_name = "N", required_unless_present = "print_rates")]
    people: Option<usize>,
    /// Which population
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The folder to write to
    #[arg(long, value_name = "DIR", required_unless_present = "print_rates")]
    out: Option<PathBuf>,
    /// Write births, submissions and doses as Parquet
    #[arg(long)]
    parquet: bool,
    /// Write submissions and their doses as a batch of HL7 messages (VXU 2.5.1)
    #[arg(long, conflicts_with = "parquet")]
    hl7: bool,
    /// The day up to which people are born and seen
    #[arg(long, value_name = "DAY", default_value = "2026-01-01")]
    as_of: String,
    /// Rates that differ from the usual ones: `nickname = 0.1`, one a line
    #[arg(long, value_name = "FILE.toml")]
    rates: Option<PathBuf>,
    /// How many times the usual errors and gaps
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    noise: f64,
    /// Print all rates as a commented TOML file, and make nothing
    #[arg(long)]
    print_rates: bool,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let rates = self.rates()?;
        let (Some(people), Some(out), false) = (self.people, &self.out, self.print_rates) else {
            print(&rates.to_toml());
            return Ok(Ending::Done);
        };
        let as_of = AsOf::parse(&self.as_of)?.date();
        let options = Options { as_of, rates, ..Options::new(people, self.seed) };
        let format = match (self.parquet, self.hl7) {
            (_, true) => Format::Hl7,
            (true, false) => Format::Parquet,
            (false, false) => Format::Csv,
        };
        let summary = write(&options, format, out)?;
        if !quiet {
            print(&format!(
                "{} people: {} birth records, {} submissions; {} children, {} of multiple births\n\
                 {} doses given; told of in {} rows: {} historical, {} refused, {} deleting, {} correcting\n",
                summary.people,
                summary.births,
                summary.submissions,
                summary.children,
                summary.multiples,
                summary.doses.events,
                summary.doses.rows,
                summary.doses.historical,
                summary.doses.refused,
                summary.doses.deletes,
                summary.doses.updates
            ));
        }
        Ok(Ending::Done)
    }

    fn rates(&self) -> Result<Rates> {
        if !(0.0..=1000.0).contains(&self.noise) {
            return Err(Error::Usage("--noise: give a number from 0 to 1000".into()));
        }
        let rates = self.rates.as_deref().map(Rates::read).transpose()?.unwrap_or_default();
        Ok(rates.noisier(self.noise))
    }
}
