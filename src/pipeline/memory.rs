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

/// Puts the records' text aside in a file if the run would otherwise need more than the limit.
///
/// # Errors
/// The file cannot be written, or the limit is too small even so; the message says what is needed.
pub fn make_room(limit: Option<u64>, records: &mut Records, path: &Path) -> Result<Option<Aside>> {
    let Some(limit) = limit else { return Ok(None) };
    let without_text = OF_ITS_OWN + PER_RECORD * records.len() as u64;
    // Standardizing needs the text and the rows, but no pairs yet.
    let least = without_text.max(OF_ITS_OWN + records.bytes() * 2);
    if least > limit {
        return Err(too_little(records.len(), least));
    }
    let fits = without_text + records.bytes() <= limit;
    if fits { Ok(None) } else { Aside::put(records, path).map(Some) }
}

fn too_little(records: usize, needed: u64) -> Error {
    const MEBIBYTE: u64 = 1 << 20;
    let needed = needed.div_ceil(MEBIBYTE);
    Error::Usage(format!(
        "--memory: {records} records take {needed} MiB even with their text on disk; give {needed}M \
         or more, or link fewer at a time"
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
