//! Reading the log.
//!
//! In: the log's rows. Out: its events in order. Must never: take an event that it does not know for
//! none.

use super::event::Event;
use super::view::View;
use super::writer::LogHead;
use crate::error::Result;

/// An event and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// Its number, from 1.
    pub sequence: u64,
    /// The run that it is of; none outside a night.
    pub run: Option<u32>,
    /// What has changed.
    pub event: Event,
}

/// A row of the log as it stands there.
pub struct LogRow {
    pub sequence: u64,
    pub run: Option<u32>,
    pub event: String,
    pub hash: Vec<u8>,
}

impl View<'_> {
    /// The events from a number on, in order.
    ///
    /// # Errors
    /// The file cannot be read, an event is not understood, or the visitor stops.
    pub fn visit_log(
        &self,
        from: u64,
        mut visit: impl FnMut(LogEntry) -> Result<()>,
    ) -> Result<()> {
        self.visit_log_rows(from, |LogRow { sequence, run, event, .. }| {
            let event = serde_json::from_str(&event).map_err(|_| {
                self.database.problem(format!("event {sequence} of the log is not understood"))
            })?;
            visit(LogEntry { sequence, run, event })
        })
    }

    /// Some events as they stand there, as JSON, with their numbers: those from a number to before another.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn log_lines(&self, from: u64, before: u64) -> Result<Vec<(u64, String)>> {
        let select = "SELECT sequence, event FROM log WHERE sequence >= ?1 AND sequence < ?2
            ORDER BY sequence";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?));
        self.database.rows(select, [from as i64, before as i64], read)
    }

    /// The rows from a number on, in order.
    pub(super) fn visit_log_rows(
        &self,
        from: u64,
        visit: impl FnMut(LogRow) -> Result<()>,
    ) -> Result<()> {
        let select =
            "SELECT sequence, run, event, hash FROM log WHERE sequence >= ?1 ORDER BY sequence";
        let read = |row: &rusqlite::Row| {
            let sequence = row.get::<_, i64>(0)?.unsigned_abs();
            Ok(LogRow { sequence, run: row.get(1)?, event: row.get(2)?, hash: row.get(3)? })
        };
        self.database.visit(select, [from as i64], read, visit)
    }

    /// How many events there are, and the last one's hash in hex: whoever keeps it elsewhere can tell
    /// whether the log has been written anew.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn log_end(&self) -> Result<(u64, String)> {
        let head = LogHead::read(self.database)?;
        Ok((head.sequence, crate::digest::hex(&head.hash)))
    }
}
