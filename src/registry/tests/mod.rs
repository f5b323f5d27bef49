//! The registry's promises, each shown on a file of its own.

mod answers;
mod bulk;
mod clients;
mod desk;
mod file;
mod nights;
mod records;
mod verify;

use std::path::PathBuf;

use super::{Arrival, Founding, Grounds, NewRun, Night, Registry};
use crate::read::{Records, RecordsBuilder};
use crate::record::{Field, SourceKind};

/// A registry in a folder that goes with it.
struct Scratch {
    registry: Registry,
    folder: tempfile::TempDir,
}

impl Scratch {
    fn new() -> Scratch {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.db");
        Scratch { registry: Registry::create(&path, &Founding::default()).unwrap(), folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a night of this id.
    fn night<T>(&mut self, run_id: &str, write: impl FnOnce(&mut Night) -> T) -> T {
        let mut night = self.registry.night(&run(run_id)).unwrap();
        let result = write(&mut night);
        night.commit("{}", "{}").unwrap();
        result
    }

    /// Two clients: records 0 and 1 of client 0, record 2 of client 1.
    fn with_clients() -> Scratch {
        let mut scratch = Scratch::new();
        scratch.night("first", |night| {
            add(night, &[("a", "ADA"), ("b", "ADA"), ("c", "INEZ")]);
            let (via, weight, guards) = (Some(0), Some(17.25), "thin_evidence".into());
            let linked = Grounds { via, weight, guards, answer: None };
            for id in ["C-ada", "C-inez"] {
                night.create_client(id).unwrap();
            }
            night.join(0, 0, Grounds::default()).unwrap();
            night.join(1, 0, linked).unwrap();
            night.join(2, 1, Grounds::default()).unwrap();
        });
        scratch
    }

    /// Runs SQL on the file behind the registry's back, triggers and all else put aside.
    fn behind_its_back(&self, sql: &str) {
        let file = rusqlite::Connection::open(self.registry.path()).unwrap();
        let triggers: Vec<String> = file
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(|name| name.unwrap())
            .collect();
        for trigger in triggers {
            file.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        }
        file.execute_batch(sql).unwrap();
    }

    /// Nothing is wrong with it.
    #[track_caller]
    fn is_sound(&self) {
        let found = self.registry.verify().unwrap();
        assert_eq!(found.problems, Vec::<String>::new());
    }
}

/// Nothing is known of why a record moves.
fn nothing(_: u32) -> Grounds {
    Grounds::default()
}

fn run(run_id: &str) -> NewRun<'_> {
    NewRun { run_id, as_of: 1_767_225_600_000_000, folder: "2026-01-01" }
}

/// Submissions of one clinic, by id and given name, in the order of their ids.
fn submissions(records: &[(&str, &str)]) -> Records {
    let mut builder = RecordsBuilder::default();
    for (id, name) in records {
        builder.begin(SourceKind::Submission);
        builder.value(Field::RecordId, id);
        builder.value(Field::Source, "lowell-peds");
        builder.value(Field::FirstName, name);
    }
    builder.finish()
}

fn add(night: &mut Night, records: &[(&str, &str)]) -> Vec<Arrival> {
    night.add_records(&submissions(records), |_| None).unwrap()
}
