//! The registry: one SQLite file that holds, from night to night, the records as received, the clients
//! that they make up, what people are asked and have answered, and a log from which all of this follows.
//!
//! In: records, and what the stages decided about them. Out: the same, by number, id or client. Must
//! never: change a record, a given answer or a row of the log; lose a client's id; keep half a night;
//! or know a rule of matching.
//!
//! Records and clients are numbered from 0 in the order of their arrival, without gaps, and no number
//! is used again. Everything is written through a [`Night`], which is one transaction: dropped, it has
//! not happened. (A person's answer has a transaction of its own, [`Registry::answer`].) Everything is
//! read through a [`View`]; a [`Snapshot`] is a view in which nothing moves while others write.

mod adopted;
mod answers;
mod arrivals;
mod asides;
mod backup;
mod clients;
mod compact;
mod database;
mod desk;
mod event;
mod fields;
mod labels;
mod lock;
mod log;
mod night;
mod pack;
mod pages;
mod questions;
mod records;
mod replay;
mod runs;
mod schema;
mod stats;
#[cfg(test)]
mod tests;
mod users;
mod verify;
mod view;
mod wishes;
mod writer;

use std::path::Path;

pub use adopted::Adopted;
pub use answers::{AskedThen, GivenAnswer, NewAnswer};
pub use arrivals::{Arrival, InputRow};
pub use asides::{Aside, Place};
pub use clients::{Client, MERGED, UNMERGED};
pub use compact::PageWriter;
pub use desk::{Access, Desk};
pub use event::{Answer, Event, Grounds, RecordDigest, RecordPair, Relation};
pub use labels::{Label, Sample, SamplePair};
pub use lock::NightLock;
pub use log::LogEntry;
pub use night::{NewRun, Night};
pub use questions::Question;
pub use records::{Packed, Provenance, RecordHead, Stored};
pub use runs::{NO_NIGHT, Run, RunState, TakenInput};
pub use stats::{PageStats, RunStats, Stats};
pub use users::{Role, Token, User};
pub use verify::Verification;
pub use view::{Snapshot, View};
pub use wishes::Wish;

use crate::error::{Error, IoContext, Result};
use database::Database;
use fields::FieldNumbers;
use writer::Writer;

/// What one of many connections keeps in memory, in KiB: some pages of every tree that it looks up.
const LOOK_KIB: u32 = 4096;

/// An open registry.
pub struct Registry {
    database: Database,
    fields: FieldNumbers,
}

/// What a new registry begins with, as JSON.
#[derive(Debug, Clone, Copy, Default)]
pub struct Founding<'a> {
    /// The model, if it is not the shipped one.
    pub model: Option<&'a str>,
    /// The settings, if they are not the defaults.
    pub settings: Option<&'a str>,
}

impl Registry {
    /// Makes a new registry. Only its owner may read the file.
    ///
    /// # Errors
    /// There is a file already, or none can be made.
    pub fn create(path: &Path, founding: &Founding) -> Result<Registry> {
        new_file(path)?;
        let made = Registry::found(path, founding);
        if made.is_err() {
            // Best effort: the error that came first is the one to tell.
            let _ = std::fs::remove_file(path);
        }
        made
    }

    fn found(path: &Path, founding: &Founding) -> Result<Registry> {
        let database = Database::open(path, true)?;
        schema::found(&database)?;
        let fields = FieldNumbers::complete(&database)?;
        let mut writer = Writer::begin(&database)?;
        writer.adopt(founding)?;
        writer.commit()?;
        Ok(Registry { database, fields })
    }

    /// Opens a registry to write; one of an older version is brought up to date.
    ///
    /// # Errors
    /// There is no such file, it is no registry, or a newer selfsame has made it.
    pub fn open(path: &Path) -> Result<Registry> {
        let database = Registry::database(path, true)?;
        let fields = FieldNumbers::complete(&database)?;
        Ok(Registry { database, fields })
    }

    /// Opens a registry to read; nothing can be written through it.
    ///
    /// # Errors
    /// There is no such file, it is no registry, or one of another version.
    pub fn open_to_read(path: &Path) -> Result<Registry> {
        let database = Registry::database(path, false)?;
        let fields = FieldNumbers::read(&database)?;
        Ok(Registry { database, fields })
    }

    /// Opens a registry to read, as one of many in a program: little of it is kept in memory.
    ///
    /// # Errors
    /// As [`Registry::open_to_read`].
    pub fn open_to_look(path: &Path) -> Result<Registry> {
        let registry = Registry::open_to_read(path)?;
        registry.database.keep_in_memory(LOOK_KIB)?;
        Ok(registry)
    }

    fn database(path: &Path, is_written: bool) -> Result<Database> {
        std::fs::metadata(path).while_doing("open the registry", path)?;
        let database = Database::open(path, is_written)?;
        schema::check(&database, is_written)?;
        Ok(database)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.database.path()
    }

    /// What it holds; every look sees the newest.
    pub fn view(&self) -> View<'_> {
        View { database: &self.database, fields: &self.fields }
    }

    /// What it holds now, whatever others write from now on. One at a time.
    ///
    /// # Errors
    /// The file cannot be read, or a snapshot is open already.
    pub fn snapshot(&self) -> Result<Snapshot<'_>> {
        Ok(Snapshot { transaction: self.database.reading()?, view: self.view() })
    }

    /// Begins to write what a run has found. Others read on, and see what was there before.
    ///
    /// # Errors
    /// Another program goes on writing, or the run is in the registry already.
    pub fn night(&mut self, run: &NewRun) -> Result<Night<'_>> {
        Night::begin(&self.database, &self.fields, run)
    }

    /// Begins to write what people say and do. Others read on, and see what was there before.
    ///
    /// # Errors
    /// Another program goes on writing.
    pub fn desk(&mut self) -> Result<Desk<'_>> {
        Desk::begin(&self.database, &self.fields)
    }

    /// Writes down what a person says of two records, and closes the question if there is one.
    ///
    /// # Errors
    /// A night goes on writing, or there are no two such records.
    pub fn answer(&mut self, answer: &NewAnswer) -> Result<()> {
        let mut desk = self.desk()?;
        desk.answer(answer)?;
        desk.commit()
    }

    /// Puts a model, or settings, in force from the next night on.
    ///
    /// # Errors
    /// Another program goes on writing.
    pub fn adopt(&mut self, founding: &Founding) -> Result<()> {
        let mut writer = Writer::begin(&self.database)?;
        writer.adopt(founding)?;
        writer.commit()
    }

    /// Writes down that a run's folder stands under its final name; said again, nothing changes.
    ///
    /// # Errors
    /// There is no such run, or another program goes on writing.
    pub fn publish(&mut self, run_id: &str) -> Result<()> {
        let mut writer = Writer::begin(&self.database)?;
        writer.publish(run_id)?;
        writer.commit()
    }
}

/// Makes an empty file that is its owner's alone: it will hold people's records.
fn new_file(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::input(path, "there already; nothing was touched. Name a file that is not"))
        }
        made => made.map(drop).while_doing("create", path),
    }
}
