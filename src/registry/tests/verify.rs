//! What was changed behind the registry's back is found.

use super::{Scratch, nothing};
use crate::registry::{Answer, Founding, NewAnswer, RecordPair};

/// A registry with something of everything.
fn full() -> Scratch {
    let mut scratch = Scratch::with_clients();
    scratch.night("two", |night| {
        night.take_input("00ff", "clinics.csv", "submission").unwrap();
        night.ask(RecordPair::new(0, 2), 4.5, "thin_evidence").unwrap();
        night.create_client("C-third").unwrap();
        night.merge(2, 1, nothing).unwrap();
    });
    let pair = RecordPair::new(1, 2);
    let answer = NewAnswer {
        pair,
        answer: Answer::Apart,
        by: "mfs",
        reason: "twins",
        at: 1_767_300_000,
        relation: None,
    };
    scratch.registry.answer(&answer).unwrap();
    scratch.registry.adopt(&Founding { model: Some("{1}"), settings: None }).unwrap();
    scratch.registry.publish("two").unwrap();
    scratch
}

#[test]
fn a_whole_registry_is_sound() {
    let found = full().registry.verify().unwrap();
    assert!(found.is_sound(), "{:?}", found.problems);
    let counts = (found.records, found.clients, found.members, found.questions, found.answers);
    assert_eq!(counts, (3, 3, 3, 1, 1));
    assert_eq!(found.log_end.len(), 64);
}

#[test]
fn whatever_is_changed_is_found_and_named_by_number() {
    for (sql, words) in [
        ("UPDATE log SET event = replace(event, 'ada', 'eve') WHERE sequence = 5", "event 5"),
        ("DELETE FROM log WHERE sequence = 4", "event 4 is missing"),
        ("UPDATE log SET hash = zeroblob(32) WHERE sequence = 2", "event 2"),
        ("UPDATE log SET run = 2 WHERE sequence = 3", "event 3"),
        ("UPDATE log SET event = 'x' WHERE sequence = 3", "event 3 is not understood"),
        (
            "DELETE FROM log WHERE sequence = (SELECT max(sequence) FROM log)",
            "published runs: 1, and 0",
        ),
        ("UPDATE members SET client = 1 WHERE record = 0", "record 0"),
        ("DELETE FROM members WHERE record = 1", "members: 2, and 3"),
        ("UPDATE members SET client = 2 WHERE record = 2", "client 2 has members"),
        ("UPDATE records SET text = x'0301' WHERE number = 1", "record 1: its text"),
        ("UPDATE records SET kind = 0 WHERE number = 1", "record 1: its text"),
        ("UPDATE records SET replaced_by = 1 WHERE number = 0", "record 0"),
        ("UPDATE clients SET merged_into = 2 WHERE number = 1", "leads to no client"),
        ("UPDATE clients SET merged_into = NULL WHERE number = 2", "client 2"),
        ("UPDATE clients SET client_id = 'C-other' WHERE number = 0", "do not agree"),
        ("UPDATE questions SET weight = 9", "the question about 0 and 2"),
        ("DELETE FROM questions", "questions: 0, and 1"),
        ("UPDATE answers SET answer = 'link'", "do not agree"),
        ("UPDATE answers SET reason = ''", "do not agree"),
        ("DELETE FROM inputs", "inputs: 0, and 1"),
        ("UPDATE runs SET manifest = '' WHERE number = 2", "do not agree"),
        ("UPDATE runs SET state = 'committed'", "do not agree"),
        ("UPDATE adopted SET text = '{9}'", "do not agree"),
    ] {
        let scratch = full();
        scratch.behind_its_back(&format!("PRAGMA foreign_keys = OFF; {sql}"));
        let found = scratch.registry.verify().unwrap();
        let told = found.problems.join("\n");
        assert!(told.contains(words), "{sql}: {told}");
        for value in ["ADA", "INEZ", "mfs", "twins"] {
            assert!(!told.contains(value), "{sql}: no value is told");
        }
    }
}
