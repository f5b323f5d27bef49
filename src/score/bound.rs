//! What a pair can weigh at most: most pairs can be told from a glance not to be worth a closer look.
//!
//! The weight is log2 of match against the sum of the other classes, so it is at most match against any
//! one of them. In: a signature in which comparisons may be open. Out: a number of bits that the weight
//! does not exceed. Must never: be below the weight, or a pair would be lost that belongs on record.

use super::class::CLASSES;
use super::model::ByClass;
use super::rarity::{rarities_of_names, rarities_of_numbers};
use super::scorer::MAX_BITS;
use crate::compare::{COMPARISONS, OPEN, Signature, may_turn_out};
use crate::table::{Frequencies, RAREST_BITS, Row};

/// Match against each other class; the eighth place is padding, and large.
type Lead = [f32; 8];

/// What rounding can take from a sum of some twenty such numbers, and the weight's own rounding.
const SLACK: f64 = 0.01;

/// The largest lead of match over each other class.
pub struct Bounds {
    shares: Lead,
    /// By comparison and level; that of [`OPEN`] is the best of those that a glance can leave open.
    levels: Vec<[Lead; 16]>,
}

impl Bounds {
    /// From log2 probabilities: of the classes, and by comparison, level and class.
    pub fn new(shares: &ByClass, levels: &[[ByClass; 16]]) -> Bounds {
        let by_comparison = |(comparison, values): (usize, &[ByClass; 16])| {
            let mut leads = values.map(|values| lead(&values));
            let mut best = [f32::MIN; 8];
            let levels = COMPARISONS[comparison].levels.len();
            for (level, leads) in (0..).zip(&leads[..levels]) {
                if may_turn_out(comparison, level) {
                    let larger = |(best, lead): (&mut f32, &f32)| *best = best.max(*lead);
                    best.iter_mut().zip(leads).for_each(larger);
                }
            }
            leads[OPEN as usize] = best;
            leads
        };
        let mut shares = lead(shares);
        shares[CLASSES - 1..].fill(f32::MAX);
        Bounds { shares, levels: levels.iter().enumerate().map(by_comparison).collect() }
    }

    /// The bound of a pair.
    pub fn of(&self, glance: Signature, a: &Row, b: &Row, frequencies: &Frequencies) -> Bound<'_> {
        let mut leads = self.shares;
        for (levels, level) in self.levels.iter().zip(glance.levels()) {
            leads = sum(leads, levels[level]);
        }
        let mut adjust = |_, bits: f64, classes: &[bool; CLASSES]| {
            for (sum, &adjusted) in leads.iter_mut().zip(&classes[1..]) {
                *sum -= if adjusted { bits as f32 } else { 0.0 };
            }
        };
        rarities_of_names(glance, a, frequencies, &mut adjust);
        // Nothing is rarer, and to look it up costs more than the closer bound would save.
        rarities_of_numbers(glance, a, b, |_| RAREST_BITS, adjust);
        Bound { bounds: self, leads }
    }
}

/// What one pair can still weigh.
pub struct Bound<'a> {
    bounds: &'a Bounds,
    leads: Lead,
}

impl Bound<'_> {
    /// The most that the weight can be, in bits.
    pub fn at_most(&self) -> f64 {
        let bits = f64::from(self.leads.into_iter().fold(f32::MAX, f32::min)) + SLACK;
        bits.max(-MAX_BITS)
    }

    /// Takes note of what an open comparison has come to.
    pub fn close(&mut self, comparison: usize, level: u8) {
        let levels = &self.bounds.levels[comparison];
        let open = levels[OPEN as usize];
        self.leads = sum(self.leads, levels[level as usize]);
        self.leads = std::array::from_fn(|class| self.leads[class] - open[class]);
    }
}

fn sum(a: Lead, b: Lead) -> Lead {
    std::array::from_fn(|class| a[class] + b[class])
}

/// How far match leads each other class.
fn lead(bits: &ByClass) -> Lead {
    let mut lead = [0.0; 8];
    for (lead, bits_of_class) in lead.iter_mut().zip(&bits[1..]) {
        *lead = (bits[0] - bits_of_class) as f32;
    }
    lead
}
