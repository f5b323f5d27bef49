//! `explain`: all that a run knows about two of its records.

use std::path::Path;

use super::reopen;
use crate::compare::{Signature, compare};
use crate::decide::{Guards, decide, guards};
use crate::error::{Error, Result};
use crate::record::{Decision, Field};
use crate::score::{Score, Scorer, probability_of};
use crate::write::read_clients;

/// Two records and what speaks for and against their being one person.
pub struct Explained {
    /// Each field that one of them has, and both values as received.
    pub fields: Vec<(Field, String, String)>,
    /// The levels.
    pub signature: Signature,
    /// The weight and its parts.
    pub score: Score,
    /// The match probability.
    pub probability: f64,
    /// The passes that found the pair, as bits.
    pub passes: u32,
    /// What holds against a link.
    pub guards: Guards,
    /// The decision about the pair by itself.
    pub decision: Decision,
    /// The client of each.
    pub clients: (String, String),
}

/// Explains two records of a run, found by a pass or not.
///
/// # Errors
/// The run cannot be opened, or has no such record.
pub fn explain(folder: &Path, id_a: &str, id_b: &str) -> Result<Explained> {
    let run = reopen(folder)?;
    let find = |id: &str| {
        let unknown =
            || Error::Usage("no record of that id is in the run; ids are case-sensitive".into());
        run.records.find(id).ok_or_else(unknown)
    };
    let (a, b) = (find(id_a)?, find(id_b)?);
    if a == b {
        return Err(Error::Usage("give two different records".into()));
    }
    let (row_a, row_b) = (&run.table.rows[a], &run.table.rows[b]);
    let signature = compare(row_a, row_b, &run.table);
    let score = Scorer::new(&run.model).score(signature, row_a, row_b, &run.table.frequencies);
    let guards = guards(signature, row_a, row_b, &run.table.frequencies);
    let (decision, guards) = decide(score.weight, guards, &run.manifest.settings.decide);
    let clients = read_clients(folder)?;
    let client = |record: usize| clients.get(run.records.id(record)).cloned().unwrap_or_default();
    let value = |record: usize, field: Field| run.records.value(record, field).to_string();
    let fields = Field::ALL.iter().map(|&field| (field, value(a, field), value(b, field)));
    Ok(Explained {
        fields: fields.filter(|(_, a, b)| !a.is_empty() || !b.is_empty()).collect(),
        signature,
        probability: probability_of(score.weight),
        passes: run.blocking.passes_of(a.min(b) as u32, a.max(b) as u32),
        decision,
        score,
        guards,
        clients: (client(a), client(b)),
    })
}
