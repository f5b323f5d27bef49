//! The contingency table of clients and people: how many records each client shares with each
//! person. Every measure of clients is a sum over its cells, so that no pair is enumerated.
//!
//! In: each record's client and person. Out: the non-empty cells, and the sums that need nothing
//! else. Must never: grow with the square of a client.

use rayon::slice::ParallelSliceMut;
use serde::Serialize;

use super::{Accuracy, EvaluatedRecord};
use crate::record::SourceKind;

/// The records that one client and one person have in common; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub client: u32,
    pub person: u32,
    pub records: u32,
    /// Those of them that are birth records.
    pub births: u32,
}

/// What one person's records amount to over all clients.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Person {
    pub records: u32,
    pub births: u32,
    /// Clients that hold some of them.
    pub clients: u32,
}

/// The table: cells in order of client, then person, and the margin of people.
pub(super) struct Overlap {
    pub cells: Vec<Cell>,
    /// By the truth's number; all zero for those of whom the run has no record.
    pub people: Vec<Person>,
}

/// Whole clients and whole people that went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClientErrors {
    /// Clients that hold two or more true people: false merges.
    pub clients_with_several_people: u64,
    /// People whose records lie in two or more clients: missed merges.
    pub people_in_several_clients: u64,
    /// Clients that hold two or more birth records.
    pub clients_with_several_births: u64,
}

impl Overlap {
    pub(super) fn new(records: &[EvaluatedRecord], people: &[u32], person_count: usize) -> Overlap {
        let mut rows: Vec<(u32, u32, bool)> = (records.iter().zip(people))
            .map(|(record, &person)| (record.client, person, record.kind == SourceKind::Birth))
            .collect();
        rows.par_sort_unstable();
        let cells: Vec<Cell> = rows.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)).map(cell).collect();
        let people = margin(&cells, person_count);
        Overlap { cells, people }
    }

    /// The cells, a slice a client.
    pub(super) fn by_client(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|x, y| x.client == y.client)
    }

    pub(super) fn clients(&self) -> u64 {
        self.by_client().count() as u64
    }

    pub(super) fn people(&self) -> u64 {
        self.people.iter().filter(|person| person.records > 0).count() as u64
    }

    /// Pairwise closure: the pairs inside clients against the pairs inside people. Of `n` records
    /// there are `n (n - 1) / 2` pairs, and a cell's pairs are in both sets.
    pub(super) fn closure(&self) -> Accuracy {
        let found = self.by_client().map(|cells| pairs_of(size(cells))).sum();
        let true_pairs = self.people.iter().map(|person| pairs_of(person.records.into())).sum();
        let both = self.cells.iter().map(|cell| pairs_of(cell.records.into())).sum();
        let records = self.cells.iter().map(|cell| u64::from(cell.records)).sum();
        Accuracy::new(found, true_pairs, both, pairs_of(records))
    }

    pub(super) fn errors(&self) -> ClientErrors {
        let births = |cells: &[Cell]| cells.iter().map(|cell| u64::from(cell.births)).sum::<u64>();
        let clients = |wrong: &dyn Fn(&[Cell]) -> bool| {
            self.by_client().filter(|cells| wrong(cells)).count() as u64
        };
        ClientErrors {
            clients_with_several_people: clients(&|cells| cells.len() > 1),
            people_in_several_clients: self.people.iter().filter(|p| p.clients > 1).count() as u64,
            clients_with_several_births: clients(&|cells| births(cells) > 1),
        }
    }
}

/// Records of the client that these cells make up.
pub(super) fn size(cells: &[Cell]) -> u64 {
    cells.iter().map(|cell| u64::from(cell.records)).sum()
}

fn cell(rows: &[(u32, u32, bool)]) -> Cell {
    let (client, person, _) = rows[0];
    let births = rows.iter().filter(|row| row.2).count() as u32;
    Cell { client, person, records: rows.len() as u32, births }
}

fn margin(cells: &[Cell], person_count: usize) -> Vec<Person> {
    let mut people = vec![Person::default(); person_count];
    for cell in cells {
        let person = &mut people[cell.person as usize];
        person.records += cell.records;
        person.births += cell.births;
        person.clients += 1;
    }
    people
}

/// Pairs that so many records make up.
pub(super) fn pairs_of(records: u64) -> u64 {
    records * records.saturating_sub(1) / 2
}
