//! Precision and recall of a set of pairs, with the counts that they come from.
//!
//! In: three counts. Out: three ratios. Must never: report a ratio of nothing as 0 or 1.

use serde::Serialize;

use super::share;

/// How far a set of found pairs agrees with the set of true pairs. A ratio without a denominator is
/// null: nothing found has no precision, nothing to find no recall.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Accuracy {
    /// Pairs found that are one person.
    pub true_positives: u64,
    /// Pairs found that are two people.
    pub false_positives: u64,
    /// Pairs of one person that were not found.
    pub false_negatives: u64,
    /// `tp / (tp + fp)`: how much of what was found is right.
    pub precision: Option<f64>,
    /// `tp / (tp + fn)`: how much of what is right was found.
    pub recall: Option<f64>,
    /// `2 tp / (2 tp + fp + fn)`: the harmonic mean of the two.
    pub f1: Option<f64>,
    /// Pairs of two people that were rightly not found: all pairs of the records of which this is
    /// said, compared or not, less the three counts above.
    pub true_negatives: u64,
    /// `tn / (tn + fp)`. Nearly all pairs of a population are two people, so it is near one whatever
    /// a run does; precision says more.
    pub specificity: Option<f64>,
}

impl Accuracy {
    /// From how many pairs were found, how many are true, how many are both, and how many there are.
    pub(super) fn new(found: u64, true_pairs: u64, both: u64, all: u64) -> Accuracy {
        assert!(both <= found && both <= true_pairs, "a part is larger than its whole");
        assert!(found + true_pairs - both <= all, "more pairs than records make up");
        let true_negatives = all + both - found - true_pairs;
        Accuracy {
            true_positives: both,
            false_positives: found - both,
            false_negatives: true_pairs - both,
            precision: share(both, found),
            recall: share(both, true_pairs),
            f1: share(2 * both, found + true_pairs),
            true_negatives,
            specificity: share(true_negatives, all - true_pairs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_by_hand() {
        let accuracy = Accuracy::new(4, 5, 3, 16);
        assert_eq!((accuracy.false_positives, accuracy.false_negatives), (1, 2));
        assert_eq!((accuracy.precision, accuracy.recall), (Some(0.75), Some(0.6)));
        assert_eq!(accuracy.f1, Some(6.0 / 9.0));
        assert_eq!((accuracy.true_negatives, accuracy.specificity), (10, Some(10.0 / 11.0)));
    }

    #[test]
    fn nothing_found_has_no_precision_and_nothing_to_find_no_recall() {
        assert_eq!(Accuracy::new(0, 5, 0, 9).precision, None);
        assert_eq!(Accuracy::new(0, 5, 0, 9).f1, Some(0.0));
        assert_eq!(Accuracy::new(4, 0, 0, 9).recall, None);
        assert_eq!(Accuracy::new(0, 0, 0, 0).f1, None);
    }
}
