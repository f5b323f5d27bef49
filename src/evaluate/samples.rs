//! Small runs and truths for tests.

use std::path::Path;

use super::truth_file::parse;
use super::{EvaluatedPair, EvaluatedRecord, Evaluation, Truth, evaluate};
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
        client,
    };
    rows.iter().map(record).collect()
}

pub(super) fn pair(a: u32, b: u32, decision: Decision) -> EvaluatedPair {
    EvaluatedPair { a, b, decision }
}

/// An evaluation without pairs, where blocking finds everything.
pub(super) fn of_clients(records: &[EvaluatedRecord], truth: &Truth) -> Evaluation {
    evaluate(records, &[], truth, |_, _| true).unwrap()
}
