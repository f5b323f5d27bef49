//! The model: how probable each level is in each class, and how large each class is.
//!
//! In: a JSON file, or the rough profiles. Out: [`Model`]. Must never: hold a zero probability (an
//! unobserved level would decide alone), or be used with other comparisons or another
//! standardization than it was made for.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::class::{CLASSES, Class};
use super::profile::{PROFILES, SHARES};
use crate::compare::COMPARISONS;
use crate::error::{Error, IoContext, Result};
use crate::standardize::RULES_VERSION;
use crate::table::ReferenceFrequencies;

/// The version of the file's layout.
const FORMAT: u32 = 1;

/// No level is less probable than this in any class: 20 bits.
pub const FLOOR: f64 = 1.0 / (1 << 20) as f64;

/// The model that ships with selfsame.
const SHIPPED: &str = include_str!("../../data/model.json");

/// A value for each class.
pub type ByClass = [f64; CLASSES];

/// Probabilities of classes and levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What it was estimated from, in words.
    pub trained_on: String,
    /// The share of each class among blocked pairs; they sum to one.
    pub shares: ByClass,
    /// By comparison, then by level without *missing*; over the levels each class sums to one.
    pub levels: Vec<Vec<ByClass>>,
    /// How frequent names are where it was trained.
    pub reference: ReferenceFrequencies,
}

impl Model {
    /// The rough profiles: where training from nothing starts.
    pub fn rough() -> Model {
        let mut model = Model {
            trained_on: "rough profiles".into(),
            shares: SHARES,
            levels: PROFILES.iter().map(|levels| levels.to_vec()).collect(),
            reference: ReferenceFrequencies::default(),
        };
        model.normalize();
        model
    }

    /// The model that ships with selfsame, trained on the synthetic population.
    ///
    /// # Errors
    /// Only if the program was built with a broken model file.
    pub fn shipped() -> Result<Model> {
        Model::parse(SHIPPED)
            .map_err(|problem| Error::Invariant(format!("shipped model: {problem}")))
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// The file is unreadable, or made for other comparisons or another standardization.
    pub fn read(path: &Path) -> Result<Model> {
        let text = std::fs::read_to_string(path).while_doing("read the model", path)?;
        Model::parse(&text).map_err(|problem| Error::input(path, problem))
    }

    /// The model as text that a statistician can read.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.to_file()).unwrap_or_default();
        text.push('\n');
        text
    }

    /// A digest of what the model computes.
    pub fn digest(&self) -> String {
        crate::digest::of_parts([self.to_json().as_bytes()])
    }

    /// Scales shares and levels to sum to one, and lifts what is under the floor.
    pub fn normalize(&mut self) {
        scale(&mut self.shares);
        for levels in &mut self.levels {
            for class in 0..CLASSES {
                let sum: f64 = levels.iter().map(|level| level[class]).sum();
                levels.iter_mut().for_each(|level| level[class] = (level[class] / sum).max(FLOOR));
            }
        }
    }

    /// The model that [`Self::to_json`] gave the text of.
    ///
    /// # Errors
    /// Why the text is no model of this version.
    pub fn parse(text: &str) -> std::result::Result<Model, String> {
        let file: ModelFile =
            serde_json::from_str(text).map_err(|error| format!("not a model: {error}"))?;
        if file.format != FORMAT {
            return Err(format!("model format {}; this program reads {FORMAT}", file.format));
        }
        if file.standardization != RULES_VERSION {
            return Err(format!(
                "made for standardization {}, this is {RULES_VERSION}; train it again",
                file.standardization
            ));
        }
        let mut shares = [0.0; CLASSES];
        for class in Class::ALL {
            let share = file.classes.get(class.name()).copied();
            shares[class as usize] =
                share.ok_or_else(|| format!("no class \"{}\"", class.name()))?;
        }
        let levels = COMPARISONS.iter().map(|comparison| {
            let found = file.comparisons.iter().find(|found| found.name == comparison.name);
            let found = found.ok_or_else(|| format!("no comparison \"{}\"", comparison.name))?;
            comparison.levels[1..].iter().map(|level| found.level(level)).collect()
        });
        let levels = levels.collect::<std::result::Result<_, _>>()?;
        let reference = file.frequencies;
        let model = Model { trained_on: file.trained_on, shares, levels, reference };
        model.check()?;
        Ok(model)
    }

    fn check(&self) -> std::result::Result<(), String> {
        let is_probability = |value: &f64| *value > 0.0 && *value <= 1.0;
        let all = self.levels.iter().flatten().chain([&self.shares]).flatten();
        if !all.into_iter().all(is_probability) {
            return Err("every probability must be above 0 and at most 1".into());
        }
        Ok(())
    }

    fn to_file(&self) -> ModelFile {
        let by_class = |values: &ByClass| {
            Class::ALL
                .iter()
                .map(|&class| (class.name().to_string(), values[class as usize]))
                .collect()
        };
        let comparisons = COMPARISONS.iter().zip(&self.levels).map(|(comparison, levels)| {
            let names = comparison.levels[1..].iter();
            let levels = names.zip(levels).map(|(name, values)| LevelFile {
                name: name.to_string(),
                probability: by_class(values),
            });
            ComparisonFile { name: comparison.name.to_string(), levels: levels.collect() }
        });
        ModelFile {
            format: FORMAT,
            standardization: RULES_VERSION,
            trained_on: self.trained_on.clone(),
            classes: by_class(&self.shares),
            comparisons: comparisons.collect(),
            frequencies: self.reference.clone(),
        }
    }
}

fn scale(values: &mut ByClass) {
    let sum: f64 = values.iter().sum();
    values.iter_mut().for_each(|value| *value = (*value / sum).max(FLOOR));
}

#[derive(Serialize, Deserialize)]
struct ModelFile {
    format: u32,
    standardization: u32,
    trained_on: String,
    classes: BTreeMap<String, f64>,
    comparisons: Vec<ComparisonFile>,
    frequencies: ReferenceFrequencies,
}

#[derive(Serialize, Deserialize)]
struct ComparisonFile {
    name: String,
    levels: Vec<LevelFile>,
}

#[derive(Serialize, Deserialize)]
struct LevelFile {
    name: String,
    probability: BTreeMap<String, f64>,
}

impl ComparisonFile {
    fn level(&self, name: &str) -> std::result::Result<ByClass, String> {
        let level = self.levels.iter().find(|level| level.name == name);
        let lacking = || format!("comparison \"{}\" has no level \"{name}\"", self.name);
        let level = level.ok_or_else(lacking)?;
        let mut values = [0.0; CLASSES];
        for class in Class::ALL {
            let value = level.probability.get(class.name());
            values[class as usize] = *value.ok_or_else(|| {
                format!("level \"{name}\" of \"{}\" lacks class \"{}\"", self.name, class.name())
            })?;
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rough_profiles_fit_the_comparisons() {
        let model = Model::rough();
        assert_eq!(model.levels.len(), COMPARISONS.len());
        for (levels, comparison) in model.levels.iter().zip(COMPARISONS) {
            assert_eq!(levels.len() + 1, comparison.levels.len(), "{}", comparison.name);
        }
    }

    #[test]
    fn a_model_reads_as_it_was_written() {
        let model = Model::rough();
        assert_eq!(Model::parse(&model.to_json()), Ok(model));
    }

    #[test]
    fn the_shipped_model_is_readable() {
        assert!(Model::shipped().is_ok());
    }

    #[test]
    fn a_model_for_something_else_is_refused_with_the_reason() {
        let good = Model::rough().to_json();
        for (from, to, word) in [
            ("\"format\": 1", "\"format\": 9", "format 9"),
            ("\"standardization\": ", "\"standardization\": 9", "train it again"),
            ("\"maiden_name\"", "\"shoe_size\"", "maiden_name"),
            ("\"twin\"", "\"clone\"", "twin"),
        ] {
            let problem = Model::parse(&good.replacen(from, to, 1)).unwrap_err();
            assert!(problem.contains(word), "{problem}");
        }
    }
}
