//! Oversized blocks are split by further values until each is small enough.
//!
//! A block is large because its key says little: one birth date on a million records, a clinic's
//! telephone on fifty thousand. Splitting it by names, then dates and places, keeps the pairs that
//! could be one person and forgets those that nothing else suggests. Pairs that are split apart are
//! no longer found by this pass, so a later one that finds them compares them.

use super::PassReport;
use super::pass::{Keys, STARTS};
use crate::digest::mix;
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

/// Splits the oversized blocks of one pass. The new keys replace the old ones in `keys`, so that
/// later passes see which pairs this one no longer finds.
pub fn refine(
    pass: usize,
    entries: &mut [(u32, u32)],
    keys: &mut [Keys],
    table: &Table,
    max_block: usize,
) -> PassReport {
    let mut report = PassReport::default();
    for (round, refiner) in REFINERS.iter().enumerate() {
        let value = |record: u32, _| refiner(&table.rows[record as usize], &table.names);
        let split = split(pass, entries, keys, max_block, round as u64 + 1, value);
        if round == 0 {
            report.refined_blocks = split;
        }
        if split == 0 {
            return report;
        }
    }
    // Nothing tells these records apart: neighbours by record id are compared, and the summary says so.
    let piece = |_, place: usize| (place / max_block) as u64;
    report.cut_blocks = split(pass, entries, keys, max_block, 0, piece);
    report
}

/// Gives each record of an oversized block a key that also holds `value(record, place in block)`.
/// Returns how many blocks were oversized.
fn split(
    pass: usize,
    entries: &mut [(u32, u32)],
    keys: &mut [Keys],
    max_block: usize,
    salt: u64,
    value: impl Fn(u32, usize) -> u64,
) -> u64 {
    let mut oversized = 0;
    for block in entries.chunk_by_mut(|a, b| a.0 == b.0).filter(|block| block.len() > max_block) {
        oversized += 1;
        for (place, (key, record)) in block.iter_mut().enumerate() {
            let seed = u64::from(*key) << 32 | salt;
            let refined = (mix(seed ^ mix(value(*record, place).wrapping_add(1))) as u32).max(1);
            let slots = &mut keys[*record as usize][STARTS[pass]..STARTS[pass + 1]];
            if let Some(slot) = slots.iter_mut().find(|slot| **slot == *key) {
                *slot = refined;
            }
            *key = refined;
        }
    }
    if oversized > 0 {
        entries.sort_unstable();
    }
    oversized
}
