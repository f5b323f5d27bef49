//! Clients with their names, and what becomes of each record.

use rayon::prelude::*;

use crate::decide::{Guards, Pair};
use crate::error::{Error, Result};
use crate::record::Decision;
use crate::table::Row;

/// A client: its id and its records, in order.
pub type Client = (String, Vec<u32>);

/// What happens to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is the first of a client.
    Create,
    /// It joins a client through another record.
    Join,
    /// It stands alone until a person has answered.
    Hold,
}

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecordDecision {
    /// What happens.
    pub action: Action,
    /// The record it joins through, or whose likeness holds it; the pair's weight and guards.
    pub via: Option<(u32, f64, Guards)>,
}

/// The clients in the order of their ids. An id is made of the id of the client's anchor, so that it
/// does not depend on the order of anything.
pub fn named_clients<'a>(
    rows: &[Row],
    clients: &[u32],
    record_id: impl Fn(u32) -> &'a str + Sync,
) -> Vec<Client> {
    let mut members: Vec<(u32, u32)> =
        clients.iter().enumerate().map(|(record, &client)| (client, record as u32)).collect();
    members.par_sort_unstable();
    let mut named: Vec<Client> = members
        .par_chunk_by(|x, y| x.0 == y.0)
        .map(|client| {
            let records: Vec<u32> = client.iter().map(|&(_, record)| record).collect();
            (crate::digest::id('C', record_id(anchor(rows, &records))), records)
        })
        .collect();
    named.par_sort_unstable();
    named
}

/// The record that a client begins with: its first birth record, or else its first.
fn anchor(rows: &[Row], records: &[u32]) -> u32 {
    let birth = records.iter().find(|&&record| rows[record as usize].is_birth_record());
    *birth.unwrap_or(&records[0])
}

/// What becomes of each record: it joins through its strongest link, or is held by its strongest open
/// question if it stands alone.
pub fn record_decisions(rows: &[Row], pairs: &[Pair], clients: &[Client]) -> Vec<RecordDecision> {
    let strongest = strongest_pairs(rows.len(), pairs);
    let via = |record: u32| {
        let pair = strongest[record as usize]?;
        Some((if pair.a == record { pair.b } else { pair.a }, pair.weight, pair.guards))
    };
    let alone = RecordDecision { action: Action::Create, via: None };
    let mut decisions = vec![alone; rows.len()];
    for (_, records) in clients {
        let anchor = anchor(rows, records);
        for &record in records {
            let via = via(record);
            decisions[record as usize] = match (records.len(), record == anchor) {
                (1, _) if via.is_some() => RecordDecision { action: Action::Hold, via },
                (_, true) => alone,
                _ => RecordDecision { action: Action::Join, via },
            };
        }
    }
    decisions
}

/// Each record's strongest link; where it has none, its strongest open question.
fn strongest_pairs(records: usize, pairs: &[Pair]) -> Vec<Option<&Pair>> {
    let mut strongest: Vec<Option<&Pair>> = vec![None; records];
    for pair in pairs.iter().filter(|pair| pair.decision > Decision::Apart) {
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

/// Asserts on the result what resolving must keep: no client holds two birth certificates.
///
/// # Errors
/// One does: a defect, on which nothing may be published.
pub fn check_certificates(rows: &[Row], clients: &[u32]) -> Result<()> {
    let mut births: Vec<(u32, u64)> = clients
        .iter()
        .zip(rows)
        .filter(|(_, row)| row.is_birth_record())
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
        let expected =
            [(crate::digest::id('C', "b"), vec![0, 1]), (crate::digest::id('C', "c"), vec![2])];
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(clients, expected);
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
