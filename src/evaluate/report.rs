//! The outcome of an evaluation, for machines as JSON and for people as a table.
//!
//! In: the measures. Out: text. Must never: compute one, or print an unknown figure as a number.

use std::fmt::Write;

use serde::Serialize;

use super::{Accuracy, BCubed, BirthSubmissions, Blocking, ClientErrors, KinErrors, Review};

/// How often a run is right. Counts are of the run: people and pairs of which the run holds no
/// record are in none of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Records of the run; the truth names each of them.
    pub records: u64,
    /// People whom they speak of.
    pub people: u64,
    /// Clients that the run made of them.
    pub clients: u64,
    /// Pairs of records of one person.
    pub true_pairs: u64,
    /// Records that the truth names and the run does not hold: rejected, or of another run.
    pub truth_records_not_in_run: u64,
    /// Pair level: pairs decided `link`.
    pub linked: Accuracy,
    /// Pair level: pairs decided `link` or `review`.
    pub linked_or_review: Accuracy,
    /// Client level by pairwise closure: all pairs inside a client count as found.
    pub closure: Accuracy,
    /// Client level as a record sees it.
    pub b_cubed: BCubed,
    /// Whole clients and people that went wrong.
    pub client_errors: ClientErrors,
    /// False merges inside a family.
    pub kin_errors: KinErrors,
    /// Births that found their submissions.
    pub birth_submissions: BirthSubmissions,
    /// What blocking made possible.
    pub blocking: Blocking,
    /// What was left to people.
    pub review: Review,
}

impl Evaluation {
    /// The evaluation as aligned text of several lines, the last with a line end.
    pub fn table(&self) -> String {
        let mut out = String::new();
        self.rows(&mut out).expect("a String takes any text");
        out
    }

    fn rows(&self, out: &mut String) -> std::fmt::Result {
        self.sizes(out)?;
        self.accuracies(out)?;
        self.errors(out)?;
        self.shares(out)
    }

    fn sizes(&self, out: &mut String) -> std::fmt::Result {
        count(out, "records", Some(self.records))?;
        count(out, "people", Some(self.people))?;
        count(out, "clients", Some(self.clients))?;
        count(out, "true pairs", Some(self.true_pairs))?;
        count(out, "truth records not in the run", Some(self.truth_records_not_in_run))
    }

    fn accuracies(&self, out: &mut String) -> std::fmt::Result {
        let [p, r, f] = ["precision", "recall", "F1"];
        let [tp, fp, missed] = ["right", "wrong", "missed"];
        writeln!(out, "\n{:36}{p:>10}{r:>10}{f:>10}{tp:>15}{fp:>16}{missed:>16}", "")?;
        accuracy(out, "pairs linked", &self.linked)?;
        accuracy(out, "pairs linked or in review", &self.linked_or_review)?;
        accuracy(out, "clients, by pairs", &self.closure)?;
        ratios(out, "clients, by records (B-cubed)", self.b_cubed.three())?;
        writeln!(out)
    }

    fn errors(&self, out: &mut String) -> std::fmt::Result {
        let (clients, kin) = (&self.client_errors, &self.kin_errors);
        writeln!(out)?;
        count(out, "clients of two or more people", Some(clients.clients_with_several_people))?;
        count(out, "  of twins", kin.twins)?;
        count(out, "  of other siblings", kin.siblings)?;
        count(out, "  of others of one household", kin.household)?;
        count(out, "clients of two or more births", Some(clients.clients_with_several_births))?;
        count(out, "people in two or more clients", Some(clients.people_in_several_clients))
    }

    fn shares(&self, out: &mut String) -> std::fmt::Result {
        let (births, blocking, review) = (&self.birth_submissions, &self.blocking, &self.review);
        let true_share = super::share(review.true_matches, review.pairs);
        writeln!(out)?;
        part(out, "true pairs found by blocking", blocking.found, blocking.recall)?;
        part(out, "birth-submission pairs in one client", births.in_one_client, births.share)?;
        count(out, "pairs in review", Some(review.pairs))?;
        part(out, "  of them true matches", review.true_matches, true_share)?;
        part(out, "records in review", review.records, review.share_of_records)
    }
}

impl Accuracy {
    fn three(&self) -> [Option<f64>; 3] {
        [self.precision, self.recall, self.f1]
    }
}

impl BCubed {
    fn three(&self) -> [Option<f64>; 3] {
        [self.precision, self.recall, self.f1]
    }
}

fn accuracy(out: &mut String, label: &str, of: &Accuracy) -> std::fmt::Result {
    ratios(out, label, of.three())?;
    let counts = [of.true_positives, of.false_positives, of.false_negatives].map(grouped);
    writeln!(out, "{:>15} {:>15} {:>15}", counts[0], counts[1], counts[2])
}

fn ratios(out: &mut String, label: &str, three: [Option<f64>; 3]) -> std::fmt::Result {
    let [p, r, f] = three.map(ratio);
    write!(out, "{label:36}{p:>10}{r:>10}{f:>10}")
}

fn count(out: &mut String, label: &str, count: Option<u64>) -> std::fmt::Result {
    writeln!(out, "{label:36}{:>15}", count.map_or("unknown".into(), grouped))
}

fn part(out: &mut String, label: &str, part: u64, share: Option<f64>) -> std::fmt::Result {
    writeln!(out, "{label:36}{:>15}{:>10}", grouped(part), ratio(share))
}

/// Four decimals, but only what is perfect reads as 1.
fn ratio(value: Option<f64>) -> String {
    let shown = |value: f64| if value < 1.0 { value.min(0.9999) } else { value };
    value.map_or("-".into(), |value| format!("{:.4}", shown(value)))
}

fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")] {
            assert_eq!(grouped(count), text);
        }
    }

    #[test]
    fn only_what_is_perfect_reads_as_one() {
        for (value, text) in
            [(1.0, "1.0000"), (0.999_99, "0.9999"), (0.29, "0.2900"), (2.0 / 3.0, "0.6667")]
        {
            assert_eq!(ratio(Some(value)), text);
        }
        assert_eq!(ratio(None), "-");
    }
}
