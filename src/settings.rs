//! Settings: the only place with defaults. A TOML file is read once, checked, and passed in full to
//! whoever needs a part of it.
//!
//! In: the text of a settings file. Out: [`Settings`]. Must never: be changed after it was read, or
//! let a misspelt word pass for a default.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, IoContext, Result};
use crate::record::{Field, SourceKind};

/// Everything an installation may choose. Unknown words are refused by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How the columns of the files given as births are named and written.
    pub births: SourceSettings,
    /// How the columns of the files given as submissions are named and written.
    pub submissions: SourceSettings,
    /// How the columns of files of doses are named and written.
    pub doses: SourceSettings,
    /// Values that stand for nothing, beside the shipped lists.
    pub placeholders: Placeholders,
    /// Limits of blocking.
    pub block: BlockSettings,
    /// Estimation of the model from the run's own pairs.
    pub estimate: EstimateSettings,
    /// The three bands of decision.
    pub decide: DecideSettings,
    /// What is one dose in a client's vaccination history.
    pub history: HistorySettings,
    /// What a registry's night does beside taking in what has come.
    pub night: NightSettings,
}

/// The columns of one kind of source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceSettings {
    /// Field name to where it is found. A field not named here is read under its own name.
    pub columns: BTreeMap<String, ColumnSetting>,
    /// Where each field stands in a line of fixed width; without it the file names its own columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<BTreeMap<String, FixedField>>,
}

/// Where a field stands in a line of fixed width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedField {
    /// Its first character; that of the line is 1.
    pub start: usize,
    /// How many characters it has.
    pub length: usize,
    /// For dates: how it is written there, in the manner of strftime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// Where one field is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ColumnSetting {
    /// Under another name.
    Named(String),
    /// In another form.
    Detailed(ColumnDetail),
}

/// The long form of a column setting: exactly one of `from`, `join`, `value`, or only `formats`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnDetail {
    /// The column's name in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Columns to be joined by a space, blanks left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<Vec<String>>,
    /// One value for every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Date formats in the manner of strftime, tried in order before the usual ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
}

/// Values that say nothing, added to the lists that ship with selfsame.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Placeholders {
    /// Given names: a hospital's own word for an unnamed baby.
    pub given_names: Vec<String>,
    /// Surnames.
    pub surnames: Vec<String>,
    /// Telephone numbers: a clinic's own.
    pub phones: Vec<String>,
    /// Streets: "see chart".
    pub streets: Vec<String>,
    /// Identifiers of any kind.
    pub identifiers: Vec<String>,
}

/// Limits of blocking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlockSettings {
    /// Records in one block above which it is refined by further values, however few pairs the pass brings.
    pub max_block: usize,
    /// Pairs of a wide pass (one value alone brings records together) above which it is left out; for more
    /// records than [`crate::limits::WIDE_RECORDS`] proportionally more. 0: no wide passes.
    pub wide_pairs: u64,
}

impl Default for BlockSettings {
    fn default() -> Self {
        // 200 records are 20,000 pairs: more agree by chance on a key than any one person has.
        // A million pairs take a second.
        BlockSettings { max_block: 200, wide_pairs: 1_000_000 }
    }
}

/// Estimation of the model from the run's own pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EstimateSettings {
    /// Whether to estimate at all; if not, the model is used as it is.
    pub enabled: bool,
    /// About how many pairs are looked at, if there are more: those of records drawn by a hash, so the
    /// same every time.
    pub max_pairs: u64,
    /// How many pairs of each class the starting model is worth against the run's own.
    pub prior_pairs: f64,
    /// Rounds of expectation and maximisation, at most.
    pub max_rounds: u32,
}

impl Default for EstimateSettings {
    fn default() -> Self {
        EstimateSettings {
            enabled: true,
            max_pairs: 4_000_000,
            prior_pairs: 500.0,
            max_rounds: 200,
        }
    }
}

/// The three bands. Weights are bits of log2 odds: 10 is a thousand to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DecideSettings {
    /// At or above it, and with no guard against it, a pair is linked.
    pub link: f64,
    /// At or above it the other records of a run may answer a question: a pair is linked if nobody
    /// else is nearly as good a candidate.
    pub answer: f64,
    /// At or above it a person is asked.
    pub review: f64,
    /// Below it a pair is not written at all.
    pub floor: f64,
    /// Two candidates that exclude each other and stand closer than this are both for a person.
    pub lead: f64,
    /// From so many records on, a run is taken to show who else there is: a pair that only a doubt
    /// holds back is linked where nobody else is nearly as good a candidate.
    pub census: usize,
}

impl Default for DecideSettings {
    fn default() -> Self {
        DecideSettings { link: 4.0, answer: 2.0, review: 0.0, floor: -10.0, lead: 6.0, census: 500 }
    }
}

/// What is one dose in a client's vaccination history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HistorySettings {
    /// So many days off, two records' statements about vaccines of one family may speak of one dose.
    pub window_days: u8,
}

impl HistorySettings {
    /// From here on a window would take in the next dose of a series.
    pub const TOO_WIDE: u8 = 21;
}

impl Default for HistorySettings {
    fn default() -> Self {
        // What is told from memory or copied is seldom more than a few days off; the grace period for
        // doses given early is four days, too.
        HistorySettings { window_days: 4 }
    }
}

/// What a registry's night does beside taking in what has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NightSettings {
    /// Records that a night examines anew at most, after model, settings or standardization have changed.
    pub portion: u32,
}

impl NightSettings {
    /// Nights in which so many records are examined.
    pub fn nights(&self, records: u64) -> u64 {
        records.div_ceil(self.portion.max(1).into())
    }
}

impl Default for NightSettings {
    fn default() -> Self {
        // As much work as some nights of new records: seconds, and a state's registry of three million
        // records is through in two weeks.
        NightSettings { portion: 200_000 }
    }
}

impl Settings {
    /// Reads and checks a settings file.
    ///
    /// # Errors
    /// An unreadable file, an unknown word, a value of the wrong type, or values that contradict
    /// each other; the message says where.
    pub fn read(path: &Path) -> Result<Settings> {
        let text = std::fs::read_to_string(path).while_doing("read the settings", path)?;
        let settings: Settings =
            toml::from_str(&text).map_err(|error| Error::input(path, error.to_string()))?;
        settings.check().map_err(|problem| Error::input(path, problem))?;
        Ok(settings)
    }

    /// The columns of one kind of source.
    pub fn source(&self, kind: SourceKind) -> &SourceSettings {
        match kind {
            SourceKind::Birth => &self.births,
            SourceKind::Submission => &self.submissions,
        }
    }

    fn check(&self) -> std::result::Result<(), String> {
        for (section, source) in [("births", &self.births), ("submissions", &self.submissions)] {
            for (name, setting) in &source.columns {
                check_column(name, setting)
                    .map_err(|problem| format!("[{section}.columns] {name}: {problem}"))?;
            }
        }
        let decide = &self.decide;
        if !(decide.floor <= decide.review && decide.review <= decide.link) {
            return Err("[decide]: floor ≤ review ≤ link must hold".into());
        }
        if self.history.window_days >= HistorySettings::TOO_WIDE {
            return Err("[history] window_days: fewer than 21, the days between two doses".into());
        }
        if self.night.portion == 0 {
            return Err("[night] portion: a night examines at least 1 record".into());
        }
        if self.block.max_block < 2 {
            return Err("[block] max_block: a block holds at least 2 records".into());
        }
        Ok(())
    }
}

fn check_column(name: &str, setting: &ColumnSetting) -> std::result::Result<(), String> {
    let field = Field::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
        format!("no such field; the fields are {}", known.join(", "))
    })?;
    let ColumnSetting::Detailed(detail) = setting else { return Ok(()) };
    let origins = [detail.from.is_some(), detail.join.is_some(), detail.value.is_some()];
    if origins.iter().filter(|&&given| given).count() > 1 {
        return Err("give one of from, join and value, not several".into());
    }
    if !detail.formats.is_empty() && !field.is_date() {
        return Err("formats are for dates only".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> std::result::Result<Settings, String> {
        let settings: Settings = toml::from_str(text).map_err(|error| error.to_string())?;
        settings.check()?;
        Ok(settings)
    }

    #[test]
    fn a_settings_file_maps_names_formats_joins_and_values() {
        let settings = check(
            r#"
            [births.columns]
            certificate_number = "sfn"
            birth_date = { from = "dob", formats = ["%Y%m%d", "%m/%d/%Y"] }
            [submissions.columns]
            street = { join = ["street_number", "street_name"] }
            source = { value = "census" }
            "#,
        )
        .unwrap();
        assert_eq!(settings.births.columns.len(), 2);
        assert_eq!(settings.decide, DecideSettings::default());
    }

    #[test]
    fn what_is_misspelt_or_contradictory_is_refused_by_name() {
        for (text, word) in [
            ("[birth.columns]\n", "birth"),
            ("[births.columns]\nshoe_size = \"x\"\n", "shoe_size"),
            ("[births.columns]\nstreet = { from = \"a\", value = \"b\" }\n", "street"),
            ("[births.columns]\nstreet = { formats = [\"%Y\"] }\n", "dates only"),
            ("[decide]\nlink = -5.0\n", "floor"),
            ("[block]\nmax_block = 1\n", "max_block"),
            ("[history]\nwindow_days = 21\n", "window_days"),
            ("[history]\nwindow = 4\n", "window"),
            ("[night]\nportion = 0\n", "portion"),
        ] {
            let problem = check(text).unwrap_err();
            assert!(problem.contains(word), "{problem}");
        }
    }
}
