//! The fifth stage: what the levels of a pair are worth.
//!
//! In: a [`Signature`](crate::compare::Signature), the two rows (for the rarity of what agrees) and
//! a [`Model`]. Out: a [`Score`]: the pair's weight in bits of log2 odds, and what each comparison
//! added. Must never: look at a value that the comparisons did not, or count *missing* as anything.

mod bound;
mod class;
mod estimate;
mod model;
mod profile;
mod rarity;
mod scorer;
#[cfg(test)]
mod tests;

pub use class::{CLASSES, Class};
pub use estimate::{Estimate, Known, SignatureCounts, estimate};
pub use model::Model;
pub use scorer::{Score, Scorer, probability_of};
