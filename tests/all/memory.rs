//! `link --memory`: less memory, the same bytes; or one clear word that it cannot be done.

use crate::harness::{TABLES, Work};

#[test]
fn text_that_waits_on_disk_changes_no_byte_and_is_gone_afterwards() {
    let work = Work::with_people(5_000);
    let plain = work.link_people("plain", &[]);
    let least = least(&work);
    let tight = work.link_people("tight", &["--memory", &format!("{least}M")]);
    for table in TABLES {
        assert!(plain.bytes()[table] == tight.bytes()[table], "{table}.parquet differs");
    }
    assert_eq!(work.list("plain"), work.list("tight"));
    assert_eq!(plain.manifest()["text_on_disk"], false);
    assert_eq!(tight.manifest()["text_on_disk"], true);
}

/// What the program says that it needs at least, in MiB.
fn least(work: &Work) -> u64 {
    let births = ["--births", "synth/births.csv", "--submissions", "synth/submissions.csv"];
    let given = [&births[..], &["--out", "none", "--memory", "1M"]].concat();
    let said = work.link(&given).fails_saying(&["--memory", "give", "or link fewer"]).stderr;
    assert!(!work.path("none").exists());
    let (_, after) = said.split_once("; give ").unwrap();
    after.split_once('M').unwrap().0.parse().unwrap()
}

#[test]
fn a_limit_that_is_no_number_is_refused() {
    let work = Work::with_people(20);
    let births = ["--births", "synth/births.csv", "--out", "run", "--memory", "much"];
    let outcome = work.link(&births).ends_with(2);
    assert!(outcome.stderr.contains("give a number and K, M, G or T"), "{}", outcome.stderr);
}
