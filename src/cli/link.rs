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
/// folder: pairs, decisions, clients with their vaccination histories, crosswalk and rejects as Parquet,
/// and run.json.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs end in .csv, .csv.gz, .parquet, .hl7 (VXU messages) or .ije (birth records in the natality \
layout). Needed columns of CSV and Parquet: record_id, first_name, last_name, birth_date; a settings \
file maps other names and date formats, and describes lines of fixed width.

Doses come with HL7 messages or with --doses. doses.parquet says of every statement about one which \
event of its client's history it is of, and why; where none are given it has no rows.

Cost: about 5 seconds and 0.6 GiB of memory a million records on two cores; ten million take a minute \
and 5 GiB.

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
    /// Write what the senders of HL7 messages are told: an acknowledgement a message, as a batch file
    #[arg(long, value_name = "FILE")]
    ack: Option<PathBuf>,
    /// The folder to write; it must not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Stay within so much memory, such as 8G or 500M: if the records would need more, their text waits
    /// on disk, in the run folder being written, while pairs are scored
    #[arg(long, value_name = "LIMIT", value_parser = bytes)]
    memory: Option<u64>,
    /// Replace an earlier run in the folder
    #[arg(long)]
    force: bool,
}

/// A number of bytes: `8G`, `500M`, `1073741824`.
fn bytes(text: &str) -> std::result::Result<u64, String> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[number.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        "T" | "TB" | "TIB" => 1u64 << 40,
        _ => return Err("give a number and K, M, G or T".into()),
    };
    let number: f64 = number.parse().map_err(|_| "give a number and K, M, G or T".to_string())?;
    if number.is_finite() && number > 0.0 {
        Ok((number * unit as f64) as u64)
    } else {
        Err("give more than 0".into())
    }
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
            acknowledgements: self.ack.clone(),
            memory: self.memory,
        };
        let manifest = link(&request, &*progress(quiet))?;
        if !quiet {
            print(&summary(&manifest, &self.out));
        }
        Ok(if manifest.counts.rejects > 0 { Ending::DoneWithRejects } else { Ending::Done })
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn limits_are_numbers_with_a_unit() {
        for (text, limit) in [("8G", 8 << 30), ("1.5g", 3 << 29), ("500MiB", 500 << 20), ("7", 7)] {
            assert_eq!(bytes(text), Ok(limit), "{text}");
        }
        for text in ["", "G", "8X", "0", "-1G", "NaN"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }
}
