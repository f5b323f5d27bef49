//! Which keys the fresh records have: others' entries under other keys bring no pair.
//!
//! In: the rows. Out: for a pass and a key whether it is worth an entry. Must never: say no to a key that
//! a fresh record has; to say yes to some others costs a little memory.

use std::ops::Range;

use super::fresh::Fresh;
use super::pass::{PASSES, each_key};
use crate::table::Table;

/// Bits a pass: few keys of fifty thousand records fall on one another, and the nearest caches hold it.
const BITS: u32 = 1 << 23;

/// The keys of some passes that are wanted.
pub enum Wanted {
    /// All records are fresh.
    All,
    /// By pass, bits by key.
    Some(Vec<Vec<u64>>),
}

impl Wanted {
    /// The keys that the fresh records have in some passes.
    pub fn new(passes: Range<usize>, table: &Table, fresh: &Fresh) -> Wanted {
        if fresh.is_all() {
            return Wanted::All;
        }
        let of_pass = |pass: usize| {
            let mut bits = vec![0; (BITS / u64::BITS) as usize];
            for row in fresh.rows(table) {
                each_key(&PASSES[pass], pass, row, &table.names, |key| {
                    let (word, bit) = place(key);
                    bits[word] |= bit;
                });
            }
            bits
        };
        Wanted::Some(passes.map(of_pass).collect())
    }

    /// Whether a record with this key is worth an entry; `pass` counts from the first of the passes.
    pub fn holds(&self, pass: usize, key: u32) -> bool {
        let Wanted::Some(bits) = self else { return true };
        let (word, bit) = place(key);
        bits[pass][word] & bit != 0
    }
}

fn place(key: u32) -> (usize, u64) {
    let key = key % BITS;
    ((key / u64::BITS) as usize, 1 << (key % u64::BITS))
}
