//! B-cubed: precision and recall as a record sees them, so that one huge client does not outweigh
//! ten thousand small ones as it does when pairs are counted.
//!
//! In: the overlap of clients and people. Out: three ratios. Must never: walk records.

use serde::Serialize;

use super::overlap::{Overlap, size};

/// B-cubed (Bagga & Baldwin 1998): means over all records. Null when there is no record.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BCubed {
    /// Mean share of a record's client that is the same person: `1/N Σ c² / |client|` over the
    /// `c` records that a client and a person have in common.
    pub precision: Option<f64>,
    /// Mean share of a record's person that is in the same client: `1/N Σ c² / |person|`.
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    pub f1: Option<f64>,
}

impl BCubed {
    pub(super) fn new(overlap: &Overlap) -> BCubed {
        let (mut records, mut precision, mut recall) = (0, 0.0, 0.0);
        for cells in overlap.by_client() {
            let client = size(cells);
            records += client;
            for cell in cells {
                let common = f64::from(cell.records).powi(2);
                precision += common / client as f64;
                recall += common / f64::from(overlap.people[cell.person as usize].records);
            }
        }
        BCubed::mean(precision, recall, records)
    }

    fn mean(precision: f64, recall: f64, records: u64) -> BCubed {
        if records == 0 {
            return BCubed { precision: None, recall: None, f1: None };
        }
        // Neither is ever zero: every record is in its own client and its own person.
        let (precision, recall) = (precision / records as f64, recall / records as f64);
        let f1 = 2.0 * precision * recall / (precision + recall);
        BCubed { precision: Some(precision), recall: Some(recall), f1: Some(f1) }
    }
}
