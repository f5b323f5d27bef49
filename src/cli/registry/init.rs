//! `selfsame registry init`.

use std::path::PathBuf;

use super::super::{Ending, print};
use super::Place;
use crate::error::{Error, Result};
use crate::registry::{Founding, Registry};
use crate::score::Model;
use crate::settings::Settings;

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
    place: Place,
    /// The model in force, if not the shipped one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The settings in force: column names, date formats, thresholds (TOML)
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        let model = self.model.as_deref().map(Model::read).transpose()?;
        let model = model.map(|model| model.to_json());
        let settings = self.settings.as_deref().map(Settings::read).transpose()?;
        let settings = settings.as_ref().map(in_json).transpose()?;
        let founding = Founding { model: model.as_deref(), settings: settings.as_deref() };
        Registry::create(&self.place.registry, &founding)?;
        if !quiet {
            print(&format!("{}: an empty registry\n", self.place.registry.display()));
        }
        Ok(Ending::Done)
    }
}

fn in_json(settings: &Settings) -> Result<String> {
    let text = serde_json::to_string(settings);
    text.map_err(|_| Error::Invariant("settings that are no JSON".into()))
}
