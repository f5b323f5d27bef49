//! A folder that appears whole or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::error::{Error, IoContext, Result};

/// A run folder being written beside its final place, under a name that begins with a dot.
pub struct RunFolder {
    target: PathBuf,
    partial: PathBuf,
    force: bool,
    /// Held while the folder is written, so that a second run to the same place is told apart from
    /// what a killed one left behind.
    _lock: File,
}

const LOCK: &str = "lock";

impl RunFolder {
    /// Prepares to write `target`, which must not exist unless `force`.
    ///
    /// # Errors
    /// `target` exists, another run is writing it, or the folder cannot be made.
    pub fn create(target: &Path, force: bool) -> Result<RunFolder> {
        if target.exists() && !force {
            let problem = "already exists; choose another folder, or give --force to replace it";
            return Err(Error::input(target, problem));
        }
        if force && target.exists() && !is_run_folder(target) {
            let problem = "exists and is not a run folder; --force replaces only run folders";
            return Err(Error::input(target, problem));
        }
        let partial = partial_of(target)?;
        let parent = partial.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent).while_doing("create", parent)?;
        fs::create_dir_all(&partial).while_doing("create", &partial)?;
        let lock_path = partial.join(LOCK);
        let lock = File::create(&lock_path).while_doing("create", &lock_path)?;
        if lock.try_lock().is_err() {
            return Err(Error::input(target, "another run is being written there; wait for it"));
        }
        clear(&partial)?;
        Ok(RunFolder { target: target.to_path_buf(), partial, force, _lock: lock })
    }

    /// Gives a folder its final name that was written whole by a program that was then stopped. Where
    /// somebody has removed it, nothing is done.
    ///
    /// # Errors
    /// The system refuses.
    pub fn finish(target: &Path) -> Result<()> {
        let partial = partial_of(target)?;
        if !partial.exists() {
            // Only the lock may have stayed behind.
            let lock = target.join(LOCK);
            return match lock.exists() {
                true => fs::remove_file(&lock).while_doing("remove", &lock),
                false => Ok(()),
            };
        }
        let lock_path = partial.join(LOCK);
        let lock = File::open(&lock_path).while_doing("open", &lock_path)?;
        RunFolder { target: target.to_path_buf(), partial, force: false, _lock: lock }.publish()
    }

    /// Where to write a file of the run.
    pub fn path(&self, name: &str) -> PathBuf {
        self.partial.join(name)
    }

    /// Waits until everything in the folder has reached the disk.
    ///
    /// # Errors
    /// The system refuses.
    pub fn sync(&self) -> Result<()> {
        for file in files(&self.partial)? {
            let handle = File::open(&file).while_doing("open", &file)?;
            handle.sync_all().while_doing("write", &file)?;
        }
        sync_folder(&self.partial)
    }

    /// Gives the folder its final name, after everything in it has reached the disk.
    ///
    /// # Errors
    /// The system refuses; then the final name does not exist, or holds the earlier run still.
    pub fn publish(self) -> Result<()> {
        self.sync()?;
        let old = self.partial.with_extension("replaced");
        if self.force && self.target.exists() {
            remove(&old)?;
            fs::rename(&self.target, &old).while_doing("move", &self.target)?;
        }
        fs::rename(&self.partial, &self.target).while_doing("create", &self.target)?;
        let lock = self.target.join(LOCK);
        fs::remove_file(&lock).while_doing("remove", &lock)?;
        sync_folder(self.target.parent().unwrap_or(Path::new(".")))?;
        // Also what a replacement left that was killed.
        remove(&old)
    }

    /// Removes what was written: the run failed.
    pub fn discard(self) {
        // Nothing more can be done where this fails, and the name says what it is.
        let _ = fs::remove_dir_all(&self.partial);
    }
}

/// The name beside its final place under which a folder is written.
fn partial_of(target: &Path) -> Result<PathBuf> {
    let name = target.file_name().ok_or_else(|| Error::input(target, "is not a folder's name"))?;
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    Ok(parent.join(format!(".{}.partial", name.to_string_lossy())))
}

fn is_run_folder(target: &Path) -> bool {
    is_manifest(&target.join("run.json")) || files(target).is_ok_and(|files| files.is_empty())
}

/// Whether this is a manifest of ours, of whatever version: others call a file `run.json` too.
fn is_manifest(path: &Path) -> bool {
    let manifest = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    manifest.is_some_and(|manifest: serde_json::Value| {
        manifest["run_id"].is_string() && manifest["selfsame"].is_string()
    })
}

fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).while_doing("remove", folder)
}

/// Removes what a killed run left behind, but not the lock.
fn clear(partial: &Path) -> Result<()> {
    for file in files(partial)? {
        if file.file_name().is_some_and(|name| name != LOCK) {
            fs::remove_file(&file).while_doing("remove", &file)?;
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).while_doing("read", folder)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    paths.collect::<std::io::Result<_>>().while_doing("read", folder)
}

fn sync_folder(folder: &Path) -> Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let handle = File::open(folder).while_doing("open", folder)?;
    handle.sync_all().while_doing("write", folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_appears_whole_or_not_at_all() {
        let scratch = tempfile::tempdir().unwrap();
        let target = scratch.path().join("runs/first");
        let folder = RunFolder::create(&target, false).unwrap();
        fs::write(folder.path("run.json"), "{}").unwrap();
        assert!(!target.exists());
        folder.publish().unwrap();
        assert!(target.join("run.json").exists() && !target.join("lock").exists());
        assert_eq!(files(target.parent().unwrap()).unwrap().len(), 1);
    }

    #[test]
    fn what_exists_is_not_replaced_unasked() {
        let scratch = tempfile::tempdir().unwrap();
        let target = scratch.path().join("first");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("run.json"), r#"{"run_id": "R1", "selfsame": "0.1.0"}"#).unwrap();
        assert!(RunFolder::create(&target, false).is_err());
        let folder = RunFolder::create(&target, true).unwrap();
        fs::write(folder.path("run.json"), "new").unwrap();
        folder.publish().unwrap();
        assert_eq!(fs::read_to_string(target.join("run.json")).unwrap(), "new");
    }

    #[test]
    fn a_folder_that_is_no_run_is_never_replaced() {
        let scratch = tempfile::tempdir().unwrap();
        fs::write(scratch.path().join("thesis.txt"), "three years of work").unwrap();
        assert!(RunFolder::create(scratch.path(), true).is_err());
        fs::write(scratch.path().join("run.json"), r#"{"name": "another's"}"#).unwrap();
        assert!(RunFolder::create(scratch.path(), true).is_err());
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_and_a_running_one_is_respected() {
        let scratch = tempfile::tempdir().unwrap();
        let target = scratch.path().join("first");
        let running = RunFolder::create(&target, false).unwrap();
        fs::write(running.path("pairs.parquet"), "half").unwrap();
        assert!(RunFolder::create(&target, false).is_err());
        drop(running);
        let next = RunFolder::create(&target, false).unwrap();
        assert!(!next.path("pairs.parquet").exists());
    }
}
