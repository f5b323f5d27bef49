//! Entries: which record has which key.
//!
//! In: the rows. Out: one number an entry, the key in its upper half and the record's place in its
//! lower, so that sorting by the upper half puts blocks together.

use std::ops::Range;

use rayon::prelude::*;

use super::order::Order;
use super::pass::{PASSES, each_key};
use super::sort::sorted;
use super::wanted::Wanted;
use crate::table::{Flags, Row, Table};

/// A key and the place of a record that has it.
pub type Entry = u64;

/// Records whose entries are made at once.
const CHUNK: usize = 1 << 14;

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

/// The blocks within entries of which those of one key lie together.
pub fn blocks(entries: &[Entry]) -> impl Iterator<Item = &[Entry]> + Clone {
    entries.chunk_by(|&a, &b| key(a) == key(b))
}

/// The entries of some passes under keys that are wanted, in pieces: a row is looked at once for all of
/// them.
pub fn entries(
    passes: Range<usize>,
    table: &Table,
    order: &Order,
    wanted: &Wanted,
) -> Vec<Vec<Vec<Entry>>> {
    let of_chunk = |(chunk, rows): (usize, &[Row])| {
        let mut entries = vec![Vec::new(); passes.len()];
        let rows = rows.iter().zip((chunk * CHUNK) as u32..);
        for (row, record) in rows.filter(|(row, _)| !row.flags.has(Flags::RETIRED)) {
            let place = order.place(record);
            for ((index, pass), entries) in passes.clone().enumerate().zip(&mut entries) {
                let mut add = |key| entries.push(entry(key, place));
                each_key(&PASSES[pass], pass, row, &table.names, |key| {
                    if wanted.holds(index, key) {
                        add(key);
                    }
                });
            }
        }
        entries
    };
    let chunks: Vec<_> = table.rows.par_chunks(CHUNK).enumerate().map(of_chunk).collect();
    let mut by_pass: Vec<Vec<Vec<Entry>>> = passes.map(|_| Vec::new()).collect();
    for chunk in chunks {
        by_pass.iter_mut().zip(chunk).for_each(|(pass, entries)| pass.push(entries));
    }
    by_pass
}

/// The blocks of two records and more, one after the other, each in the order of places.
pub fn shared(pieces: Vec<Vec<Entry>>) -> Vec<Entry> {
    let mut entries = sorted(&pieces, Entry::BITS);
    drop(pieces);
    let (mut kept, mut start) = (0, 0);
    while start < entries.len() {
        let block = entries[start..].iter().take_while(|&&one| key(one) == key(entries[start]));
        let end = start + block.count();
        if end - start > 1 {
            entries.copy_within(start..end, kept);
            kept += end - start;
        }
        start = end;
    }
    entries.truncate(kept);
    entries.shrink_to_fit();
    entries
}
