//! How often a vaccination history is right: every dose in it, and each once.
//!
//! In: a run's statements about doses, each with its client, its event and the truth about it. Out:
//! counts. Must never: take the run's word on which statement counts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::share;

/// How often the events of the clients' histories are right. A *true event* is counted once in each
/// client in which a statement tells of it, so that what linkage got wrong is not counted again.
///
/// An event is right if all its statements tell of one true event, and all of that true event's
/// statements in the client that are of any event are of this one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Histories {
    /// Statements about doses.
    pub statements: u64,
    /// Doses that were truly given and are told of, by client.
    pub true_events: u64,
    /// Combinations that every record of the client tells of in parts (under two or more vaccine codes)
    /// and none as a whole: nobody could know them for one dose.
    pub told_in_parts: u64,
    /// Events of the run's histories.
    pub events: u64,
    /// Events that are right.
    pub right: u64,
    /// True events in two or more events: a dose that was counted twice.
    pub true_events_apart: u64,
    /// True events in an event with another: a dose that is not counted.
    pub true_events_together: u64,
    /// True events in no event.
    pub true_events_lost: u64,
    /// Events with a statement of a dose that never was.
    pub events_of_none: u64,
    /// Of the events, those that are right; null when there is none.
    pub precision: Option<f64>,
    /// Of the true events, those whose event is right; null when there is none.
    pub recall: Option<f64>,
    /// The same where each part of a combination that is told in parts counts as a true event.
    pub by_parts: ByParts,
}

/// How often events are right where a combination that nobody tells of as a whole is its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ByParts {
    /// True events.
    pub true_events: u64,
    /// Events that are right.
    pub right: u64,
    /// Of the events, those that are right; null when there is none.
    pub precision: Option<f64>,
    /// Of the true events, those whose event is right; null when there is none.
    pub recall: Option<f64>,
}

/// A statement about a dose, as far as it is measured.
#[derive(Debug, Clone, Copy)]
pub struct MeasuredDose<'a> {
    /// The client.
    pub client: &'a str,
    /// The event; blank if it is of none.
    pub event: &'a str,
    /// The record that says so.
    pub record: &'a str,
    /// The vaccine's code.
    pub vaccine: &'a str,
    /// Number of the true event, if it tells of one.
    pub truth: Option<u32>,
}

/// Histories being measured, client by client.
#[derive(Default)]
pub struct HistoryCount {
    counted: Histories,
    client: String,
    told: Vec<Told>,
    /// Numbers for the client's texts.
    words: BTreeMap<String, u32>,
}

/// One of the client's statements, its texts as numbers.
struct Told {
    event: Option<u32>,
    truth: Option<u32>,
    record: u32,
    vaccine: u32,
}

/// A true event, or a part of one that is told in parts, by the vaccine.
type TrueEvent = (u32, Option<u32>);

impl HistoryCount {
    /// Adds a statement; those of a client follow one another.
    pub fn add(&mut self, dose: &MeasuredDose) {
        if dose.client != self.client {
            self.client_ends();
            self.client = dose.client.into();
        }
        self.counted.statements += 1;
        let event = (!dose.event.is_empty()).then(|| self.number(dose.event));
        let (record, vaccine) = (self.number(dose.record), self.number(dose.vaccine));
        self.told.push(Told { event, truth: dose.truth, record, vaccine });
    }

    fn number(&mut self, text: &str) -> u32 {
        let next = self.words.len() as u32;
        match self.words.get(text) {
            Some(&number) => number,
            None => *self.words.entry(text.into()).or_insert(next),
        }
    }

    /// What was counted.
    pub fn finish(mut self) -> Histories {
        self.client_ends();
        let of = self.counted;
        let ByParts { true_events, right, .. } = of.by_parts;
        Histories {
            precision: share(of.right, of.events),
            recall: share(of.right, of.true_events),
            by_parts: ByParts {
                precision: share(right, of.events),
                recall: share(right, true_events),
                ..of.by_parts
            },
            ..of
        }
    }

    fn client_ends(&mut self) {
        let in_parts = told_in_parts(&self.told);
        let whole = Client::new(&self.told, &BTreeSet::new());
        let by_parts = Client::new(&self.told, &in_parts);
        self.told.clear();
        self.words.clear();
        let counted = &mut self.counted;
        counted.told_in_parts += in_parts.len() as u64;
        counted.by_parts.true_events += by_parts.truths.len() as u64;
        counted.by_parts.right += by_parts.right();
        counted.events += whole.events.len() as u64;
        counted.true_events += whole.truths.len() as u64;
        counted.right += whole.right();
        counted.events_of_none +=
            whole.events.values().filter(|told| told.contains(&None)).count() as u64;
        for of in whole.truths.values() {
            counted.true_events_together +=
                u64::from(of.iter().any(|event| whole.is_shared(event)));
            counted.true_events_lost += u64::from(of.is_empty());
            counted.true_events_apart += u64::from(of.len() > 1);
        }
    }
}

/// A client's events and true events, each with what it has of the others.
struct Client {
    events: BTreeMap<u32, BTreeSet<Option<TrueEvent>>>,
    truths: BTreeMap<TrueEvent, BTreeSet<u32>>,
}

impl Client {
    /// From what is told; true events that are `in_parts` are one for each vaccine.
    fn new(told: &[Told], in_parts: &BTreeSet<u32>) -> Client {
        let mut client = Client { events: BTreeMap::new(), truths: BTreeMap::new() };
        for told in told {
            let part = |truth| in_parts.contains(&truth).then_some(told.vaccine);
            let truth = told.truth.map(|truth| (truth, part(truth)));
            if let Some(truth) = truth {
                client.truths.entry(truth).or_default().extend(told.event);
            }
            if let Some(event) = told.event {
                client.events.entry(event).or_default().insert(truth);
            }
        }
        client
    }

    /// True events whose one event tells of nothing else.
    fn right(&self) -> u64 {
        let is_alone = |event: &u32| self.events[event].len() == 1;
        let is_right = |of: &&BTreeSet<u32>| of.len() == 1 && of.iter().all(is_alone);
        self.truths.values().filter(is_right).count() as u64
    }

    /// Whether an event tells of several true ones.
    fn is_shared(&self, event: &u32) -> bool {
        self.events[event].iter().flatten().count() > 1
    }
}

/// The true events of which every record that tells of them does so under several vaccine codes.
fn told_in_parts(told: &[Told]) -> BTreeSet<u32> {
    let mut codes: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    for told in told {
        if let Some(truth) = told.truth {
            codes.entry((truth, told.record)).or_default().insert(told.vaccine);
        }
    }
    let mut in_parts: BTreeSet<u32> = codes.keys().map(|(truth, _)| *truth).collect();
    for ((truth, _), _) in codes.iter().filter(|(_, codes)| codes.len() == 1) {
        in_parts.remove(truth);
    }
    in_parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Client, event and true event of each statement, `-` for none; then record and vaccine, where they
    /// matter.
    fn counted(rows: &str) -> Histories {
        let mut count = HistoryCount::default();
        for (at, row) in rows.split(", ").enumerate() {
            let words: Vec<&str> = row.split(' ').collect();
            let record = words.get(3).map_or_else(|| format!("r{at}"), |word| word.to_string());
            count.add(&MeasuredDose {
                client: words[0],
                event: if words[1] == "-" { "" } else { words[1] },
                record: &record,
                vaccine: words.get(4).unwrap_or(&"20"),
                truth: words[2].parse().ok(),
            });
        }
        count.finish()
    }

    #[test]
    fn every_dose_once_is_right() {
        let all = counted("C1 E1 1, C1 E1 1, C1 E2 2, C1 - -, C2 E3 1, C2 - 1");
        assert_eq!((all.statements, all.true_events, all.events, all.right), (6, 3, 3, 3));
        assert_eq!((all.precision, all.recall), (Some(1.0), Some(1.0)));
    }

    #[test]
    fn a_combination_that_nobody_tells_as_a_whole_counts_both_ways() {
        let parts = counted("C E1 1 a 107, C E2 1 a 45, C E1 1 b 107, C E2 1 b 45");
        assert_eq!((parts.told_in_parts, parts.true_events, parts.right), (1, 1, 0));
        assert_eq!((parts.by_parts.true_events, parts.by_parts.right), (2, 2));
        let whole = counted("C E1 1 a 107, C E2 1 a 45, C E1 1 b 110");
        assert_eq!((whole.told_in_parts, whole.true_events, whole.right), (0, 1, 0));
        assert_eq!((whole.by_parts.true_events, whole.by_parts.right), (1, 0));
        assert_eq!(whole.true_events_apart, 1);
    }

    #[test]
    fn errors_by_hand() {
        for (rows, wrong) in [
            ("C E1 1, C E2 1", [1, 2, 0, 1, 0, 0, 0]),
            ("C E1 1, C E1 2", [2, 1, 0, 0, 2, 0, 0]),
            ("C - 1", [1, 0, 0, 0, 0, 1, 0]),
            ("C E1 -", [0, 1, 0, 0, 0, 0, 1]),
            ("C E1 1, C E1 -", [1, 1, 0, 0, 0, 0, 1]),
        ] {
            let of = counted(rows);
            let counts = [
                of.true_events,
                of.events,
                of.right,
                of.true_events_apart,
                of.true_events_together,
                of.true_events_lost,
                of.events_of_none,
            ];
            assert_eq!(counts, wrong, "{rows}");
        }
        assert_eq!(HistoryCount::default().finish().precision, None);
    }
}
