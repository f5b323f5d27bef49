//! Oversized blocks are split by further values until each is small enough.
//!
//! A block is large because its key says little: one birth date on a million records, a clinic's
//! telephone on fifty thousand. Splitting it by names, then dates and places, keeps the pairs that
//! could be one person and forgets those that nothing else suggests. Pairs that are split apart are
//! no longer found by this pass, so a later one that finds them compares them.

use rayon::prelude::*;

use super::PassReport;
use super::entry::{Entry, blocks, entry, key, place};
use super::order::Order;
use crate::digest::mix;
use crate::limits::ONE_PERSON;
use crate::table::{Names, Row, Table};

type Refiner = fn(&Row, &Names) -> u64;

/// What blocks are split by, in order. A record without the value goes with the others without it.
const REFINERS: [Refiner; 8] = [
    |row, names| u64::from(names.sound(row.first)),
    |row, names| u64::from(names.sound(row.last)),
    |row, _| u64::from(row.birth.packed()),
    |row, names| u64::from(names.sound(row.maiden)),
    |row, _| u64::from(row.zip),
    |row, names| u64::from(names.sound(row.mother_first)),
    |row, _| u64::from(row.street) << 32 | u64::from(row.number),
    |row, _| row.phone,
];

/// Splits the oversized blocks of one pass: those of more than `max_block` records, and the largest of
/// the others as long as all together bring more than `most_pairs`. Afterwards blocks still lie together,
/// the refined ones behind the others.
pub fn refine(
    entries: &mut Vec<Entry>,
    table: &Table,
    order: &Order,
    max_block: usize,
    most_pairs: u64,
) -> PassReport {
    let mut report = PassReport::default();
    let row = |entry| table.row(order.record(place(entry)));
    let pairs = |block: &[Entry]| order.pairs_within(block);
    for round in 0..REFINERS.len() {
        let mut oversized = take_oversized(entries, max_block, most_pairs, pairs);
        if oversized.is_empty() {
            return report;
        }
        if round == 0 {
            report.refined_blocks = blocks(&oversized).count() as u64;
        }
        // By all values so far: a block may be too large only now that others have been split.
        let value = |entry, _| {
            let values = REFINERS[..=round].iter().map(|refiner| refiner(row(entry), &table.names));
            values.fold(0, |all, value| mix(all ^ mix(value.wrapping_add(1))))
        };
        split(&mut oversized, round as u64 + 1, value);
        entries.append(&mut oversized);
    }
    // Nothing tells these records apart: neighbours by record id are compared, and the summary says so.
    let mut oversized = take_oversized(entries, max_block, u64::MAX, pairs);
    report.cut_blocks = blocks(&oversized).count() as u64;
    oversized.par_sort_unstable_by_key(|&entry| (key(entry), order.record(place(entry))));
    split(&mut oversized, 0, |_, index| (index / max_block) as u64);
    entries.append(&mut oversized);
    report
}

/// The records of the largest block, and of the largest that may stay as it is, so that all that stay
/// bring no more than `most_pairs`. Blocks grow with the records, and their pairs with the square.
fn largest_blocks(
    entries: &[Entry],
    max_block: usize,
    most_pairs: u64,
    pairs: impl Fn(&[Entry]) -> u64,
) -> (usize, usize) {
    let max_block = max_block.min(entries.len());
    let (mut pairs_of_size, mut largest) = (vec![0; max_block + 1], 0);
    for block in blocks(entries) {
        largest = largest.max(block.len());
        if let Some(sum) = pairs_of_size.get_mut(block.len()) {
            *sum += pairs(block);
        }
    }
    let mut sum = 0;
    let too_large = (2..=max_block).find(|&size| {
        sum += pairs_of_size[size];
        sum > most_pairs
    });
    (largest, too_large.map_or(max_block, |size| (size - 1).max(ONE_PERSON.min(max_block))))
}

/// Takes the oversized blocks out. What was split before is looked at again: its pieces may still bring
/// too many pairs together.
fn take_oversized(
    entries: &mut Vec<Entry>,
    max_block: usize,
    most_pairs: u64,
    pairs: impl Fn(&[Entry]) -> u64,
) -> Vec<Entry> {
    let (largest, max_block) = largest_blocks(entries, max_block, most_pairs, pairs);
    if largest <= max_block {
        return Vec::new();
    }
    let is_oversized = |block: &&[Entry]| block.len() > max_block;
    let oversized = blocks(entries).filter(is_oversized).flatten().copied().collect();
    *entries = blocks(entries).filter(|block| !is_oversized(block)).flatten().copied().collect();
    oversized
}

/// Gives each entry a key that also holds `value(entry, index in its block)`.
fn split(entries: &mut Vec<Entry>, salt: u64, value: impl Fn(Entry, usize) -> u64) {
    for block in entries.chunk_by_mut(|&a, &b| key(a) == key(b)) {
        let seed = u64::from(key(block[0])) << 32 | salt;
        for (index, one) in block.iter_mut().enumerate() {
            let value = value(*one, index);
            let refined = mix(seed ^ mix(value.wrapping_add(1))) as u32;
            *one = entry(refined.max(1), place(*one));
        }
    }
    entries.par_sort_unstable();
    // Two keys of one record may have become the same.
    entries.dedup();
}
