//! The one error type. An error stops the command and nothing is published; what is wrong with a
//! single row is no error but a reject, and the run goes on.
//!
//! Must never: hold a value of a record. A message names file, row and field, and what to do.

use std::path::{Path, PathBuf};

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the caller asked for does not make sense; the message says what would.
    #[error("{0}")]
    Usage(String),
    /// A file given cannot be used as what it was given as.
    #[error("{}: {problem}", file.display())]
    Input {
        /// The file.
        file: PathBuf,
        /// What is wrong with it and what to do.
        problem: String,
    },
    /// The operating system refused.
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// What was being done, as a verb.
        action: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// The system's own word.
        source: std::io::Error,
    },
    /// Something that must hold did not: a defect of selfsame. Nothing is published.
    #[error("invariant broken: {0}. Nothing was published; please report this")]
    Invariant(String),
}

/// The result of anything that can stop a command.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An [`Error::Input`] about `file`.
    pub fn input(file: impl Into<PathBuf>, problem: impl Into<String>) -> Error {
        Error::Input { file: file.into(), problem: problem.into() }
    }
}

/// Says what was being done, and to what, when the system refuses.
pub trait IoContext<T> {
    /// Turns a system error into [`Error::Io`]; `action` is a verb: "read", "create".
    fn while_doing(self, action: &'static str, path: &Path) -> Result<T>;
}

impl<T> IoContext<T> for std::io::Result<T> {
    fn while_doing(self, action: &'static str, path: &Path) -> Result<T> {
        self.map_err(|source| Error::Io { action, path: path.to_path_buf(), source })
    }
}
