//! A run is published whole or not at all, whatever happens to the process.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::harness::Work;

const KILLS: u32 = 40;

const LINK: [&str; 9] = [
    "link",
    "--births",
    "synth/births.csv",
    "--submissions",
    "synth/submissions.csv",
    "--as-of",
    "2026-01-01",
    "--out",
    "out",
];

#[test]
fn a_killed_run_leaves_nothing_or_all_of_it_under_its_name() {
    let work = Work::with_people(3000);
    let whole = duration(&work);
    let mut absent = 0;
    for kill in 0..KILLS {
        std::fs::remove_dir_all(work.path("out")).unwrap_or_default();
        run_and_kill(&work, &[], whole.mul_f64(moment(kill)));
        if work.path("out").exists() {
            work.opened("out").is_complete();
        } else {
            absent += 1;
        }
    }
    assert!(absent > KILLS / 4, "most kills came too late to show anything");
    std::fs::remove_dir_all(work.path("out")).unwrap_or_default();
    work.write(".out.partial/pairs.parquet", "what a killed run left");
    work.write(".out.replaced/run.json", "what a killed replacement left");
    work.run(LINK).succeeds();
    work.opened("out").is_complete();
    assert_eq!(work.list("."), ["out", "synth"].map(String::from).into(), "leftovers");
}

#[test]
fn a_killed_replacement_leaves_the_old_run_or_the_new_one() {
    let work = Work::with_people(1000);
    let whole = duration(&work);
    for kill in 0..KILLS / 2 {
        if !work.path("out").exists() {
            work.run(LINK).succeeds();
        }
        run_and_kill(&work, &["--force"], whole.mul_f64(0.5 + moment(kill) / 2.0));
        if work.path("out").exists() {
            work.opened("out").is_complete();
        }
    }
    work.run(LINK.iter().chain(&["--force"])).succeeds();
    work.opened("out").is_complete();
}

/// How long a run takes, and leaves it under `out`.
fn duration(work: &Work) -> Duration {
    let began = Instant::now();
    work.run(LINK).succeeds();
    began.elapsed()
}

/// Moments spread over the run and a little beyond its end: the multiples of the golden ratio fall
/// everywhere, and at the same places every time.
fn moment(kill: u32) -> f64 {
    (f64::from(kill) * 0.618_033_988_749_895).fract() * 1.1
}

fn run_and_kill(work: &Work, more: &[&str], after: Duration) {
    let mut child = work.start(LINK.iter().chain(more));
    std::thread::sleep(after); // the moment of the kill is what is tried
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_exists_is_refused_and_stays_as_it_is() {
    let work = Work::with_people(100);
    work.link_people("out", &[]);
    let before = snapshot(&work.path("out"));
    work.run(LINK).fails_saying(&["out", "already exists", "--force"]);
    assert_eq!(snapshot(&work.path("out")), before);
    work.link_people("out", &["--force", "--as-of", "2026-01-02"]);
    let after = snapshot(&work.path("out"));
    assert!(after != before && after.len() == before.len());
    assert_eq!(work.list("."), ["out", "synth"].map(String::from).into());
}

/// Names and contents of a folder's files.
fn snapshot(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn force_never_replaces_what_is_no_run() {
    let work = Work::with_people(100);
    work.write("thesis/thesis.txt", "three years of work");
    work.write("experiment/run.json", "{\"name\": \"somebody else's run\"}");
    work.write("experiment/result.txt", "three weeks of work");
    for name in ["thesis", "experiment"] {
        let before = snapshot(&work.path(name));
        let refused = work.run(LINK[..8].iter().chain(&[name, "--force"]));
        refused.fails_saying(&[name, "not a run folder"]);
        assert_eq!(snapshot(&work.path(name)), before);
    }
    work.write("file", "no folder at all");
    work.run(LINK[..8].iter().chain(&["file", "--force"])).fails_saying(&["file"]);
    assert_eq!(work.read("file"), b"no folder at all");
}

#[test]
fn a_failed_run_leaves_nothing_and_keeps_what_was_there() {
    let work = Work::with_people(100);
    work.link_people("out", &[]);
    work.write("bad.csv", "record_id,first_name,last_name\n1,A,B\n");
    let (files, before) = (work.list("."), snapshot(&work.path("out")));
    let bad = ["--births", "synth/births.csv", "--submissions", "bad.csv"];
    work.link(&[&bad[..], &["--out", "new"]].concat()).fails_saying(&["bad.csv", "birth_date"]);
    work.link(&[&bad[..], &["--out", "out", "--force"]].concat()).fails_saying(&["bad.csv"]);
    assert_eq!(work.list("."), files);
    assert_eq!(snapshot(&work.path("out")), before);
}

#[test]
fn a_parent_that_cannot_be_written_is_named() {
    let work = Work::with_people(100);
    work.write("file", "no folder");
    for out in ["file/out", "/dev/null/out"] {
        let failed = work.run(LINK[..8].iter().chain(&[out]));
        failed.fails_saying(&[out.trim_end_matches("/out"), "cannot create"]);
    }
    assert_eq!(work.read("file"), b"no folder");
}
