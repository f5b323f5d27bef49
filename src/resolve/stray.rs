//! Strays: a record with one wrong or missing value, which no link reaches.
//!
//! A birth date that is missing or wholly wrong, a given name that is misspelt beyond a slip: by
//! itself such a pair is for a person, because the record may speak of somebody else. Among all the
//! records of a run it can be seen whether there is anybody else. A record that stands alone joins
//! the one client that it fits but for that value, unless some other person explains the value.

use rustc_hash::FxHashMap;

use super::members::Members;
use super::{Evidence, cluster};
use crate::compare::{Address, BirthDate, FirstName, Level, MaidenName, Mother};
use crate::decide::{Guard, Guards, Pair};
use crate::record::Decision;
use crate::table::Row;

/// The guards that are about one value.
const ONE_VALUE: [Guard; 3] = [Guard::NoBirthDate, Guard::BirthDateConflict, Guard::TwinRisk];

/// Joins the strays to their clients, strongest first; `clients` is changed in place. The pairs that
/// joined them become links.
pub fn join_strays(
    rows: &[Row],
    pairs: &mut [Pair],
    clients: &mut [u32],
    link: f64,
    evidence: impl Fn(u32, u32) -> Evidence,
) {
    let mut questions: Vec<usize> =
        (0..pairs.len()).filter(|&index| is_question(rows, &pairs[index], link)).collect();
    questions.sort_by(|&x, &y| pairs[y].weight.total_cmp(&pairs[x].weight).then(x.cmp(&y)));
    let neighbours = neighbours(pairs, &questions);
    let mut members = Members::new(clients);
    for index in questions {
        let pair = pairs[index];
        let search =
            Search { rows, clients, members: &members, guards: pair.guards, evidence: &evidence };
        let sides = [(pair.a, pair.b), (pair.b, pair.a)];
        let stray = sides.into_iter().find(|&(stray, other)| {
            let near = neighbours[&stray].iter().map(|&near| &pairs[near as usize]);
            search.has_one_home(stray, other, near)
        });
        if let Some((stray, other)) = stray {
            clients[stray as usize] = clients[other as usize];
            members.join(stray, clients[other as usize]);
            pairs[index].decision = Decision::Link;
        }
    }
    rename(clients);
}

/// Whether a pair is left to a person for one value alone.
fn is_question(rows: &[Row], pair: &Pair, link: f64) -> bool {
    let only = |&guard: &Guard| pair.guards == Guards::default().with(guard, true);
    pair.decision == Decision::Review
        && pair.weight >= link
        && ONE_VALUE.iter().any(only)
        && is_likely(pair)
        && !may_be_parent(rows, pair)
}

/// A birth date that differs asks for the same given name and mother, since father and son may bear
/// one name; a given name that differs asks for likeness.
fn is_likely(pair: &Pair) -> bool {
    let first = FirstName::of(pair.signature);
    if pair.guards.has(Guard::TwinRisk) {
        return matches!(first, FirstName::Typo | FirstName::Close | FirstName::Similar);
    }
    let same_name = matches!(first, FirstName::Equal | FirstName::Nickname);
    same_name && (pair.guards.has(Guard::NoBirthDate) || has_same_mother(pair))
}

/// Parent and child may bear one name, and their mothers too: so far apart, they must also live in
/// one house.
fn may_be_parent(rows: &[Row], pair: &Pair) -> bool {
    const GENERATION_YEARS: u16 = 13;
    let (a, b) = (rows[pair.a as usize].birth, rows[pair.b as usize].birth);
    let one_house =
        matches!(Address::of(pair.signature), Address::Same | Address::House | Address::Close);
    let apart = a.year().abs_diff(b.year()) >= GENERATION_YEARS;
    a.is_some() && b.is_some() && apart && !one_house
}

fn has_same_mother(pair: &Pair) -> bool {
    matches!(Mother::of(pair.signature), Mother::NameAndBirth | Mother::Name | Mother::Close)
        || matches!(MaidenName::of(pair.signature), MaidenName::Equal | MaidenName::Close)
}

/// The pairs of each record that a question is about.
fn neighbours(pairs: &[Pair], questions: &[usize]) -> FxHashMap<u32, Vec<u32>> {
    let asked = questions.iter().flat_map(|&index| [pairs[index].a, pairs[index].b]);
    let mut neighbours: FxHashMap<u32, Vec<u32>> =
        asked.map(|record| (record, Vec::new())).collect();
    for (index, pair) in pairs.iter().enumerate() {
        for record in [pair.a, pair.b] {
            if let Some(near) = neighbours.get_mut(&record) {
                near.push(index as u32);
            }
        }
    }
    neighbours
}

/// The search for a stray's home.
struct Search<'a, E> {
    rows: &'a [Row],
    clients: &'a [u32],
    members: &'a Members,
    /// What is in question.
    guards: Guards,
    evidence: &'a E,
}

impl<E: Fn(u32, u32) -> Evidence> Search<'_, E> {
    /// Whether `stray` stands alone, fits the client of `other`, and no other client that is surely
    /// somebody else explains the value in question.
    fn has_one_home<'p>(
        &self,
        stray: u32,
        other: u32,
        mut near: impl Iterator<Item = &'p Pair>,
    ) -> bool {
        let (from, home) = (self.clients[stray as usize], self.clients[other as usize]);
        if from == home || self.members.of(from).len() > 1 || !self.may_join(from, home) {
            return false;
        }
        !near.any(|rival| {
            let client = self.clients[if rival.a == stray { rival.b } else { rival.a } as usize];
            client != home && client != from && self.explains(rival) && !self.may_join(client, home)
        })
    }

    /// Whether two clients may be one person, what is in question aside.
    fn may_join(&self, x: u32, y: u32) -> bool {
        let aside = |a: u32, b: u32| {
            let evidence = (self.evidence)(a, b);
            Evidence { guards: evidence.guards.without(self.guards), ..evidence }
        };
        cluster::may_join(self.rows, &self.members.of(x), &self.members.of(y), &aside)
    }

    /// Whether a rival of the stray's has the value in question.
    fn explains(&self, rival: &Pair) -> bool {
        if self.guards.has(Guard::TwinRisk) {
            let first = FirstName::of(rival.signature);
            return matches!(first, FirstName::Equal | FirstName::Nickname);
        }
        self.guards.has(Guard::NoBirthDate) || BirthDate::of(rival.signature) == BirthDate::Equal
    }
}

/// Names each client by its smallest record again.
fn rename(clients: &mut [u32]) {
    const UNNAMED: u32 = u32::MAX;
    let mut names = vec![UNNAMED; clients.len()];
    for (record, client) in clients.iter_mut().enumerate() {
        let name = &mut names[*client as usize];
        if *name == UNNAMED {
            *name = record as u32;
        }
        *client = *name;
    }
}
