//! The file: made once, refused when it is none or of a newer version, copied while in use.

use super::{Scratch, add, run};
use crate::registry::{Founding, Registry};

#[track_caller]
fn refused(opened: crate::error::Result<Registry>, words: &str) {
    let error = opened.err().unwrap().to_string();
    assert!(error.contains(words), "{error}");
    assert!(error.contains("registry.db") || error.contains("other"), "names the file: {error}");
}

#[test]
fn a_file_of_a_newer_version_is_refused() {
    let scratch = Scratch::new();
    scratch.behind_its_back("PRAGMA user_version = 99");
    for opened in [Registry::open, Registry::open_to_read] {
        refused(opened(scratch.registry.path()), "made by a newer selfsame");
    }
    let other = Scratch::new();
    other.behind_its_back("INSERT INTO fields VALUES (200, 'shoe_size')");
    refused(Registry::open_to_read(other.registry.path()), "made by a newer selfsame");
}

#[test]
fn what_is_no_registry_is_refused_and_left_alone() {
    let scratch = Scratch::new();
    let text = scratch.path("other.txt");
    std::fs::write(&text, "no database".repeat(100)).unwrap();
    let empty = scratch.path("other-empty");
    std::fs::write(&empty, "").unwrap();
    let database = scratch.path("other.db");
    let file = rusqlite::Connection::open(&database).unwrap();
    file.execute_batch("CREATE TABLE t (x)").unwrap();
    for path in [text, empty, database] {
        let before = std::fs::read(&path).unwrap();
        refused(Registry::open(&path), "not a registry");
        refused(Registry::open_to_read(&path), "not a registry");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
    refused(Registry::open(&scratch.path("other-missing")), "cannot open the registry");
    let there = Registry::create(scratch.registry.path(), &Founding::default());
    refused(there, "there already");
    refused(
        Registry::create(&scratch.path("other/nowhere/registry.db"), &Founding::default()),
        "cannot create",
    );
}

#[test]
fn nothing_is_written_through_a_registry_opened_to_read() {
    let scratch = Scratch::with_clients();
    let mut reader = Registry::open_to_read(scratch.registry.path()).unwrap();
    let error = reader.night(&run("two")).err().unwrap().to_string();
    assert!(error.contains("cannot be written"), "{error}");
}

#[test]
fn a_field_that_came_later_stands_behind_the_others() {
    let mut scratch = Scratch::new();
    // As if the program that made it had not known two of the fields.
    scratch.behind_its_back(
        "DELETE FROM fields WHERE name IN ('zip', 'order_number');
         UPDATE fields SET number = -1 - number WHERE number > 35;
         UPDATE fields SET number = -2 - number WHERE number < 0;",
    );
    let path = scratch.registry.path().to_path_buf();
    scratch.registry = Registry::open(&path).unwrap();
    let all: Vec<_> = scratch.registry.fields.iter().collect();
    assert_eq!(all.len(), crate::record::FIELD_COUNT);
    assert_eq!(all[all.len() - 2].1.name(), "zip");
    scratch.night("one", |night| add(night, &[("a", "ADA")]));
    let reader = Registry::open_to_read(&path).unwrap();
    assert_eq!(reader.view().records(&[0]).unwrap().records.id(0), "a");
}

#[test]
fn a_backup_is_a_registry_and_is_made_while_a_night_writes() {
    let mut scratch = Scratch::with_clients();
    let to = scratch.path("copy.db");
    let reader = Registry::open_to_read(scratch.registry.path()).unwrap();
    let mut night = scratch.registry.night(&run("two")).unwrap();
    add(&mut night, &[("d", "DORA")]);
    reader.backup(&to).unwrap();
    night.commit("{}", "{}").unwrap();
    let copy = Registry::open(&to).unwrap();
    assert_eq!(copy.stats().unwrap().records, 3);
    assert!(copy.verify().unwrap().is_sound());
    let error = reader.backup(&to).unwrap_err().to_string();
    assert!(error.contains("there already"), "{error}");
    let left = std::fs::read_dir(scratch.folder.path()).unwrap();
    assert!(
        left.into_iter()
            .all(|entry| { !entry.unwrap().file_name().to_string_lossy().contains("partial") })
    );
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::with_clients();
    scratch.registry.backup(&scratch.path("copy.db")).unwrap();
    for name in ["registry.db", "copy.db"] {
        let mode = std::fs::metadata(scratch.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}

#[test]
fn of_models_and_settings_the_newest_is_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let founding = Founding { model: Some("{1}"), settings: None };
    let path = folder.path().join("registry.db");
    let mut registry = Registry::create(&path, &founding).unwrap();
    assert_eq!(registry.view().model().unwrap().unwrap().text, "{1}");
    assert_eq!(registry.view().settings().unwrap(), None);
    registry.adopt(&Founding { model: Some("{2}"), settings: Some("{3}") }).unwrap();
    let model = registry.view().model().unwrap().unwrap();
    assert_eq!((model.text.as_str(), model.run), ("{2}", None));
    assert_eq!(registry.view().settings().unwrap().unwrap().text, "{3}");
    assert_eq!(model.digest, crate::digest::of_parts([b"{2}".as_slice()]));
    assert!(registry.verify().unwrap().is_sound());
}
