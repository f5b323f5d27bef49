//! The blocks of one pass, seen from each of their records.
//!
//! In: the pass's entries. Out: [`Mates`]: for each record, in order, the later records of its blocks.
//! Most blocks hold two records: these need no list of their own.

use super::entry::{Entry, blocks, record};
use super::{PassReport, pairs_within};

/// Who shares a block of the pass with whom.
pub struct Mates {
    /// A record in the upper half. In the lower: its only mate, with [`ALONE`]; or else the place in
    /// `members` where its later mates begin. In the order of records.
    places: Vec<u64>,
    /// The records of the blocks of three and more, block by block, each block's last with [`LAST`].
    members: Vec<u32>,
}

const ALONE: u32 = 1 << 31;
const LAST: u32 = 1 << 31;

impl Mates {
    /// From entries whose blocks lie together. What there is of blocks is added to the report.
    pub fn new(entries: &[Entry], mut report: PassReport) -> (Mates, PassReport) {
        let mut mates = Mates { places: Vec::new(), members: Vec::new() };
        for block in blocks(entries).filter(|block| block.len() > 1) {
            report.blocks += 1;
            report.largest_block = report.largest_block.max(block.len() as u64);
            report.pairs_forecast += pairs_within(block.len());
            mates.add(block);
        }
        mates.places.sort_unstable();
        mates.places.shrink_to_fit();
        mates.members.shrink_to_fit();
        (mates, report)
    }

    fn add(&mut self, block: &[Entry]) {
        let mut place = |of: Entry, place: u32| {
            self.places.push(u64::from(record(of)) << 32 | u64::from(place));
        };
        if let &[one, other] = block {
            return place(one, ALONE | record(other));
        }
        let (last, earlier) = block.split_last().expect("a block has two records or more");
        let start = self.members.len() as u32;
        for (after, &entry) in (start + 1..).zip(earlier) {
            place(entry, after);
            self.members.push(record(entry));
        }
        self.members.push(LAST | record(*last));
    }

    /// Where the mates of a record, or of the next that has any, begin: a cursor for [`Mates::each`].
    pub fn first_of(&self, record: u32) -> usize {
        self.places.partition_point(|&place| place >> 32 < u64::from(record))
    }

    /// Calls `visit` with each later record that shares a block with `record`, as often as it does, and
    /// moves the cursor on to the next record.
    pub fn each(&self, record: u32, cursor: &mut usize, mut visit: impl FnMut(u32)) {
        while let Some(&place) = self.places.get(*cursor)
            && place >> 32 == u64::from(record)
        {
            *cursor += 1;
            let place = place as u32;
            if place & ALONE != 0 {
                visit(place & !ALONE);
                continue;
            }
            for &mate in &self.members[place as usize..] {
                visit(mate & !LAST);
                if mate & LAST != 0 {
                    break;
                }
            }
        }
    }
}
