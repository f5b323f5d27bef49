//! Wide passes: one value alone brings records together, as long as that is cheap.
//!
//! A birth date or a street alone finds the record of which nearly all else is wrong. Where few share
//! it, that costs little; where many do, nothing would be compared but strangers, and the narrower
//! passes find the others. So a wide pass leaves out its large blocks, and all of them when even the
//! small ones are too many: it is for small files, and for the rare values of large ones. Must never:
//! leave anything out without the report's saying so.

use super::pass::{Keys, STARTS};
use super::{PassReport, pairs_within};

/// A block of more records is left to the narrower passes.
const WIDE_BLOCK: usize = 40;

/// Leaves out what is too much: of the blocks those that are too large, and all if they hold more than
/// `most_pairs` together. The keys of what is left out are removed.
pub fn thin(
    pass: usize,
    entries: &mut Vec<(u32, u32)>,
    keys: &mut [Keys],
    most_pairs: u64,
) -> PassReport {
    let blocks = || entries.chunk_by(|a, b| a.0 == b.0);
    let small = |block: &&[(u32, u32)]| block.len() <= WIDE_BLOCK;
    let pairs: u64 = blocks().filter(small).map(|block| pairs_within(block.len())).sum();
    let limit = if pairs > most_pairs { 1 } else { WIDE_BLOCK };
    let left_out = blocks().filter(|block| block.len() > limit);
    let report =
        PassReport { left_out_blocks: left_out.clone().count() as u64, ..PassReport::default() };
    for &(key, record) in left_out.flatten() {
        let slots = &mut keys[record as usize][STARTS[pass]..STARTS[pass + 1]];
        slots.iter_mut().filter(|slot| **slot == key).for_each(|slot| *slot = 0);
    }
    entries.retain(|&(key, record)| {
        keys[record as usize][STARTS[pass]..STARTS[pass + 1]].contains(&key)
    });
    report
}
