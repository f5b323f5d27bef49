//! Birth records of fixed width: the NCHS inter-jurisdictional natality layout, or one of the settings.

use super::{FileContent, Input};
use crate::error::Result;
use crate::settings::SourceSettings;

/// Reads one file.
pub fn read(
    _file: usize,
    _input: &Input,
    _settings: &SourceSettings,
    _progress: &(dyn Fn(f64) + Sync),
) -> Result<FileContent> {
    Ok(FileContent::default())
}
