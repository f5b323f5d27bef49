//! Which records have come into a client with which other client: gone through the log from its beginning.
//!
//! In: a registry's log, and a client. Out: the clients that have become it, each with its records. Must
//! never: name a record that is in another client now.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::registry::{Event, Grounds, LogEntry, MERGED, View};

/// A client that has become another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The client.
    pub from: u32,
    /// Where in the log it was merged.
    pub at: u64,
    /// The records that came with it, and those that have joined through one of them since; in their
    /// newest versions, and as far as they are in the client still.
    pub records: BTreeSet<u32>,
}

/// What the log says of moves and joins.
#[derive(Default)]
struct Walk {
    /// Since the last merge: record, and the clients that it has left and joined.
    moved: Vec<(u32, u32, u32)>,
    /// For each client that has become another where in the log, and its records then.
    merges: BTreeMap<u32, (u64, Vec<u32>)>,
    /// Of new records: where in the log they have joined, which they are, and through which.
    joined: Vec<(u64, u32, u32)>,
    /// Records that replace another.
    versions: BTreeSet<u32>,
}

/// The clients that have become this one, at once or by way of others.
///
/// # Errors
/// The registry cannot be read.
pub fn merges(view: &View, client: u32) -> Result<Vec<Merge>> {
    let members: BTreeSet<u32> = view.members_of(&[client])?.concat().into_iter().collect();
    let mut walk = Walk::default();
    view.visit_log(1, |LogEntry { sequence, event, .. }| {
        walk.apply(sequence, event, &members);
        Ok(())
    })?;
    let mut merges = Vec::new();
    for (&from, (at, records)) in &walk.merges {
        if end_of(view, from)? == client {
            let mut here = BTreeSet::new();
            for &record in records {
                here.insert(view.newest_version(record)?);
            }
            let records = walk.followed(view, *at, here)?;
            let records = records.intersection(&members).copied().collect();
            merges.push(Merge { from, at: *at, records });
        }
    }
    Ok(merges)
}

/// The client that a client has become in the end.
pub fn end_of(view: &View, mut client: u32) -> Result<u32> {
    while let Some(into) = view.client(client)?.and_then(|client| client.merged_into) {
        client = into;
    }
    Ok(client)
}

impl Walk {
    fn apply(&mut self, sequence: u64, event: Event, members: &BTreeSet<u32>) {
        match event {
            Event::Moved { record, from, to, reason, .. } if reason == MERGED => {
                self.moved.push((record, from, to));
            }
            Event::ClientsMerged { from, into } => {
                let along = std::mem::take(&mut self.moved).into_iter();
                let along = along.filter(|&(_, left, joined)| (left, joined) == (from, into));
                self.merges.insert(from, (sequence, along.map(|moved| moved.0).collect()));
            }
            Event::Unmerged { client, .. } => _ = self.merges.remove(&client),
            Event::RecordReplaced { by, .. } => _ = self.versions.insert(by),
            Event::Joined { record, grounds: Grounds { via: Some(via), .. }, .. }
                if members.contains(&record) && !self.versions.contains(&record) =>
            {
                self.joined.push((sequence, record, via));
            }
            _ => {}
        }
    }

    /// Records, and those that have joined through them after a place in the log.
    fn followed(
        &self,
        view: &View,
        after: u64,
        mut records: BTreeSet<u32>,
    ) -> Result<BTreeSet<u32>> {
        let mut later = Vec::new();
        for &(at, record, via) in self.joined.iter().filter(|joined| joined.0 > after) {
            // Within a night nothing says which came first.
            later.push((at, record, view.newest_version(via)?));
        }
        loop {
            let before = records.len();
            for &(_, record, via) in &later {
                if records.contains(&via) {
                    records.insert(record);
                }
            }
            if records.len() == before {
                return Ok(records);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::RecordsBuilder;
    use crate::record::{Field, SourceKind};
    use crate::registry::{Founding, NewRun, Night, Registry};

    fn add(night: &mut Night, records: &[(&str, &str)]) {
        let mut builder = RecordsBuilder::default();
        for (id, name) in records {
            builder.begin(SourceKind::Submission);
            builder.value(Field::RecordId, id);
            builder.value(Field::FirstName, name);
        }
        night.add_records(&builder.finish(), |_| None).unwrap();
    }

    fn night(registry: &mut Registry, run_id: &str, write: impl FnOnce(&mut Night)) {
        let mut night = registry.night(&NewRun { run_id, as_of: 0, folder: run_id }).unwrap();
        write(&mut night);
        night.commit("{}", "{}").unwrap();
    }

    fn via(record: u32) -> Grounds {
        Grounds { via: Some(record), weight: Some(9.0), ..Grounds::default() }
    }

    /// Clients 0, 1 and 2 of records 0, 1 and 2; 2 becomes 1, and 1 becomes 0.
    fn merged(folder: &std::path::Path) -> Registry {
        let path = folder.join("registry.db");
        let mut registry = Registry::create(&path, &Founding::default()).unwrap();
        night(&mut registry, "first", |night| {
            add(night, &[("a", "ADA"), ("b", "BEA"), ("c", "CY")]);
            for (record, id) in [(0, "C-ada"), (1, "C-bea"), (2, "C-cy")] {
                night.create_client(id).unwrap();
                night.join(record, record, Grounds::default()).unwrap();
            }
        });
        night(&mut registry, "second", |night| night.merge(2, 1, |_| Grounds::default()).unwrap());
        night(&mut registry, "third", |night| {
            night.merge(1, 0, |_| Grounds::default()).unwrap();
            add(night, &[("d", "DI"), ("e", "EVE"), ("f", "FAY")]);
            // 5 comes through 4, and that through 2; 3 through 0.
            night.join(3, 0, via(0)).unwrap();
            night.join(5, 0, via(4)).unwrap();
            night.join(4, 0, via(2)).unwrap();
        });
        registry
    }

    fn found(registry: &Registry, client: u32) -> Vec<(u32, Vec<u32>)> {
        let merges = merges(&registry.view(), client).unwrap().into_iter();
        merges.map(|merge| (merge.from, merge.records.into_iter().collect())).collect()
    }

    #[test]
    fn with_a_merged_client_go_those_who_have_come_through_its_records() {
        let scratch = tempfile::tempdir().unwrap();
        let mut registry = merged(scratch.path());
        assert_eq!(found(&registry, 0), [(1, vec![1, 2, 4, 5]), (2, vec![2, 4, 5])]);
        assert!(found(&registry, 1).is_empty());

        // A newer version is the record; one that is elsewhere now is not named.
        night(&mut registry, "fourth", |night| {
            add(night, &[("c", "CYRUS")]);
            night.leave(2, "sent anew").unwrap();
            night.join(6, 0, via(0)).unwrap();
            night.split(0, "C-fay", &[5], "split", |_| Grounds::default()).unwrap();
        });
        assert_eq!(found(&registry, 0), [(1, vec![1, 4, 6]), (2, vec![4, 6])]);
        night(&mut registry, "fifth", |night| night.unmerge(2, &[4, 6], "x").unwrap());
        assert_eq!(found(&registry, 0), [(1, vec![1])]);
    }
}
