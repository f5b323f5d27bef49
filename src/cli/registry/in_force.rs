//! The arguments that name a model and settings for a registry.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::registry::Founding;
use crate::score::Model;
use crate::settings::Settings;

/// What is to be in force.
#[derive(clap::Args)]
pub struct InForce {
    /// The model in force, if not the shipped one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The settings in force: column names, date formats, thresholds (TOML)
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

impl InForce {
    /// Calls `put` with what the files hold.
    pub fn put<T>(&self, put: impl FnOnce(&Founding) -> Result<T>) -> Result<T> {
        let model = self.model.as_deref().map(Model::read).transpose()?;
        let model = model.map(|model| model.to_json());
        let settings = self.settings.as_deref().map(Settings::read).transpose()?;
        let settings = settings.as_ref().map(in_json).transpose()?;
        put(&Founding { model: model.as_deref(), settings: settings.as_deref() })
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
