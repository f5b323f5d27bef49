//! How often a run is right, against a truth file that says which records speak of one person.
//!
//! In: the run's records with the client each went into, its scored pairs, the truth, and the passes
//! that find a given pair. Out: an [`Evaluation`], for JSON and as a table; how often the clients'
//! vaccination histories are right ([`Histories`]); and what changes between two runs ([`Changes`]).
//! Memory and time grow with records and pairs; only true pairs are ever
//! enumerated, for blocking recall.
//!
//! Must never: read a run folder, score or decide anything, count a record that the truth does not
//! name, or put a record's value into a message.

mod accuracy;
mod agreement;
mod b_cubed;
mod births;
mod blocking;
mod bootstrap;
mod born;
mod calibration;
mod changes;
mod evaluation;
mod histories;
mod kin;
mod newborn;
mod overlap;
mod pair_level;
mod review;
mod subgroup;
mod subset;
mod table;
mod thresholds;
mod truth;
mod truth_doses;
mod truth_file;
mod truth_pairs;
mod wrong;

use crate::error::{Error, Result};
use crate::record::{Date, Decision, SourceKind};

pub use accuracy::Accuracy;
pub use agreement::{Agreement, JudgedPair};
pub use b_cubed::BCubed;
pub use births::BirthSubmissions;
pub use blocking::{Blocking, PassRecall};
pub use bootstrap::{Interval, Intervals};
pub use calibration::{Band, Calibration};
pub use changes::{
    Changes, ClientChange, ClientChanges, ClientKind, ComparedPair, ComparedRun, Groups,
    LevelChange, MadeOf, PairChange, PairChanges, PairCount, PairSide, ShiftBand, Verdict,
    WeightShift, changes,
};
pub use evaluation::Evaluation;
pub use histories::{Histories, HistoryCount, MeasuredDose};
pub use kin::KinErrors;
pub use newborn::NewbornErrors;
pub use overlap::ClientErrors;
pub use review::Review;
pub use subgroup::{Codes, Subgroup, Traits};
pub(crate) use table::{grouped, ratio};
pub use thresholds::{Bands, ThresholdPoint, Thresholds, WeightBin};
pub use truth::Truth;
pub use truth_doses::DoseTruth;
pub use wrong::{Missed, MissedReason, WrongPair, WrongPairs};

use overlap::Overlap;
use pair_level::{PairLevel, is_true};
use subgroup::Population;
use subset::Subsets;

/// What the evaluation needs of one record of the run.
#[derive(Debug, Clone)]
pub struct EvaluatedRecord {
    /// The id that the truth names it by; unique in the run.
    pub record_id: String,
    /// Who sent it.
    pub kind: SourceKind,
    /// As standardized; nothing where it is missing, invalid or a placeholder.
    pub birth_date: Option<Date>,
    /// When it was sent; nothing where that is unknown.
    pub received: Option<Date>,
    /// What sets it apart.
    pub traits: Traits,
    /// Dense number of the client that the run put it into.
    pub client: u32,
}

/// One scored pair of the run; each pair of records at most once.
#[derive(Debug, Clone, Copy)]
pub struct EvaluatedPair {
    /// Index of one record.
    pub a: u32,
    /// Index of the other, greater than `a`.
    pub b: u32,
    /// What the run decided.
    pub decision: Decision,
    /// Bits of log2 odds.
    pub weight: f64,
    /// Place among the run's [`EvaluatedRun::guard_sets`]; 0 where no guard holds.
    pub guards: u32,
}

/// A run as far as it is measured.
#[derive(Clone, Copy)]
pub struct EvaluatedRun<'r> {
    /// Its records.
    pub records: &'r [EvaluatedRecord],
    /// Its pairs above the floor.
    pub pairs: &'r [EvaluatedPair],
    /// The sets of guards that its pairs are under, the empty one first.
    pub guard_sets: &'r [String],
    /// The names of its passes, in the order of their bits; at most 32.
    pub passes: &'r [&'r str],
    /// What the records' race and ethnicity stand for.
    pub codes: &'r Codes,
    /// The weights that it decided by.
    pub bands: Bands,
}

/// Measures a run against the truth.
///
/// `passes_of(a, b)` with `a < b` gives the passes that bring these two records together, as bits; it
/// is asked once for every true pair. The intervals are drawn with `seed`. Refused when the truth
/// leaves out a record of the run, because every figure would then be about another set of records
/// than it says.
pub fn evaluate(
    run: &EvaluatedRun,
    truth: &Truth,
    seed: u64,
    passes_of: impl Fn(u32, u32) -> u32 + Sync,
) -> Result<Evaluation> {
    let EvaluatedRun { records, pairs, .. } = *run;
    check(run)?;
    let named = truth.name(records)?;
    let people = &named.people;
    let overlap = Overlap::new(records, people, named.person_count);
    let subsets = Subsets::new(records, people, named.person_count);
    let closure = overlap.closure();
    let true_pairs = closure.true_positives + closure.false_negatives;
    let PairLevel { linked, linked_or_review } = PairLevel::new(pairs, people, true_pairs)?;
    let born = born::birth_days(records, people, named.person_count);
    let all_true_pairs = blocking::true_pairs(people, passes_of);
    let population = Population { records, pairs, people, subsets: &subsets };
    Ok(Evaluation {
        records: records.len() as u64,
        people: overlap.people(),
        clients: overlap.clients(),
        true_pairs,
        truth_records_not_in_run: named.not_in_run,
        thresholds: Thresholds::new(run.bands, pairs, people, &linked),
        linked,
        linked_or_review,
        closure,
        intervals: Intervals::new(&overlap, seed),
        b_cubed: BCubed::new(&overlap),
        client_errors: overlap.errors(),
        kin_errors: KinErrors::new(&born, &overlap, truth),
        newborn_errors: NewbornErrors::new(records, people, &born, &subsets),
        birth_submissions: BirthSubmissions::new(&overlap),
        blocking: Blocking::new(&all_true_pairs, run.passes),
        review: Review::new(pairs, people),
        calibration: Calibration::new(pairs, people),
        subgroups: population.subgroups(run.codes),
        wrong_pairs: WrongPairs::new(run, people, &all_true_pairs),
        histories: None,
    })
}

/// What every count below takes for granted.
fn check(run: &EvaluatedRun) -> Result<()> {
    let EvaluatedRun { records, pairs, .. } = *run;
    if u32::try_from(records.len()).is_err() {
        return Err(Error::Usage("a run of more than 4 billion records: evaluate a part".into()));
    }
    let is_sound = |pair: &EvaluatedPair| {
        let is_known = (pair.guards as usize) < run.guard_sets.len();
        pair.a < pair.b && (pair.b as usize) < records.len() && is_known
    };
    if run.passes.len() <= 32 && pairs.iter().all(is_sound) {
        return Ok(());
    }
    Err(Error::Invariant("an evaluated pair is out of order or names no record".into()))
}

/// `part / whole`, or nothing where there is no whole to take a part of.
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod samples;
#[cfg(test)]
pub(crate) use samples::sample_evaluation;
#[cfg(test)]
mod tests;
