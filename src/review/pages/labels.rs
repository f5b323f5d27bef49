//! Blind reading: pairs that were drawn, shown without score, reason or client, to measure how often the
//! machine is right and how often people agree.
//!
//! In: a size, a seed; labels. Out: samples, what they say, a file for `train` and `evaluate`. Must never: let
//! a reader see what the machine or another reader says, or change an answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::agreement::{Agreement, agreement, by_place, settled};
use super::super::app::{App, Who, now};
use super::super::asked::Asked;
use super::super::refusal::{Answered, Refusal, page};
use super::two_records::{DoseDay, Group, dose_days, groups};
use super::{Frame, may_see_objecting, time};
use crate::error::{Error, Result};
use crate::pipeline::draw_sample;
use crate::registry::{Label, Sample, SamplePair, View};

/// Pairs of a sample at most.
const MOST: usize = 5000;

#[derive(Template)]
#[template(path = "review/samples.html")]
struct SamplesPage {
    frame: Frame,
    samples: Vec<SampleView>,
    has_report: bool,
}

struct SampleView {
    number: u32,
    by: String,
    at: String,
    found: Agreement,
    strata: Vec<(String, String)>,
    agreed: String,
}

/// All samples, and what they say.
pub async fn samples(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Answered<Response> {
    let all = app.ask(|view, _| view.samples()?.into_iter().map(|one| read(view, one)).collect());
    let all: Vec<(Sample, Vec<SamplePair>, Vec<Label>)> = all.await?;
    let view = |(sample, pairs, labels): (Sample, Vec<SamplePair>, Vec<Label>)| {
        sample_view(&sample, agreement(&pairs, &labels))
    };
    page(&SamplesPage {
        frame: Frame::new(&who, "samples"),
        samples: all.into_iter().map(view).collect(),
        has_report: app.report.is_some(),
    })
}

fn read(view: &View, sample: Sample) -> Result<(Sample, Vec<SamplePair>, Vec<Label>)> {
    let (pairs, labels) = (view.sample_pairs(sample.number)?, view.labels(sample.number)?);
    Ok((sample, pairs, labels))
}

fn sample_view(sample: &Sample, found: Agreement) -> SampleView {
    let stratum = |one: &super::super::agreement::Stratum| {
        let share = match one.share() {
            Some((share, low, high)) => format!(
                "{:.1} % are one person ({:.1} to {:.1} %), {} read, {} of which nobody could tell",
                share * 100.0,
                low * 100.0,
                high * 100.0,
                one.same + one.different,
                one.cannot_tell
            ),
            None => "nothing read yet".into(),
        };
        (format!("{} ({} pairs in all)", one.name, one.pairs), share)
    };
    let agreed = match (found.read_twice, found.kappa) {
        (0, _) => "no pair was read twice yet".into(),
        (twice, kappa) => {
            let kappa = kappa.map_or("not defined".into(), |kappa| format!("{kappa:.2}"));
            format!("two readers agree on {} of {twice} pairs, kappa {kappa}", found.agreed)
        }
    };
    SampleView {
        number: sample.number,
        by: sample.by.clone(),
        at: time(sample.at),
        strata: found.strata.iter().map(stratum).collect(),
        agreed,
        found,
    }
}

/// What is to be drawn.
#[derive(Deserialize)]
pub struct Draw {
    size: usize,
    second: u64,
    seed: u64,
}

/// Draws a sample.
pub async fn draw(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Form(Draw { size, second, seed }): Form<Draw>,
) -> Answered<Response> {
    if !(1..=MOST).contains(&size) || second > 100 {
        let problem =
            format!("Give 1 to {MOST} pairs, and a share of 0 to 100 % for second readers.");
        return Err(Refusal::Wrong(problem));
    }
    let pairs = app.ask(move |view, _| draw_sample(view, size, second, seed)).await?;
    if pairs.is_empty() {
        return Err(Refusal::Wrong("The registry knows no pairs to draw from.".into()));
    }
    let by = who.user.name.clone();
    app.scribe.write(move |desk| desk.draw(&pairs, seed, &by, now())).await?;
    Ok(Redirect::to("/samples").into_response())
}

#[derive(Template)]
#[template(path = "review/label.html")]
struct LabelPage {
    frame: Frame,
    sample: u32,
    place: u32,
    left: usize,
    groups: Vec<Group>,
    days: Vec<DoseDay>,
}

/// What is still to be read by somebody, in order.
fn open(pairs: &[SamplePair], labels: &[Label], by: &str) -> Vec<SamplePair> {
    let of = by_place(labels);
    let is_open = |pair: &&SamplePair| {
        let given = of.get(&pair.place).map(Vec::as_slice).unwrap_or_default();
        given.len() < usize::from(pair.readers) && given.iter().all(|label| label.by != by)
    };
    pairs.iter().filter(is_open).cloned().collect()
}

/// The next pair of a sample that somebody has not read.
pub async fn next(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(sample): Path<u32>,
) -> Answered<Response> {
    let (by, may_see) = (who.user.name.clone(), may_see_objecting(&who));
    let found = app.ask(move |view, consult| {
        let open = open(&view.sample_pairs(sample)?, &view.labels(sample)?, &by);
        for pair in &open {
            let asked = Asked::read(view, consult, pair.pair)?;
            if let Some(asked) = asked.filter(|asked| may_see || !asked.objects()) {
                return Ok(Some((pair.place, open.len(), asked)));
            }
        }
        Ok(None)
    });
    let Some((place, left, asked)) = found.await? else {
        return Ok(Redirect::to("/samples").into_response());
    };
    app.looked(&who, "label", &[asked.pair.a, asked.pair.b]).await?;
    let frame = Frame::new(&who, "samples");
    // The clients' other records would tell whether the machine has joined the two.
    let days = dose_days(&asked, [&[asked.pair.a], &[asked.pair.b]]);
    page(&LabelPage { frame, sample, place, left, groups: groups(&asked), days })
}

/// What a reader says.
#[derive(Deserialize)]
pub struct Said {
    label: String,
}

/// Keeps a label.
pub async fn label(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((sample, place)): Path<(u32, u32)>,
    Form(Said { label }): Form<Said>,
) -> Answered<Response> {
    if !["same", "different", "cannot_tell"].contains(&label.as_str()) {
        return Err(Refusal::Wrong("There is no such label.".into()));
    }
    let by = who.user.name.clone();
    let kept = app.scribe.write(move |desk| {
        let (pairs, labels) = (desk.view().sample_pairs(sample)?, desk.view().labels(sample)?);
        if !open(&pairs, &labels, &by).iter().any(|pair| pair.place == place) {
            return Ok(false);
        }
        desk.label(sample, &Label { place, label, by, at: now() })?;
        Ok(true)
    });
    if !kept.await? {
        return Err(Refusal::Stale("This pair has been read by enough people meanwhile.".into()));
    }
    Ok(Redirect::to(&format!("/samples/{sample}/next")).into_response())
}

/// The labels as a truth for `train --truth` and `evaluate --truth`.
pub async fn export(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(sample): Path<u32>,
) -> Answered<Response> {
    let file = app.ask(move |view, _| truth_file(view, sample)).await?;
    app.note(&who.user.name, "exported", "labels", &[]).await?;
    let name = format!("attachment; filename=\"sample-{sample}.csv\"");
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, name.as_str())];
    Ok((headers, file).into_response())
}

fn truth_file(view: &View, sample: u32) -> Result<Vec<u8>> {
    let (pairs, labels) = (view.sample_pairs(sample)?, view.labels(sample)?);
    let (of, mut writer) = (by_place(&labels), csv::Writer::from_writer(Vec::new()));
    let broken = |_| Error::Invariant("a file in memory that cannot be written".into());
    let header = ["record_id_a", "record_id_b", "expected", "stratum", "readers", "labelled"];
    writer.write_record(header).map_err(broken)?;
    for pair in &pairs {
        let Some(given) = of.get(&pair.place) else { continue };
        let expected = match settled(given) {
            Some("same") => "link",
            Some("different") => "apart",
            _ => "review",
        };
        let ids = view.record_ids(&[pair.pair.a, pair.pair.b])?;
        let readers = given.len().to_string();
        let row = [&ids[0], &ids[1], expected, &pair.stratum, &readers, "blind"];
        writer.write_record(row).map_err(broken)?;
    }
    writer.into_inner().map_err(|_| Error::Invariant("a file in memory that has no end".into()))
}
