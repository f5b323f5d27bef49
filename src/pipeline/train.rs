//! `train`: records in, a model out.

use std::path::{Path, PathBuf};

use super::answers::Answers;
use super::pairs::count_signatures;
use super::{AsOf, Progress};
use crate::block::Blocking;
use crate::error::{Error, IoContext, Result};
use crate::evaluate::Truth;
use crate::read::{Input, Records, read};
use crate::score::{Estimate, Known, Model, estimate};
use crate::settings::Settings;
use crate::standardize::Rules;
use crate::table::{ReferenceFrequencies, Table};

/// What to learn from, and where to write.
pub struct TrainRequest {
    /// The files.
    pub inputs: Vec<Input>,
    /// The settings.
    pub settings: Settings,
    /// Which records speak of one person, and of one family, where that is known.
    pub truth: Option<PathBuf>,
    /// What people have decided about pairs.
    pub answers: Option<PathBuf>,
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
    let no_reference = ReferenceFrequencies::default();
    let table = Table::new(&received.records, &rules, request.as_of.date(), &no_reference);
    let blocking = Blocking::new(&table, &request.settings.block);
    let settings = &request.settings.estimate;
    let kinship = request.truth.as_deref().map(|file| Kinship::read(file, &received.records));
    let kinship = kinship.transpose()?;
    let read_answers = |file: &Path| Answers::read(file, &received.records);
    let answers = request.answers.as_deref().map(read_answers).transpose()?.unwrap_or_default();
    let known = |a: u32, b: u32| match (answers.known(a, b), &kinship) {
        (Known::Nothing, Some(kinship)) => kinship.of(&table, a as usize, b as usize),
        (known, _) => known,
    };
    let counts = count_signatures(&table, &blocking, settings.max_pairs, known, progress);
    let (mut model, report) = estimate(&Model::rough(), &counts, settings);
    if let Some(reason) = &report.refused {
        let problem = format!("no model was written: {reason}; train on more or other records");
        return Err(Error::Usage(problem));
    }
    model.reference = ReferenceFrequencies::of(&table.rows, &table.names);
    model.trained_on.clone_from(&request.description);
    std::fs::write(&request.out, model.to_json()).while_doing("write", &request.out)?;
    Ok((model, report))
}

/// Who the records speak of, and whose children they are.
struct Kinship {
    truth: Truth,
    /// By record; nothing of a record that the truth does not name.
    people: Vec<Option<u32>>,
}

impl Kinship {
    fn read(file: &Path, records: &Records) -> Result<Kinship> {
        let truth = Truth::read(file)?;
        let people = (0..records.len()).map(|record| truth.person(records.id(record))).collect();
        Ok(Kinship { truth, people })
    }

    /// What two records are to each other. Children of one mother whose birth dates are at most a day
    /// apart are twins.
    fn of(&self, table: &Table, a: usize, b: usize) -> Known {
        let (Some(x), Some(y)) = (self.people[a], self.people[b]) else { return Known::Nothing };
        if x == y {
            return Known::SamePerson;
        }
        let share = |of: fn(&Truth, u32) -> Option<u32>| {
            let (of_x, of_y) = (of(&self.truth, x), of(&self.truth, y));
            (of_x.is_some() && of_y.is_some()).then_some(of_x == of_y)
        };
        let (mother, household) = (share(Truth::mother), share(Truth::household));
        let (birth_a, birth_b) = (table.rows[a].birth, table.rows[b].birth);
        let is_one_birth = birth_a.is_some()
            && birth_b.is_some()
            && (birth_a.day_number() - birth_b.day_number()).abs() <= 1;
        match (mother, household) {
            (Some(true), _) if is_one_birth => Known::Twins,
            (Some(true), _) | (_, Some(true)) => Known::Household,
            (_, Some(false)) => Known::Strangers,
            _ => Known::TwoPeople,
        }
    }
}
