//! People are asked; what they say holds until one of the records changes.

use super::{Scratch, add};
use crate::registry::{Answer, NewAnswer, RecordPair, View};

fn says(a: u32, b: u32, answer: Answer) -> NewAnswer<'static> {
    let pair = RecordPair::new(a, b);
    NewAnswer {
        pair,
        answer,
        by: "mfs",
        reason: "same mother",
        at: 1_767_300_000_000_000,
        relation: None,
    }
}

/// The pairs about which an answer holds, and what it is.
fn holding(view: View) -> Vec<(u32, u32, Answer)> {
    let answers = view.answers_that_hold().unwrap();
    answers.iter().map(|answer| (answer.now.a, answer.now.b, answer.answer)).collect()
}

#[test]
fn a_question_is_open_until_it_is_answered_or_taken_back() {
    let mut scratch = Scratch::with_clients();
    let [first, second] = [RecordPair::new(2, 0), RecordPair::new(1, 2)];
    scratch.night("two", |night| {
        night.ask(first, 4.5, "thin_evidence").unwrap();
        night.ask(second, -0.0, "").unwrap();
    });
    scratch.night("three", |night| {
        night.ask(first, 4.5, "thin_evidence").unwrap();
        night.ask(second, 2.0, "twin_risk").unwrap();
    });
    let view = scratch.registry.view();
    assert_eq!(view.question_count().unwrap(), 2);
    let question = view.question(second).unwrap().unwrap();
    assert_eq!((question.weight, question.since), (2.0, 2), "asked since the second run");
    assert_eq!(view.questions_of(&[2, 0]).unwrap().len(), 2, "each once");
    assert_eq!(view.questions_of(&[1]).unwrap(), [question]);
    scratch.is_sound();
    scratch.registry.answer(&says(0, 2, Answer::Apart)).unwrap();
    scratch.night("four", |night| {
        assert!(night.withdraw(second).unwrap());
        assert!(!night.withdraw(second).unwrap(), "not open any more");
    });
    assert_eq!(scratch.registry.view().question_count().unwrap(), 0);
    scratch.is_sound();
}

#[test]
fn an_answer_holds_while_both_records_say_what_they_said() {
    let mut scratch = Scratch::with_clients();
    scratch.registry.answer(&says(2, 0, Answer::Apart)).unwrap();
    scratch.registry.answer(&says(1, 0, Answer::Apart)).unwrap();
    scratch.registry.answer(&says(0, 1, Answer::Link)).unwrap();
    let all = [(0, 1, Answer::Link), (0, 2, Answer::Apart)];
    assert_eq!(holding(scratch.registry.view()), all, "the newest counts");
    // The record changes: both answers about it lapse, and are kept to be shown.
    scratch.night("two", |night| add(night, &[("a", "ADELE")]));
    let view = scratch.registry.view();
    assert_eq!(holding(view), []);
    let about = view.answers_about(3).unwrap();
    assert_eq!(about.len(), 2);
    assert!(about.iter().all(|answer| !answer.holds && answer.pair.a == 0 && answer.now.b == 3));
    // It says again what it said: the answers are about what it says now.
    scratch.night("three", |night| add(night, &[("a", "ADA")]));
    let again = [(1, 4, Answer::Link), (2, 4, Answer::Apart)];
    assert_eq!(holding(scratch.registry.view()), again);
    scratch.is_sound();
}

#[test]
fn a_question_about_a_replaced_record_is_taken_back() {
    let mut scratch = Scratch::with_clients();
    scratch.night("two", |night| night.ask(RecordPair::new(0, 2), 3.0, "").unwrap());
    scratch.night("three", |night| add(night, &[("c", "INES")]));
    assert_eq!(scratch.registry.view().question_count().unwrap(), 0);
    scratch.is_sound();
}

#[test]
fn nobody_is_asked_about_one_record_or_one_that_is_not_there() {
    let mut scratch = Scratch::with_clients();
    for (a, b) in [(0, 0), (0, 9)] {
        assert!(scratch.registry.answer(&says(a, b, Answer::Link)).is_err());
    }
    assert_eq!(scratch.registry.view().answer_count().unwrap(), 0);
    scratch.is_sound();
}
