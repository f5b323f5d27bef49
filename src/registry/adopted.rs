//! Models and settings in force: of each the newest counts, and all are kept.
//!
//! In: JSON. Out: the same, with its digest. Must never: look into it.

use rusqlite::params;

use super::Founding;
use super::event::Event;
use super::view::View;
use super::writer::Writer;
use crate::digest::of_parts;
use crate::error::Result;

/// A model or settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// Its digest; that of a model file as the model itself tells it.
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
    /// Puts what is given in force.
    pub fn adopt(&mut self, founding: &Founding) -> Result<()> {
        founding.model.map_or(Ok(()), |model| self.adopt_model(model))?;
        founding.settings.map_or(Ok(()), |settings| self.adopt_settings(settings))
    }

    fn adopt_model(&mut self, text: &str) -> Result<()> {
        let digest = self.adopt_text("model", text)?;
        self.log(&Event::ModelAdopted { digest })
    }

    fn adopt_settings(&mut self, text: &str) -> Result<()> {
        let digest = self.adopt_text("settings", text)?;
        self.log(&Event::SettingsAdopted { digest })
    }

    fn adopt_text(&mut self, kind: &str, text: &str) -> Result<String> {
        let digest = of_parts([text.as_bytes()]);
        let insert = "INSERT INTO adopted (number, kind, run, digest, text)
            SELECT count(*), ?1, ?2, ?3, ?4 FROM adopted";
        self.database.execute(insert, params![kind, self.run(), digest, text])?;
        Ok(digest)
    }
}
