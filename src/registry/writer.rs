//! One transaction that writes, with the log: every hash depends on all events before it.
//!
//! In: events. Out: the log's next rows. Must never: change a row of the log, or be left half done.

use rusqlite::{Transaction, params};
use sha2::{Digest as _, Sha256};

use super::database::Database;
use super::event::Event;
use crate::error::{Error, Result};

/// Where the log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHead {
    /// The last event's number; 0 if there is none.
    pub sequence: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl LogHead {
    /// Of a log without events.
    pub const START: LogHead = LogHead { sequence: 0, hash: [0; 32] };

    /// Where the log ends now.
    pub fn read(database: &Database) -> Result<LogHead> {
        let last = "SELECT sequence, hash FROM log ORDER BY sequence DESC LIMIT 1";
        let head = database.row(last, [], |row| {
            let sequence = row.get::<_, i64>(0)?.unsigned_abs();
            Ok(LogHead { sequence, hash: row.get(1)? })
        })?;
        Ok(head.unwrap_or(LogHead::START))
    }

    /// Where it ends after one more event, as its text.
    #[must_use]
    pub fn after(self, run: Option<u32>, event: &str) -> LogHead {
        let mut hasher = Sha256::new();
        hasher.update(self.hash);
        // Runs are numbered from 1.
        hasher.update(run.unwrap_or_default().to_le_bytes());
        hasher.update(event.as_bytes());
        LogHead { sequence: self.sequence + 1, hash: hasher.finalize().into() }
    }
}

/// A transaction that writes.
pub struct Writer<'r> {
    /// The file.
    pub database: &'r Database,
    transaction: Transaction<'r>,
    head: LogHead,
    run: Option<u32>,
}

impl<'r> Writer<'r> {
    /// Waits until nobody else writes, and begins.
    pub fn begin(database: &'r Database) -> Result<Writer<'r>> {
        let transaction = database.writing()?;
        let head = LogHead::read(database)?;
        Ok(Writer { database, transaction, head, run: None })
    }

    /// What follows is of this run.
    pub fn set_run(&mut self, run: u32) {
        self.run = Some(run);
    }

    /// The run whose writing this is.
    pub fn run(&self) -> Option<u32> {
        self.run
    }

    /// Adds an event to the log.
    pub fn log(&mut self, event: &Event) -> Result<()> {
        let text = serde_json::to_string(event);
        let text = text.map_err(|_| Error::Invariant("an event that is no JSON".into()))?;
        self.head = self.head.after(self.run, &text);
        let insert = "INSERT INTO log (sequence, run, event, hash) VALUES (?1, ?2, ?3, ?4)";
        let sequence = self.head.sequence as i64;
        self.database.execute(insert, params![sequence, self.run, text, self.head.hash])?;
        Ok(())
    }

    /// Begins something of which all is to be written, or nothing; where the log ends now.
    pub fn open_attempt(&mut self) -> Result<LogHead> {
        self.database.batch("SAVEPOINT attempt")?;
        Ok(self.head)
    }

    /// Ends it; what was written since is kept, or has not happened.
    pub fn close_attempt(&mut self, before: LogHead, is_kept: bool) -> Result<()> {
        if !is_kept {
            self.database.batch("ROLLBACK TO attempt")?;
            self.head = before;
        }
        self.database.batch("RELEASE attempt")
    }

    /// Keeps all that was written.
    pub fn commit(self) -> Result<()> {
        self.database.told(self.transaction.commit())
    }
}
