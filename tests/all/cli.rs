//! The command line: what it refuses, in which words, and that a record is a record in any format.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::harness::{AS_OF, Work};

const PEOPLE: &str = "record_id,first_name,last_name,birth_date\n1,ADA,BOYD,2020-03-04\n";

#[test]
fn every_command_tells_its_exit_codes_and_an_example() {
    let work = Work::new();
    let help = work.run(["--help"]).succeeds().stdout;
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands = list.lines().filter_map(|line| line.strip_prefix("  "));
    let commands = commands.filter(|line| !line.starts_with(' '));
    let names: Vec<&str> = commands
        .map(|line| line.split(' ').next().unwrap())
        .filter(|&name| name != "help")
        .collect();
    assert!(
        ["link", "judge", "explain", "evaluate", "compare", "train", "synth"]
            .iter()
            .all(|name| names.contains(name))
    );
    for name in names {
        let page = work.run([name, "--help"]).succeeds().stdout;
        for words in ["Exit codes: 0 done", "Example:", &format!("selfsame {name} ")] {
            assert!(page.contains(words), "{name} --help lacks {words:?}");
        }
    }
}

#[test]
fn a_missing_column_is_named_with_the_way_to_map_it() {
    let work = Work::new();
    for (column, kind, section) in [
        ("record_id", "--births", "[births.columns]"),
        ("first_name", "--births", "[births.columns]"),
        ("last_name", "--submissions", "[submissions.columns]"),
        ("birth_date", "--submissions", "[submissions.columns]"),
    ] {
        work.write("people.csv", PEOPLE.replace(column, "shoe_size"));
        let refused = work.link(&[kind, "people.csv", "--out", "run"]);
        refused.fails_saying(&["people.csv", &format!("\"{column}\""), section, "settings"]);
    }
    assert_eq!(work.list("."), ["people.csv"].map(String::from).into());
}

#[test]
fn settings_and_models_that_make_no_sense_are_refused() {
    let work = Work::new();
    work.write("people.csv", PEOPLE);
    for (text, word) in [
        ("[decide]\nlnik = 5.0\n", "lnik"),
        ("[births.columns]\nshoe_size = \"x\"\n", "shoe_size"),
        ("[births.columns]\nzip = { form = \"postcode\" }\n", "zip"),
        ("[decide]\nlink = \"high\"\n", "link"),
        ("[decide]\nreview = 9.0\n", "review"),
        ("this is no TOML", "settings.toml"),
    ] {
        work.write("settings.toml", text);
        let given = ["--submissions", "people.csv", "--settings", "settings.toml", "--out", "run"];
        work.link(&given).fails_saying(&["settings.toml", word]);
    }
    for (text, word) in [
        ("not JSON", "not a model"),
        ("{\"format\": 1}", "not a model"),
        (&include_str!("../../data/model.json").replacen("\"format\": 1", "\"format\": 9", 1), "9"),
    ] {
        work.write("model.json", text);
        let given = ["--submissions", "people.csv", "--model", "model.json", "--out", "run"];
        work.link(&given).fails_saying(&["model.json", word]);
    }
    assert!(!work.path("run").exists());
}

#[test]
fn what_is_not_there_or_not_given_is_said() {
    let work = Work::new();
    work.write("people.csv", PEOPLE);
    work.write("people.xlsx", PEOPLE);
    let given = ["--submissions", "people.csv"];
    let link = |more: &[&str]| work.link(&[&given, more].concat());
    work.link(&["--out", "run"]).fails_saying(&["--births", "--submissions"]);
    work.link(&["--births", "gone.csv", "--out", "run"]).fails_saying(&["gone.csv", "cannot read"]);
    work.link(&["--births", "people.xlsx", "--out", "run"]).fails_saying(&["people.xlsx", ".csv"]);
    link(&["--settings", "gone.toml", "--out", "run"]).fails_saying(&["gone.toml"]);
    link(&["--model", "gone.json", "--out", "run"]).fails_saying(&["gone.json"]);
    link(&["--threads", "0", "--out", "run"]).fails_saying(&["--threads"]);
    work.run(["explain", "--run", "gone", "a", "b"]).fails_saying(&["gone"]);
    let evaluate = ["evaluate", "--run", "gone", "--truth", "people.csv"];
    work.run(evaluate).fails_saying(&["people.csv"]);
    assert_eq!(work.list("."), ["people.csv", "people.xlsx"].map(String::from).into());
}

#[test]
fn arguments_that_make_no_sense_end_with_2() {
    let work = Work::new();
    work.write("people.csv", PEOPLE);
    for arguments in [
        &["lnik"][..],
        &["link", "--submissions", "people.csv"],
        &["link", "--submissions", "people.csv", "--out", "run", "--as-of", "yesterday"],
        &["synth", "--people", "0", "--out", "synth"],
        &["synth", "--people", "many", "--out", "synth"],
    ] {
        let outcome = work.run(arguments).ends_with(2);
        assert!(!outcome.stderr.is_empty());
    }
    assert_eq!(work.list("."), ["people.csv"].map(String::from).into());
}

#[test]
fn quiet_says_nothing_and_loud_says_how_it_went() {
    let work = Work::new();
    work.write("people.csv", PEOPLE);
    let given = ["--submissions", "people.csv", "--out"];
    let quiet = work.link(&[&given[..], &["one", "--quiet"]].concat()).succeeds();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let loud = work.link(&[&given[..], &["two"]].concat()).succeeds();
    assert!(loud.stdout.contains("two is complete") && loud.stderr.contains("score"));
}

#[test]
fn a_record_is_the_same_record_in_every_format() {
    let work = Work::with_people(1000);
    work.run(["synth", "--people", "1000", "--parquet", "--out", "columns"]).succeeds();
    for name in ["births", "submissions"] {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&work.read(&format!("synth/{name}.csv"))).unwrap();
        work.write(&format!("zipped/{name}.csv.gz"), packed.finish().unwrap());
    }
    let plain = work.link_people("plain", &[]);
    for (folder, ending) in [("zipped", "csv.gz"), ("columns", "parquet")] {
        let births = format!("{folder}/births.{ending}");
        let submissions = format!("{folder}/submissions.{ending}");
        let out = format!("run-{ending}");
        let given = ["--births", &births, "--submissions", &submissions, "--out", &out];
        work.link(&given).succeeds();
        let run = work.opened(&out);
        assert!(run.clients() == plain.clients(), "{ending}");
        assert!(run.bytes()["clients"] == plain.bytes()["clients"], "{ending}");
    }
}

#[test]
fn a_settings_file_makes_foreign_columns_into_records() {
    let work = Work::new();
    let own = "record_id,source,first_name,last_name,birth_date,mother_maiden_name,street,zip\n\
               r1,rvrs,ADA,BOYD,2020-03-04,OAKES,12 ELM ST,02139\n\
               r2,rvrs,LEO,MOSS,2019-11-30,FINCH,9 BAY RD,01002\n";
    let foreign = "sfn,given,family,dob,maiden,no,road,zip,shoe_size\n\
                   r1,ADA,BOYD,20200304,OAKES,12,ELM ST,02139,4\n\
                   r2,LEO,MOSS,11/30/2019,FINCH,9,BAY RD,01002,5\n";
    let clinic = "record_id,first_name,last_name,birth_date,mother_maiden_name,street,zip\n\
                  s1,ADA,BOYD,03.04.2020,OAKES,12 ELM ST,02139\n\
                  s2,LEO,MOSS,11.30.2019,FINCH,9 BAY RD,01002\n";
    work.write("own.csv", own);
    work.write("foreign.csv", foreign);
    work.write("clinic.csv", clinic);
    work.write("own.toml", CLINIC);
    work.write("foreign.toml", String::from(BIRTHS) + CLINIC);
    let link = |births: &str, settings: &str, out: &str| {
        let given = ["--births", births, "--submissions", "clinic.csv", "--settings", settings];
        work.link(&[&given[..], &["--out", out]].concat()).succeeds();
        work.opened(out)
    };
    let plain = link("own.csv", "own.toml", "plain");
    let mapped = link("foreign.csv", "foreign.toml", "mapped");
    assert!(mapped.bytes()["clients"] == plain.bytes()["clients"]);
    let clients = mapped.clients();
    assert!(clients["r1"] == clients["s1"] && clients["r2"] == clients["s2"]);
    assert!(clients["r1"] != clients["r2"]);
    assert_eq!(mapped.table("clients").text("birth_date").len(), 2);
    assert!(mapped.table("clients").text("birth_date").contains(&"2019-11-30".to_string()));
    assert!(mapped.table("clients").text("sources").iter().all(|all| all == "north clinic;rvrs"));
    assert_eq!(mapped.manifest()["inputs"][0]["ignored_columns"][0], "shoe_size");
    assert_eq!(mapped.manifest()["as_of"], format!("{AS_OF}T00:00:00Z"));
}

const BIRTHS: &str = r#"
[births.columns]
record_id = "sfn"
first_name = "given"
last_name = "family"
birth_date = { from = "dob", formats = ["%Y%m%d", "%m/%d/%Y"] }
mother_maiden_name = "maiden"
street = { join = ["no", "road"] }
"#;

const CLINIC: &str = r#"
[submissions.columns]
birth_date = { formats = ["%m.%d.%Y"] }
source = { value = "north clinic" }
"#;

#[test]
fn the_rates_of_a_population_are_listed_changed_and_checked() {
    let work = Work::new();
    let listed = work.run(["synth", "--print-rates"]).succeeds().stdout;
    assert!(listed.contains("\nnickname = ") && listed.contains("Published: "));
    work.write("usual.toml", &listed);
    work.write("calm.toml", "nickname = 0\ntwin_deliveries = 0.5\n");
    work.write("wrong.toml", "nikname = 0.1\n");
    let synth = |out: &'static str, more: &[&str]| {
        work.run([&["synth", "--people", "300", "--out", out][..], more].concat())
    };
    synth("plain", &[]).succeeds();
    synth("usual", &["--rates", "usual.toml", "--noise", "1"]).succeeds();
    synth("calm", &["--rates", "calm.toml"]).succeeds();
    synth("loud", &["--noise", "3"]).succeeds();
    let truth = |out: &str| work.read(&format!("{out}/truth.csv"));
    assert!(truth("plain") == truth("usual"));
    assert!(!String::from_utf8(truth("calm")).unwrap().contains("nickname"));
    assert!(truth("loud").len() > truth("plain").len());
    let refused = synth("no", &["--rates", "wrong.toml"]).ends_with(2);
    assert!(refused.stderr.contains("wrong.toml") && refused.stderr.contains("`nikname`"));
    synth("no", &["--noise", "-1"]).ends_with(2);
}
