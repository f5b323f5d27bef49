//! Clients with their names, and what becomes of each record.

use std::ops::Range;

use rayon::prelude::*;

use super::members::by_client;
use crate::decide::{Guard, Guards, Pair};
use crate::digest::Id;
use crate::error::{Error, Result};
use crate::record::Decision;
use crate::table::Row;

/// The clients in the order of their ids, each with its records in order.
#[derive(Debug, PartialEq, Eq)]
pub struct Clients {
    ids: Vec<Id>,
    /// Where each client's records begin, and where the last one's end.
    starts: Vec<u32>,
    records: Vec<u32>,
}

impl Clients {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A client's id.
    pub fn id(&self, client: usize) -> &str {
        self.ids[client].as_str()
    }

    /// The ids of all clients, in order.
    pub fn ids(&self) -> &[Id] {
        &self.ids
    }

    /// A client's records.
    pub fn records(&self, client: usize) -> &[u32] {
        self.records_of(client..client + 1)
    }

    /// The records of some clients, one after the other.
    pub fn records_of(&self, clients: Range<usize>) -> &[u32] {
        &self.records[self.starts[clients.start] as usize..self.starts[clients.end] as usize]
    }

    /// Clients with their ids and records.
    pub fn new(mut named: Vec<(Id, Vec<u32>)>) -> Clients {
        named.par_sort_unstable();
        let (mut starts, mut records) = (vec![0], Vec::new());
        for (_, of_client) in &named {
            records.extend(of_client);
            starts.push(records.len() as u32);
        }
        Clients { ids: named.into_iter().map(|(id, _)| id).collect(), starts, records }
    }

    /// The client of each of so many records, by its place here; [`NO_CLIENT`] of one that is in none.
    pub fn of_records(&self, records: usize) -> Vec<u32> {
        let mut of = vec![NO_CLIENT; records];
        for client in 0..self.len() {
            self.records(client).iter().for_each(|&record| of[record as usize] = client as u32);
        }
        of
    }
}

/// Stands for no client.
pub const NO_CLIENT: u32 = u32::MAX;

/// What happens to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is the first of a client.
    Create,
    /// It joins a client through another record.
    Join,
    /// It stands alone until a person has answered, or is kept apart because one has.
    Hold,
    /// Its client has become another, and it has gone along.
    Merge,
    /// It has left its client.
    Split,
}

impl Action {
    /// The words in files, in the order of the actions.
    pub const NAMES: [&str; 5] = ["create", "join", "hold", "merge", "split"];
}

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecordDecision {
    /// What happens.
    pub action: Action,
    /// The record it joins through, or whose likeness holds it, or that it was told apart from; the pair's
    /// weight and guards.
    pub via: Option<(u32, f64, Guards)>,
}

impl RecordDecision {
    /// Whether a person is asked about it, and it stands alone until there is an answer.
    pub fn waits(&self) -> bool {
        self.action == Action::Hold && self.via.is_none_or(|via| !is_told_apart(via.2))
    }
}

/// The clients in the order of their ids. An id is made of the id of the client's anchor, so that it
/// does not depend on the order of anything.
pub fn named_clients<'a>(
    rows: &[Row],
    clients: &[u32],
    record_id: impl Fn(u32) -> &'a str + Sync,
) -> Clients {
    let (begins, members) = by_client(clients);
    let of = |client: u32| {
        &members[begins[client as usize] as usize..begins[client as usize + 1] as usize]
    };
    let mut named: Vec<(Id, u32)> = (0..clients.len() as u32)
        .into_par_iter()
        .filter(|&client| !of(client).is_empty())
        .map(|client| (crate::digest::id(b'C', record_id(anchor(rows, of(client)))), client))
        .collect();
    named.par_sort_unstable();
    let (mut starts, mut records) = (vec![0], Vec::with_capacity(members.len()));
    for &(_, client) in &named {
        records.extend_from_slice(of(client));
        starts.push(records.len() as u32);
    }
    Clients { ids: named.into_iter().map(|(id, _)| id).collect(), starts, records }
}

/// The record that a client begins with: its first birth record, or else its first.
pub fn anchor(rows: &[Row], records: &[u32]) -> u32 {
    let birth = records.iter().find(|&&record| rows[record as usize].is_birth_record());
    *birth.unwrap_or(&records[0])
}

/// What becomes of each record: it joins through its strongest link, or is held by its strongest open
/// question, or by a person's word, if it stands alone.
///
/// `strongest` holds what [`strongest_pairs`] found.
pub fn record_decisions(
    rows: &[Row],
    strongest: &[Option<&Pair>],
    clients: &Clients,
) -> Vec<RecordDecision> {
    let via = |record: u32| {
        let pair = strongest[record as usize]?;
        Some((if pair.a == record { pair.b } else { pair.a }, pair.weight, pair.guards))
    };
    let alone = RecordDecision { action: Action::Create, via: None };
    let mut decisions = vec![alone; rows.len()];
    for records in (0..clients.len()).map(|client| clients.records(client)) {
        let anchor = anchor(rows, records);
        for &record in records {
            let via = via(record);
            decisions[record as usize] = match (records.len(), record == anchor) {
                (1, _) if via.is_some() => RecordDecision { action: Action::Hold, via },
                (_, true) => alone,
                _ => RecordDecision {
                    action: Action::Join,
                    via: via.filter(|via| !is_told_apart(via.2)),
                },
            };
        }
    }
    decisions
}

fn is_told_apart(guards: Guards) -> bool {
    guards.has(Guard::SaidDifferent)
}

/// Each record's strongest link; where it has none, its strongest open question; and without any, the
/// strongest pair that a person has told apart.
pub fn strongest_pairs(records: usize, pairs: &[Pair]) -> Vec<Option<&Pair>> {
    let mut strongest: Vec<Option<&Pair>> = vec![None; records];
    let counts = |pair: &&Pair| pair.decision > Decision::Apart || is_told_apart(pair.guards);
    for pair in pairs.iter().filter(counts) {
        for record in [pair.a, pair.b] {
            let stronger = |than: &&Pair| {
                pair.decision > than.decision
                    || (pair.decision == than.decision && pair.weight > than.weight)
            };
            let slot = &mut strongest[record as usize];
            if slot.as_ref().is_none_or(stronger) {
                *slot = Some(pair);
            }
        }
    }
    strongest
}

/// Asserts on the result what resolving must keep: no client holds two live birth
/// certificates.
///
/// # Errors
/// One does: a defect, on which nothing may be published.
pub fn check_certificates(rows: &[Row], clients: &[u32]) -> Result<()> {
    let mut births: Vec<(u32, u64)> = clients
        .iter()
        .zip(rows)
        .filter(|(_, row)| row.is_live_birth_record())
        .map(|(&client, row)| (client, row.certificate))
        .collect();
    births.sort_unstable();
    let conflict =
        |two: &[(u32, u64)]| two[0].0 == two[1].0 && (two[0].1 == 0 || two[0].1 != two[1].1);
    if births.windows(2).any(conflict) {
        return Err(Error::Invariant("a client holds two birth certificates".into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Flags;

    fn row(birth_record: bool, certificate: u64) -> Row {
        let flags = Flags::default().with(Flags::BIRTH_RECORD, birth_record);
        Row { flags, certificate, ..Row::default() }
    }

    #[test]
    fn a_client_is_named_by_its_birth_record_wherever_that_stands() {
        let rows = [row(false, 0), row(true, 7), row(false, 0)];
        let id = |record: u32| ["a", "b", "c"][record as usize];
        let clients = named_clients(&rows, &[0, 0, 2], id);
        let named = |client: usize| (clients.id(client), clients.records(client));
        let (two, one) = (crate::digest::id(b'C', "b"), crate::digest::id(b'C', "c"));
        let mut expected = [(two.as_str(), [0, 1].as_slice()), (one.as_str(), &[2])];
        expected.sort();
        assert_eq!([named(0), named(1)], expected);
        let of = clients.of_records(3);
        assert_eq!(of[0], of[1]);
    }

    #[test]
    fn two_certificates_in_one_client_stop_the_run() {
        assert!(check_certificates(&[row(true, 7), row(true, 8)], &[0, 0]).is_err());
        assert!(check_certificates(&[row(true, 0), row(true, 0)], &[0, 0]).is_err());
        assert!(check_certificates(&[row(true, 7), row(true, 7)], &[0, 0]).is_ok());
        assert!(check_certificates(&[row(true, 7), row(true, 8)], &[0, 1]).is_ok());
        assert!(check_certificates(&[row(true, 7), row(false, 0)], &[0, 0]).is_ok());
    }
}
