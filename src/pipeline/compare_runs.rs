//! `compare`: what changes between two runs, from what they wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::guard_sets::GuardSets;
use crate::error::Result;
use crate::evaluate::{
    Changes, ComparedPair, ComparedRun, LevelChange, MadeOf, PairChange, changes,
};
use crate::write::{Levels, Manifest, read_clients, read_levels, read_pairs};

/// Client ids by record id.
type Clients = BTreeMap<String, String>;

/// Compares two runs; `examples` is how many are given of each kind of change.
///
/// # Errors
/// A folder is no run.
pub fn compare_runs(before: &Path, after: &Path, examples: usize) -> Result<Changes> {
    let manifests = [Manifest::read(before)?, Manifest::read(after)?];
    let clients = [read_clients(before)?, read_clients(after)?];
    let both: Vec<String> =
        clients[0].keys().filter(|&id| clients[1].contains_key(id)).cloned().collect();
    let runs =
        [compared_run(before, &both, &clients[0])?, compared_run(after, &both, &clients[1])?];
    let mut changes = changes(&both, &runs[0], &runs[1], examples);
    changes.made_of = made_of(&manifests[0], &manifests[1]);
    add_levels(&mut changes, before, after)?;
    Ok(changes)
}

/// A run as far as it is about these records.
fn compared_run(folder: &Path, records: &[String], clients: &Clients) -> Result<ComparedRun> {
    let numbers: FxHashMap<&str, u32> = records.iter().map(String::as_str).zip(0..).collect();
    let mut run = ComparedRun {
        clients: client_numbers(records, clients),
        own_records: (clients.len() - records.len()) as u64,
        ..ComparedRun::default()
    };
    let mut guard_sets = GuardSets::default();
    read_pairs(folder, |pair| {
        let ends = numbers.get(pair.record_a).zip(numbers.get(pair.record_b));
        let Some((&one, &other)) = ends else {
            run.own_pairs += 1;
            return Ok(());
        };
        run.pairs.push(ComparedPair {
            a: one.min(other),
            b: one.max(other),
            decision: pair.decision,
            weight: pair.weight,
            guards: guard_sets.number(pair.guards),
        });
        Ok(())
    })?;
    run.guard_sets = guard_sets.into_names();
    Ok(run)
}

/// The clients of the records as dense numbers, in the order in which they come.
fn client_numbers(records: &[String], clients: &Clients) -> Vec<u32> {
    let mut numbers = FxHashMap::<&str, u32>::default();
    let number = |record: &String| {
        let next = numbers.len() as u32;
        *numbers.entry(clients[record].as_str()).or_insert(next)
    };
    records.iter().map(number).collect()
}

fn made_of(before: &Manifest, after: &Manifest) -> Vec<MadeOf> {
    let digests = |manifest: &Manifest| -> BTreeSet<String> {
        manifest.inputs.iter().map(|input| input.digest.clone()).collect()
    };
    [
        ("inputs", digests(before) == digests(after)),
        ("time (--as-of)", before.as_of == after.as_of),
        ("settings", before.settings == after.settings),
        ("model", before.model == after.model),
        ("program version", before.selfsame == after.selfsame),
    ]
    .map(|(what, same)| MadeOf { what, same })
    .into()
}

/// Says of each example which levels and weights changed, where both runs wrote the pair.
fn add_levels(changes: &mut Changes, before: &Path, after: &Path) -> Result<()> {
    let pairs = &mut changes.pairs;
    let mut examples: Vec<&mut PairChange> = [
        &mut pairs.examples_newly_linked,
        &mut pairs.examples_no_longer_linked,
        &mut pairs.examples_newly_in_review,
    ]
    .into_iter()
    .flatten()
    .filter(|example| example.before.is_some() && example.after.is_some())
    .collect();
    let wanted: BTreeSet<(&str, &str)> = examples
        .iter()
        .map(|example| (example.record_a.as_str(), example.record_b.as_str()))
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let found = [read_levels(before, &wanted)?, read_levels(after, &wanted)?];
    for example in &mut examples {
        let key = (example.record_a.clone(), example.record_b.clone());
        if let Some((one, other)) = found[0].get(&key).zip(found[1].get(&key)) {
            example.levels = differences(one, other);
        }
    }
    Ok(())
}

fn differences(before: &Levels, after: &Levels) -> Vec<LevelChange> {
    let changed = before.iter().filter_map(|(comparison, level)| {
        let (before, after) = (level.clone(), after.get(comparison)?.clone());
        let comparison = comparison.clone();
        (before != after).then_some(LevelChange { comparison, before, after })
    });
    changed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let levels = |of: &[(&str, &str, f64)]| -> Levels {
            of.iter().map(|&(name, level, bits)| (name.into(), (level.into(), bits))).collect()
        };
        let before =
            levels(&[("sex", "equal", 0.5), ("address", "zip", 1.0), ("old", "equal", 1.0)]);
        let after = levels(&[("sex", "equal", 0.5), ("address", "same", 4.0)]);
        let [change] = &differences(&before, &after)[..] else { panic!("one change") };
        assert_eq!((change.comparison.as_str(), change.after.1), ("address", 4.0));
    }
}
