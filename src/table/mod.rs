//! The second stage: records in standard form, laid out for speed.
//!
//! In: [`Records`] as received and the standardization [`Rules`]. Out: a [`Table`]: one [`Row`] a
//! record, the names that the rows refer to, how frequent each value is, and how many values of
//! each source could not be used. Must never: compare two records, or change what was received.

mod build;
mod by_text;
mod dose_days;
mod frequency;
mod intern;
mod names;
mod reference;
mod row;
#[cfg(test)]
pub mod sample;
mod store;
mod versions;

use std::collections::BTreeMap;

use crate::record::{Date, Field};
use crate::standardize::Rules;
use crate::texts::Texts;

pub use by_text::ByText;
pub use dose_days::{DoseDay, DoseDays};
pub use frequency::{Frequencies, RAREST_BITS};
pub use names::{NO_NAME, NameCode, Names};
pub use reference::{NameFrequencies, ReferenceFrequencies};
pub use row::{Flags, Row};
pub use store::{Extent, TablePages};
pub use versions::{amendment, mark_versions};

use crate::read::Records;

/// How many values of one field from one source were no evidence, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UnusedValues {
    /// They say nothing: "BABY BOY", 999-99-9999.
    pub placeholder: u64,
    /// They cannot be true: 29 February 2023.
    pub invalid: u64,
}

/// Unused values by source and field.
pub type UnusedBySource = BTreeMap<String, BTreeMap<String, UnusedValues>>;

/// Records in standard form.
pub struct Table {
    /// One a record, in the order of the records.
    pub rows: Vec<Row>,
    /// What the name codes in the rows stand for.
    pub names: Names,
    /// What the street codes in the rows stand for.
    pub streets: Texts,
    /// The days of vaccination that the rows refer to.
    pub dose_days: DoseDays,
    /// How often each name, date, phone and address occurs.
    pub frequencies: Frequencies,
    /// Values that could not be used.
    pub unused: UnusedBySource,
}

impl Table {
    /// Standardizes the records. A birth after `as_of` is invalid. What is rare is said by the records
    /// and the reference population together.
    pub fn new(
        records: &Records,
        rules: &Rules,
        as_of: Date,
        reference: &ReferenceFrequencies,
    ) -> Table {
        build::build(records, rules, as_of, reference)
    }

    /// As [`Table::new`], but what is rare is said by the reference population alone: for records that
    /// are a selection and say nothing about the population.
    pub fn of_selection(
        records: &Records,
        rules: &Rules,
        as_of: Date,
        reference: &ReferenceFrequencies,
    ) -> Table {
        // What the records would say of it is not asked, and counting is most of the work for a few.
        let mut table = build::build(records, rules, as_of, &ReferenceFrequencies::default());
        table.count_reference(reference);
        table
    }

    /// A table without records.
    pub fn empty() -> Table {
        let names = Names::default();
        let frequencies = Frequencies::new(&[], &names, &ReferenceFrequencies::default());
        Table {
            rows: Vec::new(),
            names,
            streets: Texts::default(),
            dose_days: DoseDays::default(),
            frequencies,
            unused: UnusedBySource::new(),
        }
    }

    /// Adds records behind those that are here. Which version of a certificate stands is for
    /// [`mark_versions`] to say, what is rare for [`Table::count_reference`].
    pub fn add(&mut self, records: &Records, rules: &Rules, as_of: Date) {
        build::add(self, records, rules, as_of);
    }

    /// Lets the reference population alone say what is rare.
    pub fn count_reference(&mut self, reference: &ReferenceFrequencies) {
        self.frequencies = Frequencies::new(&[], &self.names, reference);
    }

    /// A record in standard form.
    pub fn row(&self, record: u32) -> &Row {
        &self.rows[record as usize]
    }
}

/// The columns that hold given names, and those that hold surnames.
const GIVEN_NAMES: [Field; 6] = [
    Field::FirstName,
    Field::MiddleName,
    Field::AliasFirstName,
    Field::MotherFirstName,
    Field::GuardianFirstName,
    Field::FatherFirstName,
];
const SURNAMES: [Field; 4] =
    [Field::LastName, Field::AliasLastName, Field::MotherMaidenName, Field::MotherLastName];
