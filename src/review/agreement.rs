//! How often readers agree, and how often the machine is right by their word.
//!
//! In: the pairs of a sample and their labels. Out: counts and shares. Must never: count a pair on which its
//! readers disagree as settled.

use std::collections::BTreeMap;

use crate::registry::{Label, SamplePair};

/// What is known of a sample.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agreement {
    /// Labels that are given, and that are wanted.
    pub given: usize,
    /// See `given`.
    pub wanted: usize,
    /// Pairs that two have read.
    pub read_twice: usize,
    /// Of these, those of which both say the same.
    pub agreed: usize,
    /// Cohen's kappa over them; none where chance alone would agree always, or nobody has read twice.
    pub kappa: Option<f64>,
    /// What the machine decided, and what readers say of it.
    pub strata: Vec<Stratum>,
    /// Places of the pairs on which two readers disagree.
    pub disputed: Vec<u32>,
}

/// Pairs of one decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stratum {
    /// The decision.
    pub name: String,
    /// Pairs of it in all.
    pub pairs: u64,
    /// Settled as one person.
    pub same: usize,
    /// Settled as two.
    pub different: usize,
    /// Of which readers could not tell.
    pub cannot_tell: usize,
}

impl Stratum {
    /// The share of one person among the settled, with its 95 % interval by Wilson.
    pub fn share(&self) -> Option<(f64, f64, f64)> {
        let (n, right) = ((self.same + self.different) as f64, self.same as f64);
        if n == 0.0 {
            return None;
        }
        let (z, p) = (1.96, right / n);
        let center = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z * ((p * (1.0 - p) + z * z / (4.0 * n)) / n).sqrt() / (1.0 + z * z / n);
        Some((p, (center - half).max(0.0), (center + half).min(1.0)))
    }
}

/// The label of a pair on which all who have read it agree.
pub fn settled<'a>(labels: &[&'a Label]) -> Option<&'a str> {
    let first = labels.first()?;
    labels.iter().all(|label| label.label == first.label).then_some(first.label.as_str())
}

/// The labels of each pair, in the order in which they were given.
pub fn by_place(labels: &[Label]) -> BTreeMap<u32, Vec<&Label>> {
    let mut of: BTreeMap<u32, Vec<&Label>> = BTreeMap::new();
    for label in labels {
        of.entry(label.place).or_default().push(label);
    }
    of
}

/// Counts.
pub fn agreement(pairs: &[SamplePair], labels: &[Label]) -> Agreement {
    let of = by_place(labels);
    let mut found = Agreement {
        given: labels.len(),
        wanted: pairs.iter().map(|pair| usize::from(pair.readers)).sum(),
        ..Agreement::default()
    };
    let mut strata: BTreeMap<&str, Stratum> = BTreeMap::new();
    let mut twice: Vec<(&str, &str)> = Vec::new();
    for pair in pairs {
        let stratum = strata.entry(&pair.stratum).or_default();
        (stratum.name, stratum.pairs) = (pair.stratum.clone(), pair.pairs);
        let Some(labels) = of.get(&pair.place) else { continue };
        if let [first, second, ..] = labels.as_slice() {
            twice.push((&first.label, &second.label));
        }
        match settled(labels) {
            Some("same") => stratum.same += 1,
            Some("different") => stratum.different += 1,
            Some(_) => stratum.cannot_tell += 1,
            None => found.disputed.push(pair.place),
        }
    }
    found.read_twice = twice.len();
    found.agreed = twice.iter().filter(|(first, second)| first == second).count();
    found.kappa = kappa(&twice);
    found.strata = strata.into_values().collect();
    found
}

/// Cohen's kappa (1960): agreement beyond what the readers' habits alone would give.
fn kappa(twice: &[(&str, &str)]) -> Option<f64> {
    let n = twice.len() as f64;
    let share =
        |of: &dyn Fn(&(&str, &str)) -> bool| twice.iter().filter(|two| of(two)).count() as f64 / n;
    let observed = share(&|(first, second)| first == second);
    let expected: f64 = ["same", "different", "cannot_tell"]
        .iter()
        .map(|label| share(&|(first, _)| first == label) * share(&|(_, second)| second == label))
        .sum();
    (n > 0.0 && expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::RecordPair;

    fn pair(place: u32, stratum: &str) -> SamplePair {
        let pair = RecordPair::new(place, place + 100);
        SamplePair { place, pair, stratum: stratum.into(), pairs: 50, readers: 2 }
    }

    fn label(place: u32, label: &str, by: &str) -> Label {
        Label { place, label: label.into(), by: by.into(), at: 0 }
    }

    #[test]
    fn agreement_by_hand() {
        let pairs: Vec<SamplePair> = (0..4).map(|place| pair(place, "link")).collect();
        let labels = [
            label(0, "same", "ada"),
            label(0, "same", "mfs"),
            label(1, "same", "ada"),
            label(1, "different", "mfs"),
            label(2, "different", "ada"),
            label(2, "different", "mfs"),
            label(3, "same", "ada"),
        ];
        let found = agreement(&pairs, &labels);
        assert_eq!((found.given, found.wanted, found.read_twice, found.agreed), (7, 8, 3, 2));
        // Observed 2/3; by chance 2/3 · 1/3 + 1/3 · 2/3 = 4/9; (2/3 − 4/9) / (5/9) = 0.4.
        assert!((found.kappa.unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(found.disputed, [1]);
        let stratum = &found.strata[0];
        assert_eq!((stratum.same, stratum.different, stratum.pairs), (2, 1, 50));
        let (share, low, high) = stratum.share().unwrap();
        assert!((share - 2.0 / 3.0).abs() < 1e-12 && low < share && share < high && high < 1.0);
    }

    #[test]
    fn nothing_is_said_where_nobody_has_read() {
        let found = agreement(&[pair(0, "apart")], &[]);
        assert_eq!((found.kappa, found.strata[0].share()), (None, None));
    }
}
