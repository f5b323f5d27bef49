//! Records and clients in portions, so that the texts of a few are in memory at a time.
//!
//! In: a registry. Out: its clients with all their records, and its records with how they came to their
//! clients. Must never: leave one out, or let where a portion ends show in a row.

use super::origins::{Came, Origins};
use crate::digest::Id;
use crate::error::Result;
use crate::read::{Records, RecordsBuilder};
use crate::record::{Field, SourceKind};
use crate::registry::View;
use crate::resolve::{Clients, NO_CLIENT, RecordDecision};
use crate::table::Row;
use crate::write::{DecisionRow, GROUP_ROWS, Portion};

/// Clients of a portion.
const CLIENTS: usize = 1 << 16;

/// Goes through clients, which are in the order of their ids; those without records are left out.
///
/// # Errors
/// The registry cannot be read, or the visitor stops.
pub fn portions(
    view: &View,
    rows: &[Row],
    clients: &[(Id, u32)],
    mut visit: impl FnMut(&Portion) -> Result<()>,
) -> Result<()> {
    for clients in clients.chunks(CLIENTS) {
        let portion = portion(view, rows, clients)?;
        if !portion.clients.is_empty() {
            visit(&portion)?;
        }
    }
    Ok(())
}

fn portion(view: &View, rows: &[Row], clients: &[(Id, u32)]) -> Result<Portion> {
    let numbers: Vec<u32> = clients.iter().map(|client| client.1).collect();
    let members = view.members_of(&numbers)?;
    let stored = view.records(&members.concat())?;
    let mut places: Vec<(u32, u32)> = stored.numbers.iter().copied().zip(0..).collect();
    places.sort_unstable();
    let place = |number: &u32| {
        let found = places.binary_search_by_key(number, |place| place.0).ok()?;
        Some(places[found].1)
    };
    let mut named = Vec::with_capacity(clients.len());
    for (&(id, _), members) in clients.iter().zip(&members).filter(|of| !of.1.is_empty()) {
        let mut records: Vec<u32> = members.iter().filter_map(place).collect();
        records.sort_unstable();
        named.push((id, records));
    }
    let rows = stored.numbers.iter().map(|&number| rows[number as usize]).collect();
    Ok(Portion { records: stored.records, rows, clients: Clients::new(named) })
}

/// Rows of `decisions.parquet`, with what they speak of.
pub struct DecisionPortion {
    /// Id and source of the records, and behind them of those through which they have come.
    pub records: Records,
    /// For each record its client's number.
    pub clients: Vec<u32>,
    /// The rows, each with the place of its run among all.
    pub rows: Vec<(DecisionRow, u32)>,
}

/// Goes through all records that have a client, in the order of their ids; `ids` are the clients'.
///
/// # Errors
/// The registry cannot be read, or the visitor stops.
pub fn decision_rows(
    view: &View,
    origins: &Origins,
    ids: &[Id],
    mut visit: impl FnMut(DecisionPortion) -> Result<()>,
) -> Result<()> {
    let mut gathered = Gathered { view, origins, ids, builder: None, rows: Vec::new() };
    view.visit_live_records(|number, id, source| {
        let of_record = |of: &[u32]| of.get(number as usize).copied();
        if of_record(&origins.client_of).is_none_or(|client| client == NO_CLIENT) {
            return Ok(());
        }
        gathered.add(number, id, source);
        if gathered.rows.len() == GROUP_ROWS {
            visit(gathered.portion()?)?;
        }
        Ok(())
    })?;
    if !gathered.rows.is_empty() {
        visit(gathered.portion()?)?;
    }
    Ok(())
}

struct Gathered<'a> {
    view: &'a View<'a>,
    origins: &'a Origins,
    ids: &'a [Id],
    builder: Option<RecordsBuilder>,
    /// The numbers of the records.
    rows: Vec<u32>,
}

impl Gathered<'_> {
    fn add(&mut self, number: u32, id: &str, source: &str) {
        let builder = self.builder.get_or_insert_default();
        // Of which kind it is no column tells.
        builder.begin(SourceKind::Submission);
        builder.value(Field::RecordId, id);
        builder.value(Field::Source, source);
        self.rows.push(number);
    }

    /// What was gathered since the last one.
    fn portion(&mut self) -> Result<DecisionPortion> {
        let mut builder = self.builder.take().unwrap_or_default();
        let numbers = std::mem::take(&mut self.rows);
        let came = |number: &u32| self.origins.came.get(*number as usize).copied().flatten();
        let came: Vec<Option<Came>> = numbers.iter().map(came).collect();
        let via: Vec<u32> = came.iter().filter_map(|came| Some((*came)?.via?.0)).collect();
        for id in self.view.record_ids(&via)? {
            builder.begin(SourceKind::Submission);
            builder.value(Field::RecordId, &id);
        }
        let mut place_of_via = numbers.len() as u32..;
        let mut rows = Vec::with_capacity(numbers.len());
        for (record, came) in (0..).zip(came) {
            let Some(came) = came else { continue };
            let via = came.via.and_then(|(_, weight, guards)| {
                place_of_via.next().map(|place| (place, weight, guards))
            });
            let decision = RecordDecision { action: came.action, via };
            let previous = came.previous.and_then(|from| self.ids.get(from as usize).copied());
            let row = DecisionRow { record, decision, previous, said: came.said };
            rows.push((row, came.run.saturating_sub(1)));
        }
        let clients = numbers.iter().map(|&number| self.origins.client_of[number as usize]);
        Ok(DecisionPortion { records: builder.finish(), clients: clients.collect(), rows })
    }
}
