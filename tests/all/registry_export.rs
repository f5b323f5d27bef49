//! `registry export`: what a registry holds now.

use std::collections::{BTreeMap, BTreeSet};

use crate::filled::{EXPORTED, Nights, bytes};
use crate::harness::Work;

#[test]
fn an_export_after_one_night_is_what_the_night_has_told() {
    let mut nights = Nights::new(300, 1);
    let run = nights.next();
    let export = nights.export("export");
    let (exported, told) = (bytes(&export), bytes(&run));
    for name in ["decisions", "clients", "doses"] {
        assert!(exported[name] == told[name], "{name}");
    }
    let crosswalk = export.table("crosswalk");
    assert!(crosswalk.text("event").iter().all(|event| event == "kept"));
    assert_eq!(crosswalk.text("client_id"), export.table("clients").text("client_id"));
}

#[test]
fn an_export_after_many_nights_knows_every_record_and_every_id() {
    let nights = Nights::over(400, 4);
    nights.is_sound();
    let export = nights.export("export");
    let (decisions, clients) = (export.table("decisions"), export.table("clients"));
    let ids = decisions.text("record_id");
    assert!(ids.is_sorted_by(|one, next| one < next), "once each, in order");
    let members: u64 = clients.numbers("records").iter().sum();
    assert_eq!(members, ids.len() as u64);
    let standing: BTreeSet<String> = clients.text("client_id").into_iter().collect();
    assert_eq!(standing, decisions.text("client_id").into_iter().collect());

    // What the last night that has told of a record has said of it holds still, but for who stood alone.
    let mut told = BTreeMap::new();
    let mut created = BTreeSet::new();
    for night in 0..4 {
        let run = nights.work.opened(&format!("run-{night}"));
        let rows = run.table("decisions").rows_without(&[]);
        told.extend(rows.into_iter().map(|row| (row[1].clone(), row)));
        created.extend(run.table("crosswalk").text("client_id"));
    }
    let action = decisions.names().iter().position(|column| column == "action").unwrap();
    for row in decisions.rows_without(&[]) {
        let then = &told[&row[1]];
        assert_eq!(row[..action], then[..action]);
        match then[action].as_str() {
            "hold" => assert!(["hold", "create"].contains(&row[action].as_str())),
            _ => assert_eq!(&row, then),
        }
    }

    let crosswalk = export.table("crosswalk");
    assert_eq!(created, crosswalk.text("client_id").into_iter().collect());
    let rows = crosswalk.text("client_id").into_iter().zip(crosswalk.text("event"));
    for ((id, event), into) in rows.zip(crosswalk.text("into_client_id")) {
        match event.as_str() {
            "kept" => assert!(standing.contains(&id) && into.is_empty()),
            "merged" => assert!(!standing.contains(&id) && standing.contains(&into)),
            _ => assert_eq!(event, "split"),
        }
    }
    assert!(crosswalk.text("event").contains(&"merged".to_string()), "nothing was merged");
}

#[test]
fn one_state_gives_the_same_bytes_and_nothing_but_its_files() {
    let nights = Nights::over(200, 2);
    let first = bytes(&nights.export("first"));
    nights.registry(&["backup", "--out", "copy.db"]).succeeds();
    let copied = ["registry", "export", "--registry", "copy.db", "--out", "second"];
    nights.work.run([&copied[..], &["--threads", "1"]].concat()).succeeds();
    assert!(first == bytes(&nights.work.opened("second")));
    assert_eq!(nights.work.read("first/export.json"), nights.work.read("second/export.json"));
    let files: BTreeSet<String> = EXPORTED.iter().map(|name| format!("{name}.parquet")).collect();
    let files = &files | &["export.json".to_string()].into();
    assert_eq!(nights.work.list("first"), files);
    let counts: serde_json::Value =
        serde_json::from_slice(&nights.work.read("first/export.json")).unwrap();
    let clients = nights.work.opened("first").table("clients").len();
    assert_eq!(counts["clients"], clients);
    assert_eq!(counts["log_end"].as_str().unwrap().len(), 64);
}

#[test]
fn an_empty_registry_gives_empty_files_and_what_exists_is_not_touched() {
    let work = Work::new();
    work.run(["registry", "init", "--registry", "registry.db"]).succeeds();
    let export = ["registry", "export", "--registry", "registry.db", "--out", "export"];
    work.run(export).succeeds();
    for name in EXPORTED {
        assert_eq!(work.opened("export").table(name).len(), 0, "{name}");
    }
    work.run(export).fails_saying(&["export", "already exists"]);
    work.write("people.csv", "record_id,first_name\n1,ADA\n".repeat(100));
    let other = export.map(|word| if word == "registry.db" { "people.csv" } else { word });
    work.run(other).fails_saying(&["people.csv", "not a registry"]);
}
