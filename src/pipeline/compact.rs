//! `registry compact`: the file of a registry made smaller, and faster to read.
//!
//! In: a registry. Out: the same with its pages joined and the room of what was deleted given back. Must
//! never: change what it says, or leave half of it behind.

use std::path::Path;

use super::Progress;
use super::nightly::join_pages;
use crate::error::Result;
use crate::registry::{NightLock, Registry};

/// What became of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// Bytes before.
    pub before: u64,
    /// Bytes after.
    pub after: u64,
}

/// Compacts a registry.
///
/// # Errors
/// A night is at work, the registry cannot be read or written, or the disk is full; the registry says then
/// what it said before.
pub fn compact(registry: &Path, progress: &dyn Progress) -> Result<Compacted> {
    let _lock = NightLock::take(registry)?;
    let mut registry = Registry::open(registry)?;
    let before = registry.bytes()?;
    progress.start("pages", 1);
    let mut pages = registry.pages()?;
    join_pages(&mut pages)?;
    pages.commit()?;
    progress.end();
    progress.start("shrink", 1);
    registry.shrink()?;
    progress.end();
    Ok(Compacted { before, after: registry.bytes()? })
}
