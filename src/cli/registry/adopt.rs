//! `selfsame registry adopt`.

use super::super::{Ending, print};
use super::in_force::InForce;
use crate::error::{Error, Result};
use crate::registry::Registry;

/// Put another model or other settings in force
///
/// The next night standardizes and compares all records of the registry anew, and says so: it takes as
/// long as linking all of them. Clients keep their ids; people's answers hold as before.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a model file as train writes it, a settings file as link takes it, or both.

Output: none; the registry keeps every model and all settings that it ever had.

Cost: none now; the next night takes some 25 seconds and 1.6 GiB a million records.

Exit codes: 0 done; 2 failed, and nothing was changed.

Example:
  selfsame registry adopt --registry registry.db --model model.json")]
pub struct Arguments {
    #[command(flatten)]
    in_force: InForce,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        if self.in_force.is_empty() {
            return Err(Error::Usage("give --model or --settings, or both".into()));
        }
        self.in_force.put(|path, founding| Registry::open(path)?.adopt(founding))?;
        if !quiet {
            print("in force from the next night on, which compares all records anew\n");
        }
        Ok(Ending::Done)
    }
}
