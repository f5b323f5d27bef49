//! The inbox: what sources have delivered since the last night.
//!
//! In: a folder, and the registry that knows which files it has read. Out: the files that are new, those
//! that have come before, those left alone; and afterwards their places in `done/`. Must never: delete a
//! file, read one that is still being written, move one that has been written to since, or take one twice.
//!
//! What a file holds is told from its name: `births…`, `submissions…` and `doses…`; messages (`.hl7`) are
//! submissions and the natality layout (`.ije`) is births under any name. A file whose name begins with a
//! dot or ends in `.part`, `.partial` or `.tmp` is not complete yet.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::failpoint::failpoint;
use crate::error::{IoContext, Result};
use crate::read::{Input, InputKind, digest};
use crate::record::SourceKind;
use crate::registry::View;

/// Where the files go that have been read.
const DONE: &str = "done";

/// A file that shows for a moment whether a folder can be written.
const PROBE: &str = ".probe";

/// What is in the inbox.
#[derive(Debug, Default)]
pub struct Inbox {
    folder: PathBuf,
    /// Files to be read, in the order of their names.
    pub inputs: Vec<Input>,
    /// Files that a night has read before, or that are here twice.
    pub known: Vec<PathBuf>,
    /// Files that are not read, and why.
    pub left: Vec<(PathBuf, String)>,
    /// What the others were like when they were looked at.
    stamps: BTreeMap<PathBuf, Stamp>,
}

/// Size and time of a file.
type Stamp = (u64, Option<SystemTime>);

impl Inbox {
    /// Looks into the folder.
    ///
    /// # Errors
    /// The folder, or a file in it, cannot be read.
    pub fn look(folder: &Path, registry: &View) -> Result<Inbox> {
        let mut inbox = Inbox { folder: folder.to_path_buf(), ..Inbox::default() };
        let mut digests = Vec::new();
        for path in files(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            if name.starts_with('.') {
                continue;
            }
            if is_incomplete(&name) {
                inbox.left.push((path, "still being written".into()));
                continue;
            }
            let Some(kind) = kind(&name) else {
                let reason = "its name does not say what it is: births…, submissions… or doses…";
                inbox.left.push((path, reason.into()));
                continue;
            };
            let before = stamp(&path)?;
            let digest = digest(&path)?;
            if stamp(&path)? != before {
                inbox.left.push((path, "still being written".into()));
                continue;
            }
            inbox.stamps.insert(path.clone(), before);
            if registry.input(&digest)?.is_some() || digests.contains(&digest) {
                inbox.known.push(path);
            } else {
                digests.push(digest);
                inbox.inputs.push(Input { path, kind });
            }
        }
        // Births first, as for every run; doses last.
        inbox.inputs.sort_by_key(|input| match input.kind {
            InputKind::Records(SourceKind::Birth) => 0,
            InputKind::Records(SourceKind::Submission) | InputKind::Either => 1,
            InputKind::Doses => 2,
        });
        Ok(inbox)
    }

    /// Leaves a file alone that cannot be read; whether it was to be read.
    pub fn leave(&mut self, file: &Path, reason: String) -> bool {
        let Some(place) = self.inputs.iter().position(|input| input.path == file) else {
            return false;
        };
        let input = self.inputs.remove(place);
        self.left.push((input.path, reason));
        true
    }

    /// Makes `done/`, and finds out whether files can be moved there before the night has begun.
    ///
    /// # Errors
    /// They cannot.
    pub fn prepare(&self) -> Result<()> {
        let done = self.folder.join(DONE);
        fs::create_dir_all(&done).while_doing("create", &done)?;
        for folder in [&self.folder, &done] {
            let probe = folder.join(PROBE);
            fs::write(&probe, "")
                .and_then(|()| fs::remove_file(&probe))
                .while_doing("move files in", folder)?;
        }
        Ok(())
    }

    /// Moves what has been read to `done/`; gives the number of files. One that has been written to since it
    /// was looked at stays: the next night reads it as another.
    ///
    /// # Errors
    /// A file cannot be moved. It is known by its content, so the next night will not read it again.
    pub fn clear(&self) -> Result<usize> {
        let is_as_it_was =
            |path: &&PathBuf| stamp(path).ok().as_ref() == self.stamps.get(path.as_path());
        let all = self.inputs.iter().map(|input| &input.path).chain(&self.known);
        let read: Vec<&PathBuf> = all.filter(is_as_it_was).collect();
        if read.is_empty() {
            return Ok(0);
        }
        let done = self.folder.join(DONE);
        fs::create_dir_all(&done).while_doing("create", &done)?;
        for (path, count) in read.iter().zip(1..) {
            let target = free_name(&done, path);
            fs::rename(path, &target).while_doing("move", path)?;
            failpoint(&format!("after file {count} is moved"));
        }
        Ok(read.len())
    }
}

/// The files of a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).while_doing("read", folder)? {
        let path = entry.while_doing("read", folder)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn is_incomplete(name: &str) -> bool {
    [".part", ".partial", ".tmp"].iter().any(|ending| name.ends_with(ending))
}

fn kind(name: &str) -> Option<InputKind> {
    if name.starts_with("birth") || name.ends_with(".ije") {
        Some(InputKind::Records(SourceKind::Birth))
    } else if name.starts_with("submission") || name.ends_with(".hl7") {
        Some(InputKind::Records(SourceKind::Submission))
    } else if name.starts_with("dose") {
        Some(InputKind::Doses)
    } else {
        None
    }
}

/// Size and time of a file: others while it is being written.
fn stamp(path: &Path) -> Result<Stamp> {
    let about = fs::metadata(path).while_doing("read", path)?;
    Ok((about.len(), about.modified().ok()))
}

/// The file's name in the folder, with a number behind it if there is one of the name.
fn free_name(folder: &Path, path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let numbered = (2..).map(|number| folder.join(format!("{name}.{number}")));
    let mut names = std::iter::once(folder.join(&name)).chain(numbered);
    names.find(|name| !name.exists()).unwrap_or_else(|| folder.join(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{Founding, Registry};

    #[test]
    fn a_file_is_what_its_name_says_and_is_moved_once_it_is_read() {
        let scratch = tempfile::tempdir().unwrap();
        let registry =
            Registry::create(&scratch.path().join("registry.db"), &Founding::default()).unwrap();
        let folder = scratch.path().join("inbox");
        fs::create_dir(&folder).unwrap();
        for (name, text) in [
            ("doses-1.csv", "d"),
            ("births.csv", "b"),
            ("submissions-clinic.csv", "s"),
            ("submissions-again.csv", "s"),
            ("clinic.HL7", "h"),
            ("submissions-2.csv.part", "half"),
            ("truth.csv", "t"),
            (".hidden", ""),
        ] {
            fs::write(folder.join(name), text).unwrap();
        }
        let mut inbox = Inbox::look(&folder, &registry.view()).unwrap();
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let read: Vec<String> = inbox.inputs.iter().map(|input| name(&input.path)).collect();
        assert_eq!(read, ["births.csv", "clinic.HL7", "submissions-again.csv", "doses-1.csv"]);
        let known: Vec<String> = inbox.known.iter().map(|path| name(path)).collect();
        assert_eq!(known, ["submissions-clinic.csv"], "one content is read once");
        let left: Vec<String> = inbox.left.iter().map(|(path, _)| name(path)).collect();
        assert_eq!(left, ["submissions-2.csv.part", "truth.csv"]);

        assert!(inbox.leave(&folder.join("clinic.HL7"), "broken".into()));
        fs::create_dir(folder.join(DONE)).unwrap();
        fs::write(folder.join("done/births.csv"), "an earlier night's").unwrap();
        assert_eq!(inbox.clear().unwrap(), 4);
        assert_eq!(fs::read_to_string(folder.join("done/births.csv.2")).unwrap(), "b");
        assert!(folder.join("clinic.HL7").exists() && folder.join("truth.csv").exists());
    }

    #[test]
    fn a_file_that_has_grown_since_stays_and_is_read_by_the_next_night() {
        let scratch = tempfile::tempdir().unwrap();
        let registry =
            Registry::create(&scratch.path().join("registry.db"), &Founding::default()).unwrap();
        let folder = scratch.path().join("inbox");
        fs::create_dir(&folder).unwrap();
        let [whole, growing] = ["births.csv", "submissions.csv"].map(|name| folder.join(name));
        fs::write(&whole, "b").unwrap();
        fs::write(&growing, "the first row").unwrap();
        let inbox = Inbox::look(&folder, &registry.view()).unwrap();
        assert_eq!(inbox.inputs.len(), 2);
        fs::write(&growing, "the first row and the second").unwrap();
        assert_eq!(inbox.clear().unwrap(), 1);
        assert!(growing.exists() && !whole.exists());
        let next = Inbox::look(&folder, &registry.view()).unwrap();
        assert_eq!(next.inputs.iter().map(|input| &input.path).collect::<Vec<_>>(), [&growing]);
    }
}
