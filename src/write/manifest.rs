//! `run.json`: what went into a run, what came out, and how long it took.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::block::PassReport;
use crate::error::{Error, IoContext, Result};
use crate::read::InputReport;
use crate::score::Estimate;
use crate::settings::Settings;
use crate::table::UnusedBySource;

/// The manifest of a run. Only here may the clock and the machine show.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Digest of inputs, model, settings and time.
    pub run_id: String,
    /// The program's version.
    pub selfsame: String,
    /// The run's time, as given or as it was.
    pub as_of: String,
    /// The files read.
    pub inputs: Vec<InputReport>,
    /// The settings in full.
    pub settings: Settings,
    /// Digest of the model; the model itself is `model.json` beside this file.
    pub model: String,
    /// What the model was estimated from.
    pub model_trained_on: String,
    /// How the model was estimated from this run's pairs, if it was.
    pub estimate: Option<Estimate>,
    /// The run in numbers.
    pub counts: Counts,
    /// Blocking by pass.
    pub passes: Vec<PassReport>,
    /// Pairs above the floor by whole bits of weight: lowest bit and number of pairs.
    pub score_histogram: Vec<(i32, u64)>,
    /// Values that were no evidence, by source and field.
    pub unused_values: UnusedBySource,
    /// Seconds and memory by stage.
    pub stages: Vec<StageCost>,
    /// Seconds in all.
    pub seconds: f64,
    /// The most memory that the process held, in bytes, where the system says.
    pub peak_memory_bytes: Option<u64>,
    /// Whether the records' text waited on disk while pairs were scored, so that memory sufficed.
    #[serde(default)]
    pub text_on_disk: bool,
    /// Threads that worked.
    pub threads: usize,
    /// What a night has done to the registry; nothing where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub night: Option<NightCounts>,
}

/// A night in numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NightCounts {
    /// Records that were new.
    pub new_records: u64,
    /// Records that their source had sent before, and now with something else in them.
    pub new_versions: u64,
    /// Records that came again as they were.
    pub known_records: u64,
    /// Rows refused.
    pub rejects: u64,
    /// New records and versions by source.
    pub by_source: BTreeMap<String, u64>,
    /// The most records that one client has gained.
    pub largest_gain: u64,
    /// Records that were resolved anew.
    pub resolved_records: u64,
    /// New clients.
    pub created: u64,
    /// Clients that became another.
    pub merged: u64,
    /// Clients of which some records became another.
    pub split: u64,
    /// Questions that were not open before.
    pub asked: u64,
    /// Questions that need no answer any more.
    pub withdrawn: u64,
    /// Records of the registry after the night, older versions included.
    pub registry_records: u64,
    /// Clients that stand after the night.
    pub registry_clients: u64,
    /// Questions that are open after the night.
    pub open_questions: u64,
    /// People's answers that it knew; none of a night that did not say so.
    pub answers: Option<u32>,
    /// Files that were left alone, and why.
    pub left_alone: BTreeMap<String, String>,
    /// What is usual: the median of the last nights.
    pub usual: BTreeMap<String, f64>,
    /// What is out of line with the last nights; if it was not accepted, nothing was kept.
    pub out_of_line: Vec<String>,
    /// Whether the registry has kept the night.
    pub kept: bool,
    /// Whether it has not, though there was something to keep: the gate, or a dry run.
    pub proposal: bool,
    /// Records of the registry that were examined anew, for model, settings or standardization are others.
    pub examined: u64,
    /// Records that are still to be examined anew in later nights.
    pub to_examine: u64,
}

/// A run in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records used.
    pub records: u64,
    /// Of them, birth records.
    pub birth_records: u64,
    /// Rows refused.
    pub rejects: u64,
    /// Pairs compared.
    pub pairs_compared: u64,
    /// Pairs above the floor.
    pub pairs_kept: u64,
    /// Of them, linked.
    pub linked: u64,
    /// Of them, for a person.
    pub review: u64,
    /// Of them, apart.
    pub apart: u64,
    /// Clients.
    pub clients: u64,
    /// Records that wait for a person.
    pub held_records: u64,
    /// Statements about doses.
    #[serde(default)]
    pub doses: u64,
    /// Doses that they tell of, each once: the events of all clients' histories.
    #[serde(default)]
    pub events: u64,
}

/// What a stage took.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StageCost {
    /// The stage.
    pub stage: String,
    /// Seconds on the clock.
    pub seconds: f64,
    /// The most memory that the process held during the stage, in bytes, where the system says.
    #[serde(default)]
    pub peak_memory_bytes: Option<u64>,
    /// The same, divided by the records of the run.
    #[serde(default)]
    pub bytes_per_record: Option<u64>,
}

impl Manifest {
    /// Writes `run.json`.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::Invariant(format!("the manifest: {error}")))?;
        text.push('\n');
        std::fs::write(path, text).while_doing("write", path)
    }

    /// Reads the manifest of a run folder.
    pub fn read(folder: &Path) -> Result<Manifest> {
        let path = folder.join("run.json");
        let text = std::fs::read_to_string(&path).while_doing("read", &path)?;
        serde_json::from_str(&text)
            .map_err(|error| Error::input(path, format!("not a run of this version: {error}")))
    }
}
