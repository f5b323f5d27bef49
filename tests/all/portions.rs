//! Another model, other settings: the registry's records are examined anew in portions, and end as if what
//! is in force now had always been.

use std::process::Command;

use selfsame::registry::Answer;

use crate::deliveries::{Deliveries, night, rows};
use crate::harness::Work;
use crate::nights::assert_same;

/// First much is linked, and then little, so that clients come apart whose records nothing holds together
/// any more. A registry is looked at as a whole as long as it is small: here, up to 200 records.
const BEFORE: &str = "[decide]\nlink = -2.0\nanswer = -2.0\nreview = -4.0\ncensus = 20\n";
const AFTER: &str = "[decide]\nlink = 8.0\nanswer = 6.0\nreview = 3.0\nlead = 0.0\ncensus = 20\n";

/// Deliveries of people, births and submissions each in so many parts; and in a last one what was sent
/// again with a change: records of the first delivery and of the last but one.
struct People {
    work: Work,
    parts: Vec<[String; 2]>,
}

impl People {
    fn new(people: usize, many: usize) -> People {
        let work = Work::with_people(people);
        work.link_people("fitted", &[]);
        let mut parts = vec![[String::new(), String::new()]; many];
        for (kind, name) in ["births", "submissions"].into_iter().enumerate() {
            let (header, lines) = rows(&work, name);
            for (part, lines) in lines.chunks(lines.len().div_ceil(many)).enumerate() {
                parts[part][kind] = header.clone() + &lines.concat();
            }
        }
        let died = |text: &str| text.lines().nth(1).unwrap().to_string() + "2025-12-31\n";
        let header = parts[0][1].lines().next().unwrap().to_string() + "\n";
        let again = header + &died(&parts[0][1]) + &died(&parts[many - 2][1]);
        parts.push([String::new(), again]);
        People { work, parts }
    }

    /// An empty registry under these settings.
    fn registry(&self, settings: &str) -> Deliveries {
        let place = Deliveries::new();
        place.work.write("fitted.json", self.work.read("fitted/model.json"));
        adopt(&place, settings, &[]);
        place
    }

    fn deliver(&self, place: &Deliveries, part: usize) {
        for (name, text) in ["births", "submissions"].iter().zip(&self.parts[part]) {
            if !text.is_empty() {
                place.deliver(&format!("{name}-{part}.csv"), text);
            }
        }
    }

    /// A registry that has had all of it in one night under what others have changed to.
    fn at_once(&self, told_apart: &[String; 2]) -> Deliveries {
        let place = self.registry(AFTER);
        adopt(&place, AFTER, &["--model", "fitted.json"]);
        let again = self.parts.len() - 1;
        (0..again).for_each(|part| self.deliver(&place, part));
        place.night("runs/0");
        let [one, other] = told_apart;
        place.answer(one, other, Answer::Apart);
        self.deliver(&place, again);
        place.night("runs/1");
        place
    }

    /// Three nights under what was in force before. A person has told two records of one client apart.
    fn three_nights(&self, place: &Deliveries) -> [String; 2] {
        for part in 0..3 {
            self.deliver(place, part);
            place.night(&format!("before/{part}"));
        }
        let clients = place.clients();
        let told_apart: Vec<String> =
            clients.iter().find(|client| client.len() == 2).unwrap().iter().cloned().collect();
        place.answer(&told_apart[0], &told_apart[1], Answer::Apart);
        told_apart.try_into().unwrap()
    }
}

/// Puts settings in force; what the program says.
fn adopt(place: &Deliveries, settings: &str, more: &[&str]) -> String {
    place.work.write("settings.toml", settings);
    let adopt = ["registry", "adopt", "--registry", "registry.db", "--settings", "settings.toml"];
    place.work.run([&adopt[..], more].concat()).succeeds().stdout
}

/// How many records `registry stats` says are still to be examined, and in how many nights.
fn to_examine(place: &Deliveries) -> [u64; 2] {
    let stats = ["registry", "stats", "--registry", "registry.db", "--json"];
    let said = place.work.run(stats).succeeds().stdout;
    let stats: serde_json::Value = serde_json::from_str(&said).unwrap();
    ["records", "nights"].map(|what| stats["to_examine"][what].as_u64().unwrap())
}

/// A night that is kept, however out of line it is: another model asks and splits as it does.
fn accepted(place: &Deliveries, out: &str) {
    place.work.run([&night(out)[..], &["--accept"]].concat()).succeeds();
}

/// The records that a night has examined anew, and those that it has left.
fn examined(place: &Deliveries, out: &str) -> [u64; 2] {
    let night = &place.work.opened(out).manifest()["night"];
    assert_eq!(night["kept"], true, "{out}");
    ["examined", "to_examine"].map(|what| night[what].as_u64().unwrap())
}

/// Nights from a change on, each with a delivery as long as there are any, until nothing is left; how many.
fn nights(people: &People, place: &Deliveries, mut part: usize, named: &str) -> usize {
    for number in 0.. {
        let before = to_examine(place)[0];
        // In the first night nothing comes: it is a night all the same.
        if number > 0 && part < people.parts.len() {
            people.deliver(place, part);
            part += 1;
        }
        let out = format!("{named}/{number}");
        accepted(place, &out);
        let [now, left] = examined(place, &out);
        assert_eq!((now + left, to_examine(place)[0]), (before, left), "{out}");
        let metrics = String::from_utf8(place.work.read(&format!("{out}/metrics.prom"))).unwrap();
        let gauge = format!("\nselfsame_registry_records_to_examine {left}\n");
        assert!(metrics.contains(&gauge), "{metrics}");
        if left == 0 && part == people.parts.len() {
            return number + 1;
        }
    }
    unreachable!()
}

#[test]
fn in_portions_a_change_ends_as_in_one_night_and_as_if_it_had_always_been() {
    let people = People::new(1200, 5);
    let portions = people.registry(BEFORE);
    let told_apart = people.three_nights(&portions);
    let before = portions.clients();
    let model = ["--model", "fitted.json"];
    let said = adopt(&portions, &format!("{AFTER}[night]\nportion = 400\n"), &model);
    let [records, takes] = to_examine(&portions);
    assert!(
        records > 1600 && takes == records.div_ceil(400),
        "{records} records in {takes} nights"
    );
    assert!(said.contains(&format!("{records}, in {takes} nights")), "{said}");
    assert_eq!(nights(&people, &portions, 3, "after") as u64, takes);
    assert!(portions.work.opened("after/2").manifest()["night"]["new_records"].as_u64() > Some(0));
    // What has been done is done: a night in which nothing comes is none.
    let end = portions.log_end();
    portions.night("idle");
    assert_eq!(portions.log_end(), end);
    portions.is_sound();

    let one = people.registry(BEFORE);
    assert_eq!(people.three_nights(&one), told_apart);
    adopt(&one, AFTER, &model);
    assert_eq!(to_examine(&one)[1], 1, "a small registry is through in one night");
    nights(&people, &one, 3, "after");
    assert_same(&portions, &one);
    let at_once = people.at_once(&told_apart);
    assert_same(&portions, &at_once);
    assert_ne!(before.difference(&at_once.clients()).count(), 0, "the test needs a change");
}

#[test]
fn a_second_change_in_the_middle_begins_again_and_a_crash_keeps_nothing_of_a_portion() {
    let people = People::new(900, 4);
    let place = people.registry(BEFORE);
    let told_apart = people.three_nights(&place);
    let other = "[decide]\nlink = 3.0\nreview = 1.0\ncensus = 20\n[block]\nmax_block = 30\n";
    adopt(&place, &format!("{other}[night]\nportion = 500\n"), &[]);
    let all = to_examine(&place)[0];
    people.deliver(&place, 3);
    accepted(&place, "first/0");
    accepted(&place, "first/1");
    assert_eq!(to_examine(&place)[0], all - 1000);
    assert!(all > 1200, "{all} records: the test needs a middle");

    // The size of a portion is no change of what pairs are.
    adopt(&place, &format!("{other}[night]\nportion = 499\n"), &[]);
    assert_eq!(to_examine(&place)[0], all - 1000);
    adopt(&place, &format!("{AFTER}[night]\nportion = 500\n"), &["--model", "fitted.json"]);
    let all = to_examine(&place)[0];
    let records = place.registry().view().record_count().unwrap();
    assert_eq!(all, u64::from(records), "all begins again");
    accepted(&place, "second/0");
    let (end, clients) = (place.log_end(), place.clients());
    let program = env!("CARGO_BIN_EXE_selfsame");
    let mut crashing = Command::new(program);
    crashing.current_dir(place.work.path("")).args(night("second/1")).arg("--accept");
    let crashed = crashing.env("SELFSAME_FAILPOINT", "before commit").output().unwrap();
    assert!(!crashed.status.success());
    assert_eq!(
        (place.log_end(), place.clients(), to_examine(&place)[0]),
        (end, clients, all - 500)
    );
    let compact = ["registry", "compact", "--registry", "registry.db"];
    place.work.run(compact).succeeds();
    nights(&people, &place, 4, "third");
    place.is_sound();
    assert_same(&place, &people.at_once(&told_apart));
}
