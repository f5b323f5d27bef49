//! What people have said stands, with who and why, in the decisions of the night that heeds it.

use std::collections::BTreeMap;

use selfsame::registry::Answer;

use crate::deliveries::Deliveries;
use crate::harness::{RunFolder, Work};
use crate::nights::{RUTH, file, row};

/// Action, record in between, and who has decided why, of each record that is told of.
fn told(run: &RunFolder) -> BTreeMap<String, [String; 4]> {
    let decisions = run.table("decisions");
    let columns = ["record_id", "action", "via_record_id", "decided_by", "reason"];
    let [ids, actions, via, by, reasons] = columns.map(|column| decisions.text(column));
    let rows = ids.into_iter().zip(actions).zip(via).zip(by).zip(reasons);
    rows.map(|((((id, action), via), by), reason)| (id, [action, via, by, reason])).collect()
}

fn by_machine(action: &str, via: &str) -> [String; 4] {
    [action, via, "machine", ""].map(String::from)
}

fn by_person(action: &str, via: &str) -> [String; 4] {
    [action, via, "person:reviewer", "looked at both"].map(String::from)
}

fn export(place: &Deliveries, out: &str) -> RunFolder {
    place.work.run(["registry", "export", "--registry", "registry.db", "--out", out]).succeeds();
    place.work.opened(out)
}

/// A record like Inez's in all but what makes it doubtful.
fn doubtful() -> String {
    let others =
        [("first_name", "Ines"), ("phone", ""), ("street", ""), ("birth_date", "2021-04-08")];
    row("c", "lynn-peds", &others)
}

/// Inez's records `a` and `b` are one client, and it is asked whether `c` is hers, too.
fn with_a_question() -> Deliveries {
    let place = Deliveries::new();
    let rows = [row("a", "lowell-peds", &[]), row("b", "salem-peds", &[]), doubtful()];
    place.deliver("submissions.csv", file(&rows));
    let first = told(&place.night("first"));
    assert_eq!(first["c"][..], by_machine("hold", &first["c"][1]));
    place
}

/// The record that `c` is asked about.
fn asked_about(place: &Deliveries) -> String {
    let pair = place.questions().into_iter().find(|pair| pair.contains("c")).unwrap();
    pair.into_iter().find(|id| id != "c").unwrap()
}

#[test]
fn an_answer_that_keeps_a_record_apart_is_told_of_once() {
    let place = with_a_question();
    let other = asked_about(&place);
    place.answer(&other, "c", Answer::Apart);
    let night = place.night("answered");
    let rows = told(&night);
    assert_eq!(rows["c"], by_person("hold", &other));
    assert_eq!(rows[&other], by_person("hold", "c"));
    assert_eq!(rows.len(), 2);
    let guards = night.table("decisions").text("guards");
    assert!(guards.iter().all(|all| all.contains("said_different")), "{guards:?}");
    let pairs = night.table("pairs");
    let said = pairs.text("decided_by").into_iter().zip(pairs.text("decision"));
    assert!(said.clone().any(|(by, decision)| by == "person:reviewer" && decision == "apart"));
    // All that stands, as of now; and no night tells of it again.
    assert_eq!(told(&export(&place, "export"))["c"][2..], by_person("", "")[2..]);
    let end = place.log_end();
    assert!(told(&place.night("after")).is_empty());
    assert_eq!(place.log_end(), end);
    place.is_sound();
}

#[test]
fn an_answer_that_joins_two_clients_stands_at_whoever_moves() {
    let place = with_a_question();
    // Two records come that are somebody else.
    place.deliver("submissions.csv", file(&[row("d", "d-peds", &RUTH), row("e", "e-peds", &RUTH)]));
    place.night("second");
    place.answer("d", "a", Answer::Link);
    let night = place.night("answered");
    let rows = told(&night);
    assert_eq!(rows["d"], by_person("merge", "a"));
    assert_eq!(rows["e"], by_person("merge", "d"), "it has gone along");
    assert_eq!(rows["a"], by_person("join", "d"), "it has stayed");
    assert_eq!(rows.len(), 3);
    let exported = told(&export(&place, "export"));
    assert_eq!((&exported["d"], &exported["e"]), (&rows["d"], &rows["e"]));
    assert_eq!(exported["b"][2], "machine");
    place.is_sound();
}

#[test]
fn an_answer_that_splits_a_client_stands_at_whoever_leaves() {
    let place = Deliveries::new();
    let rows = [row("a", "lowell-peds", &[]), row("b", "salem-peds", &[])];
    place.deliver("submissions.csv", file(&rows));
    place.night("first");
    place.answer("a", "b", Answer::Apart);
    let rows = told(&place.night("second"));
    let leaves = if rows["a"][0] == "split" { ["a", "b"] } else { ["b", "a"] };
    assert_eq!(rows[leaves[0]], by_person("split", leaves[1]));
    assert_eq!(rows[leaves[1]], by_person("hold", leaves[0]));
    let exported = told(&export(&place, "export"));
    assert_eq!(exported[leaves[0]], rows[leaves[0]]);
    // Nothing that comes later is put down to the answer.
    place.deliver("submissions.csv", file(&[row("f", "lynn-peds", &RUTH)]));
    assert_eq!(told(&place.night("third")), [("f".into(), by_machine("create", ""))].into());
    place.is_sound();
}

#[test]
fn answers_of_a_file_stand_in_the_decisions_of_its_run() {
    let work = Work::new();
    let ruth = row("d", "d-peds", &RUTH);
    let rows = [row("a", "lowell-peds", &[]), row("b", "salem-peds", &[]), ruth];
    work.write("people.csv", file(&rows));
    work.write(
        "answers.csv",
        "record_id_a,record_id_b,expected,said_by,reason\n\
         b,a,apart,mfs,two sisters\nd,b,link,,\n",
    );
    work.link(&["--submissions", "people.csv", "--answers", "answers.csv", "--out", "run"])
        .succeeds();
    let run = work.opened("run");
    let rows = told(&run);
    assert_eq!(rows["a"], ["hold", "b", "person:mfs", "two sisters"].map(String::from));
    let joins = if rows["b"][0] == "join" { ["b", "d"] } else { ["d", "b"] };
    assert_eq!(rows[joins[0]], ["join", joins[1], "person", ""].map(String::from));
    assert_eq!(rows[joins[1]], by_machine("create", ""));
    let counts = &run.manifest()["counts"];
    assert_eq!(counts["held_records"], 0, "nobody is asked");
}
