//! `registry unmerge`: what a person takes apart stays apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::filled::Nights;
use crate::harness::{Outcome, RunFolder};

const WORD: [&str; 4] = ["--by", "mfs", "--reason", "two people with one chart"];

fn unmerge(nights: &Nights, part: &[&str]) -> Outcome {
    nights.registry(&[&["unmerge", "--as-of", "2026-01-20"], &WORD[..], part].concat())
}

/// The records of each client.
fn members(export: &RunFolder) -> BTreeMap<String, BTreeSet<String>> {
    let mut members = BTreeMap::<String, BTreeSet<String>>::new();
    for (record, client) in export.clients() {
        members.entry(client).or_default().insert(record);
    }
    members
}

/// A table's rows by client; what names the run is left out.
fn by_client(export: &RunFolder, table: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let table = export.table(table);
    let mut rows = BTreeMap::<String, Vec<Vec<String>>>::new();
    for (client, row) in table.text("client_id").into_iter().zip(table.rows_without(&["run_id"])) {
        rows.entry(client).or_default().push(row);
    }
    rows
}

/// Clients that have been merged, each with the one that it has become.
fn merged(export: &RunFolder) -> BTreeMap<String, String> {
    let crosswalk = export.table("crosswalk");
    let pairs = crosswalk.text("client_id").into_iter().zip(crosswalk.text("into_client_id"));
    let told = pairs.zip(crosswalk.text("event")).filter(|(_, event)| event == "merged");
    told.map(|(pair, _)| pair).collect()
}

#[test]
fn taking_any_merge_back_gives_both_clients_as_they_were() {
    let mut nights = Nights::over(500, 3);
    // The night's own news aside: what is compared is what was there before.
    let before = nights.export("before");
    let known: BTreeSet<String> = before.clients().into_keys().collect();
    let whole = nights.work.read("registry.db");
    let first = members(&before);
    let merges = merged(&before);
    assert!(merges.len() > 5, "only {} merges", merges.len());

    // Some merges in a registry of their own, and then all of them.
    for (place, (from, into)) in merges.iter().enumerate().step_by(merges.len() / 5) {
        let place = place.to_string();
        unmerge(&nights, &["--merge-of", from]).succeeds();
        nights.is_sound();
        let after = nights.export(&format!("after-{place}"));
        let now = members(&after);
        assert!(!merged(&after).contains_key(from) && now.contains_key(from));
        let both: BTreeSet<String> = &now[from] | &now[into];
        assert_eq!(both, first[into], "nobody is lost");
        assert_eq!(now.len(), first.len() + 1);
        std::fs::write(nights.work.path("registry.db"), &whole).unwrap();
    }
    for from in merges.keys() {
        unmerge(&nights, &["--merge-of", from]).succeeds();
    }
    nights.is_sound();
    let apart = nights.export("apart");
    assert!(merged(&apart).is_empty());
    assert_eq!(apart.clients().into_keys().collect::<BTreeSet<String>>(), known);

    // The next night keeps to it.
    let word: Vec<(String, String)> = merges.into_iter().collect();
    let clients = apart.clients();
    nights.deliver(
        "births",
        "record_id,first_name,last_name,birth_date,certificate_number\n\
        rvrs-new,ZOE,NOBODY,2026-01-01,000001\n",
    );
    nights.run();
    nights.is_sound();
    let next = nights.export("next");
    let now = next.clients();
    for (from, into) in word {
        let of = |client: &String| -> BTreeSet<&String> {
            let records = clients.iter().filter(|(_, of)| *of == client).map(|(record, _)| record);
            records.map(|record| &now[record]).collect()
        };
        assert!(of(&from).is_disjoint(&of(&into)), "{from} and {into} are one again");
    }
}

#[test]
fn a_merge_taken_back_leaves_what_was_there_the_night_before() {
    // Only among many records are some questions answered: the second night merges clients of the first.
    let mut nights = Nights::new(500, 3);
    nights.next();
    let before = nights.export("before");
    nights.next();
    let then = nights.export("then");
    let mut earlier = members(&before);
    let merges = merged(&then);
    let fresh: Vec<(String, String)> =
        merges.into_iter().filter(|(from, _)| earlier.contains_key(from)).collect();
    for (from, _) in &fresh {
        unmerge(&nights, &["--merge-of", from]).succeeds();
    }
    let after = nights.export("after");
    let known: BTreeSet<String> = before.clients().into_keys().collect();
    let mut now = members(&after);
    let (clients, doses) = (by_client(&before, "clients"), by_client(&before, "doses"));
    let (clients_now, doses_now) = (by_client(&after, "clients"), by_client(&after, "doses"));
    let mut whole = 0;
    for client in fresh.iter().flat_map(|(from, into)| [from, into]) {
        let Some(then) = earlier.remove(client) else { continue };
        let now = now.remove(client).unwrap();
        let old: BTreeSet<String> = now.intersection(&known).cloned().collect();
        assert_eq!(old, then, "{client}");
        if now == then {
            whole += 1;
            assert_eq!(clients_now[client], clients[client]);
            // The day of the export decides about doses of the future alone.
            assert_eq!(doses_now.get(client), doses.get(client));
        }
    }
    assert!(whole > 1, "only {whole} clients of {} merges without news", fresh.len());
}

/// Three submissions of one girl, of which the third comes with an objection and a dose.
fn three_records() -> Nights {
    let mut nights = Nights::new(10, 1);
    let person = "ADALGISA,MARIA,VANDERMEER,2019-03-04,F,GRETA,OOSTERHUIS,12 ELM ST,LYNN,MA,01901";
    let mut text = "record_id,source,first_name,middle_name,last_name,birth_date,sex,\
        mother_first_name,mother_maiden_name,street,city,state,zip,phone,data_sharing\n"
        .to_string();
    for (record, wish) in [("a-1", "Y"), ("b-1", ""), ("c-1", "N")] {
        text += &format!("{record},clinic-{record},{person},7815550134,{wish}\n");
    }
    nights.deliver("submissions", &text);
    nights.deliver(
        "doses",
        "record_id,vaccine,dose_date,dose_source\na-1,20,2020-05-04,00\nc-1,110,2020-07-04,00\n",
    );
    nights.run();
    nights
}

#[test]
fn doses_and_the_wish_about_sharing_go_with_their_records() {
    let nights = three_records();
    let before = nights.export("before");
    let client = before.clients()["c-1"].clone();
    assert_eq!(before.table("clients").text("data_sharing"), ["no"]);
    let said = unmerge(&nights, &["--client", &client, "--records", "c-1"]).succeeds().stdout;
    for words in ["is new, with 1 records", "  c-1\n", "keeps 2", "2 pairs told apart (all)"] {
        assert!(said.contains(words), "{said}");
    }
    nights.is_sound();
    let after = nights.export("after");
    let (clients, doses) = (after.table("clients"), after.table("doses"));
    let of = |column: &str| -> BTreeMap<String, String> {
        clients.text("client_id").into_iter().zip(clients.text(column)).collect()
    };
    let new = after.clients()["c-1"].clone();
    assert!(new != client && after.clients()["a-1"] == client);
    let wishes = BTreeMap::from([(client.clone(), "yes"), (new.clone(), "no")]);
    assert_eq!(
        of("data_sharing"),
        wishes.into_iter().map(|(id, wish)| (id, wish.into())).collect()
    );
    let doses: BTreeMap<String, String> =
        doses.text("client_id").into_iter().zip(doses.text("vaccine")).collect();
    assert_eq!(doses, BTreeMap::from([(client.clone(), "20".into()), (new.clone(), "110".into())]));

    let decisions = after.table("decisions");
    let row = decisions.text("record_id").iter().position(|record| record == "c-1").unwrap();
    assert_eq!(decisions.text("action")[row], "split");
    assert_eq!(decisions.text("decided_by")[row], "person:mfs");
    assert_eq!(decisions.text("reason")[row], WORD[3]);
    assert_eq!(decisions.text("previous_client_id")[row], client);
    let crosswalk = after.table("crosswalk").rows_without(&["run_id"]);
    assert!(crosswalk.contains(&vec![client, "split".into(), new]), "{crosswalk:?}");
}

#[test]
fn a_night_keeps_apart_what_it_would_join_until_a_record_changes() {
    let mut nights = three_records();
    let client = nights.export("before").clients()["c-1"].clone();
    unmerge(&nights, &["--client", &client, "--records", "c-1"]).succeeds();
    let person = "ADALGISA,MARIA,VANDERMEER,2019-03-04,F,GRETA,OOSTERHUIS,12 ELM ST,LYNN,MA,01901";
    let header = "record_id,source,first_name,middle_name,last_name,birth_date,sex,\
        mother_first_name,mother_maiden_name,street,city,state,zip,phone\n";
    nights.deliver("submissions", &format!("{header}d-1,clinic-d,{person},7815550134\n"));
    nights.run();
    nights.is_sound();
    let clients = nights.export("after").clients();
    assert!(clients["a-1"] == client && clients["b-1"] == client && clients["c-1"] != client);
    assert!(clients["d-1"] == client || clients["d-1"] == clients["c-1"]);
}

#[test]
fn what_cannot_be_taken_apart_is_refused_and_nothing_changes() {
    let nights = three_records();
    let client = nights.export("before").clients()["c-1"].clone();
    let state = nights.registry(&["verify", "--json"]).succeeds().stdout;
    let all = ["--client", &client, "--records", "a-1", "b-1", "c-1"];
    for (part, words) in [
        (&["--merge-of", "C0000000000000000"][..], "no such client id"),
        (&["--merge-of", &client], "this client stands"),
        (&["--client", "C0000000000000000", "--records", "a-1"], "no such client id"),
        (&["--client", &client, "--records", "a-1", "nobody"], "number 2"),
        (&all, "none would stay"),
    ] {
        unmerge(&nights, part).fails_saying(&[words]);
    }
    let blank = ["unmerge", "--by", " ", "--reason", "x", "--client", &client, "--records", "a-1"];
    nights.registry(&blank).fails_saying(&["--by"]);
    for part in [&["--client", &client][..], &[], &["--records", "a-1"]] {
        unmerge(&nights, part).ends_with(2);
    }
    assert_eq!(nights.registry(&["verify", "--json"]).succeeds().stdout, state);
}
