//! The charts of weights: what thresholds find, how weights lie, whether probabilities are true.
//!
//! In: measures. Out: drawings. Must never: draw a curve below the floor, where nothing is known.

use super::svg::{Anchor, Scale, Svg};
use crate::evaluate::{Accuracy, Band, Calibration, ThresholdPoint, Thresholds, WeightBin};

const WIDTH: f64 = 816.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = WIDTH - 24.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = HEIGHT - 44.0;

/// Thresholds further above the one for links are left out of the curve of precision over recall.
const BITS_ABOVE_LINK: f64 = 5.0;

/// Precision over recall, a point a threshold.
pub fn precision_recall(thresholds: &Thresholds, linked: &Accuracy) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let last = thresholds.link + BITS_ABOVE_LINK;
    let near = thresholds.curve.iter().filter(|point| f64::from(point.weight) <= last);
    let points = near.filter_map(|point| point.recall.zip(point.precision));
    let points: Vec<(f64, f64)> = points.chain(linked.recall.zip(linked.precision)).collect();
    let least = |values: &mut dyn Iterator<Item = f64>| values.fold(1.0, f64::min);
    let recall_from = from_nice(least(&mut points.iter().map(|point| point.0)));
    let precision_from = from_nice(least(&mut points.iter().map(|point| point.1)));
    let x = Scale { values: (recall_from, 1.0), pixels: (LEFT, RIGHT) };
    let y = Scale { values: (precision_from, 1.0), pixels: (BOTTOM, TOP) };
    svg.grid((&x, &y), &share_ticks(recall_from), &share_ticks(precision_from));
    let curve = &points[..points.len() - usize::from(linked.precision.is_some())];
    let drawn = curve.iter().map(|&(recall, precision)| (x.at(recall), y.at(precision)));
    svg.curve(&drawn.collect::<Vec<_>>(), "line f1");
    let at = |threshold: f64| {
        let found = thresholds.curve.iter().find(|point| f64::from(point.weight) >= threshold);
        found.and_then(|point| point.recall.zip(point.precision))
    };
    let marks = [
        ("match", format!("from {} bits (link)", thresholds.link), at(thresholds.link)),
        ("sum", format!("from {} bits (review)", thresholds.review), at(thresholds.review)),
        ("other", "linked, guards and clients heeded".into(), linked.recall.zip(linked.precision)),
    ];
    for (row, (class, name, figures)) in marks.into_iter().enumerate() {
        let Some((recall, precision)) = figures else { continue };
        svg.dot((x.at(recall), y.at(precision)), 5.0, class);
        let top = BOTTOM - 52.0 + 18.0 * row as f64;
        svg.dot((LEFT + 16.0, top), 5.0, class);
        let text = format!("{name}: precision {precision:.4}, recall {recall:.4}");
        svg.text((LEFT + 28.0, top + 4.0), Anchor::Start, "label", &text);
    }
    axis_titles(&mut svg, "recall", "precision");
    svg.finish("Precision over recall of pairs, a point a weight threshold")
}

/// Where an axis of shares begins, so that it ends at one, holds the least value, and has round ticks.
fn from_nice(least: f64) -> f64 {
    const GAPS: [f64; 9] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
    1.0 - GAPS.into_iter().find(|gap| 1.0 - least <= *gap).unwrap_or(1.0)
}

/// Precision, recall and F1 over the threshold.
pub fn threshold_curve(thresholds: &Thresholds) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let curve = &thresholds.curve;
    let x = weight_scale(curve.iter().map(|point| point.weight), thresholds.floor);
    let y = Scale { values: (0.0, 1.0), pixels: (BOTTOM, TOP) };
    svg.grid((&x, &y), &weight_ticks(&x), &share_ticks(0.0));
    mark_thresholds(&mut svg, thresholds, &x);
    for (place, (name, of)) in [
        ("precision", (|point| point.precision) as fn(&ThresholdPoint) -> Option<f64>),
        ("recall", |point| point.recall),
        ("f1", |point| point.f1),
    ]
    .into_iter()
    .enumerate()
    {
        let points = curve
            .iter()
            .filter_map(|point| Some((x.at(f64::from(point.weight)), y.at(of(point)?))));
        svg.curve(&points.collect::<Vec<_>>(), &format!("line {name}"));
        let left = LEFT + 8.0 + 110.0 * place as f64;
        svg.line((left, BOTTOM - 12.0), (left + 28.0, BOTTOM - 12.0), &format!("line {name}"));
        svg.text((left + 34.0, BOTTOM - 8.0), Anchor::Start, "label", name);
    }
    axis_titles(&mut svg, "threshold in bits of weight", "");
    svg.finish("Precision, recall and F1 of pairs over the weight threshold")
}

/// Matches and non-matches by weight, on a scale of counts that grows tenfold a step.
pub fn histogram(thresholds: &Thresholds) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let bins = &thresholds.histogram;
    let most = bins.iter().map(|bin| bin.matches.max(bin.non_matches)).max().unwrap_or(1).max(1);
    let decades = (most as f64).log10().ceil().max(1.0);
    let x = weight_scale(bins.iter().map(|bin| bin.bit), thresholds.floor);
    // One pair must show, so that the scale begins under it.
    let y = Scale { values: (-0.3, decades), pixels: (BOTTOM, TOP) };
    let ticks: Vec<(f64, String)> = (0..=decades as i32)
        .map(|decade| (f64::from(decade), crate::evaluate::grouped(10_u64.pow(decade as u32))))
        .collect();
    svg.grid((&x, &y), &weight_ticks(&x), &ticks);
    for &WeightBin { bit, matches, non_matches } in bins {
        let left = f64::from(bit);
        for (count, from, class) in
            [(non_matches, left + 0.05, "other"), (matches, left + 0.5, "match")]
        {
            if count > 0 {
                let top = y.at((count as f64).log10());
                svg.bar((x.at(from), y.pixels.0), (x.at(from + 0.45), top), class);
            }
        }
    }
    mark_thresholds(&mut svg, thresholds, &x);
    for (left, class, name) in
        [(LEFT + 8.0, "match", "matches"), (LEFT + 98.0, "other", "non-matches")]
    {
        svg.bar((left, TOP + 4.0), (left + 12.0, TOP + 16.0), class);
        svg.text((left + 18.0, TOP + 14.0), Anchor::Start, "label", name);
    }
    axis_titles(&mut svg, "bits of weight", "");
    svg.finish("Matches and non-matches by weight, counts on a logarithmic scale")
}

/// The observed share of matches by weight, beside the share that the weight states.
pub fn calibration(calibration: &Calibration) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let x = Scale { values: (-20.0, 20.0), pixels: (LEFT, RIGHT) };
    let y = Scale { values: (0.0, 1.0), pixels: (BOTTOM, TOP) };
    svg.grid((&x, &y), &weight_ticks(&x), &share_ticks(0.0));
    let stated = (-80..=80).map(|quarter| f64::from(quarter) / 4.0);
    let stated = stated.map(|bits| (x.at(bits), y.at(1.0 / (1.0 + (-bits).exp2()))));
    svg.curve(&stated.collect::<Vec<_>>(), "line stated");
    for band in &calibration.by_weight {
        let (Some(observed), at) = (band.observed, x.at((band.from + band.to) / 2.0)) else {
            continue;
        };
        let (low, high) = wilson(band);
        svg.line((at, y.at(low)), (at, y.at(high)), "whisker");
        svg.dot((at, y.at(observed)), 2.0 + (band.pairs as f64).log10(), "match");
    }
    svg.line((LEFT + 8.0, TOP + 10.0), (LEFT + 36.0, TOP + 10.0), "line stated");
    svg.text((LEFT + 42.0, TOP + 14.0), Anchor::Start, "label", "stated by the weight");
    svg.dot((LEFT + 22.0, TOP + 28.0), 4.0, "match");
    let observed = "observed, with 95 % interval";
    svg.text((LEFT + 42.0, TOP + 32.0), Anchor::Start, "label", observed);
    axis_titles(&mut svg, "bits of weight", "share of matches");
    svg.finish("Observed share of matches by weight, beside the share that the weight states")
}

/// The Wilson score interval, 95 %: it does not shrink to a point where a band is all matches.
fn wilson(band: &Band) -> (f64, f64) {
    const Z: f64 = 1.96;
    let (pairs, share) = (band.pairs.max(1) as f64, band.observed.unwrap_or(0.0));
    let (square, scale) = (Z * Z / pairs, 1.0 + Z * Z / pairs);
    let centre = (share + square / 2.0) / scale;
    let reach = Z * (share * (1.0 - share) / pairs + square / (4.0 * pairs)).sqrt() / scale;
    ((centre - reach).max(0.0), (centre + reach).min(1.0))
}

fn weight_scale(bits: impl Iterator<Item = i32>, floor: f64) -> Scale {
    let last = bits.max().map_or(floor + 1.0, |last| f64::from(last) + 1.0);
    Scale { values: (floor.floor(), last.max(floor + 1.0)), pixels: (LEFT, RIGHT) }
}

fn weight_ticks(scale: &Scale) -> Vec<(f64, String)> {
    let (from, to) = (scale.values.0.ceil() as i32, scale.values.1.floor() as i32);
    let ticks = (from..=to).filter(|bit| bit.rem_euclid(5) == 0);
    ticks.map(|bit| (f64::from(bit), bit.to_string())).collect()
}

/// Five steps up to one.
fn share_ticks(from: f64) -> Vec<(f64, String)> {
    let step = (1.0 - from) / 5.0;
    let decimals = if step >= 0.01 { 2 } else { 4 };
    let ticks = (0..=5).map(|tick| from + step * f64::from(tick));
    ticks.map(|at| (at, format!("{at:.decimals$}"))).collect()
}

fn mark_thresholds(svg: &mut Svg, thresholds: &Thresholds, x: &Scale) {
    for (name, threshold, anchor) in
        [("review ", thresholds.review, Anchor::End), ("link", thresholds.link, Anchor::Start)]
    {
        let at = x.at(threshold);
        svg.line((at, BOTTOM), (at, TOP - 12.0), "threshold");
        let text = format!("{} {threshold}", name.trim());
        let beside = if matches!(anchor, Anchor::End) { at - 4.0 } else { at + 4.0 };
        svg.text((beside, TOP - 6.0), anchor, "label", &text);
    }
}

fn axis_titles(svg: &mut Svg, x: &str, y: &str) {
    svg.text(((LEFT + RIGHT) / 2.0, HEIGHT - 8.0), Anchor::Middle, "label", x);
    svg.text((4.0, TOP - 12.0), Anchor::Start, "label", y);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(pairs: u64, matches: u64) -> Band {
        let observed = Some(matches as f64 / pairs as f64);
        Band { from: 0.0, to: 2.0, pairs, matches, guarded: 0, stated: None, observed }
    }

    #[test]
    fn wilson_intervals_by_hand() {
        let (low, high) = wilson(&band(100, 50));
        assert!((low - 0.4038).abs() < 1e-3 && (high - 0.5962).abs() < 1e-3);
        let (low, high) = wilson(&band(10, 10));
        assert!((low - 0.7225).abs() < 1e-3 && high > 0.999);
    }

    #[test]
    fn axes_of_shares_are_round_and_end_at_one() {
        let words = |from| share_ticks(from).into_iter().map(|tick| tick.1).collect::<Vec<_>>();
        assert_eq!(words(0.0), ["0.00", "0.20", "0.40", "0.60", "0.80", "1.00"]);
        assert_eq!(words(from_nice(0.9912))[..2], ["0.9900", "0.9920"]);
        assert_eq!((from_nice(0.3), from_nice(1.0)), (0.0, 0.999));
    }
}
