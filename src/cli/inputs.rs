//! The arguments that name files of records, for every command that reads them.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::pipeline::AsOf;
use crate::read::{Input, InputKind};
use crate::record::SourceKind;
use crate::settings::Settings;

/// Which records to read, and how.
#[derive(clap::Args)]
pub struct Inputs {
    /// Birth records: one record a person
    #[arg(long, num_args = 1.., value_name = "FILE")]
    births: Vec<PathBuf>,
    /// Submissions of providers: any number a person
    #[arg(long, num_args = 1.., value_name = "FILE")]
    submissions: Vec<PathBuf>,
    /// Doses of the records: record_id, vaccine (CVX), dose_date, dose_source, dose_facility, dose_lot,
    /// dose_manufacturer (MVX), dose_amount, completion, dose_action, order_number
    #[arg(long, num_args = 1.., value_name = "FILE")]
    doses: Vec<PathBuf>,
    /// Column names, date formats, thresholds (TOML)
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The time the records speak of, such as 2026-01-31 or 2026-01-31T02:00:00Z; a later birth is
    /// invalid [default: now]
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
}

impl Inputs {
    /// The files, births first; at least one.
    pub fn files(&self) -> Result<Vec<Input>> {
        self.files_and(&[])
    }

    /// The files and further ones of either kind; at least one.
    pub fn files_and(&self, either: &[PathBuf]) -> Result<Vec<Input>> {
        let of_kind = |paths: &[PathBuf], kind| -> Vec<Input> {
            paths.iter().map(|path| Input { path: path.clone(), kind }).collect()
        };
        let births = of_kind(&self.births, InputKind::Records(SourceKind::Birth));
        let submissions = of_kind(&self.submissions, InputKind::Records(SourceKind::Submission));
        let mut files = [births, submissions, of_kind(either, InputKind::Either)].concat();
        if files.is_empty() {
            return Err(Error::Usage("give --births or --submissions, or both".into()));
        }
        files.extend(of_kind(&self.doses, InputKind::Doses));
        Ok(files)
    }

    /// The settings file, or the defaults.
    pub fn settings(&self) -> Result<Settings> {
        self.settings.as_ref().map_or_else(|| Ok(Settings::default()), |path| Settings::read(path))
    }

    /// The time as typed, or now.
    pub fn as_of(&self) -> Result<AsOf> {
        self.as_of.as_deref().map_or_else(|| Ok(AsOf::now()), AsOf::parse)
    }
}
