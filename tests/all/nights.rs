//! What nights make of a registry: the same as all at once, nothing twice, and what people have said.

use std::collections::{BTreeMap, BTreeSet};

use selfsame::registry::Answer;

use crate::deliveries::{Deliveries, Dice, rows};
use crate::harness::Work;

const HEADER: &str = "record_id,source,received_at,first_name,last_name,birth_date,sex,\
                      mother_maiden_name,birth_state,certificate_number,amendment,void,street,city,\
                      state,zip,phone,data_sharing\n";

/// A record like any other of this person, with what is given set otherwise.
pub fn row(id: &str, source: &str, other: &[(&str, &str)]) -> String {
    let usual: BTreeMap<&str, &str> = [
        ("first_name", "Inez"),
        ("last_name", "Amaral"),
        ("birth_date", "2021-04-07"),
        ("sex", "F"),
        ("mother_maiden_name", "Quill"),
        ("street", "12 Fern St"),
        ("city", "Lowell"),
        ("state", "MA"),
        ("zip", "01850"),
        ("phone", "9785550123"),
        ("record_id", id),
        ("source", source),
        ("received_at", "2023-05-01"),
    ]
    .into();
    let value = |name: &str| {
        let other = other.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
        other.or_else(|| usual.get(name).copied()).unwrap_or_default().to_string()
    };
    HEADER.trim().split(',').map(value).collect::<Vec<_>>().join(",") + "\n"
}

/// Another person than [`row`] makes.
pub const RUTH: [(&str, &str); 7] = [
    ("first_name", "Ruth"),
    ("last_name", "Okafor"),
    ("birth_date", "2019-09-23"),
    ("mother_maiden_name", "Eze"),
    ("street", "300 Harbor Rd"),
    ("zip", "01970"),
    ("phone", "6175550188"),
];

pub fn file(rows: &[String]) -> String {
    HEADER.to_string() + &rows.concat()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| id.to_string()).collect()
}

#[test]
fn the_same_files_again_change_nothing() {
    let place = Deliveries::beside(Work::with_people(400));
    for name in ["births", "submissions", "doses"] {
        place.deliver(&format!("{name}.csv"), place.work.read(&format!("synth/{name}.csv")));
    }
    place.night("first");
    let before = (place.log_end(), place.members(), place.questions());
    place.deliver_again();
    let again = place.night("again");
    assert_eq!((place.log_end(), place.members(), place.questions()), before);
    for name in ["pairs", "decisions", "clients", "crosswalk", "doses", "rejects"] {
        assert_eq!(again.table(name).len(), 0, "{name}.parquet tells of something new");
    }
    assert!(place.inbox().is_empty());
    // The same records in files that are others; what is told of doses belongs to a record.
    for name in ["births", "submissions", "doses"] {
        let (header, mut lines) = rows(&place.work, name);
        lines.reverse();
        place.deliver(&format!("{name}.csv"), header + &lines.concat());
    }
    let reversed = place.night("reversed");
    let night = &reversed.manifest()["night"];
    assert_eq!((&night["new_records"], &night["new_versions"]), (&0.into(), &0.into()));
    assert_eq!(night["known_records"], before.1.len());
    assert_eq!((place.members(), place.questions()), (before.1, before.2));
    place.is_sound();
}

/// The rows of births and submissions, each with the night in which it comes.
fn in_nights(work: &Work, night_of: impl Fn(&str) -> usize) -> Vec<[String; 2]> {
    let mut nights = Vec::new();
    for (kind, name) in ["births", "submissions"].into_iter().enumerate() {
        let (header, lines) = rows(work, name);
        for line in lines {
            let night = night_of(&line);
            if nights.len() <= night {
                nights.resize(night + 1, [String::new(), String::new()]);
            }
            let file: &mut String = &mut nights[night][kind];
            if file.is_empty() {
                file.push_str(&header);
            }
            file.push_str(&line);
        }
    }
    nights
}

/// Clients and questions after these nights.
fn after(nights: &[[String; 2]]) -> Deliveries {
    let place = Deliveries::new();
    for (number, files) in nights.iter().enumerate() {
        for (name, text) in ["births.csv", "submissions.csv"].iter().zip(files) {
            if !text.is_empty() {
                place.deliver(name, text);
            }
        }
        place.night(&format!("runs/{number}"));
    }
    place.is_sound();
    place
}

#[track_caller]
pub fn assert_same(one: &Deliveries, other: &Deliveries) {
    let (clients, others) = (one.clients(), other.clients());
    let differing: Vec<_> = clients.symmetric_difference(&others).collect();
    assert!(differing.is_empty(), "{} clients differ: {differing:?}", differing.len());
    let (questions, others) = (one.questions(), other.questions());
    let differing: Vec<_> = questions.symmetric_difference(&others).collect();
    assert!(differing.is_empty(), "{} questions differ: {differing:?}", differing.len());
}

#[test]
fn a_night_in_seven_parts_ends_as_the_night_at_once() {
    let work = Work::with_people(3000);
    let whole = after(&in_nights(&work, |_| 0));
    let seven = in_nights(&work, |line| {
        let seed = line.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31) + u64::from(byte));
        Dice(seed).below(7)
    });
    assert_same(&whole, &after(&seven));
}

#[test]
fn thirty_nights_by_the_day_of_arrival_end_as_the_night_at_once() {
    let work = Work::with_people(3000);
    let whole = after(&in_nights(&work, |_| 0));
    let received = |line: &str| line.split(',').nth(2).unwrap_or_default().to_string();
    let mut days: Vec<String> = Vec::new();
    for name in ["births", "submissions"] {
        days.extend(rows(&work, name).1.iter().map(|line| received(line)));
    }
    days.sort();
    let nights = in_nights(&work, |line| {
        let day = received(line);
        days.partition_point(|other| *other < day) * 30 / days.len()
    });
    assert_same(&whole, &after(&nights));
}

#[test]
fn what_cannot_be_read_is_left_alone_and_named_and_the_rest_is_used() {
    let place = Deliveries::new();
    place.deliver("submissions-good.csv", file(&[row("a", "lowell-peds", &[])]));
    place.deliver("submissions-bad.parquet", "this is no Parquet");
    place.deliver("submissions-half.csv.part", "record_id,first_na");
    place.deliver("thesis.txt", "three years of work");
    let said = place.try_night("out").ends_with(1).stdout;
    let left = ["submissions-bad.parquet", "submissions-half.csv.part", "thesis.txt"];
    let manifest = place.work.opened("out").manifest();
    for name in left {
        assert!(said.contains(name), "{name} is not named: {said}");
        assert!(manifest["night"]["left_alone"][name].is_string(), "{name}");
    }
    assert_eq!(place.inbox(), set(&left));
    assert_eq!(place.work.list("inbox/done"), set(&["submissions-good.csv"]));
    assert_eq!(place.members().len(), 1);
    assert_eq!(place.work.read("inbox/thesis.txt"), b"three years of work");
}

#[test]
fn a_record_sent_again_is_known_and_a_changed_one_is_a_new_version() {
    let place = Deliveries::new();
    let others =
        [("first_name", "Ines"), ("phone", ""), ("street", ""), ("birth_date", "2021-04-08")];
    let first = [row("a", "lowell-peds", &[]), row("b", "salem-peds", &[])];
    let doubtful = row("c", "lynn-peds", &others);
    place.deliver("submissions.csv", file(&[&first[..], &[doubtful]].concat()));
    place.night("first");
    let before = place.members();
    assert_eq!(before["a"], before["b"]);
    let asked = place.questions();
    assert!(asked.iter().any(|pair| pair.contains("c")), "{asked:?}: the test needs a question");

    place
        .deliver("submissions.csv", file(&[&first[..1], &[row("d", "lynn-peds", &RUTH)]].concat()));
    let night = place.night("known").manifest()["night"].clone();
    assert_eq!((&night["known_records"], &night["new_records"]), (&1.into(), &1.into()));
    assert_eq!(place.members()["a"], before["a"]);

    // The doubtful record turns out to be Ruth's.
    place.deliver("submissions.csv", file(&[row("c", "lynn-peds", &RUTH)]));
    let night = place.night("changed").manifest()["night"].clone();
    assert_eq!((&night["new_versions"], &night["new_records"]), (&1.into(), &0.into()));
    let members = place.members();
    assert_eq!((&members["a"], &members["b"]), (&before["a"], &before["b"]), "ids stay");
    assert_eq!(members["c"], members["d"], "it goes where it belongs");
    assert!(place.questions().is_empty(), "what was asked of the old version is asked no more");
    assert_eq!(place.resolved(&before["c"]), members["c"], "its id leads to where it is");

    // And a record of a client becomes another person's.
    place.deliver("submissions.csv", file(&[row("b", "salem-peds", &RUTH)]));
    place.night("moved");
    assert_eq!(place.clients(), [set(&["a"]), set(&["b", "c", "d"])].into());
    assert_eq!(place.members()["a"], before["a"]);
    place.is_sound();
}

/// What is the same whatever the order: scenarios 60 to 62 and 91 to 93 of the field's list.
#[test]
fn certificates_amended_or_voided_in_a_later_night_end_as_all_at_once() {
    let certificate = [("certificate_number", "104233"), ("birth_state", "MA")];
    let birth = |id: &str, more: &[(&str, &str)]| {
        (true, row(id, "rvrs", &[more, &certificate[..]].concat()))
    };
    let visit = |id: &str, more: &[(&str, &str)]| (false, row(id, &format!("{id}-peds"), more));
    let doyle = [("last_name", "Doyle"), ("mother_maiden_name", "Doyle"), ("phone", "")];
    let hartwell = [
        ("last_name", "Hartwell"),
        ("mother_maiden_name", "Lowell"),
        ("street", "4 Oak Ave"),
        ("zip", "01970"),
        ("phone", ""),
    ];
    let at = |day, number, void| [("received_at", day), ("amendment", number), ("void", void)];
    let with = |one: &[(&'static str, &'static str)], other: [(&'static str, &'static str); 3]| {
        [one, &other[..]].concat()
    };
    let cases: [(&str, Vec<(bool, String)>); 4] = [
        (
            "voided from the beginning",
            vec![birth("0", &[("void", "1")]), visit("1", &[]), visit("2", &[])],
        ),
        (
            "amended after adoption",
            vec![
                birth("0", &with(&doyle, at("2021-04-10", "0", ""))),
                birth("1", &with(&hartwell, at("2023-06-01", "1", ""))),
                visit("2", &doyle),
                visit("3", &hartwell),
            ],
        ),
        (
            "voided later",
            vec![
                birth("0", &at("2021-04-10", "0", "")),
                birth("1", &at("2021-05-02", "0", "1")),
                visit("2", &[]),
                visit("3", &[]),
            ],
        ),
        (
            "voided by mistake and filed again",
            vec![
                birth("0", &at("2021-05-02", "0", "1")),
                birth("1", &at("2021-05-20", "1", "")),
                visit("2", &[]),
            ],
        ),
    ];
    for (what, records) in cases {
        let night = |chosen: &[usize]| {
            let of = |kind| {
                let chosen = chosen.iter().map(|&place| &records[place]);
                let rows: Vec<String> = chosen
                    .filter(|record| record.0 == kind)
                    .map(|record| record.1.clone())
                    .collect();
                if rows.is_empty() { String::new() } else { file(&rows) }
            };
            [of(true), of(false)]
        };
        let all: Vec<usize> = (0..records.len()).collect();
        let whole = after(&[night(&all)]);
        for turn in 0..records.len() {
            let mut order = all.clone();
            order.rotate_left(turn);
            for order in [order.clone(), order.into_iter().rev().collect()] {
                let parts: Vec<_> = order.iter().map(|&record| night(&[record])).collect();
                let parts = after(&parts);
                assert_eq!(parts.clients(), whole.clients(), "{what}, in the order {order:?}");
                assert_eq!(parts.questions(), whole.questions(), "{what}, in the order {order:?}");
            }
        }
    }
}

/// The events of a client id in a night's crosswalk, each with where it leads.
fn events(run: &crate::harness::RunFolder, client: &str) -> Vec<(String, String)> {
    let crosswalk = run.table("crosswalk");
    let events = crosswalk.text("event").into_iter().zip(crosswalk.text("into_client_id"));
    let ids = crosswalk.text("client_id").into_iter().zip(events);
    ids.filter(|(id, _)| id == client).map(|(_, event)| event).collect()
}

#[test]
fn a_person_joins_two_clients_and_the_younger_id_leads_to_the_older() {
    let place = Deliveries::new();
    place.deliver("submissions.csv", file(&[row("a", "lowell-peds", &[])]));
    place.night("first");
    place.deliver("submissions.csv", file(&[row("b", "salem-peds", &RUTH)]));
    place.night("second");
    let before = place.members();
    assert_ne!(before["a"], before["b"]);
    place.answer("a", "b", Answer::Link);
    let joined = place.night("third");
    assert_eq!(place.clients(), [set(&["a", "b"])].into());
    assert_eq!(place.members()["b"], before["a"], "the older id stays");
    assert_eq!(place.resolved(&before["b"]), before["a"]);
    assert_eq!(events(&joined, &before["b"]), [("merged".into(), before["a"].clone())]);
    assert!(joined.table("pairs").text("decided_by").contains(&"person:reviewer".to_string()));
    let end = place.log_end();
    place.night("fourth");
    assert_eq!((place.clients(), place.log_end()), ([set(&["a", "b"])].into(), end));
    place.is_sound();
}

#[test]
fn a_person_splits_a_client_and_it_stays_split_until_a_record_changes() {
    let place = Deliveries::new();
    let rows = [row("a", "lowell-peds", &[]), row("b", "salem-peds", &[])];
    place.deliver("submissions.csv", file(&rows));
    place.night("first");
    let before = place.members();
    assert_eq!(before["a"], before["b"]);
    place.answer("a", "b", Answer::Apart);
    let split = place.night("second");
    let after = place.members();
    assert_ne!(after["a"], after["b"]);
    assert!(after.values().any(|id| *id == before["a"]), "the old id stands");
    assert!(events(&split, &before["a"]).iter().any(|(event, _)| event == "split"));
    for (number, id) in ["d", "e"].iter().enumerate() {
        place.deliver("submissions.csv", file(&[row(id, "lynn-peds", &RUTH)]));
        place.night(&format!("quiet/{number}"));
        let members = place.members();
        assert_eq!((&members["a"], &members["b"]), (&after["a"], &after["b"]));
        assert!(!place.questions().contains(&set(&["a", "b"])));
    }
    // One of the two comes with another content: the answer lapses, and is asked for again.
    place.deliver("submissions.csv", file(&[row("b", "salem-peds", &[("phone", "9785550199")])]));
    let lapsed = place.night("changed");
    let members = place.members();
    assert_ne!(members["a"], members["b"], "not silently one again");
    assert!(place.questions().contains(&set(&["a", "b"])), "{:?}", place.questions());
    let guards = lapsed.table("pairs").text("guards");
    assert!(guards.iter().any(|all| all.contains("answer_lapsed")), "{guards:?}");
    // A person says that it is one person, after all.
    place.answer("a", "b", Answer::Link);
    place.night("one");
    let members = place.members();
    assert_eq!(members["a"], members["b"]);
    place.is_sound();
}

#[test]
fn who_was_told_apart_from_a_certificate_is_apart_from_all_its_versions() {
    let place = Deliveries::new();
    let certificate = [("certificate_number", "104233"), ("birth_state", "MA")];
    place.deliver("births.csv", file(&[row("birth", "rvrs", &certificate)]));
    place.deliver("submissions.csv", file(&[row("a", "lowell-peds", &[])]));
    place.night("first");
    place.answer("a", "birth", Answer::Apart);
    place.night("second");
    assert_eq!(place.clients().len(), 2);
    let amended = [("amendment", "1"), ("received_at", "2023-06-01")];
    let amended = row("amended", "rvrs", &[&certificate[..], &amended].concat());
    place.deliver("births.csv", file(&[amended]));
    place.night("third");
    assert_eq!(place.clients(), [set(&["a"]), set(&["amended", "birth"])].into());
}

#[test]
fn who_objects_to_data_sharing_once_objects_in_every_night() {
    let place = Deliveries::new();
    let says = |value| [("data_sharing", value)];
    place.deliver("submissions.csv", file(&[row("a", "lowell-peds", &says("no"))]));
    let mut nights = vec![place.night("runs/0")];
    for (number, (id, value)) in [("b", "yes"), ("c", ""), ("d", "yes")].into_iter().enumerate() {
        place.deliver("submissions.csv", file(&[row(id, &format!("{id}-peds"), &says(value))]));
        nights.push(place.night(&format!("runs/{}", number + 1)));
    }
    place.deliver("births.csv", file(&[row("e", "rvrs", &[("certificate_number", "000123")])]));
    nights.push(place.night("runs/birth"));
    place.deliver(
        "submissions.csv",
        file(&[row("r", "lynn-peds", &[&RUTH[..], &says("yes")].concat())]),
    );
    place.night("runs/ruth");
    place.answer("r", "b", Answer::Link);
    nights.push(place.night("runs/joined"));
    assert_eq!(place.clients().len(), 1);
    for night in nights {
        assert_eq!(night.table("clients").text("data_sharing"), ["no"], "{:?}", night.path);
    }
}
