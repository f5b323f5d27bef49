//! The records of each client while records still change clients.

use rustc_hash::FxHashMap;

/// Who is in which client, to begin with and since.
pub struct Members {
    /// Client and record, in order, as it was to begin with.
    began: Vec<(u32, u32)>,
    /// Records that joined a client since.
    joined: FxHashMap<u32, Vec<u32>>,
}

impl Members {
    /// Takes stock: `clients` holds each record's client.
    pub fn new(clients: &[u32]) -> Members {
        let mut began: Vec<(u32, u32)> =
            clients.iter().enumerate().map(|(record, &client)| (client, record as u32)).collect();
        began.sort_unstable();
        Members { began, joined: FxHashMap::default() }
    }

    /// The records of a client that nobody has left.
    pub fn of(&self, client: u32) -> Vec<u32> {
        let start = self.began.partition_point(|entry| entry.0 < client);
        let began = self.began[start..].iter().take_while(|entry| entry.0 == client);
        let joined = self.joined.get(&client).into_iter().flatten();
        began.map(|entry| entry.1).chain(joined.copied()).collect()
    }

    /// A record that was alone joins a client.
    pub fn join(&mut self, record: u32, client: u32) {
        self.joined.entry(client).or_default().push(record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_those_who_began_in_it_and_those_who_joined() {
        let mut members = Members::new(&[0, 1, 0, 3]);
        assert_eq!(members.of(0), [0, 2]);
        members.join(3, 0);
        assert_eq!(members.of(0), [0, 2, 3]);
        assert_eq!(members.of(1), [1]);
    }
}
