//! The third stage: which pairs are compared.
//!
//! In: a [`Table`], and which of its records are [`Fresh`]: all of a run's, a night's of a registry's. Out:
//! [`Blocking`]: for each fresh record the records that share a block with it, each pair once, and the
//! passes that found them. Must never: drop a block in silence (an oversized one is refined by
//! further keys and named in the report), or hold the pairs in memory.

mod entry;
mod fresh;
mod index;
mod layer;
mod mates;
mod order;
mod pass;
mod refine;
mod sort;
mod wanted;
mod wide;

use std::ops::Range;

use rayon::prelude::*;

use entry::{Entry, entries, shared};
pub use fresh::Fresh;
pub use index::BlockIndex;
use mates::Mates;
use order::Order;
use pass::NARROW;
pub use pass::PASSES;
use sort::sorted;
use wanted::Wanted;

use crate::limits::{PAIRS_PER_RECORD, PASS_PAIRS, WIDE_RECORDS};
use crate::settings::BlockSettings;
use crate::table::Table;

/// What one pass will do and did: a line of the run's manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PassReport {
    /// The pass.
    pub pass: String,
    /// Blocks of two records or more.
    pub blocks: u64,
    /// Records of the largest block.
    pub largest_block: u64,
    /// Pairs within the blocks: the forecast.
    pub pairs_forecast: u64,
    /// Of these, pairs that no earlier pass had found, and so were compared.
    pub pairs_compared: u64,
    /// Blocks over the limit, which were refined by further keys.
    pub refined_blocks: u64,
    /// Blocks that no key could refine, which were cut into pieces in the order of record ids.
    pub cut_blocks: u64,
    /// Blocks of a wide pass that were left to the narrower passes.
    #[serde(default)]
    pub left_out_blocks: u64,
}

/// The blocks of all passes.
pub struct Blocking {
    order: Order,
    passes: Vec<Mates>,
    reports: Vec<PassReport>,
}

/// Two records that share a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The smaller record number.
    pub a: u32,
    /// The larger record number.
    pub b: u32,
    /// The passes that find the pair, as bits.
    pub passes: u32,
}

/// A piece of the work: the candidates of some records.
pub type Task = Range<u32>;

/// Records whose candidates are one task: some milliseconds of work, of which the lists stay in the
/// cache.
const TASK_RECORDS: u32 = 1024;

/// Passes of which the keys of all records are made together: more would hold more of them in memory.
const PASSES_AT_ONCE: usize = 6;

impl Blocking {
    /// Finds the blocks of every pass; an oversized block is refined, or left out of a wide pass.
    pub fn new(table: &Table, settings: &BlockSettings) -> Blocking {
        Blocking::find(table, &Fresh::all(), settings)
    }

    /// Finds the blocks around the fresh records: of the pairs those whose later record is one. Wide passes
    /// are left out: whether they are cheap depends on how many records have come so far, and who comes in
    /// two parts shall be found as if at once.
    pub fn around(table: &Table, fresh: &Fresh, settings: &BlockSettings) -> Blocking {
        Blocking::find(table, fresh, &BlockSettings { wide_pairs: 0, ..settings.clone() })
    }

    fn find(table: &Table, fresh: &Fresh, settings: &BlockSettings) -> Blocking {
        let order = Order::of(table, fresh);
        let records = order.fresh();
        let most_pairs = PASS_PAIRS.max(PAIRS_PER_RECORD * records as u64);
        let growth = (records as f64 / WIDE_RECORDS).max(1.0);
        let most_wide_pairs = (settings.wide_pairs as f64 * growth) as u64;
        let mates = |(pass, pieces): (usize, Vec<Vec<Entry>>)| {
            let mut entries = shared(pieces, order.fresh());
            let report = if PASSES[pass].wide {
                wide::thin(&mut entries, most_wide_pairs)
            } else {
                refine::refine(&mut entries, table, &order, settings.max_block, most_pairs)
            };
            let report = PassReport { pass: PASSES[pass].name.into(), ..report };
            Mates::new(&entries, &order, report)
        };
        let (mut passes, mut reports) = (Vec::new(), Vec::new());
        // Around fresh records few keys are held: the rows are looked at once.
        let at_once = if fresh.is_all() { PASSES_AT_ONCE } else { NARROW };
        for start in (0..PASSES.len()).step_by(at_once) {
            let some = start..PASSES.len().min(start + at_once);
            let skips = |pass: usize| PASSES[pass].wide && settings.wide_pairs == 0;
            if some.clone().all(skips) {
                let none = |pass: usize| mates((pass, Vec::new()));
                let (of_pass, report): (Vec<_>, Vec<_>) = some.map(none).unzip();
                passes.extend(of_pass);
                reports.extend(report);
                continue;
            }
            let wanted = Wanted::new(some.clone(), table, fresh);
            let entries = entries(some.clone(), table, &order, &wanted);
            let (of_pass, report): (Vec<_>, Vec<_>) =
                some.into_par_iter().zip(entries).map(mates).unzip();
            passes.extend(of_pass);
            reports.extend(report);
        }
        Blocking { order, passes, reports }
    }

    /// The work in pieces that can be done in any order.
    pub fn tasks(&self) -> Vec<Task> {
        let places = self.order.fresh();
        let starts = (0..places).step_by(TASK_RECORDS as usize);
        starts.map(|start| start..places.min(start.saturating_add(TASK_RECORDS))).collect()
    }

    /// The candidates of the task, each once over all tasks.
    pub fn candidates(&self, task: Task) -> Vec<Candidate> {
        self.candidates_of(task, |_| true)
    }

    /// Of the candidates of the task those that are found from the `chosen` records: each pair is found
    /// from one of the two, ever the same.
    pub fn candidates_of(&self, task: Task, chosen: impl Fn(u32) -> bool) -> Vec<Candidate> {
        let chosen: Vec<bool> =
            task.clone().map(|place| chosen(self.order.record(place))).collect();
        // Pass by pass, so that the memory brings many lists at once.
        let mut numbers = Vec::new();
        for (pass, mates) in self.passes.iter().enumerate() {
            mates.each(task.start, &chosen, |place, mate| {
                if self.order.asks_for(place, mate) {
                    numbers.push(found(place - task.start, mate, pass));
                }
            });
        }
        let numbers = sorted(&[numbers], PLACE_IN_TASK.end);
        let candidate = |found: &[u64]| {
            let place = task.start + (found[0] >> PLACE_IN_TASK.start) as u32;
            let mate = (found[0] >> PASS_BITS) as u32;
            let (one, other) = (self.order.record(place), self.order.record(mate));
            let passes = found.iter().fold(0, |passes, found| passes | 1 << (found & PASS_MASK));
            Candidate { a: one.min(other), b: one.max(other), passes }
        };
        numbers.chunk_by(|x, y| x >> PASS_BITS == y >> PASS_BITS).map(candidate).collect()
    }

    /// The passes that find this pair, as bits.
    pub fn passes_of(&self, a: u32, b: u32) -> u32 {
        let (place, other) = (self.order.place(a), self.order.place(b));
        let (place, mate) = (place.min(other), place.max(other));
        let finds = |&(_, mates): &(usize, &Mates)| mates.find(place, mate);
        let passes = self.passes.iter().enumerate().filter(finds);
        passes.fold(0, |passes, (pass, _)| passes | 1 << pass)
    }

    /// The pairs within all blocks; one that several passes find is counted as often.
    pub fn forecast(&self) -> u64 {
        self.reports.iter().map(|report| report.pairs_forecast).sum()
    }

    /// One report a pass.
    pub fn reports(&self) -> &[PassReport] {
        &self.reports
    }
}

/// A place within a task, a mate of it, and the pass that found them, so that sorting brings the passes
/// of a pair together.
fn found(place: u32, mate: u32, pass: usize) -> u64 {
    u64::from(place) << PLACE_IN_TASK.start | u64::from(mate) << PASS_BITS | pass as u64
}

const PASS_BITS: u32 = 5;
const PASS_MASK: u64 = (1 << PASS_BITS) - 1;
const PLACE_IN_TASK: Range<u32> =
    u32::BITS + PASS_BITS..u32::BITS + PASS_BITS + TASK_RECORDS.ilog2();

fn pairs_within(records: usize) -> u64 {
    records as u64 * (records as u64).saturating_sub(1) / 2
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::pass::Parts;
    use super::*;
    use crate::table::sample::table;

    /// The pairs that are enumerated; each must come once.
    fn enumerated(blocking: &Blocking) -> BTreeSet<(u32, u32)> {
        let mut pairs = BTreeSet::new();
        for task in blocking.tasks() {
            for Candidate { a, b, .. } in blocking.candidates(task) {
                assert!(a < b);
                assert!(pairs.insert((a, b)), "a pair is enumerated once");
            }
        }
        pairs
    }

    fn limit(max_block: usize) -> BlockSettings {
        BlockSettings { max_block, ..BlockSettings::default() }
    }

    /// People of few names and days, so that many share several keys of several passes.
    pub fn crowd(people: usize) -> Table {
        let mut csv = "first_name,last_name,birth_date,mother_maiden_name,phone,zip\n".to_string();
        let mut state = 7u64;
        let mut draw = |many: u64| {
            state = crate::digest::mix(state.wrapping_add(0x9e37_79b9_7f4a_7c15));
            state % many
        };
        let surnames = ["Amaral", "Silva Costa", "Costa", "Nguyen", "Boyd"];
        let given = ["Ada", "Maria", "Lucas", "Minh"];
        for _ in 0..people {
            let (last, maiden) = (surnames[draw(5) as usize], surnames[draw(5) as usize]);
            let (first, day, zip) = (given[draw(4) as usize], draw(9) + 1, draw(4));
            let phone = 9_783_310_140 + draw(40);
            csv += &format!("{first},{last},2021-03-0{day},{maiden},{phone},0185{zip}\n");
        }
        table(&csv)
    }

    /// The narrow passes in which two records share a key.
    fn shared_keys(table: &Table, a: u32, b: u32) -> u32 {
        let keys = |pass: usize, record: u32| {
            let mut keys = BTreeSet::new();
            let add = |key| _ = keys.insert(key);
            Parts::of(table.row(record), &table.names).each_key(pass, add);
            keys
        };
        let shares = |&pass: &usize| !keys(pass, a).is_disjoint(&keys(pass, b));
        let narrow = (0..PASSES.len()).filter(|&pass| !PASSES[pass].wide);
        narrow.filter(shares).fold(0, |passes, pass| passes | 1 << pass)
    }

    #[test]
    fn a_pair_that_shares_a_key_is_enumerated_exactly_once() {
        let table = crowd(300);
        let blocking = Blocking::new(&table, &limit(1000));
        let pairs = enumerated(&blocking);
        let wide = (0..PASSES.len()).filter(|&pass| PASSES[pass].wide);
        let wide = wide.fold(0, |passes, pass| passes | 1 << pass);
        for b in 0..300 {
            for a in 0..b {
                let passes = blocking.passes_of(a, b);
                assert_eq!(passes & !wide, shared_keys(&table, a, b), "{a} {b}");
                assert_eq!(pairs.contains(&(a, b)), passes != 0, "{a} {b}");
            }
        }
        assert!(pairs.len() > 1000);
    }

    /// The entries of the pass by names alone, refined until it brings few enough pairs.
    fn refined(table: &Table, order: &Order, most_pairs: u64) -> Vec<Entry> {
        let names = PASSES.iter().position(|pass| pass.name == "names").unwrap();
        let all = Wanted::new(names..names + 1, table, &Fresh::all());
        let mut found =
            shared(entries(names..names + 1, table, order, &all).remove(0), order.fresh());
        let pairs = |entries: &[Entry]| -> u64 {
            entry::blocks(entries).map(|block| pairs_within(block.len())).sum()
        };
        let before = pairs(&found);
        let report = refine::refine(&mut found, table, order, 1000, most_pairs);
        assert!(report.refined_blocks > 0 && report.cut_blocks == 0);
        assert!(pairs(&found) < before / 2, "{} of {before}", pairs(&found));
        found
    }

    #[test]
    fn around_fresh_records_are_the_pairs_that_hold_one() {
        let table = crowd(300);
        let settings = BlockSettings { wide_pairs: 0, ..limit(1000) };
        let all = enumerated(&Blocking::new(&table, &settings));
        for first in [0, 1, 150, 299, 300] {
            let fresh = Fresh { again: 0..0, first };
            let around = Blocking::around(&table, &fresh, &limit(1000));
            let holds_one = |&&(_, b): &&(u32, u32)| b >= first;
            let expected: BTreeSet<(u32, u32)> = all.iter().filter(holds_one).copied().collect();
            assert_eq!(enumerated(&around), expected, "from {first}");
            let forecast = around.forecast();
            assert!(forecast >= expected.len() as u64 && (forecast == 0) == expected.is_empty());
        }
    }

    #[test]
    fn records_looked_at_again_in_portions_beside_new_ones_find_each_pair_once() {
        let table = crowd(300);
        let settings = BlockSettings { wide_pairs: 0, ..limit(20) };
        let all = enumerated(&Blocking::new(&table, &settings));
        let mut found = Vec::new();
        for (again, first) in [(0..110, 300), (110..111, 300), (111..250, 250)] {
            let fresh = Fresh { again, first };
            found.extend(enumerated(&Blocking::around(&table, &fresh, &settings)));
        }
        let (many, found) = (found.len(), BTreeSet::from_iter(found));
        assert_eq!(found.len(), many, "no pair twice");
        assert_eq!(found, all);
    }

    #[test]
    fn a_pass_that_brings_too_many_pairs_is_refined() {
        let table = crowd(400);
        refined(&table, &Order::of(&table, &Fresh::all()), 500);
    }

    #[test]
    fn refining_leaves_the_records_of_one_person_together() {
        // Ten records of each of a hundred people, of whom half bear one name.
        let mut csv = "first_name,last_name,birth_date,phone\n".to_string();
        for record in 0..1000 {
            let person = record / 10;
            let (first, day) = (["Ada", "Lucas"][person % 2], person % 28 + 1);
            let phone = 9_783_310_000 + person;
            csv += &format!("{first},Boyd,2021-03-{day:02},{phone}\n");
        }
        let table = table(&csv);
        let order = Order::of(&table, &Fresh::all());
        let found = refined(&table, &order, 5_000);
        let block_of = |record: u32| {
            let is_here = |&one: &Entry| entry::place(one) == order.place(record);
            entry::blocks(&found).position(|block| block.iter().any(is_here))
        };
        for record in 0..1000 {
            assert!(block_of(record).is_some());
            assert_eq!(block_of(record), block_of(record / 10 * 10), "two places for one person");
        }
    }

    #[test]
    fn refining_loses_no_pair_that_another_pass_finds() {
        let table = crowd(400);
        let coarse = enumerated(&Blocking::new(&table, &limit(1000)));
        let blocking = Blocking::new(&table, &limit(20));
        let fine = enumerated(&blocking);
        assert!(fine.is_subset(&coarse) && fine.len() < coarse.len());
        let reports = blocking.reports();
        assert!(reports.iter().any(|report| report.refined_blocks > 0));
        assert!(reports.iter().all(|report| report.largest_block <= 40));
        for &(a, b) in &coarse {
            assert_eq!(fine.contains(&(a, b)), blocking.passes_of(a, b) != 0);
        }
    }

    #[test]
    fn the_lead_pass_owns_what_it_finds() {
        let table = table(
            "first_name,last_name,birth_date,mother_maiden_name\n\
             Lucas,Amaral,2023-11-03,Teixeira\n\
             Lucas,Amaral,2023-11-03,Teixeira\n\
             Lucas,Amaral,2023-11-03,\n",
        );
        let blocking = Blocking::new(&table, &limit(200));
        assert_eq!(blocking.passes_of(0, 1) & 1, 1, "birth date and maiden name agree");
        assert_eq!(blocking.passes_of(0, 2) & 1, 0, "no maiden name, no lead pass");
        assert_ne!(blocking.passes_of(0, 2), 0);
        assert_eq!(enumerated(&blocking).len(), 3);
    }

    #[test]
    fn what_says_nothing_brings_nobody_together() {
        let table = table(
            "first_name,last_name,birth_date,phone\n\
             Baby Boy,Unknown,1900-01-01,999-999-9999\n\
             Baby Girl,Unknown,1900-01-01,999-999-9999\n",
        );
        assert!(enumerated(&Blocking::new(&table, &limit(200))).is_empty());
    }
}
