//! An evaluation as a table for people.
//!
//! In: an [`Evaluation`]. Out: text of at most a hundred columns. Must never: compute a measure, or
//! print an unknown figure as a number.

use std::fmt::Write;

use super::{Accuracy, BCubed, Evaluation, Intervals, Missed, PassRecall, Subgroup};

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
        self.shares(out)?;
        self.histories(out)?;
        self.passes(out)?;
        self.missed(out)?;
        self.calibration(out)?;
        self.subgroups(out)
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
        writeln!(out, "\n{:31}{p:>10}{r:>10}{f:>10}{tp:>13}{fp:>12}{missed:>12}", "")?;
        accuracy(out, "pairs linked", &self.linked)?;
        accuracy(out, "pairs linked or in review", &self.linked_or_review)?;
        accuracy(out, "clients, by pairs", &self.closure)?;
        let Intervals { precision, recall, f1, .. } = self.intervals;
        let ends = [precision, recall, f1];
        if ends.iter().any(Option::is_some) {
            ratios(out, "  95 % interval from", ends.map(|of| of.map(|of| of.low)))?;
            writeln!(out)?;
            ratios(out, "  to", ends.map(|of| of.map(|of| of.high)))?;
            writeln!(out)?;
        }
        ratios(out, "clients, by records (B-cubed)", self.b_cubed.three())?;
        writeln!(out, "\n")?;
        fine(out, "specificity of pairs linked", self.linked.specificity)?;
        fine(out, "specificity of clients, by pairs", self.closure.specificity)
    }

    fn errors(&self, out: &mut String) -> std::fmt::Result {
        let (clients, kin) = (&self.client_errors, &self.kin_errors);
        writeln!(out)?;
        count(out, "clients of two or more people", Some(clients.clients_with_several_people))?;
        count(out, "  of twins", kin.twins)?;
        count(out, "  of other siblings", kin.siblings)?;
        count(out, "  of others of one household", kin.household)?;
        count(out, "clients of two or more births", Some(clients.clients_with_several_births))?;
        count(out, "people in two or more clients", Some(clients.people_in_several_clients))?;
        let newborns = &self.newborn_errors;
        count(out, "newborns' records", Some(newborns.records))?;
        part(out, "  wrong pairs, and precision", newborns.false_merges, newborns.precision)?;
        part(out, "  missed pairs, and recall", newborns.missed_links, newborns.recall)
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

    fn histories(&self, out: &mut String) -> std::fmt::Result {
        let Some(of) = &self.histories else { return Ok(()) };
        writeln!(out)?;
        count(out, "statements about doses", Some(of.statements))?;
        count(out, "doses truly given and told of", Some(of.true_events))?;
        part(out, "  right in a history, and recall", of.right, of.recall)?;
        count(out, "  counted twice", Some(of.true_events_apart))?;
        count(out, "  one event with another", Some(of.true_events_together))?;
        count(out, "  in no event", Some(of.true_events_lost))?;
        part(out, "events, and precision", of.events, of.precision)?;
        count(out, "  with a dose that never was", Some(of.events_of_none))?;
        let parts = &of.by_parts;
        count(out, "combinations told in parts only", Some(of.told_in_parts))?;
        part(out, "  if each part counts: right, recall", parts.right, parts.recall)?;
        part(out, "  and precision", parts.right, parts.precision)
    }

    fn passes(&self, out: &mut String) -> std::fmt::Result {
        if self.blocking.by_pass.is_empty() {
            return Ok(());
        }
        let [pass, found, recall, only] = ["blocking pass", "true pairs", "recall", "only here"];
        writeln!(out, "\n{pass:36}{found:>15}{recall:>10}{only:>15}")?;
        for PassRecall { pass, found, only_here, recall } in &self.blocking.by_pass {
            let (found, only) = (grouped(*found), grouped(*only_here));
            writeln!(out, "{pass:36}{found:>15}{:>10}{only:>15}", ratio(*recall))?;
        }
        Ok(())
    }

    fn missed(&self, out: &mut String) -> std::fmt::Result {
        let missed = &self.wrong_pairs.missed_by_reason;
        if missed.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{:>9}  true pairs in two clients", "pairs")?;
        for Missed { reason, guards, pairs } in missed {
            let (colon, reason) = (if guards.is_empty() { "" } else { ": " }, reason.label());
            writeln!(out, "{:>9}  {reason}{colon}{guards}", grouped(*pairs))?;
        }
        Ok(())
    }

    fn calibration(&self, out: &mut String) -> std::fmt::Result {
        let of = &self.calibration;
        if of.pairs == 0 {
            return Ok(());
        }
        let [stated, observed] = ["stated", "observed"];
        let [pairs, guarded] = ["pairs", "held by guards"];
        writeln!(
            out,
            "\n{:36}{pairs:>15}{stated:>10}{observed:>10}{guarded:>15}",
            "probability of match"
        )?;
        for band in of.by_probability.iter().chain([&of.stated_99]) {
            let label = if std::ptr::eq(band, &of.stated_99) {
                "0.99 and more in all".to_string()
            } else {
                format!("{} to {}", band.from, band.to)
            };
            let (pairs, guarded) = (grouped(band.pairs), grouped(band.guarded));
            let shares = [band.stated, band.observed].map(ratio);
            writeln!(out, "{label:36}{pairs:>15}{:>10}{:>10}{guarded:>15}", shares[0], shares[1])?;
        }
        writeln!(out, "{:51}{:>10}", "expected calibration error", {
            ratio(of.expected_calibration_error)
        })
    }

    fn subgroups(&self, out: &mut String) -> std::fmt::Result {
        let [p, r, f] = ["precision", "recall", "F1"];
        let by = "clients, by pairs, of";
        writeln!(out, "\n{by:36}{:>15}{p:>10}{r:>10}{f:>10}", "true pairs")?;
        for Subgroup { by, name, true_pairs, closure, .. } in &self.subgroups {
            let label = format!("{by}: {name}");
            let [p, r, f] = closure.three().map(ratio);
            writeln!(out, "{label:36}{:>15}{p:>10}{r:>10}{f:>10}", grouped(*true_pairs))?;
        }
        Ok(())
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
    writeln!(out, "{:>13}{:>12}{:>12}", counts[0], counts[1], counts[2])
}

fn ratios(out: &mut String, label: &str, three: [Option<f64>; 3]) -> std::fmt::Result {
    let [p, r, f] = three.map(ratio);
    write!(out, "{label:31}{p:>10}{r:>10}{f:>10}")
}

fn count(out: &mut String, label: &str, count: Option<u64>) -> std::fmt::Result {
    writeln!(out, "{label:36}{:>15}", count.map_or("unknown".into(), grouped))
}

fn part(out: &mut String, label: &str, part: u64, share: Option<f64>) -> std::fmt::Result {
    writeln!(out, "{label:36}{:>15}{:>10}", grouped(part), ratio(share))
}

/// A share that is all but one: as many digits as it takes to tell it from one.
fn fine(out: &mut String, label: &str, value: Option<f64>) -> std::fmt::Result {
    let shown = |value: f64| if value < 1.0 { value.min(0.999_999_999) } else { value };
    let text = value.map_or("-".into(), |value| format!("{:.9}", shown(value)));
    writeln!(out, "{label:36}{text:>15}")
}

/// Four decimals, but only what is perfect reads as 1.
pub(crate) fn ratio(value: Option<f64>) -> String {
    let shown = |value: f64| if value < 1.0 { value.min(0.9999) } else { value };
    value.map_or("-".into(), |value| format!("{:.4}", shown(value)))
}

pub(crate) fn grouped(count: u64) -> String {
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
