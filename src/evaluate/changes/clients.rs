//! Clients of two runs, compared by the records that are in them.
//!
//! In: each record's client before and after. Out: how many clients are the same, were merged, split
//! or changed otherwise, with examples. Must never: look at a client's id.

use serde::Serialize;

/// What becomes of the clients of the first run in the second, as sets of records that both have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientChanges {
    /// Clients before.
    pub before: u64,
    /// Clients after.
    pub after: u64,
    /// Clients of exactly the same records.
    pub same: u64,
    /// Whole clients that became one.
    pub merged: Groups,
    /// Clients that became several.
    pub split: Groups,
    /// Clients that exchanged records.
    pub otherwise_changed: Groups,
    /// Records whose client has other records than before.
    pub records_changed: u64,
    /// Examples of each kind of change, in the order of record ids.
    pub examples: Vec<ClientChange>,
}

/// Groups of clients that share records between the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Groups {
    /// Such groups.
    pub groups: u64,
    /// Their clients before.
    pub clients_before: u64,
    /// Their clients after.
    pub clients_after: u64,
    /// Their records.
    pub records: u64,
}

/// What happened to a group of clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// One client, before and after.
    Same,
    /// Several before, one after.
    Merged,
    /// One before, several after.
    Split,
    /// Several before, several after.
    OtherwiseChanged,
}

/// A group of clients that changed: the ids of the records in each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientChange {
    /// What happened.
    pub kind: ClientKind,
    /// The clients of the first run.
    pub before: Vec<Vec<String>>,
    /// The clients of the second run.
    pub after: Vec<Vec<String>>,
}

impl ClientChanges {
    pub(super) fn new(
        records: &[String],
        before: &[u32],
        after: &[u32],
        examples: usize,
    ) -> ClientChanges {
        let mut changes = ClientChanges {
            before: distinct(before.iter().copied()),
            after: distinct(after.iter().copied()),
            same: 0,
            merged: Groups::default(),
            split: Groups::default(),
            otherwise_changed: Groups::default(),
            records_changed: 0,
            examples: Vec::new(),
        };
        let mut shown = [0; 4];
        for group in groups(before, after) {
            let of =
                |clients: &[u32]| distinct(group.iter().map(|&record| clients[record as usize]));
            let (clients_before, clients_after) = (of(before), of(after));
            let kind = kind(clients_before, clients_after);
            changes.add(kind, clients_before, clients_after, group.len() as u64);
            if kind != ClientKind::Same && shown[kind as usize] < examples {
                shown[kind as usize] += 1;
                let named = |clients: &[u32]| parts(records, &group, clients);
                let (before, after) = (named(before), named(after));
                changes.examples.push(ClientChange { kind, before, after });
            }
        }
        changes.examples.sort_by_key(|example| example.kind);
        changes
    }

    fn add(&mut self, kind: ClientKind, before: u64, after: u64, records: u64) {
        let groups = match kind {
            ClientKind::Same => {
                self.same += 1;
                return;
            }
            ClientKind::Merged => &mut self.merged,
            ClientKind::Split => &mut self.split,
            ClientKind::OtherwiseChanged => &mut self.otherwise_changed,
        };
        groups.groups += 1;
        groups.clients_before += before;
        groups.clients_after += after;
        groups.records += records;
        self.records_changed += records;
    }
}

fn kind(before: u64, after: u64) -> ClientKind {
    match (before, after) {
        (1, 1) => ClientKind::Same,
        (_, 1) => ClientKind::Merged,
        (1, _) => ClientKind::Split,
        _ => ClientKind::OtherwiseChanged,
    }
}

/// The records in groups that no client of either run leaves, each in order, by the first record.
fn groups(before: &[u32], after: &[u32]) -> Vec<Vec<u32>> {
    let mut joined_to: Vec<u32> = (0..before.len() as u32).collect();
    for clients in [before, after] {
        let mut by_client: Vec<(u32, u32)> = clients.iter().copied().zip(0..).collect();
        by_client.sort_unstable();
        for two in by_client.windows(2).filter(|two| two[0].0 == two[1].0) {
            let (one, other) = (first(&mut joined_to, two[0].1), first(&mut joined_to, two[1].1));
            joined_to[one.max(other) as usize] = one.min(other);
        }
    }
    let mut rows: Vec<(u32, u32)> = Vec::with_capacity(before.len());
    for record in 0..before.len() as u32 {
        rows.push((first(&mut joined_to, record), record));
    }
    rows.sort_unstable();
    let groups = rows.chunk_by(|x, y| x.0 == y.0);
    groups.map(|group| group.iter().map(|row| row.1).collect()).collect()
}

/// The first record of the same group; shortens the way for the next who asks.
fn first(joined_to: &mut [u32], mut record: u32) -> u32 {
    while joined_to[record as usize] != record {
        let next = joined_to[record as usize];
        joined_to[record as usize] = joined_to[next as usize];
        record = next;
    }
    record
}

fn distinct(numbers: impl Iterator<Item = u32>) -> u64 {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len() as u64
}

/// The group's records by client, clients in the order of their first record.
fn parts(records: &[String], group: &[u32], clients: &[u32]) -> Vec<Vec<String>> {
    let mut order: Vec<u32> = Vec::new();
    let mut parts: Vec<Vec<String>> = Vec::new();
    for &record in group {
        let client = clients[record as usize];
        let place = order.iter().position(|&known| known == client).unwrap_or_else(|| {
            order.push(client);
            parts.push(Vec::new());
            order.len() - 1
        });
        parts[place].push(records[record as usize].clone());
    }
    parts
}
