//! What staff do at the review desk, and what the registry and the next night make of it.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use selfsame::registry::{Answer, RecordPair};

use crate::desk_harness::{Desk, HEADER, ODD, Page, Visitor, odd_row};

/// The newest answer about two records.
fn answer(desk: &Desk, pair: RecordPair) -> Option<(Answer, String, String, bool)> {
    let registry = desk.place.registry();
    let about = registry.view().answers_about(pair.a).unwrap();
    let newest = about.into_iter().find(|answer| answer.now == pair)?;
    Some((newest.answer, newest.by, newest.reason, newest.is_undone))
}

fn is_open(desk: &Desk, pair: RecordPair) -> bool {
    desk.open_questions().iter().any(|(open, _)| *open == pair)
}

fn path(pair: RecordPair) -> String {
    format!("/pair/{}/{}", pair.a, pair.b)
}

/// Whether the queue's list, all of its pages, shows a question.
fn lists(visitor: &Visitor, query: &str, pair: RecordPair) -> bool {
    let link = format!("<a href=\"{}", path(pair));
    let of = |from| visitor.get(&format!("/?from={from}{query}")).is(200).body;
    (0..10).any(|page| of(page * 50).contains(&link))
}

#[test]
fn an_answer_is_in_the_registry_and_the_question_is_not_open_any_more() {
    let desk = Desk::open();
    let (reviewer, pair) = (desk.signed_in("reviewer"), desk.pair("odd-0"));
    assert!(is_open(&desk, pair) && lists(&reviewer, "", pair));
    reviewer.answers(pair, "same", "same mother").leads_to("/next");
    let said = (Answer::Link, "reviewer".to_string(), "same mother".to_string(), false);
    assert_eq!(answer(&desk, pair), Some(said));
    assert!(!is_open(&desk, pair) && !lists(&reviewer, "", pair));
    reviewer.get(&path(pair)).is(200).says("The machine does not ask this question now.");
    desk.place.is_sound();
}

#[test]
fn of_two_who_answer_one_question_the_second_is_told_what_the_first_has_said() {
    let desk = Desk::open();
    let (one, other) = (desk.signed_in("reviewer"), desk.signed_in("reviewer2"));
    let pair = desk.pair("odd-0");
    let seen = one.get(&path(pair)).hidden("seen");
    // While the one has it before them the other may look, and not answer.
    let page = other.get(&path(pair)).is(200).says("reviewer has this question before them");
    assert!(!page.body.contains("name=\"answer\""), "there is nothing to answer with");
    assert!(lists(&other, "", pair));
    let mut pages = (0..10).map(|page| other.get(&format!("/?from={}", page * 50)).body);
    assert!(pages.any(|page| page.contains("somebody has it")), "the list says so");
    let late = [("answer", "different"), ("seen", seen.as_str())];
    other.post(&path(pair), &late).is(409).says("Somebody else has this question before them");
    one.answers(pair, "same", "").leads_to("/next");
    other.post(&path(pair), &late).is(409).says("reviewer has answered");
    assert_eq!(answer(&desk, pair).unwrap().1, "reviewer");
    assert_eq!(desk.place.registry().view().answer_count().unwrap(), 1);
    desk.place.is_sound();
}

#[test]
fn a_question_whose_record_is_sent_anew_while_somebody_looks_takes_no_answer() {
    let desk = Desk::open();
    let (reviewer, pair) = (desk.signed_in("reviewer"), desk.pair("odd-4"));
    let seen = reviewer.get(&path(pair)).hidden("seen");
    let (source, other) = (ODD[4], [("source", ODD[4]), ("phone", "6175550188")]);
    desk.place.deliver("submissions.csv", HEADER.to_string() + &odd_row("odd-4-1", source, &other));
    desk.place.night("runs/anew");
    let form = [("answer", "same"), ("seen", seen.as_str())];
    let told = reviewer.post(&path(pair), &form).is(409);
    told.says("A source has sent one of the records anew");
    assert_eq!(answer(&desk, pair), None);
    desk.place.is_sound();
}

#[test]
fn an_answer_is_taken_back_by_whoever_gave_it_or_a_supervisor_and_once() {
    let desk = Desk::open();
    let (one, other) = (desk.signed_in("reviewer"), desk.signed_in("reviewer2"));
    let (first, second) = (desk.pair("odd-0"), desk.pair("odd-1"));
    one.answers(first, "different", "").leads_to("/next");
    one.answers(second, "twins_or_siblings", "").leads_to("/next");
    other.post("/answer/0/undo", &[]).is(403);
    one.post("/answer/0/undo", &[]).leads_to(&path(first));
    one.post("/answer/0/undo", &[]).is(409).says("taken back already");
    desk.signed_in("supervisor").post("/answer/1/undo", &[]).leads_to(&path(second));
    for pair in [first, second] {
        assert!(answer(&desk, pair).unwrap().3, "the answer is kept, as one that was taken back");
        assert!(is_open(&desk, pair) && lists(&one, "", pair), "it is asked again");
    }
    one.answers(first, "same", "").leads_to("/next");
    assert_eq!(answer(&desk, first).unwrap().0, Answer::Link);
    desk.place.is_sound();
}

#[test]
fn a_question_is_put_where_somebody_else_finds_it() {
    let desk = Desk::open();
    let (reviewer, supervisor) = (desk.signed_in("reviewer"), desk.signed_in("supervisor"));
    let pair = desk.pair("odd-2");
    for answer in ["supervisor", "provider"] {
        reviewer.answers(pair, answer, " ").is(400).says("Say in a few words");
    }
    for (place, reason) in
        [("cannot_tell", ""), ("provider", "which twin?"), ("supervisor", "two certificates")]
    {
        reviewer.answers(pair, place, reason).leads_to("/next");
        assert!(!lists(&reviewer, "", pair), "{place}");
        assert!(lists(&supervisor, &format!("&place={place}"), pair), "{place}");
        supervisor.get(&path(pair)).is(200).says(reason);
        // Whoever has looked has it: that one goes on.
        supervisor.get(&path(desk.pair("odd-3"))).is(200);
    }
    assert!(is_open(&desk, pair), "it stays open");
    reviewer.answers(pair, "queue", "").leads_to("/next");
    assert!(lists(&reviewer, "", pair));
    desk.place.is_sound();
}

#[test]
fn the_next_question_is_never_one_that_another_has() {
    let desk = Desk::open();
    let visitors = ["reviewer", "reviewer2", "supervisor", "administrator"];
    let mut given = BTreeSet::new();
    for visitor in visitors.map(|name| desk.signed_in(name)) {
        let next = visitor.get("/next").is(303).header("location").to_string();
        visitor.get(&next).is(200);
        assert!(given.insert(next.clone()), "{next} is given to two");
    }
}

#[test]
fn the_next_night_heeds_every_answer_and_says_whose_it_is() {
    let desk = Desk::open();
    let reviewer = desk.signed_in("reviewer");
    let before = desk.place.members();
    assert_ne!(before["odd-0-1"], before["odd-0-2"]);
    reviewer.answers(desk.pair("odd-0"), "same", "one mother, one ZIP").leads_to("/next");
    reviewer.answers(desk.pair("odd-1"), "different", "two children").leads_to("/next");
    reviewer.answers(desk.pair("odd-2"), "twins_or_siblings", "").leads_to("/next");
    reviewer.answers(desk.pair("odd-3"), "same", "in error").leads_to("/next");
    reviewer.post("/answer/3/undo", &[]).is(303);
    let night = desk.place.night("runs/second");
    let members = desk.place.members();
    assert_eq!(members["odd-0-1"], members["odd-0-2"], "said to be one person");
    assert_eq!(desk.place.resolved(&before["odd-0-2"]), members["odd-0-1"], "both ids lead there");
    for odd in ["odd-1", "odd-2", "odd-3"] {
        assert_ne!(members[&format!("{odd}-1")], members[&format!("{odd}-2")], "{odd}");
    }
    for (odd, is_asked) in [("odd-0", false), ("odd-1", false), ("odd-2", false), ("odd-3", true)] {
        assert_eq!(is_open(&desk, desk.pair(odd)), is_asked, "{odd}");
    }
    let decisions = night.table("decisions");
    let told = ["record_id", "decided_by", "reason"].map(|column| decisions.text(column));
    let by_reason = |reason: &str| -> BTreeSet<&str> {
        let rows = (0..decisions.len()).filter(|&row| told[2][row] == reason);
        rows.filter(|&row| told[1][row] == "person:reviewer")
            .map(|row| &told[0][row][..5])
            .collect()
    };
    assert_eq!(by_reason("one mother, one ZIP"), ["odd-0"].into());
    assert_eq!(by_reason("two children"), ["odd-1"].into());
    assert_eq!(by_reason("in error"), [].into(), "an answer that was taken back decides nothing");
    // The page follows the night by itself.
    let begun = Instant::now();
    while !reviewer.get(&format!("/client/{}", members["odd-0-1"])).body.contains("odd-0-2") {
        assert!(begun.elapsed().as_secs() < 30, "the desk does not see the night");
        sleep(Duration::from_millis(200));
    }
    desk.place.is_sound();
}

#[test]
fn a_server_that_is_killed_loses_no_answer_that_it_has_acknowledged() {
    let mut desk = Desk::open();
    let reviewer = desk.signed_in("reviewer");
    let questions = desk.open_questions();
    let mut kept = Vec::new();
    for (pair, _) in questions {
        let page = reviewer.get(&path(pair));
        if kept.len() < 25 && page.status == 200 {
            let form = [("answer", "different"), ("seen", &page.hidden("seen")), ("reason", "x")];
            reviewer.post(&path(pair), &form).leads_to("/next");
            kept.push(pair);
        }
    }
    desk.crashes_and_is_started_again();
    assert_eq!(kept.len(), 25);
    for pair in kept {
        assert_eq!(answer(&desk, pair).unwrap().0, Answer::Apart);
        assert!(!is_open(&desk, pair));
    }
    reviewer_is_signed_out(&desk, &reviewer);
    desk.place.is_sound();
}

fn reviewer_is_signed_out(desk: &Desk, before: &Visitor) {
    let mut visitor = desk.stranger();
    visitor.cookie = before.cookie.clone();
    visitor.get("/").leads_to("/sign-in");
}

#[test]
fn a_client_is_taken_apart_after_it_was_shown_what_would_be() {
    let desk = Desk::open();
    let supervisor = desk.signed_in("supervisor");
    let client = desk.place.members()["quiet-1"].clone();
    let leaving = desk.number("quiet-3");
    let split = format!("/client/{client}/split");
    supervisor.get(&format!("/client/{client}")).is(200).says(&format!("record-{leaving}"));
    let preview = supervisor.get(&format!("{split}?record-{leaving}=1")).is(200);
    preview.says("Nothing is done yet").says("Leaves, and is a client of its own");
    assert_eq!(desk.place.members()["quiet-3"], client);
    let chosen = format!("record-{leaving}");
    supervisor.post(&split, &[(chosen.as_str(), "1")]).is(400).says("Say why");
    let form = [(chosen.as_str(), "1"), ("reason", "another child")];
    let done = supervisor.post(&split, &form).is(303);
    let members = desk.place.members();
    assert_eq!(done.header("location"), format!("/client/{}", members["quiet-3"]));
    assert_ne!(members["quiet-3"], members["quiet-1"]);
    supervisor.post(&split, &form).is(400).says("Choose some of the");
    desk.place.night("runs/second");
    assert_eq!(desk.place.members(), members, "no night joins them again");
    desk.place.is_sound();
}

#[test]
fn who_objects_to_data_sharing_is_seen_by_supervisors_alone() {
    let desk = Desk::open();
    let supervisor = desk.signed_in("supervisor");
    let members = desk.place.members();
    let number = |id: &str| desk.number(id);
    let hidden = [
        RecordPair::new(number("beside-1"), number("objecting-1")),
        RecordPair::new(number("quiet-1"), number("quiet-2")),
        RecordPair::new(number("quiet-2"), number("quiet-3")),
    ];
    let beside = desk.pair("beside");
    for name in ["viewer", "reviewer"] {
        let visitor = desk.signed_in(name);
        let says_nothing = |page: Page| {
            for text in ["Hushwell", "Agnes", "Whist", "Muffle"] {
                assert!(!page.body.contains(text), "{name} sees {text}: {}", page.body);
            }
        };
        for pair in hidden {
            says_nothing(visitor.get(&path(pair)).is(403));
            assert!(!lists(&visitor, "", pair), "{name} is led to {pair:?}");
            let form = [("answer", "same"), ("seen", "open-none-none")];
            assert_eq!(visitor.post(&path(pair), &form).status, 403);
        }
        visitor.get("/").says("more are about people who object to data sharing");
        for id in ["objecting-1", "quiet-1", "quiet-3"] {
            says_nothing(visitor.get(&format!("/client/{}", members[id])).is(403));
            says_nothing(visitor.get(&format!("/search?id={id}")));
        }
        // Beside somebody who shares, too.
        let page = visitor.get(&path(beside)).is(200);
        assert!(!page.body.contains("Agnes"), "{name}: {}", page.body);
    }
    for pair in hidden {
        assert!(lists(&supervisor, "", pair));
        supervisor.get(&path(pair)).is(200).says("objects to sharing");
    }
    supervisor.get(&path(beside)).is(200).says("Agnes");
    assert!(hidden.iter().all(|&pair| answer(&desk, pair).is_none()));
    desk.place.is_sound();
}

#[test]
fn whoever_objects_from_now_on_is_hidden_at_once() {
    let desk = Desk::open();
    let (reviewer, supervisor) = (desk.signed_in("reviewer"), desk.signed_in("supervisor"));
    let pair = desk.pair("odd-4");
    let client = desk.place.members()["odd-4-1"].clone();
    assert!(lists(&reviewer, "", pair));
    let form = [("wish", "no"), ("note", "told the clinic by telephone")];
    reviewer.post(&format!("/client/{client}/sharing"), &form).leads_to("/");
    assert!(!lists(&reviewer, "", pair) && lists(&supervisor, "", pair));
    reviewer.get(&path(pair)).is(403);
    reviewer.get(&format!("/client/{client}")).is(403);
    let form = [("wish", "yes"), ("note", "it was a mistake")];
    reviewer.post(&format!("/client/{client}/sharing"), &form).is(403);
    supervisor.post(&format!("/client/{client}/sharing"), &form).is(303);
    assert!(lists(&reviewer, "", pair));
    reviewer.get(&path(pair)).is(200);
    desk.place.is_sound();
}

#[test]
fn nobody_is_led_to_a_question_that_they_may_not_see() {
    let desk = Desk::open();
    let reviewer = desk.signed_in("reviewer");
    let mut query = String::new();
    for _ in 0..desk.open_questions().len() {
        let next = reviewer.get(&format!("/next{query}")).is(303).header("location").to_string();
        if next == "/" {
            break;
        }
        reviewer.get(&next).is(200);
        query = format!("?from={}", next.trim_start_matches("/pair/").replace('/', "-"));
    }
}

#[test]
fn every_look_and_every_act_is_in_the_log() {
    let desk = Desk::open();
    let (reviewer, pair) = (desk.signed_in("reviewer"), desk.pair("odd-0"));
    reviewer.answers(pair, "same", "").leads_to("/next");
    reviewer.get(&format!("/client/{}", desk.place.members()["odd-1-1"])).is(200);
    reviewer.get("/log").is(403);
    desk.stranger().tries("reviewer", "not the password").is(401);
    reviewer.post("/sign-out", &[]).is(303);
    let registry = desk.place.registry();
    let (end, _) = registry.view().log_end().unwrap();
    let lines = registry.view().log_lines(end.saturating_sub(50), end + 1).unwrap();
    let log: String = lines.into_iter().map(|(_, line)| line + "\n").collect();
    for act in ["signed_in", "looked", "answered", "refused", "sign_in_refused", "signed_out"] {
        assert!(log.contains(act), "no {act} in {log}");
    }
    assert!(!log.contains("not the password"));
    desk.place.is_sound();
}
