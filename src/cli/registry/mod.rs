//! `selfsame registry`: one thin file a command.

mod adopt;
mod backup;
mod compact;
mod export;
mod in_force;
mod init;
mod stats;
mod unmerge;
#[cfg(feature = "web")]
mod user;
mod verify;

use std::path::PathBuf;

use serde::Serialize;

use super::{Ending, tell};
use crate::error::Result;
use crate::registry::Registry;

/// Make, check, count, copy, export and mend a registry
///
/// A registry is one file that holds, from night to night, the records as received, the clients that
/// they make up, what people are asked and have answered, and a log from which all of this follows.
#[derive(clap::Args)]
#[command(
    arg_required_else_help = true,
    after_long_help = "\
Inputs, outputs and cost: see the commands, such as selfsame registry verify --help.

A registry holds people's records: its file and its backups are for whoever may see these.

Exit codes: 0 done; 1 verify has found something wrong; 2 failed, and nothing was changed.

Example:
  selfsame registry init --registry registry.db
  selfsame registry stats --registry registry.db"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Init(init::Arguments),
    Adopt(adopt::Arguments),
    Verify(verify::Arguments),
    Stats(stats::Arguments),
    Backup(backup::Arguments),
    Export(export::Arguments),
    Unmerge(unmerge::Arguments),
    #[cfg(feature = "web")]
    User(user::Arguments),
    Compact(compact::Arguments),
}

/// Which registry.
#[derive(clap::Args)]
struct Place {
    /// The registry
    #[arg(long, value_name = "FILE")]
    registry: PathBuf,
}

impl Place {
    fn open_to_read(&self) -> Result<Registry> {
        Registry::open_to_read(&self.registry)
    }
}

/// Which registry is looked at, and how what is seen is told.
#[derive(clap::Args)]
struct Look {
    #[command(flatten)]
    place: Place,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Look {
    fn registry(&self) -> Result<Registry> {
        self.place.open_to_read()
    }

    fn tell<T: Serialize>(&self, seen: &T, text: impl FnOnce(&T) -> String) -> Result<()> {
        tell(seen, self.json, text)
    }
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        match &self.command {
            Command::Init(command) => command.run(quiet),
            Command::Adopt(command) => command.run(quiet),
            Command::Verify(command) => command.run(),
            Command::Stats(command) => command.run(),
            Command::Backup(command) => command.run(quiet),
            Command::Export(command) => command.run(quiet),
            Command::Unmerge(command) => command.run(quiet),
            #[cfg(feature = "web")]
            Command::User(command) => command.run(quiet),
            Command::Compact(command) => command.run(quiet),
        }
    }
}
