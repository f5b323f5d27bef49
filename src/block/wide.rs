//! Wide passes: one value alone brings records together, as long as that is cheap.
//!
//! A birth date or a street alone finds the record of which nearly all else is wrong. Where few share
//! it, that costs little; where many do, nothing would be compared but strangers, and the narrower
//! passes find the others. So a wide pass leaves out its large blocks, and all of them when even the
//! small ones are too many. Must never: leave anything out without the report's saying so.

use super::entry::{Entry, blocks};
use super::{PassReport, pairs_within};

/// A block of more records is left to the narrower passes.
const WIDE_BLOCK: usize = 40;

/// Leaves out what is too much: of the blocks those that are too large, and all if they hold more than
/// `most_pairs` together.
pub fn thin(entries: &mut Vec<Entry>, most_pairs: u64) -> PassReport {
    let small = |block: &&[Entry]| block.len() <= WIDE_BLOCK;
    let (mut pairs, mut large_blocks, mut all_blocks) = (0, 0, 0);
    for block in blocks(entries) {
        all_blocks += 1;
        if small(&block) {
            pairs += pairs_within(block.len());
        } else {
            large_blocks += 1;
        }
    }
    let left_out_blocks = if pairs > most_pairs {
        entries.clear();
        all_blocks
    } else {
        *entries = blocks(entries).filter(small).flatten().copied().collect();
        large_blocks
    };
    PassReport { left_out_blocks, ..PassReport::default() }
}
