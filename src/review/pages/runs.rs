//! The nights: what each brought, and how the figures go.
//!
//! In: the registry's runs. Out: a table and charts. Must never: show a person.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use super::super::app::{App, Who};
use super::super::refusal::{Answered, page};
use super::{Frame, time};
use crate::registry::Run;
use crate::write::NightCounts;

/// Runs that are shown.
const RUNS: u32 = 60;

/// The width and height of a chart.
const CHART: (f64, f64) = (300.0, 60.0);

#[derive(Template)]
#[template(path = "review/runs.html")]
struct RunsPage {
    frame: Frame,
    lines: Vec<RunLine>,
    charts: Vec<Chart>,
}

struct RunLine {
    run_id: String,
    at: String,
    /// None of a run that takes nothing in: a client taken apart.
    night: Option<NightCounts>,
}

struct Chart {
    title: &'static str,
    /// Points of a line: from left to right the nights, the newest last.
    points: String,
    least: u64,
    most: u64,
    last: u64,
}

/// A night's figure.
type Figure = fn(&NightCounts) -> u64;

/// The page of the nights.
pub async fn runs(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Answered<Response> {
    let runs = app.ask(|view, _| view.last_runs(RUNS)).await?;
    let lines: Vec<RunLine> = runs.into_iter().map(line).collect();
    let nights: Vec<&NightCounts> =
        lines.iter().rev().filter_map(|line| line.night.as_ref()).collect();
    let charts = charts(&nights);
    page(&RunsPage { frame: Frame::new(&who, "runs"), lines, charts })
}

fn line(run: Run) -> RunLine {
    let night = serde_json::from_str(&run.counts).ok();
    RunLine { run_id: run.run_id, at: time(run.as_of), night }
}

fn charts(nights: &[&NightCounts]) -> Vec<Chart> {
    let figures: [(&str, Figure); 6] = [
        ("New records", |night| night.new_records),
        ("Rejected rows", |night| night.rejects),
        ("Clients merged", |night| night.merged),
        ("Questions asked", |night| night.asked),
        ("Questions open", |night| night.open_questions),
        ("Clients", |night| night.registry_clients),
    ];
    if nights.len() < 2 {
        return Vec::new();
    }
    figures
        .into_iter()
        .map(|(title, of)| chart(title, nights.iter().map(|night| of(night))))
        .collect()
}

fn chart(title: &'static str, values: impl Iterator<Item = u64>) -> Chart {
    let values: Vec<u64> = values.collect();
    let (least, most) =
        values.iter().fold((u64::MAX, 0), |(least, most), &one| (least.min(one), most.max(one)));
    let step = CHART.0 / (values.len() - 1).max(1) as f64;
    let span = (most - least).max(1) as f64;
    let point = |(place, &value): (usize, &u64)| {
        let y = CHART.1 - (value - least) as f64 / span * (CHART.1 - 4.0) - 2.0;
        format!("{:.1},{y:.1}", place as f64 * step)
    };
    let points: Vec<String> = values.iter().enumerate().map(point).collect();
    let last = values.last().copied().unwrap_or(0);
    Chart { title, points: points.join(" "), least, most, last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_goes_from_the_oldest_to_the_newest_night() {
        let found = chart("New records", [10, 30, 20].into_iter());
        assert_eq!(found.points, "0.0,58.0 150.0,2.0 300.0,30.0");
        assert_eq!((found.least, found.most, found.last), (10, 30, 20));
    }
}
