//! The rows of the registry's records, made anew from what they say: under another standardization those
//! that it keeps mean nothing.
//!
//! In: the records as received. Out: a [`Known`] with their rows, and the pairs as they were judged last.
//! Must never: hold more of their text at a time than a part.

use rustc_hash::FxHashMap;

use super::known::{self, Known};
use crate::error::Result;
use crate::record::Date;
use crate::registry::View;
use crate::standardize::Rules;
use crate::table::{Flags, Row, Table, amendment, mark_versions};

/// Records whose text is in memory at a time.
const PART: usize = 1 << 16;

impl Known {
    /// Standardizes all records of the registry, with room for so many `fresh` ones.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn anew(view: &View, rules: &Rules, fresh: usize, as_of: Date) -> Result<Known> {
        let records = view.record_count()? as usize;
        let mut table = Table::empty();
        table.reserve(records + fresh);
        let mut ranks: FxHashMap<u32, (u32, String)> = FxHashMap::default();
        for start in (0..records).step_by(PART) {
            let numbers: Vec<u32> = (start as u32..records.min(start + PART) as u32).collect();
            let stored = view.records(&numbers)?;
            table.add(&stored.records, rules, as_of);
            // They were added in the order of their ids.
            let added: Vec<Row> = table.rows[start..].to_vec();
            for (place, (&number, row)) in (0..).zip(stored.numbers.iter().zip(added)) {
                table.rows[number as usize] = row;
                if row.has_birth_certificate() {
                    let id = stored.records.id(place as usize).to_string();
                    ranks.insert(number, (amendment(&stored.records, place), id));
                }
            }
        }
        view.visit_records(0, |record| {
            let flags = &mut table.rows[record.number as usize].flags;
            *flags = flags.with(Flags::RETIRED, record.replaced_by.is_some());
            Ok(())
        })?;
        let is_live = |&birth: &u32| !table.rows[birth as usize].flags.has(Flags::RETIRED);
        let births: Vec<u32> = ranks.keys().copied().filter(is_live).collect();
        mark_versions(&mut table.rows, births, |birth| ranks.get(&birth).cloned());
        Ok(Known { table, pairs: known::pairs(view)? })
    }
}
