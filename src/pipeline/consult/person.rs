//! Whom some records speak of: the golden record, the wish about data sharing, the vaccinations.
//!
//! In: records that were looked at and which of them are one client's. Out: a [`Person`]. Must never: know
//! whether the client stands: a page shows what would be, too.

use super::{Consult, Looked};
use crate::digest::id;
use crate::record::{DataSharing, Date, Dose, Field};
use crate::resolve::Clients;
use crate::standardize::data_sharing;
use crate::survivorship::{Aspect, Speakers, Statement};
use crate::write::Histories;

/// A client as its records tell it.
pub struct Person {
    /// The golden values that there are, in the order of the data dictionary.
    pub golden: Vec<GoldenValue>,
    /// The wish about data sharing of all records together.
    pub data_sharing: DataSharing,
    /// What is told of doses, the oldest first.
    pub doses: Vec<ToldDose>,
}

/// A golden value.
pub struct GoldenValue {
    /// The column.
    pub name: &'static str,
    /// The value as received.
    pub value: String,
    /// The place of the record that tells it.
    pub place: usize,
}

/// What a record tells of a dose.
pub struct ToldDose {
    /// The place of the record.
    pub place: usize,
    /// The day.
    pub date: Date,
    /// The vaccine's code, as received.
    pub vaccine: String,
    /// Who gave it, as received.
    pub facility: String,
    /// The lot, as received.
    pub lot: String,
    /// Whether this is the one that counts of all that tell of the dose.
    pub counts: bool,
    /// Why it stands where it does: see `doses.parquet`.
    pub reason: &'static str,
}

impl Consult {
    /// The client that records at these places make up.
    pub fn person(&self, looked: &Looked, places: &[usize]) -> Person {
        Person {
            golden: golden(looked, places),
            data_sharing: wish(looked, places),
            doses: self.doses(looked, places),
        }
    }

    fn doses(&self, looked: &Looked, places: &[usize]) -> Vec<ToldDose> {
        let (records, rows) = (&looked.stored.records, &looked.table.rows);
        let members: Vec<u32> = places.iter().map(|&place| place as u32).collect();
        let clients = Clients::new(vec![(id(b'C', "person"), members)]);
        let (as_of, settings) = (self.as_of(), &self.settings.history);
        let histories = Histories::new(records, rows, &clients, as_of, settings);
        let told = |(record, counts, reason, dose): (u32, bool, &'static str, &Dose)| {
            let text = |code| records.doses().text(code).to_string();
            ToldDose {
                place: record as usize,
                date: dose.date,
                vaccine: text(dose.vaccine),
                facility: text(dose.facility),
                lot: text(dose.lot),
                counts,
                reason,
            }
        };
        histories.of(0).map(told).collect()
    }
}

fn golden(looked: &Looked, places: &[usize]) -> Vec<GoldenValue> {
    let records = &looked.stored.records;
    let statement = |&place: &usize| {
        let (row, doses) = (&looked.table.rows[place], records.doses().of(place));
        Statement::new(place as u32, row, doses, |field| records.value(place, field))
    };
    let statements: Vec<Statement> = places.iter().map(statement).collect();
    let speakers = Speakers::new(&statements);
    let mut golden = Vec::new();
    for aspect in Aspect::ALL {
        let Some(place) = speakers.of(aspect).map(|place| places[place]) else { continue };
        for column in aspect.fields() {
            let value = records.value(place, column.field);
            if !value.is_empty() {
                golden.push(GoldenValue { name: column.name, value: value.into(), place });
            }
        }
    }
    golden
}

fn wish(looked: &Looked, places: &[usize]) -> DataSharing {
    let records = &looked.stored.records;
    let wishes = places.iter().map(|&place| records.value(place, Field::DataSharing));
    let wishes = wishes.filter(|wish| !wish.is_empty()).map(data_sharing);
    wishes.fold(DataSharing::Unknown, DataSharing::merged)
}
