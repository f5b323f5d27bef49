//! Queue and decisions as CSV, for spreadsheets.
//!
//! In: what is open, what was answered. Out: files. Must never: let a cell be taken for a formula, or hold
//! what records say of a person.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::super::app::{App, Who, now};
use super::super::pages::queue::Asking;
use super::super::queue::Item;
use super::super::refusal::{Answered, Refusal};
use super::time;
use crate::error::{Error, Result};
use crate::registry::{GivenAnswer, Relation, View};
use crate::write::guard_names;

/// The open questions, by the filters of the page.
pub async fn queue(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asking): Query<Asking>,
) -> Answered<Response> {
    let (listed, now) = (app.queue.listed(), now());
    let filter = asking.filter(&who);
    let shown = listed.items.iter().filter(|item| filter.shows(item, listed.last_night, now));
    let row = |item: &Arc<Item>| {
        let [one, other] = &item.sources;
        vec![
            item.pair.a.to_string(),
            item.pair.b.to_string(),
            format!("{:.3}", item.weight),
            guard_names(item.guards),
            item.place.name().into(),
            time(item.asked_at),
            text(one),
            text(other),
            item.born.to_string(),
            item.has_birth_record.to_string(),
            item.has_doses.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = shown.map(row).collect();
    app.note(&who.user.name, "exported", "queue", &[]).await?;
    file("queue.csv", &QUEUE, &rows)
}

const QUEUE: [&str; 11] = [
    "a",
    "b",
    "weight",
    "guards",
    "place",
    "asked_at",
    "source_a",
    "source_b",
    "birth_year",
    "has_birth_record",
    "has_doses",
];

/// All answers that were ever given, the newest first.
pub async fn decisions(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Answered<Response> {
    let rows = app.ask(|view, _| decision_rows(view)).await?;
    app.note(&who.user.name, "exported", "decisions", &[]).await?;
    file("decisions.csv", &DECISIONS, &rows)
}

const DECISIONS: [&str; 15] = [
    "number",
    "record_id_a",
    "record_id_b",
    "answer",
    "relation",
    "decided_by",
    "decided_at",
    "reason",
    "taken_back",
    "weight",
    "guards",
    "asked_in_run",
    "model",
    "digest_a",
    "digest_b",
];

fn decision_rows(view: &View) -> Result<Vec<Vec<String>>> {
    let mut runs = BTreeMap::new();
    let mut rows = Vec::new();
    for answer in view.last_answers(None, u32::MAX)? {
        let asked_in = answer.asked.as_ref().map(|asked| asked.since);
        if let Some(number) = asked_in
            && !runs.contains_key(&number)
        {
            runs.insert(number, run_and_model(view, number)?);
        }
        let run = asked_in.and_then(|number| runs.get(&number).cloned()).unwrap_or_default();
        let ids = view.record_ids(&[answer.pair.a, answer.pair.b])?;
        rows.push(decision_row(&answer, &ids, run));
    }
    Ok(rows)
}

/// The id of a run and the digest of the model that it used.
fn run_and_model(view: &View, number: u32) -> Result<(String, String)> {
    let Some(run) = view.run_of_number(number)? else { return Ok(Default::default()) };
    let manifest: serde_json::Value = serde_json::from_str(&run.manifest).unwrap_or_default();
    Ok((run.run_id, manifest["model"].as_str().unwrap_or_default().to_string()))
}

fn decision_row(
    answer: &GivenAnswer,
    ids: &[String],
    (run, model): (String, String),
) -> Vec<String> {
    let asked = answer.asked.as_ref();
    vec![
        answer.number.to_string(),
        text(&ids[0]),
        text(&ids[1]),
        answer.answer.name().into(),
        answer.relation.map_or("", Relation::name).into(),
        text(&answer.by),
        time(answer.at),
        text(&answer.reason),
        answer.is_undone.to_string(),
        asked.map_or(String::new(), |asked| format!("{:.3}", asked.weight)),
        asked.map_or(String::new(), |asked| text(&asked.guards)),
        run,
        model,
        answer.digest_a.to_string(),
        answer.digest_b.to_string(),
    ]
}

/// A text that no spreadsheet takes for a formula.
fn text(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.into(),
    }
}

fn file(name: &str, header: &[&str], rows: &[Vec<String>]) -> Answered<Response> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let made = writer
        .write_record(header)
        .and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)));
    let bytes = made.ok().and_then(|()| writer.into_inner().ok());
    let broken = || Refusal::Failed(Error::Invariant("an export that is no CSV".into()));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes.ok_or_else(broken)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (raw, cell) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+1", "'+1"),
            ("-", "'-"),
            ("@SUM", "'@SUM"),
            ("\t=1", "'\t=1"),
            ("twin, says the mother", "twin, says the mother"),
            ("", ""),
        ] {
            assert_eq!(text(raw), cell);
        }
    }
}
