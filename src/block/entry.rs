//! Entries: which record has which key.
//!
//! In: the rows. Out: one number an entry, the key in its upper half and the record's place in its
//! lower, so that sorting by the upper half puts blocks together.

use std::ops::Range;

use rayon::prelude::*;

use super::order::Order;
use super::pass::{Parts, is_led};
use super::sort::sorted;
use super::wanted::Wanted;
use crate::table::{Flags, Names, Row, Table};

/// A key and the place of a record that has it.
pub type Entry = u64;

/// Records whose entries are made at once.
const CHUNK: usize = 1 << 14;

/// Records whose names are brought from memory at once: as many as have room in the nearest cache.
const FETCHED: usize = 64;

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
        let mut found = Vec::new();
        for (rows, first) in rows.chunks(FETCHED).zip((chunk * CHUNK..).step_by(FETCHED)) {
            touch(rows, &table.names);
            let records = rows.iter().zip(first as u32..);
            let live = records.filter(|(row, _)| !row.flags.has(Flags::RETIRED));
            let live: Vec<(u32, u32, Parts)> = live
                .map(|(row, record)| {
                    let parts = Parts::of(row, &table.names);
                    (order.place(record), wanted.leads(&parts), parts)
                })
                .collect();
            for ((index, pass), entries) in passes.clone().enumerate().zip(&mut entries) {
                found.clear();
                for (place, _, parts) in live.iter().filter(|one| is_led(pass, one.1)) {
                    parts.each_key(pass, |key| found.push(entry(key, *place)));
                }
                // Apart from making them, so that the memory brings many marks at once.
                entries.extend(found.iter().filter(|&&one| wanted.holds(index, key(one))));
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

/// Touches the names of some rows, so that the memory brings them together and not one after the other.
fn touch(rows: &[Row], names: &Names) {
    let of_row = |row: &Row| {
        let codes = [row.first, row.last, row.middle, row.maiden, row.mother_first];
        let others = [row.alias_first, row.alias_last, row.guardian_first];
        codes.into_iter().chain(others).fold(0, |all, name| all ^ names.touch(name))
    };
    std::hint::black_box(rows.iter().fold(0, |all, row| all ^ of_row(row)));
}

/// The blocks of two records and more, one of them at a place before `fresh`, one after the other, each in
/// the order of places.
pub fn shared(pieces: Vec<Vec<Entry>>, fresh: u32) -> Vec<Entry> {
    let mut entries = sorted(&pieces, Entry::BITS);
    drop(pieces);
    let (mut kept, mut start) = (0, 0);
    while start < entries.len() {
        let block = entries[start..].iter().take_while(|&&one| key(one) == key(entries[start]));
        let end = start + block.count();
        if end - start > 1 && place(entries[start]) < fresh {
            entries.copy_within(start..end, kept);
            kept += end - start;
        }
        start = end;
    }
    entries.truncate(kept);
    entries.shrink_to_fit();
    entries
}
