//! What the registry knows of its records when a night begins, as the engine sees it: 128 bytes a record,
//! the names, the pairs.
//!
//! In: pages of the registry. Out: a [`Table`] and pairs; and afterwards the pages that the night adds.
//! Must never: read the text of a record, which would cost as much as all the rest.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::evidence;
use super::tonight::Found;
use crate::decide::Pair;
use crate::error::{Error, Result};
use crate::registry::{Night, Registry, View};
use crate::settings::DecideSettings;
use crate::standardize::Rules;
use crate::table::{Flags, Row, Table};

/// Kinds of pages.
pub const ROWS: &str = "rows";
pub const NAMES: &str = "names";
pub const STREETS: &str = "streets";
pub const DOSE_DAYS: &str = "dose_days";
pub const FLAGS: &str = "flags";
pub const EVIDENCE: &str = "evidence";
pub const AGAIN: &str = "evidence_again";

/// Rows of one page, and pairs of one.
const PAGE_ROWS: usize = 1 << 13;
const PAGE_PAIRS: usize = 1 << 15;

/// The registry's records and pairs.
pub struct Known {
    /// Its records, and then the night's.
    pub table: Table,
    /// Its pairs; none of a record that is retired.
    pub pairs: Vec<Pair>,
}

impl Known {
    /// Reads all of it, with room for so many `fresh` records. Two connections read side by side: only a
    /// night writes pages, and this is the night.
    ///
    /// # Errors
    /// The file cannot be read, or a page is damaged.
    pub fn read(registry: &Path, rules: &Rules, fresh: usize) -> Result<Known> {
        let (rows, others) = rayon::join(
            || read_rows(&Registry::open_to_read(registry)?.view(), fresh),
            || read_names_and_pairs(&Registry::open_to_read(registry)?.view(), rules),
        );
        let ((rows, retired), (table, mut pairs)) = (rows?, others?);
        if !retired.is_empty() {
            pairs.retain(|pair| !retired.contains(&pair.a) && !retired.contains(&pair.b));
        }
        Ok(Known { table: Table { rows, ..table }, pairs })
    }
}

/// The rows of all records of a registry, replaced ones included, with the names and streets in them.
///
/// # Errors
/// The file cannot be read, or a page is damaged.
pub fn table(registry: &View, rules: &Rules) -> Result<Table> {
    Ok(Table { rows: rows(registry)?, ..read_names(registry, rules)? })
}

/// The rows of all records of a registry, replaced ones included.
///
/// # Errors
/// The file cannot be read, or a page is damaged.
pub fn rows(registry: &View) -> Result<Vec<Row>> {
    Ok(read_rows(registry, 0)?.0)
}

/// The pairs that a registry keeps, as they were judged last; none of a record that is retired.
///
/// # Errors
/// The file cannot be read, or a page is damaged.
pub fn known_pairs(registry: &View) -> Result<Vec<Pair>> {
    let (_, retired) = read_rows(registry, 0)?;
    let mut pairs = pairs(registry)?;
    pairs.retain(|pair| !retired.contains(&pair.a) && !retired.contains(&pair.b));
    Ok(pairs)
}

/// The rows, and which of them are retired.
fn read_rows(registry: &View, fresh: usize) -> Result<(Vec<Row>, FxHashSet<u32>)> {
    let records = registry.record_count()? as usize;
    let mut table = Table::empty();
    table.reserve(records + fresh);
    registry.visit_pages(ROWS, |_, page| whole(table.read_rows(page), ROWS))?;
    let mut marked = Vec::new();
    registry.visit_pages(FLAGS, |_, page| {
        whole(read_flags(&mut table.rows, page, &mut marked), FLAGS)
    })?;
    whole(table.rows.len() == records, ROWS)?;
    let is_retired = |record: &u32| table.row(*record).flags.has(Flags::RETIRED);
    let retired = marked.into_iter().filter(is_retired).collect();
    Ok((table.rows, retired))
}

/// A table without rows, and the pairs.
fn read_names_and_pairs(registry: &View, rules: &Rules) -> Result<(Table, Vec<Pair>)> {
    let mut table = read_names(registry, rules)?;
    registry.visit_pages(DOSE_DAYS, |_, page| whole(table.read_dose_days(page), DOSE_DAYS))?;
    Ok((table, pairs(registry)?))
}

/// All pairs, as they were judged last; some may be of records that are retired.
///
/// # Errors
/// The file cannot be read, or a page is damaged.
pub fn pairs(registry: &View) -> Result<Vec<Pair>> {
    let mut pairs = read_pairs(registry, EVIDENCE)?;
    evidence::judge_again(&mut pairs, read_pairs(registry, AGAIN)?);
    Ok(pairs)
}

fn read_names(registry: &View, rules: &Rules) -> Result<Table> {
    let mut table = Table::empty();
    registry.visit_pages(NAMES, |_, page| whole(table.read_names(page, rules), NAMES))?;
    table.read_letters();
    registry.visit_pages(STREETS, |_, page| whole(table.read_streets(page), STREETS))?;
    Ok(table)
}

fn read_pairs(registry: &View, kind: &str) -> Result<Vec<Pair>> {
    let count = registry.page_bytes(kind)? as usize / evidence::PAIR;
    let mut pairs = Vec::with_capacity(count + count / 8);
    registry.visit_pages(kind, |_, page| {
        let read = evidence::from_bytes(page).map(|more| pairs.extend(more));
        whole(read.is_some(), kind)
    })?;
    Ok(pairs)
}

/// Keeps what a night adds: rows, names, flags that have changed, pairs. Where records were examined anew
/// all pairs are written in the place of what was known.
///
/// # Errors
/// The file cannot be written.
pub fn keep(night: &mut Night, found: &Found, settings: &DecideSettings) -> Result<()> {
    let Found { pages, pairs, again, portion, .. } = found;
    let rows_anew: &[&str] = &[ROWS, NAMES, STREETS, DOSE_DAYS, FLAGS];
    let stale = [(portion.rows_anew, rows_anew), (!portion.is_empty(), &[EVIDENCE, AGAIN])];
    for kind in stale.into_iter().filter(|(is_stale, _)| *is_stale).flat_map(|(_, kinds)| kinds) {
        night.delete_pages(kind)?;
    }
    portion.keep(night)?;
    let flags: Vec<u8> = found
        .flags
        .iter()
        .flat_map(|(record, flags)| record.to_le_bytes().into_iter().chain([flags.bits()]))
        .collect();
    let again = evidence::to_bytes(again.iter());
    for pairs in pairs.chunks(PAGE_PAIRS) {
        let kept = pairs.iter().filter(|pair| evidence::is_kept(pair, settings));
        append(night, EVIDENCE, &evidence::to_bytes(kept))?;
    }
    for rows in pages.rows.chunks(PAGE_ROWS * size_of::<Row>()) {
        night.append_page(ROWS, rows)?;
    }
    for (kind, page) in [
        (NAMES, &pages.names),
        (STREETS, &pages.streets),
        (DOSE_DAYS, &pages.dose_days),
        (FLAGS, &flags),
        (AGAIN, &again),
    ] {
        append(night, kind, page)?;
    }
    Ok(())
}

/// Adds a page, if there is anything in it.
fn append(night: &mut Night, kind: &str, page: &[u8]) -> Result<()> {
    if page.is_empty() { Ok(()) } else { night.append_page(kind, page).map(|_| ()) }
}

/// Puts flags over those that rows were stored with, and notes which records these are.
fn read_flags(rows: &mut [Row], page: &[u8], marked: &mut Vec<u32>) -> bool {
    let mut change = |(record, flags): (u32, Flags)| {
        marked.push(record);
        rows.get_mut(record as usize).map(|row| row.flags = flags).is_some()
    };
    flags(page).is_some_and(|mut changes| changes.all(&mut change))
}

/// The records of a page of flags, each with those that it has now; nothing if the page is not whole.
pub fn flags(page: &[u8]) -> Option<impl Iterator<Item = (u32, Flags)>> {
    let (changes, rest) = page.as_chunks::<5>();
    let change = |change: &[u8; 5]| {
        let [number @ .., bits] = change;
        (u32::from_le_bytes(*number), Flags::from_bits(*bits))
    };
    rest.is_empty().then(|| changes.iter().map(change))
}

/// An error where a page is not whole.
pub fn whole(is_whole: bool, kind: &str) -> Result<()> {
    if is_whole {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "the registry's pages of {kind} are damaged: run selfsame registry verify, and go back to a \
         backup"
    )))
}
