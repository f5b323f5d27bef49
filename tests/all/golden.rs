//! What holds of every run, shown on a population of three thousand people.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::harness::{RunFolder, TABLES, Table, Work};

/// One population and one run for all tests of this page.
static PEOPLE: LazyLock<(Work, RunFolder)> = LazyLock::new(|| {
    let work = Work::with_people(3000);
    // One row that must be refused, so that the sums below have something to miss.
    let mut births = String::from_utf8(work.read("synth/births.csv")).unwrap();
    births += "ragged,row\n";
    work.write("synth/births.csv", births);
    let files = ["--births", "synth/births.csv", "--submissions", "synth/submissions.csv"];
    work.link(&[&files[..], &["--out", "run"]].concat()).ends_with(1);
    let run = work.opened("run");
    (work, run)
});

fn table(name: &str) -> Table {
    PEOPLE.1.table(name)
}

/// A record as it was sent: field to value.
type Sent = BTreeMap<String, String>;

/// Every readable row of the inputs by record id, with whether it is a birth.
fn sent() -> BTreeMap<String, (bool, Sent)> {
    let mut sent = BTreeMap::new();
    for (file, birth) in [("synth/births.csv", true), ("synth/submissions.csv", false)] {
        let mut rows = csv::ReaderBuilder::new();
        let mut rows = rows.flexible(true).from_path(PEOPLE.0.path(file)).unwrap();
        let columns = rows.headers().unwrap().clone();
        for row in rows.records().map(Result::unwrap).filter(|row| row.len() == columns.len()) {
            let values = columns.iter().zip(row.iter().map(str::trim));
            let values: Sent = values.map(|(name, value)| (name.into(), value.into())).collect();
            sent.insert(values["record_id"].clone(), (birth, values));
        }
    }
    sent
}

#[test]
fn the_weights_of_the_comparisons_sum_to_the_weight() {
    let pairs = table("pairs");
    let names = pairs.names();
    let parts: Vec<Vec<f32>> = names
        .iter()
        .filter(|name| name.ends_with("_weight"))
        .map(|name| pairs.float32(name))
        .collect();
    assert!(parts.len() > 10 && pairs.len() > 5000);
    let (weights, probabilities) = (pairs.float32("weight"), pairs.float64("probability"));
    for row in 0..pairs.len() {
        let sum: f32 = parts.iter().map(|part| part[row]).sum();
        assert_eq!(sum, weights[row], "row {row}");
        let probability = 1.0 / (1.0 + (-f64::from(weights[row])).exp2());
        assert!((probabilities[row] - probability).abs() < 1e-12, "row {row}");
    }
}

#[test]
fn every_row_of_the_inputs_is_decided_once_or_refused() {
    let decided = table("decisions").text("record_id");
    let sent: Vec<String> = sent().into_keys().collect();
    assert_eq!(decided, sent, "each record once, in the order of the ids");
    let (counts, rejects) = (PEOPLE.1.manifest()["counts"].clone(), PEOPLE.1.rejects());
    assert_eq!(counts["records"], sent.len());
    assert_eq!(rejects.len(), 1);
    let births = PEOPLE.0.read("synth/births.csv");
    assert_eq!(rejects[0].row as usize, births.split(|&byte| byte == b'\n').count() - 2);
}

#[test]
fn every_client_is_in_clients_and_crosswalk_with_its_records() {
    let mut records: BTreeMap<String, u64> = BTreeMap::new();
    PEOPLE.1.clients().into_values().for_each(|client| *records.entry(client).or_default() += 1);
    let clients = table("clients");
    let told: BTreeMap<String, u64> =
        clients.text("client_id").into_iter().zip(clients.numbers("records")).collect();
    assert_eq!(told, records);
    let known: Vec<String> = records.into_keys().collect();
    assert_eq!(table("crosswalk").text("client_id"), known);
}

#[test]
fn no_client_holds_two_births() {
    let (mut births, sent) = (BTreeMap::<String, u32>::new(), sent());
    for (record, client) in PEOPLE.1.clients() {
        *births.entry(client).or_default() += u32::from(sent[&record].0);
    }
    assert!(births.values().all(|&births| births <= 1));
    assert!(births.values().sum::<u32>() > 1000);
}

#[test]
fn an_objection_of_any_record_is_the_clients() {
    let sent = sent();
    let wish = |record: &str| sent[record].1.get("data_sharing").cloned().unwrap_or_default();
    let mut objecting = BTreeSet::new();
    for (record, client) in PEOPLE.1.clients() {
        if wish(&record) == "no" {
            objecting.insert(client);
        }
    }
    let clients = table("clients");
    let told = clients.text("client_id").into_iter().zip(clients.text("data_sharing"));
    let told: BTreeSet<String> = told.filter(|(_, wish)| wish == "no").map(|(id, _)| id).collect();
    assert!(!told.is_empty());
    assert_eq!(told, objecting);
}

#[test]
fn every_golden_value_is_that_of_the_record_it_names() {
    let (clients, sent, of) = (table("clients"), sent(), PEOPLE.1.clients());
    let (ids, names) = (clients.text("client_id"), clients.names());
    let golden: Vec<&str> =
        names.iter().filter_map(|name| name.strip_suffix("_record_id")).collect();
    assert!(golden.len() > 15);
    for field in golden {
        let values =
            clients.text(field).into_iter().zip(clients.text(&format!("{field}_record_id")));
        for ((value, record), id) in values.zip(&ids) {
            if record.is_empty() {
                assert_eq!(value, "", "a value of nobody");
            } else {
                assert_eq!(&of[&record], id, "{field} comes from another client");
                assert_eq!(value, sent[&record].1[field_of(field)], "{field}");
            }
        }
    }
}

/// The field of the inputs that a golden column tells.
fn field_of(column: &str) -> &str {
    match column {
        "owner" => "source",
        "birth_state" => column,
        _ => {
            let name = column.strip_prefix("residence_at_birth_");
            name.or(column.strip_prefix("birth_").filter(|name| name.ends_with("name")))
                .unwrap_or(column)
        }
    }
}

#[test]
fn who_speaks_is_who_may() {
    let (clients, sent) = (table("clients"), sent());
    let is_birth = |record: &String| !record.is_empty() && sent[record].0;
    let tells = |column: &str| clients.text(&format!("{column}_record_id"));
    for column in ["birth_first_name", "residence_at_birth_street"] {
        assert!(tells(column).iter().all(|record| record.is_empty() || is_birth(record)));
        assert!(tells(column).iter().any(is_birth), "{column}");
    }
    for column in ["race", "owner"] {
        assert!(!tells(column).iter().any(is_birth), "{column}");
        assert!(tells(column).iter().any(|record| !record.is_empty()), "{column}");
    }
    let births = tells("birth_first_name");
    for (born, record) in births.iter().zip(tells("birth_date")) {
        assert!(born.is_empty() || *born == record, "vital records know the birth date");
    }
}

/// A client under two names goes by both, and under two charts of one clinic has a conflict.
#[test]
fn other_names_and_numbers_are_told_of_the_whole_client() {
    let (clients, sent) = (table("clients"), sent());
    let (aliases, identifiers) = (clients.text("aliases"), clients.text("identifiers"));
    assert!(aliases.iter().any(|names| names.contains(';')));
    for name in aliases.iter().flat_map(|names| names.split(';')) {
        assert!(!name.to_uppercase().starts_with("BABY"), "a stand-in is no name");
    }
    let of: BTreeMap<String, usize> =
        clients.text("client_id").into_iter().enumerate().map(|(row, id)| (id, row)).collect();
    let mut numbers = 0;
    for (record, client) in PEOPLE.1.clients() {
        let medicaid = sent[&record].1.get("medicaid_id").filter(|id| !id.is_empty());
        if let Some(id) = medicaid.filter(|id| id.len() > 6) {
            numbers += usize::from(identifiers[of[&client]].contains(id.as_str()));
        }
    }
    assert!(numbers > 50, "{numbers} Medicaid ids");
    let conflicts = clients.text("identifier_conflicts");
    let kinds: BTreeSet<&str> = conflicts.iter().flat_map(|kinds| kinds.split(';')).collect();
    assert!(kinds.is_subset(&["", "BR", "MA", "MR", "SS"].into()), "{kinds:?}");
}

#[test]
fn rows_are_sorted_and_name_their_run() {
    let pairs = table("pairs");
    let both = both_records(&pairs);
    assert!(both.is_sorted() && both.iter().all(|(a, b)| a < b));
    for (name, column) in
        [("decisions", "record_id"), ("clients", "client_id"), ("crosswalk", "client_id")]
    {
        let values = table(name).text(column);
        assert!(values.windows(2).all(|two| two[0] < two[1]), "{name} by {column}");
    }
    let id = PEOPLE.1.manifest()["run_id"].as_str().unwrap().to_string();
    for name in TABLES.iter().filter(|name| !["clients", "rejects"].contains(name)) {
        assert!(table(name).text("run_id").iter().all(|run| *run == id), "{name}");
    }
}

/// Guards that the other records of a run may answer.
const DOUBTS: [&str; 9] = [
    "no_birth_date",
    "birth_date_conflict",
    "no_given_name",
    "name_differs",
    "identifier_conflict",
    "worth_a_look",
    "conflicting_facts",
    "thin_evidence",
    "twin_risk",
];

/// From so many bits on they do.
const ANSWER_BITS: f32 = 1.0;

/// Guards that no other evidence overrules: the two are never one client.
const ABSOLUTE: [&str; 3] = ["certificate_conflict", "birth_order_conflict", "test_record"];

#[test]
fn a_pair_is_linked_where_its_records_are_one_client() {
    let (pairs, of) = (table("pairs"), PEOPLE.1.clients());
    let decisions = pairs.text("decision").into_iter().zip(pairs.text("guards"));
    let mut kinds = BTreeSet::new();
    for ((a, b), (decision, guards)) in both_records(&pairs).into_iter().zip(decisions) {
        assert_eq!(decision == "link", of[&a] == of[&b], "{decision}");
        let absolute = guards.split(';').any(|guard| ABSOLUTE.contains(&guard));
        assert!(!absolute || decision == "apart", "{decision} against {guards}");
        kinds.insert(decision);
    }
    assert_eq!(kinds, ["apart", "link", "review"].map(String::from).into());
}

fn both_records(pairs: &Table) -> Vec<(String, String)> {
    pairs.text("record_a").into_iter().zip(pairs.text("record_b")).collect()
}

/// Not every pair inside a client need speak for it, but those that do hold it together.
#[test]
fn every_client_hangs_together_by_pairs_above_the_threshold() {
    let (pairs, of) = (table("pairs"), PEOPLE.1.clients());
    let mut part: BTreeMap<String, String> = of.keys().map(|id| (id.clone(), id.clone())).collect();
    let (guards, weights) = (pairs.text("guards"), pairs.float32("weight"));
    for (row, (a, b)) in both_records(&pairs).into_iter().enumerate() {
        let mut of_pair = guards[row].split(';').filter(|guard| !guard.is_empty());
        let stands = weights[row] >= ANSWER_BITS && of_pair.all(|guard| DOUBTS.contains(&guard));
        if stands && of[&a] == of[&b] && part[&a] != part[&b] {
            let (from, into) = (part[&a].clone(), part[&b].clone());
            part.values_mut().filter(|of| **of == from).for_each(|of| of.clone_from(&into));
        }
    }
    let parts: BTreeSet<&String> = part.values().collect();
    let clients: BTreeSet<&String> = of.values().collect();
    assert_eq!(parts.len(), clients.len(), "a client without a pair that joins it");
}

#[test]
fn a_record_joins_through_one_of_its_client() {
    let of = PEOPLE.1.clients();
    let decided = table("decisions");
    let mut sizes = BTreeMap::<&String, u32>::new();
    of.values().for_each(|client| *sizes.entry(client).or_default() += 1);
    let rows = decided.text("record_id").into_iter().zip(decided.text("action"));
    for ((record, action), via) in rows.zip(decided.text("via_record_id")) {
        let size = sizes[&of[&record]];
        match action.as_str() {
            "create" => assert_eq!(via, ""),
            "join" => assert_eq!(of[&record], of[&via], "joined through a stranger"),
            "hold" => assert!(size == 1 && of[&record] != of[&via]),
            other => panic!("action {other}"),
        }
    }
}

#[test]
fn it_is_right_as_often_as_it_must_be() {
    let told = PEOPLE.0.run(["evaluate", "--run", "run", "--truth", "synth/truth.csv", "--json"]);
    let told: Value = serde_json::from_str(&told.succeeds().stdout).unwrap();
    let figure = |name: &str| told["closure"][name].as_f64().unwrap();
    assert!(figure("precision") >= 0.998, "precision {}", figure("precision"));
    assert!(figure("f1") >= 0.97, "F1 {}", figure("f1"));
    assert_eq!(told["client_errors"]["clients_with_several_births"], 0);
    assert_eq!(told["records"], sent().len());
    assert!(closure_by_hand() == figure("precision"), "the figure is not what it says");
}

/// The share of pairs inside a client that are one person, counted the long way.
fn closure_by_hand() -> f64 {
    let mut truth = csv::Reader::from_path(PEOPLE.0.path("synth/truth.csv")).unwrap();
    let truth: BTreeMap<String, String> = truth
        .records()
        .map(Result::unwrap)
        .map(|row| (row[0].to_string(), row[1].to_string()))
        .collect();
    let mut clients = BTreeMap::<String, Vec<String>>::new();
    for (record, client) in PEOPLE.1.clients() {
        clients.entry(client).or_default().push(truth[&record].clone());
    }
    let (mut all, mut right) = (0u32, 0u32);
    for people in clients.values() {
        for (place, one) in people.iter().enumerate() {
            for other in &people[..place] {
                all += 1;
                right += u32::from(one == other);
            }
        }
    }
    f64::from(right) / f64::from(all)
}

#[test]
fn an_explanation_shows_every_comparison_and_their_sum() {
    let pairs = table("pairs");
    let row = pairs.text("decision").iter().position(|decision| decision == "link").unwrap();
    let (a, b) = (&pairs.text("record_a")[row], &pairs.text("record_b")[row]);
    let page = PEOPLE.0.run(["explain", "--run", "run", a, b]).succeeds().stdout;
    let names = pairs.names();
    let comparisons = names.iter().filter_map(|name| name.strip_suffix("_level"));
    let mut shown_sum = 0.0;
    for comparison in comparisons {
        let (level, weight) = bar(&page, comparison);
        assert_eq!(level, pairs.text(&format!("{comparison}_level"))[row], "{comparison}");
        let written = pairs.float32(&format!("{comparison}_weight"))[row];
        assert_eq!(weight, format!("{written:+.3}"), "{comparison}");
        shown_sum += weight.parse::<f64>().unwrap();
    }
    let (_, sum) = bar(&page, "sum");
    assert_eq!(sum, format!("{:+.3}", pairs.float32("weight")[row]));
    assert!((shown_sum - sum.parse::<f64>().unwrap()).abs() < 0.01, "as far as it is shown");
    assert!(page.contains("one client"), "{page}");
    let turned = PEOPLE.0.run(["explain", "--run", "run", b, a]).succeeds().stdout;
    assert_eq!(bar(&turned, "sum").1, sum, "the same seen from the other side");
}

/// The level and weight shown for a comparison.
fn bar(page: &str, name: &str) -> (String, String) {
    // The records are shown first, and have fields of the same names.
    let waterfall = page.split_once("\n\n").unwrap().1;
    let line = waterfall.lines().find(|line| line.split_whitespace().next() == Some(name));
    let line = line.unwrap_or_else(|| panic!("no bar for {name}"));
    let mut words = line.split_whitespace().skip(1);
    let first = words.next().unwrap().to_string();
    if name == "sum" { (String::new(), first) } else { (first, words.next().unwrap().to_string()) }
}

#[test]
fn a_run_whose_inputs_changed_is_not_explained() {
    let work = Work::with_people(100);
    let run = work.link_people("run", &[]);
    let ids = run.table("decisions").text("record_id");
    let ask = ["explain", "--run", "run", &ids[0], &ids[1]];
    work.run(ask).succeeds();
    let unknown = work.run(["explain", "--run", "run", &ids[0], "nobody-7"]);
    assert!(!unknown.fails_saying(&["no record of that id"]).stderr.contains("nobody-7"));
    let mut births = work.read("synth/births.csv");
    *births.iter_mut().rfind(|byte| byte.is_ascii_digit()).unwrap() ^= 1;
    work.write("synth/births.csv", births);
    work.run(ask).fails_saying(&["births.csv", "has changed since the run"]);
    std::fs::remove_file(work.path("synth/births.csv")).unwrap();
    work.run(ask).fails_saying(&["births.csv"]);
}
