//! `selfsame registry unmerge`.

use std::fmt::Write as _;

use super::super::{Ending, print};
use super::Place;
use crate::error::Result;
use crate::pipeline::{AsOf, Part, UnmergeRequest, Unmerged, unmerge};

/// Take records out of a client that they do not belong to
///
/// The records become a client of their own: the one that they came with, if it was merged into this one,
/// whose id stands again; else a new one. That they are somebody else's is written down as a person's
/// answer about each pair, so that no night joins them again until one of the two records changes.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a registry, and what is to be taken apart: records of a client by their ids, or the id of a client \
that was merged. With --merge-of go the records that have since joined through one of those that came \
with the merged client.

Output: the registry with a run of its own, in one transaction; what was done is printed by ids. Doses and \
the wish about data sharing go with the records that tell of them. Nothing is deleted: the log holds every \
step. See registry export for the clients as they are now.

Cost: reads the whole log, a minute for ten million records. Of clients so large that there are more than \
16,384 pairs each record is told apart from the first 128 of the other client; this is said.

Exit codes: 0 done; 2 failed, and nothing was changed.

Example:
  selfsame registry unmerge --registry registry.db --merge-of C2q9d1t0v8k3m5r7x --by mfs \\
      --reason \"brothers with one chart\"")]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The client that records are taken out of
    #[arg(long, value_name = "ID", requires = "records", required_unless_present = "merge_of")]
    client: Option<String>,
    /// Its records that are somebody else's
    #[arg(long, num_args = 1.., value_name = "ID", requires = "client")]
    records: Vec<String>,
    /// The merged client whose records are to be a client again
    #[arg(long, value_name = "ID", conflicts_with_all = ["client", "records"])]
    merge_of: Option<String>,
    /// Who says so
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// When it was said, such as 2026-01-31 or 2026-01-31T02:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let part = match (&self.merge_of, &self.client) {
            (Some(client), _) => Part::MergeOf(client.clone()),
            (None, client) => Part::Records {
                client: client.clone().unwrap_or_default(),
                records: self.records.clone(),
            },
        };
        let unmerged = unmerge(&UnmergeRequest {
            registry: self.place.registry.clone(),
            part,
            by: self.by.clone(),
            reason: self.reason.clone(),
            as_of: self.as_of.as_deref().map_or_else(|| Ok(AsOf::now()), AsOf::parse)?,
        })?;
        if !quiet {
            print(&text(&unmerged));
        }
        Ok(Ending::Done)
    }
}

fn text(unmerged: &Unmerged) -> String {
    let Unmerged { run_id, from, client, stands_again, records, staying, .. } = unmerged;
    let mut text = String::new();
    let what = if *stands_again { "stands again" } else { "is new" };
    let _ = writeln!(text, "client {client} {what}, with {} records:", records.len());
    for record in records {
        let _ = writeln!(text, "  {record}");
    }
    let _ = writeln!(text, "client {from} keeps {staying}");
    let some = if unmerged.are_all { "all" } else { "not all, for there are too many" };
    let _ = writeln!(text, "{} pairs told apart ({some}), run {run_id}", unmerged.told_apart);
    text
}
