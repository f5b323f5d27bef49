//! The order in which records are worked on: those of alike names next to each other, and before all
//! others those whose pairs are asked for.
//!
//! Most pairs share their names. Whoever goes through the records by name finds the rows and names of
//! the next pair where the last one was, in the cache; by record id each would lie somewhere else in
//! memory. In: the rows. Out: each record's place. Must never: depend on anything but the records, for
//! it decides from which of two records their pair is found, and so what a sample of pairs holds.

use rayon::prelude::*;

use super::entry::{Entry, place};
use super::fresh::Fresh;
use super::pairs_within;
use crate::table::Table;

/// Records by place, and places by record.
pub struct Order {
    records: Vec<u32>,
    places: Vec<u32>,
    fresh: u32,
}

impl Order {
    /// Puts the fresh records in the order of how their names sound, and the others behind them as they
    /// are.
    pub fn of(table: &Table, fresh: &Fresh) -> Order {
        let names = &table.names;
        let mut keys: Vec<(u64, u32)> = fresh
            .records(table.rows.len())
            .map(|record| {
                let row = table.row(record);
                let sound = u64::from(names.sound(row.last)) << 32;
                (sound | u64::from(names.sound(row.first)), record)
            })
            .collect();
        keys.par_sort_unstable();
        let first_other = keys.len() as u32;
        let mut records: Vec<u32> = Vec::with_capacity(table.rows.len());
        records.extend(keys.into_iter().map(|(_, record)| record));
        records.extend(fresh.others());
        let mut places = vec![0; records.len()];
        for (place, &record) in (0u32..).zip(&records) {
            places[record as usize] = place;
        }
        Order { records, places, fresh: first_other }
    }

    /// How many records there are.
    pub fn len(&self) -> u32 {
        self.records.len() as u32
    }

    /// How many of them are fresh: they have the first places.
    pub fn fresh(&self) -> u32 {
        self.fresh
    }

    /// Whether the pair of a fresh record with another is asked for, by their places: if the later of the
    /// two is fresh.
    pub fn asks_for(&self, fresh: u32, other: u32) -> bool {
        other < self.fresh || self.record(other) < self.record(fresh)
    }

    /// The pairs of a block in which one record at least is fresh.
    pub fn pairs_within(&self, block: &[Entry]) -> u64 {
        if self.fresh == self.len() {
            return pairs_within(block.len());
        }
        let fresh = block.iter().filter(|&&entry| place(entry) < self.fresh).count();
        pairs_within(block.len()) - pairs_within(block.len() - fresh)
    }

    /// The record at a place.
    pub fn record(&self, place: u32) -> u32 {
        self.records[place as usize]
    }

    /// The place of a record.
    pub fn place(&self, record: u32) -> u32 {
        self.places[record as usize]
    }
}
