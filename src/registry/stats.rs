//! How much a registry holds.
//!
//! In: a registry. Out: counts. Must never: tell what any of it says.

use serde::Serialize;

use super::Registry;
use super::runs::Run;
use crate::error::{IoContext, Result};

/// Runs that are told of.
const RUNS: u32 = 10;

/// What a registry holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stats {
    /// Records, replaced ones included.
    pub records: u64,
    /// Records that a newer version has replaced.
    pub replaced: u64,
    /// Sources.
    pub sources: u64,
    /// Clients that stand.
    pub clients: u64,
    /// Clients that have become others.
    pub merged: u64,
    /// Records that have a client.
    pub members: u64,
    /// Open questions.
    pub questions: u64,
    /// Answers given.
    pub answers: u64,
    /// Files read.
    pub inputs: u64,
    /// Events of the log.
    pub events: u64,
    /// Runs.
    pub runs: u64,
    /// The digest of the model in force; none where it is the shipped one.
    pub model: Option<String>,
    /// The digest of the settings in force; none where they are the defaults.
    pub settings: Option<String>,
    /// Bytes of the file, without the one beside it that a night is first written to.
    pub file_bytes: u64,
    /// The same, a record.
    pub bytes_per_record: Option<u64>,
    /// Pages by kind.
    pub pages: Vec<PageStats>,
    /// The newest runs, the newest first: id, time and state.
    pub last_runs: Vec<RunStats>,
}

/// Pages of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageStats {
    /// The kind.
    pub kind: String,
    /// How many there are.
    pub pages: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A run in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunStats {
    /// Its id.
    pub run_id: String,
    /// Its time, in microseconds since 1970.
    pub as_of: i64,
    /// `committed` or `published`.
    pub state: &'static str,
    /// The name of its folder.
    pub folder: String,
}

impl Registry {
    /// Counts what the registry holds now.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        let view = self.snapshot()?;
        let count = |what: &str| self.database.number(&format!("SELECT count(*) FROM {what}"), []);
        let file = std::fs::metadata(self.path()).while_doing("read", self.path())?;
        let records = u64::from(view.record_count()?);
        let merged = count("clients WHERE merged_into IS NOT NULL")?;
        Ok(Stats {
            records,
            replaced: count("records WHERE replaced_by IS NOT NULL")?,
            sources: count("sources")?,
            clients: u64::from(view.client_count()?) - merged,
            merged,
            members: count("members")?,
            questions: view.question_count()?,
            answers: view.answer_count()?,
            inputs: count("inputs")?,
            events: view.log_end()?.0,
            runs: count("runs")?,
            model: view.model()?.map(|model| model.digest),
            settings: view.settings()?.map(|settings| settings.digest),
            file_bytes: file.len(),
            bytes_per_record: file.len().checked_div(records),
            pages: self.page_stats()?,
            last_runs: view.last_runs(RUNS)?.into_iter().map(in_short).collect(),
        })
    }

    fn page_stats(&self) -> Result<Vec<PageStats>> {
        let select = "SELECT kind, count(*), sum(length(content))
            FROM pages GROUP BY kind ORDER BY kind";
        self.database.rows(select, [], |row| {
            let [pages, bytes] =
                [row.get::<_, i64>(1)?, row.get::<_, i64>(2)?].map(i64::unsigned_abs);
            Ok(PageStats { kind: row.get(0)?, pages, bytes })
        })
    }
}

fn in_short(Run { run_id, as_of, state, folder, .. }: Run) -> RunStats {
    RunStats { run_id, as_of, state: state.name(), folder }
}
