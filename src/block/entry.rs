//! A pass's entries: which record has which key.
//!
//! In: the rows. Out: one number an entry, the key in its upper half and the record in its lower, so
//! that sorting numbers puts blocks together and records of a block in order.

use super::pass::{PASSES, each_key};
use crate::table::Table;

/// A key and a record that has it.
pub type Entry = u64;

/// The entry of a record under a key.
pub fn entry(key: u32, record: u32) -> Entry {
    u64::from(key) << 32 | u64::from(record)
}

/// The key of an entry.
pub fn key(entry: Entry) -> u32 {
    (entry >> 32) as u32
}

/// The record of an entry.
pub fn record(entry: Entry) -> u32 {
    entry as u32
}

/// The blocks within sorted entries.
pub fn blocks(entries: &[Entry]) -> impl Iterator<Item = &[Entry]> + Clone {
    entries.chunk_by(|&a, &b| key(a) == key(b))
}

/// Every key of the pass with its record, in order.
pub fn entries(pass: usize, table: &Table) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (record, row) in (0u32..).zip(&table.rows) {
        each_key(&PASSES[pass], pass, row, &table.names, |key| entries.push(entry(key, record)));
    }
    entries.sort_unstable();
    entries
}
