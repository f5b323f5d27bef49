//! What a night changes: which clients are new, have new records, have become one or come apart.
//!
//! In: the records that were resolved anew, and the clients that stand. Out: the clients that change,
//! with their ids; what becomes of each record that is new or moves. Must never: touch a client of which
//! nothing has changed.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::heeded::{Heeded, fresh_answers};
use super::local::Local;
use super::news::News;
use crate::decide::Pair;
use crate::digest::{Id, id};
use crate::error::{Error, Result};
use crate::read::{Records, RecordsBuilder};
use crate::record::{Field, SourceKind};
use crate::registry::View;
use crate::resolve::{
    Action, Clients, RecordDecision, anchor, record_decisions, strongest_pairs, succeed,
};
use crate::table::Flags;
use crate::write::{ClientEvent, CrosswalkRow, DecisionRow};

/// A client of which something has changed.
pub struct Changed {
    /// Its records, by their places among the local ones.
    pub records: Vec<u32>,
    /// Its id.
    pub id: Id,
    /// Its number in the registry; none if it is new.
    pub number: Option<u32>,
    /// The client of the registry that it was split from.
    pub split_from: Option<u32>,
}

/// What a night changes.
pub struct Changes {
    /// The clients, in the order of their first records.
    pub clients: Vec<Changed>,
    /// Clients of the registry that have been merged, each with the place among `clients` of the one that
    /// it was merged into.
    pub merged: Vec<(u32, usize)>,
    /// Ids of the registry's clients that any of this is about.
    ids: BTreeMap<u32, Id>,
}

impl Changes {
    /// Finds them; new clients get ids that are made of the run's and of a record's.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn new(
        registry: &View,
        local: &Local,
        news: &News,
        flags: &[(u32, Flags)],
        run_id: &str,
    ) -> Result<Changes> {
        let groups = groups(&local.clients);
        let slices: Vec<&[u32]> = groups.iter().map(Vec::as_slice).collect();
        let standing = |record: u32| local.standing[record as usize];
        let succession = succeed(&slices, standing);
        let marked = |number: u32| flags.binary_search_by_key(&number, |flag| flag.0).is_ok();
        // A client that has lost a record has changed, too.
        let mut losers: Vec<u32> = Vec::new();
        for (group, client) in groups.iter().zip(&succession.clients) {
            let before = group.iter().filter_map(|&record| standing(record));
            losers.extend(before.filter(|&before| Some(before) != *client));
        }
        losers.sort_unstable();
        losers.dedup();
        let answered = fresh_answers(local).into_iter().flat_map(|(a, b)| [a, b]);
        let answered: BTreeSet<u32> = answered.collect();
        let has_changed = |group: usize| {
            let client = succession.clients[group];
            client.is_none_or(|client| losers.binary_search(&client).is_ok())
                || groups[group].iter().any(|&record| {
                    let number = local.numbers[record as usize];
                    news.holds(number)
                        || standing(record) != client
                        || marked(number)
                        || answered.contains(&record)
                })
        };
        let changed: Vec<usize> = (0..groups.len()).filter(|&group| has_changed(group)).collect();
        let mut changes = Changes { clients: Vec::new(), merged: Vec::new(), ids: BTreeMap::new() };
        for &group in &changed {
            let (records, number) = (&groups[group], succession.clients[group]);
            let before = records.iter().filter_map(|&record| {
                standing(record).filter(|_| !news.holds(local.numbers[record as usize]))
            });
            let split_from = if number.is_none() { before.min() } else { None };
            let id = match number {
                Some(number) => changes.id_of(registry, number)?,
                None => {
                    let founder = anchor(&local.table.rows, records) as usize;
                    id(b'C', &format!("{run_id}\n{}", local.ids[founder]))
                }
            };
            changes.clients.push(Changed { records: records.clone(), id, number, split_from });
        }
        for (client, group) in succession.merged {
            let place = changed.binary_search(&group).map_err(|_| {
                Error::Invariant("a client was merged into one that has not changed".into())
            })?;
            changes.id_of(registry, client)?;
            changes.merged.push((client, place));
        }
        check_members(registry, &losers, local, news)?;
        for client in losers {
            changes.id_of(registry, client)?;
        }
        Ok(changes)
    }

    fn id_of(&mut self, registry: &View, client: u32) -> Result<Id> {
        if let Some(&id) = self.ids.get(&client) {
            return Ok(id);
        }
        let known = registry.client(client)?.and_then(|known| Id::from_text(&known.client_id));
        let id = known.ok_or_else(|| Error::Invariant(format!("client {client} has no id")))?;
        self.ids.insert(client, id);
        Ok(id)
    }

    /// The clients as they are written.
    pub fn named(&self) -> Clients {
        Clients::new(self.clients.iter().map(|one| (one.id, one.records.clone())).collect())
    }

    /// What becomes of each record that is new or moves, or of which a person has said something since the
    /// last night, in the order of the records.
    pub fn decisions(&self, local: &Local, news: &News, named: &Clients) -> Vec<DecisionRow> {
        let strongest: Vec<Option<&Pair>> = strongest_pairs(local.table.rows.len(), &local.pairs);
        let decisions = record_decisions(&local.table.rows, &strongest, named);
        let heeded = Heeded::new(local);
        let mut rows = BTreeMap::new();
        for client in &self.clients {
            for &record in &client.records {
                let before = local.standing[record as usize];
                let left = before.filter(|&before| Some(before) != client.number);
                let decision = decisions[record as usize];
                let is_fresh = news.holds(local.numbers[record as usize]);
                let (decision, said) = match left {
                    Some(left) if !is_fresh => {
                        let decision = self.moved(left, record, decision, &heeded);
                        (decision, heeded.moved(record))
                    }
                    _ if is_fresh => {
                        let via = decision.via.map(|via| via.0);
                        (decision, via.and_then(|via| heeded.about(record, via)))
                    }
                    _ => continue,
                };
                let previous = before.and_then(|before| self.ids.get(&before).copied());
                rows.insert(record, DecisionRow { record, decision, previous, said });
            }
        }
        for (record, decision, said) in heeded.first_heeded() {
            let row = DecisionRow { record, decision, previous: None, said: Some(said) };
            rows.entry(record).or_insert(row);
        }
        rows.into_values().collect()
    }

    /// What becomes of a record that has left a client of the registry.
    fn moved(
        &self,
        left: u32,
        record: u32,
        decision: RecordDecision,
        heeded: &Heeded,
    ) -> RecordDecision {
        match self.merged.iter().any(|&(merged, _)| merged == left) {
            true => {
                let via = heeded.merged(record).or(decision.via);
                RecordDecision { action: Action::Merge, via }
            }
            false => RecordDecision { action: Action::Split, ..decision },
        }
    }

    /// What the records say that are written about, in their places; of the others their ids alone.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn told(&self, registry: &View, local: &Local, news: &News) -> Result<Records> {
        let mut is_told = vec![false; local.numbers.len()];
        for &record in self.clients.iter().flat_map(|client| &client.records) {
            is_told[record as usize] = true;
        }
        let told = local.numbers.iter().zip(&is_told).filter(|(_, told)| **told);
        let told = told.map(|(&number, _)| number).filter(|&number| !news.holds(number));
        let told: Vec<u32> = told.collect();
        let stored = match &local.stored {
            Some(stored) => registry.unpack(stored, &told)?,
            None => registry.records(&told)?.records,
        };
        // Both are in the order of their ids.
        let mut next = 0;
        let mut builder = RecordsBuilder::default();
        for (place, &number) in local.numbers.iter().enumerate() {
            if news.holds(number) {
                builder.copy(&news.records, news.place(number));
            } else if is_told[place] {
                builder.copy(&stored, next);
                next += 1;
            } else {
                builder.begin(SourceKind::Submission);
                builder.value(Field::RecordId, &local.ids[place]);
            }
        }
        Ok(builder.finish())
    }

    /// What happened to client ids, in order.
    pub fn crosswalk(&self) -> Vec<CrosswalkRow> {
        let mut rows = Vec::new();
        for client in self.clients.iter().filter(|client| client.number.is_none()) {
            let (id, event) = (client.id, ClientEvent::Created);
            rows.push(CrosswalkRow { client: id, event, into: None });
            if let Some(from) = client.split_from.and_then(|from| self.ids.get(&from)) {
                let event = ClientEvent::Split;
                rows.push(CrosswalkRow { client: *from, event, into: Some(id) });
            }
        }
        for &(merged, place) in &self.merged {
            if let Some(&client) = self.ids.get(&merged) {
                let into = Some(self.clients[place].id);
                rows.push(CrosswalkRow { client, event: ClientEvent::Merged, into });
            }
        }
        rows.sort_unstable();
        rows
    }

    /// The pairs that are written: those of new records, those that a person has answered, and those whose
    /// two records belong to a client that has changed otherwise.
    pub fn pairs(&self, local: &Local, news: &News) -> Vec<Pair> {
        let mut moved = vec![false; local.numbers.len()];
        for client in &self.clients {
            let moves = |record: &&u32| local.standing[**record as usize] != client.number;
            for &record in client.records.iter().filter(moves) {
                moved[record as usize] = true;
            }
        }
        let is_told =
            |record: u32| news.holds(local.numbers[record as usize]) || moved[record as usize];
        let told =
            local.pairs.iter().filter(|pair| pair.answered || is_told(pair.a) || is_told(pair.b));
        told.copied().collect()
    }
}

/// Clients of which records leave are here as a whole; of a record that is replaced the newer version is.
fn check_members(registry: &View, clients: &[u32], local: &Local, news: &News) -> Result<()> {
    let numbered = local.numbers.iter().copied().zip(local.standing.iter().copied());
    let standing: FxHashMap<u32, Option<u32>> = numbered.collect();
    let newer: FxHashMap<u32, u32> = news.replaced().collect();
    for (&client, members) in clients.iter().zip(registry.members_of(clients)?) {
        let of = |member: &u32| standing.get(newer.get(member).unwrap_or(member));
        if members.iter().any(|member| of(member) != Some(&Some(client))) {
            return Err(Error::Invariant(format!("client {client} was resolved in part")));
        }
    }
    Ok(())
}

/// The records of each client, in order.
fn groups(clients: &[u32]) -> Vec<Vec<u32>> {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (record, &client) in (0..).zip(clients) {
        groups.entry(client).or_default().push(record);
    }
    groups.into_values().collect()
}
