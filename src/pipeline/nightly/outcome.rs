//! The run folder of a night: what is new, and what has changed because of it.
//!
//! In: what was found. Out: the files of a run, and its manifest. Must never: tell of a client of which
//! nothing has changed.

use std::collections::BTreeMap;

use super::NightRequest;
use super::changes::Changes;
use super::inbox::Inbox;
use super::keep::Questions;
use super::tonight::{Found, Tonight};
use crate::decide::Pair;
use crate::error::{IoContext, Result};
use crate::pipeline::clock::Clock;
use crate::pipeline::outcome::{counts_of_pairs, histogram};
use crate::read::Records;
use crate::record::{Date, Field};
use crate::registry::View;
use crate::resolve::Clients;
use crate::score::{Score, Scorer};
use crate::write::{
    ClientEvent, Counts, CrosswalkRow, DecisionRow, Histories, Manifest, NightCounts, RunFolder,
    RunStamp, write_clients, write_crosswalk, write_decisions, write_pairs, write_rejects,
};

/// What is written.
pub struct Outcome<'a> {
    tonight: &'a Tonight,
    found: &'a Found,
    /// What the records say that are written about.
    records: Records,
    clients: Clients,
    pairs: Vec<Pair>,
    crosswalk: Vec<CrosswalkRow>,
    /// What becomes of each record that is new or moves.
    pub decisions: Vec<DecisionRow>,
}

impl<'a> Outcome<'a> {
    /// Of what a night has found.
    pub fn new(
        tonight: &'a Tonight,
        found: &'a Found,
        changes: &Changes,
        records: Records,
    ) -> Outcome<'a> {
        let clients = changes.named();
        let decisions = changes.decisions(&found.local, &tonight.news, &clients);
        let pairs = changes.pairs(&found.local, &tonight.news);
        let crosswalk = changes.crosswalk();
        Outcome { tonight, found, records, clients, pairs, crosswalk, decisions }
    }

    /// Writes all files but the manifest; gives the number of events in the clients' histories.
    ///
    /// # Errors
    /// The system refuses.
    pub fn write(
        &self,
        folder: &RunFolder,
        stamp: &RunStamp,
        scorer: &Scorer,
        as_of: Date,
    ) -> Result<u64> {
        let local = &self.found.local;
        let (records, table) = (&self.records, &local.table);
        let score = |pairs: &[Pair]| -> Vec<Score> {
            let score = |pair: &Pair| {
                let (a, b) = (table.row(pair.a), table.row(pair.b));
                scorer.score(pair.signature, a, b, &table.frequencies)
            };
            pairs.iter().map(score).collect()
        };
        let path = |name: &str| folder.path(name);
        let said = local.answers.said();
        let answer = |pair: &Pair| local.answers.of_pair(pair);
        write_pairs(&path("pairs.parquet"), stamp, records, &self.pairs, score, said, answer)?;
        let (decisions, crosswalk) = (&self.decisions, &self.crosswalk);
        let (clients, row) = (&self.clients, |row: usize| decisions[row]);
        let (path_of_decisions, count) = (path("decisions.parquet"), decisions.len());
        write_decisions(&path_of_decisions, stamp, records, clients, said, &row, count)?;
        let rules = &self.tonight.rules;
        write_clients(&path("clients.parquet"), records, None, &table.rows, rules, clients)?;
        let event = |row: usize| crosswalk[row];
        write_crosswalk(&path("crosswalk.parquet"), stamp, &event, crosswalk.len())?;
        let settings = &self.tonight.settings.history;
        let histories = Histories::new(records, &table.rows, clients, as_of, settings);
        let events = histories.write(&path("doses.parquet"), stamp)?;
        let received = &self.tonight.received;
        write_rejects(&path("rejects.parquet"), &received.rejects, &received.inputs)?;
        let model = path("model.json");
        std::fs::write(&model, self.tonight.model.to_json()).while_doing("write", &model)?;
        Ok(events)
    }

    /// What the night has done to the registry, which `view` shows as it will be.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn night(&self, view: &View, questions: Questions, inbox: &Inbox) -> Result<NightCounts> {
        let news = &self.tonight.news;
        let versions = news.replaced().count();
        let of = |event| self.crosswalk.iter().filter(|row| row.event == event).count() as u64;
        let name = |path: &std::path::Path| {
            path.file_name().unwrap_or_default().to_string_lossy().into_owned()
        };
        let left = inbox.left.iter().map(|(path, reason)| (name(path), reason.clone()));
        Ok(NightCounts {
            new_records: (news.len() - versions) as u64,
            new_versions: versions as u64,
            known_records: news.known,
            rejects: self.tonight.received.rejects.len() as u64,
            by_source: self.by_source(),
            largest_gain: self.largest_gain(),
            resolved_records: self.found.local.numbers.len() as u64,
            created: of(ClientEvent::Created),
            merged: of(ClientEvent::Merged),
            split: of(ClientEvent::Split),
            asked: questions.asked,
            withdrawn: questions.withdrawn,
            registry_records: view.record_count()?.into(),
            registry_clients: view.standing_count()?,
            open_questions: view.question_count()?,
            answers: Some(self.found.local.answered),
            left_alone: left.collect(),
            examined: self.found.portion.records.len() as u64,
            to_examine: self.found.portion.left(),
            ..NightCounts::default()
        })
    }

    fn by_source(&self) -> BTreeMap<String, u64> {
        let news = &self.tonight.news.records;
        let mut by_source = BTreeMap::new();
        for record in 0..news.len() {
            *by_source.entry(news.value(record, Field::Source).to_string()).or_default() += 1;
        }
        by_source
    }

    fn largest_gain(&self) -> u64 {
        let local = &self.found.local;
        let is_new = |record: &&u32| local.standing[**record as usize].is_none();
        let gains = (0..self.clients.len()).map(|client| {
            let records = self.clients.records(client).iter();
            records.filter(is_new).count() as u64
        });
        gains.max().unwrap_or(0)
    }

    /// The run's manifest; `events` is what [`Self::write`] gave.
    pub fn manifest(
        &self,
        request: &NightRequest,
        stamp: RunStamp,
        events: u64,
        night: NightCounts,
        clock: &Clock,
    ) -> Manifest {
        let Tonight { received, settings, model, .. } = self.tonight;
        Manifest {
            run_id: stamp.run_id,
            selfsame: env!("CARGO_PKG_VERSION").into(),
            as_of: request.as_of.to_string(),
            inputs: received.inputs.clone(),
            settings: settings.clone(),
            model: stamp.model,
            model_trained_on: model.trained_on.clone(),
            estimate: None,
            counts: Counts { events, ..self.counts() },
            passes: self.found.passes.clone(),
            score_histogram: histogram(&self.pairs),
            unused_values: self.found.local.table.unused.clone(),
            stages: clock.stages(self.found.local.numbers.len()),
            seconds: clock.seconds(),
            peak_memory_bytes: clock.peak_memory(),
            text_on_disk: false,
            threads: rayon::current_num_threads(),
            night: Some(night),
        }
    }

    fn counts(&self) -> Counts {
        let Tonight { received, news, .. } = self.tonight;
        let births = (0..news.len())
            .filter(|&record| news.records.kind(record) == crate::record::SourceKind::Birth);
        let held = self.decisions.iter().filter(|row| row.decision.waits());
        Counts {
            records: news.len() as u64,
            birth_records: births.count() as u64,
            rejects: received.rejects.len() as u64,
            clients: self.clients.len() as u64,
            held_records: held.count() as u64,
            doses: news.records.doses().len() as u64,
            ..counts_of_pairs(&self.pairs, &self.found.passes)
        }
    }
}
