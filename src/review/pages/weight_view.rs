//! What a pair weighs, and why: the strongest reasons, and all of them one after the other.
//!
//! In: a judged pair. Out: words and bars. Must never: leave out a comparison that added anything.

use super::super::words;
use crate::compare::COMPARISONS;
use crate::pipeline::ConsultedPair;

/// Bits from which a reason is told without being asked for.
const TELLING: f64 = 1.0;

/// A reason for or against, and its bits.
pub struct Chip {
    pub text: String,
    pub bits: String,
    pub is_for: bool,
}

/// A comparison in the waterfall.
pub struct Bar {
    pub comparison: &'static str,
    pub level: &'static str,
    pub bits: String,
    pub sum: String,
    pub is_for: bool,
    /// Where the bar begins and how long it is, in hundredths of the whole.
    pub x: String,
    pub width: String,
}

/// A match probability in words.
pub fn probability(probability: f64) -> String {
    match probability {
        p if p > 0.999 => "more than 99.9 %".into(),
        p if p < 0.001 => "less than 0.1 %".into(),
        p => format!("{:.1} %", p * 100.0),
    }
}

/// What a comparison says, and how much.
struct Part {
    comparison: &'static str,
    level: &'static str,
    is_missing: bool,
    bits: f64,
}

/// The comparisons in their order.
fn parts(judged: &ConsultedPair) -> Vec<Part> {
    let part = |(place, level): (usize, usize)| {
        let comparison = &COMPARISONS[place];
        let name = comparison.levels.get(level).copied().unwrap_or("missing");
        Part {
            comparison: words::comparison(comparison.name),
            level: words::level(comparison.name, name),
            is_missing: level == 0,
            bits: judged.score.comparisons[place],
        }
    };
    judged.signature.levels().enumerate().map(part).collect()
}

/// The strongest reasons, the strongest first.
pub fn chips(judged: &ConsultedPair) -> Vec<Chip> {
    let mut parts = parts(judged);
    // Where every pair starts is no reason.
    parts.remove(0);
    parts.retain(|part| part.bits.abs() >= TELLING);
    parts.sort_by(|one, other| other.bits.abs().total_cmp(&one.bits.abs()));
    let chip = |Part { comparison, level, bits, .. }: Part| Chip {
        text: format!("{comparison}: {level}"),
        bits: words::bits(bits),
        is_for: bits > 0.0,
    };
    parts.into_iter().map(chip).collect()
}

/// All that added anything, one after the other: the last sum is the weight.
pub fn waterfall(judged: &ConsultedPair) -> Vec<Bar> {
    let mut parts = parts(judged);
    parts.retain(|part| part.bits != 0.0 || !part.is_missing);
    let mut sum = 0.0;
    let sums: Vec<f64> = parts
        .iter()
        .map(|part| {
            sum += part.bits;
            sum
        })
        .collect();
    let least = sums.iter().copied().fold(0.0, f64::min);
    let most = sums.iter().copied().fold(0.0, f64::max);
    let scale = 100.0 / (most - least).max(1.0);
    let bar = |(part, &sum): (&Part, &f64)| {
        let (start, end) = ((sum - part.bits).min(sum), (sum - part.bits).max(sum));
        Bar {
            comparison: part.comparison,
            level: part.level,
            bits: words::bits(part.bits),
            sum: words::bits(sum),
            is_for: part.bits >= 0.0,
            x: format!("{:.2}", (start - least) * scale),
            width: format!("{:.2}", ((end - start) * scale).max(0.4)),
        }
    };
    parts.iter().zip(&sums).map(bar).collect()
}
