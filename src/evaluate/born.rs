//! When a person was born, as far as the records tell.
//!
//! In: each record's person and birth date. Out: a day for each person. Must never: believe a
//! submission where there is a birth record.

use rayon::slice::ParallelSliceMut;

use super::EvaluatedRecord;
use crate::record::{Date, SourceKind};

/// Each person's day of birth: that of the birth record, else of the submissions; where they differ
/// the most frequent one, then the earliest.
pub(super) fn birth_days(
    records: &[EvaluatedRecord],
    people: &[u32],
    person_count: usize,
) -> Vec<Option<i32>> {
    let mut told: Vec<(u32, bool, Date)> = (records.iter().zip(people))
        .filter_map(|(record, &person)| {
            let date = record.birth_date.filter(|date| date.is_some())?;
            Some((person, record.kind != SourceKind::Birth, date))
        })
        .collect();
    told.par_sort_unstable();
    let mut days = vec![None; person_count];
    for one in told.chunk_by(|x, y| x.0 == y.0) {
        days[one[0].0 as usize] = Some(most_told(one).day_number());
    }
    days
}

/// The most frequent date of the best kind of source; of equally frequent ones the earliest.
fn most_told(told: &[(u32, bool, Date)]) -> Date {
    let best = told.partition_point(|row| row.1 == told[0].1);
    let mut most: &[(u32, bool, Date)] = &[];
    for same in told[..best].chunk_by(|x, y| x.2 == y.2) {
        if same.len() > most.len() {
            most = same;
        }
    }
    most[0].2
}
