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
        // With their ids beside them, so that sorting does not look them up again and again.
        let mut order: Vec<(&str, u32, u32)> = Vec::new();
        for (batch, rows) in batches.iter().enumerate() {
            let ids = (0..rows.rows.len()).map(|row| (rows.value(row, Field::RecordId), row));
            let with_id = ids.filter(|(id, _)| !id.is_empty());
            order.extend(with_id.map(|(id, row)| (id, batch as u32, row as u32)));
        }
        order.par_sort_unstable();
        let mut rejects = Vec::new();
        let mut kept: Vec<(u32, u32)> = Vec::with_capacity(order.len());
        let mut last = "";
        for (id, batch, row) in order {
            if id == last {
                let reason = "a second row with this record id; the first is kept";
                let batch = &batches[batch as usize];
                rejects.push(batch.reject(row as usize, Field::RecordId, reason));
            } else {
                kept.push((batch, row));
                last = id;
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
