//! A night and people who answer at the same time: nobody waits for an error, and nothing is lost.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use selfsame::registry::{Answer, NewAnswer, RecordPair, Registry};

use crate::harness::{AS_OF, Work};

/// Answers one open question after the other, each with a connection of its own as a request of a page
/// would, until the nights are over; gives the pairs that were answered.
fn answer_until(over: &AtomicBool, path: &Path) -> Vec<RecordPair> {
    let mut answered: Vec<RecordPair> = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let mut registry = Registry::open(path).unwrap();
        let mut open = Vec::new();
        registry
            .view()
            .visit_questions(|question| {
                open.push(question.pair);
                Ok(())
            })
            .unwrap();
        let Some(&pair) = open.get(answered.len() % open.len().max(1)) else { continue };
        let (answer, by, reason) = (Answer::Apart, "reviewer", "two children");
        let at = answered.len() as i64;
        registry.answer(&NewAnswer { pair, answer, by, reason, at, relation: None }).unwrap();
        answered.push(pair);
    }
    answered
}

#[test]
fn answers_given_while_nights_run_are_all_kept_and_heeded() {
    const NIGHTS: usize = 6;
    let work = Work::with_people(1500);
    let registry = work.path("registry.db");
    let night = |number: usize| {
        let out = format!("run{number}");
        let place = ["--registry", "registry.db", "--inbox", "inbox"];
        let how = ["--out", &out, "--as-of", AS_OF, "--accept"];
        work.run([&["nightly"], &place[..], &how[..]].concat()).succeeds();
    };
    work.run(["registry", "init", "--registry", "registry.db"]).succeeds();
    work.write("inbox/births.csv", work.read("synth/births.csv"));
    let submissions = String::from_utf8(work.read("synth/submissions.csv")).unwrap();
    let mut lines = submissions.lines();
    let header = lines.next().unwrap();
    let lines: Vec<&str> = lines.collect();
    let parts: Vec<&[&str]> = lines.chunks(lines.len().div_ceil(NIGHTS)).collect();
    let over = AtomicBool::new(false);
    let answered = std::thread::scope(|scope| {
        let reviewer = scope.spawn(|| answer_until(&over, &registry));
        for (number, part) in parts.iter().enumerate() {
            let rows = [&[header], *part].concat().join("\n") + "\n";
            work.write(&format!("inbox/submissions-{number}.csv"), rows);
            night(number);
        }
        over.store(true, Ordering::Relaxed);
        reviewer.join().unwrap()
    });
    assert!(answered.len() > 10, "{} answers", answered.len());
    // The last answers are heeded by the next night, whatever comes with it.
    night(NIGHTS);
    let opened = Registry::open_to_read(&registry).unwrap();
    assert_eq!(opened.view().answer_count().unwrap(), answered.len() as u64);
    assert!(opened.verify().unwrap().is_sound());
    for RecordPair { a, b } in answered {
        let clients = opened.view().clients_of(&[a, b]).unwrap();
        assert_ne!(clients[0], clients[1], "records {a} and {b} were told apart");
        assert_eq!(opened.view().question(RecordPair { a, b }).unwrap(), None);
    }
}
