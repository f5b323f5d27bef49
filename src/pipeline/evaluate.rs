//! `evaluate`: a run against a truth file.

use std::collections::BTreeMap;
use std::path::Path;

use super::guard_sets::GuardSets;
use super::traits::{codes, traits};
use super::{AsOf, Reopened, reopen};
use crate::block::PASSES;
use crate::error::{Error, Result};
use crate::evaluate::{
    Bands, DoseTruth, EvaluatedPair, EvaluatedRecord, EvaluatedRun, Evaluation, Histories,
    HistoryCount, MeasuredDose, Truth, evaluate,
};
use crate::record::Date;
use crate::write::{DoseRow, read_clients, read_doses, read_pairs};

/// A run that has been measured.
pub struct Measured {
    /// How often it is right.
    pub evaluation: Evaluation,
    /// The run.
    pub run: Reopened,
}

/// Measures a run; the intervals are drawn with `seed`. Without a truth about doses the one beside the
/// truth about records is taken, if it is there.
///
/// # Errors
/// The run cannot be opened, or the truth is not one about its records or doses.
pub fn evaluate_run(
    folder: &Path,
    truth: &Path,
    truth_doses: Option<&Path>,
    seed: u64,
) -> Result<Measured> {
    let beside = truth.with_file_name("truth_doses.csv");
    let truth = Truth::read(truth)?;
    let run = reopen(folder)?;
    let histories = match truth_doses {
        Some(_) if run.manifest.counts.doses == 0 => {
            return Err(Error::Usage("--truth-doses: the run has no doses".into()));
        }
        Some(given) => Some(histories(folder, given)?),
        None if run.manifest.counts.doses > 0 && beside.is_file() => {
            Some(histories(folder, &beside)?)
        }
        None => None,
    };
    let as_of = AsOf::parse(&run.manifest.as_of)?.date();
    let coded = codes(&run.records);
    let records = records(folder, &run, |record| traits(&run, record, as_of, &coded))?;
    let mut guard_sets = GuardSets::default();
    let pairs = pairs(folder, &run, &mut guard_sets)?;
    let decide = &run.manifest.settings.decide;
    let passes: Vec<&str> = PASSES.iter().map(|pass| pass.name).collect();
    let evaluated = EvaluatedRun {
        records: &records,
        pairs: &pairs,
        guard_sets: guard_sets.names(),
        passes: &passes,
        codes: &coded.names,
        bands: Bands { link: decide.link, review: decide.review, floor: decide.floor },
    };
    let evaluation = evaluate(&evaluated, &truth, seed, |a, b| run.blocking.passes_of(a, b))?;
    let evaluation = Evaluation { histories, ..evaluation };
    Ok(Measured { evaluation, run })
}

/// How often the histories of a run are right.
fn histories(folder: &Path, truth: &Path) -> Result<Histories> {
    let truth = DoseTruth::read(truth)?;
    let mut count = HistoryCount::default();
    read_doses(folder, |row| {
        let truth = truth.event(row.record, row.vaccine, row.date, row.order_number)?;
        let DoseRow { client, event, record, vaccine, .. } = row;
        count.add(&MeasuredDose { client, event, record, vaccine, truth });
        Ok(())
    })?;
    Ok(count.finish())
}

fn records(
    folder: &Path,
    run: &Reopened,
    traits: impl Fn(usize) -> crate::evaluate::Traits,
) -> Result<Vec<EvaluatedRecord>> {
    let clients = read_clients(folder)?;
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let known = |date: Date| date.is_some().then_some(date);
    let record = |record: usize| {
        let id = run.records.id(record);
        let client = clients.get(id).ok_or_else(|| {
            Error::input(folder.join("decisions.parquet"), "lacks a record of the run's inputs")
        })?;
        let next = numbers.len() as u32;
        let row = &run.table.rows[record];
        Ok(EvaluatedRecord {
            record_id: id.to_string(),
            kind: run.records.kind(record),
            birth_date: known(row.birth),
            received: known(row.received),
            traits: traits(record),
            client: *numbers.entry(client).or_insert(next),
        })
    };
    (0..run.records.len()).map(record).collect()
}

fn pairs(folder: &Path, run: &Reopened, guard_sets: &mut GuardSets) -> Result<Vec<EvaluatedPair>> {
    let find = |id: &str| {
        let unknown =
            || Error::input(folder.join("pairs.parquet"), "names a record that was not read");
        run.records.find(id).map(|record| record as u32).ok_or_else(unknown)
    };
    let mut pairs = Vec::new();
    read_pairs(folder, |pair| {
        pairs.push(EvaluatedPair {
            a: find(pair.record_a)?,
            b: find(pair.record_b)?,
            decision: pair.decision,
            weight: pair.weight,
            guards: guard_sets.number(pair.guards),
        });
        Ok(())
    })?;
    Ok(pairs)
}
