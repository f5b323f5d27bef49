//! What is known of pairs, judged again: where the flags of a row have changed, and where another model or
//! other settings are in force.
//!
//! In: known pairs, the table. Out: the same pairs as they are judged now. Must never: look for a pair that
//! is not known; that is for blocking.

use std::ops::Range;

use rayon::prelude::*;

use super::evidence;
use super::known::Known;
use super::portion::Portion;
use crate::block::Candidate;
use crate::decide::Pair;
use crate::pipeline::pairs::score_pair;
use crate::score::Scorer;
use crate::settings::DecideSettings;
use crate::table::Flags;

impl Known {
    /// Forgets the pairs of which tonight examines the later record, for they are looked for anew. Gives
    /// their earlier records, whose clients may have hung on them.
    pub fn forget(&mut self, examined: &Range<u32>, settings: &DecideSettings) -> Vec<u32> {
        if examined.is_empty() {
            return Vec::new();
        }
        let (forgotten, known): (Vec<Pair>, Vec<Pair>) =
            self.pairs.iter().partition(|pair| examined.contains(&pair.b));
        self.pairs = known;
        let reaching = forgotten.iter().filter(|pair| evidence::reaches(pair, settings));
        reaching.map(|pair| pair.a).collect()
    }

    /// Judges what has to be judged again.
    pub fn judge(
        &mut self,
        portion: &Portion,
        flags: &[(u32, Flags)],
        scorer: &Scorer,
        settings: &DecideSettings,
    ) {
        if portion.pairs_anew {
            self.judge_all(scorer, settings);
        } else if !flags.is_empty() {
            self.judge_marked(flags, scorer, settings);
        }
    }

    /// Judges all pairs; those that are not worth a record any more are forgotten.
    fn judge_all(&mut self, scorer: &Scorer, settings: &DecideSettings) {
        let judged = |pair: Pair| {
            let is_live = !self.is_retired(&pair);
            is_live.then(|| score_pair(candidate(&pair), &self.table, scorer, settings)).flatten()
        };
        self.pairs = self.pairs.par_iter().copied().filter_map(judged).collect();
    }

    /// Judges the pairs of rows whose flags have changed.
    fn judge_marked(&mut self, flags: &[(u32, Flags)], scorer: &Scorer, settings: &DecideSettings) {
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.retain(|pair| !is_marked(flags, pair) || !self.is_retired(pair));
        for pair in pairs.iter_mut().filter(|pair| is_marked(flags, pair)) {
            let again = score_pair(candidate(pair), &self.table, scorer, settings);
            *pair = again.unwrap_or(*pair);
        }
        self.pairs = pairs;
    }

    /// The pairs of rows whose flags have changed.
    pub fn marked(&self, flags: &[(u32, Flags)]) -> Vec<Pair> {
        self.pairs.iter().filter(|pair| is_marked(flags, pair)).copied().collect()
    }

    /// Whether one of the pair's records says nothing any more.
    fn is_retired(&self, pair: &Pair) -> bool {
        let is_retired = |record: u32| self.table.row(record).flags.has(Flags::RETIRED);
        is_retired(pair.a) || is_retired(pair.b)
    }
}

fn candidate(pair: &Pair) -> Candidate {
    Candidate { a: pair.a, b: pair.b, passes: pair.passes }
}

fn is_marked(flags: &[(u32, Flags)], pair: &Pair) -> bool {
    let marked = |record| flags.binary_search_by_key(&record, |flag| flag.0).is_ok();
    marked(pair.a) || marked(pair.b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Signature;
    use crate::decide::Guards;
    use crate::record::Decision;
    use crate::table::Table;

    fn a_pair(a: u32, b: u32, weight: f64) -> Pair {
        Pair {
            a,
            b,
            passes: 1,
            signature: Signature::from_bits(0),
            weight,
            guards: Guards::default(),
            decision: Decision::Apart,
            answered: false,
        }
    }

    #[test]
    fn what_is_looked_for_anew_is_forgotten_and_who_hung_on_it_is_named() {
        let settings = DecideSettings::default();
        let pairs = [(0, 5, 9.0), (1, 6, -9.0), (2, 7, 9.0), (5, 7, 9.0), (3, 6, 0.0)];
        let pairs = pairs.map(|(a, b, weight)| a_pair(a, b, weight)).to_vec();
        let mut known = Known { table: Table::empty(), pairs: pairs.clone() };
        assert!(known.forget(&(9..9), &settings).is_empty());
        assert_eq!(known.pairs, pairs);
        assert_eq!(known.forget(&(5..7), &settings), [0, 3], "what hardly weighs holds nobody");
        assert_eq!(known.pairs, pairs[2..4]);
    }
}
