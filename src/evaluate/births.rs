//! Whether a child's submissions found the birth record: the question an immunization registry asks
//! first, because coverage is counted from births.
//!
//! In: the overlap of clients and people. Out: two counts. Must never: count two births or two
//! submissions as such a pair.

use serde::Serialize;

use super::overlap::Overlap;
use super::share;

/// True pairs of a birth record and a submission.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BirthSubmissions {
    /// How many there are: a person's birth records times submissions, over all people.
    pub true_pairs: u64,
    /// Those of them whose two records are in one client.
    pub in_one_client: u64,
    /// `in_one_client / true_pairs`; null when there is none.
    pub share: Option<f64>,
}

impl BirthSubmissions {
    pub(super) fn new(overlap: &Overlap) -> BirthSubmissions {
        let pairs =
            |records: u32, births: u32| u64::from(births) * u64::from(records.abs_diff(births));
        let true_pairs = overlap.people.iter().map(|p| pairs(p.records, p.births)).sum();
        let in_one_client = overlap.cells.iter().map(|c| pairs(c.records, c.births)).sum();
        let share = share(in_one_client, true_pairs);
        BirthSubmissions { true_pairs, in_one_client, share }
    }
}
