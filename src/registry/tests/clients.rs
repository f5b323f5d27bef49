//! Clients join, move, merge, split and stand again; their ids lead somewhere for ever.

use super::{Scratch, nothing};
use crate::registry::{Grounds, View};

fn members(view: View, client: u32) -> Vec<u32> {
    view.members_of(&[client]).unwrap().remove(0)
}

fn number_of(view: View, client_id: &str) -> Option<u32> {
    view.resolve_client(client_id).unwrap().map(|client| client.number)
}

#[test]
fn an_id_leads_to_the_client_that_it_has_become() {
    let mut scratch = Scratch::with_clients();
    scratch.night("two", |night| night.merge(1, 0, nothing).unwrap());
    scratch.night("three", |night| {
        let third = night.create_client("C-third").unwrap();
        night.merge(0, third, nothing).unwrap();
    });
    let view = scratch.registry.view();
    for id in ["C-inez", "C-ada", "C-third"] {
        assert_eq!(number_of(view, id), Some(2), "{id}");
    }
    assert_eq!(number_of(view, "C-nobody"), None);
    assert_eq!(members(view, 2), [0, 1, 2]);
    assert_eq!(view.members_of(&[0, 1]).unwrap(), [const { Vec::<u32>::new() }; 2]);
    assert_eq!(view.clients_of(&[2, 0]).unwrap(), [Some(2), Some(2)]);
    assert_eq!(view.client_of_id("C-inez").unwrap().unwrap().merged_into, Some(0));
    assert_eq!(view.merged_clients(2).unwrap().len(), 1);
    scratch.is_sound();
}

#[test]
fn a_merged_client_stands_again_with_its_records() {
    let mut scratch = Scratch::with_clients();
    scratch.night("two", |night| night.merge(1, 0, nothing).unwrap());
    scratch.night("three", |night| night.unmerge(1, &[2], "two people").unwrap());
    let view = scratch.registry.view();
    assert_eq!(number_of(view, "C-inez"), Some(1));
    assert_eq!((members(view, 0), members(view, 1)), (vec![0, 1], vec![2]));
    scratch.is_sound();
}

#[test]
fn members_move_leave_and_are_split_off() {
    let mut scratch = Scratch::with_clients();
    scratch.night("two", |night| {
        assert_eq!(night.split(0, "C-new", &[1], "two birth records", nothing).unwrap(), 2);
        night.move_record(0, 1, "a better link", Grounds::default()).unwrap();
        night.leave(2, "void").unwrap();
    });
    let view = scratch.registry.view();
    assert_eq!(view.clients_of(&[0, 1, 2]).unwrap(), [Some(1), Some(2), None]);
    let mut all = Vec::new();
    view.visit_members(|record, client| {
        all.push((record, client));
        Ok(())
    })
    .unwrap();
    assert_eq!(all, [(0, 1), (1, 2)]);
    scratch.is_sound();
}

#[test]
fn what_makes_no_sense_is_refused_and_the_night_is_as_if_it_had_not_been() {
    let mut scratch = Scratch::with_clients();
    scratch.night("two", |night| night.merge(1, 0, nothing).unwrap());
    let before = scratch.registry.view().log_end().unwrap();
    let mut night = scratch.registry.night(&super::run("three")).unwrap();
    assert!(night.join(0, 0, Grounds::default()).is_err(), "has a client");
    assert!(night.join(7, 0, Grounds::default()).is_err(), "no such record");
    assert!(
        night.move_record(0, 1, "", Grounds::default()).is_err(),
        "a client that does not stand"
    );
    assert!(night.merge(0, 0, nothing).is_err());
    assert!(night.merge(1, 0, nothing).is_err(), "merged before");
    assert!(night.unmerge(0, &[], "").is_err(), "stands");
    assert!(night.create_client("C-ada").is_err(), "an id is never used again");
    drop(night);
    assert_eq!(scratch.registry.view().log_end().unwrap(), before);
    scratch.is_sound();
}
