//! `selfsame evaluate`.

use std::path::PathBuf;

use super::{Ending, tell};
use crate::error::{IoContext, Result};
use crate::pipeline::{evaluate_run, report};
use crate::report::page;

/// Measure a run against the truth
///
/// Precision, recall, specificity and F1 of pairs and of clients with 95 % intervals, blocking recall
/// by pass, calibration, the same for parts of the population, and the errors that matter most:
/// clients that hold two people, people split over clients, two births, twins, siblings, newborns.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: the truth is a CSV with record_id and true_entity_id; with true_mother_id and \
true_household_id, errors between twins, siblings and household members are counted too. Or it is a \
CSV of pairs of one person, record_id_a and record_id_b: what follows from the pairs is taken as said \
too, and a record that no pair names is a person by itself; a column match or expected may say which \
of the pairs are none. The run's inputs must still be where they were.

Where the run has doses and there is a truth about them, the clients' histories are measured too. A true \
event is counted once in each client in which a statement tells of it. An event is right if all its \
statements tell of one true event and no other event of the client holds a statement of that; precision \
is the share of right events among all events, recall among true events. A statement of which the truth \
says nothing (true_event_id is empty) should be of no event; an event with one is wrong. A combination \
of which all records of the client tell in parts (DTaP, hepatitis B and polio of one day) is one true \
event that nobody could know for one; the figures where each part counts stand beside.

Output: a table, or with --json all figures; with --report also a page of charts for a browser, one \
file that loads nothing. The page names records by their ids and shows no values of people unless \
--show-values is given.

Specificity is taken over all pairs of the run's records that are two people, compared or not. A pair \
belongs to a part of the population if either of its records does. Intervals are drawn by sampling \
people, not pairs. Thresholds and calibration speak of the pairs above the floor: others are not \
written.

Cost: reads the inputs and blocks them again; memory as for link, and about 40 bytes a pair.

Exit codes: 0 done; 2 failed.

Example:
  selfsame evaluate --run runs/first --truth data/sample/truth.csv --report first.html")]
pub struct Arguments {
    /// The run folder
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    /// Which records speak of one person
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
    /// Which doses truly were: record_id, vaccine, dose_date, order_number, true_event_id [default:
    /// truth_doses.csv beside the truth, if the run has doses]
    #[arg(long, value_name = "FILE")]
    truth_doses: Option<PathBuf>,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// What the intervals are drawn with
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Write a page of charts and of the worst errors
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Let the page show the values of the worst errors' records: personal data
    #[arg(long, requires = "report")]
    show_values: bool,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<Ending> {
        let measured =
            evaluate_run(&self.run, &self.truth, self.truth_doses.as_deref(), self.seed)?;
        tell(&measured.evaluation, self.json, |measured| measured.table())?;
        if let Some(path) = &self.report {
            let page = page(&report(measured, self.show_values)?)?;
            std::fs::write(path, page).while_doing("write", path)?;
        }
        Ok(Ending::Done)
    }
}
