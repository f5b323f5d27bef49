//! A pair's weight as a waterfall: each comparison's bits from where the one before ended.
//!
//! In: an explained pair. Out: a drawing. Must never: leave out a comparison that added anything.

use super::svg::{Anchor, Scale, Svg};
use super::{ExplainedPair, WeightPart};

const WIDTH: f64 = 816.0;
const ROW: f64 = 18.0;
const BARS: (f64, f64) = (300.0, 730.0);

/// The waterfall of one pair.
pub fn chart(pair: &ExplainedPair) -> String {
    let said = |part: &&WeightPart| part.bits != 0.0 || part.level != "missing";
    let parts: Vec<&WeightPart> = pair.parts.iter().filter(said).collect();
    let mut svg = Svg::new(WIDTH, (parts.len() + 1) as f64 * ROW + 12.0);
    let (mut sum, mut least, mut most) = (0.0_f64, 0.0_f64, 1.0_f64);
    for part in &parts {
        sum += part.bits;
        (least, most) = (least.min(sum), most.max(sum));
    }
    let x = Scale { values: (least, most), pixels: BARS };
    let bottom = parts.len() as f64 * ROW + 4.0;
    svg.line((x.at(0.0), 0.0), (x.at(0.0), bottom + ROW), "axis");
    let mut before = 0.0;
    for (row, part) in parts.iter().enumerate() {
        let top = row as f64 * ROW + 2.0;
        let after = before + part.bits;
        row_of(&mut svg, top, &format!("{}: {}", part.comparison, part.level), part.bits);
        svg.bar((x.at(before), top + 2.0), (x.at(after), top + ROW - 2.0), class(part.bits));
        svg.line((x.at(after), top + 2.0), (x.at(after), top + ROW + 2.0), "step");
        before = after;
    }
    row_of(&mut svg, bottom, "sum", pair.weight);
    svg.bar((x.at(0.0), bottom + 2.0), (x.at(pair.weight), bottom + ROW - 2.0), "sum");
    svg.finish("The comparisons' weights, one after the other, and their sum")
}

fn class(bits: f64) -> &'static str {
    if bits < 0.0 { "other" } else { "match" }
}

fn row_of(svg: &mut Svg, top: f64, name: &str, bits: f64) {
    svg.text((BARS.0 - 10.0, top + 13.0), Anchor::End, "label", name);
    svg.text((WIDTH - 8.0, top + 13.0), Anchor::End, "tick", &format!("{bits:+.2}"));
}
