//! The first stage: files in, records and rejects out.
//!
//! In: paths with their kind, and the column settings. Out: [`Records`], in the order of their ids,
//! with every row that could not be used as a [`Reject`]. Must never: change a value (dates written
//! in a format of the settings become ISO, nothing else), drop a row in silence, hold more of a file
//! in memory than the batches it is working on, or repeat a value in a message.

mod aside;
mod batch;
mod beside;
mod builder;
mod chunk;
mod columns;
mod csv;
mod doses;
mod findings;
mod hl7;
mod ids;
mod natality;
mod pair_list;
mod parquet;
mod records;
mod row_end;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, IoContext, Result};
use crate::limits::REJECT_BYTES;
use crate::record::{Field, SourceKind};
use crate::settings::Settings;

pub use aside::{Aside, Groups};
pub use batch::Batch;
#[cfg(test)]
pub use batch::BatchBuilder;
pub use builder::RecordsBuilder;
pub use doses::{DoseBatch, Doses, RawDose};
pub use findings::{Acknowledgement, Finding, Outcome, Severity, Warnings};
pub use hl7::{hl7_messages, hl7_messages_in_pieces};
pub use pair_list::{ListedPair, PairColumns, read_pair_list};
pub use records::{NO_RECORD, Page, Place, Records};

/// A file to be read.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// What its rows are.
    pub kind: InputKind,
}

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// Records of this kind.
    Records(SourceKind),
    /// Records of which each one's source says what it is.
    Either,
    /// Doses of records that are in other files.
    Doses,
}

impl InputKind {
    /// The word in manifests.
    pub fn name(self) -> &'static str {
        match self {
            InputKind::Records(kind) => kind.name(),
            InputKind::Either => "either",
            InputKind::Doses => "doses",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<InputKind> {
        let records = [SourceKind::Birth, SourceKind::Submission].map(InputKind::Records);
        let all = records.into_iter().chain([InputKind::Either, InputKind::Doses]);
        all.into_iter().find(|kind| kind.name() == name)
    }

    /// What the rows are read as.
    fn read_as(self) -> SourceKind {
        match self {
            InputKind::Records(kind) => kind,
            InputKind::Either | InputKind::Doses => SourceKind::Submission,
        }
    }
}

/// What became of one file: a line of the run's manifest.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct InputReport {
    /// The path as it was given.
    pub path: PathBuf,
    /// `birth`, `submission` or `either`.
    pub kind: String,
    /// SHA-256 of the file's bytes, in hex.
    pub digest: String,
    /// Rows seen, refused ones included.
    pub rows: u64,
    /// Rows refused.
    pub rejects: u64,
    /// Columns of the file that no field takes its value from.
    pub ignored_columns: Vec<String>,
    /// What was odd but used, by sender and in words: how often.
    #[serde(default, skip_serializing_if = "Warnings::is_empty")]
    pub warnings: Warnings,
}

/// A row that is not used, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// Index of its file among the inputs.
    pub file: usize,
    /// Its number in the file: the first row of data is 1.
    pub row: u64,
    /// The field at fault, or nothing when it is the row as a whole.
    pub field: String,
    /// What is wrong, without the value.
    pub reason: String,
    /// The row as it came, at most [`crate::limits::REJECT_BYTES`] of it.
    pub raw: String,
}

impl Reject {
    /// A row of which the values are known, but not how they stood in it.
    fn of_values<'v>(
        file: usize,
        row: u64,
        field: Field,
        reason: &str,
        values: impl Iterator<Item = &'v str>,
    ) -> Reject {
        let mut raw = values.collect::<Vec<_>>().join(",");
        let end = (0..=REJECT_BYTES.min(raw.len())).rev().find(|&end| raw.is_char_boundary(end));
        raw.truncate(end.unwrap_or(0));
        Reject { file, row, field: field.name().into(), reason: reason.into(), raw }
    }
}

/// All that was read.
pub struct Received {
    /// The records, in the order of their ids.
    pub records: Records,
    /// The refused rows, in the order of files and rows.
    pub rejects: Vec<Reject>,
    /// One report a file.
    pub inputs: Vec<InputReport>,
    /// What each message is answered, in the order of files and messages; of files of messages alone.
    pub acknowledgements: Vec<Acknowledgement>,
}

impl Received {
    /// Refuses rows that were read.
    pub fn refuse(&mut self, rejects: Vec<Reject>) {
        for reject in &rejects {
            self.inputs[reject.file].rejects += 1;
        }
        self.rejects.extend(rejects);
        self.rejects.sort_unstable();
    }
}

/// What a reader of one format hands on.
#[derive(Default)]
struct FileContent {
    batches: Vec<Batch>,
    rejects: Vec<Reject>,
    rows: u64,
    ignored_columns: Vec<String>,
    warnings: Warnings,
    acknowledgements: Vec<Acknowledgement>,
}

/// Some rows of a file, numbered among themselves from 1.
struct Piece {
    batch: Batch,
    rejects: Vec<Reject>,
    rows: u64,
}

impl FileContent {
    /// Adds the rows that follow.
    fn add(&mut self, Piece { mut batch, rejects, rows }: Piece) {
        batch.rows.iter_mut().for_each(|row| *row += self.rows);
        let number = |reject: Reject| Reject { row: reject.row + self.rows, ..reject };
        self.rejects.extend(rejects.into_iter().map(number));
        self.batches.push(batch);
        self.rows += rows;
    }
}

/// Reads every file. `progress` is told the bytes or rows done, as a fraction of one file.
///
/// # Errors
/// An unreadable file, a missing required column, an unknown ending: nothing is returned then.
pub fn read(
    inputs: &[Input],
    settings: &Settings,
    progress: &(dyn Fn(usize, f64) + Sync),
) -> Result<Received> {
    read_beside(inputs, settings, progress, |_| Ok(RecordsBuilder::default().finish()))
}

/// As [`read`], where records are known already: those that the files have doses of and that are not in
/// the files are asked for by their ids, and are among what is received, with all their doses.
///
/// # Errors
/// As [`read`], or the known records cannot be had.
pub fn read_beside(
    inputs: &[Input],
    settings: &Settings,
    progress: &(dyn Fn(usize, f64) + Sync),
    known: impl Fn(&[&str]) -> Result<Records>,
) -> Result<Received> {
    let (mut batches, mut rejects, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    let (mut doses, mut acknowledgements) = (Vec::new(), Vec::new());
    for (index, input) in inputs.iter().enumerate() {
        let (digest, content) = rayon::join(
            || digest(&input.path),
            || read_file(index, input, settings, &|fraction| progress(index, fraction)),
        );
        let (digest, content) = (digest?, content?);
        reports.push(InputReport {
            path: input.path.clone(),
            kind: input.kind.name().to_string(),
            digest,
            rows: content.rows,
            rejects: 0,
            ignored_columns: content.ignored_columns,
            warnings: content.warnings,
        });
        match input.kind {
            InputKind::Records(_) => batches.extend(content.batches),
            InputKind::Either => {
                batches.extend(content.batches.into_iter().flat_map(Batch::by_source));
            }
            InputKind::Doses => doses.extend(content.batches),
        }
        rejects.extend(content.rejects);
        acknowledgements.extend(content.acknowledgements);
    }
    for batch in batches.iter_mut().chain(&mut doses) {
        batch.take_doses(&mut rejects);
    }
    ids::number_versions(&mut batches);
    let again = known(&beside::only_with_doses(&batches, &doses))?;
    batches.extend(beside::batches(&again));
    let (records, refused) = Records::new(batches, doses)?;
    rejects.extend(refused);
    let mut received = Received { records, rejects: Vec::new(), inputs: reports, acknowledgements };
    received.refuse(rejects);
    Ok(received)
}

fn read_file(
    index: usize,
    input: &Input,
    settings: &Settings,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<FileContent> {
    let name = input.path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let columns = match input.kind {
        InputKind::Doses => &settings.doses,
        kind => settings.source(kind.read_as()),
    };
    if name.ends_with(".hl7") {
        hl7::read(index, input, progress)
    } else if name.ends_with(".ije") || columns.layout.is_some() {
        natality::read(index, input, columns, progress)
    } else if name.ends_with(".parquet") {
        parquet::read(index, input, columns, progress)
    } else if name.ends_with(".csv") || name.ends_with(".csv.gz") {
        csv::read(index, input, columns, progress)
    } else {
        Err(Error::input(
            &input.path,
            "unknown ending; give .csv, .csv.gz, .parquet, .hl7 or .ije, or describe the layout of \
             the file's lines in the settings",
        ))
    }
}

/// SHA-256 of a file's bytes, in hex.
///
/// # Errors
/// The file cannot be read.
pub fn digest(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path).while_doing("read", path)?;
    let mut hasher = Sha256::new();
    std::io::copy(&mut file, &mut HashWriter(&mut hasher)).while_doing("read", path)?;
    Ok(crate::digest::hex(&hasher.finalize()))
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
