//! A model as a table and a chart for a statistician.

use std::fmt::Write as _;

use crate::compare::COMPARISONS;
use crate::score::{CLASSES, Class, Estimate, Model};

/// Columns of the chart either side of zero; one stands for a bit.
const CHART_BITS: usize = 16;

/// A class of fewer pairs than this is told by its starting probabilities more than by the pairs.
const FEW_PAIRS: f64 = 200.0;

/// How the estimation went, the classes, and m, u and the weight of every level.
pub fn model_table(model: &Model, report: &Estimate) -> String {
    let mut out = String::new();
    convergence(&mut out, report);
    classes(&mut out, model, report);
    levels(&mut out, model);
    remarks(&mut out, report);
    out
}

fn convergence(out: &mut String, report: &Estimate) {
    let settled = if report.converged { "settled" } else { "DID NOT SETTLE" };
    let Estimate { pairs, signatures, rounds, bits_a_pair, .. } = report;
    let _ = writeln!(
        out,
        "{pairs} pairs, {signatures} signatures; {settled} after {rounds} rounds at {bits_a_pair:.4} \
         bits a pair\n"
    );
}

fn classes(out: &mut String, model: &Model, report: &Estimate) {
    let _ = writeln!(out, "{:32}{:>12}{:>14}", "class", "share", "pairs");
    for class in Class::ALL {
        let pairs = report.class_pairs.get(class as usize).copied().unwrap_or_default();
        let share = model.shares[class as usize];
        let _ = writeln!(out, "{:32}{share:>12.6}{pairs:>14.0}", class.name());
    }
    out.push('\n');
}

fn levels(out: &mut String, model: &Model) {
    let _ = writeln!(
        out,
        "{:17}{:17}{:>10}{:>10}{:>7}  {:>CHART_BITS$}|log2(m/u), a mark a bit",
        "comparison", "level", "m", "u", "bits", ""
    );
    for (comparison, levels) in COMPARISONS.iter().zip(&model.levels) {
        let mut name = comparison.name;
        for (level, of_class) in comparison.levels[1..].iter().zip(levels) {
            let (m, u) = (of_class[Class::Match as usize], non_match(model, of_class));
            let bits = (m / u).log2();
            let bar = bar(bits);
            let _ = writeln!(out, "{name:17}{level:17}{m:>10.6}{u:>10.6}{bits:>+7.1}  {bar}");
            name = "";
        }
    }
}

/// How probable a level is among all other pairs: each class by its share.
fn non_match(model: &Model, of_class: &[f64; CLASSES]) -> f64 {
    let others = || Class::ALL.into_iter().filter(|class| *class != Class::Match);
    let total: f64 = others().map(|class| model.shares[class as usize]).sum();
    let share = |class: Class| model.shares[class as usize] * of_class[class as usize];
    others().map(share).sum::<f64>() / total
}

fn bar(bits: f64) -> String {
    let length = (bits.abs().round() as usize).min(CHART_BITS);
    if bits < 0.0 {
        format!("{:>CHART_BITS$}|", "░".repeat(length))
    } else {
        format!("{:>CHART_BITS$}|{}", "", "█".repeat(length))
    }
}

fn remarks(out: &mut String, report: &Estimate) {
    let few = Class::ALL.iter().zip(&report.class_pairs).filter(|(_, pairs)| **pairs < FEW_PAIRS);
    for (class, pairs) in few {
        let _ = writeln!(
            out,
            "\nclass {} rests on {pairs:.0} pairs: its probabilities are mostly the starting ones",
            class.name()
        );
    }
    if !report.unobserved.is_empty() {
        let levels = report.unobserved.join(", ");
        let _ =
            writeln!(out, "\nno pair has these levels, which keep their starting odds: {levels}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_a_line_and_what_was_not_seen_is_said() {
        let report = Estimate {
            pairs: 3,
            signatures: 2,
            rounds: 4,
            converged: false,
            bits_a_pair: -7.5,
            class_pairs: vec![3.0; CLASSES],
            unobserved: vec!["suffix: different".into()],
            refused: None,
        };
        let table = model_table(&Model::rough(), &report);
        for comparison in COMPARISONS {
            assert!(table.contains(comparison.name));
        }
        let levels: usize = COMPARISONS.iter().map(|comparison| comparison.levels.len() - 1).sum();
        assert_eq!(table.lines().filter(|line| line.contains('|')).count(), levels + 1);
        assert!(table.contains("DID NOT SETTLE") && table.contains("suffix: different"));
        assert!(table.contains("class twin rests on 3 pairs"));
    }
}
