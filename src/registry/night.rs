//! A night's writing: one transaction, through which everything that a run has found goes in.
//!
//! In: records, clients, members, questions, pages. Out: a registry that holds all of it, or none.
//! Must never: be seen by others before it is committed.

use rustc_hash::FxHashMap;

use super::answers::NewAnswer;
use super::database::Database;
use super::event::RecordPair;
use super::fields::FieldNumbers;
use super::view::View;
use super::writer::Writer;
use crate::error::Result;

/// The run whose night it is.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    /// Its id.
    pub run_id: &'a str,
    /// Its time, in microseconds since 1970.
    pub as_of: i64,
    /// The name of its folder.
    pub folder: &'a str,
}

/// A night. What it has written it sees, and nobody else; dropped, nothing has happened.
pub struct Night<'r> {
    pub(super) writer: Writer<'r>,
    pub(super) fields: &'r FieldNumbers,
    pub(super) next_record: u32,
    pub(super) next_client: u32,
    /// Numbers of sources by name.
    pub(super) sources: FxHashMap<String, u32>,
    run: u32,
}

impl<'r> Night<'r> {
    pub(super) fn begin(
        database: &'r Database,
        fields: &'r FieldNumbers,
        run: &NewRun,
    ) -> Result<Night<'r>> {
        let mut writer = Writer::begin(database)?;
        let number = writer.begin_run(run.run_id, run.as_of, run.folder)?;
        let next = |table: &str| {
            database.number(&format!("SELECT COALESCE(max(number) + 1, 0) FROM {table}"), [])
        };
        let sources = database
            .rows("SELECT name, number FROM sources", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Night {
            writer,
            fields,
            next_record: next("records")? as u32,
            next_client: next("clients")? as u32,
            sources: sources.into_iter().collect(),
            run: number,
        })
    }

    /// The run's number in this registry.
    pub fn run(&self) -> u32 {
        self.run
    }

    /// What the registry holds, with what this night has written.
    pub fn view(&self) -> View<'r> {
        View { database: self.writer.database, fields: self.fields }
    }

    /// Notes a file that the run has read; its number.
    ///
    /// # Errors
    /// A run has read the same file before: ask [`View::input`] first.
    pub fn take_input(&mut self, digest: &str, file_name: &str, kind: &str) -> Result<u32> {
        self.writer.take_input(digest, file_name, kind)
    }

    /// Asks people about two records; asked again, the question is the newer one's, but stands since it
    /// was first asked.
    ///
    /// # Errors
    /// There are no two such records.
    pub fn ask(&mut self, pair: RecordPair, weight: f64, guards: &str) -> Result<()> {
        self.writer.ask(pair, weight, guards)
    }

    /// Takes a question back; whether it was open.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn withdraw(&mut self, pair: RecordPair) -> Result<bool> {
        self.writer.withdraw(pair)
    }

    /// Writes down what a person says of two records, and closes the question if there is one.
    ///
    /// # Errors
    /// There are no two such records.
    pub fn answer(&mut self, answer: &NewAnswer) -> Result<()> {
        self.writer.answer(answer)
    }

    /// Adds a page behind the others of its kind; its number.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn append_page(&mut self, kind: &str, content: &[u8]) -> Result<u32> {
        self.writer.append_page(kind, content)
    }

    /// Gives a page other content.
    ///
    /// # Errors
    /// There is no such page.
    pub fn replace_page(&mut self, kind: &str, number: u32, content: &[u8]) -> Result<()> {
        self.writer.replace_page(kind, number, content)
    }

    /// Forgets all pages of a kind.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn delete_pages(&mut self, kind: &str) -> Result<()> {
        self.writer.delete_pages(kind)
    }

    /// Keeps the night: when this returns it is on the disk. Manifest and counts are JSON.
    ///
    /// # Errors
    /// The file cannot be written; then nothing of the night is kept.
    pub fn commit(mut self, manifest: &str, counts: &str) -> Result<()> {
        self.writer.end_run(manifest, counts)?;
        self.keep()
    }

    /// The same of a run that has no folder to be published.
    ///
    /// # Errors
    /// The file cannot be written; then nothing of the run is kept.
    pub fn commit_without_folder(mut self, manifest: &str, counts: &str) -> Result<()> {
        self.writer.end_run(manifest, counts)?;
        self.writer.publish_run()?;
        self.keep()
    }

    fn keep(self) -> Result<()> {
        let database = self.writer.database;
        self.writer.commit()?;
        // Moves the night from the file beside the registry into it, as far as readers allow and
        // without waiting for them; what is left moves later.
        let _ = database.number("PRAGMA wal_checkpoint(PASSIVE)", []);
        Ok(())
    }
}
