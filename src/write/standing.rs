//! The files of a registry as of now, written portion by portion: no more of it is ever in memory.
//!
//! In: records of some clients, and what became of some records. Out: the same files as those of a run.
//! Must never: hold a portion once it is written.

use std::path::Path;

use super::clients::all_columns;
use super::decisions::columns;
use super::table::TableFile;
use super::{DecisionRow, Histories, RunStamp, Said};
use crate::error::Result;
use crate::read::{Records, RecordsBuilder};
use crate::record::Date;
use crate::resolve::Clients;
use crate::settings::HistorySettings;
use crate::standardize::Rules;
use crate::table::Row;

/// Clients that follow one another in the order of their ids, with all their records.
pub struct Portion {
    /// The records, in the order of their ids.
    pub records: Records,
    /// The records in standard form.
    pub rows: Vec<Row>,
    /// The clients.
    pub clients: Clients,
}

impl Portion {
    fn empty() -> Portion {
        let records = RecordsBuilder::default().finish();
        Portion { records, rows: Vec::new(), clients: Clients::new(Vec::new()) }
    }
}

/// `clients.parquet`.
pub struct ClientsFile<'a> {
    file: TableFile,
    rules: &'a Rules,
}

impl<'a> ClientsFile<'a> {
    /// Begins it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn create(path: &Path, rules: &'a Rules) -> Result<ClientsFile<'a>> {
        let Portion { records, rows, clients } = Portion::empty();
        let file = TableFile::create(path, &all_columns(&records, &rows, rules, &clients)?)?;
        Ok(ClientsFile { file, rules })
    }

    /// Adds one row a client.
    ///
    /// # Errors
    /// The system refuses.
    pub fn add(&mut self, Portion { records, rows, clients }: &Portion) -> Result<()> {
        self.file.group(all_columns(records, rows, self.rules, clients)?)
    }

    /// Ends it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn close(self) -> Result<()> {
        self.file.close()
    }
}

/// `doses.parquet`.
pub struct DosesFile<'a> {
    file: TableFile,
    stamp: &'a RunStamp,
    as_of: Date,
    settings: &'a HistorySettings,
    /// Statements that were written.
    pub statements: u64,
    /// Events that they are of.
    pub events: u64,
}

impl<'a> DosesFile<'a> {
    /// Begins it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn create(
        path: &Path,
        stamp: &'a RunStamp,
        as_of: Date,
        settings: &'a HistorySettings,
    ) -> Result<DosesFile<'a>> {
        let Portion { records, rows, clients } = Portion::empty();
        let file = Histories::new(&records, &rows, &clients, as_of, settings).begin(path, stamp)?;
        Ok(DosesFile { file, stamp, as_of, settings, statements: 0, events: 0 })
    }

    /// Adds one row a statement.
    ///
    /// # Errors
    /// The system refuses.
    pub fn add(&mut self, Portion { records, rows, clients }: &Portion) -> Result<()> {
        let histories = Histories::new(records, rows, clients, self.as_of, self.settings);
        let (statements, events) = histories.add_to(&mut self.file, self.stamp)?;
        self.statements += statements;
        self.events += events;
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn close(self) -> Result<()> {
        self.file.close()
    }
}

/// `decisions.parquet`, its rows of several runs.
pub struct DecisionsFile<'a> {
    file: TableFile,
    stamps: &'a [RunStamp],
    said: &'a [Said],
}

impl<'a> DecisionsFile<'a> {
    /// Begins it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn create(
        path: &Path,
        stamps: &'a [RunStamp],
        said: &'a [Said],
    ) -> Result<DecisionsFile<'a>> {
        let records = RecordsBuilder::default().finish();
        let file = TableFile::create(path, &columns(&records, stamps, said, Vec::new(), |_| ""))?;
        Ok(DecisionsFile { file, stamps, said })
    }

    /// Adds rows, each with the place of its run among the stamps; of the records no more is asked for than
    /// id and source. `client` gives each one's.
    ///
    /// # Errors
    /// The system refuses.
    pub fn add<'c>(
        &mut self,
        records: &'c Records,
        rows: Vec<(DecisionRow, u32)>,
        client: impl Fn(u32) -> &'c str,
    ) -> Result<()>
    where
        'a: 'c,
    {
        self.file.group(columns(records, self.stamps, self.said, rows, client))
    }

    /// Ends it.
    ///
    /// # Errors
    /// The system refuses.
    pub fn close(self) -> Result<()> {
        self.file.close()
    }
}
