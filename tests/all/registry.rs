//! `registry` as its users call it.

use crate::harness::Work;

fn with_registry() -> Work {
    let work = Work::new();
    let said = work.run(["registry", "init", "--registry", "registry.db"]).succeeds().stdout;
    assert_eq!(said, "registry.db: an empty registry\n");
    work
}

#[test]
fn a_registry_is_made_checked_counted_and_copied() {
    let work = with_registry();
    let place = ["--registry", "registry.db"];
    let said = work.run([&["registry", "verify"], &place[..]].concat()).succeeds().stdout;
    assert!(said.contains("problems                     0"), "{said}");
    let said = work.run([&["registry", "stats"], &place[..]].concat()).succeeds().stdout;
    assert!(said.contains("model           shipped"), "{said}");
    work.run([&["registry", "backup", "--out", "copy.db"], &place[..]].concat()).succeeds();
    let copied = ["registry", "verify", "--registry", "copy.db", "--json"];
    let said = work.run(copied).succeeds().stdout;
    let found: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&found["records"], &found["problem_count"]), (&0.into(), &0.into()));
}

#[test]
fn a_model_and_settings_are_in_force_from_the_beginning() {
    let work = Work::new();
    work.write("settings.toml", "[history]\nwindow_days = 7\n");
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/data/model.json");
    let init = ["registry", "init", "--registry", "registry.db", "--settings", "settings.toml"];
    work.run([&init[..], &["--model", model]].concat()).succeeds();
    let stats = ["registry", "stats", "--registry", "registry.db", "--json"];
    let said = work.run(stats).succeeds().stdout;
    let stats: serde_json::Value = serde_json::from_str(&said).unwrap();
    for kind in ["model", "settings"] {
        assert_eq!(stats[kind].as_str().unwrap().len(), 64, "{kind}");
    }
    assert_eq!(stats["events"], 2);
    work.write("settings.toml", "[history]\nwindow = 7\n");
    let again = init.map(|word| if word == "registry.db" { "other.db" } else { word });
    work.run(again).fails_saying(&["settings.toml", "window"]);
    assert!(!work.path("other.db").exists());
}

#[test]
fn what_is_there_is_not_overwritten_and_what_is_no_registry_is_refused() {
    let work = with_registry();
    let before = work.read("registry.db");
    work.run(["registry", "init", "--registry", "registry.db"])
        .fails_saying(&["registry.db", "there already"]);
    let onto_itself = ["registry", "backup", "--registry", "registry.db", "--out", "registry.db"];
    work.run(onto_itself).fails_saying(&["registry.db", "there already"]);
    assert_eq!(work.read("registry.db"), before);
    work.write("people.csv", "record_id,first_name\n1,ADA\n".repeat(100));
    for command in ["verify", "stats"] {
        work.run(["registry", command, "--registry", "people.csv"])
            .fails_saying(&["people.csv", "not a registry"]);
        work.run(["registry", command, "--registry", "nowhere.db"])
            .fails_saying(&["nowhere.db", "cannot open the registry"]);
    }
}

#[test]
fn a_registry_changed_behind_its_back_is_told_of_and_ends_with_one() {
    let work = with_registry();
    let file = rusqlite::Connection::open(work.path("registry.db")).unwrap();
    file.execute_batch(
        "INSERT INTO sources VALUES (0, 'x'); INSERT INTO runs VALUES
        (1, 'r', 0, 'committed', '', '', '')",
    )
    .unwrap();
    let said = work.run(["registry", "verify", "--registry", "registry.db"]).ends_with(1).stdout;
    assert!(said.contains("runs: 1, and 0 by the log"), "{said}");
}

#[test]
fn every_command_of_the_registry_tells_its_exit_codes_and_an_example() {
    let work = Work::new();
    for command in ["init", "verify", "stats", "backup", "export", "unmerge", "compact"] {
        let page = work.run(["registry", command, "--help"]).succeeds().stdout;
        let example = format!("selfsame registry {command} ");
        for words in ["Inputs:", "Output:", "Cost:", "Exit codes: 0", "Example:", &example] {
            assert!(page.contains(words), "{command} --help lacks {words:?}");
        }
    }
}
