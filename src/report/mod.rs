//! An evaluation as one page for people: figures, charts, and the worst errors taken apart.
//!
//! In: an [`Evaluation`], the model's probabilities and some pairs explained. Out: HTML that needs
//! nothing else: styles and drawings are in it, no script runs, no request leaves it. Must never:
//! compute a measure, or show a value of a record unless it was handed over to be shown.

mod charts;
mod model;
mod page;
mod svg;
mod waterfall;

use crate::error::Result;
use crate::evaluate::{Evaluation, WrongPair};

/// All that the page shows.
pub struct Report {
    /// What was measured, as name and value: run, model, time …
    pub about: Vec<(&'static str, String)>,
    /// The measures.
    pub evaluation: Evaluation,
    /// The model's comparisons.
    pub comparisons: Vec<ComparisonChart>,
    /// The worst false merges.
    pub false_merges: Vec<ExplainedPair>,
    /// The worst missed pairs.
    pub missed: Vec<ExplainedPair>,
    /// Whether the explained pairs come with the records' values.
    pub shows_values: bool,
}

/// A comparison of the model.
pub struct ComparisonChart {
    /// Its name.
    pub name: &'static str,
    /// Its levels without *missing*.
    pub levels: Vec<LevelProbabilities>,
}

/// How probable a level is.
pub struct LevelProbabilities {
    /// Its name.
    pub name: &'static str,
    /// Among matches.
    pub m: f64,
    /// Among all other pairs, each class by its share.
    pub u: f64,
}

/// A pair that the run got wrong, taken apart.
pub struct ExplainedPair {
    /// What the run says of it.
    pub pair: WrongPair,
    /// Its weight, written or not.
    pub weight: f64,
    /// What each comparison added.
    pub parts: Vec<WeightPart>,
    /// The passes that find it, `;` between them.
    pub passes: String,
    /// Fields with the values of both records; empty unless they are to be shown.
    pub values: Vec<(&'static str, String, String)>,
}

/// What one comparison added to a weight.
pub struct WeightPart {
    /// The comparison.
    pub comparison: &'static str,
    /// Its level.
    pub level: &'static str,
    /// Bits.
    pub bits: f64,
}

/// The page.
///
/// # Errors
/// Only if the template is broken.
pub fn page(report: &Report) -> Result<String> {
    page::render(report)
}

#[cfg(test)]
mod tests;
