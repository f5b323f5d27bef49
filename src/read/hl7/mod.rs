//! HL7 v2.5.1 VXU^V04 messages: single, in streams, in batches.

use super::{FileContent, Input};
use crate::error::Result;

/// Reads one file.
pub fn read(_file: usize, _input: &Input, _progress: &(dyn Fn(f64) + Sync)) -> Result<FileContent> {
    Ok(FileContent::default())
}
