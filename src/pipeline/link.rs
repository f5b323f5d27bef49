//! `link`: files in, a run folder out.

use std::path::PathBuf;
use std::time::Instant;

use super::pairs::{count_signatures, score_pairs};
use super::{AsOf, Progress, evidence};
use crate::block::{Blocking, PassReport};
use crate::decide::Pair;
use crate::error::{Error, IoContext, Result};
use crate::read::{Input, InputReport, Received, read};
use crate::record::{Decision, SourceKind};
use crate::resolve::{hold_two_candidates, resolve};
use crate::score::{Estimate, Model, Scorer, estimate};
use crate::settings::Settings;
use crate::standardize::Rules;
use crate::table::Table;
use crate::write::{
    Action, Client, Counts, Manifest, RecordDecision, RunFolder, RunStamp, StageTime,
    write_clients, write_crosswalk, write_decisions, write_pairs, write_rejects,
};

/// What to link, how, and where to.
pub struct LinkRequest {
    /// The files.
    pub inputs: Vec<Input>,
    /// The settings.
    pub settings: Settings,
    /// The model to use as it is; without one the shipped model is fitted to the run's own pairs.
    pub model: Option<PathBuf>,
    /// The run folder.
    pub out: PathBuf,
    /// Whether to replace an earlier run there.
    pub force: bool,
    /// The run's time.
    pub as_of: AsOf,
}

/// Links records into clients and publishes the run.
///
/// # Errors
/// Whatever keeps a file from being read or the folder from being written; nothing is published
/// then.
pub fn link(request: &LinkRequest, progress: &dyn Progress) -> Result<Manifest> {
    let folder = RunFolder::create(&request.out, request.force)?;
    match run(request, &folder, progress) {
        Ok(manifest) => folder.publish().map(|()| manifest),
        Err(error) => {
            folder.discard();
            Err(error)
        }
    }
}

fn run(request: &LinkRequest, folder: &RunFolder, progress: &dyn Progress) -> Result<Manifest> {
    let mut clock = Clock::new();
    let settings = &request.settings;
    let start = match &request.model {
        Some(path) => Model::read(path)?,
        None => Model::shipped()?,
    };
    let received = read_all(&request.inputs, settings, progress)?;
    clock.lap("read");
    let rules = Rules::shipped().with_placeholders(&settings.placeholders);
    let table = whole(progress, "standardize", || {
        Table::new(&received.records, &rules, request.as_of.date())
    });
    clock.lap("standardize");
    let blocking = whole(progress, "block", || Blocking::new(&table, settings.block.max_block));
    clock.lap("block");
    let fitted = (request.model.is_none() && settings.estimate.enabled).then(|| {
        let counts = count_signatures(&table, &blocking, settings.estimate.max_pairs, progress);
        estimate(&start, &counts, &settings.estimate)
    });
    let (model, report) = fitted.map_or((start, None), |(model, report)| (model, Some(report)));
    clock.lap("estimate");
    let scorer = Scorer::new(&model);
    let (mut pairs, compared) = score_pairs(&table, &blocking, &scorer, &settings.decide, progress);
    clock.lap("score");
    let clients = whole(progress, "resolve", || {
        hold_two_candidates(&table.rows, &mut pairs, settings.decide.lead);
        let weigh = |a, b| evidence(&table, &scorer, a, b);
        resolve(&table.rows, &mut pairs, settings.decide.link, weigh)
    });
    check_clients(&table, &clients)?;
    clock.lap("resolve");
    let outcome = Outcome { received, table, scorer, pairs, clients };
    let stamp = stamp(request, &outcome.received.inputs, &model);
    outcome.write(folder, &stamp, &model, progress)?;
    clock.lap("write");
    let passes = pass_reports(&blocking, &compared);
    let manifest = outcome.manifest(request, stamp, &model, report, passes, clock);
    manifest.write(&folder.path("run.json"))?;
    Ok(manifest)
}

/// A stage whose steps cannot be told apart.
fn whole<T>(progress: &dyn Progress, stage: &str, work: impl FnOnce() -> T) -> T {
    progress.start(stage, 1);
    let result = work();
    progress.end();
    result
}

fn read_all(inputs: &[Input], settings: &Settings, progress: &dyn Progress) -> Result<Received> {
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
    let received = read(inputs, settings, &report);
    progress.end();
    received
}

/// Asserts the invariant that resolving must keep, on its result: no client holds two certificates.
fn check_clients(table: &Table, clients: &[u32]) -> Result<()> {
    let mut births: Vec<(u32, u64)> = clients
        .iter()
        .zip(&table.rows)
        .filter(|(_, row)| row.is_birth_record())
        .map(|(&client, row)| (client, row.certificate))
        .collect();
    births.sort_unstable();
    let conflict =
        |two: &[(u32, u64)]| two[0].0 == two[1].0 && (two[0].1 == 0 || two[0].1 != two[1].1);
    if births.windows(2).any(conflict) {
        return Err(Error::Invariant("a client holds two birth certificates".into()));
    }
    Ok(())
}

fn stamp(request: &LinkRequest, inputs: &[InputReport], model: &Model) -> RunStamp {
    let settings = serde_json::to_string(&request.settings).unwrap_or_default();
    let files = inputs.iter().map(|input| format!("{}:{}", input.kind, input.digest));
    let parts: Vec<String> =
        files.chain([model.digest(), settings, request.as_of.to_string()]).collect();
    RunStamp {
        run_id: crate::digest::id('R', &parts.join("\n")),
        model: model.digest(),
        decided_at: request.as_of.microseconds(),
    }
}

fn pass_reports(blocking: &Blocking, compared: &[u64]) -> Vec<PassReport> {
    let reports = blocking.reports().into_iter().zip(compared);
    reports.map(|(report, &pairs_compared)| PassReport { pairs_compared, ..report }).collect()
}

/// Everything that a run decided.
struct Outcome {
    received: Received,
    table: Table,
    scorer: Scorer,
    pairs: Vec<Pair>,
    /// The smallest record number of each record's client.
    clients: Vec<u32>,
}

impl Outcome {
    fn write(
        &self,
        folder: &RunFolder,
        stamp: &RunStamp,
        model: &Model,
        progress: &dyn Progress,
    ) -> Result<()> {
        let records = &self.received.records;
        let clients = self.client_list();
        let client_ids = self.client_ids(&clients);
        let decisions = self.decisions();
        progress.start("write", 5);
        let score = |pair: &Pair| {
            let rows = &self.table.rows;
            let (a, b) = (&rows[pair.a as usize], &rows[pair.b as usize]);
            self.scorer.score(pair.signature, a, b, &self.table.frequencies)
        };
        write_pairs(&folder.path("pairs.parquet"), stamp, records, &self.pairs, score)?;
        progress.advance(1);
        write_decisions(
            &folder.path("decisions.parquet"),
            stamp,
            records,
            &client_ids,
            &decisions,
        )?;
        progress.advance(1);
        write_clients(&folder.path("clients.parquet"), records, &self.table.rows, &clients)?;
        progress.advance(1);
        write_crosswalk(&folder.path("crosswalk.parquet"), stamp, &clients)?;
        progress.advance(1);
        write_rejects(
            &folder.path("rejects.parquet"),
            &self.received.rejects,
            &self.received.inputs,
        )?;
        let path = folder.path("model.json");
        std::fs::write(&path, model.to_json()).while_doing("write", &path)?;
        progress.end();
        Ok(())
    }

    /// The clients in the order of their ids. An id is made of the id of the client's first record,
    /// a birth record if there is one, so that it does not depend on the order of anything.
    fn client_list(&self) -> Vec<Client> {
        let mut members: Vec<(u32, u32)> = self
            .clients
            .iter()
            .enumerate()
            .map(|(record, &client)| (client, record as u32))
            .collect();
        members.sort_unstable();
        let mut clients: Vec<Client> = members
            .chunk_by(|x, y| x.0 == y.0)
            .map(|client| {
                let records: Vec<u32> = client.iter().map(|&(_, record)| record).collect();
                let anchor = self.received.records.id(self.anchor(&records) as usize);
                (crate::digest::id('C', anchor), records)
            })
            .collect();
        clients.sort_unstable();
        clients
    }

    /// The record that a client begins with.
    fn anchor(&self, members: &[u32]) -> u32 {
        let birth =
            members.iter().find(|&&record| self.table.rows[record as usize].is_birth_record());
        birth.or(members.first()).copied().unwrap_or_default()
    }

    fn client_ids<'a>(&self, clients: &'a [Client]) -> Vec<&'a str> {
        let mut ids = vec![""; self.clients.len()];
        for (id, members) in clients {
            members.iter().for_each(|&record| ids[record as usize] = id);
        }
        ids
    }

    /// What becomes of each record: through its strongest link into its client, or held by its
    /// strongest open question if it stands alone.
    fn decisions(&self) -> Vec<RecordDecision> {
        let mut best: Vec<Option<&Pair>> = vec![None; self.clients.len()];
        for pair in &self.pairs {
            for record in [pair.a, pair.b] {
                let rank = |pair: &Pair| (self.is_within(pair), pair.decision);
                let better = |old: &&Pair| {
                    rank(pair) > rank(old) || (rank(pair) == rank(old) && pair.weight > old.weight)
                };
                let slot = &mut best[record as usize];
                if pair.decision > Decision::Apart && slot.as_ref().is_none_or(better) {
                    *slot = Some(pair);
                }
            }
        }
        let mut sizes = vec![0u32; self.clients.len()];
        self.clients.iter().for_each(|&client| sizes[client as usize] += 1);
        let anchors = self.anchors();
        (0..self.clients.len() as u32)
            .map(|record| {
                let via = best[record as usize].map(|pair| {
                    (if pair.a == record { pair.b } else { pair.a }, pair.weight, pair.guards)
                });
                let client = self.clients[record as usize] as usize;
                let action = match (sizes[client], anchors[client] == record) {
                    (1, _) if via.is_some() => Action::Hold,
                    (_, true) => Action::Create,
                    _ => Action::Join,
                };
                RecordDecision { action, via: if action == Action::Create { None } else { via } }
            })
            .collect()
    }

    /// Whether a pair's records are in one client.
    fn is_within(&self, pair: &Pair) -> bool {
        self.clients[pair.a as usize] == self.clients[pair.b as usize]
    }

    /// The record that each client begins with, at the place of its smallest record.
    fn anchors(&self) -> Vec<u32> {
        let mut anchors = self.clients.clone();
        for (record, &client) in self.clients.iter().enumerate().rev() {
            if self.table.rows[record].is_birth_record() {
                anchors[client as usize] = record as u32;
            }
        }
        anchors
    }

    fn manifest(
        &self,
        request: &LinkRequest,
        stamp: RunStamp,
        model: &Model,
        estimate: Option<Estimate>,
        passes: Vec<PassReport>,
        clock: Clock,
    ) -> Manifest {
        Manifest {
            run_id: stamp.run_id,
            selfsame: env!("CARGO_PKG_VERSION").into(),
            as_of: request.as_of.to_string(),
            inputs: self.received.inputs.clone(),
            settings: request.settings.clone(),
            model: stamp.model,
            model_trained_on: model.trained_on.clone(),
            estimate,
            counts: self.counts(&passes),
            passes,
            score_histogram: self.histogram(),
            unused_values: self.table.unused.clone(),
            seconds: clock.began.elapsed().as_secs_f64(),
            stages: clock.stages,
            peak_memory_bytes: peak_memory(),
            threads: rayon::current_num_threads(),
        }
    }

    fn counts(&self, passes: &[PassReport]) -> Counts {
        let records = &self.received.records;
        let decided =
            |decision| self.pairs.iter().filter(|pair| pair.decision == decision).count() as u64;
        let births = (0..records.len()).filter(|&record| records.kind(record) == SourceKind::Birth);
        let clients =
            self.clients.iter().enumerate().filter(|(record, client)| **client as usize == *record);
        let held = self.decisions().into_iter().filter(|decision| decision.action == Action::Hold);
        Counts {
            records: records.len() as u64,
            birth_records: births.count() as u64,
            rejects: self.received.rejects.len() as u64,
            pairs_compared: passes.iter().map(|pass| pass.pairs_compared).sum(),
            pairs_kept: self.pairs.len() as u64,
            linked: decided(Decision::Link),
            review: decided(Decision::Review),
            apart: decided(Decision::Apart),
            clients: clients.count() as u64,
            held_records: held.count() as u64,
        }
    }

    fn histogram(&self) -> Vec<(i32, u64)> {
        let mut bits = std::collections::BTreeMap::<i32, u64>::new();
        for pair in &self.pairs {
            *bits.entry(pair.weight.floor() as i32).or_default() += 1;
        }
        bits.into_iter().collect()
    }
}

/// Seconds by stage.
struct Clock {
    began: Instant,
    lap: Instant,
    stages: Vec<StageTime>,
}

impl Clock {
    fn new() -> Clock {
        Clock { began: Instant::now(), lap: Instant::now(), stages: Vec::new() }
    }

    fn lap(&mut self, stage: &str) {
        self.stages
            .push(StageTime { stage: stage.into(), seconds: self.lap.elapsed().as_secs_f64() });
        self.lap = Instant::now();
    }
}

/// The most memory this process held so far, where the system keeps count.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// The inputs of a command line: births first.
pub fn inputs(births: &[PathBuf], submissions: &[PathBuf]) -> Vec<Input> {
    let of_kind = |paths: &[PathBuf], kind| -> Vec<Input> {
        paths.iter().map(|path| Input { path: path.clone(), kind }).collect()
    };
    [of_kind(births, SourceKind::Birth), of_kind(submissions, SourceKind::Submission)].concat()
}
