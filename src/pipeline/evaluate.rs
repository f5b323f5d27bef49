//! `evaluate`: a run against a truth file.

use std::collections::BTreeMap;
use std::path::Path;

use super::reopen;
use crate::error::{Error, Result};
use crate::evaluate::{EvaluatedPair, EvaluatedRecord, Evaluation, Truth, evaluate};
use crate::write::{read_clients, read_pairs};

/// Measures a run.
///
/// # Errors
/// The run cannot be opened, or the truth is not one about its records.
pub fn evaluate_run(folder: &Path, truth: &Path) -> Result<Evaluation> {
    let truth = Truth::read(truth)?;
    let run = reopen(folder)?;
    let clients = read_clients(folder)?;
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let mut records = Vec::with_capacity(run.records.len());
    for record in 0..run.records.len() {
        let id = run.records.id(record);
        let client = clients.get(id).ok_or_else(|| {
            Error::input(folder.join("decisions.parquet"), "lacks a record of the run's inputs")
        })?;
        let next = numbers.len() as u32;
        let birth = run.table.rows[record].birth;
        records.push(EvaluatedRecord {
            record_id: id.to_string(),
            kind: run.records.kind(record),
            birth_date: birth.is_some().then_some(birth),
            client: *numbers.entry(client).or_insert(next),
        });
    }
    let find = |id: &str| {
        let unknown =
            || Error::input(folder.join("pairs.parquet"), "names a record that was not read");
        run.records.find(id).map(|record| record as u32).ok_or_else(unknown)
    };
    let pairs = read_pairs(folder)?.into_iter().map(|pair| {
        let (a, b) = (find(&pair.record_a)?, find(&pair.record_b)?);
        Ok(EvaluatedPair { a, b, decision: pair.decision })
    });
    let pairs = pairs.collect::<Result<Vec<_>>>()?;
    evaluate(&records, &pairs, &truth, |a, b| run.blocking.passes_of(a, b) != 0)
}
