//! A pass's entries: which record has which key.
//!
//! In: the rows. Out: one number an entry, the key in its upper half and the record's place in its
//! lower, so that sorting numbers puts blocks together and the records of a block in order.

use super::order::Order;
use super::pass::{PASSES, each_key};
use crate::table::Table;

/// A key and the place of a record that has it.
pub type Entry = u64;

/// The entry of a record under a key.
pub fn entry(key: u32, place: u32) -> Entry {
    u64::from(key) << 32 | u64::from(place)
}

/// The key of an entry.
pub fn key(entry: Entry) -> u32 {
    (entry >> 32) as u32
}

/// The place of an entry's record.
pub fn place(entry: Entry) -> u32 {
    entry as u32
}

/// The blocks within sorted entries.
pub fn blocks(entries: &[Entry]) -> impl Iterator<Item = &[Entry]> + Clone {
    entries.chunk_by(|&a, &b| key(a) == key(b))
}

/// Every key of the pass with the places of its records, in order.
pub fn entries(pass: usize, table: &Table, order: &Order) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (row, record) in table.rows.iter().zip(0u32..) {
        let place = order.place(record);
        each_key(&PASSES[pass], pass, row, &table.names, |key| entries.push(entry(key, place)));
    }
    entries.sort_unstable();
    entries
}
