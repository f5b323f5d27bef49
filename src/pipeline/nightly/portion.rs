//! What of the registry a night examines anew, beside what has come: after a change of model, settings or
//! standardization all records, a portion a night.
//!
//! In: what is in force, and what the registry's pages were made with. Out: [`Portion`], and how much is
//! still to be examined. Must never: call examined what is not, or forget that a change has been.
//!
//! A record is examined when it is compared with all that came before it; whoever comes later has been, or
//! will be, compared with it. Until its turn what was known of it is judged by what is in force.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::tonight::in_force;
use crate::digest::of_parts;
use crate::error::{Error, Result};
use crate::registry::{Night, Registry, View};
use crate::score::Model;
use crate::settings::Settings;
use crate::standardize::RULES_VERSION;

/// The kind of the one page that says what the others were made with.
pub const MADE_WITH: &str = "made_with";

/// What rows and pairs were made with, and what still is from before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct MadeWith {
    /// Digest of what rows depend on beside what was received.
    rows: String,
    /// Digest of what pairs depend on beside what was received.
    pairs: String,
    /// The records that are still to be examined.
    left: Range<u32>,
}

/// What a night examines anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    /// The records.
    pub records: Range<u32>,
    /// Whether all rows are of another standardization and must be made anew.
    pub rows_anew: bool,
    /// Whether all pairs were judged under something else and must be judged again.
    pub pairs_anew: bool,
    /// What the registry's pages are made with afterwards.
    made_with: MadeWith,
}

impl Portion {
    /// Tonight's, under this model and these settings.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn of(registry: &View, model: &Model, settings: &Settings) -> Result<Portion> {
        let (rows, pairs) = digests(model, settings);
        let before = match registry.page(MADE_WITH, 0)? {
            // Nothing has been made yet.
            None => MadeWith { rows: rows.clone(), pairs: pairs.clone(), left: 0..0 },
            // What an older selfsame wrote says nothing of today's.
            Some(page) => serde_json::from_slice(&page).unwrap_or_default(),
        };
        let (rows_anew, pairs_anew) = (before.rows != rows, before.pairs != pairs);
        let due = if pairs_anew { 0..registry.record_count()? } else { before.left };
        let end = due.end.min(due.start.saturating_add(settings.night.portion));
        let made_with = MadeWith { rows, pairs, left: end..due.end };
        Ok(Portion { records: due.start..end, rows_anew, pairs_anew, made_with })
    }

    /// The same with all of it left to the next night; none where even rows or pairs are from before.
    pub fn put_off(self) -> Option<Portion> {
        if self.rows_anew || self.pairs_anew {
            return None;
        }
        let first = self.records.start;
        let left = first..self.made_with.left.end;
        let made_with = MadeWith { left, ..self.made_with };
        Some(Portion { records: first..first, made_with, ..self })
    }

    /// Whether nothing is examined anew.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// How many records are left to later nights.
    pub fn left(&self) -> u64 {
        self.made_with.left.len() as u64
    }

    /// Notes how far the registry has come.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, night: &mut Night) -> Result<()> {
        let page = serde_json::to_vec(&self.made_with)
            .map_err(|error| Error::Invariant(format!("what pages were made with: {error}")))?;
        if night.view().page(MADE_WITH, 0)?.as_ref() == Some(&page) {
            return Ok(());
        }
        night.delete_pages(MADE_WITH)?;
        night.append_page(MADE_WITH, &page).map(|_| ())
    }
}

/// Digests of what rows and what pairs depend on beside what was received. Pairs are of rows.
fn digests(model: &Model, settings: &Settings) -> (String, String) {
    let json = |part: serde_json::Result<String>| part.unwrap_or_default();
    let placeholders = json(serde_json::to_string(&settings.placeholders));
    let rows = of_parts([RULES_VERSION.to_string().as_bytes(), placeholders.as_bytes()]);
    let block = json(serde_json::to_string(&settings.block));
    let decide = json(serde_json::to_string(&settings.decide));
    let parts = [&rows, &model.digest(), &block, &decide];
    let pairs = of_parts(parts.map(|part| part.as_bytes()));
    (rows, pairs)
}

/// What is still to be examined anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ToExamine {
    /// Records.
    pub records: u64,
    /// Nights that it takes.
    pub nights: u64,
}

/// How much of a registry the next nights will examine anew under what is in force.
///
/// # Errors
/// The registry cannot be read.
pub fn to_examine(registry: &Registry) -> Result<ToExamine> {
    let snapshot = registry.snapshot()?;
    let (model, settings) = in_force(&snapshot)?;
    let next = Portion::of(&snapshot, &model, &settings)?;
    let records = next.records.len() as u64 + next.left();
    Ok(ToExamine { records, nights: settings.night.nights(records) })
}
