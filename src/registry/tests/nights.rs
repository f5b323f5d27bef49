//! A night is whole or has not been; who reads meanwhile sees what was there before.

use super::{Scratch, add, run};
use crate::registry::{NightLock, Registry, RunState};

#[test]
fn a_dropped_night_leaves_nothing() {
    let mut scratch = Scratch::with_clients();
    let before = scratch.registry.stats().unwrap();
    let mut night = scratch.registry.night(&run("two")).unwrap();
    add(&mut night, &[("d", "DORA")]);
    night.append_page("rows", b"page").unwrap();
    assert_eq!(night.view().record_count().unwrap(), 4, "it sees its own");
    drop(night);
    let after = scratch.registry.stats().unwrap();
    assert_eq!((after.records, after.events, after.runs), (3, before.events, 1));
    assert_eq!(scratch.registry.view().page_count("rows").unwrap(), 0);
    // The numbers are those that come next all the same.
    scratch.night("two", |night| add(night, &[("d", "DORA")]));
    assert_eq!(scratch.registry.view().find_record("d").unwrap(), Some(3));
    scratch.is_sound();
}

#[test]
fn a_reader_sees_the_old_state_while_a_night_writes_and_as_long_as_it_looks() {
    let mut scratch = Scratch::with_clients();
    let reader = Registry::open_to_read(scratch.registry.path()).unwrap();
    let mut night = scratch.registry.night(&run("two")).unwrap();
    add(&mut night, &[("d", "DORA")]);
    assert_eq!(reader.view().record_count().unwrap(), 3);
    let snapshot = reader.snapshot().unwrap();
    night.commit("{}", "{}").unwrap();
    assert_eq!(snapshot.record_count().unwrap(), 3, "nothing moves");
    drop(snapshot);
    assert_eq!(reader.view().record_count().unwrap(), 4);
}

#[test]
fn a_run_is_known_by_its_id_and_goes_in_once() {
    let mut scratch = Scratch::new();
    let night = scratch.registry.night(&run("one")).unwrap();
    night.commit(r#"{"seconds":1}"#, r#"{"records":0}"#).unwrap();
    let error = scratch.registry.night(&run("one")).err().unwrap().to_string();
    assert!(error.contains("run one is in the registry already"), "{error}");
    assert_eq!(scratch.registry.view().unpublished_runs().unwrap().len(), 1);
    scratch.registry.publish("one").unwrap();
    scratch.registry.publish("one").unwrap();
    let view = scratch.registry.view();
    let known = view.run("one").unwrap().unwrap();
    assert_eq!((known.number, known.state), (1, RunState::Published));
    assert_eq!(known.manifest, r#"{"seconds":1}"#);
    assert_eq!(view.unpublished_runs().unwrap(), []);
    assert_eq!(view.last_runs(5).unwrap(), [known]);
    assert!(scratch.registry.publish("two").is_err());
    scratch.is_sound();
}

#[test]
fn two_nights_at_once_are_refused() {
    let scratch = Scratch::new();
    let path = scratch.registry.path();
    let lock = NightLock::take(path).unwrap();
    let error = NightLock::take(path).unwrap_err().to_string();
    assert!(error.contains("another night is at work"), "{error}");
    drop(lock);
    NightLock::take(path).unwrap();
}

#[test]
fn pages_are_added_replaced_and_forgotten_by_kind() {
    let mut scratch = Scratch::new();
    let large = vec![7; 300_000];
    scratch.night("one", |night| {
        assert_eq!(night.append_page("rows", b"first").unwrap(), 0);
        assert_eq!(night.append_page("names", b"other").unwrap(), 0);
        assert_eq!(night.append_page("rows", &large).unwrap(), 1);
    });
    scratch.night("two", |night| {
        night.replace_page("rows", 0, b"anew").unwrap();
        assert!(night.replace_page("rows", 9, b"").is_err(), "there is none");
        night.delete_pages("names").unwrap();
        assert_eq!(night.append_page("rows", b"").unwrap(), 2);
    });
    let view = scratch.registry.view();
    let mut pages = Vec::new();
    view.visit_pages("rows", |number, content| {
        pages.push((number, content.to_vec()));
        Ok(())
    })
    .unwrap();
    assert_eq!(pages, [(0, b"anew".to_vec()), (1, large), (2, Vec::new())]);
    assert_eq!(view.page("names", 0).unwrap(), None);
    assert_eq!(view.page("rows", 0).unwrap().as_deref(), Some(&b"anew"[..]));
    assert_eq!(view.page_count("rows").unwrap(), 3);
}
