//! Questions that a run answers by itself: pairs that weigh enough for a link, and that a doubt
//! leaves to a person.
//!
//! A name and a birth date with nothing beside them, a birth date that is missing or wrong, a given
//! name that is misspelt beyond a slip: by itself such a pair may speak of two people, a namesake, a
//! brother, a twin. Among all the records of a run it can be seen whether there is such another
//! person. Two clients become one if all their records together speak for it, and if neither has
//! another candidate that is nearly as good and somebody else. Must never: put aside what is no doubt
//! but a contradiction (certificates, places in a birth, generations, deaths).

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::members::Members;
use super::{Evidence, cluster};
use crate::compare::{FirstName, Level, has_mothers_birth_date};
use crate::decide::{Guard, Guards, Pair};
use crate::record::Decision;
use crate::settings::DecideSettings;
use crate::table::{NO_NAME, Row};

/// So many years apart, father and son may bear one name; but not of one mother.
const GENERATION_YEARS: u16 = 13;

/// Who has more candidates than this is nobody's in particular.
const MOST_CANDIDATES: usize = 8;

/// A candidate is somebody else if all its records together say so with this many bits; one between
/// may be a third record of the same person.
const SOMEBODY_ELSE_BITS: f64 = -3.0;

/// The guards of two records that other records can answer. That two were born a generation apart, or
/// that they are known to be of a multiple birth or came to a clinic together, is no mere doubt.
fn doubts(a: &Row, b: &Row) -> Guards {
    let known_twins = a.is_multiple() || b.is_multiple() || a.has_neighbouring_chart(b);
    Guards::default()
        .with(Guard::NoBirthDate, true)
        .with(Guard::ThinEvidence, true)
        .with(Guard::NoGivenName, true)
        .with(Guard::NameDiffers, true)
        .with(Guard::WorthALook, true)
        .with(Guard::IdentifierConflict, true)
        .with(Guard::ConflictingFacts, true)
        .with(Guard::TwinRisk, !known_twins)
        .with(Guard::BirthDateConflict, !are_generations(a, b))
}

fn are_generations(a: &Row, b: &Row) -> bool {
    let same_number = a.has_same_number(b) || a.has_same_chart(b);
    let years = a.birth.year().abs_diff(b.birth.year());
    let same_mother = a.mother_first != NO_NAME && a.mother_first == b.mother_first;
    let is_slip = years == 100
        || same_number
        || same_mother
        || has_mothers_birth_date(a, b)
        || has_mothers_birth_date(b, a);
    a.birth.is_some() && b.birth.is_some() && years >= GENERATION_YEARS && !is_slip
}

/// Joins clients whose question is answered, the strongest first; `clients` is changed in place. The
/// pairs that joined them become links.
pub fn answer_questions(
    rows: &[Row],
    pairs: &mut [Pair],
    clients: &mut [u32],
    settings: &DecideSettings,
    evidence: impl Fn(u32, u32) -> Evidence,
) {
    let mut questions: Vec<usize> = (0..pairs.len())
        .into_par_iter()
        .filter(|&index| is_question(rows, &pairs[index], clients, settings))
        .collect();
    questions
        .par_sort_unstable_by(|&x, &y| pairs[y].weight.total_cmp(&pairs[x].weight).then(x.cmp(&y)));
    let near = Neighbours::new(pairs, clients, settings);
    let mut members = Members::new(clients);
    // Two clients are asked about once, by their strongest pair.
    let mut refused: FxHashSet<(u32, u32)> = FxHashSet::default();
    for index in questions {
        let pair = pairs[index];
        let (x, y) = (clients[pair.a as usize], clients[pair.b as usize]);
        if x == y || refused.contains(&(x.min(y), x.max(y))) {
            continue;
        }
        let search =
            Search { rows, pairs, clients, members: &members, near: &near, evidence: &evidence };
        if pair.weight >= search.least(&pair, x, y, settings)
            && search.are_one(x, y, pair.weight - settings.lead)
        {
            for record in members.join(x, y) {
                clients[record as usize] = y;
            }
            pairs[index].decision = Decision::Link;
        } else {
            refused.insert((x.min(y), x.max(y)));
        }
    }
    rename(clients);
}

/// Whether a pair weighs enough, and only doubts, or the records joined to it, keep it from a link.
fn is_question(rows: &[Row], pair: &Pair, clients: &[u32], settings: &DecideSettings) -> bool {
    pair.weight >= settings.review
        && clients[pair.a as usize] != clients[pair.b as usize]
        && pair.guards.without(doubts(&rows[pair.a as usize], &rows[pair.b as usize]))
            == Guards::default()
}

/// The pairs by which each record may belong to a client that is not its own. Most pairs are of one
/// client, or weigh too little: these are never asked for.
struct Neighbours {
    /// Where each record's pairs begin.
    starts: Vec<u32>,
    pairs: Vec<u32>,
}

impl Neighbours {
    fn new(pairs: &[Pair], clients: &[u32], settings: &DecideSettings) -> Neighbours {
        let least = settings.review - settings.lead;
        let may_belong = |pair: &Pair| {
            pair.weight >= least
                && clients[pair.a as usize] != clients[pair.b as usize]
                && pair.guards.iter().all(|guard| guard.at_most() > Decision::Apart)
        };
        let chosen: Vec<u32> = (0..pairs.len() as u32)
            .into_par_iter()
            .filter(|&index| may_belong(&pairs[index as usize]))
            .collect();
        let (records, chosen_pairs) =
            (clients.len(), || chosen.iter().map(|&index| &pairs[index as usize]));
        let mut starts = vec![0; records + 1];
        for pair in chosen_pairs() {
            starts[pair.a as usize + 1] += 1;
            starts[pair.b as usize + 1] += 1;
        }
        for record in 0..records {
            starts[record + 1] += starts[record];
        }
        let (mut next, mut of) = (starts.clone(), vec![0; 2 * chosen.len()]);
        for &index in &chosen {
            let pair = &pairs[index as usize];
            for record in [pair.a, pair.b] {
                of[next[record as usize] as usize] = index;
                next[record as usize] += 1;
            }
        }
        Neighbours { starts, pairs: of }
    }

    fn of(&self, record: u32) -> &[u32] {
        let (start, end) = (self.starts[record as usize], self.starts[record as usize + 1]);
        &self.pairs[start as usize..end as usize]
    }
}

/// The search for somebody else whom a question could be about.
struct Search<'a, E> {
    rows: &'a [Row],
    pairs: &'a [Pair],
    clients: &'a [u32],
    members: &'a Members,
    near: &'a Neighbours,
    evidence: &'a E,
}

impl<E: Fn(u32, u32) -> Evidence> Search<'_, E> {
    /// The bits that a question weighs at least. As many as a link where there are several doubts, and
    /// where it may be a twin who has no birth record here: of those who have, the twin would too.
    fn least(&self, pair: &Pair, x: u32, y: u32, settings: &DecideSettings) -> f64 {
        let has_birth_record = || {
            let records = self.members.of(x).iter().chain(self.members.of(y));
            records.into_iter().any(|&record| self.rows[record as usize].is_birth_record())
        };
        let has = |guard| pair.guards.has(guard);
        let several =
            has(Guard::NameDiffers) && (has(Guard::ThinEvidence) || has(Guard::BirthDateConflict));
        let of_two = has(Guard::TwinRisk) && !has(Guard::IdentifierConflict);
        // "Jesus" and "Jesus Felix" may be brothers, named for one saint.
        let is_part = FirstName::of(pair.signature) == FirstName::Part && has(Guard::NameDiffers);
        if is_part && !has_birth_record() {
            2.0 * settings.link
        } else if several || (of_two && !has_birth_record()) {
            settings.link
        } else if pair.guards == Guards::default().with(Guard::ThinEvidence, true) {
            // One name and one birth date: nobody else has them here.
            settings.review
        } else {
            settings.answer
        }
    }

    /// Whether two clients are one person: all speaks for it, and nobody else is nearly as good a
    /// candidate, which is one of at least `least` bits.
    fn are_one(&self, x: u32, y: u32, least: f64) -> bool {
        let (of_x, of_y) = (self.candidates(x, y, least), self.candidates(y, x, least));
        if of_x.len().max(of_y.len()) > MOST_CANDIDATES {
            return false;
        }
        let is_else = |rival: u32, home: u32| {
            self.pull(rival, home).is_none_or(|bits| bits < SOMEBODY_ELSE_BITS)
        };
        self.pull(x, y).is_some_and(|bits| bits > 0.0)
            && !of_x.into_iter().any(|rival| is_else(rival, y))
            && !of_y.into_iter().any(|rival| is_else(rival, x))
    }

    /// The other clients that `client` may belong to beside `home`; not all, if they are too many.
    fn candidates(&self, client: u32, home: u32, least: f64) -> Vec<u32> {
        let mut candidates: Vec<u32> = Vec::new();
        for &record in self.members.of(client) {
            for pair in self.near.of(record).iter().map(|&index| &self.pairs[index as usize]) {
                let other = self.clients[if pair.a == record { pair.b } else { pair.a } as usize];
                let known = other == client || other == home || candidates.contains(&other);
                if pair.weight >= least && !known {
                    candidates.push(other);
                }
                if candidates.len() > MOST_CANDIDATES {
                    return candidates;
                }
            }
        }
        candidates
    }

    /// What speaks for two clients' being one person, doubts aside; nothing if they cannot be.
    fn pull(&self, x: u32, y: u32) -> Option<f64> {
        let aside = |a: u32, b: u32| {
            let evidence = (self.evidence)(a, b);
            let doubts = doubts(&self.rows[a as usize], &self.rows[b as usize]);
            Evidence { guards: evidence.guards.without(doubts), ..evidence }
        };
        cluster::pull(self.rows, self.members.of(x), self.members.of(y), &aside)
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
