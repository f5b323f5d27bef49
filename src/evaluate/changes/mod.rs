//! What changes between two runs of the same records: which pairs are decided otherwise, and which
//! clients are made of other records.
//!
//! In: two runs over one numbering of the records that both have. Out: [`Changes`]: counts and
//! examples, by record id. Must never: compare client ids, which say nothing of who is in a client;
//! hold a value of a record; or depend on the order in which pairs come.

mod clients;
mod pairs;
#[cfg(test)]
mod tests;
mod text;

use serde::Serialize;

use crate::record::Decision;

pub use clients::{ClientChange, ClientChanges, ClientKind, Groups};
pub use pairs::{
    LevelChange, PairChange, PairChanges, PairCount, PairSide, ShiftBand, Verdict, WeightShift,
};

/// One of the two runs.
#[derive(Debug, Clone, Default)]
pub struct ComparedRun {
    /// Client of each record that both runs have, as a dense number.
    pub clients: Vec<u32>,
    /// Pairs above the floor of records that both runs have, in any order.
    pub pairs: Vec<ComparedPair>,
    /// The sets of guards that the pairs are under.
    pub guard_sets: Vec<String>,
    /// Records that the other run does not have.
    pub own_records: u64,
    /// Pairs with such a record.
    pub own_pairs: u64,
}

/// A pair of one of the runs.
#[derive(Debug, Clone, Copy)]
pub struct ComparedPair {
    /// Number of the one record.
    pub a: u32,
    /// Number of the other, greater than `a`.
    pub b: u32,
    /// What was decided.
    pub decision: Decision,
    /// Bits of log2 odds.
    pub weight: f64,
    /// Place among the run's [`ComparedRun::guard_sets`].
    pub guards: u32,
}

/// What changes from the first run to the second.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes {
    /// Records that both runs have; all below is about them.
    pub records: u64,
    /// Records of the first run alone.
    pub records_only_before: u64,
    /// Records of the second run alone.
    pub records_only_after: u64,
    /// Pairs of the first run with a record of that run alone.
    pub pairs_only_before: u64,
    /// Pairs of the second run with a record of that run alone.
    pub pairs_only_after: u64,
    /// What the runs were made of, and whether that is the same in both; filled in by whoever has the
    /// manifests.
    pub made_of: Vec<MadeOf>,
    /// Pairs.
    pub pairs: PairChanges,
    /// Clients.
    pub clients: ClientChanges,
}

/// One thing that a run is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MadeOf {
    /// Inputs, settings, model …
    pub what: &'static str,
    /// Whether both runs have the same.
    pub same: bool,
}

/// Compares two runs; `records` are the ids of the records that both have, in the order of their
/// numbers, and `examples` is how many are given of each kind of change.
pub fn changes(
    records: &[String],
    before: &ComparedRun,
    after: &ComparedRun,
    examples: usize,
) -> Changes {
    Changes {
        records: records.len() as u64,
        records_only_before: before.own_records,
        records_only_after: after.own_records,
        pairs_only_before: before.own_pairs,
        pairs_only_after: after.own_pairs,
        made_of: Vec::new(),
        pairs: PairChanges::new(records, before, after, examples),
        clients: ClientChanges::new(records, &before.clients, &after.clients, examples),
    }
}
