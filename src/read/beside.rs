//! Records that are known already, taken in again because of doses that have come for them since.
//!
//! In: what was read, and the records that are known. Out: the ids of those that only doses speak of; and
//! batches of them. Must never: take in again what has been sent anew by itself.

use rustc_hash::FxHashSet;

use super::records::PAGE_RECORDS;
use super::{Batch, Records, RecordsBuilder};
use crate::record::{Field, SourceKind};

/// The ids that rows of doses name and no record has, in order.
pub fn only_with_doses<'a>(batches: &'a [Batch], doses: &'a [Batch]) -> Vec<&'a str> {
    if doses.is_empty() {
        return Vec::new();
    }
    let id = |batch: &'a Batch, row: usize| batch.value(row, Field::RecordId);
    let ids = |batches: &'a [Batch]| {
        batches.iter().flat_map(move |batch| (0..batch.rows.len()).map(move |row| id(batch, row)))
    };
    let sent: FxHashSet<&str> = ids(batches).collect();
    let mut only: Vec<&str> =
        ids(doses).filter(|id| !id.is_empty() && !sent.contains(id)).collect();
    only.sort_unstable();
    only.dedup();
    only
}

/// The records as batches, with their doses.
pub fn batches(known: &Records) -> Vec<Batch> {
    let mut batches = Vec::new();
    for kind in [SourceKind::Birth, SourceKind::Submission] {
        let of_kind: Vec<usize> =
            (0..known.len()).filter(|&record| known.kind(record) == kind).collect();
        for records in of_kind.chunks(PAGE_RECORDS) {
            let mut builder = RecordsBuilder::default();
            records.iter().for_each(|&record| builder.copy(known, record));
            batches.push(builder.finish_batch(kind));
        }
    }
    batches
}
