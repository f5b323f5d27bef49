//! The file made smaller: pages written anew, and what was deleted given back to the disk.
//!
//! In: a registry. Out: one that says the same. Must never: touch anything but pages, or write to the log,
//! which tells of what changes.

use rusqlite::params;

use super::Registry;
use super::view::View;
use super::writer::Writer;
use crate::error::{IoContext, Result};

/// A page that is so large is ended.
const PAGE_BYTES: usize = 1 << 20;

/// Where pages stand while they are written anew.
const ANEW: &str = "anew";

/// Pages about to be written anew, all in one transaction; dropped, nothing has happened.
pub struct PageWriter<'r> {
    writer: Writer<'r>,
    view: View<'r>,
}

impl Registry {
    /// Begins to write pages anew. Others read on.
    ///
    /// # Errors
    /// Another program goes on writing.
    pub fn pages(&mut self) -> Result<PageWriter<'_>> {
        Ok(PageWriter { writer: Writer::begin(&self.database)?, view: self.view() })
    }

    /// Gives the room of what was deleted back to the disk.
    ///
    /// # Errors
    /// Another program goes on writing, or the disk has no room for a second copy.
    pub fn shrink(&mut self) -> Result<()> {
        // The copy is as large as the registry: it must not be made in memory.
        self.database.batch("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY;")
    }

    /// How many bytes the registry takes on the disk, with what waits beside it to be moved into it.
    ///
    /// # Errors
    /// The file cannot be looked at.
    pub fn bytes(&mut self) -> Result<u64> {
        // As far as readers allow.
        let _ = self.database.number("PRAGMA wal_checkpoint(TRUNCATE)", []);
        let file = std::fs::metadata(self.path()).while_doing("read", self.path())?;
        let mut beside = self.path().as_os_str().to_os_string();
        beside.push("-wal");
        let waiting = std::fs::metadata(beside).map_or(0, |file| file.len());
        Ok(file.len() + waiting)
    }
}

impl PageWriter<'_> {
    /// What the registry holds, with what was written here.
    pub fn view(&self) -> View<'_> {
        self.view
    }

    /// Writes all pages of a kind anew: `change` puts what stays of each page, in order, behind what it is
    /// given.
    ///
    /// # Errors
    /// The file cannot be read or written, or `change` stops.
    pub fn rewrite(
        &mut self,
        kind: &str,
        mut change: impl FnMut(&[u8], &mut Vec<u8>) -> Result<()>,
    ) -> Result<()> {
        let mut page = Vec::new();
        let (view, writer) = (self.view, &mut self.writer);
        view.visit_pages(kind, |_, old| {
            change(old, &mut page)?;
            if page.len() >= PAGE_BYTES {
                writer.append_page(ANEW, &page)?;
                page.clear();
            }
            Ok(())
        })?;
        if !page.is_empty() {
            writer.append_page(ANEW, &page)?;
        }
        writer.delete_pages(kind)?;
        let rename = "UPDATE pages SET kind = ?2 WHERE kind = ?1";
        writer.database.execute(rename, params![ANEW, kind])?;
        Ok(())
    }

    /// Forgets all pages of a kind.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn delete(&mut self, kind: &str) -> Result<()> {
        self.writer.delete_pages(kind)
    }

    /// Keeps what was written.
    ///
    /// # Errors
    /// The file cannot be written; then nothing is kept.
    pub fn commit(self) -> Result<()> {
        self.writer.commit()
    }
}
