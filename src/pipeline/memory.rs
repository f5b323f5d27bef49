//! How much memory a run needs, how it stays within what it was given, and how much it held.
//!
//! What a run needs is told from the number of its records and their text, not from what the process
//! happens to hold: so the same records and the same limit always take the same way.

use std::path::Path;

use crate::error::{Error, Result};
use crate::read::{Aside, Records};

/// Bytes that a run takes whatever the number of records: the program, the model, rules, and the row
/// groups that are being encoded.
const OF_ITS_OWN: u64 = 512 << 20;

/// Bytes a record, beside the text, of the stage that takes most: rows, blocks, pairs and what is being
/// written. With one, ten and twenty million records it was less.
const PER_RECORD: u64 = 440;

/// Bytes a record that standardizing takes beside the text: rows, names and their codes.
const PER_RECORD_STANDARDIZED: u64 = 260;

/// Refuses a limit that does not do even with the text on disk while pairs are scored.
///
/// # Errors
/// The limit is too small; the message says what is needed.
pub fn check_limit(limit: Option<u64>, records: &Records) -> Result<()> {
    let count = records.len() as u64;
    let standardizing = records.bytes() + PER_RECORD_STANDARDIZED * count;
    let least = OF_ITS_OWN + standardizing.max(PER_RECORD * count);
    match limit {
        Some(limit) if least > limit => Err(too_little(count, least)),
        _ => Ok(()),
    }
}

/// Puts the records' text aside in a file if the run would otherwise need more than the limit.
///
/// # Errors
/// The file cannot be written.
pub fn make_room(limit: Option<u64>, records: &mut Records, path: &Path) -> Result<Option<Aside>> {
    let needed = OF_ITS_OWN + PER_RECORD * records.len() as u64 + records.bytes();
    match limit {
        Some(limit) if needed > limit => Aside::put(records, path).map(Some),
        _ => Ok(None),
    }
}

fn too_little(records: u64, needed: u64) -> Error {
    const MEBIBYTE: u64 = 1 << 20;
    let needed = needed.div_ceil(MEBIBYTE);
    Error::Usage(format!(
        "--memory: {records} records take {needed} MiB at the least; give {needed}M or more, or link \
         fewer at a time"
    ))
}

/// The most memory that this process has held since the last [`forget_peak`], in bytes, where the system
/// says.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Counts the peak from what is held now. A system that cannot do it goes on counting from the start.
pub fn forget_peak() {
    const COUNT_ANEW: &str = "5";
    let _ = std::fs::write("/proc/self/clear_refs", COUNT_ANEW);
}
