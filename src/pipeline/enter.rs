//! One record that somebody has typed in goes into the registry at once, through a night of its own.
//!
//! In: a registry, the record, what was said of it. Out: the client that it is of, once the registry has it.
//! Must never: take it another way than a night would, count as a night for what is usual, or leave half of
//! it behind.
//!
//! The record lies as a file in a folder beside the registry, `<registry>.entries/<record id>/`, with the run
//! folder that tells of it: what the registry holds has come from a file that is still there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::nightly::{NightRequest, Word, enter as enter_night};
use super::{AsOf, Silent};
use crate::error::{Error, IoContext, Result};
use crate::record::Field;
use crate::registry::{NightLock, Registry};

/// A record that was typed in.
pub struct EnterRequest {
    /// The registry.
    pub registry: PathBuf,
    /// The record's id, which no other has: letters, digits and hyphens.
    pub record_id: String,
    /// What it says, the source among it.
    pub values: Vec<(Field, String)>,
    /// What it says of each dose.
    pub doses: Vec<Vec<(Field, String)>>,
    /// What was said of it.
    pub said: Word,
    /// When.
    pub as_of: AsOf,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The record's number.
    pub record: u32,
    /// Its client's id.
    pub client_id: String,
}

/// How long another record that is being entered is waited for; a night takes longer.
const PATIENCE: Duration = Duration::from_secs(8);

/// Enters a record; nothing if a night is at work, which cannot be waited for.
///
/// # Errors
/// The record's id is another's, or the registry cannot be read or written; nothing is kept then.
pub fn enter(request: &EnterRequest) -> Result<Option<Entered>> {
    let Some(_lock) = NightLock::wait(&request.registry, PATIENCE)? else { return Ok(None) };
    check(request)?;
    let folder = folder(&request.registry, &request.record_id);
    let entered = write_files(request, &folder).and_then(|()| {
        let night = NightRequest {
            registry: request.registry.clone(),
            inbox: folder.join("inbox"),
            out: folder.join("run"),
            as_of: request.as_of.clone(),
            dry_run: false,
            // What comes one at a time is never in line with nights.
            accept: true,
        };
        enter_night(&night, &request.said, &Silent)
    });
    let found = found(request);
    match (entered, found?) {
        (Ok(()), Some(entered)) => Ok(Some(entered)),
        (refused, None) => {
            // Best effort: the next try makes the folder anew.
            let _ = fs::remove_dir_all(&folder);
            let problem = || Error::Usage("the registry has not taken the record".into());
            Err(refused.err().unwrap_or_else(problem))
        }
        // The registry has it: what was still to be done the next night does.
        (Err(_), Some(entered)) => Ok(Some(entered)),
    }
}

fn check(request: &EnterRequest) -> Result<()> {
    let id = &request.record_id;
    let is_plain = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
    if id.is_empty() || id.len() > 100 || !id.bytes().all(is_plain) {
        return Err(Error::Usage("an entered record's id is letters, digits and hyphens".into()));
    }
    if found(request)?.is_some() {
        return Err(Error::Usage("a record of this id is in the registry already".into()));
    }
    Ok(())
}

/// The record, where the registry has it.
fn found(request: &EnterRequest) -> Result<Option<Entered>> {
    let registry = Registry::open_to_read(&request.registry)?;
    let view = registry.view();
    let Some(record) = view.find_record(&request.record_id)? else { return Ok(None) };
    let client = view.client_of(record)?.map(|client| view.client(client)).transpose()?.flatten();
    let client_id = client.map(|client| client.client_id).unwrap_or_default();
    Ok(Some(Entered { record, client_id }))
}

fn folder(registry: &Path, record_id: &str) -> PathBuf {
    let mut name = registry.as_os_str().to_os_string();
    name.push(".entries");
    PathBuf::from(name).join(record_id)
}

fn write_files(request: &EnterRequest, folder: &Path) -> Result<()> {
    let inbox = folder.join("inbox");
    private_folder(&inbox)?;
    let id = (Field::RecordId, request.record_id.clone());
    let record: Vec<(Field, String)> =
        std::iter::once(id.clone()).chain(request.values.iter().cloned()).collect();
    write(&inbox.join("submissions.csv"), &[record])?;
    if request.doses.is_empty() {
        return Ok(());
    }
    let with_id = |dose: &Vec<(Field, String)>| {
        std::iter::once(id.clone()).chain(dose.iter().cloned()).collect()
    };
    let doses: Vec<Vec<(Field, String)>> = request.doses.iter().map(with_id).collect();
    write(&inbox.join("doses.csv"), &doses)
}

/// Rows that all have the same fields.
fn write(path: &Path, rows: &[Vec<(Field, String)>]) -> Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let header = rows.first().into_iter().flatten().map(|(field, _)| field.name());
    let made = writer.write_record(header).and_then(|()| {
        rows.iter().try_for_each(|row| writer.write_record(row.iter().map(|(_, value)| value)))
    });
    let bytes = made.ok().and_then(|()| writer.into_inner().ok());
    let bytes = bytes.ok_or_else(|| Error::Invariant("an entered record is no CSV".into()))?;
    fs::write(path, bytes).while_doing("write", path)
}

/// A folder that its owner alone may look into: it holds a person's record.
fn private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).while_doing("create", path)
}
