//! The outcome of an evaluation, as it is written to JSON.
//!
//! In: the measures. Out: one [`Evaluation`]. Must never: compute one.

use serde::Serialize;

use super::{
    Accuracy, BCubed, BirthSubmissions, Blocking, Calibration, ClientErrors, Histories, Intervals,
    KinErrors, NewbornErrors, Review, Subgroup, Thresholds, WrongPairs,
};

/// How often a run is right. Counts are of the run: people and pairs of which the run holds no
/// record are in none of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Records of the run; the truth names each of them.
    pub records: u64,
    /// People whom they speak of.
    pub people: u64,
    /// Clients that the run made of them.
    pub clients: u64,
    /// Pairs of records of one person.
    pub true_pairs: u64,
    /// Records that the truth names and the run does not hold: rejected, or of another run.
    pub truth_records_not_in_run: u64,
    /// Pair level: pairs decided `link`.
    pub linked: Accuracy,
    /// Pair level: pairs decided `link` or `review`.
    pub linked_or_review: Accuracy,
    /// Client level by pairwise closure: all pairs inside a client count as found.
    pub closure: Accuracy,
    /// How far the figures of `closure` could have come out otherwise.
    pub intervals: Intervals,
    /// Client level as a record sees it.
    pub b_cubed: BCubed,
    /// Whole clients and people that went wrong.
    pub client_errors: ClientErrors,
    /// False merges inside a family.
    pub kin_errors: KinErrors,
    /// Errors among newborns' records.
    pub newborn_errors: NewbornErrors,
    /// Births that found their submissions.
    pub birth_submissions: BirthSubmissions,
    /// What blocking made possible.
    pub blocking: Blocking,
    /// What was left to people.
    pub review: Review,
    /// Whether the stated probabilities are true.
    pub calibration: Calibration,
    /// What other thresholds would find.
    pub thresholds: Thresholds,
    /// The same for parts of the population.
    pub subgroups: Vec<Subgroup>,
    /// What went wrong, by reason and with examples.
    pub wrong_pairs: WrongPairs,
    /// The clients' vaccination histories; null where there is no truth about doses.
    pub histories: Option<Histories>,
}
