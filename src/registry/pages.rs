//! What others keep in the registry in pieces: rows in standard form, names, streets, days of doses,
//! evidence. Night by night some are added.
//!
//! In: bytes under a kind. Out: the same bytes. Must never: know what is in them.

use rusqlite::params;

use super::view::View;
use super::writer::Writer;
use crate::error::{Error, Result};

impl View<'_> {
    /// How many pages of a kind there are; they are numbered from 0.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn page_count(&self, kind: &str) -> Result<u32> {
        Ok(self.database.number("SELECT count(*) FROM pages WHERE kind = ?1", [kind])? as u32)
    }

    /// How many bytes the pages of a kind hold together.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn page_bytes(&self, kind: &str) -> Result<u64> {
        let sum = "SELECT COALESCE(sum(length(content)), 0) FROM pages WHERE kind = ?1";
        self.database.number(sum, [kind])
    }

    /// A page of a kind.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn page(&self, kind: &str, number: u32) -> Result<Option<Vec<u8>>> {
        let select = "SELECT content FROM pages WHERE kind = ?1 AND number = ?2";
        self.database.row(select, params![kind, number], |row| row.get(0))
    }

    /// Every page of a kind with its number, in order, one at a time in memory.
    ///
    /// # Errors
    /// The file cannot be read, or the visitor stops.
    pub fn visit_pages(
        &self,
        kind: &str,
        visit: impl FnMut(u32, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let select = "SELECT number, content FROM pages WHERE kind = ?1 ORDER BY number";
        self.database.visit_bytes(select, [kind], visit)
    }
}

impl Writer<'_> {
    /// Adds a page behind the others of its kind; its number.
    pub fn append_page(&mut self, kind: &str, content: &[u8]) -> Result<u32> {
        let insert = "INSERT INTO pages (kind, number, content)
            SELECT ?1, COALESCE(max(number) + 1, 0), ?2 FROM pages WHERE kind = ?1
            RETURNING number";
        let number = self.database.row(insert, params![kind, content], |row| row.get(0))?;
        number.ok_or_else(|| Error::Invariant("a page without a number".into()))
    }

    /// Gives a page other content.
    pub fn replace_page(&mut self, kind: &str, number: u32, content: &[u8]) -> Result<()> {
        let update = "UPDATE pages SET content = ?3 WHERE kind = ?1 AND number = ?2";
        match self.database.execute(update, params![kind, number, content])? {
            1 => Ok(()),
            _ => Err(Error::Invariant(format!("no page {number} of {kind} to be replaced"))),
        }
    }

    /// Forgets all pages of a kind.
    pub fn delete_pages(&mut self, kind: &str) -> Result<()> {
        self.database.execute("DELETE FROM pages WHERE kind = ?1", [kind])?;
        Ok(())
    }
}
