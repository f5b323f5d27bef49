//! What staff say at the review desk, and what the next night makes of it.

use std::collections::BTreeSet;

use selfsame::record::DataSharing;
use selfsame::registry::{Answer, Desk, NewAnswer, RecordPair, Registry, Relation, Wish};

use crate::deliveries::Deliveries;

const HEADER: &str = "record_id,source,received_at,first_name,last_name,birth_date,sex,mother_maiden_name,\
                      birth_state,certificate_number,street,city,state,zip\n";

fn birth(id: &str, certificate: &str) -> String {
    format!(
        "{id},rvrs,2023-05-01,Inez,Amaral,2021-04-07,F,Quill,MA,{certificate},12 Fern St,Lowell,MA,01850\n"
    )
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| id.to_string()).collect()
}

fn at_the_desk<T>(place: &Deliveries, act: impl FnOnce(&mut Desk) -> T) -> T {
    let mut registry = Registry::open(&place.work.path("registry.db")).unwrap();
    let mut desk = registry.desk().unwrap();
    let done = act(&mut desk);
    desk.commit().unwrap();
    done
}

fn pair(place: &Deliveries, one: &str, other: &str) -> RecordPair {
    let number = |id| place.registry().view().find_record(id).unwrap().unwrap();
    RecordPair::new(number(one), number(other))
}

fn say(place: &Deliveries, answer: Answer, relation: Option<Relation>) -> u32 {
    let pair = pair(place, "a", "b");
    let (by, reason) = ("ada", "looked at both");
    at_the_desk(place, |desk| {
        desk.answer(&NewAnswer { pair, answer, by, reason, at: 0, relation }).unwrap();
        desk.view().last_answers(None, 1).unwrap()[0].number
    })
}

fn take_back(place: &Deliveries, number: u32) {
    at_the_desk(place, |desk| {
        let given = desk.view().answer_now(number).unwrap().unwrap();
        desk.undo(&given, "ada", "a slip", 1).unwrap();
    });
}

#[test]
fn two_certificates_are_one_person_only_where_somebody_calls_them_of_one_birth() {
    let place = Deliveries::new();
    let births = [birth("a", "000101"), birth("b", "000202")];
    place.deliver("births.csv", format!("{HEADER}{}", births.concat()));
    place.night("first");
    let apart = [set(&["a"]), set(&["b"])].into();
    assert_eq!(place.clients(), apart);
    say(&place, Answer::Link, None);
    place.night("second");
    assert_eq!(place.clients(), apart, "the same, but two certificates");
    let number = say(&place, Answer::Link, Some(Relation::OneBirth));
    place.night("third");
    assert_eq!(place.clients(), [set(&["a", "b"])].into());
    // And stays so when others come.
    let submission = birth("s", "").replace("rvrs", "lowell-peds");
    place.deliver("submissions.csv", format!("{HEADER}{submission}"));
    place.night("fourth");
    assert_eq!(place.clients(), [set(&["a", "b", "s"])].into());
    take_back(&place, number);
    place.night("fifth");
    // The submission fits both certificates: it is for a person now.
    assert_eq!(place.clients(), [set(&["a"]), set(&["b"]), set(&["s"])].into());
    place.is_sound();
}

#[test]
fn an_answer_taken_back_after_its_night_is_as_if_it_had_not_been_given() {
    let place = Deliveries::new();
    let of = |id: &str, source: &str| birth(id, "").replace("rvrs", source);
    let both = [of("a", "lowell-peds"), of("b", "lynn-peds")];
    place.deliver("submissions.csv", format!("{HEADER}{}", both.concat()));
    place.night("first");
    assert_eq!(place.clients(), [set(&["a", "b"])].into());
    let number = say(&place, Answer::Apart, Some(Relation::TwinsOrSiblings));
    place.night("second");
    assert_eq!(place.clients(), [set(&["a"]), set(&["b"])].into());
    take_back(&place, number);
    place.night("third");
    assert_eq!(place.clients(), [set(&["a", "b"])].into());
    place.is_sound();
}

#[test]
fn a_wish_told_at_the_desk_stands_in_what_is_exported() {
    let place = Deliveries::new();
    let of = |id: &str, source: &str| birth(id, "").replace("rvrs", source);
    let both = [of("a", "lowell-peds"), of("b", "lynn-peds")];
    place.deliver("submissions.csv", format!("{HEADER}{}", both.concat()));
    place.night("first");
    let record = pair(&place, "a", "b").b;
    let exported = |out: &str| {
        let export = ["registry", "export", "--registry", "registry.db", "--out", out];
        place.work.run(export).succeeds();
        place.work.opened(out).table("clients").text("data_sharing")
    };
    assert_eq!(exported("before"), ["unknown"]);
    let (by, note) = ("ada".to_string(), "by letter".to_string());
    let wish = Wish { record, wish: DataSharing::No, by, note, at: 0 };
    at_the_desk(&place, |desk| desk.wish(&wish).unwrap());
    assert_eq!(exported("after"), ["no"]);
    place.is_sound();
}
