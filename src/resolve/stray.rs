//! Strays: a record with one wrong or missing value, which no link reaches.
//!
//! A birth date that is missing or wholly wrong, a given name that is misspelt beyond a slip: by
//! itself such a pair is for a person, because the record may speak of somebody else. Among all the
//! records of a run it can be seen whether there is anybody else. A record that stands alone joins
//! the one client that it fits but for that value, unless some other client explains the value.

use rustc_hash::FxHashMap;

use super::{Evidence, cluster};
use crate::compare::{BirthDate, FirstName, Level, MaidenName, Mother};
use crate::decide::{Guard, Guards, Pair};
use crate::record::Decision;
use crate::table::Row;

/// Joins the strays to their clients, strongest first; `clients` is changed in place. The pairs that
/// joined them become links.
pub fn join_strays(
    rows: &[Row],
    pairs: &mut [Pair],
    clients: &mut [u32],
    link: f64,
    evidence: impl Fn(u32, u32) -> Evidence,
) {
    let candidates = Candidates::new(pairs);
    let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (record, &client) in clients.iter().enumerate() {
        members.entry(client).or_default().push(record as u32);
    }
    let mut questions: Vec<usize> =
        (0..pairs.len()).filter(|&index| is_question(&pairs[index], link)).collect();
    questions.sort_by(|&x, &y| pairs[y].weight.total_cmp(&pairs[x].weight).then(x.cmp(&y)));
    for index in questions {
        let pair = pairs[index];
        for (stray, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let (from, into) = (clients[stray as usize], clients[other as usize]);
            if from == into || members[&from].len() > 1 {
                continue;
            }
            let except = |a, b| {
                let evidence = evidence(a, b);
                Evidence { guards: evidence.guards.without(pair.guards), ..evidence }
            };
            let may_join =
                |x: u32, y: u32| cluster::may_join(rows, &members[&x], &members[&y], &except);
            let rival_client = |rival: usize| {
                let rival = &pairs[rival];
                clients[if rival.a == stray { rival.b } else { rival.a } as usize]
            };
            let is_rival = |&rival: &usize| {
                let client = rival_client(rival);
                client != into
                    && client != from
                    && explains(&pairs[rival], pair.guards)
                    && !may_join(client, into)
            };
            if may_join(from, into) && !candidates.of(stray).any(|rival| is_rival(&rival)) {
                let moved = members.remove(&from).unwrap_or_default();
                let joined = members.entry(into).or_default();
                joined.extend(moved);
                clients[stray as usize] = into;
                pairs[index].decision = Decision::Link;
                break;
            }
        }
    }
    rename(clients);
}

/// Whether a pair is left to a person for one value alone.
fn is_question(pair: &Pair, link: f64) -> bool {
    let one_value = [Guard::NoBirthDate, Guard::BirthDateConflict, Guard::TwinRisk];
    pair.decision == Decision::Review
        && pair.weight >= link
        && one_value.iter().any(|&guard| pair.guards == Guards::default().with(guard, true))
        && is_likely(pair)
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

fn has_same_mother(pair: &Pair) -> bool {
    matches!(Mother::of(pair.signature), Mother::NameAndBirth | Mother::Name | Mother::Close)
        || matches!(MaidenName::of(pair.signature), MaidenName::Equal | MaidenName::Close)
}

/// Whether another pair of the stray's explains the value in question.
fn explains(rival: &Pair, question: Guards) -> bool {
    if question.has(Guard::TwinRisk) {
        return matches!(FirstName::of(rival.signature), FirstName::Equal | FirstName::Nickname);
    }
    question.has(Guard::NoBirthDate) || BirthDate::of(rival.signature) == BirthDate::Equal
}

/// The pairs of each record.
struct Candidates {
    by_record: FxHashMap<u32, Vec<u32>>,
}

impl Candidates {
    fn new(pairs: &[Pair]) -> Candidates {
        let mut by_record: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (index, pair) in pairs.iter().enumerate() {
            by_record.entry(pair.a).or_default().push(index as u32);
            by_record.entry(pair.b).or_default().push(index as u32);
        }
        Candidates { by_record }
    }

    fn of(&self, record: u32) -> impl Iterator<Item = usize> {
        self.by_record.get(&record).into_iter().flatten().map(|&index| index as usize)
    }
}

/// Names each client by its smallest record again.
fn rename(clients: &mut [u32]) {
    let mut smallest: FxHashMap<u32, u32> = FxHashMap::default();
    for (record, client) in clients.iter_mut().enumerate() {
        *client = *smallest.entry(*client).or_insert(record as u32);
    }
}
