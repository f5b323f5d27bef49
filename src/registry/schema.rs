//! The version of a registry's tables: what makes a new file a registry, and what brings an older one
//! up to date.
//!
//! In: a file. Out: the same, of our version. Must never: touch a file that is no registry, or one
//! that a newer selfsame has made.

use rusqlite::Connection;

use super::database::{Database, NO_REGISTRY};
use crate::error::Result;

/// "SeSa": marks the file as a registry.
const APPLICATION: i64 = 0x5365_5361;

/// The n-th brings version n to n + 1.
const MIGRATIONS: [&str; 3] = [
    include_str!("migrations/1.sql"),
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
];

/// The version that this program reads and writes.
pub const VERSION: u64 = MIGRATIONS.len() as u64;

/// Makes a registry of an empty file. Until this is done the file is none.
pub fn found(database: &Database) -> Result<()> {
    // These can be chosen only while there is nothing in it.
    database.batch("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL;")?;
    prepare_writing(database)?;
    let transaction = database.writing()?;
    database.batch(&format!("PRAGMA application_id = {APPLICATION};"))?;
    migrate(database, 0)?;
    database.told(transaction.commit())
}

/// Checks that it is a registry of our version; an older one is brought up to date if it may be
/// written.
pub fn check(database: &Database, is_written: bool) -> Result<()> {
    if pragma(database, "application_id")? != APPLICATION as u64 {
        return Err(database.problem(NO_REGISTRY));
    }
    let version = pragma(database, "user_version")?;
    if version > VERSION {
        return Err(database.problem(format!(
            "made by a newer selfsame: its tables are of version {version}, and this program \
             knows {VERSION}; run the newer program"
        )));
    }
    if !is_written {
        return match version {
            VERSION => Ok(()),
            _ => Err(database.problem(
                "made by an older selfsame; the next command that writes to it brings it up to date",
            )),
        };
    }
    prepare_writing(database)?;
    if version < VERSION {
        let transaction = database.writing()?;
        // Another program may have done it while we waited.
        migrate(database, pragma(database, "user_version")?)?;
        database.told(transaction.commit())?;
    }
    Ok(())
}

/// A night that is committed is on the disk, and the file beside the registry stays small.
fn prepare_writing(database: &Database) -> Result<()> {
    database.batch("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;")
}

fn migrate(database: &Database, version: u64) -> Result<()> {
    for migration in &MIGRATIONS[version.min(VERSION) as usize..] {
        database.batch(migration)?;
    }
    database.batch(&format!("PRAGMA user_version = {VERSION};"))
}

fn pragma(database: &Database, name: &str) -> Result<u64> {
    let value = |connection: &Connection| {
        connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
    };
    Ok(database.told(value(database.connection()))?.unsigned_abs())
}
