//! What has come tonight that the registry does not have.
//!
//! In: what was read, and the registry. Out: the new records, each with the older version that it
//! replaces; and what becomes of the registry's rows because of them. Must never: take a record for new
//! that is there already, or change one that another source has sent.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::Result;
use crate::history::is_a_number;
use crate::read::{Received, Records, RecordsBuilder};
use crate::record::{Dose, Field};
use crate::registry::{Arrival, View};
use crate::table::{Flags, Table, amendment, mark_versions};

/// Why a record is refused.
const TAKEN: &str = "another source has sent a record of this id";

/// The new records.
pub struct News {
    /// In the order of their ids; the first has the number `first` in the registry, and so on.
    pub records: Records,
    /// The number of the first.
    pub first: u32,
    /// For each the record of the registry that it replaces.
    pub replaces: Vec<Option<u32>>,
    /// Records that came again as they were.
    pub known: u64,
}

impl News {
    /// Takes the new records out of what was read; a record whose id another source has used is refused.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn new(registry: &View, received: &mut Received) -> Result<News> {
        let records = std::mem::replace(&mut received.records, RecordsBuilder::default().finish());
        let (records, arrivals) = with_known_doses(registry, records)?;
        let first = registry.record_count()?;
        let (mut replaces, mut chosen) = (Vec::new(), Vec::with_capacity(records.len()));
        let (mut known, mut taken) = (0, Vec::new());
        for (record, arrival) in arrivals.into_iter().enumerate() {
            match arrival {
                Arrival::New(_) => replaces.push(None),
                Arrival::Version { replaces: older, .. } => replaces.push(Some(older)),
                Arrival::Known(_) => {
                    known += 1;
                    continue;
                }
                Arrival::Taken(_) => {
                    taken.push(records.reject(record, Field::RecordId, TAKEN));
                    continue;
                }
            }
            chosen.push(record);
        }
        received.refuse(taken);
        let records = if chosen.len() == records.len() { records } else { some(&records, &chosen) };
        Ok(News { records, first, replaces, known })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether a record of the registry is one of them.
    pub fn holds(&self, number: u32) -> bool {
        number >= self.first
    }

    /// Its place among them.
    pub fn place(&self, number: u32) -> usize {
        (number - self.first) as usize
    }

    /// The registry's records that are replaced, each with its newer version.
    pub fn replaced(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let numbered = self.replaces.iter().zip(self.first..);
        numbered.filter_map(|(&older, newer)| Some((older?, newer)))
    }

    /// Marks rows that say nothing any more, and which version of each certificate stands; the rows of the
    /// news are in the table behind the others. Gives the flags of the registry's rows that have changed.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn mark(&self, registry: &View, table: &mut Table) -> Result<Vec<(u32, Flags)>> {
        let births = self.versions(table);
        let old: Vec<u32> = births.iter().copied().filter(|&birth| !self.holds(birth)).collect();
        let replaced = self.replaced().map(|(older, _)| older);
        let changing: BTreeSet<u32> = old.iter().copied().chain(replaced).collect();
        let flags = |table: &Table, record: u32| table.row(record).flags;
        let before: Vec<(u32, Flags)> =
            changing.into_iter().map(|record| (record, flags(table, record))).collect();
        for (older, _) in self.replaced() {
            let row = &mut table.rows[older as usize];
            row.flags = row.flags.with(Flags::RETIRED, true);
        }
        let stored = registry.records(&old)?;
        let place = |record: u32| stored.numbers.iter().position(|&number| number == record);
        let rank = |record: u32| {
            let (records, place) = match place(record) {
                Some(place) => (&stored.records, place),
                None => (&self.records, self.place(record)),
            };
            (amendment(records, place as u32), records.id(place).to_string())
        };
        mark_versions(&mut table.rows, births, rank);
        let now = before.iter().map(|&(record, _)| (record, flags(table, record)));
        Ok(now.zip(&before).filter(|(now, before)| now != *before).map(|(now, _)| now).collect())
    }

    /// All live birth records of the certificates that came tonight.
    fn versions(&self, table: &Table) -> Vec<u32> {
        let fresh = &table.rows[self.first as usize..];
        let tonight = fresh.iter().filter(|row| row.has_birth_certificate());
        let tonight: FxHashSet<u64> = tonight.map(|row| row.certificate).collect();
        let replaced: BTreeSet<u32> = self.replaced().map(|(older, _)| older).collect();
        let is_version = |&record: &u32| {
            let row = table.row(record);
            row.has_birth_certificate()
                && tonight.contains(&row.certificate)
                && !row.flags.has(Flags::RETIRED)
                && !replaced.contains(&record)
        };
        (0..table.rows.len() as u32).into_par_iter().filter(is_version).collect()
    }
}

/// The records with the doses that their older versions told of: whoever sends a person again says nothing
/// of doses by being silent. (What is to be taken back comes as a deletion.)
fn with_known_doses(registry: &View, records: Records) -> Result<(Records, Vec<Arrival>)> {
    let older = |arrival: Arrival| match arrival {
        Arrival::Version { replaces, .. } => Some(replaces),
        _ => None,
    };
    let arrivals = registry.foresee(&records)?;
    let older: Vec<Option<u32>> = arrivals.iter().copied().map(older).collect();
    let replaced: Vec<u32> = older.iter().copied().flatten().collect();
    let stored = registry.records(&replaced)?;
    if stored.records.doses().is_empty() {
        return Ok((records, arrivals));
    }
    let places: FxHashMap<u32, usize> = stored.numbers.iter().copied().zip(0..).collect();
    let mut builder = RecordsBuilder::default();
    for (record, older) in older.iter().enumerate() {
        builder.copy(&records, record);
        let Some(&place) = older.as_ref().and_then(|older| places.get(older)) else { continue };
        let told: Vec<StatedDose> = doses(&records, record).collect();
        let is_told = |known: &StatedDose| told.iter().any(|told| is_again(told, known));
        let known = doses(&stored.records, place).filter(|known| !is_told(known));
        known.for_each(|(dose, texts)| builder.dose(dose, texts));
    }
    let records = builder.finish();
    let arrivals = registry.foresee(&records)?;
    Ok((records, arrivals))
}

/// Whether a statement says again, or anew under its number, what another said.
fn is_again(told: &StatedDose, known: &StatedDose) -> bool {
    let ([vaccine, .., number], [known_vaccine, .., known_number]) = (told.1, known.1);
    let is_anew = is_a_number(number) && (vaccine, number) == (known_vaccine, known_number);
    told == known || is_anew
}

/// A dose and its texts.
type StatedDose<'a> = (Dose, [&'a str; 5]);

/// What a record tells of doses, in words.
fn doses(records: &Records, record: usize) -> impl Iterator<Item = StatedDose<'_>> {
    let doses = records.doses();
    doses.of(record).iter().map(|dose| {
        let codes = [dose.vaccine, dose.facility, dose.lot, dose.product, dose.order_number];
        (dose.with_texts(|_| 0), codes.map(|code| doses.text(code)))
    })
}

fn some(records: &Records, chosen: &[usize]) -> Records {
    let mut builder = RecordsBuilder::default();
    chosen.iter().for_each(|&record| builder.copy(records, record));
    builder.finish()
}
