//! The engine, asked about a few records of a registry: what two say of each other, whom a client's records
//! speak of.
//!
//! In: a registry's view, numbers of records and clients. Out: what the same stages that a night runs say of
//! them. Must never: decide anything for the registry, or hold more than the clients that it is asked about.

mod neighbours;
mod pair;
mod person;
mod sample;

pub use neighbours::{NEW, Neighbour, Neighbourhood};
pub use pair::ConsultedPair;
pub use person::{GoldenValue, Person, ToldDose};
pub use sample::draw_sample;

use super::AsOf;
use super::nightly::in_force;
use crate::error::Result;
use crate::read::Records;
use crate::record::Date;
use crate::registry::{Stored, View};
use crate::score::{Model, Scorer};
use crate::settings::Settings;
use crate::standardize::Rules;
use crate::table::{ByText, Table};

/// Records of one client that are looked at: more are no person's, and no page shows them.
pub const MEMBERS: usize = 300;

/// The registry's model, settings and rules, ready to be asked.
pub struct Consult {
    model: Model,
    settings: Settings,
    rules: Rules,
    scorer: Scorer,
    as_of: Date,
}

/// Some records as received and as the engine sees them.
pub struct Looked {
    /// As received, in the order of their ids.
    pub stored: Stored,
    /// In standard form, in the same order.
    pub table: Table,
}

impl Consult {
    /// With what is in force in a registry, as of its last night.
    ///
    /// # Errors
    /// The registry cannot be read, or a newer selfsame has written it.
    pub fn new(view: &View) -> Result<Consult> {
        let (model, settings) = in_force(view)?;
        let rules = Rules::shipped().with_placeholders(&settings.placeholders);
        let last = view.last_runs(1)?.first().map(|run| AsOf::from_microseconds(run.as_of));
        let as_of = last.unwrap_or_else(AsOf::now).date();
        let scorer = Scorer::new(&model);
        Ok(Consult { model, settings, rules, scorer, as_of })
    }

    /// The settings in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The model's digest.
    pub fn model_digest(&self) -> String {
        self.model.digest()
    }

    /// The day of the registry's last night.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Looks at records of a registry.
    ///
    /// # Errors
    /// The registry cannot be read, or has no such record.
    pub fn look(&self, view: &View, numbers: &[u32]) -> Result<Looked> {
        let stored = view.records(numbers)?;
        let table = self.table(&stored.records);
        Ok(Looked { stored, table })
    }

    /// Records for keys alone, of which it is not asked what is rare.
    fn keys(&self, records: &Records) -> ByText {
        let mut table = Table::empty();
        table.add(records, &self.rules, self.as_of);
        table.by_text()
    }

    /// Records in standard form; values are rare or common as the registry's model says.
    fn table(&self, records: &Records) -> Table {
        Table::of_selection(records, &self.rules, self.as_of, &self.model.reference)
    }
}

impl Looked {
    /// The place of a record of this number.
    pub fn place(&self, number: u32) -> Option<usize> {
        self.stored.numbers.iter().position(|&one| one == number)
    }
}
