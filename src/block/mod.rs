//! The third stage: which pairs are compared.
//!
//! In: a [`Table`]. Out: [`Blocking`]: for each pass its blocks, from which every pair is enumerated
//! once, by the first pass that finds it. Must never: drop a block in silence (an oversized one is
//! refined by further keys and named in the report), or hold the pairs in memory.

mod pass;
mod refine;
mod wide;

use rayon::prelude::*;

use pass::STARTS;
pub use pass::{Keys, PASSES, keys};

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
    keys: Vec<Keys>,
    passes: Vec<PassBlocks>,
}

/// The blocks of one pass: record numbers, block by block.
struct PassBlocks {
    members: Vec<u32>,
    /// One past each block's last member.
    ends: Vec<u32>,
    /// Each block's key.
    block_keys: Vec<u32>,
    report: PassReport,
}

/// Some blocks of one pass, about as many pairs as any other task.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// Index of the pass.
    pub pass: usize,
    first: usize,
    end: usize,
    /// Pairs within the blocks.
    pub pairs: u64,
}

/// Pairs in one task: some milliseconds of work.
const TASK_PAIRS: u64 = 1 << 17;

impl Blocking {
    /// Finds the blocks of every pass; an oversized block is refined, or left out of a wide pass.
    pub fn new(table: &Table, settings: &BlockSettings) -> Blocking {
        let keys_of = |row| keys(row, &table.names);
        let mut keys: Vec<Keys> = table.rows.par_iter().map(keys_of).collect();
        let passes = (0..PASSES.len()).map(|pass| {
            let mut entries = entries(&keys, pass);
            let report = if PASSES[pass].wide {
                wide::thin(pass, &mut entries, &mut keys, settings.wide_pairs)
            } else {
                refine::refine(pass, &mut entries, &mut keys, table, settings.max_block)
            };
            PassBlocks::new(pass, &entries, report)
        });
        let passes = passes.collect();
        Blocking { keys, passes }
    }

    /// The work of all passes, in order.
    pub fn tasks(&self) -> Vec<Task> {
        (0..PASSES.len()).flat_map(|pass| self.passes[pass].tasks(pass)).collect()
    }

    /// Calls `visit` with each pair of the task's blocks that no earlier pass finds, the smaller
    /// record first.
    pub fn pairs(&self, task: &Task, mut visit: impl FnMut(u32, u32)) {
        let blocks = &self.passes[task.pass];
        for block in task.first..task.end {
            let members = blocks.block(block);
            for (index, &a) in members.iter().enumerate() {
                for &b in &members[index + 1..] {
                    if self.owns(task.pass, a, b, blocks.block_keys[block]) {
                        visit(a, b);
                    }
                }
            }
        }
    }

    /// The passes that find this pair, as bits.
    pub fn passes_of(&self, a: u32, b: u32) -> u32 {
        let found = (0..PASSES.len()).filter(|&pass| self.shared_key(pass, a, b).is_some());
        found.fold(0, |bits, pass| bits | 1 << pass)
    }

    /// One report a pass.
    pub fn reports(&self) -> Vec<PassReport> {
        self.passes.iter().map(|blocks| blocks.report.clone()).collect()
    }

    /// Whether the block of this key in this pass is the first place where the pair is found.
    fn owns(&self, pass: usize, a: u32, b: u32, key: u32) -> bool {
        if (0..pass).any(|earlier| self.shared_key(earlier, a, b).is_some()) {
            return false;
        }
        // A pair may share two keys of one pass: the block of the smaller one owns it.
        let several = STARTS[pass + 1] - STARTS[pass] > 1;
        !several || self.shared_key(pass, a, b) == Some(key)
    }

    /// The key that the two share in the pass: the smallest, if several.
    fn shared_key(&self, pass: usize, a: u32, b: u32) -> Option<u32> {
        let range = STARTS[pass]..STARTS[pass + 1];
        let (keys_a, keys_b) =
            (&self.keys[a as usize][range.clone()], &self.keys[b as usize][range]);
        if let ([one], [other]) = (keys_a, keys_b) {
            // Most passes have one key a record, and most pairs are asked about most passes.
            return (one == other && *one != 0).then_some(*one);
        }
        let shared = keys_a.iter().filter(|key| **key != 0 && keys_b.contains(key));
        shared.min().copied()
    }
}

/// Every key of the pass with its record, in order.
fn entries(keys: &[Keys], pass: usize) -> Vec<(u32, u32)> {
    let range = STARTS[pass]..STARTS[pass + 1];
    let mut entries: Vec<(u32, u32)> = keys
        .par_iter()
        .enumerate()
        .flat_map_iter(|(record, keys)| {
            keys[range.clone()]
                .iter()
                .filter(|&&key| key != 0)
                .map(move |&key| (key, record as u32))
        })
        .collect();
    entries.par_sort_unstable();
    entries
}

impl PassBlocks {
    fn new(pass: usize, entries: &[(u32, u32)], mut report: PassReport) -> PassBlocks {
        let (mut members, mut ends, mut block_keys) = (Vec::new(), Vec::new(), Vec::new());
        for block in entries.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
            members.extend(block.iter().map(|entry| entry.1));
            ends.push(members.len() as u32);
            block_keys.push(block[0].0);
            report.largest_block = report.largest_block.max(block.len() as u64);
            report.pairs_forecast += pairs_within(block.len());
        }
        report.blocks = ends.len() as u64;
        report.pass = PASSES[pass].name.to_string();
        PassBlocks { members, ends, block_keys, report }
    }

    fn block(&self, block: usize) -> &[u32] {
        let start = if block == 0 { 0 } else { self.ends[block - 1] };
        &self.members[start as usize..self.ends[block] as usize]
    }

    fn tasks(&self, pass: usize) -> Vec<Task> {
        let mut tasks = Vec::new();
        let mut task = Task { pass, first: 0, end: 0, pairs: 0 };
        for block in 0..self.ends.len() {
            task.end = block + 1;
            task.pairs += pairs_within(self.block(block).len());
            if task.pairs >= TASK_PAIRS || task.end == self.ends.len() {
                tasks.push(task);
                task = Task { pass, first: task.end, end: task.end, pairs: 0 };
            }
        }
        tasks
    }
}

fn pairs_within(records: usize) -> u64 {
    records as u64 * (records as u64 - 1) / 2
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::table::sample::table;

    /// The pairs that are enumerated; each must come once.
    fn enumerated(blocking: &Blocking) -> BTreeSet<(u32, u32)> {
        let mut pairs = BTreeSet::new();
        for task in blocking.tasks() {
            blocking.pairs(&task, |a, b| {
                assert!(a < b);
                assert!(pairs.insert((a, b)), "a pair is enumerated once");
            });
        }
        pairs
    }

    fn limit(max_block: usize) -> BlockSettings {
        BlockSettings { max_block, ..BlockSettings::default() }
    }

    /// People of few names and days, so that many share several keys of several passes.
    fn crowd(people: usize) -> Table {
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

    #[test]
    fn a_pair_that_shares_a_key_is_enumerated_exactly_once() {
        let table = crowd(300);
        let blocking = Blocking::new(&table, &limit(1000));
        let pairs = enumerated(&blocking);
        for b in 0..300 {
            for a in 0..b {
                assert_eq!(pairs.contains(&(a, b)), blocking.passes_of(a, b) != 0, "{a} {b}");
            }
        }
        assert!(pairs.len() > 1000);
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
