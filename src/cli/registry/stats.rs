//! `selfsame registry stats`.

use std::fmt::Write as _;

use super::super::Ending;
use super::Look;
use crate::error::Result;
use crate::pipeline::{ToExamine, to_examine};
use crate::registry::{RunStats, Stats};

/// Count what a registry holds
///
/// Records, clients, questions, answers, bytes, the last runs; and how many records are still to be examined
/// anew, after a change of model, settings or standardization.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a registry; others may go on reading and writing.

Output: a table; with --json the same as JSON.

Cost: counts members and open questions: a second for ten million records.

Exit codes: 0 done; 2 failed.

Example:
  selfsame registry stats --registry registry.db --json")]
pub struct Arguments {
    #[command(flatten)]
    look: Look,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<Ending> {
        let registry = self.look.registry()?;
        let counted = Counted { stats: registry.stats()?, to_examine: to_examine(&registry)? };
        self.look.tell(&counted, text)?;
        Ok(Ending::Done)
    }
}

/// What is printed.
#[derive(serde::Serialize)]
struct Counted {
    #[serde(flatten)]
    stats: Stats,
    to_examine: ToExamine,
}

fn text(Counted { stats, to_examine }: &Counted) -> String {
    let mut text = String::new();
    for (what, count) in [
        ("records", stats.records),
        ("  replaced", stats.replaced),
        ("  to examine", to_examine.records),
        ("  in nights", to_examine.nights),
        ("sources", stats.sources),
        ("clients", stats.clients),
        ("merged clients", stats.merged),
        ("members", stats.members),
        ("open questions", stats.questions),
        ("answers", stats.answers),
        ("files read", stats.inputs),
        ("events", stats.events),
        ("runs", stats.runs),
        ("bytes", stats.file_bytes),
        ("  a record", stats.bytes_per_record.unwrap_or_default()),
    ] {
        let _ = writeln!(text, "{what:<16}{count:>14}");
    }
    for page in &stats.pages {
        let what = format!("pages: {}", page.kind);
        let _ = writeln!(text, "{what:<16}{:>14}  {} bytes", page.pages, page.bytes);
    }
    let in_force = |digest: &Option<String>| digest.clone().unwrap_or_else(|| "shipped".into());
    let _ = writeln!(text, "model           {}", in_force(&stats.model));
    let _ = writeln!(text, "settings        {}", in_force(&stats.settings));
    for RunStats { run_id, as_of, state, folder } in &stats.last_runs {
        let time = jiff::Timestamp::from_microsecond(*as_of).unwrap_or_default();
        let _ = writeln!(text, "run             {run_id}  {time}  {state}  {folder}");
    }
    text
}
