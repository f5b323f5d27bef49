//! The records of each client while records still change clients.

use rustc_hash::FxHashMap;

/// Who is in which client, to begin with and since.
pub struct Members {
    /// Client and record, in order, as it was to begin with.
    began: Vec<(u32, u32)>,
    /// The records of clients that have changed since.
    changed: FxHashMap<u32, Vec<u32>>,
}

impl Members {
    /// Takes stock: `clients` holds each record's client.
    pub fn new(clients: &[u32]) -> Members {
        let mut began: Vec<(u32, u32)> =
            clients.iter().enumerate().map(|(record, &client)| (client, record as u32)).collect();
        began.sort_unstable();
        Members { began, changed: FxHashMap::default() }
    }

    /// The records of a client.
    pub fn of(&self, client: u32) -> Vec<u32> {
        if let Some(records) = self.changed.get(&client) {
            return records.clone();
        }
        let start = self.began.partition_point(|entry| entry.0 < client);
        let began = self.began[start..].iter().take_while(|entry| entry.0 == client);
        began.map(|entry| entry.1).collect()
    }

    /// All records of one client join another; returns those that moved.
    pub fn join(&mut self, from: u32, into: u32) -> Vec<u32> {
        let moved = self.of(from);
        let mut all = self.of(into);
        all.extend(&moved);
        self.changed.insert(from, Vec::new());
        self.changed.insert(into, all);
        moved
    }
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
