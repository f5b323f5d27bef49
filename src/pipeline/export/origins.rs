//! How every record came to its client, and what happened to every client's id: gone through the log from
//! its beginning.
//!
//! In: a registry's log. Out: for each record the newest event about it. Must never: look at a record's
//! text, or say how a record came to a client that it has left.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::decide::Guards;
use crate::error::Result;
use crate::read::NO_RECORD;
use crate::registry::{Event, Grounds, LogEntry, MERGED, RecordPair, UNMERGED, View};
use crate::resolve::{Action, NO_CLIENT};
use crate::write::Said;

/// How a record came to its client.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Came {
    /// What happened to it.
    pub action: Action,
    /// The record that it was linked to, what the pair weighs, and its guards.
    pub via: Option<(u32, f64, Guards)>,
    /// The run in which it happened.
    pub run: u32,
    /// The client that it came from.
    pub previous: Option<u32>,
    /// The number of the answer with which a person has decided it.
    pub said: Option<u32>,
}

/// Some records of a client became another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The client that they have left.
    pub from: u32,
    /// The client that they became.
    pub into: u32,
    /// The run in which it happened.
    pub run: u32,
}

/// Where everything comes from; runs, records and clients by their numbers.
#[derive(Default)]
pub struct Origins {
    /// For each record how it came to its client, if it has one.
    pub came: Vec<Option<Came>>,
    /// For each record its client.
    pub client_of: Vec<u32>,
    /// For each client the run in which it was founded, merged or stood up again, whichever is the newest.
    pub changed_in: Vec<u32>,
    /// Clients that were split.
    pub splits: Vec<Split>,
    /// What people have said, by the answers' numbers.
    pub said: Vec<Said>,
    /// What they have said it of.
    said_of: Vec<RecordPair>,
    /// Records that have joined a client in the run that is gone through.
    joined: Vec<u32>,
    /// Records that a person has taken out of a client in it.
    unmerged: FxHashSet<u32>,
    /// For each new version the record that it replaces.
    replaces: FxHashMap<u32, u32>,
    /// For each replaced record the client that it has left.
    left: FxHashMap<u32, u32>,
}

impl Origins {
    /// Of a registry.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn new(registry: &View) -> Result<Origins> {
        let mut origins = Origins::default();
        registry.visit_log(1, |LogEntry { run, event, .. }| {
            origins.apply(run.unwrap_or_default(), event);
            Ok(())
        })?;
        origins.settle_held();
        Ok(origins)
    }

    fn apply(&mut self, run: u32, event: Event) {
        match event {
            Event::RunCommitted { .. } => {
                self.settle_joined();
                self.unmerged.clear();
            }
            Event::RecordStored { .. } => {
                self.came.push(None);
                self.client_of.push(NO_CLIENT);
            }
            Event::RecordReplaced { record, by } => _ = self.replaces.insert(by, record),
            Event::ClientCreated { .. } => self.changed_in.push(run),
            Event::ClientsMerged { from: client, .. } | Event::Unmerged { client, .. } => {
                if let Some(changed) = self.changed_in.get_mut(client as usize) {
                    *changed = run;
                }
            }
            Event::ClientSplit { from, into } => self.splits.push(Split { from, into, run }),
            Event::Joined { record, client, grounds } => {
                let (via, said) = (via_of(&grounds), grounds.answer);
                let action = if via.is_some() { Action::Join } else { Action::Create };
                let previous = self.client_before(record).filter(|&before| before != client);
                self.set(record, client, Some(Came { action, via, run, previous, said }));
                self.joined.push(record);
            }
            Event::Moved { record, from, to, reason, grounds } => {
                let action = if reason == MERGED { Action::Merge } else { Action::Split };
                let (via, said) = (via_of(&grounds), grounds.answer);
                self.set(record, to, Some(Came { action, via, run, previous: Some(from), said }));
                if reason == UNMERGED {
                    self.unmerged.insert(record);
                }
            }
            Event::Answered { pair, by, reason, .. } => {
                let number = self.said.len() as u32;
                self.said.push(Said::new(number, &by, &reason));
                self.said_of.push(pair);
                self.settle_answered(pair, number);
            }
            Event::Undone { answer, .. } => self.settle_undone(answer),
            Event::Left { record, from, .. } => {
                self.left.insert(record, from);
                self.set(record, NO_CLIENT, None);
            }
            _ => {}
        }
    }

    fn set(&mut self, record: u32, client: u32, came: Option<Came>) {
        let record = record as usize;
        if record < self.came.len() {
            self.came[record] = came;
            self.client_of[record] = client;
        }
    }

    /// The client of the record that a new version replaces.
    fn client_before(&self, record: u32) -> Option<u32> {
        self.left.get(self.replaces.get(&record)?).copied()
    }

    /// An answer decides about the records that are taken out of a client with it, and about one that was
    /// held by the other of the two.
    fn settle_answered(&mut self, RecordPair { a, b }: RecordPair, answer: u32) {
        for (record, other) in [(a, b), (b, a)] {
            let is_unmerged = self.unmerged.contains(&record);
            let is_held = self.via(record) == Some(other);
            self.update(record, |came| {
                if is_unmerged || (came.action == Action::Hold && is_held) {
                    came.said = Some(answer);
                }
            });
        }
    }

    /// Whoever was kept apart by an answer is not when it is taken back.
    fn settle_undone(&mut self, answer: u32) {
        let Some(&RecordPair { a, b }) = self.said_of.get(answer as usize) else { return };
        for record in [a, b] {
            self.update(record, |came| {
                if came.action == Action::Hold && came.said == Some(answer) {
                    came.said = None;
                }
            });
        }
    }

    /// A record that has come through one of another client stands alone until a person has answered.
    fn settle_joined(&mut self) {
        for record in std::mem::take(&mut self.joined) {
            let client = |record: u32| self.client_of.get(record as usize).copied();
            let (own, via) = (client(record), self.via(record).and_then(client));
            if via.is_some_and(|via| Some(via) != own) {
                self.update(record, |came| came.action = Action::Hold);
            }
        }
    }

    /// A record that stood alone and to which others have come founded its client.
    fn settle_held(&mut self) {
        let mut members = vec![0_u32; self.changed_in.len()];
        for &client in self.client_of.iter().filter(|&&client| client != NO_CLIENT) {
            members[client as usize] += 1;
        }
        for record in 0..self.came.len() as u32 {
            let client = self.client_of[record as usize] as usize;
            if members.get(client).is_some_and(|&members| members > 1) {
                self.update(record, |came| {
                    if came.action == Action::Hold {
                        (came.action, came.via) = (Action::Create, None);
                    }
                });
            }
        }
    }

    fn via(&self, record: u32) -> Option<u32> {
        let came = self.came.get(record as usize).copied().flatten()?;
        came.via.map(|via| via.0).filter(|&via| via != NO_RECORD)
    }

    fn update(&mut self, record: u32, change: impl FnOnce(&mut Came)) {
        if let Some(Some(came)) = self.came.get_mut(record as usize) {
            change(came);
        }
    }
}

fn via_of(grounds: &Grounds) -> Option<(u32, f64, Guards)> {
    Some((grounds.via?, grounds.weight?, Guards::from_names(&grounds.guards)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{Answer, RecordDigest};

    fn after(events: Vec<Vec<Event>>) -> Origins {
        let mut origins = Origins::default();
        for (run, events) in (1..).zip(events) {
            events.into_iter().for_each(|event| origins.apply(run, event));
            origins.apply(run, Event::RunCommitted { manifest: String::new() });
        }
        origins.settle_held();
        origins
    }

    fn stored(record: u32) -> Event {
        Event::RecordStored { record, digest: RecordDigest([0; 16]) }
    }

    fn created(client: u32) -> Event {
        Event::ClientCreated { client, id: format!("C{client}") }
    }

    fn joined(record: u32, client: u32, via: Option<u32>) -> Event {
        Event::Joined { record, client, grounds: grounds(via, None) }
    }

    fn grounds(via: Option<u32>, answer: Option<u32>) -> Grounds {
        let guards = if via.is_some() { "thin_evidence" } else { "" }.into();
        Grounds { via, weight: via.map(|_| 7.5), guards, answer }
    }

    fn answered(a: u32, b: u32, answer: Answer) -> Event {
        let (pair, digest) = (RecordPair::new(a, b), RecordDigest([0; 16]));
        let (by, reason, at) = ("mfs".into(), format!("{a} and {b}"), 0);
        Event::Answered {
            pair,
            answer,
            by,
            reason,
            at,
            digest_a: digest,
            digest_b: digest,
            relation: None,
        }
    }

    fn actions(origins: &Origins) -> Vec<Option<Action>> {
        origins.came.iter().map(|came| came.map(|came| came.action)).collect()
    }

    /// Records 0 and 1 are client 0's; 2 is held by its likeness with 1.
    fn first_night() -> Vec<Event> {
        let mut events: Vec<Event> = (0..3).map(stored).collect();
        events.extend([created(0), created(1)]);
        events.extend([joined(0, 0, Some(1)), joined(1, 0, None), joined(2, 1, Some(1))]);
        events
    }

    #[test]
    fn a_record_is_held_by_a_record_of_another_client() {
        let origins = after(vec![first_night()]);
        let (join, create, hold) = (Action::Join, Action::Create, Action::Hold);
        assert_eq!(actions(&origins), [join, create, hold].map(Some));
        let (via, bits, guards) = origins.came[2].unwrap().via.unwrap();
        assert_eq!((via, bits), (1, 7.5));
        assert_eq!(guards, Guards::from_names("thin_evidence"));
    }

    #[test]
    fn whoever_is_joined_is_held_no_more() {
        let origins = after(vec![first_night(), vec![stored(3), joined(3, 1, Some(2))]]);
        let came = origins.came[2].unwrap();
        assert_eq!((came.action, came.via), (Action::Create, None));
        assert_eq!(origins.came[3].unwrap().run, 2);
    }

    #[test]
    fn whoever_was_held_is_kept_apart_by_the_answer_about_the_two() {
        for (other, said) in [(1, Some(0)), (0, None)] {
            let origins = after(vec![first_night(), vec![answered(other, 2, Answer::Apart)]]);
            let came = origins.came[2].unwrap();
            assert_eq!((came.action, came.said), (Action::Hold, said));
        }
        let (by, reason) = ("mfs".to_string(), "a slip".to_string());
        let taken_back =
            vec![answered(1, 2, Answer::Apart), Event::Undone { answer: 0, by, reason, at: 1 }];
        let origins = after(vec![first_night(), taken_back]);
        assert_eq!(origins.came[2].unwrap().said, None);
    }

    #[test]
    fn the_newest_event_counts() {
        let moved = |reason: &str, from, to, grounds| {
            let reason = reason.into();
            Event::Moved { record: 2, from, to, reason, grounds }
        };
        let merged = vec![
            answered(1, 2, Answer::Link),
            moved(MERGED, 1, 0, grounds(Some(1), Some(0))),
            Event::ClientsMerged { from: 1, into: 0 },
        ];
        let origins = after(vec![first_night(), merged.clone()]);
        let came = origins.came[2].unwrap();
        assert_eq!((came.action, came.previous, came.run), (Action::Merge, Some(1), 2));
        assert_eq!((came.via.unwrap().0, came.said), (1, Some(0)));
        assert_eq!(origins.changed_in, [1, 2]);
        let unmerged = vec![
            Event::Unmerged { client: 1, from: 0 },
            moved(UNMERGED, 0, 1, grounds(None, None)),
            answered(0, 2, Answer::Apart),
        ];
        let origins = after(vec![first_night(), merged, unmerged]);
        let came = origins.came[2].unwrap();
        assert_eq!((came.action, came.previous, came.said), (Action::Split, Some(0), Some(1)));
        assert_eq!(origins.said[1], Said::new(1, "mfs", "0 and 2"));
        assert_eq!((origins.changed_in, origins.client_of), (vec![1, 3], vec![0, 0, 1]));
    }

    #[test]
    fn a_new_version_comes_from_where_the_old_one_was() {
        let second = vec![
            stored(3),
            Event::RecordReplaced { record: 2, by: 3 },
            Event::Left { record: 2, from: 1, reason: "sent anew".into() },
            joined(3, 0, Some(1)),
        ];
        let origins = after(vec![first_night(), second]);
        assert_eq!(origins.came[2], None);
        assert_eq!(origins.came[3].unwrap().previous, Some(1));
    }
}
