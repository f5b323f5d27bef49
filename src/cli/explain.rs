//! `selfsame explain`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Ending, print};
use crate::compare::COMPARISONS;
use crate::error::Result;
use crate::pipeline::{Explained, explain};
use crate::write::{guard_names, pass_names};

/// Show why two records were linked or not
///
/// Prints the two records side by side, every comparison with its level and weight, the passes that
/// found the pair, the guards, the decision, and the sum. What it prints is personal data.
#[derive(clap::Args)]
#[command(after_long_help = "\
The run's inputs must still be where they were, unchanged.

Exit codes: 0 done; 2 failed.

Example:
  selfsame explain --run runs/first rvrs-000123 lowell-000456")]
pub struct Arguments {
    /// The run folder
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    /// A record's id
    record_a: String,
    /// Another's
    record_b: String,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<Ending> {
        print(&page(&explain(&self.run, &self.record_a, &self.record_b)?));
        Ok(Ending::Done)
    }
}

/// Characters a bit of weight is drawn with.
const BAR_SCALE: f64 = 1.0;
/// No bar is longer.
const BAR_LENGTH: usize = 24;

fn page(explained: &Explained) -> String {
    let mut page = String::new();
    side_by_side(&mut page, explained);
    waterfall(&mut page, explained);
    verdict(&mut page, explained);
    page
}

fn side_by_side(page: &mut String, explained: &Explained) {
    let width =
        explained.fields.iter().map(|(_, a, _)| a.chars().count()).max().unwrap_or(0).min(40);
    for (field, a, b) in &explained.fields {
        // Capitals are a matter of the sender's system, not a difference.
        let mark = match (a.eq_ignore_ascii_case(b), a.is_empty() || b.is_empty()) {
            (true, _) => ' ',
            (false, true) => '.',
            (false, false) => '≠',
        };
        let _ = writeln!(page, "{:>20}  {a:width$} {mark} {b}", field.name());
    }
    page.push('\n');
}

fn waterfall(page: &mut String, explained: &Explained) {
    for (index, comparison) in COMPARISONS.iter().enumerate() {
        let level = comparison.levels[explained.signature.level(index) as usize];
        let weight = explained.score.comparisons[index];
        let _ =
            writeln!(page, "{:>20}  {level:20} {weight:+9.3}  {}", comparison.name, bar(weight));
    }
    let weight = explained.score.weight;
    let _ = writeln!(page, "{:>20}  {:20} {weight:+9.3}  {}", "sum", "", bar(weight));
    page.push('\n');
}

fn bar(weight: f64) -> String {
    let length = ((weight.abs() * BAR_SCALE).round() as usize).min(BAR_LENGTH);
    let cut = if weight.abs() * BAR_SCALE > BAR_LENGTH as f64 { "…" } else { "" };
    let mark = if weight < 0.0 { '░' } else { '█' };
    mark.to_string().repeat(length) + cut
}

fn verdict(page: &mut String, explained: &Explained) {
    let or_none = |text: String| if text.is_empty() { "none".to_string() } else { text };
    let score = &explained.score;
    let _ = writeln!(page, "probability of one person   {:.6}", explained.probability);
    let rival = format!("{} {:.6}", score.rival.name(), score.rival_probability);
    let _ = writeln!(page, "strongest rival             {rival}");
    let _ = writeln!(page, "found by                    {}", or_none(pass_names(explained.passes)));
    let _ =
        writeln!(page, "guards                      {}", or_none(guard_names(explained.guards)));
    let _ = writeln!(page, "decision by itself          {}", explained.decision.name());
    let (a, b) = &explained.clients;
    let outcome =
        if a == b { format!("one client, {a}") } else { format!("two clients, {a} and {b}") };
    let _ = writeln!(page, "in the run                  {outcome}");
}
