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
}

/// A history being measured, client by client.
#[derive(Default)]
pub struct HistoryCount {
    counted: Histories,
    client: String,
    /// Event and true event of each of the client's statements.
    told: Vec<(Option<u32>, Option<u32>)>,
    events: BTreeMap<String, u32>,
}

impl HistoryCount {
    /// Adds a statement; those of a client follow one another. `event` is blank if it is of none;
    /// `truth` is the number of the true event, if it tells of one.
    pub fn add(&mut self, client: &str, event: &str, truth: Option<u32>) {
        if client != self.client {
            self.client_ends();
            self.client = client.into();
        }
        self.counted.statements += 1;
        let next = self.events.len() as u32;
        let number = |event: &str| *self.events.entry(event.into()).or_insert(next);
        let event = (!event.is_empty()).then_some(event).map(number);
        self.told.push((event, truth));
    }

    /// What was counted.
    pub fn finish(mut self) -> Histories {
        self.client_ends();
        let of = self.counted;
        Histories {
            precision: share(of.right, of.events),
            recall: share(of.right, of.true_events),
            ..of
        }
    }

    fn client_ends(&mut self) {
        let (mut events, mut truths) = (BTreeMap::new(), BTreeMap::new());
        for (event, truth) in self.told.drain(..) {
            if let Some(truth) = truth {
                truths.entry(truth).or_insert_with(BTreeSet::new).extend(event);
            }
            if let Some(event) = event {
                events.entry(event).or_insert_with(BTreeSet::new).insert(truth);
            }
        }
        self.events.clear();
        let counted = &mut self.counted;
        counted.events += events.len() as u64;
        counted.true_events += truths.len() as u64;
        counted.events_of_none +=
            events.values().filter(|told| told.contains(&None)).count() as u64;
        for of in truths.values() {
            let together = of.iter().any(|event| events[event].iter().flatten().count() > 1);
            counted.true_events_together += u64::from(together);
            match of.len() {
                0 => counted.true_events_lost += 1,
                1 => counted.right += u64::from(of.iter().all(|event| events[event].len() == 1)),
                _ => counted.true_events_apart += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Client, event and true event of each statement; `-` for none.
    fn counted(rows: &str) -> Histories {
        let mut count = HistoryCount::default();
        for row in rows.split(", ") {
            let words: Vec<&str> = row.split(' ').collect();
            let event = if words[1] == "-" { "" } else { words[1] };
            count.add(words[0], event, words[2].parse().ok());
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
