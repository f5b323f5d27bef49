//! Which keys the fresh records have: others' entries under other keys bring no pair.
//!
//! In: the rows. Out: for a pass and a key whether it is worth an entry. Must never: say no to a key that
//! a fresh record has; to say yes to some others costs a little memory.

use std::ops::Range;

use rayon::prelude::*;

use super::fresh::Fresh;
use super::pass::{LEADS, Parts};
use crate::table::Table;

/// Bits a pass: few keys of fifty thousand records fall on one another.
const BITS: usize = 1 << 22;

/// Those that tell most keys apart: the second cache holds them of all passes.
const FEW_BITS: usize = 1 << 18;

/// The keys of some passes that are wanted.
pub enum Wanted {
    /// All records are fresh.
    All,
    /// Those of the fresh ones.
    Some {
        /// By lead, see [`LEADS`].
        leads: Vec<Marks>,
        /// By pass, from the first of the passes on.
        keys: Vec<Marks>,
    },
}

impl Wanted {
    /// The keys that the fresh records have in some passes.
    pub fn new(passes: Range<usize>, table: &Table, fresh: &Fresh) -> Wanted {
        if fresh.is_all() {
            return Wanted::All;
        }
        let parts = || fresh.rows(table).map(|row| Parts::of(row, &table.names));
        let of_lead = |lead: &fn(&Parts) -> u64| {
            let mut marks = Marks::new();
            parts().for_each(|parts| marks.set(lead(&parts) as u32));
            marks
        };
        let of_pass = |pass: usize| {
            let mut marks = Marks::new();
            parts().for_each(|parts| parts.each_key(pass, |key| marks.set(key)));
            marks
        };
        Wanted::Some {
            leads: LEADS.par_iter().map(of_lead).collect(),
            keys: passes.into_par_iter().map(of_pass).collect(),
        }
    }

    /// Which leads of a record are wanted, as bits by lead.
    pub fn leads(&self, parts: &Parts) -> u32 {
        let Wanted::Some { leads, .. } = self else { return u32::MAX };
        let is_led = |lead: usize| {
            let value = LEADS[lead](parts);
            value != 0 && leads[lead].has(value as u32)
        };
        (0..LEADS.len()).fold(0, |all, lead| all | u32::from(is_led(lead)) << lead)
    }

    /// Whether a record with this key is worth an entry; `pass` counts from the first of the passes.
    pub fn holds(&self, pass: usize, key: u32) -> bool {
        match self {
            Wanted::All => true,
            Wanted::Some { keys, .. } => keys[pass].has(key),
        }
    }
}

/// Numbers that are marked, and some others that fall on them: most are told apart by few bits, which are
/// always at hand, and the rest by many.
pub struct Marks {
    few: Vec<u64>,
    many: Vec<u64>,
}

impl Marks {
    fn new() -> Marks {
        let none = |bits: usize| vec![0; bits / u64::BITS as usize];
        Marks { few: none(FEW_BITS), many: none(BITS) }
    }

    fn set(&mut self, number: u32) {
        for bits in [&mut self.few, &mut self.many] {
            let (word, bit) = place(number, bits);
            bits[word] |= bit;
        }
    }

    fn has(&self, number: u32) -> bool {
        [&self.few, &self.many].into_iter().all(|bits| {
            let (word, bit) = place(number, bits);
            bits[word] & bit != 0
        })
    }
}

fn place(number: u32, bits: &[u64]) -> (usize, u64) {
    // By its lowest bits: there is a power of two of them.
    let word = (number / u64::BITS) as usize & (bits.len() - 1);
    (word, 1 << (number % u64::BITS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::pass::{NARROW, PASSES, is_led};
    use crate::table::sample::table;

    const PEOPLE: &str = "first_name,last_name,birth_date,mother_first_name,mother_maiden_name,street,zip,phone,ssn\n\
        Ada,Boyd,2021-03-04,Rosa,Lima,12 Elm Street,01901,9783310140,123-45-6780\n\
        Lucas,Amaral,1980-11-30,Ines,Teixeira,9 Oak Street,01970,6175550199,219-09-9123\n\
        Boyd,Ada,2021-03-04,Lia,Prado,7 Ash Street,01852,7815550123,311-22-4567\n\
        Ada,Boyd,2021-03-04,Rosa,Lima,12 Elm Street,01901,9783310140,123-45-6780\n";

    /// The narrow passes in which a record has a key that is wanted for the records from number `first` on.
    fn wanted_in(table: &Table, record: u32, first: u32) -> Vec<&'static str> {
        let wanted = Wanted::new(0..NARROW, table, &Fresh { again: 0..0, first });
        let parts = Parts::of(table.row(record), &table.names);
        let leads = wanted.leads(&parts);
        let is_wanted = |&pass: &usize| {
            let mut held = false;
            parts.each_key(pass, |key| held |= wanted.holds(pass, key));
            held && is_led(pass, leads)
        };
        (0..NARROW).filter(is_wanted).map(|pass| PASSES[pass].name).collect()
    }

    #[test]
    fn what_a_fresh_record_shares_with_another_is_wanted() {
        let table = table(PEOPLE);
        let narrow: Vec<&str> = PASSES[..NARROW].iter().map(|pass| pass.name).collect();
        assert_eq!(wanted_in(&table, 0, 3), narrow, "the same in everything");
        assert!(wanted_in(&table, 1, 3).is_empty(), "a stranger");
        let swapped = wanted_in(&table, 2, 3);
        assert_eq!(swapped, ["birth_date+swapped_names", "birth_date+initials"]);
    }
}
