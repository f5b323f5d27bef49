//! `selfsame registry verify`.

use std::fmt::Write as _;

use super::super::Ending;
use super::Look;
use crate::error::Result;
use crate::registry::Verification;

/// Check a registry against its own log
///
/// Every event's hash against those before it; clients, members, questions and answers against what
/// follows from the log; every record against its digest; every client id leads to a client that
/// stands. Nothing is repaired.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a registry; others may go on reading and writing, and it is checked as it was at the start.

Output: counts, the hash with which the log ends, and the first 20 problems, by number and never \
by value; with --json the same as JSON. Keep the hash elsewhere: whoever writes the log anew from \
the beginning cannot end it with the same one.

Cost: reads the whole file; some 20 bytes of memory a record; a minute for ten million records.

Exit codes: 0 all is as it must be; 1 something is wrong; 2 failed.

Example:
  selfsame registry verify --registry registry.db")]
pub struct Arguments {
    #[command(flatten)]
    look: Look,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<Ending> {
        let found = self.look.registry()?.verify()?;
        self.look.tell(&found, text)?;
        Ok(if found.is_sound() { Ending::Done } else { Ending::DoneWithRejects })
    }
}

fn text(found: &Verification) -> String {
    let mut text = String::new();
    for (what, count) in [
        ("records", found.records),
        ("clients", found.clients),
        ("members", found.members),
        ("open questions", found.questions),
        ("answers", found.answers),
        ("events", found.events),
        ("problems", found.problem_count),
    ] {
        let _ = writeln!(text, "{what:<16}{count:>14}");
    }
    let _ = writeln!(text, "the log ends with {}", found.log_end);
    for problem in &found.problems {
        let _ = writeln!(text, "  {problem}");
    }
    let told = found.problems.len() as u64;
    if found.problem_count > told {
        let _ = writeln!(text, "  and {} more", found.problem_count - told);
    }
    text
}
