//! The SQLite file: statements kept prepared, and every fault as our one error, with the file's path
//! and what to do.
//!
//! In: SQL and its parameters. Out: what the rows are read as. Must never: put a parameter's value
//! into an error.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{
    Connection, ErrorCode, MAIN_DB, OpenFlags, OptionalExtension, Params, Row, Transaction,
    TransactionBehavior,
};

use crate::error::{Error, Result};

/// How long a writer waits for another one: reviewers write for milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// What holds as long as the file is open. 64 MiB of it are kept in memory: a night looks at many rows
/// that lie together.
const SESSION: &str =
    "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;";

/// Statements kept prepared: all that there are.
const STATEMENTS: usize = 128;

/// An open file.
pub struct Database {
    connection: Connection,
    path: PathBuf,
}

impl Database {
    /// Opens a file that there is.
    pub fn open(path: &Path, is_written: bool) -> Result<Database> {
        let mode = if is_written {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        } else {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        };
        let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| fault(path, &error))?;
        // Before anything is done, and before files are made beside it that could not be written either.
        if is_written && connection.is_readonly(MAIN_DB).map_err(|error| fault(path, &error))? {
            return Err(Error::input(path, READ_ONLY));
        }
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let database = Database { connection, path: path.to_path_buf() };
        database.told(database.connection.busy_timeout(PATIENCE))?;
        // No statement is prepared anew because another value is bound to it.
        let steady = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
        database.told(database.connection.set_db_config(steady, true))?;
        database.batch(SESSION)?;
        Ok(database)
    }

    /// Keeps so many KiB of it in memory from now on.
    pub fn keep_in_memory(&self, kib: u32) -> Result<()> {
        self.batch(&format!("PRAGMA cache_size = -{kib};"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection, for what only it can do.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Says what went wrong.
    pub fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|error| fault(&self.path, &error))
    }

    /// An error about the file.
    pub fn problem(&self, problem: impl Into<String>) -> Error {
        Error::input(&self.path, problem)
    }

    /// Runs statements that tell nothing.
    pub fn batch(&self, sql: &str) -> Result<()> {
        self.told(self.connection.execute_batch(sql))
    }

    /// Runs one statement; how many rows it has changed.
    pub fn execute(&self, sql: &str, parameters: impl Params) -> Result<usize> {
        let statement = self.connection.prepare_cached(sql);
        self.told(statement.and_then(|mut statement| statement.execute(parameters)))
    }

    /// The first row, if there is any.
    pub fn row<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let statement = self.connection.prepare_cached(sql);
        let found =
            statement.and_then(|mut statement| statement.query_row(parameters, read).optional());
        self.told(found)
    }

    /// The first row for each of many numbers, where there is one.
    pub fn rows_of<T>(
        &self,
        sql: &str,
        numbers: &[u32],
        mut read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<Option<T>>> {
        let mut statement = self.told(self.connection.prepare_cached(sql))?;
        let row = |number: &u32| statement.query_row([number], &mut read).optional();
        self.told(numbers.iter().map(row).collect())
    }

    /// The one value of the one row.
    pub fn number(&self, sql: &str, parameters: impl Params) -> Result<u64> {
        let found = self.row(sql, parameters, |row| row.get::<_, i64>(0))?;
        Ok(found.and_then(|number| u64::try_from(number).ok()).unwrap_or_default())
    }

    /// Row by row.
    pub fn visit<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        mut read: impl FnMut(&Row) -> rusqlite::Result<T>,
        mut visit: impl FnMut(T) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.told(self.connection.prepare_cached(sql))?;
        let mut rows = self.told(statement.query(parameters))?;
        while let Some(row) = self.told(rows.next())? {
            visit(self.told(read(row))?)?;
        }
        Ok(())
    }

    /// A number and some bytes, row by row; the bytes are looked at where they lie.
    pub fn visit_bytes(
        &self,
        sql: &str,
        parameters: impl Params,
        mut visit: impl FnMut(u32, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.told(self.connection.prepare_cached(sql))?;
        let mut rows = self.told(statement.query(parameters))?;
        while let Some(row) = self.told(rows.next())? {
            let number = self.told(row.get(0))?;
            let bytes = self.told(row.get_ref(1))?.as_bytes();
            visit(number, self.told(bytes.map_err(rusqlite::Error::from))?)?;
        }
        Ok(())
    }

    /// All rows.
    pub fn rows<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.visit(sql, parameters, read, |row| {
            all.push(row);
            Ok(())
        })?;
        Ok(all)
    }

    /// A transaction that nobody else can write beside; dropped, nothing has happened.
    pub fn writing(&self) -> Result<Transaction<'_>> {
        let behavior = TransactionBehavior::Immediate;
        self.told(Transaction::new_unchecked(&self.connection, behavior))
    }

    /// A transaction in which everything is seen as it is now, whatever others write.
    pub fn reading(&self) -> Result<Transaction<'_>> {
        let behavior = TransactionBehavior::Deferred;
        let transaction = self.told(Transaction::new_unchecked(&self.connection, behavior))?;
        // It begins with the first look.
        self.number("SELECT count(*) FROM sqlite_schema", [])?;
        Ok(transaction)
    }
}

/// What went wrong, and what to do.
pub fn fault(path: &Path, error: &rusqlite::Error) -> Error {
    let problem = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program has been writing to the registry for half a minute; run this again \
             when it has ended"
        }
        Some(ErrorCode::DiskFull) => {
            "the disk is full, and nothing of this was kept; free some space and run it again"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => READ_ONLY,
        Some(ErrorCode::CannotOpen) => {
            "the registry cannot be opened; check the path, and the permissions of the file and of \
             its folder"
        }
        Some(ErrorCode::NotADatabase) => NO_REGISTRY,
        Some(ErrorCode::DatabaseCorrupt) => {
            "the registry is damaged; set it aside and go back to the newest backup"
        }
        Some(ErrorCode::SystemIoFailure) => {
            "the system cannot read or write the registry; check its disk"
        }
        Some(code) => {
            return Error::Invariant(format!("registry {}: {code:?}", path.display()));
        }
        // A value in a column that is not what it must be, or a defect of ours. No value is told.
        None => {
            let what = match error {
                rusqlite::Error::InvalidColumnType(column, ..)
                | rusqlite::Error::FromSqlConversionFailure(column, ..)
                | rusqlite::Error::IntegralValueOutOfRange(column, _) => {
                    format!("column {column} of a row is not what it must be")
                }
                _ => "a statement that cannot be run".into(),
            };
            return Error::Invariant(format!("registry {}: {what}", path.display()));
        }
    };
    Error::input(path, problem)
}

/// Of a file that may only be read.
const READ_ONLY: &str =
    "the registry cannot be written; check the permissions of the file and of its folder";

/// Of a file that is none.
pub const NO_REGISTRY: &str = "not a registry; give a file that selfsame registry init has made";
