//! Small runs and truths for tests.

use std::path::Path;

use super::truth_file::parse;
use super::{
    Bands, Codes, EvaluatedPair, EvaluatedRecord, EvaluatedRun, Evaluation, Traits, Truth, evaluate,
};
use crate::error::Result;
use crate::record::{Date, Decision, SourceKind};

/// A truth from the text of its file.
pub(super) fn truth(csv: &str) -> Result<Truth> {
    parse(Path::new("truth.csv"), csv.as_bytes())
}

/// Submissions `r0`, `r1` … in the given clients.
pub(super) fn records(clients: &[u32]) -> Vec<EvaluatedRecord> {
    let record = |(at, &client)| EvaluatedRecord {
        record_id: format!("r{at}"),
        kind: SourceKind::Submission,
        birth_date: None,
        received: None,
        traits: Traits::default(),
        client,
    };
    clients.iter().enumerate().map(record).collect()
}

/// Records `r0`, `r1` … of the given people.
pub(super) fn truth_of(people: &[u32]) -> Truth {
    let rows = people.iter().enumerate().map(|(at, person)| format!("r{at},p{person}\n"));
    truth(&format!("record_id,true_entity_id\n{}", rows.collect::<String>())).unwrap()
}

/// One family a line: record id, kind (b or s), day of January 2020 or 0, client.
pub(super) fn family(rows: &[(&str, char, u8, u32)]) -> Vec<EvaluatedRecord> {
    let record = |&(id, kind, day, client): &(&str, char, u8, u32)| EvaluatedRecord {
        record_id: id.into(),
        kind: if kind == 'b' { SourceKind::Birth } else { SourceKind::Submission },
        birth_date: Date::new(2020, 1, day),
        received: None,
        traits: Traits::default(),
        client,
    };
    rows.iter().map(record).collect()
}

/// A pair without weight or guards.
pub(super) fn pair(a: u32, b: u32, decision: Decision) -> EvaluatedPair {
    EvaluatedPair { a, b, decision, weight: 0.0, guards: 0 }
}

/// A pair of some weight.
pub(super) fn weighing(a: u32, b: u32, weight: f64) -> EvaluatedPair {
    EvaluatedPair { weight, ..pair(a, b, Decision::Review) }
}

/// A pair of some weight under a guard.
pub(super) fn guarded(a: u32, b: u32, weight: f64) -> EvaluatedPair {
    EvaluatedPair { guards: 1, ..weighing(a, b, weight) }
}

static NO_CODES: Codes = Codes { races: Vec::new(), ethnicities: Vec::new() };
static NO_GUARDS: [String; 1] = [String::new()];

/// A run of one pass, without guards.
pub(super) fn run_of<'r>(
    records: &'r [EvaluatedRecord],
    pairs: &'r [EvaluatedPair],
) -> EvaluatedRun<'r> {
    EvaluatedRun {
        records,
        pairs,
        guard_sets: &NO_GUARDS,
        passes: &["only"],
        codes: &NO_CODES,
        bands: Bands { link: 5.0, review: -3.0, floor: -10.0 },
    }
}

/// An evaluation of a run of one pass that finds what `found` says.
pub(super) fn measured(
    records: &[EvaluatedRecord],
    pairs: &[EvaluatedPair],
    truth: &Truth,
    found: impl Fn(u32, u32) -> bool + Sync,
) -> Result<Evaluation> {
    evaluate(&run_of(records, pairs), truth, 1, |a, b| u32::from(found(a, b)))
}

/// An evaluation without pairs, where blocking finds everything.
pub(super) fn of_clients(records: &[EvaluatedRecord], truth: &Truth) -> Evaluation {
    measured(records, &[], truth, |_, _| true).unwrap()
}

/// A small evaluation with errors of both kinds.
pub(crate) fn sample_evaluation() -> Evaluation {
    let records = records(&[0, 0, 0, 1, 2]);
    let pairs = [
        EvaluatedPair { decision: Decision::Link, ..weighing(0, 1, 12.0) },
        EvaluatedPair { decision: Decision::Link, ..weighing(0, 2, 6.5) },
        guarded(1, 3, 2.0),
        EvaluatedPair { decision: Decision::Apart, ..weighing(2, 3, -7.0) },
    ];
    let guard_sets = [String::new(), "twin_risk".into()];
    let run = EvaluatedRun { guard_sets: &guard_sets, ..run_of(&records, &pairs) };
    let found = |a, b| u32::from((a, b) != (0, 3));
    evaluate(&run, &truth_of(&[0, 0, 1, 0, 2]), 1, found).unwrap()
}
