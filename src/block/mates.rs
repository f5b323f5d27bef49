//! The blocks of one pass, seen from each of their records.
//!
//! In: the pass's entries. Out: [`Mates`]: for each place the later places of its blocks. Most blocks
//! hold two records: these need no list of their own.

use super::entry::{Entry, blocks, place};
use super::{PassReport, pairs_within};

/// Who shares a block of the pass with whom.
pub struct Mates {
    /// A place in the upper half. In the lower: its only mate, with [`ALONE`]; or else where its later
    /// mates begin in `members`. In the order of places.
    starts: Vec<u64>,
    /// The places of the blocks of three and more, block by block, each block's last with [`LAST`].
    members: Vec<u32>,
}

const ALONE: u32 = 1 << 31;
const LAST: u32 = 1 << 31;

impl Mates {
    /// From entries whose blocks lie together. What there is of blocks is added to the report.
    pub fn new(entries: &[Entry], mut report: PassReport) -> (Mates, PassReport) {
        let mut mates = Mates { starts: Vec::new(), members: Vec::new() };
        for block in blocks(entries).filter(|block| block.len() > 1) {
            report.blocks += 1;
            report.largest_block = report.largest_block.max(block.len() as u64);
            report.pairs_forecast += pairs_within(block.len());
            mates.add(block);
        }
        mates.starts.sort_unstable();
        mates.starts.shrink_to_fit();
        mates.members.shrink_to_fit();
        (mates, report)
    }

    fn add(&mut self, block: &[Entry]) {
        let mut start = |of: Entry, start: u32| {
            self.starts.push(u64::from(place(of)) << 32 | u64::from(start));
        };
        if let &[one, other] = block {
            return start(one, ALONE | place(other));
        }
        let (last, earlier) = block.split_last().expect("a block has two records or more");
        let first = self.members.len() as u32;
        for (after, &entry) in (first + 1..).zip(earlier) {
            start(entry, after);
            self.members.push(place(entry));
        }
        self.members.push(LAST | place(*last));
    }

    /// Where the mates of a place, or of the next that has any, begin: a cursor for [`Mates::each`].
    pub fn first_of(&self, place: u32) -> usize {
        self.starts.partition_point(|&start| start >> 32 < u64::from(place))
    }

    /// Touches the mates of the places before `end`, from the cursor on, so that the memory brings them
    /// together and not, place by place, one after the other. What it returns means nothing.
    pub fn touch(&self, end: u32, cursor: usize) -> u32 {
        let near = self.starts[cursor..].iter().take_while(|&&start| start >> 32 < u64::from(end));
        let first_mate = |&start: &u64| self.members.get(start as u32 as usize);
        near.filter_map(first_mate).fold(0, |all, mate| all ^ mate)
    }

    /// Calls `visit` with each later place that shares a block with this one, as often as it does, and
    /// moves the cursor on to the next place.
    pub fn each(&self, place: u32, cursor: &mut usize, mut visit: impl FnMut(u32)) {
        while let Some(&start) = self.starts.get(*cursor)
            && start >> 32 == u64::from(place)
        {
            *cursor += 1;
            let start = start as u32;
            if start & ALONE != 0 {
                visit(start & !ALONE);
                continue;
            }
            for &mate in &self.members[start as usize..] {
                visit(mate & !LAST);
                if mate & LAST != 0 {
                    break;
                }
            }
        }
    }
}
