//! The pages of many nights joined: what the next night reads is the same, and is read faster.
//!
//! In: a registry's pages. Out: few large ones in their place; flags stand in the rows that they are of, and
//! of pairs that were judged again only the newest word stands. Must never: change what [`super::known`]
//! reads, in any order.

use rustc_hash::{FxHashMap, FxHashSet};

use super::evidence;
use super::known::{AGAIN, DOSE_DAYS, EVIDENCE, FLAGS, NAMES, ROWS, STREETS, flags, whole};
use crate::decide::Pair;
use crate::error::Result;
use crate::registry::{PageWriter, View};
use crate::table::{Flags, Row};

/// Joins the pages of a registry.
///
/// # Errors
/// The file cannot be read or written, or a page is damaged.
pub fn join_pages(pages: &mut PageWriter) -> Result<()> {
    let (flags, again) = (all_flags(&pages.view())?, all_again(&pages.view())?);
    let records = pages.view().record_count()?;
    for kind in [NAMES, STREETS, DOSE_DAYS] {
        pages.rewrite(kind, |page, joined| {
            joined.extend(page);
            Ok(())
        })?;
    }
    let mut record = 0;
    pages.rewrite(ROWS, |page, joined| {
        let (rows, rest) = page.as_chunks();
        for row in rows.iter().map(Row::from_bytes) {
            let flags = flags.get(&record).copied().unwrap_or(row.flags);
            joined.extend(Row { flags, ..row }.to_bytes());
            record += 1;
        }
        whole(rest.is_empty(), ROWS)
    })?;
    whole(record == records && flags.keys().all(|&flagged| flagged < records), FLAGS)?;
    let is_retired = |(record, flags): (&u32, &Flags)| flags.has(Flags::RETIRED).then_some(*record);
    let retired: FxHashSet<u32> = flags.iter().filter_map(is_retired).collect();
    pages.rewrite(EVIDENCE, |page, joined| {
        let Some(pairs) = evidence::from_bytes(page) else { return whole(false, EVIDENCE) };
        let stays = |pair: &Pair| !retired.contains(&pair.a) && !retired.contains(&pair.b);
        let newest = |pair: Pair| again.get(&(pair.a, pair.b)).copied().unwrap_or(pair);
        let pairs: Vec<Pair> = pairs.filter(stays).map(newest).collect();
        joined.extend(evidence::to_bytes(pairs.iter()));
        Ok(())
    })?;
    pages.delete(FLAGS)?;
    pages.delete(AGAIN)
}

/// The newest flags of each row whose flags have changed.
fn all_flags(view: &View) -> Result<FxHashMap<u32, Flags>> {
    let mut all = FxHashMap::default();
    view.visit_pages(FLAGS, |_, page| {
        let changes = flags(page).map(|changes| all.extend(changes));
        whole(changes.is_some(), FLAGS)
    })?;
    Ok(all)
}

/// The newest word on each pair that was judged again.
fn all_again(view: &View) -> Result<FxHashMap<(u32, u32), Pair>> {
    let mut all = FxHashMap::default();
    view.visit_pages(AGAIN, |_, page| {
        let pairs = evidence::from_bytes(page);
        let pairs = pairs.map(|pairs| all.extend(pairs.map(|pair| ((pair.a, pair.b), pair))));
        whole(pairs.is_some(), AGAIN)
    })?;
    Ok(all)
}
