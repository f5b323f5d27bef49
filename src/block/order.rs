//! The order in which records are worked on: those of alike names next to each other.
//!
//! Most pairs share their names. Whoever goes through the records by name finds the rows and names of
//! the next pair where the last one was, in the cache; by record id each would lie somewhere else in
//! memory. In: the rows. Out: each record's place. Must never: depend on anything but the records, for
//! it decides from which of two records their pair is found, and so what a sample of pairs holds.

use rayon::prelude::*;

use crate::table::Table;

/// Records by place, and places by record.
pub struct Order {
    records: Vec<u32>,
    places: Vec<u32>,
}

impl Order {
    /// Puts the records in the order of how their names sound.
    pub fn of(table: &Table) -> Order {
        let names = &table.names;
        let rows = table.rows.par_iter().zip(0u32..table.rows.len() as u32);
        let mut keys: Vec<(u64, u32)> = rows
            .map(|(row, record)| {
                let sound = u64::from(names.sound(row.last)) << 32;
                (sound | u64::from(names.sound(row.first)), record)
            })
            .collect();
        keys.par_sort_unstable();
        let records: Vec<u32> = keys.into_iter().map(|(_, record)| record).collect();
        let mut places = vec![0; records.len()];
        for (place, &record) in (0u32..).zip(&records) {
            places[record as usize] = place;
        }
        Order { records, places }
    }

    /// How many records there are.
    pub fn len(&self) -> u32 {
        self.records.len() as u32
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
