//! Several statements under one id: a message sent again with something else in it, a certificate as
//! amended.
//!
//! In: batches. Out: the same with `~2`, `~3` … behind the ids of later versions. Must never: give two
//! statements that say the same two ids; they stay one, and the second is refused as sent twice.

use arrow::array::{Array, StringArray};
use rustc_hash::FxHashMap;

use super::Batch;
use crate::record::{Field, SourceKind};

/// Numbers the versions of each id, in the order of files and rows.
pub fn number_versions(batches: &mut [Batch]) {
    let mut changed: Vec<(usize, usize, String)> = Vec::new();
    for versions in versions(batches).into_values().filter(|versions| versions.len() > 1) {
        let mut kept = vec![versions[0]];
        for &(batch, row) in &versions[1..] {
            let says_the_same = |&other: &(usize, usize)| is_same(batches, other, (batch, row));
            if !kept.iter().any(says_the_same) && may_be_version(batches, kept[0], (batch, row)) {
                kept.push((batch, row));
                let id = batches[batch].value(row, Field::RecordId);
                changed.push((batch, row, format!("{id}~{}", kept.len())));
            }
        }
    }
    changed.sort_unstable();
    for changes in changed.chunk_by(|x, y| x.0 == y.0) {
        rename(&mut batches[changes[0].0], changes);
    }
}

/// The rows of each id, where any of them may be a version.
fn versions(batches: &[Batch]) -> FxHashMap<&str, Vec<(usize, usize)>> {
    let mut versions: FxHashMap<&str, Vec<(usize, usize)>> = FxHashMap::default();
    for (index, batch) in batches.iter().enumerate() {
        let has_versions = batch.made_ids
            || (batch.kind == SourceKind::Birth
                && batch.columns[Field::CertificateNumber as usize].is_some());
        for row in (0..batch.rows.len()).filter(|_| has_versions) {
            let id = batch.value(row, Field::RecordId);
            if !id.is_empty() {
                versions.entry(id).or_default().push((index, row));
            }
        }
    }
    versions
}

fn is_same(batches: &[Batch], (batch, row): (usize, usize), other: (usize, usize)) -> bool {
    let value = |field: Field| batches[other.0].value(other.1, field);
    Field::ALL.iter().all(|&field| batches[batch].value(row, field) == value(field))
        && batches[batch].doses.of(row as u32).eq(batches[other.0].doses.of(other.1 as u32))
}

/// An id that a reader has made may stand for several statements; one that vital records have given
/// stands for one certificate.
fn may_be_version(batches: &[Batch], first: (usize, usize), other: (usize, usize)) -> bool {
    let certificate = |(batch, row): (usize, usize)| {
        [Field::CertificateNumber, Field::BirthState].map(|field| batches[batch].value(row, field))
    };
    (batches[first.0].made_ids && batches[other.0].made_ids)
        || (!certificate(first)[0].is_empty() && certificate(first) == certificate(other))
}

fn rename(batch: &mut Batch, changes: &[(usize, usize, String)]) {
    let mut changes = changes.iter().peekable();
    let Some(ids) = batch.columns[Field::RecordId as usize].take() else { return };
    let id = |row: usize| match changes.next_if(|(_, at, _)| *at == row) {
        Some((_, _, id)) => Some(id.clone()),
        None => ids.is_valid(row).then(|| ids.value(row).to_string()),
    };
    let renamed: StringArray = (0..ids.len()).map(id).collect();
    batch.columns[Field::RecordId as usize] = Some(renamed);
}
