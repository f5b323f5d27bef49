//! What people say and do: users, answers taken back, questions put aside, acts that fail.

use super::{Scratch, add};
use crate::error::Error;
use crate::record::{DataSharing, Field};
use crate::registry::{
    Access, Answer, Label, NewAnswer, Place, RecordPair, Relation, Role, SamplePair, Wish,
};

const PAIR: RecordPair = RecordPair { a: 0, b: 2 };

fn asked() -> Scratch {
    let mut scratch = Scratch::with_clients();
    scratch.night("second", |night| night.ask(PAIR, 3.5, "thin_evidence").unwrap());
    scratch
}

fn apart() -> NewAnswer<'static> {
    NewAnswer {
        pair: PAIR,
        answer: Answer::Apart,
        by: "mfs",
        reason: "two mothers",
        at: 5,
        relation: Some(Relation::TwinsOrSiblings),
    }
}

#[test]
fn an_answer_taken_back_opens_its_question_as_it_was() {
    let mut scratch = asked();
    let before = scratch.registry.view().question(PAIR).unwrap();
    scratch.registry.answer(&apart()).unwrap();
    assert_eq!(scratch.registry.view().question(PAIR).unwrap(), None);
    let given = scratch.registry.view().answer_now(0).unwrap().unwrap();
    assert!(given.holds && given.relation == Some(Relation::TwinsOrSiblings));
    let mut desk = scratch.registry.desk().unwrap();
    desk.undo(&given, "mfs", "slip", 6).unwrap();
    desk.commit().unwrap();
    assert_eq!(scratch.registry.view().question(PAIR).unwrap(), before);
    let given = scratch.registry.view().answer_now(0).unwrap().unwrap();
    assert!(given.is_undone && !given.holds);
    assert!(scratch.registry.view().answers_that_hold().unwrap().is_empty());
    scratch.is_sound();
}

#[test]
fn an_answer_is_taken_back_once() {
    let mut scratch = asked();
    scratch.registry.answer(&apart()).unwrap();
    let given = scratch.registry.view().answer_now(0).unwrap().unwrap();
    let mut desk = scratch.registry.desk().unwrap();
    desk.undo(&given, "mfs", "slip", 6).unwrap();
    assert!(desk.undo(&given, "mfs", "slip", 7).is_err());
}

#[test]
fn a_question_put_aside_stays_open() {
    let mut scratch = asked();
    let mut desk = scratch.registry.desk().unwrap();
    desk.put_aside(PAIR, Place::Supervisor, "mfs", "two certificates", 5).unwrap();
    desk.put_aside(PAIR, Place::Queue, "ada", "not for me", 6).unwrap();
    desk.commit().unwrap();
    let places = scratch.registry.view().asides_of(PAIR).unwrap();
    let places: Vec<Place> = places.iter().map(|aside| aside.place).collect();
    assert_eq!(places, [Place::Queue, Place::Supervisor]);
    assert!(scratch.registry.view().question(PAIR).unwrap().is_some());
    scratch.is_sound();
}

#[test]
fn of_acts_that_come_together_one_that_fails_leaves_nothing() {
    let mut scratch = asked();
    let mut desk = scratch.registry.desk().unwrap();
    let note = |act: &str| Access { by: "mfs".into(), act: act.into(), ..Access::default() };
    desk.note(note("looked")).unwrap();
    let failed = desk.attempt(|desk| {
        desk.answer(&apart())?;
        Err::<(), Error>(Error::Usage("stale".into()))
    });
    assert!(failed.is_err());
    desk.attempt(|desk| desk.note(note("signed_out"))).unwrap();
    desk.commit().unwrap();
    assert_eq!(scratch.registry.view().answer_count().unwrap(), 0);
    assert!(scratch.registry.view().question(PAIR).unwrap().is_some());
    scratch.is_sound();
}

#[test]
fn a_user_is_known_by_name_and_a_token_by_its_digest() {
    let mut scratch = Scratch::new();
    let mut desk = scratch.registry.desk().unwrap();
    let number = desk.add_user("mfs", Role::Reviewer, "hash").unwrap();
    assert!(desk.attempt(|desk| desk.add_user("mfs", Role::Viewer, "other")).is_err());
    let token = desk.add_token(number, "export", &[7; 32]).unwrap();
    desk.commit().unwrap();
    let view = scratch.registry.view();
    let user = view.user("mfs").unwrap().unwrap();
    assert_eq!((user.role, user.is_open), (Role::Reviewer, true));
    assert_eq!(view.user_of_token(&[7; 32]).unwrap(), Some(user.clone()));
    let mut desk = scratch.registry.desk().unwrap();
    desk.change_user(&super::super::User { role: Role::Supervisor, is_open: false, ..user })
        .unwrap();
    assert!(desk.close_token(token).unwrap());
    assert!(!desk.close_token(token).unwrap());
    desk.commit().unwrap();
    assert_eq!(scratch.registry.view().user_of_token(&[7; 32]).unwrap(), None);
    scratch.is_sound();
}

#[test]
fn an_answer_to_what_a_new_version_has_changed_does_not_open_the_old_question() {
    let mut scratch = asked();
    scratch.registry.answer(&apart()).unwrap();
    scratch.night("third", |night| _ = add(night, &[("a", "ADAH")]));
    let given = scratch.registry.view().answer_now(0).unwrap().unwrap();
    assert!(!given.holds);
    let mut desk = scratch.registry.desk().unwrap();
    desk.undo(&given, "mfs", "slip", 6).unwrap();
    desk.commit().unwrap();
    assert_eq!(scratch.registry.view().question_count().unwrap(), 0);
    scratch.is_sound();
}

#[test]
fn a_wish_about_sharing_stands_before_the_records_word_and_for_its_later_versions() {
    let mut scratch = Scratch::with_clients();
    let wish = |wish| Wish { record: 0, wish, by: "mfs".into(), note: "by letter".into(), at: 5 };
    let said = |scratch: &Scratch, number| {
        let stored = scratch.registry.view().records(&[number]).unwrap();
        stored.records.value(0, Field::DataSharing).to_string()
    };
    assert_eq!(said(&scratch, 0), "");
    let mut desk = scratch.registry.desk().unwrap();
    desk.wish(&wish(DataSharing::No)).unwrap();
    assert!(desk.attempt(|desk| desk.wish(&wish(DataSharing::Unknown))).is_err());
    desk.commit().unwrap();
    assert_eq!((said(&scratch, 0).as_str(), said(&scratch, 1).as_str()), ("no", ""));
    scratch.night("second", |night| _ = add(night, &[("a", "ADAH")]));
    assert_eq!(said(&scratch, 3), "no");
    let mut desk = scratch.registry.desk().unwrap();
    desk.wish(&wish(DataSharing::Yes)).unwrap();
    desk.commit().unwrap();
    assert_eq!(said(&scratch, 3), "yes");
    scratch.is_sound();
}

#[test]
fn a_reader_labels_a_pair_once_and_no_client_follows() {
    let mut scratch = Scratch::with_clients();
    let pair = |place, a, b| SamplePair {
        place,
        pair: RecordPair::new(a, b),
        stratum: "link".into(),
        pairs: 12,
        readers: 2,
    };
    let pairs = [pair(0, 0, 1), pair(1, 0, 2)];
    let label =
        |place, label: &str, by: &str| Label { place, label: label.into(), by: by.into(), at: 6 };
    let mut desk = scratch.registry.desk().unwrap();
    let sample = desk.draw(&pairs, u64::MAX, "ada", 5).unwrap();
    desk.label(sample, &label(0, "same", "mfs")).unwrap();
    desk.label(sample, &label(0, "different", "ada")).unwrap();
    assert!(desk.attempt(|desk| desk.label(sample, &label(0, "same", "mfs"))).is_err());
    assert!(desk.attempt(|desk| desk.label(sample, &label(2, "same", "mfs"))).is_err());
    desk.commit().unwrap();
    let view = scratch.registry.view();
    assert_eq!(view.samples().unwrap()[0].seed, u64::MAX);
    assert_eq!(view.sample_pairs(sample).unwrap(), pairs);
    assert_eq!(
        view.labels(sample).unwrap(),
        [label(0, "same", "mfs"), label(0, "different", "ada")]
    );
    assert_eq!(view.answer_count().unwrap(), 0);
    scratch.is_sound();
}

#[test]
fn what_a_source_says_after_a_wish_to_share_counts_and_nothing_outdoes_an_objection() {
    let sharing = |value: &str| {
        let mut builder = crate::read::RecordsBuilder::default();
        builder.begin(crate::record::SourceKind::Submission);
        for (field, text) in [
            (Field::RecordId, "a"),
            (Field::Source, "lowell-peds"),
            (Field::FirstName, "ADA"),
            (Field::DataSharing, value),
        ] {
            builder.value(field, text);
        }
        builder.finish()
    };
    for (wish, then, said) in [
        (DataSharing::Yes, "no", "no"),
        (DataSharing::Yes, "", "yes"),
        (DataSharing::No, "yes", "no"),
    ] {
        let mut scratch = Scratch::with_clients();
        let told = Wish { record: 0, wish, by: "mfs".into(), note: "by letter".into(), at: 5 };
        let mut desk = scratch.registry.desk().unwrap();
        desk.wish(&told).unwrap();
        desk.commit().unwrap();
        scratch.night("second", |night| {
            night.add_records(&sharing(then), |_| Default::default()).unwrap();
        });
        let newest = scratch.registry.view().find_record("a").unwrap().unwrap();
        // Alone, and among so many that all wishes are looked through.
        for numbers in [vec![newest], vec![0, 1, 2, newest]] {
            let stored = scratch.registry.view().records(&numbers).unwrap();
            let place = stored.numbers.iter().position(|&number| number == newest).unwrap();
            assert_eq!(stored.records.value(place, Field::DataSharing), said, "{wish:?} {then}");
        }
        scratch.is_sound();
    }
}
