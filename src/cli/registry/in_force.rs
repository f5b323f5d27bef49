//! The arguments that name a registry, and a model and settings for it.

use std::path::{Path, PathBuf};

use super::Place;
use crate::error::{Error, Result};
use crate::registry::Founding;
use crate::score::Model;
use crate::settings::Settings;

/// What is to be in force, and where.
#[derive(clap::Args)]
pub struct InForce {
    #[command(flatten)]
    place: Place,
    /// The model in force, if not the shipped one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The settings in force: column names, date formats, thresholds (TOML)
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

impl InForce {
    /// The registry's file.
    pub fn path(&self) -> &Path {
        &self.place.registry
    }

    /// Calls `put` with the registry's file and what the others hold.
    pub fn put<T>(&self, put: impl FnOnce(&Path, &Founding) -> Result<T>) -> Result<T> {
        let model = self.model.as_deref().map(Model::read).transpose()?;
        let model = model.map(|model| model.to_json());
        let settings = self.settings.as_deref().map(Settings::read).transpose()?;
        let settings = settings.as_ref().map(in_json).transpose()?;
        put(self.path(), &Founding { model: model.as_deref(), settings: settings.as_deref() })
    }

    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        self.model.is_none() && self.settings.is_none()
    }
}

fn in_json(settings: &Settings) -> Result<String> {
    let text = serde_json::to_string(settings);
    text.map_err(|_| Error::Invariant("settings that are no JSON".into()))
}
