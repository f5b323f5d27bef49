//! Pairs of a part of the records, counted without enumerating them.
//!
//! In: each record's client and person, and which records to keep. Out: how many pairs they make up,
//! in clients, in people and in both. Must never: grow with the square of a client.

use rayon::slice::ParallelSliceMut;

use super::overlap::pairs_of;
use super::{Accuracy, EvaluatedRecord};

/// Records in order of client, then person.
pub(super) struct Subsets {
    /// Client, person, record.
    rows: Vec<(u32, u32, u32)>,
    person_count: usize,
}

/// Pairs of some records. Counts of a part can be taken from those of the whole: what is left are
/// the pairs with a record outside the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PairCounts {
    /// Pairs inside clients.
    pub found: u64,
    /// Pairs inside people.
    pub true_pairs: u64,
    /// Pairs inside both.
    pub both: u64,
    /// All pairs.
    pub all: u64,
}

impl PairCounts {
    pub(super) fn without(self, part: PairCounts) -> PairCounts {
        PairCounts {
            found: self.found - part.found,
            true_pairs: self.true_pairs - part.true_pairs,
            both: self.both - part.both,
            all: self.all - part.all,
        }
    }

    pub(super) fn accuracy(self) -> Accuracy {
        Accuracy::new(self.found, self.true_pairs, self.both, self.all)
    }
}

impl Subsets {
    pub(super) fn new(records: &[EvaluatedRecord], people: &[u32], person_count: usize) -> Subsets {
        let rows = records.iter().zip(people).zip(0..);
        let mut rows: Vec<(u32, u32, u32)> =
            rows.map(|((record, &person), number)| (record.client, person, number)).collect();
        rows.par_sort_unstable();
        Subsets { rows, person_count }
    }

    /// The pairs of those records that are kept.
    pub(super) fn count(&self, keep: impl Fn(u32) -> bool) -> PairCounts {
        let (mut found, mut both, mut records) = (0, 0, 0);
        let mut of_person = vec![0_u32; self.person_count];
        for client in self.rows.chunk_by(|x, y| x.0 == y.0) {
            let mut in_client = 0;
            for cell in client.chunk_by(|x, y| x.1 == y.1) {
                let kept = cell.iter().filter(|row| keep(row.2)).count() as u32;
                of_person[cell[0].1 as usize] += kept;
                both += pairs_of(kept.into());
                in_client += u64::from(kept);
            }
            found += pairs_of(in_client);
            records += in_client;
        }
        let true_pairs = of_person.into_iter().map(|records| pairs_of(records.into())).sum();
        PairCounts { found, true_pairs, both, all: pairs_of(records) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::samples::records;

    #[test]
    fn a_part_and_what_is_left_of_the_whole() {
        // Client 0 holds two of person 0 and one of person 1; client 1 the rest of person 0.
        let subsets = Subsets::new(&records(&[0, 0, 0, 1]), &[0, 0, 1, 0], 2);
        let all = subsets.count(|_| true);
        assert_eq!(all, PairCounts { found: 3, true_pairs: 3, both: 1, all: 6 });
        let part = subsets.count(|record| record != 1);
        assert_eq!(part, PairCounts { found: 1, true_pairs: 1, both: 0, all: 3 });
        // The pairs of record 1: with 0 (right), with 2 (wrong), with 3 (missed).
        let of_one = all.without(part).accuracy();
        assert_eq!(
            (of_one.true_positives, of_one.false_positives, of_one.false_negatives),
            (1, 1, 1)
        );
    }
}
