//! The synthetic population that the benches measure, made once a bench and gone with it.

use selfsame::read::{Input, InputKind};
use selfsame::record::SourceKind;
use selfsame::synth::{Format, Options, write};
use tempfile::TempDir;

/// A folder with the population's files; it lives as long as the value.
pub struct Population {
    folder: TempDir,
}

impl Population {
    /// Makes the files of each format.
    pub fn of(people: usize, formats: &[Format]) -> Population {
        let folder = tempfile::tempdir().expect("a folder for the population");
        for &format in formats {
            write(&Options::new(people, 7), format, folder.path()).expect("the population");
        }
        Population { folder }
    }

    /// Births and submissions.
    pub fn inputs(&self, format: Format) -> Vec<Input> {
        let input = |name: &str, kind| {
            let path = self.folder.path().join(name).with_extension(format.ending());
            Input { path, kind: InputKind::Records(kind) }
        };
        vec![input("births", SourceKind::Birth), input("submissions", SourceKind::Submission)]
    }
}
