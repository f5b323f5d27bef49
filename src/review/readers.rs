//! Connections to read the registry with: as many as are used at once.
//!
//! In: a question. Out: its answer, from one state of the registry. Must never: write.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::registry::{Registry, View};

/// Open connections.
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Registry>>,
}

impl Readers {
    /// Of a registry.
    pub fn new(path: &Path) -> Readers {
        Readers { path: path.to_path_buf(), idle: Mutex::default() }
    }

    /// Where the registry is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads, in which nothing moves while others write. Blocks: see [`aside`].
    ///
    /// # Errors
    /// The registry cannot be read, or those of what is asked.
    pub fn read<T>(&self, ask: impl FnOnce(&View) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let registry = idle.map_or_else(|| Registry::open_to_look(&self.path), Ok)?;
        let answer = ask(&*registry.snapshot()?)?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(registry);
        Ok(answer)
    }
}

/// Does something that takes its time, beside those who only wait.
///
/// # Errors
/// Its own, or it has panicked.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Error::Invariant("a page's work has panicked".into())))
}
