//! `judge` and `train` as their users call them.

use crate::harness::{AS_OF, Work};

const RECORDS: &str = "\
record_id,source,first_name,last_name,birth_date,sex,mother_maiden_name,street,zip,phone,certificate_number,birth_state
b1,rvrs,Inez,Amaral,2021-04-07,F,Teixeira,12 Elm St,01852,978-331-0142,104233,MA
s1,lowell-peds,INEZ,AMARAL,2021-04-07,F,TEIXEIRA,12 ELM STREET,01852,978-331-0142,,
s2,lowell-peds,Inez,Amaral,2021-04-07,F,,,,,,
s3,salem-peds,Ruth,Okafor,1988-03-01,F,,80 Oak Rd,01970,,,
";

const PAIRS: &str = "\
record_id_a,record_id_b,expected,same
b1,s1,Match,1
b1,s2,Possible Match,1
s1,s3,Not a Match,0
s2,s2,link,1
";

fn with_files() -> Work {
    let work = Work::new();
    work.write("records.csv", RECORDS);
    work.write("pairs.csv", PAIRS);
    work
}

const JUDGE: [&str; 7] =
    ["judge", "--records", "records.csv", "--pairs", "pairs.csv", "--as-of", AS_OF];

#[test]
fn a_line_a_pair_and_how_well_it_agrees() {
    let work = with_files();
    let said = work.run([&JUDGE[..], &["--same-person", "same"]].concat()).succeeds().stdout;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "record_id_a,record_id_b,decision,weight,probability,guards");
    let decisions: Vec<&str> =
        lines[1..5].iter().map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(decisions, ["link", "review", "apart", "link"]);
    assert!(lines[2].contains("thin_evidence"));
    for words in ["agreement                   1.0000", "wrong links                      0"] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn csv_and_parquet_say_the_same_and_json_says_why() {
    let work = with_files();
    work.run([&JUDGE[..], &["--out", "judged.csv"]].concat()).succeeds();
    work.run([&JUDGE[..], &["--out", "judged.parquet"]].concat()).succeeds();
    let csv = String::from_utf8(work.read("judged.csv")).unwrap();
    assert_eq!(csv.lines().count(), 5);
    let table = work.opened("").table("judged");
    assert_eq!(table.text("decision"), ["link", "review", "apart", "link"]);
    assert_eq!(table.text("record_id_b"), ["s1", "s2", "s3", "s2"]);
    let json = work.run([&JUDGE[..], &["--json"]].concat()).succeeds().stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let parts = json["pairs"][0]["comparisons"].as_array().unwrap();
    let sum: f64 = parts.iter().map(|part| part["weight"].as_f64().unwrap()).sum();
    assert_eq!(json["pairs"][0]["weight"].as_f64(), Some(sum), "the parts are the whole");
}

#[test]
fn a_pair_of_a_record_that_is_not_there_is_named_by_its_row() {
    let work = with_files();
    work.write("pairs.csv", "record_id_a,record_id_b\nb1,s1\nb1,nobody\n");
    let said = work.run(JUDGE).fails_saying(&["pairs.csv", "row 2", "record_id_b"]);
    assert!(!said.stderr.contains("nobody"), "an id is not repeated");
}

#[test]
fn a_model_is_trained_the_same_way_twice_and_printed() {
    let work = Work::with_people(600);
    let train = |out: &str, more: &[&str]| {
        let files = ["--births", "synth/births.csv", "--submissions", "synth/submissions.csv"];
        let time = ["--as-of", AS_OF, "--out", out];
        work.run([&["train"], &files[..], &time, more].concat()).succeeds().stdout
    };
    let table = train("one.json", &["--truth", "synth/truth.csv"]);
    train("two.json", &["--truth", "synth/truth.csv", "--threads", "1"]);
    assert_eq!(work.read("one.json"), work.read("two.json"));
    for words in ["log2(m/u)", "first_name", "household", "settled after"] {
        assert!(table.contains(words), "{table}");
    }
    let unlabelled = train("three.json", &[]);
    assert_ne!(table, unlabelled, "labels are learnt from");
    let model: serde_json::Value = serde_json::from_slice(&work.read("one.json")).unwrap();
    assert!(model["frequencies"]["first"]["total"].as_u64().unwrap() > 500);
    assert_eq!(model["standardization"], 1);
    work.link(&["--births", "synth/births.csv", "--model", "one.json", "--out", "run"]).succeeds();
}
