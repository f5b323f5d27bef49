//! The last stage: a run folder, complete or absent.
//!
//! In: what the stages before decided. Out: `pairs`, `decisions`, `clients`, `crosswalk`, `doses` and
//! `rejects` as Parquet, the model, and `run.json`. Must never: leave half a run under its final
//! name, or let the clock, the number of threads or a hash order reach a Parquet file.

mod acknowledgements;
mod clients;
mod decisions;
mod doses;
mod folder;
mod golden;
mod judgements;
mod manifest;
mod members;
mod metrics;
mod pairs;
mod reread;
mod said;
mod standing;
mod table;

pub use acknowledgements::write_acknowledgements;
pub use clients::{
    ClientEvent, CrosswalkRow, write_clients, write_crosswalk, write_crosswalk_of_runs,
};
pub use decisions::{DecisionRow, write_decisions};
pub use doses::Histories;
pub use folder::RunFolder;
pub use judgements::{JudgementRow, judgements_csv, write_judgements};
pub use manifest::{Counts, Manifest, NightCounts, StageCost};
pub use metrics::write_metrics;
pub use pairs::{guard_names, pass_names, write_pairs};
pub use reread::{DoseRow, Levels, PairRow, read_clients, read_doses, read_levels, read_pairs};
pub use said::Said;
pub use standing::{ClientsFile, DecisionsFile, DosesFile, Portion};
pub use table::{GROUP_ROWS, write_rejects};

/// What every row of a run carries.
#[derive(Debug, Clone)]
pub struct RunStamp {
    /// Digest of inputs, model, settings and time.
    pub run_id: String,
    /// Digest of the model.
    pub model: String,
    /// The run's time, as microseconds since 1970 in UTC.
    pub decided_at: i64,
}
