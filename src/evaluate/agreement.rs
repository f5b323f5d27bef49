//! How well judged pairs agree with what reviewers expect of them, three ways: link, review, apart.
//!
//! In: for each pair the decision, what was expected, whether the two are one person. Out: an
//! [`Agreement`]. Must never: take a review for a match or a non-match.

use std::fmt::Write as _;

use serde::Serialize;

use super::share;
use crate::record::Decision;

/// Columns and rows of the table, best first.
const DECISIONS: [Decision; 3] = [Decision::Link, Decision::Review, Decision::Apart];

/// What a decision is worth, by what was expected (rows) and decided (columns): the points of the
/// immunization registries' own matching tests. A true non-match that is merged costs most, with a
/// match that is missed; a review costs little where people would have been merged anyway.
const POINTS: [[f64; 3]; 3] = [[10.0, 10.0, -10.0], [8.0, 10.0, -8.0], [-10.0, -8.0, 10.0]];

/// A judged pair.
#[derive(Debug, Clone, Copy)]
pub struct JudgedPair {
    /// What was decided.
    pub decided: Decision,
    /// What a reviewer would have decided.
    pub expected: Option<Decision>,
    /// Whether the two are one person in truth.
    pub same_person: Option<bool>,
}

/// How decisions agree with expectations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// Pairs of which something was expected.
    pub pairs: u64,
    /// Expected link, review, apart (rows) by decided link, review, apart (columns).
    pub table: [[u64; 3]; 3],
    /// Pairs decided as expected.
    pub agreement: Option<f64>,
    /// Automatic links.
    pub links: u64,
    /// Automatic links of two people.
    pub wrong_links: u64,
    /// Pairs of one person.
    pub same_person: u64,
    /// Pairs of one person that were decided apart.
    pub missed_people: u64,
    /// Of the automatic links, those of one person.
    pub automatic_precision: Option<f64>,
    /// Of the pairs of one person, those linked automatically.
    pub automatic_recall: Option<f64>,
    /// Points a pair, 10 at best.
    pub points_a_pair: Option<f64>,
}

impl Agreement {
    /// Compares decisions with expectations. Two are one person if the truth says so; where there is
    /// no truth, if a link was expected, and two people if they were expected apart.
    pub fn of(pairs: &[JudgedPair]) -> Agreement {
        let mut table = [[0; 3]; 3];
        let (mut links, mut wrong, mut same, mut missed, mut right) = (0, 0, 0, 0, 0);
        let (mut points, mut known) = (0.0, 0);
        for pair in pairs {
            let column = place(pair.decided);
            if let Some(expected) = pair.expected {
                table[place(expected)][column] += 1;
                points += POINTS[place(expected)][column];
                known += 1;
            }
            let one_person = pair.same_person.or(match pair.expected {
                Some(Decision::Link) => Some(true),
                Some(Decision::Apart) => Some(false),
                _ => None,
            });
            let linked = u64::from(pair.decided == Decision::Link);
            links += linked * u64::from(one_person.is_some());
            match one_person {
                Some(true) => {
                    same += 1;
                    right += linked;
                    missed += u64::from(pair.decided == Decision::Apart);
                }
                Some(false) => wrong += linked,
                None => {}
            }
        }
        let agreeing = (0..3).map(|decision| table[decision][decision]).sum();
        Agreement {
            pairs: known,
            table,
            agreement: share(agreeing, known),
            links,
            wrong_links: wrong,
            same_person: same,
            missed_people: missed,
            automatic_precision: share(links - wrong, links),
            automatic_recall: share(right, same),
            points_a_pair: (known > 0).then(|| points / known as f64),
        }
    }

    /// As aligned text of several lines.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "{:24}{:>10}{:>10}{:>10}",
            "expected \\ decided", "link", "review", "apart"
        );
        for (decision, row) in DECISIONS.iter().zip(&self.table) {
            let _ =
                writeln!(out, "{:24}{:>10}{:>10}{:>10}", decision.name(), row[0], row[1], row[2]);
        }
        let mut line = |label: &str, figure: String| {
            let _ = writeln!(out, "{label:24}{figure:>10}");
        };
        let ratio = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.4}"));
        line("agreement", ratio(self.agreement));
        line("automatic precision", ratio(self.automatic_precision));
        line("automatic recall", ratio(self.automatic_recall));
        line("wrong links", self.wrong_links.to_string());
        line("people called apart", format!("{} of {}", self.missed_people, self.same_person));
        line(
            "points a pair",
            self.points_a_pair.map_or("-".into(), |points| format!("{points:.2}")),
        );
        out
    }
}

fn place(decision: Decision) -> usize {
    match decision {
        Decision::Link => 0,
        Decision::Review => 1,
        Decision::Apart => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(decided: Decision, expected: Decision, same_person: Option<bool>) -> JudgedPair {
        JudgedPair { decided, expected: Some(expected), same_person }
    }

    #[test]
    fn the_table_counts_and_a_false_merge_costs_most() {
        use Decision::{Apart, Link, Review};
        let agreement = Agreement::of(&[
            pair(Link, Link, None),
            pair(Review, Link, None),
            pair(Apart, Link, None),
            pair(Link, Review, None),
            pair(Link, Apart, None),
            pair(Apart, Apart, None),
        ]);
        assert_eq!(agreement.table, [[1, 1, 1], [1, 0, 0], [1, 0, 1]]);
        assert_eq!((agreement.links, agreement.wrong_links), (2, 1));
        assert_eq!((agreement.same_person, agreement.missed_people), (3, 1));
        assert_eq!(agreement.agreement, Some(2.0 / 6.0));
        assert_eq!(agreement.automatic_precision, Some(0.5));
        assert_eq!(agreement.automatic_recall, Some(1.0 / 3.0));
        assert_eq!(agreement.points_a_pair, Some((10.0 + 10.0 - 10.0 + 8.0 - 10.0 + 10.0) / 6.0));
    }

    #[test]
    fn the_truth_goes_before_the_expectation() {
        let agreement = Agreement::of(&[pair(Decision::Link, Decision::Review, Some(false))]);
        assert_eq!((agreement.links, agreement.wrong_links), (1, 1));
    }

    #[test]
    fn nothing_expected_is_nothing_measured() {
        let pair = JudgedPair { decided: Decision::Link, expected: None, same_person: None };
        let agreement = Agreement::of(&[pair]);
        assert_eq!(
            (agreement.pairs, agreement.agreement, agreement.automatic_precision),
            (0, None, None)
        );
        assert!(agreement.text().contains("agreement"));
    }
}
