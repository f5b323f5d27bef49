//! The days on which a record says that its person was vaccinated, as far as they tell people apart.
//!
//! In: the doses of all records. Out: by record, its days in order, each with what was given as bits.
//! Must never: hold the first days of life, when every newborn is given the same, or a dose that was
//! not given.

use rayon::prelude::*;

use crate::digest::hash64;
use crate::read::Doses;
use crate::record::{Date, Dose, DoseAction};
use crate::standardize::Vaccines;

use super::Row;

/// One day of vaccination: its number and the families of the vaccines given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DoseDay(u64);

/// Bits for families; a day's number takes the others.
const FAMILY_BITS: u32 = 40;

impl DoseDay {
    fn new(date: Date, families: u64) -> DoseDay {
        DoseDay((date.day_number() as u64) << FAMILY_BITS | families)
    }

    /// [`Date::day_number`].
    pub fn day(self) -> i32 {
        (self.0 >> FAMILY_BITS) as i32
    }

    /// Whether something against the same was given.
    pub fn overlaps(self, other: DoseDay) -> bool {
        self.0 & other.0 & ((1 << FAMILY_BITS) - 1) != 0
    }
}

/// A child is given the same as every other in its first days.
const FIRST_DAYS: std::ops::RangeInclusive<i32> = 0..=3;

/// Records whose days are found together, before they are put behind the others'.
const TOGETHER: usize = 1 << 16;

/// The days of all records.
pub struct DoseDays {
    /// Where the days of each set begin, and where the last one's end; set 0 is empty.
    starts: Vec<u32>,
    days: Vec<DoseDay>,
}

impl Default for DoseDays {
    fn default() -> Self {
        DoseDays { starts: vec![0, 0], days: Vec::new() }
    }
}

impl DoseDays {
    /// Adds the days that doses tell of, and numbers them in the rows. No dose is given after `as_of`.
    pub fn add(&mut self, rows: &mut [Row], doses: &Doses, as_of: Date) {
        if doses.is_empty() {
            return;
        }
        let vaccines = Vaccines::shipped();
        let families = |code: &str| {
            let of_code = (hash64(code.as_bytes()) as u32).max(1);
            vaccines.of(code, of_code).families.folded(FAMILY_BITS)
        };
        let families: Vec<u64> = doses.texts().iter().map(families).collect();
        for (part, rows) in rows.chunks_mut(TOGETHER).enumerate() {
            let days = |(place, row): (usize, &Row)| {
                let doses = doses.of(part * TOGETHER + place).iter();
                let told = doses.filter(|dose| tells(dose, row, as_of));
                days_of(told.map(|dose| DoseDay::new(dose.date, families[dose.vaccine as usize])))
            };
            let days: Vec<Vec<DoseDay>> = rows.par_iter().enumerate().map(days).collect();
            for (row, days) in rows.iter_mut().zip(days).filter(|(_, days)| !days.is_empty()) {
                row.dose_days = self.push(days);
            }
        }
    }

    /// Adds a set of days; gives its number.
    fn push(&mut self, days: impl IntoIterator<Item = DoseDay>) -> u32 {
        self.days.extend(days);
        self.starts.push(self.days.len() as u32);
        self.sets() as u32 - 1
    }

    /// One past the number of the last set.
    pub(super) fn sets(&self) -> usize {
        self.starts.len() - 1
    }

    /// The sets from number `first` on, as bytes.
    pub(super) fn bytes(&self, first: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for ends in self.starts[first..].windows(2) {
            let days = &self.days[ends[0] as usize..ends[1] as usize];
            bytes.extend((days.len() as u32).to_le_bytes());
            days.iter().for_each(|day| bytes.extend(day.0.to_le_bytes()));
        }
        bytes
    }

    /// Adds the sets that [`Self::bytes`] gave; whether they were whole.
    pub(super) fn read(&mut self, mut bytes: &[u8]) -> bool {
        while let Some((count, rest)) = bytes.split_first_chunk() {
            let size = u32::from_le_bytes(*count) as usize * size_of::<u64>();
            let Some((days, rest)) = rest.split_at_checked(size) else { return false };
            let (days, _) = days.as_chunks();
            self.push(days.iter().map(|&day| DoseDay(u64::from_le_bytes(day))));
            bytes = rest;
        }
        bytes.is_empty()
    }

    /// The days of a record, in order.
    pub fn of(&self, row: &Row) -> &[DoseDay] {
        let set = row.dose_days as usize;
        match self.starts.get(set..set + 2) {
            Some(ends) => &self.days[ends[0] as usize..ends[1] as usize],
            None => &[],
        }
    }
}

fn tells(dose: &Dose, row: &Row, as_of: Date) -> bool {
    let age = dose.date.day_number() - row.birth.day_number();
    let is_first_day = row.birth.is_some() && FIRST_DAYS.contains(&age);
    dose.completion.is_given()
        && dose.action != DoseAction::Delete
        && dose.date <= as_of
        && !is_first_day
}

/// One for each day.
fn days_of(doses: impl Iterator<Item = DoseDay>) -> Vec<DoseDay> {
    let mut days: Vec<DoseDay> = doses.collect();
    days.sort_unstable();
    days.dedup_by(|later, earlier| {
        let is_same_day = later.day() == earlier.day();
        earlier.0 |= if is_same_day { later.0 } else { 0 };
        is_same_day
    });
    days
}
