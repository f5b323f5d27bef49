//! One night at a time.
//!
//! In: the path of a registry. Out: a lock on a file beside it, which is let go when it is dropped,
//! however the program ends. Must never: wait, or hinder a reader or a reviewer.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::{Error, IoContext, Result};

/// Between two looks whether the other night has ended.
const PAUSE: Duration = Duration::from_millis(50);

/// Held by the one night that is at work on a registry.
#[derive(Debug)]
pub struct NightLock {
    #[expect(dead_code, reason = "it is there to be held")]
    file: File,
}

impl NightLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// Another night holds it, or the file beside the registry cannot be made.
    pub fn take(registry: &Path) -> Result<NightLock> {
        let problem = "another night is at work on this registry; run this again when it has ended";
        NightLock::try_take(registry)?.ok_or_else(|| Error::input(registry, problem))
    }

    /// The same; waits for another night so long, and then gives none.
    ///
    /// # Errors
    /// The file beside the registry cannot be made.
    pub fn wait(registry: &Path, patience: Duration) -> Result<Option<NightLock>> {
        let begun = Instant::now();
        loop {
            match NightLock::try_take(registry)? {
                None if begun.elapsed() < patience => std::thread::sleep(PAUSE),
                lock => return Ok(lock),
            }
        }
    }

    /// The same; none if another night holds it.
    ///
    /// # Errors
    /// The file beside the registry cannot be made.
    pub fn try_take(registry: &Path) -> Result<Option<NightLock>> {
        let path = beside(registry);
        let mut options = File::options();
        // The file stays: were it removed, two nights could hold two files of one name.
        let file = options.create(true).truncate(false).write(true).open(&path);
        let file = file.while_doing("create", &path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(NightLock { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(Error::Io { action: "lock", path, source }),
        }
    }
}

fn beside(registry: &Path) -> PathBuf {
    let mut name = registry.as_os_str().to_os_string();
    name.push(".lock");
    name.into()
}
