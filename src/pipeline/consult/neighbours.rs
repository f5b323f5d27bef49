//! Whom a record that the registry does not have could be about.
//!
//! In: the record, the registry's blocks. Out: the clients that it could be of, the likeliest first. Must
//! never: score otherwise than a night does, or read more of the registry than the records that share the
//! most with it.

use rustc_hash::FxHashSet;

use super::{Consult, ConsultedPair, Looked};
use crate::block::BlockIndex;
use crate::error::Result;
use crate::pipeline::nightly::table;
use crate::read::{Records, RecordsBuilder};
use crate::record::Decision;
use crate::registry::{RecordPair, Stored, View};
use crate::table::ByText;

/// The number of a record that the registry does not have.
pub const NEW: u32 = u32::MAX;

/// Records that are compared with a new one: those that share the most with it, so that one of another
/// person's block is left out before one of the person.
const COMPARED: usize = 120;

/// Records behind those that the index was made of that are read by their text; where more have come, it is
/// made anew.
const SINCE: u32 = 2_000;

/// A client that a new record could be of.
pub struct Neighbour {
    /// The client's number.
    pub client: u32,
    /// The one of its records that says the most for it.
    pub record: u32,
    /// What the two records say of each other.
    pub judged: ConsultedPair,
}

/// A new record among those that could be about the same person.
pub struct Neighbourhood {
    /// The records, the new one, numbered [`NEW`], among them.
    pub looked: Looked,
    /// The clients that are worth a look, the likeliest first.
    pub found: Vec<Neighbour>,
}

impl Neighbourhood {
    /// The client that the record is surely of: the only one that it would be linked to.
    pub fn certain(&self) -> Option<&Neighbour> {
        let mut links = self.found.iter().filter(|one| one.judged.decision == Decision::Link);
        links.next().filter(|_| links.next().is_none())
    }
}

impl Consult {
    /// The blocks of all records of a registry.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn index(&self, view: &View) -> Result<BlockIndex> {
        Ok(BlockIndex::new(&table(view, &self.rules)?.by_text()))
    }

    /// The same, where an earlier one is at hand.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn index_anew(&self, view: &View, earlier: &BlockIndex) -> Result<BlockIndex> {
        let (base, count) = (earlier.base(), view.record_count()?);
        if count < base || count - base > SINCE {
            return self.index(view);
        }
        let stored = view.records(&(base..count).collect::<Vec<u32>>())?;
        let keys = self.keys(&stored.records);
        // As they were numbered.
        let mut order: Vec<usize> = (0..stored.numbers.len()).collect();
        order.sort_unstable_by_key(|&place| stored.numbers[place]);
        let rows = order.into_iter().map(|place| keys.rows[place]).collect();
        Ok(earlier.with(&ByText { rows, ..keys }))
    }

    /// The clients that a record, the only one of `new`, could be of. One pair alone is judged of each, as
    /// `judge` would: what a client's other records say is not asked.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn neighbours(
        &self,
        view: &View,
        index: &BlockIndex,
        new: &Records,
    ) -> Result<Neighbourhood> {
        let own = self.keys(new);
        let max_block = self.settings.block.max_block;
        let candidates = index.candidates(&own, 0, max_block, COMPARED);
        let mut clients = Vec::with_capacity(candidates.len());
        for record in candidates {
            // One that its source has sent anew or taken back has none.
            clients.extend(view.client_of(record)?.map(|client| (record, client)));
        }
        let numbers: Vec<u32> = clients.iter().map(|&(record, _)| record).collect();
        let stored = with_new(&view.records(&numbers)?, new);
        let table = self.table(&stored.records);
        let looked = Looked { stored, table };
        let mut found = Vec::new();
        for (record, client) in clients {
            let judged = self.pair(&looked, RecordPair::new(record, NEW))?;
            if judged.decision != Decision::Apart {
                found.push(Neighbour { client, record, judged });
            }
        }
        found.sort_by(|a, b| {
            let by_weight = b.judged.score.weight.total_cmp(&a.judged.score.weight);
            let is_link = |one: &Neighbour| one.judged.decision == Decision::Link;
            is_link(b).cmp(&is_link(a)).then(by_weight).then(a.record.cmp(&b.record))
        });
        let mut seen = FxHashSet::default();
        found.retain(|one| seen.insert(one.client));
        Ok(Neighbourhood { looked, found })
    }

    /// The records that have all that a record, the only one of `sought`, says of name, birth date and
    /// telephone, `most` of them, the newest first; and whether there are more. Those that their source has
    /// sent anew or taken back are left out.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn search(
        &self,
        view: &View,
        index: &BlockIndex,
        sought: &Records,
        most: usize,
    ) -> Result<(Vec<u32>, bool)> {
        let own = self.keys(sought);
        let mut live = Vec::new();
        for record in index.search(&own, 0).into_iter().rev() {
            if view.client_of(record)?.is_some() {
                live.push(record);
            }
            if live.len() > most {
                live.pop();
                return Ok((live, true));
            }
        }
        Ok((live, false))
    }
}

/// The records with the new one in its place by id.
fn with_new(stored: &Stored, new: &Records) -> Stored {
    let place = (0..stored.records.len())
        .position(|place| stored.records.id(place) > new.id(0))
        .unwrap_or(stored.records.len());
    let (mut builder, mut numbers) = (RecordsBuilder::default(), stored.numbers.clone());
    (0..place).for_each(|one| builder.copy(&stored.records, one));
    builder.copy(new, 0);
    (place..stored.records.len()).for_each(|one| builder.copy(&stored.records, one));
    numbers.insert(place, NEW);
    Stored { records: builder.finish(), numbers }
}
