//! `selfsame registry init`.

use super::super::{Ending, print};
use super::in_force::InForce;
use crate::error::Result;
use crate::registry::Registry;

/// Make an empty registry
///
/// The file is its maker's alone to read and write. A model and settings that are given are in force
/// for every night, until others are adopted.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a model file as train writes it, and a settings file as link takes it; both may be left out.

Output: the registry, a file that must not exist yet. Keep it on a disk of its own machine: files \
on network drives cannot be locked reliably.

Cost: none worth speaking of.

Exit codes: 0 done; 2 failed, and nothing was made.

Example:
  selfsame registry init --registry registry.db --settings settings.toml")]
pub struct Arguments {
    #[command(flatten)]
    in_force: InForce,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        self.in_force.put(Registry::create)?;
        if !quiet {
            print(&format!("{}: an empty registry\n", self.in_force.path().display()));
        }
        Ok(Ending::Done)
    }
}
