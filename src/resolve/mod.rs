//! The seventh stage: links into clients.
//!
//! In: the scored pairs, the rows, and a way to weigh any two records. Out: the client of each
//! record, and the pairs whose link had to be refused. Links are joined from the strongest down; a
//! union that a constraint forbids, or that the joined records as a whole contradict, does not
//! happen, and the link that asked for it becomes a question for a person. Must never: follow links
//! blindly from record to record, or put two live birth certificates into one client.

mod candidates;
mod client;
mod cluster;
mod components;
mod members;
mod questions;
mod standing;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::decide::{Guard, Guards, Pair};
use crate::record::Decision;
use crate::settings::DecideSettings;
use crate::table::Row;

pub use candidates::hold_two_candidates;
pub use client::{
    Action, Clients, NO_CLIENT, RecordDecision, anchor, check_certificates, named_clients,
    record_decisions, strongest_pairs,
};

pub use standing::{Succession, succeed};

/// What any two records say of each other, in or out of a block.
#[derive(Debug, Clone, Copy)]
pub struct Evidence {
    /// Bits; without end where it is certain that the two are one.
    pub weight: f64,
    /// What holds against a link.
    pub guards: Guards,
}

/// Finds the clients. `census` is how many records there are in all, of which the rows are those that
/// these pairs are about and all that could be taken for one of them. Returns for each record the smallest record number of its client; the pairs'
/// decisions are brought in line with it in place.
pub fn resolve(
    rows: &[Row],
    census: usize,
    pairs: &mut [Pair],
    settings: &DecideSettings,
    evidence: impl Fn(u32, u32) -> Evidence + Sync,
) -> Vec<u32> {
    let links = pairs.iter().filter(|pair| pair.decision == Decision::Link).copied().collect();
    let merged: Vec<Vec<u32>> = components::components(rows.len(), links)
        .par_chunk_by(|x, y| x.0 == y.0)
        .flat_map_iter(|component| cluster::agglomerate(rows, component, &evidence))
        .collect();
    let mut clients: Vec<u32> = (0..rows.len() as u32).collect();
    for members in merged {
        let smallest = members.iter().copied().min().unwrap_or_default();
        for member in members {
            clients[member as usize] = smallest;
        }
    }
    if census >= settings.census {
        questions::answer_questions(rows, pairs, &mut clients, settings, &evidence);
    }
    settle(pairs, &clients);
    clients
}

/// What became of each pair: one client, or still two. A question about two records that others have
/// brought together needs no answer, and a link that was refused is one.
fn settle(pairs: &mut [Pair], clients: &[u32]) {
    for pair in pairs {
        if clients[pair.a as usize] == clients[pair.b as usize] {
            pair.decision = Decision::Link;
        } else if pair.decision == Decision::Link {
            pair.hold(Guard::ClientConflict);
        }
    }
}
