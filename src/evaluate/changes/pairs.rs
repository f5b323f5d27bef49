//! Pairs that two runs decide or weigh otherwise.
//!
//! In: the pairs of two runs. Out: counts by decision, shifts of weight, examples. Must never: call a
//! pair below the floor apart: it was not written, and nothing is known of it.

use serde::Serialize;

use super::{ComparedPair, ComparedRun};
use crate::record::Decision;

/// What a run says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was not written: below the floor, or found by no pass.
    BelowFloor,
    /// Two people.
    Apart,
    /// For a person.
    Review,
    /// One person.
    Link,
}

impl Verdict {
    /// Every verdict, the worst first.
    pub const ALL: [Verdict; 4] =
        [Verdict::BelowFloor, Verdict::Apart, Verdict::Review, Verdict::Link];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::BelowFloor => "below the floor",
            Verdict::Apart => Decision::Apart.name(),
            Verdict::Review => Decision::Review.name(),
            Verdict::Link => Decision::Link.name(),
        }
    }

    fn of(pair: Option<&ComparedPair>) -> Verdict {
        match pair.map(|pair| pair.decision) {
            None => Verdict::BelowFloor,
            Some(Decision::Apart) => Verdict::Apart,
            Some(Decision::Review) => Verdict::Review,
            Some(Decision::Link) => Verdict::Link,
        }
    }
}

/// What changes of the pairs that at least one of the runs has written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairChanges {
    /// Pairs by verdict before and after. Pairs below the floor in both are not known.
    pub by_verdict: Vec<PairCount>,
    /// Pairs linked after and not before.
    pub newly_linked: u64,
    /// Pairs linked before and not after.
    pub no_longer_linked: u64,
    /// Pairs in review after and not before.
    pub newly_in_review: u64,
    /// Pairs in review before and not after.
    pub no_longer_in_review: u64,
    /// Weights of pairs that both have written.
    pub weight_shift: WeightShift,
    /// Newly linked pairs that weigh most.
    pub examples_newly_linked: Vec<PairChange>,
    /// Pairs no longer linked that weighed most.
    pub examples_no_longer_linked: Vec<PairChange>,
    /// Pairs newly in review that weigh most.
    pub examples_newly_in_review: Vec<PairChange>,
}

/// Pairs of one verdict before and one after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PairCount {
    /// In the first run.
    pub before: Verdict,
    /// In the second run.
    pub after: Verdict,
    /// How many.
    pub pairs: u64,
}

/// How far weights moved, second run less first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeightShift {
    /// Pairs that both runs have written.
    pub pairs: u64,
    /// Those of them that weigh the same.
    pub unchanged: u64,
    /// Mean shift in bits; null without pairs.
    pub mean: Option<f64>,
    /// Mean size of the shift in bits; null without pairs.
    pub mean_absolute: Option<f64>,
    /// Changed pairs by shift, from the largest fall to the largest rise.
    pub bands: Vec<ShiftBand>,
}

/// Pairs whose weight moved by so much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShiftBand {
    /// The band in words.
    pub bits: &'static str,
    /// How many.
    pub pairs: u64,
}

/// A pair of which two runs say different things.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairChange {
    /// The record with the smaller id.
    pub record_a: String,
    /// The other.
    pub record_b: String,
    /// The first run; null where it has not written the pair.
    pub before: Option<PairSide>,
    /// The second run; null where it has not written the pair.
    pub after: Option<PairSide>,
    /// Comparisons whose level or weight changed; filled in by whoever has the levels.
    pub levels: Vec<LevelChange>,
}

/// What one run says of a pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairSide {
    /// The decision.
    pub decision: &'static str,
    /// Bits.
    pub weight: f64,
    /// The guards that hold, `;` between them.
    pub guards: String,
}

/// A comparison that two runs see otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelChange {
    /// The comparison.
    pub comparison: String,
    /// Level and bits in the first run.
    pub before: (String, f64),
    /// Level and bits in the second run.
    pub after: (String, f64),
}

/// A pair as both runs see it.
type Both<'r> = (Option<&'r ComparedPair>, Option<&'r ComparedPair>);

impl PairChanges {
    pub(super) fn new(
        records: &[String],
        before: &ComparedRun,
        after: &ComparedRun,
        examples: usize,
    ) -> PairChanges {
        let (first, second) = (in_order(before), in_order(after));
        let both = side_by_side(&first, &second);
        let mut table = [[0; 4]; 4];
        for &(one, other) in &both {
            table[Verdict::of(one) as usize][Verdict::of(other) as usize] += 1;
        }
        let newly = |verdict: Verdict| {
            move |&(one, other): &Both| Verdict::of(one) != verdict && Verdict::of(other) == verdict
        };
        let no_longer = |verdict: Verdict| {
            move |&(one, other): &Both| Verdict::of(one) == verdict && Verdict::of(other) != verdict
        };
        let count = |changed: &dyn Fn(&Both) -> bool| {
            both.iter().filter(|pair| changed(pair)).count() as u64
        };
        let show = |changed: &dyn Fn(&Both) -> bool| {
            let chosen: Vec<Both> = both.iter().filter(|pair| changed(pair)).copied().collect();
            heaviest(chosen, examples)
                .iter()
                .map(|pair| change(records, before, after, pair))
                .collect()
        };
        PairChanges {
            by_verdict: counts(&table),
            newly_linked: count(&newly(Verdict::Link)),
            no_longer_linked: count(&no_longer(Verdict::Link)),
            newly_in_review: count(&newly(Verdict::Review)),
            no_longer_in_review: count(&no_longer(Verdict::Review)),
            weight_shift: WeightShift::new(&both),
            examples_newly_linked: show(&newly(Verdict::Link)),
            examples_no_longer_linked: show(&no_longer(Verdict::Link)),
            examples_newly_in_review: show(&newly(Verdict::Review)),
        }
    }
}

fn in_order(run: &ComparedRun) -> Vec<&ComparedPair> {
    let mut pairs: Vec<&ComparedPair> = run.pairs.iter().collect();
    pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// Every pair that one of the runs has, in the order of their records.
fn side_by_side<'r>(first: &[&'r ComparedPair], second: &[&'r ComparedPair]) -> Vec<Both<'r>> {
    let (mut first, mut second) = (first.iter().peekable(), second.iter().peekable());
    let mut both = Vec::new();
    loop {
        let key = |pair: &&&ComparedPair| (pair.a, pair.b);
        let order = match (first.peek().map(key), second.peek().map(key)) {
            (None, None) => return both,
            (Some(one), Some(other)) => one.cmp(&other),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
        };
        let one = if order.is_le() { first.next().copied() } else { None };
        let other = if order.is_ge() { second.next().copied() } else { None };
        both.push((one, other));
    }
}

fn counts(table: &[[u64; 4]; 4]) -> Vec<PairCount> {
    let cells = Verdict::ALL.into_iter().flat_map(|before| {
        Verdict::ALL.into_iter().map(move |after| PairCount {
            before,
            after,
            pairs: table[before as usize][after as usize],
        })
    });
    // The first cell is that of the pairs that neither run has written.
    cells.skip(1).collect()
}

/// Those that weigh most in either run; of equal ones those of the first records.
fn heaviest(mut pairs: Vec<Both>, examples: usize) -> Vec<Both> {
    let weight = |(one, other): &Both| {
        let weights = [one, other].into_iter().flatten().map(|pair| pair.weight);
        weights.fold(f64::NEG_INFINITY, f64::max)
    };
    // A stable sort: the pairs come in the order of their records.
    pairs.sort_by(|x, y| weight(y).total_cmp(&weight(x)));
    pairs.truncate(examples);
    pairs
}

fn change(
    records: &[String],
    before: &ComparedRun,
    after: &ComparedRun,
    &(one, other): &Both,
) -> PairChange {
    let side = |run: &ComparedRun, pair: Option<&ComparedPair>| {
        pair.map(|pair| PairSide {
            decision: pair.decision.name(),
            weight: pair.weight,
            guards: run.guard_sets[pair.guards as usize].clone(),
        })
    };
    let id = |number: fn(&ComparedPair) -> u32| {
        one.or(other).map_or_else(String::new, |pair| records[number(pair) as usize].clone())
    };
    PairChange {
        record_a: id(|pair| pair.a),
        record_b: id(|pair| pair.b),
        before: side(before, one),
        after: side(after, other),
        levels: Vec::new(),
    }
}

/// Where the bands of shift begin, in words, and where they end.
const BANDS: [(&str, f64); 8] = [
    ("down 8 or more", -8.0),
    ("down 2 to 8", -2.0),
    ("down 0.5 to 2", -0.5),
    ("down less", 0.0),
    ("up less", 0.5),
    ("up 0.5 to 2", 2.0),
    ("up 2 to 8", 8.0),
    ("up 8 or more", f64::INFINITY),
];

fn band(shift: f64) -> usize {
    // A bound belongs to the band that is further from zero, on either side.
    let ends =
        BANDS.iter().position(|&(_, end)| if shift < 0.0 { shift <= end } else { shift < end });
    ends.unwrap_or(BANDS.len() - 1)
}

impl WeightShift {
    fn new(both: &[Both]) -> WeightShift {
        let shifts = both.iter().filter_map(|&(one, other)| Some(other?.weight - one?.weight));
        let (mut pairs, mut unchanged, mut sum, mut size) = (0, 0, 0.0, 0.0);
        let mut bands = [0; BANDS.len()];
        for shift in shifts {
            pairs += 1;
            sum += shift;
            size += shift.abs();
            if shift == 0.0 {
                unchanged += 1;
            } else {
                bands[band(shift)] += 1;
            }
        }
        let mean = |sum: f64| (pairs > 0).then(|| sum / pairs as f64);
        let bands = BANDS.iter().zip(bands).map(|(&(bits, _), pairs)| ShiftBand { bits, pairs });
        WeightShift {
            pairs,
            unchanged,
            mean: mean(sum),
            mean_absolute: mean(size),
            bands: bands.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_in_the_band_that_names_it() {
        for (shift, name) in [
            (-9.0, "down 8 or more"),
            (-8.0, "down 8 or more"),
            (-2.5, "down 2 to 8"),
            (-0.1, "down less"),
            (0.1, "up less"),
            (0.5, "up 0.5 to 2"),
            (7.9, "up 2 to 8"),
            (8.0, "up 8 or more"),
        ] {
            assert_eq!(BANDS[band(shift)].0, name, "{shift}");
        }
    }
}
