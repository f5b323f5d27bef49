//! Which of people's answers have decided what becomes of a record.
//!
//! In: the records that were resolved, with the answers about them. Out: for whoever moves, the link or the
//! answer that has moved it. Must never: take an answer for the reason of what it does not say.

use std::collections::BTreeMap;

use super::local::Local;
use crate::decide::{Guard, Guards};
use crate::record::Decision;
use crate::resolve::{Action, RecordDecision};

/// The pairs of records about which there is an answer that no night has heeded before, in order.
pub fn fresh_answers(local: &Local) -> Vec<(u32, u32)> {
    let number = |said: u32| local.answers.said()[said as usize].number;
    let is_fresh = |&(a, b): &(u32, u32)| {
        let answer = local.answers.about(a, b);
        answer.is_some_and(|(_, said)| number(said) >= local.heeded)
    };
    local.answers.pairs().into_iter().filter(is_fresh).collect()
}

/// Another record, what the pair weighs, and its guards.
type Via = (u32, f64, Guards);

/// Why records move.
pub struct Heeded<'a> {
    local: &'a Local,
    /// By the client that some records leave and the one that they are in now: the newest answer that says
    /// so, by its place.
    answers: BTreeMap<(u32, u32), u32>,
    /// For records that are in one client now with a record of another, the strongest link of that kind; one
    /// that a person has given before others.
    links: BTreeMap<u32, (bool, Via)>,
}

impl<'a> Heeded<'a> {
    /// Of what was resolved.
    pub fn new(local: &'a Local) -> Heeded<'a> {
        let mut heeded = Heeded { local, answers: BTreeMap::new(), links: BTreeMap::new() };
        for pair in &local.pairs {
            let [a, b] = [pair.a, pair.b];
            let [standing_a, standing_b] = [a, b].map(|record| local.standing[record as usize]);
            let [now_a, now_b] = [a, b].map(|record| local.clients[record as usize]);
            let answer = local.answers.of_pair(pair);
            let has_joined = now_a == now_b && standing_a != standing_b;
            let has_parted = now_a != now_b && standing_a == standing_b;
            if has_joined && pair.decision == Decision::Link {
                for (record, other, standing) in [(a, b, standing_a), (b, a, standing_b)] {
                    let link = (answer.is_some(), (other, pair.weight, pair.guards));
                    standing.iter().for_each(|_| heeded.link(record, link));
                }
            }
            let Some(said) = answer else { continue };
            let is_apart = pair.guards.has(Guard::SaidDifferent);
            let is_so = if is_apart { has_parted } else { has_joined };
            for (standing, now) in [(standing_a, now_a), (standing_b, now_b)] {
                if let Some(standing) = standing.filter(|_| is_so) {
                    heeded.answer((standing, now), said);
                }
            }
        }
        heeded
    }

    fn link(&mut self, record: u32, link: (bool, Via)) {
        let strength = |(is_said, via): (bool, Via)| (is_said, via.1);
        let known = self.links.entry(record).or_insert(link);
        if strength(link) > strength(*known) {
            *known = link;
        }
    }

    fn answer(&mut self, moved: (u32, u32), said: u32) {
        let number = |said: u32| self.local.answers.said()[said as usize].number;
        let newest = self.answers.get(&moved).is_none_or(|&known| number(known) < number(said));
        if newest {
            self.answers.insert(moved, said);
        }
    }

    /// The answer that has moved a record out of the client that it stood in.
    pub fn moved(&self, record: u32) -> Option<u32> {
        let standing = self.local.standing[record as usize]?;
        self.answers.get(&(standing, self.local.clients[record as usize])).copied()
    }

    /// The link through which a record's client has become another.
    pub fn merged(&self, record: u32) -> Option<Via> {
        self.links.get(&record).map(|link| link.1)
    }

    /// The answer about two records that has decided about the pair.
    pub fn about(&self, record: u32, other: u32) -> Option<u32> {
        self.local.answers.about(record, other).map(|(_, said)| said)
    }

    /// What the answers that no night has heeded before have made of their records, each with the answer's
    /// place; a record may come twice.
    pub fn first_heeded(&self) -> impl Iterator<Item = (u32, RecordDecision, u32)> + '_ {
        let local = self.local;
        fresh_answers(local).into_iter().flat_map(move |(a, b)| {
            let place = local.pairs.binary_search_by_key(&(a, b), |pair| (pair.a, pair.b));
            let pair = place.ok().map(|place| local.pairs[place]);
            let is_one = local.clients[a as usize] == local.clients[b as usize];
            let action = if is_one { Action::Join } else { Action::Hold };
            let said = self.about(a, b);
            [(a, b), (b, a)].into_iter().filter_map(move |(record, other)| {
                let via = pair.map(|pair| (other, pair.weight, pair.guards));
                Some((record, RecordDecision { action, via }, said?))
            })
        })
    }
}
