//! The records of a run in one fixed order.

use rayon::prelude::*;

use super::{Batch, Reject};
use crate::record::{Field, SourceKind};

/// Every record that was read, numbered in the order of the record ids: so no result depends on the
/// order of rows or files. Values are as received.
pub struct Records {
    batches: Vec<Batch>,
    /// Batch and row of each record.
    order: Vec<(u32, u32)>,
}

impl Records {
    /// Puts the rows in order. Of rows with one id the first read is kept and the others refused.
    pub fn new(batches: Vec<Batch>) -> (Records, Vec<Reject>) {
        let mut order: Vec<(u32, u32)> = Vec::new();
        for (batch, rows) in batches.iter().enumerate() {
            let with_id =
                (0..rows.rows.len()).filter(|&row| !rows.value(row, Field::RecordId).is_empty());
            order.extend(with_id.map(|row| (batch as u32, row as u32)));
        }
        let id = |&(batch, row): &(u32, u32)| {
            batches[batch as usize].value(row as usize, Field::RecordId)
        };
        order.par_sort_unstable_by(|a, b| id(a).cmp(id(b)).then(a.cmp(b)));
        let mut rejects = Vec::new();
        let mut kept: Vec<(u32, u32)> = Vec::with_capacity(order.len());
        for place in order {
            if kept.last().is_some_and(|last| id(last) == id(&place)) {
                let reason = "a second row with this record id; the first is kept";
                rejects.push(batches[place.0 as usize].reject(
                    place.1 as usize,
                    Field::RecordId,
                    reason,
                ));
            } else {
                kept.push(place);
            }
        }
        (Records { batches, order: kept }, rejects)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// A field's value as received; blank when there is none.
    pub fn value(&self, record: usize, field: Field) -> &str {
        let (batch, row) = self.order[record];
        self.batches[batch as usize].value(row as usize, field)
    }

    /// The record's id.
    pub fn id(&self, record: usize) -> &str {
        self.value(record, Field::RecordId)
    }

    /// What the record is.
    pub fn kind(&self, record: usize) -> SourceKind {
        self.batches[self.order[record].0 as usize].kind
    }

    /// The record with this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let found = self.order.partition_point(|&(batch, row)| {
            self.batches[batch as usize].value(row as usize, Field::RecordId) < id
        });
        (found < self.len() && self.id(found) == id).then_some(found)
    }

    /// The batches that the records lie in.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Batch and row of each record.
    pub fn order(&self) -> &[(u32, u32)] {
        &self.order
    }
}
