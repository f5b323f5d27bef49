//! How much memory the process holds, and how a run stays within what it was given.

use std::path::Path;

use crate::error::{Error, Result};
use crate::read::{Aside, Records};

/// Bytes a record that the stages after standardizing take on top of what is held then: blocks, pairs,
/// clients, and what is being written. Measured with ten million records.
const BYTES_TO_COME: u64 = 250;

/// Bytes a record that standardizing takes, text and rows: less than this is of no use.
const LEAST_BYTES: u64 = 380;

/// Refuses a limit that the records cannot be worked on in.
///
/// # Errors
/// The limit is too small; the message says what is needed.
pub fn check_limit(limit: Option<u64>, records: usize) -> Result<()> {
    let least = records as u64 * LEAST_BYTES;
    match limit {
        Some(limit) if least > limit => Err(too_little(records, least)),
        _ => Ok(()),
    }
}

/// Puts the records' text aside in a file if the stages to come would need more than the limit.
///
/// # Errors
/// The file cannot be written, or even so the limit is too small.
pub fn make_room(limit: Option<u64>, records: &mut Records, path: &Path) -> Result<Option<Aside>> {
    let (Some(limit), Some(held)) = (limit, held_memory()) else { return Ok(None) };
    let to_come = BYTES_TO_COME * records.len() as u64;
    if held + to_come <= limit {
        return Ok(None);
    }
    let aside = Aside::put(records, path)?;
    let needed = held.saturating_sub(aside.bytes) + to_come;
    if needed > limit {
        return Err(too_little(records.len(), needed));
    }
    Ok(Some(aside))
}

fn too_little(records: usize, needed: u64) -> Error {
    const MEBIBYTE: u64 = 1 << 20;
    let needed = needed.div_ceil(MEBIBYTE);
    Error::Usage(format!(
        "--memory: {records} records take {needed} MiB even with their text on disk; give {needed}M \
         or more, or link fewer at a time"
    ))
}

/// The memory that this process holds now, in bytes, where the system says.
fn held_memory() -> Option<u64> {
    of_status("VmRSS:")
}

/// The most memory that this process has held since the last [`forget_peak`].
pub fn peak_memory() -> Option<u64> {
    of_status("VmHWM:")
}

/// Counts the peak from what is held now. A system that cannot do it goes on counting from the start.
pub fn forget_peak() {
    const COUNT_ANEW: &str = "5";
    let _ = std::fs::write("/proc/self/clear_refs", COUNT_ANEW);
}

fn of_status(key: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
