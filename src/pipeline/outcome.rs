//! Everything that a run decided, on its way into the run folder.

use super::answers::Answers;
use super::clock::Clock;
use super::pairs::fetch;
use super::{LinkRequest, Progress};
use crate::block::PassReport;
use crate::decide::Pair;
use crate::error::{IoContext, Result};
use crate::read::{Aside, Received};
use crate::record::Decision;
use crate::resolve::{Clients, RecordDecision};
use crate::score::{Estimate, Model, Scorer};
use crate::standardize::Rules;
use crate::table::Table;
use crate::write::{
    ClientEvent, Counts, CrosswalkRow, DecisionRow, Histories, Manifest, RunFolder, RunStamp,
    write_clients, write_crosswalk, write_decisions, write_pairs, write_rejects,
};

/// What the stages before writing have made.
pub struct Outcome {
    /// What was read.
    pub received: Received,
    /// The records in standard form.
    pub table: Table,
    /// The model that scored.
    pub model: Model,
    /// How the model was fitted, if it was.
    pub estimate: Option<Estimate>,
    /// What each pass did.
    pub passes: Vec<PassReport>,
    /// The pairs above the floor.
    pub pairs: Vec<Pair>,
    /// What people have said.
    pub answers: Answers,
    /// The clients.
    pub clients: Clients,
    /// What becomes of each record.
    pub decisions: Vec<RecordDecision>,
}

impl Outcome {
    /// Writes all files but the manifest; gives the number of events in the clients' histories.
    ///
    /// # Errors
    /// The system refuses.
    pub fn write(
        &self,
        request: &LinkRequest,
        aside: Option<Aside>,
        rules: &Rules,
        folder: &RunFolder,
        stamp: &RunStamp,
        progress: &dyn Progress,
    ) -> Result<u64> {
        let (records, rows) = (&self.received.records, &self.table.rows);
        let scorer = Scorer::new(&self.model);
        let score = |pairs: &[Pair]| {
            fetch(&self.table, pairs.iter().map(|pair| (pair.a, pair.b)));
            let score = |pair: &Pair| {
                let (a, b) = (self.table.row(pair.a), self.table.row(pair.b));
                scorer.score(pair.signature, a, b, &self.table.frequencies)
            };
            pairs.iter().map(score).collect()
        };
        progress.start("write", 5);
        let path = |name: &str| folder.path(name);
        let written = |result: Result<()>| {
            progress.advance(1);
            result
        };
        let said = self.answers.said();
        let pairs = || {
            let (path, answer) = (path("pairs.parquet"), |pair: &Pair| self.answers.of_pair(pair));
            written(write_pairs(&path, stamp, records, &self.pairs, score, said, answer))
        };
        let decisions = || {
            let path = path("decisions.parquet");
            let row = |record: usize| {
                let (decision, record) = (self.decisions[record], record as u32);
                let answer = decision.via.and_then(|via| self.answers.about(record, via.0));
                DecisionRow {
                    record,
                    decision,
                    previous: None,
                    said: answer.map(|answer| answer.1),
                }
            };
            let rows = self.decisions.len();
            written(write_decisions(&path, stamp, records, &self.clients, said, &row, rows))
        };
        let clients = || {
            let path = path("clients.parquet");
            written(write_clients(&path, records, aside, rows, rules, &self.clients))
        };
        let crosswalk = || {
            let (path, ids) = (path("crosswalk.parquet"), self.clients.ids());
            let created = |client: usize| CrosswalkRow {
                client: ids[client],
                event: ClientEvent::Created,
                into: None,
            };
            written(write_crosswalk(&path, stamp, &created, ids.len()))
        };
        let (by_client, by_record) =
            rayon::join(|| rayon::join(clients, crosswalk), || rayon::join(pairs, decisions));
        by_client.0.and(by_client.1).and(by_record.0).and(by_record.1)?;
        // By themselves, for the memory that their row groups take.
        let (as_of, settings) = (request.as_of.date(), &request.settings.history);
        let histories = Histories::new(records, rows, &self.clients, as_of, settings);
        let events = histories.write(&path("doses.parquet"), stamp)?;
        progress.advance(1);
        progress.end();
        write_rejects(&path("rejects.parquet"), &self.received.rejects, &self.received.inputs)?;
        let model = path("model.json");
        std::fs::write(&model, self.model.to_json()).while_doing("write", &model)?;
        Ok(events)
    }

    /// The run's manifest; `events` is what [`Self::write`] gave.
    pub fn manifest(
        &self,
        request: &LinkRequest,
        stamp: RunStamp,
        events: u64,
        clock: &Clock,
    ) -> Manifest {
        Manifest {
            run_id: stamp.run_id,
            selfsame: env!("CARGO_PKG_VERSION").into(),
            as_of: request.as_of.to_string(),
            inputs: self.received.inputs.clone(),
            settings: request.settings.clone(),
            model: stamp.model,
            model_trained_on: self.model.trained_on.clone(),
            estimate: self.estimate.clone(),
            counts: Counts { events, ..self.counts() },
            passes: self.passes.clone(),
            score_histogram: histogram(&self.pairs),
            unused_values: self.table.unused.clone(),
            stages: clock.stages(self.table.rows.len()),
            seconds: clock.seconds(),
            peak_memory_bytes: clock.peak_memory(),
            text_on_disk: self.received.records.are_aside(),
            threads: rayon::current_num_threads(),
            night: None,
        }
    }

    fn counts(&self) -> Counts {
        let births = self.table.rows.iter().filter(|row| row.is_birth_record());
        let held = self.decisions.iter().filter(|decision| decision.waits());
        Counts {
            records: self.table.rows.len() as u64,
            birth_records: births.count() as u64,
            rejects: self.received.rejects.len() as u64,
            clients: self.clients.len() as u64,
            held_records: held.count() as u64,
            doses: self.received.records.doses().len() as u64,
            ..counts_of_pairs(&self.pairs, &self.passes)
        }
    }
}

/// What is counted of pairs, in every run alike; all else is left at nothing.
pub fn counts_of_pairs(pairs: &[Pair], passes: &[PassReport]) -> Counts {
    let decided = |decision| pairs.iter().filter(|pair| pair.decision == decision).count() as u64;
    Counts {
        pairs_compared: passes.iter().map(|pass| pass.pairs_compared).sum(),
        pairs_kept: pairs.len() as u64,
        linked: decided(Decision::Link),
        review: decided(Decision::Review),
        apart: decided(Decision::Apart),
        ..Counts::default()
    }
}

/// Pairs by whole bits of weight.
pub fn histogram(pairs: &[Pair]) -> Vec<(i32, u64)> {
    let mut bits = std::collections::BTreeMap::<i32, u64>::new();
    for pair in pairs {
        *bits.entry(pair.weight.floor() as i32).or_default() += 1;
    }
    bits.into_iter().collect()
}
