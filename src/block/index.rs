//! The blocks of records that are known, kept for whoever comes one at a time.
//!
//! In: the rows of a registry; later those that have come since. Out: [`BlockIndex`]: of a record that is
//! not among them the candidates, those that share the most keys first; and who bears a name, a birth date or
//! a telephone. Must never: hold a record's values, or give keys other than a night's.

use std::sync::Arc;

use rayon::prelude::*;

use super::layer::Layer;
use super::pass::{NARROW, PASSES, Parts};
use crate::digest::mix;
use crate::table::{ByText, Names, Row};

/// Records of one layer: some are made at once.
const LAYER: usize = 1 << 20;

/// What a record says under one of them, as numbers.
type Said = fn(&Row, &Names, &mut dyn FnMut(u64));

/// What people are searched by.
const SOUGHT: [Said; 4] = [birth_date, phone, surname, given_name];

/// Which records of a registry share a block with another. Cheap to copy.
#[derive(Clone)]
pub struct BlockIndex {
    /// Those that it was made of, in the order of their numbers.
    layers: Vec<Arc<Layer>>,
    /// Those that have come since.
    since: Option<Arc<Layer>>,
    base: u32,
    records: u32,
}

impl BlockIndex {
    /// Of records numbered from 0. About 150 bytes a record.
    pub fn new(table: &ByText) -> BlockIndex {
        let layer = |(place, rows): (usize, &[Row])| {
            Arc::new(Layer::new(rows, &table.names, (place * LAYER) as u32, all_keys))
        };
        let layers = table.rows.par_chunks(LAYER).enumerate().map(layer).collect();
        let records = table.rows.len() as u32;
        BlockIndex { layers, since: None, base: records, records }
    }

    /// The same records with those behind the ones that [`BlockIndex::new`] was made of.
    #[must_use]
    pub fn with(&self, since: &ByText) -> BlockIndex {
        let layer = Layer::new(&since.rows, &since.names, self.base, all_keys);
        let records = self.base + since.rows.len() as u32;
        BlockIndex { since: Some(Arc::new(layer)), records, ..self.clone() }
    }

    /// How many records [`BlockIndex::new`] was made of.
    pub fn base(&self) -> u32 {
        self.base
    }

    /// How many records there are.
    pub fn records(&self) -> u32 {
        self.records
    }

    /// The records that share a block of a narrow pass with a row, those that share the most first, `most`
    /// of them. A block of more than `max_block` is left to the passes that tell more, as a night refines it.
    pub fn candidates(
        &self,
        table: &ByText,
        row: usize,
        max_block: usize,
        most: usize,
    ) -> Vec<u32> {
        let mut found = Vec::new();
        narrow_keys(&table.rows[row], &table.names, &mut |key| {
            let before = found.len();
            found.extend(self.block(key).take(max_block + 1));
            if found.len() - before > max_block {
                found.truncate(before);
            }
        });
        found.sort_unstable();
        let mut candidates: Vec<(usize, u32)> =
            found.chunk_by(|a, b| a == b).map(|one| (one.len(), one[0])).collect();
        candidates.sort_unstable_by_key(|&(shared, record)| (std::cmp::Reverse(shared), record));
        candidates.truncate(most);
        candidates.into_iter().map(|(_, record)| record).collect()
    }

    /// The records that have all that a row has of birth date, telephone, surname and given name, as names
    /// sound or by a nickname; none if the row has nothing of these. In the order of their numbers. Now and
    /// then one is a stranger.
    pub fn search(&self, table: &ByText, row: usize) -> Vec<u32> {
        let mut found: Option<Vec<u32>> = None;
        for (place, of) in SOUGHT.iter().enumerate() {
            let (mut here, mut is_given) = (Vec::new(), false);
            of(&table.rows[row], &table.names, &mut |value| {
                is_given = true;
                here.extend(self.block(sought_key(place, value)));
            });
            if !is_given {
                continue;
            }
            here.sort_unstable();
            here.dedup();
            if let Some(before) = &found {
                here.retain(|record| before.binary_search(record).is_ok());
            }
            found = Some(here);
        }
        found.unwrap_or_default()
    }

    fn block(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        self.layers.iter().chain(&self.since).flat_map(move |layer| layer.records(key))
    }
}

fn all_keys(row: &Row, names: &Names, visit: &mut dyn FnMut(u32)) {
    narrow_keys(row, names, visit);
    for (place, of) in SOUGHT.iter().enumerate() {
        of(row, names, &mut |value| visit(sought_key(place, value)));
    }
}

/// The keys of all narrow passes: each is salted with its pass's number.
fn narrow_keys(row: &Row, names: &Names, visit: &mut dyn FnMut(u32)) {
    let parts = Parts::of(row, names);
    (0..NARROW).for_each(|pass| parts.each_key(pass, &mut *visit));
}

fn sought_key(place: usize, value: u64) -> u32 {
    mix(mix((PASSES.len() + place) as u64) ^ mix(value)) as u32
}

fn birth_date(row: &Row, _: &Names, visit: &mut dyn FnMut(u64)) {
    if row.birth.is_some() {
        visit(row.birth.packed().into());
    }
}

fn phone(row: &Row, _: &Names, visit: &mut dyn FnMut(u64)) {
    if row.phone != 0 {
        visit(row.phone);
    }
}

/// How it sounds, and each of its tokens.
fn surname(row: &Row, names: &Names, visit: &mut dyn FnMut(u64)) {
    for name in [row.last, row.alias_last] {
        let tokens = names.significant(name).iter().map(|&token| 1 << 33 | u64::from(token));
        tokens.chain(sound(names, name)).for_each(&mut *visit);
    }
}

/// How it sounds, and whose nickname it may be.
fn given_name(row: &Row, names: &Names, visit: &mut dyn FnMut(u64)) {
    for name in [row.first, row.alias_first] {
        let classes = names.nicknames(name).iter().map(|&class| 1 << 34 | u64::from(class));
        classes.chain(sound(names, name)).for_each(&mut *visit);
    }
}

fn sound(names: &Names, name: u32) -> Option<u64> {
    Some(u64::from(names.sound(name))).filter(|&sound| sound != 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::block::tests::crowd;
    use crate::block::{BlockSettings, Blocking, Candidate, Fresh};
    use crate::table::sample::table;

    /// Whom a night with one fresh record, the last, compares it with.
    fn as_a_night(people: usize) -> BTreeSet<u32> {
        let table = crowd(people);
        let settings = BlockSettings { max_block: 1000, ..BlockSettings::default() };
        let fresh = Fresh { again: 0..0, first: people as u32 - 1 };
        let blocking = Blocking::around(&table, &fresh, &settings);
        let tasks = blocking.tasks().into_iter();
        tasks.flat_map(|task| blocking.candidates(task)).map(|Candidate { a, .. }| a).collect()
    }

    #[test]
    fn the_candidates_are_a_nights() {
        for people in [50, 300] {
            let mut rows = crowd(people);
            let new = rows.rows.split_off(people - 1);
            let index = BlockIndex::new(&rows.by_text());
            // The new one's names have other numbers in a table of its own.
            let own = crate::table::Table { rows: new, ..crowd(people) }.by_text();
            let found = index.candidates(&own, 0, 1000, 1000);
            assert_eq!(found.iter().copied().collect::<BTreeSet<u32>>(), as_a_night(people));
            assert_eq!(found.len(), as_a_night(people).len(), "each once");
            assert_eq!(index.candidates(&own, 0, 1000, 5), found[..5]);
        }
    }

    const KNOWN: &str = "first_name,last_name,birth_date,phone,zip\n\
        Lucas,Silva Costa,2021-03-04,9783310140,01850\n\
        Maria,Boyd,2021-03-04,,01850\n\
        William,Amaral,2020-01-02,9783310140,01901\n";

    #[test]
    fn those_who_came_later_are_found_with_the_others() {
        let index = BlockIndex::new(&table(KNOWN).by_text());
        let index = index
            .with(&table("first_name,last_name,birth_date\nLucas,Costa,2021-03-04\n").by_text());
        assert_eq!((index.base(), index.records()), (3, 4));
        let own =
            table("first_name,last_name,birth_date,phone\nLucas,Costa,2021-03-04,9783310140\n");
        let own = own.by_text();
        assert_eq!(index.candidates(&own, 0, 200, 9)[..2], [3, 0]);
        assert!(index.candidates(&own, 0, 1, 9).len() < 4, "large blocks are left to others");
    }

    #[test]
    fn people_are_found_by_what_is_known_of_them() {
        let index = BlockIndex::new(&table(KNOWN).by_text());
        let found = |csv: &str| index.search(&table(csv).by_text(), 0);
        assert_eq!(found("birth_date\n2021-03-04\n"), [0, 1]);
        assert_eq!(found("last_name\nCosta\n"), [0]);
        assert_eq!(found("first_name,last_name\nBill,Amaral\n"), [2]);
        assert_eq!(found("first_name,last_name\nMarya,Boid\n"), [1]);
        assert_eq!(found("phone\n(978) 331-0140\n"), [0, 2]);
        assert_eq!(found("phone,birth_date\n9783310140,2021-03-04\n"), [0]);
        assert!(found("phone,birth_date\n9783310140,2021-03-05\n").is_empty());
        assert!(found("zip\n01850\n").is_empty());
    }
}
