//! Nothing but the records decides: not the number of threads, not the second time, not the order of
//! rows or files.

use crate::harness::{RunFolder, Work};

/// What names the run in a row: another file is another run.
const RUN: &[&str] = &["run_id"];

#[test]
fn threads_and_repetition_leave_every_byte_as_it_is() {
    // Enough that the submissions are read in several pieces and the pairs written in several.
    let work = Work::with_people(25_000);
    let one = work.link_people("one", &["--threads", "1"]);
    let two = work.link_people("two", &["--threads", "2"]);
    let again = work.link_people("again", &["--threads", "2"]);
    assert!(work.read("synth/submissions.csv").len() > 2 * (4 << 20), "several pieces");
    assert!(one.table("pairs").len() > 65_536, "several batches");
    assert_same_bytes(&one, &two);
    assert_same_bytes(&two, &again);
}

fn assert_same_bytes(a: &RunFolder, b: &RunFolder) {
    for (name, bytes) in a.bytes() {
        assert!(bytes == b.bytes()[&name], "{name}.parquet differs");
    }
}

#[test]
fn another_time_or_setting_is_another_run() {
    let work = Work::with_people(50);
    work.write("strict.toml", "[decide]\nlink = 12.0\n");
    let first = work.link_people("first", &[]);
    let strict = work.link_people("strict", &["--settings", "strict.toml"]);
    let later = work.link_people("later", &["--as-of", "2026-01-02"]);
    let id = |run: &RunFolder| run.manifest()["run_id"].as_str().unwrap().to_string();
    assert!(id(&first) != id(&strict) && id(&first) != id(&later) && id(&strict) != id(&later));
}

#[test]
fn the_order_of_rows_and_files_changes_nothing() {
    let work = Work::with_people(3000);
    let straight = work.link_people("straight", &[]);
    let (births, submissions) = (shuffled(&work, "births"), shuffled(&work, "submissions"));
    let half = submissions.len() / 2;
    let file = |name: &str, of: &str, rows: &[String]| {
        let header = header(&work, of);
        work.write(name, header + &rows.concat());
    };
    file("births.csv", "births", &births);
    file("first.csv", "submissions", &submissions[..half]);
    file("second.csv", "submissions", &submissions[half..]);
    let files = ["--births", "births.csv", "--submissions", "second.csv", "first.csv"];
    work.link(&[&files[..], &["--out", "shuffled"]].concat()).succeeds();
    let shuffled = work.opened("shuffled");
    assert!(straight.clients() == shuffled.clients());
    for name in ["pairs", "decisions", "clients", "crosswalk"] {
        let (one, other) = (straight.table(name), shuffled.table(name));
        assert!(one.rows_without(RUN) == other.rows_without(RUN), "{name}.parquet differs");
    }
}

fn header(work: &Work, name: &str) -> String {
    lines(work, name).remove(0)
}

fn lines(work: &Work, name: &str) -> Vec<String> {
    let text = String::from_utf8(work.read(&format!("synth/{name}.csv"))).unwrap();
    text.split_inclusive('\n').map(str::to_string).collect()
}

/// The rows of a file of `synth` in another order: by their ends, which are not what they begin with.
fn shuffled(work: &Work, name: &str) -> Vec<String> {
    let rows = lines(work, name).split_off(1);
    let mut turned = rows.clone();
    turned.sort_by_key(|row| row.chars().rev().collect::<String>());
    assert!(turned != rows);
    turned
}
