//! The model as a chart: what agreement and disagreement are worth, by comparison.
//!
//! In: the probabilities of levels. Out: a drawing. Must never: draw *missing*, which is worth nothing.

use super::ComparisonChart;
use super::svg::{Anchor, Scale, Svg};

const WIDTH: f64 = 816.0;
const ROW: f64 = 17.0;
const BARS: (f64, f64) = (200.0, 650.0);
/// Bits at the ends of the bars.
const MOST: f64 = 15.0;

/// log2(m/u) of every level of every comparison, one bar a level.
pub fn chart(comparisons: &[ComparisonChart]) -> String {
    let rows: usize = comparisons.iter().map(|comparison| comparison.levels.len() + 1).sum();
    let height = 40.0 + rows as f64 * ROW + 10.0 * comparisons.len() as f64;
    let mut svg = Svg::new(WIDTH, height);
    let x = Scale { values: (-MOST, MOST), pixels: BARS };
    let bottom = height - 24.0;
    for bits in (-15..=15).step_by(5) {
        let at = x.at(f64::from(bits));
        svg.line((at, 16.0), (at, bottom), if bits == 0 { "axis" } else { "grid" });
        svg.text((at, bottom + 16.0), Anchor::Middle, "tick", &format!("{bits:+}"));
    }
    svg.text((BARS.1 + 70.0, 12.0), Anchor::End, "label", "m");
    svg.text((WIDTH - 24.0, 12.0), Anchor::End, "label", "u");
    let mut top = 20.0;
    for comparison in comparisons {
        svg.text((4.0, top + 12.0), Anchor::Start, "strong", comparison.name);
        top += ROW;
        for level in &comparison.levels {
            let bits = (level.m / level.u).log2();
            let class = if bits < 0.0 { "other" } else { "match" };
            svg.text((BARS.0 - 8.0, top + 12.0), Anchor::End, "label", level.name);
            svg.bar((x.at(0.0), top + 3.0), (x.at(bits), top + ROW - 3.0), class);
            for (at, probability) in [(BARS.1 + 70.0, level.m), (WIDTH - 24.0, level.u)] {
                svg.text((at, top + 12.0), Anchor::End, "tick", &percent(probability));
            }
            top += ROW;
        }
        top += 10.0;
    }
    svg.finish("log2 of m over u for every level of every comparison, in bits")
}

fn percent(probability: f64) -> String {
    let percent = probability * 100.0;
    match percent {
        10.0.. => format!("{percent:.0} %"),
        0.1..10.0 => format!("{percent:.1} %"),
        _ => format!("{percent:.4} %"),
    }
}
