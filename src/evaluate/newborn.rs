//! The records made in the first weeks of a life, when a child has no name of its own yet, no
//! number, and its mother's address for a few days: the hardest to link and the first to be needed.
//!
//! In: the records, their people and when these were born. Out: counts. Must never: take a record
//! sent before the birth for a newborn's.

use serde::Serialize;

use super::subset::Subsets;
use super::{EvaluatedRecord, share};
use crate::record::Date;

/// A child is newborn for so many days (the neonatal period).
const NEWBORN_DAYS: i32 = 28;

/// Errors among newborns' records: pairs of records that were both received before the person was 28
/// days old, by the person's birth date, or have a placeholder for a given name.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NewbornErrors {
    /// Newborns' records.
    pub records: u64,
    /// Pairs of them that are one person.
    pub true_pairs: u64,
    /// Pairs of them that stand in one client and are two people.
    pub false_merges: u64,
    /// Pairs of them that are one person and stand in two clients.
    pub missed_links: u64,
    /// Of the pairs in one client, those of one person; null when there is none.
    pub precision: Option<f64>,
    /// Of the true pairs, those in one client; null when there is none.
    pub recall: Option<f64>,
}

impl NewbornErrors {
    /// `born` is each person's day of birth.
    pub(super) fn new(
        records: &[EvaluatedRecord],
        people: &[u32],
        born: &[Option<i32>],
        subsets: &Subsets,
    ) -> NewbornErrors {
        let is_newborn = |record: u32| {
            let born = born[people[record as usize] as usize];
            let EvaluatedRecord { received, traits, .. } = &records[record as usize];
            traits.is_unnamed || is_newborn(born, *received)
        };
        let pairs = subsets.count(is_newborn);
        NewbornErrors {
            records: (0..records.len() as u32).filter(|&record| is_newborn(record)).count() as u64,
            true_pairs: pairs.true_pairs,
            false_merges: pairs.found - pairs.both,
            missed_links: pairs.true_pairs - pairs.both,
            precision: share(pairs.both, pairs.found),
            recall: share(pairs.both, pairs.true_pairs),
        }
    }
}

fn is_newborn(born: Option<i32>, received: Option<Date>) -> bool {
    let days = born.zip(received).map(|(born, received)| received.day_number() - born);
    days.is_some_and(|days| (0..NEWBORN_DAYS).contains(&days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::samples::records;

    #[test]
    fn four_weeks_from_the_birth() {
        let day = |day| Date::new(2020, 1, day);
        let born = day(2).map(Date::day_number);
        for (received, newborn) in
            [(day(1), false), (day(2), true), (day(29), true), (day(30), false)]
        {
            assert_eq!(is_newborn(born, received), newborn);
        }
        assert!(!is_newborn(None, day(2)) && !is_newborn(born, None));
    }

    #[test]
    fn errors_by_hand() {
        // Records 0, 1 and 3 are newborns': 0 and 3 are one person in two clients, 0 and 1 two people
        // in one client. Record 2 is not, so that its missed pairs do not count.
        let mut run = records(&[0, 0, 1, 2]);
        run[0].traits.is_unnamed = true;
        for record in [1, 3] {
            run[record].received = Date::new(2020, 1, 9);
        }
        let people = [0, 1, 0, 0];
        let born = vec![Date::new(2020, 1, 1).map(Date::day_number); 2];
        let subsets = Subsets::new(&run, &people, 2);
        let errors = NewbornErrors::new(&run, &people, &born, &subsets);
        assert_eq!((errors.records, errors.true_pairs), (3, 1));
        assert_eq!((errors.false_merges, errors.missed_links), (1, 1));
        assert_eq!((errors.precision, errors.recall), (Some(0.0), Some(0.0)));
    }
}
