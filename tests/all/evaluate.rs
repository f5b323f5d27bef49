//! `evaluate` and its page, and `compare`, on the people that come with the sources.

use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

use crate::harness::Work;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");

/// The people of `data/sample`, linked as by default and with a higher threshold.
static RUNS: LazyLock<Work> = LazyLock::new(|| {
    let work = Work::new();
    work.write("strict.toml", "[decide]\nlink = 20.0\nanswer = 20.0\n");
    let (births, submissions) = (sample("births.csv"), sample("submissions.csv"));
    let files = ["--births", &births, "--submissions", &submissions, "--quiet"];
    work.link(&[&files[..], &["--out", "run"]].concat()).succeeds();
    let strict = ["--settings", "strict.toml", "--out", "strict"];
    work.link(&[&files[..], &strict].concat()).succeeds();
    work
});

fn sample(name: &str) -> String {
    Path::new(DATA).join(name).to_str().unwrap().to_string()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn an_evaluation_holds_all_figures_and_is_the_same_again() {
    let truth = sample("truth.csv");
    let evaluate = ["evaluate", "--run", "run", "--truth", &truth];
    let first = RUNS.run([&evaluate[..], &["--json"]].concat()).succeeds().stdout;
    assert_eq!(RUNS.run([&evaluate[..], &["--json"]].concat()).succeeds().stdout, first);
    let found = json(&first);
    for key in ["precision", "recall", "f1"] {
        let (figure, interval) = (&found["closure"][key], &found["intervals"][key]);
        let [figure, low, high] = [figure, &interval["low"], &interval["high"]].map(Value::as_f64);
        assert!(low <= figure && figure <= high, "{key}");
    }
    assert!(found["intervals"]["recall"]["low"].as_f64() < found["closure"]["recall"].as_f64());
    let seeded = RUNS.run([&evaluate[..], &["--json", "--seed", "2"]].concat()).succeeds().stdout;
    assert_eq!(json(&seeded)["closure"], found["closure"]);
    assert_ne!(json(&seeded)["intervals"], found["intervals"]);
    let passes = found["blocking"]["by_pass"].as_array().unwrap();
    let of_pass = |key| passes.iter().map(move |pass| pass[key].as_u64().unwrap());
    assert!(passes.len() > 10 && of_pass("found").max() <= found["blocking"]["found"].as_u64());
    let (all, only): (u64, u64) = (of_pass("found").sum(), of_pass("only_here").sum());
    assert!(0 < only && only < all);
    let groups = found["subgroups"].as_array().unwrap();
    for (by, name) in [
        ("age", "under two"),
        ("plurality", "multiples"),
        ("given name", "placeholder"),
        ("surname", "compound"),
        ("maiden name", "missing"),
        ("sources", "birth and submission"),
        ("sources", "two submissions"),
        ("race", "White"),
        ("ethnicity", "not Hispanic or Latino"),
    ] {
        let group = groups.iter().find(|group| group["by"] == by && group["name"] == name);
        assert!(group.unwrap()["true_pairs"].as_u64() > Some(0), "{by}: {name}");
    }
    let table = RUNS.run(evaluate).succeeds().stdout;
    // A reason with many guards takes the room that it needs.
    assert!(
        table.lines().filter(|line| !line.contains(';')).all(|line| line.chars().count() <= 100),
        "{table}"
    );
}

#[test]
fn the_page_is_whole_in_itself_and_shows_no_values_unasked() {
    let truth = sample("truth.csv");
    let evaluate = ["evaluate", "--run", "run", "--truth", &truth, "--report"];
    RUNS.run([&evaluate[..], &["page.html"]].concat()).succeeds();
    let page = String::from_utf8(RUNS.read("page.html")).unwrap();
    for outside in ["http:", "https:", "src=", "url(", "@import", "<script", "<link", "<img"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for section in [
        "headline",
        "thresholds",
        "weights",
        "calibration",
        "blocking",
        "subgroups",
        "families",
        "model",
        "missed",
    ] {
        assert!(page.contains(&format!("<section id=\"{section}\">")), "{section}");
    }
    assert!(page.contains("False merges") && page.contains("Missed pairs"));
    assert!(page.matches("<svg viewBox").count() > 10 && !page.contains("NaN"));
    for element in ["section", "svg", "table", "tr", "td", "figure", "article", "div", "p", "text"]
    {
        let opened = page.matches(&format!("<{element}>")).count()
            + page.matches(&format!("<{element} ")).count();
        assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{element}");
    }
    assert!(!page.contains("mother_maiden_name"));
    RUNS.run([&evaluate[..], &["values.html", "--show-values"]].concat()).succeeds();
    assert!(String::from_utf8(RUNS.read("values.html")).unwrap().contains("mother_maiden_name"));
    RUNS.run(["evaluate", "--run", "run", "--truth", &truth, "--show-values"]).ends_with(2);
}

#[test]
fn a_truth_of_pairs_is_as_good_and_is_refused_with_its_line() {
    let clients = RUNS.opened("run").clients();
    let mut ids = clients.keys();
    let (one, other) = (ids.next().unwrap(), ids.next().unwrap());
    let evaluate = |rows: &str| {
        let truth = format!("record_id_a,record_id_b\n{one},{other}\n{rows}");
        let name = format!("pairs-{}.csv", rows.len());
        RUNS.write(&name, truth);
        (RUNS.run(["evaluate", "--run", "run", "--truth", &name, "--json"]), name)
    };
    let found = json(&evaluate("").0.succeeds().stdout);
    assert_eq!((&found["true_pairs"], &found["people"]), (&1.into(), &(clients.len() - 1).into()));
    for (rows, word) in [
        (format!("{one},nobody\n"), "line 3: record_id_b is the id of no record"),
        (format!("{one},{one}\n"), "line 3: record_id_b is record_id_a"),
        (format!("{other},{one}\n\n\n"), "line 3: record_id_a and record_id_b stand on"),
    ] {
        let (outcome, name) = evaluate(&rows);
        outcome.fails_saying(&[&name, word]);
    }
}

#[test]
fn a_run_compared_with_itself_has_not_changed() {
    let text = RUNS.run(["compare", "run", "run"]).succeeds().stdout;
    assert!(text.ends_with("\nnothing changes\n"), "{text}");
    let found = json(&RUNS.run(["compare", "run", "run", "--json"]).succeeds().stdout);
    assert_eq!(found["clients"]["same"], found["clients"]["before"]);
    assert!(found["made_of"].as_array().unwrap().iter().all(|part| part["same"] == true));
}

#[test]
fn a_higher_threshold_unlinks_and_the_way_back_links_again() {
    let compare = |runs: [&str; 2]| {
        let given = ["compare", runs[0], runs[1], "--json", "--examples", "2"];
        json(&RUNS.run(given).succeeds().stdout)
    };
    let (there, back) = (compare(["run", "strict"]), compare(["strict", "run"]));
    let count = |found: &Value, key: &str| found["pairs"][key].as_u64().unwrap();
    assert!(count(&there, "no_longer_linked") > 0 && count(&there, "newly_in_review") > 0);
    assert_eq!(count(&there, "no_longer_linked"), count(&back, "newly_linked"));
    assert_eq!(there["clients"]["before"], back["clients"]["after"]);
    assert_eq!(there["clients"]["records_changed"], back["clients"]["records_changed"]);
    assert_eq!(
        there["pairs"]["weight_shift"]["pairs"],
        there["pairs"]["weight_shift"]["unchanged"]
    );
    let examples = there["pairs"]["examples_no_longer_linked"].as_array().unwrap();
    assert_eq!((examples.len(), &examples[0]["before"]["decision"]), (2, &"link".into()));
    let settings = there["made_of"].as_array().unwrap();
    let settings = settings.iter().find(|part| part["what"] == "settings").unwrap();
    assert_eq!(settings["same"], false);
    let text = RUNS.run(["compare", "run", "strict"]).succeeds().stdout;
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    RUNS.run(["compare", "run", "gone"]).fails_saying(&["gone"]);
}

#[test]
fn an_example_says_which_levels_changed() {
    let (births, submissions) = (sample("births.csv"), sample("submissions.csv"));
    RUNS.write("unnamed.toml", "[submissions.columns]\nfirst_name = { value = \"UNKNOWN\" }\n");
    let files = ["--births", &births, "--submissions", &submissions, "--quiet"];
    let unnamed = ["--settings", "unnamed.toml", "--out", "unnamed"];
    RUNS.link(&[&files[..], &unnamed].concat()).succeeds();
    let found = RUNS.run(["compare", "run", "unnamed", "--examples", "50", "--json"]);
    let found = json(&found.succeeds().stdout);
    let examples = found["pairs"]["examples_no_longer_linked"].as_array().unwrap();
    let named =
        |level: &Value| level["comparison"] == "first_name" && level["after"][0] == "missing";
    assert!(examples.iter().any(|example| example["levels"].as_array().unwrap().iter().any(named)));
    let text = RUNS.run(["compare", "run", "unnamed"]).succeeds().stdout;
    assert!(text.contains("first_name") && !text.contains("UNKNOWN"));
}

#[test]
fn records_of_one_run_alone_are_counted() {
    let births = sample("births.csv");
    RUNS.link(&["--births", &births, "--quiet", "--out", "births"]).succeeds();
    let found = json(&RUNS.run(["compare", "run", "births", "--json"]).succeeds().stdout);
    let clients = RUNS.opened("run").clients();
    let born = RUNS.opened("births").clients();
    assert_eq!(found["records"], born.len());
    assert_eq!(found["records_only_before"], clients.len() - born.len());
    assert_eq!(found["records_only_after"], 0);
}
