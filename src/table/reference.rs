//! How frequent names are in the population that a model was trained on: what tells a rare name from
//! a common one where a run is too small to.
//!
//! In: a table's rows, or a model file. Out: [`ReferenceFrequencies`]. Must never: keep a name that
//! few records bear; a model is not a list of people.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::names::{NO_NAME, NameCode, Names};
use super::row::Row;

/// A name borne by fewer records is not written down.
const LEAST_RECORDS: u32 = 10;

/// Frequencies of the names that [`super::Frequencies`] weighs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReferenceFrequencies {
    /// Given names of records.
    pub first: NameFrequencies,
    /// Surnames of records.
    pub last: NameFrequencies,
    /// Mothers' surnames at birth.
    pub maiden: NameFrequencies,
    /// Mothers' given names.
    pub mother_first: NameFrequencies,
}

/// The names of one field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NameFrequencies {
    /// Records that bear a name.
    pub total: u64,
    /// Σ n² over all names: divided by the square of `total`, the chance that two records agree.
    pub squares: u64,
    /// Records whose name is not in `names`.
    pub other_records: u64,
    /// How many names they bear.
    pub other_names: u64,
    /// Names and their records.
    pub names: BTreeMap<String, u32>,
}

impl ReferenceFrequencies {
    /// Counts the names of a table.
    pub fn of(rows: &[Row], names: &Names) -> ReferenceFrequencies {
        let count = |field: fn(&Row) -> NameCode| NameFrequencies::of(rows, names, field);
        ReferenceFrequencies {
            first: count(|row| row.first),
            last: count(|row| row.last),
            maiden: count(|row| row.maiden),
            mother_first: count(|row| row.mother_first),
        }
    }
}

impl NameFrequencies {
    fn of(rows: &[Row], names: &Names, field: fn(&Row) -> NameCode) -> NameFrequencies {
        let mut counts: FxHashMap<NameCode, u32> = FxHashMap::default();
        for name in rows.iter().map(field).filter(|&name| name != NO_NAME) {
            *counts.entry(name).or_default() += 1;
        }
        let mut found = NameFrequencies::default();
        for (name, records) in counts {
            found.total += u64::from(records);
            found.squares += u64::from(records) * u64::from(records);
            if records >= LEAST_RECORDS {
                let text = String::from_utf8_lossy(names.text(name)).into_owned();
                found.names.insert(text, records);
            } else {
                found.other_records += u64::from(records);
                found.other_names += 1;
            }
        }
        found
    }

    /// The records of a name that is not in `names`, on average.
    pub fn of_other(&self) -> f64 {
        if self.other_names == 0 {
            1.0
        } else {
            self.other_records as f64 / self.other_names as f64
        }
    }
}
