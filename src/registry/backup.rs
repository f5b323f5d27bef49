//! A copy of the registry as it is, while others read and write.
//!
//! In: an open registry and a path. Out: a registry there, complete or absent. Must never: overwrite a
//! file, or be half there under its final name.

use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::database::fault;
use super::{Registry, new_file};
use crate::error::{Error, IoContext, Result};

impl Registry {
    /// Copies the registry as it is now to a file that is not there yet.
    ///
    /// # Errors
    /// There is such a file, it cannot be written, or the registry cannot be read.
    pub fn backup(&self, to: &Path) -> Result<()> {
        if to.exists() {
            return Err(Error::input(to, "there already; nothing was touched. Name a new file"));
        }
        let partial = partial(to)?;
        // What an earlier attempt has left.
        let _ = std::fs::remove_file(&partial);
        new_file(&partial)?;
        let copied = self.copy(&partial).and_then(|()| {
            let file = std::fs::File::open(&partial).while_doing("open", &partial)?;
            file.sync_all().while_doing("write", &partial)?;
            std::fs::rename(&partial, to).while_doing("rename", &partial)
        });
        if copied.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        copied
    }

    fn copy(&self, to: &Path) -> Result<()> {
        let told = |error: rusqlite::Error| fault(to, &error);
        let mode = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut target = Connection::open_with_flags(to, mode).map_err(told)?;
        let backup = Backup::new(self.database.connection(), &mut target).map_err(told)?;
        // All at once: it reads one state, and nobody waits for it.
        match backup.step(-1).map_err(told)? {
            StepResult::Done => Ok(()),
            _ => Err(self.database.problem("is locked by another program; run this again later")),
        }
    }
}

/// A hidden name in the same folder.
fn partial(to: &Path) -> Result<PathBuf> {
    let name = to.file_name().ok_or_else(|| Error::input(to, "names no file"))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(".partial");
    Ok(to.with_file_name(hidden))
}
