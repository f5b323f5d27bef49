//! The pairs that a run got wrong: why true pairs were missed, and the worst of both kinds of error.
//!
//! In: the true pairs, the run's pairs, clients and people. Out: counts by reason and examples, by
//! record id. Must never: give an example twice, or depend on the order of the pairs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::blocking::TruePair;
use super::pair_level::is_true;
use super::{EvaluatedPair, EvaluatedRun};
use crate::record::Decision;

/// Examples of each kind of error.
const EXAMPLES: usize = 10;

/// Pairs of one person that stand in two clients, by what kept them apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// The stage and verdict that kept them apart.
    pub reason: MissedReason,
    /// The guards that held, `;` between them; blank without.
    pub guards: String,
    /// How many pairs.
    pub pairs: u64,
}

/// Where a true pair was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MissedReason {
    /// No pass brings the two together.
    NoPass,
    /// The pair weighs less than the floor.
    BelowFloor,
    /// The pair was decided `apart`.
    Apart,
    /// The pair was left to a person.
    Review,
    /// The pair was linked, but its clients could not be joined.
    Linked,
}

impl MissedReason {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            MissedReason::NoPass => "no blocking pass finds it",
            MissedReason::BelowFloor => "weighs less than the floor",
            MissedReason::Apart => "decided apart",
            MissedReason::Review => "in review",
            MissedReason::Linked => "linked, clients not joined",
        }
    }
}

/// A pair that a run got wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrongPair {
    /// The record with the smaller id.
    pub record_a: String,
    /// The other.
    pub record_b: String,
    /// Bits; null where the pair was not written.
    pub weight: Option<f64>,
    /// The decision; null where the pair was not written.
    pub decision: Option<&'static str>,
    /// The guards that held, `;` between them.
    pub guards: String,
    /// Why it was missed; null for a false merge.
    pub reason: Option<MissedReason>,
}

/// What a run got wrong at the level of clients.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrongPairs {
    /// Missed pairs by reason, the most frequent first.
    pub missed_by_reason: Vec<Missed>,
    /// Pairs of two people in one client that weigh most.
    pub false_merges: Vec<WrongPair>,
    /// Pairs of one person in two clients: of each reason in turn those that weigh most.
    pub missed: Vec<WrongPair>,
}

/// A missed pair and the run's verdict, if there is one.
type Candidate<'r> = (TruePair, Option<&'r EvaluatedPair>);

impl WrongPairs {
    pub(super) fn new(run: &EvaluatedRun, people: &[u32], true_pairs: &[TruePair]) -> WrongPairs {
        let by_reason = missed(run, true_pairs);
        WrongPairs {
            missed_by_reason: counts(run, &by_reason),
            false_merges: false_merges(run, people),
            missed: examples(run, &by_reason),
        }
    }
}

fn is_in_one_client(run: &EvaluatedRun, a: u32, b: u32) -> bool {
    run.records[a as usize].client == run.records[b as usize].client
}

fn false_merges(run: &EvaluatedRun, people: &[u32]) -> Vec<WrongPair> {
    let merged = |pair: &&EvaluatedPair| is_in_one_client(run, pair.a, pair.b);
    let wrong = run.pairs.iter().filter(merged).filter(|pair| !is_true(pair, people));
    let mut wrong: Vec<&EvaluatedPair> = wrong.collect();
    wrong
        .sort_unstable_by(|x, y| heavier_first(Some(x), Some(y)).then((x.a, x.b).cmp(&(y.a, y.b))));
    wrong.truncate(EXAMPLES);
    wrong.into_iter().map(|pair| wrong_pair(run, pair.a, pair.b, Some(pair), None)).collect()
}

/// The missed pairs by reason and set of guards, each in the order in which they are shown.
fn missed<'r>(
    run: &EvaluatedRun<'r>,
    true_pairs: &[TruePair],
) -> BTreeMap<(MissedReason, u32), Vec<Candidate<'r>>> {
    // Pairs are in order of their records, so that each is found by halving.
    let mut scored: Vec<&EvaluatedPair> = run.pairs.iter().collect();
    scored.sort_unstable_by_key(|pair| (pair.a, pair.b));
    let mut by_reason = BTreeMap::<_, Vec<Candidate>>::new();
    for &(a, b, passes) in true_pairs.iter().filter(|&&(a, b, _)| !is_in_one_client(run, a, b)) {
        let place = scored.binary_search_by_key(&(a, b), |pair| (pair.a, pair.b));
        let pair = place.ok().map(|place| scored[place]);
        let reason = (reason(pair, passes), pair.map_or(0, |pair| pair.guards));
        by_reason.entry(reason).or_default().push(((a, b, passes), pair));
    }
    for candidates in by_reason.values_mut() {
        candidates.sort_unstable_by(|x, y| heavier_first(x.1, y.1).then(x.0.cmp(&y.0)));
    }
    by_reason
}

fn reason(pair: Option<&EvaluatedPair>, passes: u32) -> MissedReason {
    match pair.map(|pair| pair.decision) {
        Some(Decision::Link) => MissedReason::Linked,
        Some(Decision::Review) => MissedReason::Review,
        Some(Decision::Apart) => MissedReason::Apart,
        None if passes == 0 => MissedReason::NoPass,
        None => MissedReason::BelowFloor,
    }
}

fn heavier_first(x: Option<&EvaluatedPair>, y: Option<&EvaluatedPair>) -> std::cmp::Ordering {
    let weight = |pair: Option<&EvaluatedPair>| pair.map_or(f64::NEG_INFINITY, |pair| pair.weight);
    weight(y).total_cmp(&weight(x))
}

fn counts(
    run: &EvaluatedRun,
    by_reason: &BTreeMap<(MissedReason, u32), Vec<Candidate>>,
) -> Vec<Missed> {
    let missed = by_reason.iter().map(|(&(reason, guards), candidates)| Missed {
        reason,
        guards: run.guard_sets[guards as usize].clone(),
        pairs: candidates.len() as u64,
    });
    let mut missed: Vec<Missed> = missed.collect();
    missed.sort_by(|x, y| {
        y.pairs.cmp(&x.pairs).then_with(|| (x.reason, &x.guards).cmp(&(y.reason, &y.guards)))
    });
    missed
}

/// One of each reason in turn, the most frequent reason first, until there are enough.
fn examples(
    run: &EvaluatedRun,
    by_reason: &BTreeMap<(MissedReason, u32), Vec<Candidate>>,
) -> Vec<WrongPair> {
    let mut reasons: Vec<_> = by_reason.iter().collect();
    reasons.sort_by_key(|(reason, candidates)| (usize::MAX - candidates.len(), reason.0));
    let longest = reasons.iter().map(|(_, candidates)| candidates.len()).max().unwrap_or(0);
    let in_turn = (0..longest.min(EXAMPLES)).flat_map(|turn| {
        reasons.iter().filter_map(move |(reason, candidates)| {
            candidates.get(turn).map(|candidate| (reason.0, candidate))
        })
    });
    let shown = in_turn.take(EXAMPLES);
    shown.map(|(reason, &((a, b, _), pair))| wrong_pair(run, a, b, pair, Some(reason))).collect()
}

fn wrong_pair(
    run: &EvaluatedRun,
    a: u32,
    b: u32,
    pair: Option<&EvaluatedPair>,
    reason: Option<MissedReason>,
) -> WrongPair {
    WrongPair {
        record_a: run.records[a as usize].record_id.clone(),
        record_b: run.records[b as usize].record_id.clone(),
        weight: pair.map(|pair| pair.weight),
        decision: pair.map(|pair| pair.decision.name()),
        guards: pair.map_or(String::new(), |pair| run.guard_sets[pair.guards as usize].clone()),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::samples::{pair, records, run_of};
    use crate::record::Decision::{Apart, Link, Review};

    #[test]
    fn errors_are_told_with_their_reasons() {
        // Person 0: records 0 to 4, all in clients of their own but 0, which stands with 5 of person 1.
        let records = records(&[0, 1, 2, 3, 4, 0]);
        let people = [0, 0, 0, 0, 0, 1];
        let mut pairs = [
            pair(0, 1, Link),
            pair(0, 2, Review),
            pair(0, 3, Apart),
            pair(1, 2, Review),
            pair(0, 5, Link),
        ];
        pairs[1].guards = 1;
        let run = EvaluatedRun {
            guard_sets: &["".into(), "twin_risk".into()],
            ..run_of(&records, &pairs)
        };
        let found = |a, b| u32::from((a, b) != (3, 4));
        let true_pairs = super::super::blocking::true_pairs(&people, found);
        let wrong = WrongPairs::new(&run, &people, &true_pairs);
        let told = wrong.missed_by_reason.iter();
        let told: Vec<_> = told.map(|one| (one.reason, one.guards.as_str(), one.pairs)).collect();
        assert_eq!(
            told,
            [
                (MissedReason::BelowFloor, "", 5),
                (MissedReason::NoPass, "", 1),
                (MissedReason::Apart, "", 1),
                (MissedReason::Review, "", 1),
                (MissedReason::Review, "twin_risk", 1),
                (MissedReason::Linked, "", 1),
            ]
        );
        assert_eq!((wrong.missed.len(), wrong.false_merges.len()), (10, 1));
        assert_eq!(wrong.missed[0].reason, Some(MissedReason::BelowFloor));
        assert_eq!(wrong.missed[1].record_b, "r4");
        assert_eq!((wrong.missed[1].weight, wrong.missed[1].decision), (None, None));
        assert_eq!(wrong.false_merges[0].record_b, "r5");
    }
}
