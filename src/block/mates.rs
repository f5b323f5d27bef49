//! The blocks of one pass, seen from each of their records.
//!
//! In: the pass's entries. Out: [`Mates`]: for each place the later places of its blocks. Most blocks
//! hold two records: these need no list of their own.

use std::ops::Range;

use super::PassReport;
use super::entry::{Entry, blocks, place};
use super::order::Order;
use super::sort::sorted;

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
    pub fn new(entries: &[Entry], order: &Order, mut report: PassReport) -> (Mates, PassReport) {
        let mut mates = Mates { starts: Vec::with_capacity(entries.len()), members: Vec::new() };
        for block in blocks(entries).filter(|block| block.len() > 1) {
            report.blocks += 1;
            report.largest_block = report.largest_block.max(block.len() as u64);
            report.pairs_forecast += order.pairs_within(block);
            mates.add(block, order.fresh());
        }
        mates.starts = sorted(&[mates.starts], u64::BITS - order.len().leading_zeros());
        mates.members.shrink_to_fit();
        (mates, report)
    }

    /// Adds a block; only from the first `fresh` places on is it looked at.
    fn add(&mut self, block: &[Entry], fresh: u32) {
        let mut start = |of: Entry, start: u32| {
            self.starts.push(u64::from(place(of)) << 32 | u64::from(start));
        };
        if place(block[0]) >= fresh {
            return;
        }
        if let &[one, other] = block {
            return start(one, ALONE | place(other));
        }
        let (last, earlier) = block.split_last().expect("a block has two records or more");
        let first = self.members.len() as u32;
        for (after, &entry) in (first + 1..).zip(earlier) {
            if place(entry) < fresh {
                start(entry, after);
            }
            self.members.push(place(entry));
        }
        self.members.push(LAST | place(*last));
    }

    /// Calls `visit(place, mate)` with each chosen place, from `first` on, and each later place that
    /// shares a block with it, as often as it does.
    pub fn each(&self, first: u32, chosen: &[bool], mut visit: impl FnMut(u32, u32)) {
        let starts = self.starts_of(first..first + chosen.len() as u32);
        let starts = starts.filter(|(place, _)| chosen[(place - first) as usize]);
        self.touch(starts.clone());
        for (place, start) in starts {
            self.mates_at(start, |mate| visit(place, mate));
        }
    }

    /// Whether a later place shares a block with a place.
    pub fn find(&self, place: u32, mate: u32) -> bool {
        let mut found = false;
        for (_, start) in self.starts_of(place..place + 1) {
            self.mates_at(start, |other| found |= other == mate);
        }
        found
    }

    fn starts_of(&self, places: Range<u32>) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
        let begin_of =
            |place: u32| self.starts.partition_point(|&start| start >> 32 < u64::from(place));
        let starts = &self.starts[begin_of(places.start)..begin_of(places.end)];
        starts.iter().map(|&start| ((start >> 32) as u32, start as u32))
    }

    fn mates_at(&self, start: u32, mut visit: impl FnMut(u32)) {
        if start & ALONE != 0 {
            return visit(start & !ALONE);
        }
        for &mate in &self.members[start as usize..] {
            visit(mate & !LAST);
            if mate & LAST != 0 {
                return;
            }
        }
    }

    /// Touches the lists that begin here, so that the memory brings them together and not one after the
    /// other.
    fn touch(&self, starts: impl Iterator<Item = (u32, u32)>) {
        let lists = starts.filter(|(_, start)| start & ALONE == 0);
        let lists = lists.map(|(_, start)| self.members[start as usize]);
        std::hint::black_box(lists.fold(0, |all, mate| all ^ mate));
    }
}
