//! `selfsame registry backup`.

use std::path::PathBuf;

use super::super::{Ending, print};
use super::Place;
use crate::error::Result;

/// Copy a registry while others use it
///
/// The copy is the registry as it is when the copying begins. Copying the file by other means while a
/// night is at work gives a damaged one.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a registry; others may go on reading and writing.

Output: a registry in a file that must not exist yet; complete or absent.

Cost: reads and writes the whole file, at the speed of the disk.

Exit codes: 0 done; 2 failed, and there is no copy.

Example:
  selfsame registry backup --registry registry.db --out backups/2026-01-31.db")]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The file to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        self.place.open_to_read()?.backup(&self.out)?;
        if !quiet {
            print(&format!(
                "{}: a copy of {}\n",
                self.out.display(),
                self.place.registry.display()
            ));
        }
        Ok(Ending::Done)
    }
}
