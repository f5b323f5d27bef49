//! Which records have which keys, in five bytes an entry and one directory.
//!
//! In: rows. Out: [`Layer`]: the records of any key. Must never: leave a record out that has the key. In a
//! small layer the last bits of a key are not kept: a stranger once in ten thousand times does no harm, for
//! whoever is found is looked at.

use crate::table::{Flags, Names, Row};

/// Calls a visitor with each key of a row.
pub type EachKey = fn(&Row, &Names, &mut dyn FnMut(u32));

/// Bits of a key that the directory is looked up by, at least and at most; eight more are in the entries.
const LEAST_BITS: u32 = 20;
const MOST_BITS: u32 = 24;

/// Records that came one after the other, by their keys.
pub struct Layer {
    bits: u32,
    /// Where the entries of each beginning of a key begin; where the last ones end.
    starts: Vec<u32>,
    /// What follows of the key.
    tails: Vec<u8>,
    /// The record that has it.
    records: Vec<u32>,
}

impl Layer {
    /// Of rows whose first is the record of number `first`.
    pub fn new(rows: &[Row], names: &Names, first: u32, each_key: EachKey) -> Layer {
        let live = || {
            let numbered = rows.iter().zip(first..);
            numbered.filter(|(row, _)| !row.flags.has(Flags::RETIRED))
        };
        // As if every record had few keys: what matters is the order of magnitude.
        let bits = (rows.len().max(1).ilog2() + 3).clamp(LEAST_BITS, MOST_BITS);
        let mut starts = vec![0u32; (1 << bits) + 2];
        for (row, _) in live() {
            each_key(row, names, &mut |key| starts[head(key, bits) + 2] += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut layer =
            Layer { bits, starts, tails: vec![0; sum as usize], records: vec![0; sum as usize] };
        for (row, record) in live() {
            each_key(row, names, &mut |key| {
                let next = &mut layer.starts[head(key, bits) + 1];
                let place = *next as usize;
                *next += 1;
                layer.tails[place] = tail(key, bits);
                layer.records[place] = record;
            });
        }
        layer.starts.pop();
        layer
    }

    /// The records of a key, in the order of their numbers.
    pub fn records(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let head = head(key, self.bits);
        let entries = self.starts[head] as usize..self.starts[head + 1] as usize;
        let tail = tail(key, self.bits);
        let tails = self.tails[entries.clone()].iter().zip(&self.records[entries]);
        tails.filter(move |(one, _)| **one == tail).map(|(_, &record)| record)
    }
}

fn head(key: u32, bits: u32) -> usize {
    (key >> (u32::BITS - bits)) as usize
}

fn tail(key: u32, bits: u32) -> u8 {
    (key >> (MOST_BITS - bits)) as u8
}
