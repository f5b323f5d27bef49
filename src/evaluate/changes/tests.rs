//! Changes by hand.

use super::*;
use crate::record::Decision::{Apart, Link, Review};

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("r{number}")).collect()
}

fn run(clients: &[u32], pairs: &[(u32, u32, Decision, f64)]) -> ComparedRun {
    let pair = |&(a, b, decision, weight)| ComparedPair { a, b, decision, weight, guards: 0 };
    ComparedRun {
        clients: clients.to_vec(),
        pairs: pairs.iter().map(pair).collect(),
        guard_sets: vec![String::new()],
        ..ComparedRun::default()
    }
}

#[test]
fn a_run_is_itself_whatever_its_clients_are_called() {
    let pairs = [(0, 1, Link, 9.0), (1, 2, Review, 1.0)];
    let changes = changes(&ids(3), &run(&[0, 0, 1], &pairs), &run(&[7, 7, 3], &pairs), 5);
    assert!(changes.is_nothing() && changes.text().ends_with("\nnothing changes\n"));
    assert_eq!((changes.clients.same, changes.clients.records_changed), (2, 0));
    assert!(changes.clients.examples.is_empty());
}

#[test]
fn pairs_are_counted_by_decision_before_and_after() {
    let before = run(&[0, 1, 2, 3], &[(0, 1, Review, 4.0), (1, 2, Link, 9.0), (2, 3, Apart, -4.0)]);
    let after = run(&[0, 1, 2, 3], &[(2, 3, Apart, -6.5), (0, 3, Review, 0.5), (0, 1, Link, 6.0)]);
    let found = changes(&ids(4), &before, &after, 1).pairs;
    let told = found.by_verdict.iter().filter(|count| count.pairs > 0);
    let told: Vec<_> = told.map(|count| (count.before, count.after, count.pairs)).collect();
    assert_eq!(
        told,
        [
            (Verdict::BelowFloor, Verdict::Review, 1),
            (Verdict::Apart, Verdict::Apart, 1),
            (Verdict::Review, Verdict::Link, 1),
            (Verdict::Link, Verdict::BelowFloor, 1),
        ]
    );
    assert_eq!((found.newly_linked, found.no_longer_linked), (1, 1));
    assert_eq!((found.newly_in_review, found.no_longer_in_review), (1, 1));
    let shift = &found.weight_shift;
    assert_eq!((shift.pairs, shift.unchanged), (2, 0));
    assert_eq!((shift.mean, shift.mean_absolute), (Some(-0.25), Some(2.25)));
    let [linked] = &found.examples_newly_linked[..] else { panic!("one example") };
    assert_eq!((linked.record_a.as_str(), linked.record_b.as_str()), ("r0", "r1"));
    assert_eq!(linked.before.as_ref().map(|side| side.weight), Some(4.0));
    assert_eq!(found.examples_no_longer_linked[0].after, None);
}

#[test]
fn clients_are_compared_by_their_records() {
    // Records 0 and 1 stay together, 2 and 3 are merged, 4 and 5 split, 6 moves from 7 to 8.
    let before = run(&[0, 0, 1, 2, 3, 3, 4, 4, 5], &[]);
    let after = run(&[9, 9, 8, 8, 7, 6, 5, 4, 5], &[]);
    let clients = changes(&ids(9), &before, &after, 3).clients;
    assert_eq!((clients.before, clients.after, clients.same), (6, 6, 1));
    let groups = |groups: Groups| (groups.groups, groups.clients_before, groups.clients_after);
    assert_eq!(groups(clients.merged), (1, 2, 1));
    assert_eq!(groups(clients.split), (1, 1, 2));
    assert_eq!(groups(clients.otherwise_changed), (1, 2, 2));
    assert_eq!(clients.records_changed, 7);
    let kinds: Vec<_> = clients.examples.iter().map(|example| example.kind).collect();
    assert_eq!(kinds, [ClientKind::Merged, ClientKind::Split, ClientKind::OtherwiseChanged]);
    assert_eq!(clients.examples[2].before, [vec!["r6", "r7"], vec!["r8"]]);
    assert_eq!(clients.examples[2].after, [vec!["r6", "r8"], vec!["r7"]]);
}

#[test]
fn examples_come_in_order_and_no_more_than_asked_for() {
    let before = run(&[0, 1, 2, 3], &[]);
    let after = run(&[0, 0, 1, 1], &[(2, 3, Link, 8.0), (0, 1, Link, 8.0), (0, 2, Review, 9.0)]);
    let found = changes(&ids(4), &before, &after, 1);
    assert_eq!(found.pairs.examples_newly_linked.len(), 1);
    assert_eq!(found.pairs.examples_newly_linked[0].record_a, "r0");
    assert_eq!((found.clients.merged.groups, found.clients.examples.len()), (2, 1));
    let text = found.text();
    let merged = text.lines().find(|line| line.starts_with("clients merged"));
    assert!(merged.is_some_and(|line| line.ends_with(" 4 into 2")), "{text}");
}
