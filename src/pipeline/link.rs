//! `link`: files in, a run folder out.

use std::path::{Path, PathBuf};

use super::answers::Answers;
use super::clock::Clock;
use super::memory::{check_limit, make_room};
use super::outcome::Outcome;
use super::pairs::{count_signatures, heed_answers, score_pairs};
use super::{AsOf, Progress, evidence};
use crate::block::{Blocking, PassReport};
use crate::error::Result;
use crate::read::{
    Acknowledgement, Input, InputReport, Received, Records, RecordsBuilder, digest, read_beside,
};
use crate::resolve::{
    check_certificates, hold_two_candidates, named_clients, record_decisions, resolve,
    strongest_pairs,
};
use crate::score::{Estimate, Known, Model, Scorer, estimate};
use crate::settings::Settings;
use crate::standardize::Rules;
use crate::table::Table;
use crate::write::{Manifest, RunFolder, RunStamp, write_acknowledgements};

/// What to link, how, and where to.
pub struct LinkRequest {
    /// The files.
    pub inputs: Vec<Input>,
    /// The settings.
    pub settings: Settings,
    /// The model to use as it is; without one the shipped model is fitted to the run's own pairs.
    pub model: Option<PathBuf>,
    /// What people have decided about pairs of records.
    pub answers: Option<PathBuf>,
    /// The run folder.
    pub out: PathBuf,
    /// Whether to replace an earlier run there.
    pub force: bool,
    /// The run's time.
    pub as_of: AsOf,
    /// Where to write what the senders of messages are told.
    pub acknowledgements: Option<PathBuf>,
    /// Bytes of memory to stay within. What is written does not depend on it.
    pub memory: Option<u64>,
}

/// Links records into clients and publishes the run.
///
/// # Errors
/// Whatever keeps a file from being read or the folder from being written; nothing is published
/// then.
pub fn link(request: &LinkRequest, progress: &dyn Progress) -> Result<Manifest> {
    let folder = RunFolder::create(&request.out, request.force)?;
    match run(request, &folder, progress) {
        Ok((manifest, acknowledgements)) => {
            folder.publish()?;
            // Only now: nobody is told that a record is in the registry before it is.
            if let Some(path) = &request.acknowledgements {
                write_acknowledgements(path, &acknowledgements, request.as_of.microseconds())?;
            }
            Ok(manifest)
        }
        Err(error) => {
            folder.discard();
            Err(error)
        }
    }
}

/// The run's manifest, and what the senders of its messages are told.
type Finished = (Manifest, Vec<Acknowledgement>);

fn run(request: &LinkRequest, folder: &RunFolder, progress: &dyn Progress) -> Result<Finished> {
    let (mut clock, settings) = (Clock::new(), &request.settings);
    let start = request.model.as_deref().map_or_else(Model::shipped, Model::read)?;
    let mut received = clock.stage("read", || {
        let nothing = |_: &[&str]| Ok(RecordsBuilder::default().finish());
        read_all(&request.inputs, settings, progress, nothing)
    })?;
    check_limit(request.memory, &received.records)?;
    let rules = Rules::shipped().with_placeholders(&settings.placeholders);
    let (table, aside) = clock.whole("standardize", progress, || {
        let records = &mut received.records;
        let table = Table::new(records, &rules, request.as_of.date(), &start.reference);
        make_room(request.memory, records, &folder.path("aside")).map(|aside| (table, aside))
    })?;
    let blocking = clock.whole("block", progress, || Blocking::new(&table, &settings.block));
    let (model, estimate) =
        clock.stage("estimate", || fit(request, start, &table, &blocking, progress));
    let scorer = Scorer::new(&model);
    let read_answers = |path: &Path| Answers::read(path, &received.records);
    let answers = request.answers.as_deref().map(read_answers).transpose()?.unwrap_or_default();
    let (mut pairs, compared) = clock.stage("score", || {
        let (mut pairs, compared) =
            score_pairs(&table, &blocking, &scorer, &settings.decide, progress);
        let passes_of = |a, b| blocking.passes_of(a, b);
        heed_answers(&table, passes_of, &scorer, &settings.decide, &answers, &mut pairs);
        (pairs, compared)
    });
    let passes = pass_reports(&blocking, &compared);
    drop(blocking);
    let (clients, decisions) = clock.whole("resolve", progress, || {
        hold_two_candidates(&table.rows, &mut pairs, settings.decide.lead);
        let weigh = |a, b| answers.heed(a, b, evidence(&table, &scorer, a, b));
        let rows = &table.rows;
        let clients = resolve(rows, rows.len(), &mut pairs, &settings.decide, weigh);
        check_certificates(&table.rows, &clients)?;
        let id = |record: u32| received.records.id(record as usize);
        let (clients, strongest) = rayon::join(
            || named_clients(&table.rows, &clients, id),
            || strongest_pairs(table.rows.len(), &pairs),
        );
        let decisions = record_decisions(&table.rows, &strongest, &clients);
        Ok((clients, decisions))
    })?;
    let stamp = stamp(request, &received.inputs, &model)?;
    let acknowledgements = std::mem::take(&mut received.acknowledgements);
    let outcome =
        Outcome { received, table, model, estimate, passes, pairs, answers, clients, decisions };
    let events =
        clock.stage("write", || outcome.write(request, aside, &rules, folder, &stamp, progress))?;
    let manifest = outcome.manifest(request, stamp, events, &clock);
    manifest.write(&folder.path("run.json"))?;
    Ok((manifest, acknowledgements))
}

/// The model to score with: the one that was given as it is, or the shipped one fitted to the run's
/// own pairs.
fn fit(
    request: &LinkRequest,
    start: Model,
    table: &Table,
    blocking: &Blocking,
    progress: &dyn Progress,
) -> (Model, Option<Estimate>) {
    let settings = &request.settings.estimate;
    if request.model.is_some() || !settings.enabled {
        return (start, None);
    }
    let counts =
        count_signatures(table, blocking, settings.max_pairs, |_, _| Known::Nothing, progress);
    let (model, report) = estimate(&start, &counts, settings);
    (model, Some(report))
}

/// Reads files, and takes in `known` records of which they have doses.
pub(super) fn read_all(
    inputs: &[Input],
    settings: &Settings,
    progress: &dyn Progress,
    known: impl Fn(&[&str]) -> Result<Records>,
) -> Result<Received> {
    const STEPS: u64 = 1000;
    let done = std::sync::Mutex::new(0u64);
    progress.start("read", inputs.len() as u64 * STEPS);
    let report = |file: usize, fraction: f64| {
        let now = file as u64 * STEPS + (fraction * STEPS as f64) as u64;
        if let Ok(mut done) = done.lock() {
            progress.advance(now.saturating_sub(*done));
            *done = now.max(*done);
        }
    };
    let received = read_beside(inputs, settings, &report, known);
    progress.end();
    received
}

fn stamp(request: &LinkRequest, inputs: &[InputReport], model: &Model) -> Result<RunStamp> {
    let settings = serde_json::to_string(&request.settings).unwrap_or_default();
    let answers = request.answers.as_deref().map(digest).transpose()?.unwrap_or_default();
    let files = inputs.iter().map(|input| format!("{}:{}", input.kind, input.digest));
    let time = request.as_of.to_string();
    let parts: Vec<String> = files.chain([model.digest(), settings, time, answers]).collect();
    Ok(RunStamp {
        run_id: crate::digest::id(b'R', &parts.join("\n")).as_str().into(),
        model: model.digest(),
        decided_at: request.as_of.microseconds(),
    })
}

pub(super) fn pass_reports(blocking: &Blocking, compared: &[u64]) -> Vec<PassReport> {
    let reports = blocking.reports().iter().cloned().zip(compared);
    reports.map(|(report, &pairs_compared)| PassReport { pairs_compared, ..report }).collect()
}
