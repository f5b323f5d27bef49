//! `selfsame registry compact`.

use super::super::bars::progress;
use super::super::{Ending, print};
use super::Place;
use crate::error::Result;
use crate::pipeline::compact;

/// Make the file of a registry smaller, and faster to read
///
/// Every night leaves some small pages, and says again what has changed in older ones. Here they are joined,
/// what a later night has overruled is dropped, and the room is given back to the disk. What the registry
/// says stays as it is, to the byte of an export and of the next night.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a registry at which no night is at work; others may go on reading. Once a month is often enough.

Output: the same registry; the bytes before and after are printed.

Cost: reads and writes the whole file. Room for a second copy of it is needed beside it, and for another in \
the folder of temporary files (SQLITE_TMPDIR, or else /var/tmp); some 64 MiB of memory.

Exit codes: 0 done; 2 failed, and the registry says what it said before.

Example:
  selfsame registry compact --registry registry.db")]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let registry = &self.place.registry;
        let compacted = compact(registry, &*progress(quiet))?;
        if !quiet {
            let (before, after) = (compacted.before, compacted.after);
            print(&format!("{}: {before} bytes before, {after} after\n", registry.display()));
        }
        Ok(Ending::Done)
    }
}
