//! `selfsame registry adopt`.

use super::super::{Ending, print};
use super::in_force::InForce;
use crate::error::{Error, Result};
use crate::pipeline::{ToExamine, to_examine};
use crate::registry::Registry;

/// Put another model or other settings in force
///
/// From the next night on all that comes is decided under them, and beside it the nights examine the
/// registry's records anew, a portion each ([night] portion in the settings), until all are: every night
/// says how many are left. Clients keep their ids, and stand as they are until their turn; people's
/// answers hold as before.
#[derive(clap::Args)]
#[command(after_long_help = "\
Inputs: a model file as train writes it, a settings file as link takes it, or both.

Output: how many records are examined anew, and in how many nights. The registry keeps every model and \
all settings that it ever had.

Cost: none now; every night of the examination takes what one with as many more new records as a \
portion has would take, and writes the known pairs again.

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
        let ToExamine { records, nights } = self.in_force.put(|path, founding| {
            let mut registry = Registry::open(path)?;
            registry.adopt(founding)?;
            to_examine(&registry)
        })?;
        if !quiet {
            print(&format!(
                "in force from the next night on; records to be examined anew: {records}, in {nights} \
                 nights\n"
            ));
        }
        Ok(Ending::Done)
    }
}
