//! `registry compact`: a smaller file that says the same.

use crate::filled::{Nights, bytes};

/// Nights in which records come, and come again with something else in them.
fn with_versions() -> Nights {
    let mut nights = Nights::new(300, 6);
    (0..4).for_each(|_| _ = nights.next());
    // Certificates are sent under other ids, so that their older versions stand no more; submissions under
    // the same, so that they are replaced.
    for (name, other_id, from, to) in
        [("births", "x", "\t", ""), ("submissions", "", ",MA,", ",NH,")]
    {
        let first = String::from_utf8(nights.work.read(&format!("synth/{name}.csv"))).unwrap();
        let known = nights.export(name).clients();
        let is_known = |line: &&str| known.contains_key(line.split(',').next().unwrap());
        let rows = first.lines().skip(1).filter(is_known).step_by(3);
        let rows = rows.map(|row| format!("{other_id}{}", row.replace(from, to)));
        let header = first.lines().next().unwrap().to_string();
        let rows: Vec<String> = std::iter::once(header).chain(rows).collect();
        nights.deliver(name, &(rows.join("\n") + "\n"));
        nights.run();
    }
    nights
}

fn pages(nights: &Nights) -> serde_json::Value {
    let said = nights.registry(&["stats", "--json"]).succeeds().stdout;
    serde_json::from_str::<serde_json::Value>(&said).unwrap()["pages"].clone()
}

#[test]
fn what_a_registry_says_stays_and_so_does_the_next_night() {
    let mut nights = with_versions();
    nights.registry(&["backup", "--out", "copy.db"]).succeeds();
    let before = bytes(&nights.export("before"));
    let state = nights.registry(&["verify", "--json"]).succeeds().stdout;
    let kinds = |pages: &serde_json::Value| -> Vec<String> {
        let pages = pages.as_array().unwrap().iter();
        pages.map(|page| format!("{} {}", page["kind"].as_str().unwrap(), page["pages"])).collect()
    };
    let had = kinds(&pages(&nights));
    for some in ["flags 2", "rows 6", "evidence_again 1"] {
        assert!(had.contains(&some.into()), "{had:?}");
    }

    let said = nights.registry(&["compact"]).succeeds().stdout;
    let numbers = said.split(' ').filter_map(|word| word.parse::<u64>().ok());
    let numbers: Vec<u64> = numbers.collect();
    assert!(numbers[1] < numbers[0], "{said}");
    let length = std::fs::metadata(nights.work.path("registry.db")).unwrap().len();
    assert_eq!(length, numbers[1]);
    let joined = ["dose_days 1", "evidence 1", "made_with 1", "names 1", "rows 1", "streets 1"];
    assert_eq!(kinds(&pages(&nights)), joined);
    assert_eq!(nights.registry(&["verify", "--json"]).succeeds().stdout, state);
    assert!(bytes(&nights.export("after")) == before);

    // The next night, of a part that has not come yet, in both registries.
    nights.deliver_part(5);
    let inbox = nights.work.list("inbox");
    for name in inbox.iter().filter(|name| name.ends_with(".csv")) {
        nights.work.write(&format!("other/{name}"), nights.work.read(&format!("inbox/{name}")));
    }
    let run = nights.run();
    let night = ["nightly", "--registry", "copy.db", "--inbox", "other", "--accept"];
    let when = ["--as-of", "2026-01-07", "--out", "copied"];
    nights.work.run([&night[..], &when[..]].concat()).succeeds();
    assert!(run.bytes() == nights.work.opened("copied").bytes());
    assert_eq!(run.manifest()["as_of"], "2026-01-07T00:00:00Z");

    // And once more: what is compact stays so.
    nights.registry(&["compact", "--quiet"]).succeeds();
    assert_eq!(kinds(&pages(&nights)), joined);
    nights.is_sound();
}
