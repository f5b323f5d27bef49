//! How often a run is right, against a truth file that says which records speak of one person.
//!
//! In: the run's records with the client each went into, its scored pairs, the truth, and whether
//! blocking finds a given pair. Out: an [`Evaluation`], for JSON and as a table. Memory and time
//! grow with records and pairs; only true pairs are ever enumerated, for blocking recall.
//!
//! Must never: read a run folder, score or decide anything, count a record that the truth does not
//! name, or put a record's value into a message.

mod accuracy;
mod agreement;
mod b_cubed;
mod births;
mod blocking;
mod kin;
mod overlap;
mod pair_level;
mod report;
mod review;
mod truth;
mod truth_file;

use crate::error::{Error, Result};
use crate::record::{Date, Decision, SourceKind};

pub use accuracy::Accuracy;
pub use agreement::{Agreement, JudgedPair};
pub use b_cubed::BCubed;
pub use births::BirthSubmissions;
pub use blocking::Blocking;
pub use kin::KinErrors;
pub use overlap::ClientErrors;
pub use report::Evaluation;
pub use review::Review;
pub use truth::Truth;

use overlap::Overlap;
use pair_level::PairLevel;

/// What the evaluation needs of one record of the run.
#[derive(Debug, Clone)]
pub struct EvaluatedRecord {
    /// The id that the truth names it by; unique in the run.
    pub record_id: String,
    /// Who sent it.
    pub kind: SourceKind,
    /// As standardized; nothing where it is missing, invalid or a placeholder.
    pub birth_date: Option<Date>,
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
}

/// Measures a run against the truth.
///
/// `found_by_blocking(a, b)` with `a < b` says whether some pass brings these two records together;
/// it is asked once for every true pair. Refused when the truth leaves out a record of the run,
/// because every figure would then be about another set of records than it says.
pub fn evaluate(
    records: &[EvaluatedRecord],
    pairs: &[EvaluatedPair],
    truth: &Truth,
    found_by_blocking: impl Fn(u32, u32) -> bool,
) -> Result<Evaluation> {
    check(records, pairs)?;
    let named = truth.name(records)?;
    let people = &named.people;
    let overlap = Overlap::new(records, people, truth.people());
    let closure = overlap.closure();
    let true_pairs = closure.true_positives + closure.false_negatives;
    let PairLevel { linked, linked_or_review } = PairLevel::new(pairs, people, true_pairs)?;
    Ok(Evaluation {
        records: records.len() as u64,
        people: overlap.people(),
        clients: overlap.clients(),
        true_pairs,
        truth_records_not_in_run: named.not_in_run,
        linked,
        linked_or_review,
        closure,
        b_cubed: BCubed::new(&overlap),
        client_errors: overlap.errors(),
        kin_errors: KinErrors::new(records, people, &overlap, truth),
        birth_submissions: BirthSubmissions::new(&overlap),
        blocking: Blocking::new(people, found_by_blocking),
        review: Review::new(pairs, people),
    })
}

/// What every count below takes for granted.
fn check(records: &[EvaluatedRecord], pairs: &[EvaluatedPair]) -> Result<()> {
    if u32::try_from(records.len()).is_err() {
        return Err(Error::Usage("a run of more than 4 billion records: evaluate a part".into()));
    }
    if pairs.iter().all(|pair| pair.a < pair.b && (pair.b as usize) < records.len()) {
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
mod tests;
