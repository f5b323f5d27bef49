//! A made-up population of a state like Massachusetts, and what its immunization registry receives
//! about it: birth records, providers' submissions, and the truth about which belong together.
//!
//! In: how many people, a seed, the day of the run, how often everything happens ([`Rates`]). Out: files of
//! births, submissions and doses with the columns of [`Field`], and the truth about them. Must
//! never: hold a real person, read a clock, or let the number of threads show; the same options give
//! the same bytes on any machine.
//!
//! The way of a record: `household` makes families (`children`, `adoption`, `life`, `fate`, and `kin`
//! for cousins), each from draws of its own; `population` counts and numbers them and registers births; `birth` and `visits` with `submission`
//! say what is sent, `called`, `noise` and `placeholder` what goes otherwise or wrong on the way,
//! `dress` how the source spells; `doses` says what was given to whom and what records tell of it;
//! `rows` packs and shuffles, `files`, `hl7` and `truth` write.

mod adoption;
mod birth;
mod called;
mod children;
mod doses;
mod dress;
mod facility;
mod fate;
mod files;
mod heritage;
mod hl7;
mod household;
mod kin;
mod life;
mod names;
mod noise;
mod person;
mod placeholder;
mod places;
mod population;
mod random;
mod rates;
mod rows;
#[cfg(test)]
mod shares;
mod statement;
mod submission;
mod surname;
mod tables;
mod tail;
#[cfg(test)]
mod tests;
mod truth;
mod visits;
mod world;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, IoContext, Result};
use crate::record::{Date, Field};

pub use doses::Tally;
pub use rates::Rates;

use doses::{DoseRows, Doses, Teller};

use person::{Household, OUTSIDE, Person};
use rows::{BIRTH_COLUMNS, Rows, SUBMISSION_COLUMNS, Shuffled};
use truth::Truth;
use world::World;

/// What to make.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many people the registry may hear of.
    pub people: usize,
    /// Which population: another seed, other people.
    pub seed: u64,
    /// The day of the run: nothing lies after it.
    pub as_of: Date,
    /// How often what is so, and what goes wrong.
    pub rates: Rates,
}

/// The most people that can be made: record ids and certificate numbers have room for no more.
pub const PEOPLE_MAX: usize = 20_000_000;

impl Options {
    /// This many people of this seed, as of 1 January 2026, with the usual rates.
    pub fn new(people: usize, seed: u64) -> Options {
        let as_of = Date::new(2026, 1, 1).unwrap_or_default();
        Options { people, seed, as_of, rates: Rates::default() }
    }
}

/// The form of the files of records and doses; the truth is always CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// Parquet, every column text.
    Parquet,
    /// Births as comma-separated values, submissions with their doses as one batch of HL7 messages.
    Hl7,
}

impl Format {
    /// The ending of files of rows.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Csv | Format::Hl7 => "csv",
            Format::Parquet => "parquet",
        }
    }
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// People of whom the registry may hear; some have no record.
    pub people: usize,
    /// Their households.
    pub households: usize,
    /// Those who are children of a household, however old.
    pub children: usize,
    /// Those of them who are one of a multiple birth in the state.
    pub multiples: usize,
    /// Birth records.
    pub births: usize,
    /// Submissions.
    pub submissions: usize,
    /// What was counted of doses.
    pub doses: Tally,
    /// Records with each kind of error, by its name in `truth.csv`.
    pub errors: BTreeMap<&'static str, usize>,
}

/// Makes the population and writes `births`, `submissions`, `doses`, `truth.csv` and
/// `truth_doses.csv` into a folder, which is created if there is none. Files of these names are
/// replaced. As HL7, `submissions.hl7` stands for submissions and doses.
///
/// Costs about 2 kB of memory a person; a million people take some forty seconds on two cores.
pub fn write(options: &Options, format: Format, out: &Path) -> Result<Summary> {
    if !(1..=PEOPLE_MAX).contains(&options.people) {
        return Err(Error::Usage(format!("ask for 1 to {PEOPLE_MAX} people")));
    }
    if !(2012..=2100).contains(&options.as_of.year()) {
        return Err(Error::Usage("the day of the run must lie between 2012 and 2100".to_owned()));
    }
    let world = World::new(options);
    let households = population::population(&world)?;
    let batches: Vec<Batch> =
        households.par_chunks(1024).map(|chunk| Batch::of(&world, chunk)).collect();
    let summary = summary(&households, &batches);
    drop(households);

    std::fs::create_dir_all(out).while_doing("create", out)?;
    let mut truths = Vec::with_capacity(summary.births + summary.submissions);
    let (mut births, mut submissions, mut doses) = (Vec::new(), Vec::new(), Vec::new());
    for batch in batches {
        births.push(batch.births);
        submissions.push(batch.submissions);
        doses.push(batch.doses);
        truths.extend(batch.truths);
    }
    let shuffled = |columns, batches, file| {
        Shuffled::new(columns, batches, &mut rows::shuffler(options.seed, file))
    };
    let births = shuffled(BIRTH_COLUMNS, births, 0);
    let submissions = shuffled(SUBMISSION_COLUMNS, submissions, 1);
    rows::shuffle(&mut truths, &mut rows::shuffler(options.seed, 2));
    let doses = Doses::new(&world, doses, &mut rows::shuffler(options.seed, 3));
    let records = || match format {
        Format::Hl7 => files::write_file(&out.join("submissions.hl7"), |out| {
            hl7::write_batch(&submissions, &doses, options.as_of, out)
        }),
        _ => files::write_rows(&submissions, format, out, "submissions")
            .and_then(|()| files::write_rows(&doses, format, out, "doses")),
    };
    let truth = || {
        files::write_rows(&births, format, out, "births")?;
        files::write_file(&out.join("truth.csv"), |out| truth::write_truth(&world, &truths, out))?;
        files::write_file(&out.join("truth_doses.csv"), |out| doses.write_truth(out))
    };
    let (records, truth) = rayon::join(records, truth);
    records.and(truth)?;
    Ok(summary)
}

/// The records of some households.
struct Batch {
    births: Rows,
    submissions: Rows,
    doses: DoseRows,
    truths: Vec<Truth>,
}

impl Batch {
    fn of(world: &World, households: &[Household]) -> Batch {
        let mut batch = Batch {
            births: Rows::new(BIRTH_COLUMNS),
            submissions: Rows::new(SUBMISSION_COLUMNS),
            doses: DoseRows::default(),
            truths: Vec::new(),
        };
        for household in households {
            for person in household.people.iter().filter(|person| person.number != OUTSIDE) {
                batch.add(world, household, person);
            }
        }
        batch
    }

    fn add(&mut self, world: &World, household: &Household, person: &Person) {
        if let Some(mut record) = birth::birth_record(world, household, person) {
            let truth = Truth::new(world, (household, person), (None, 0), record.kinds);
            record.set(Field::RecordId, truth.record_id(world));
            self.births.push(&record);
            self.truths.push(truth);
        }
        let visits = visits::visits(world, household, person);
        let history = doses::history(world, household, person, &visits);
        let teller = Teller::new(world, person, &visits, &history);
        self.doses.tally.events += history.events.len();
        for (&visit, turn) in visits.iter().zip(1..) {
            let mut record = submission::submission(world, household, person, (visit, turn));
            let at = (Some(visit.facility), turn);
            let truth = Truth::new(world, (household, person), at, record.kinds);
            record.set(Field::RecordId, truth.record_id(world));
            self.submissions.push(&record);
            self.doses.push(&truth, teller.record(turn as u16));
            self.truths.push(truth);
        }
    }
}

fn summary(households: &[Household], batches: &[Batch]) -> Summary {
    let children = || households.iter().flat_map(Household::children);
    let mut errors = BTreeMap::new();
    for truth in batches.iter().flat_map(|batch| &batch.truths) {
        for kind in truth.kinds.iter() {
            *errors.entry(kind.name()).or_default() += 1;
        }
    }
    Summary {
        people: households.iter().map(Household::counted).sum(),
        households: households.len(),
        children: children().count(),
        multiples: children().filter(|child| child.is_multiple()).count(),
        births: batches.iter().map(|batch| batch.births.len()).sum(),
        submissions: batches.iter().map(|batch| batch.submissions.len()).sum(),
        doses: batches.iter().fold(Tally::default(), |all, batch| all.and(batch.doses.tally)),
        errors,
    }
}
