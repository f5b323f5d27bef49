//! `selfsame nightly`.

use std::path::PathBuf;

use super::bars::progress;
use super::summary::summary;
use super::{Ending, complain, print};
use crate::error::Result;
use crate::pipeline::{AsOf, NightEnd, NightRequest, nightly};

/// Take what has come since the last night into a registry
///
/// Reads the new files of the inbox, links their records to each other and to those of the registry,
/// commits all of it in one transaction and writes a run folder that tells what is new and what has
/// changed. Files that were read are moved to done/ in the inbox.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: files in the inbox, known by their names: births... and submissions... (.csv, .csv.gz, \
.parquet), doses..., messages (.hl7), births in the natality layout (.ije). A file that ends in .part, \
.partial or .tmp is not complete yet and is left alone, as is one of another name. A file delivered \
twice is read once. A record that its source sends again replaces its earlier version.

Output: pairs, decisions, clients, crosswalk, doses and rejects as Parquet, run.json, and metrics.prom \
for Prometheus, in a folder \
that appears whole or not at all. A night that was stopped is run again, or finished by the next: \
nothing is lost or doubled.

Cost: some 0.3 KiB of memory a record of the registry and 4 KiB a new one; time grows with what is new.

A night that is out of line with the last ones (refused rows, merges, questions, a source silent or \
flooding, a client that gains hundreds of records) is written and not kept: each reason is a sentence, \
and --accept keeps it.

Exit codes: 0 done; 1 done, and some rows were refused or files left alone, or the night was not kept; \
2 failed, and nothing was kept.

Example:
  selfsame nightly --registry registry.db --inbox inbox --out runs/2026-01-31")]
pub struct Arguments {
    /// The registry
    #[arg(long, value_name = "FILE")]
    registry: PathBuf,
    /// The folder that sources deliver to
    #[arg(long, value_name = "DIR")]
    inbox: PathBuf,
    /// The folder to write; it must not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The time the records speak of, such as 2026-01-31 or 2026-01-31T02:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Compute and write the run, but keep nothing of it and leave the inbox as it is
    #[arg(long)]
    dry_run: bool,
    /// Keep the night although it is out of line with the last ones
    #[arg(long)]
    accept: bool,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let request = NightRequest {
            registry: self.registry.clone(),
            inbox: self.inbox.clone(),
            out: self.out.clone(),
            as_of: self.as_of.as_deref().map_or_else(|| Ok(AsOf::now()), AsOf::parse)?,
            dry_run: self.dry_run,
            accept: self.accept,
        };
        let manifest = match nightly(&request, &*progress(quiet))? {
            NightEnd::Run(manifest) => manifest,
            NightEnd::Finished => {
                if !quiet {
                    print("the night of this folder is finished, and nothing has come since\n");
                }
                return Ok(Ending::Done);
            }
        };
        if !quiet {
            print(&summary(&manifest, &self.out));
        }
        let night = manifest.night.as_ref();
        let refused =
            night.filter(|night| !night.kept && !night.out_of_line.is_empty() && !self.dry_run);
        if let Some(refused) = refused {
            for reason in &refused.out_of_line {
                complain(reason);
            }
            complain(
                "nothing was kept; look at the run folder, and give --accept to keep the night",
            );
        }
        let left = night.is_some_and(|night| !night.left_alone.is_empty());
        let some = manifest.counts.rejects > 0 || left || refused.is_some();
        Ok(if some { Ending::DoneWithRejects } else { Ending::Done })
    }
}
