//! The runs whose work is in the registry, and the files that they have read.
//!
//! In: an id, a manifest, digests of files. Out: the same. Must never: take one run or one file twice.

use rusqlite::{Row, params};

use super::event::Event;
use super::view::View;
use super::writer::Writer;
use crate::error::{Error, Result};

/// The counts of a run that is no night: a person has taken a client apart, or has entered a record. What is
/// usual in a night is not measured by it.
pub const NO_NIGHT: &str = "null";

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Its work is in the registry.
    Committed,
    /// And its folder stands under its final name.
    Published,
}

impl RunState {
    /// The word in the table.
    pub fn name(self) -> &'static str {
        match self {
            RunState::Committed => "committed",
            RunState::Published => "published",
        }
    }
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number in this registry, from 1.
    pub number: u32,
    /// Its id.
    pub run_id: String,
    /// Its time, in microseconds since 1970.
    pub as_of: i64,
    /// How far it has come.
    pub state: RunState,
    /// The name of its folder.
    pub folder: String,
    /// Its manifest, as JSON.
    pub manifest: String,
    /// Its counts, as JSON.
    pub counts: String,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenInput {
    /// Its number in this registry, from 1.
    pub number: u32,
    /// Its name, without folders.
    pub file_name: String,
    /// What its rows are.
    pub kind: String,
    /// The id of the run that has read it.
    pub run_id: String,
}

const RUN: &str = "SELECT number, run_id, as_of, state, folder, manifest, counts FROM runs";

fn run(row: &Row) -> rusqlite::Result<Run> {
    let is_published = row.get_ref(3)?.as_str()? == RunState::Published.name();
    Ok(Run {
        number: row.get(0)?,
        run_id: row.get(1)?,
        as_of: row.get(2)?,
        state: if is_published { RunState::Published } else { RunState::Committed },
        folder: row.get(4)?,
        manifest: row.get(5)?,
        counts: row.get(6)?,
    })
}

impl View<'_> {
    /// The newest runs, the newest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn last_runs(&self, count: u32) -> Result<Vec<Run>> {
        self.database.rows(&format!("{RUN} ORDER BY number DESC LIMIT ?1"), [count], run)
    }

    /// The newest runs that took in what sources had delivered, the newest first: see [`NO_NIGHT`].
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn last_nights(&self, count: u32) -> Result<Vec<Run>> {
        let select = format!("{RUN} WHERE counts <> ?2 ORDER BY number DESC LIMIT ?1");
        self.database.rows(&select, params![count, NO_NIGHT], run)
    }

    /// The time of a run by its number, in microseconds since 1970.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn run_time(&self, number: u32) -> Result<Option<i64>> {
        let select = "SELECT as_of FROM runs WHERE number = ?1";
        self.database.row(select, [number], |row| row.get(0))
    }

    /// The run of a number.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn run_of_number(&self, number: u32) -> Result<Option<Run>> {
        self.database.row(&format!("{RUN} WHERE number = ?1"), [number], run)
    }

    /// The run of an id.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn run(&self, run_id: &str) -> Result<Option<Run>> {
        self.database.row(&format!("{RUN} WHERE run_id = ?1"), [run_id], run)
    }

    /// Runs that are committed and not published, the oldest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn unpublished_runs(&self) -> Result<Vec<Run>> {
        let select = format!("{RUN} WHERE state = 'committed' ORDER BY number");
        self.database.rows(&select, [], run)
    }

    /// The file with this SHA-256 (hex), if a run has read it.
    ///
    /// # Errors
    /// The file of the registry cannot be read.
    pub fn input(&self, digest: &str) -> Result<Option<TakenInput>> {
        let select = "SELECT inputs.number, file_name, kind, run_id
            FROM inputs JOIN runs ON runs.number = run WHERE digest = ?1";
        self.database.row(select, [digest], |row| {
            Ok(TakenInput {
                number: row.get(0)?,
                file_name: row.get(1)?,
                kind: row.get(2)?,
                run_id: row.get(3)?,
            })
        })
    }
}

impl Writer<'_> {
    /// Begins a run; its number.
    pub fn begin_run(&mut self, run_id: &str, as_of: i64, folder: &str) -> Result<u32> {
        if self
            .database
            .row("SELECT 1 FROM runs WHERE run_id = ?1", [run_id], |_| Ok(()))?
            .is_some()
        {
            return Err(self.database.problem(format!(
                "run {run_id} is in the registry already: the same files, model, settings and time"
            )));
        }
        let insert = "INSERT INTO runs (number, run_id, as_of, state, folder, manifest, counts)
            SELECT count(*) + 1, ?1, ?2, 'committed', ?3, '', '' FROM runs RETURNING number";
        let number = self.database.row(insert, params![run_id, as_of, folder], |row| row.get(0))?;
        let number = number.ok_or_else(|| Error::Invariant("a run without a number".into()))?;
        self.set_run(number);
        self.log(&Event::RunBegan { run_id: run_id.into(), as_of })?;
        Ok(number)
    }

    /// Ends a run.
    pub fn end_run(&mut self, manifest: &str, counts: &str) -> Result<()> {
        let update = "UPDATE runs SET manifest = ?2, counts = ?3 WHERE number = ?1";
        self.database.execute(update, params![self.run(), manifest, counts])?;
        self.log(&Event::RunCommitted { manifest: crate::digest::of_parts([manifest.as_bytes()]) })
    }

    /// Says that a run's folder stands under its final name.
    pub fn publish(&mut self, run_id: &str) -> Result<()> {
        let select = "SELECT number, state FROM runs WHERE run_id = ?1";
        let run = self.database.row(select, [run_id], |row| {
            Ok((row.get::<_, u32>(0)?, row.get_ref(1)?.as_str()? == RunState::Published.name()))
        })?;
        let (run, is_published) = run.ok_or_else(|| {
            self.database.problem(format!("holds no run {run_id}; see selfsame registry stats"))
        })?;
        if is_published { Ok(()) } else { self.mark_published(run) }
    }

    /// Says so of the run whose writing this is.
    pub fn publish_run(&mut self) -> Result<()> {
        self.run().map_or(Ok(()), |run| self.mark_published(run))
    }

    fn mark_published(&mut self, run: u32) -> Result<()> {
        self.database.execute("UPDATE runs SET state = 'published' WHERE number = ?1", [run])?;
        self.log(&Event::RunPublished { run })
    }

    /// Takes a file; its number.
    pub fn take_input(&mut self, digest: &str, file_name: &str, kind: &str) -> Result<u32> {
        let insert = "INSERT INTO inputs (number, digest, file_name, kind, run)
            SELECT count(*) + 1, ?1, ?2, ?3, ?4 FROM inputs RETURNING number";
        let parameters = params![digest, file_name, kind, self.run()];
        let input = self.database.row(insert, parameters, |row| row.get(0))?;
        let input = input.ok_or_else(|| Error::Invariant("a file without a number".into()))?;
        self.log(&Event::InputTaken { input, digest: digest.into() })?;
        Ok(input)
    }
}
