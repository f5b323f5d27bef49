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
            }
        }
        found
    }

    /// The records taken for those of a name that is not in `names`: it may be common where the
    /// records at hand come from, so it is no rarer than the rarest that is.
    pub fn of_other(&self) -> f64 {
        f64::from(LEAST_RECORDS)
    }
}
