//! Models and settings in force: of each the newest counts, and all are kept.
//!
//! In: JSON with its digest. Out: the same. Must never: look into it.

use rusqlite::params;

use super::Document;
use super::event::Event;
use super::view::View;
use super::writer::Writer;
use crate::error::Result;

/// A model or settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// Its digest.
    pub digest: String,
    /// JSON.
    pub text: String,
    /// The run that has brought it; none if it came before the first.
    pub run: Option<u32>,
}

impl View<'_> {
    /// The model in force; none where it is the shipped one.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn model(&self) -> Result<Option<Adopted>> {
        self.adopted("model")
    }

    /// The settings in force; none where they are the defaults.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn settings(&self) -> Result<Option<Adopted>> {
        self.adopted("settings")
    }

    fn adopted(&self, kind: &str) -> Result<Option<Adopted>> {
        let select = "SELECT digest, text, run FROM adopted
            WHERE kind = ?1 ORDER BY number DESC LIMIT 1";
        self.database.row(select, [kind], |row| {
            Ok(Adopted { digest: row.get(0)?, text: row.get(1)?, run: row.get(2)? })
        })
    }
}

impl Writer<'_> {
    /// Puts a model in force.
    pub fn adopt_model(&mut self, model: Document) -> Result<()> {
        self.adopt("model", model)?;
        self.log(&Event::ModelAdopted { digest: model.digest.into() })
    }

    /// Puts settings in force.
    pub fn adopt_settings(&mut self, settings: Document) -> Result<()> {
        self.adopt("settings", settings)?;
        self.log(&Event::SettingsAdopted { digest: settings.digest.into() })
    }

    fn adopt(&mut self, kind: &str, Document { digest, text }: Document) -> Result<()> {
        let insert = "INSERT INTO adopted (number, kind, run, digest, text)
            SELECT count(*), ?1, ?2, ?3, ?4 FROM adopted";
        self.database.execute(insert, params![kind, self.run(), digest, text])?;
        Ok(())
    }
}
