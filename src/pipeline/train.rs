//! `train`: records in, a model out.

use std::path::PathBuf;

use super::pairs::count_signatures;
use super::{AsOf, Progress};
use crate::block::Blocking;
use crate::error::{Error, IoContext, Result};
use crate::read::{Input, read};
use crate::score::{Estimate, Model, estimate};
use crate::settings::Settings;
use crate::standardize::Rules;
use crate::table::Table;

/// What to learn from, and where to write.
pub struct TrainRequest {
    /// The files.
    pub inputs: Vec<Input>,
    /// The settings.
    pub settings: Settings,
    /// The model file to write.
    pub out: PathBuf,
    /// What the model is said to be trained on.
    pub description: String,
    /// The time the files speak of.
    pub as_of: AsOf,
}

/// Estimates a model from the rough profiles and writes it.
///
/// # Errors
/// Unreadable inputs, or an estimate in which a class lost its meaning: no model is written then.
pub fn train(request: &TrainRequest, progress: &dyn Progress) -> Result<(Model, Estimate)> {
    let received = read(&request.inputs, &request.settings, &|_, _| {})?;
    let rules = Rules::shipped().with_placeholders(&request.settings.placeholders);
    let table = Table::new(&received.records, &rules, request.as_of.date());
    let blocking = Blocking::new(&table, request.settings.block.max_block);
    let settings = &request.settings.estimate;
    let counts = count_signatures(&table, &blocking, settings.max_pairs, progress);
    let (mut model, report) = estimate(&Model::rough(), &counts, settings);
    if let Some(reason) = &report.refused {
        let problem = format!("no model was written: {reason}; train on more or other records");
        return Err(Error::Usage(problem));
    }
    model.trained_on.clone_from(&request.description);
    std::fs::write(&request.out, model.to_json()).while_doing("write", &request.out)?;
    Ok((model, report))
}
