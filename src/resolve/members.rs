//! The records of each client while records still change clients.

use rustc_hash::FxHashMap;

/// Who is in which client, to begin with and since.
pub struct Members {
    /// Where each client's records began.
    starts: Vec<u32>,
    /// The records by client, as it was to begin with.
    began: Vec<u32>,
    /// The records of clients that have changed since.
    changed: FxHashMap<u32, Vec<u32>>,
}

impl Members {
    /// Takes stock: `clients` holds each record's client.
    pub fn new(clients: &[u32]) -> Members {
        let (starts, began) = by_client(clients);
        Members { starts, began, changed: FxHashMap::default() }
    }

    /// The records of a client.
    pub fn of(&self, client: u32) -> &[u32] {
        if let Some(records) = self.changed.get(&client) {
            return records;
        }
        let (start, end) = (self.starts[client as usize], self.starts[client as usize + 1]);
        &self.began[start as usize..end as usize]
    }

    /// All records of one client join another; returns those that moved.
    pub fn join(&mut self, from: u32, into: u32) -> Vec<u32> {
        let moved = self.of(from).to_vec();
        let all = [self.of(into), &moved].concat();
        self.changed.insert(from, Vec::new());
        self.changed.insert(into, all);
        moved
    }
}

/// The records in the order of their clients, and where each client's begin. `clients` holds each
/// record's client, named by one of its records.
pub fn by_client(clients: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; clients.len() + 1];
    for &client in clients {
        starts[client as usize + 1] += 1;
    }
    for client in 0..clients.len() {
        starts[client + 1] += starts[client];
    }
    let (mut next, mut records) = (starts.clone(), vec![0; clients.len()]);
    for (record, &client) in clients.iter().enumerate() {
        records[next[client as usize] as usize] = record as u32;
        next[client as usize] += 1;
    }
    (starts, records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_those_who_began_in_it_and_those_who_joined() {
        let mut members = Members::new(&[0, 1, 0, 3]);
        assert_eq!(members.of(0), [0, 2]);
        assert_eq!(members.join(0, 3), [0, 2]);
        assert_eq!(members.of(3), [3, 0, 2]);
        assert!(members.of(0).is_empty());
        assert_eq!(members.of(1), [1]);
    }
}
