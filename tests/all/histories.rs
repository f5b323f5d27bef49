//! Clients' vaccination histories through the program: from rows or messages to events, and measured.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::harness::{RunFolder, Table, Work};

const FILES: [&str; 6] = [
    "--births",
    "synth/births.csv",
    "--submissions",
    "synth/submissions.csv",
    "--doses",
    "synth/doses.csv",
];

/// People with their doses, linked.
static PEOPLE: LazyLock<(Work, RunFolder)> = LazyLock::new(|| {
    let work = Work::with_people(3000);
    work.link(&[&FILES[..], &["--out", "run"]].concat()).succeeds();
    let run = work.opened("run");
    (work, run)
});

fn doses() -> Table {
    PEOPLE.1.table("doses")
}

const SUBMISSIONS: &str = "record_id,source,received_at,first_name,last_name,birth_date,sex,\
mother_maiden_name,street,city,phone,mrn
a,PEDS,2024-03-01,Lucas,Amaral,2023-11-03,M,Teixeira,12 Elm St,Lowell,978 555 0142,8841
b,PEDS,2024-05-01,Lucas,Amaral,2023-11-03,M,Teixeira,12 Elm St,Lowell,978 555 0142,8841
c,PHARMACY,2024-06-01,Lucas,Amaral,2023-11-03,M,Teixeira,12 Elm St,Lowell,978 555 0142,77
";

/// One child as a clinic tells of it twice and a pharmacy once.
const DOSES: &str = "record_id,vaccine,dose_date,dose_source,dose_manufacturer,dose_amount,\
completion,dose_action,order_number
a,110,2024-01-05,00,SKB,0.50,,A,1
a,133,2024-01-06,00,PFR,.5,,A,2
a,83,2024-01-05,00,,,,A,3
b,133,2024-01-05,00,WAL,0.25,,U,2
b,83,2024-01-05,00,,half,,D,3
b,03,2024-04-05,00,,999,RE,A,4
c,107,2024-01-07,01,,999,,,9999
c,45,2024-01-07,01,,999,,,9999
c,89,2024-01-07,01,,999,,,9999
c,08,2023-11-03,06,MSD,,,,9999
";

#[test]
fn a_childs_doses_stand_once_each() {
    let work = Work::new();
    work.write("submissions.csv", SUBMISSIONS);
    work.write("doses.csv", DOSES);
    let files = ["--submissions", "submissions.csv", "--doses", "doses.csv", "--out", "run"];
    let said = work.link(&files).succeeds().stdout;
    assert!(said.contains("told of in 10 rows"), "{said}");
    let doses = work.opened("run").table("doses");
    let columns = ["dose_date", "vaccine", "record_id", "preferred", "reason", "dose_source"];
    let columns = columns.map(|name| doses.text(name));
    let rows: Vec<String> = (0..doses.len())
        .map(|row| columns.each_ref().map(|of| of[row].as_str()).join(" "))
        .collect();
    let told: BTreeSet<&str> = rows.iter().map(String::as_str).collect();
    let expected = [
        "2023-11-03 08 c true only_statement 06",
        "2024-01-05 110 a true best_statement 00",
        "2024-01-05 133 b true best_statement 00",
        "2024-01-05 83 a false deleted 00",
        "2024-01-05 83 b false deletion 00",
        "2024-01-06 133 a false replaced 00",
        "2024-01-07 107 c false near_day 01",
        "2024-01-07 45 c false near_day 01",
        "2024-01-07 89 c false near_day 01",
        "2024-04-05 03 b false refused 00",
    ];
    assert_eq!(told, BTreeSet::from(expected));
    let events: BTreeSet<String> = doses.text("event_id").into_iter().collect();
    assert_eq!(events.len(), 4, "three events, and none");
    assert_eq!(rows[0], expected[0], "the client's first day comes first");
    let columns = ["vaccine", "manufacturer", "amount"].map(|name| doses.text(name));
    let made = (0..doses.len()).map(|row| columns.each_ref().map(|of| of[row].as_str()).join(" "));
    let made: BTreeSet<String> = made.collect();
    let expected = [
        "03  ",
        "08 MSD ",
        "107  ",
        "110 SKB 0.5",
        "133 PFR 0.5",
        "133 WAL 0.25",
        "45  ",
        "83  ",
        "89  ",
    ];
    assert_eq!(made, BTreeSet::from(expected.map(String::from)));
}

#[test]
fn every_row_of_the_file_stands_with_its_client() {
    let (doses, of) = (doses(), PEOPLE.1.clients());
    let sent = PEOPLE.0.read("synth/doses.csv");
    assert_eq!(doses.len(), String::from_utf8(sent).unwrap().lines().count() - 1);
    let (clients, records) = (doses.text("client_id"), doses.text("record_id"));
    assert!(clients.is_sorted());
    assert!(records.iter().zip(&clients).all(|(record, client)| of[record] == *client));
}

#[test]
fn every_event_has_one_preferred_row_and_it_comes_first() {
    let doses = doses();
    let (events, preferred) = (doses.text("event_id"), doses.text("preferred"));
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (event, preferred) in events.iter().zip(&preferred) {
        let rows = seen.entry(event).or_default();
        assert_eq!(*preferred == "true", *rows == 0 && !event.is_empty());
        *rows += 1;
    }
    let counted = PEOPLE.1.manifest()["counts"]["events"].as_u64().unwrap();
    assert_eq!(seen.keys().filter(|event| !event.is_empty()).count() as u64, counted);
}

#[test]
fn every_dose_that_was_given_is_in_the_history_once() {
    let measure = ["evaluate", "--run", "run", "--truth", "synth/truth.csv", "--json"];
    let found = PEOPLE.0.run(measure).succeeds().stdout;
    let found: Value = serde_json::from_str(&found).unwrap();
    let histories = &found["histories"];
    for figure in ["precision", "recall"] {
        let of = |count: &Value| count[figure].as_f64().unwrap();
        let (whole, by_parts) = (of(histories), of(&histories["by_parts"]));
        assert!(by_parts > 0.998 && whole > 0.99, "{figure} {whole} {by_parts}");
        assert!(whole <= by_parts);
    }
    assert_eq!(histories["events_of_none"], 0);
    let given = [&measure[..], &["--truth-doses", "synth/truth_doses.csv"]].concat();
    let again: Value = serde_json::from_str(&PEOPLE.0.run(given).succeeds().stdout).unwrap();
    assert_eq!(*histories, again["histories"]);
    let page = [&measure[..5], &["--report", "page.html"]].concat();
    let table = PEOPLE.0.run(page).succeeds().stdout;
    assert!(table.contains("events, and precision"));
    let page = String::from_utf8(PEOPLE.0.read("page.html")).unwrap();
    assert!(page.contains("Vaccination histories"));
}

#[test]
fn the_order_of_rows_and_the_number_of_threads_change_no_history() {
    let work = &PEOPLE.0;
    let text = String::from_utf8(work.read("synth/doses.csv")).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    work.write("turned.csv", format!("{header}\n{}\n", rows.join("\n")));
    let files = [&FILES[..5], &["turned.csv", "--threads", "1", "--out", "turned"]].concat();
    work.link(&files).succeeds();
    let turned = work.opened("turned").table("doses");
    assert!(turned.rows_without(&["run_id"]) == doses().rows_without(&["run_id"]));
}

#[test]
fn messages_give_the_histories_of_rows() {
    let work = &PEOPLE.0;
    work.run(["synth", "--out", "messages", "--people", "3000", "--hl7"]).succeeds();
    let files =
        ["--births", "messages/births.csv", "--submissions", "messages/submissions.hl7", "--out"];
    work.link(&[&files[..], &["of_messages"]].concat()).succeeds();
    let of_messages = work.opened("of_messages").table("doses");
    let told = |doses: &Table| -> BTreeSet<Vec<String>> {
        let without = ["run_id", "event_id", "order_number", "facility", "lot", "source"];
        doses.rows_without(&without).into_iter().collect()
    };
    assert!(told(&of_messages) == told(&doses()));
}

#[test]
fn without_doses_there_is_an_empty_file_and_nothing_to_measure() {
    let work = &PEOPLE.0;
    let bare = work.link_people("bare", &[]);
    assert_eq!(bare.table("doses").len(), 0);
    assert_eq!(bare.table("doses").names(), doses().names());
    let measure = ["evaluate", "--run", "bare", "--truth", "synth/truth.csv"];
    let said = work.run(measure).succeeds().stdout;
    assert!(!said.contains("statements about doses"));
    let given = [&measure[..], &["--truth-doses", "synth/truth_doses.csv"]].concat();
    work.run(given).fails_saying(&["the run has no doses"]);
}

#[test]
fn the_window_is_a_setting() {
    let work = &PEOPLE.0;
    work.write("none.toml", "[history]\nwindow_days = 0\n");
    work.link(&[&FILES[..], &["--settings", "none.toml", "--out", "none"]].concat()).succeeds();
    let none = work.opened("none");
    assert!(none.table("doses").text("reason").iter().all(|reason| reason != "near_day"));
    let events = |run: &RunFolder| run.manifest()["counts"]["events"].as_u64();
    assert!(events(&none) > events(&PEOPLE.1));
}
