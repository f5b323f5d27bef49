//! Measures by hand, and against brute force on small runs of any shape.

use proptest::prelude::*;

use super::samples::{family, measured, of_clients, pair, records, truth, truth_of};
use super::*;
use crate::record::Decision::{Apart, Link, Review as Ask};

/// Bagga & Baldwin's example: people of five, two and five records. One response merges the two
/// large people, the other the small one with a large one.
const BAGGA_PEOPLE: [u32; 12] = [0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2];

#[test]
fn b_cubed_of_bagga_and_baldwin() {
    let truth = truth_of(&BAGGA_PEOPLE);
    for (clients, precision) in [
        ([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], (5.0 + 4.0 / 7.0 + 25.0 / 7.0) / 12.0),
        ([0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], (2.5 + 2.0 + 2.5) / 12.0),
    ] {
        let b_cubed = of_clients(&records(&clients), &truth).b_cubed;
        assert!((b_cubed.precision.unwrap() - precision).abs() < 1e-12);
        assert_eq!(b_cubed.recall, Some(1.0));
        let f1 = 2.0 * precision / (precision + 1.0);
        assert!((b_cubed.f1.unwrap() - f1).abs() < 1e-12);
    }
}

#[test]
fn clients_by_hand() {
    // Client 0 holds two of person 0 and one of person 1; client 1 the rest of person 0.
    let evaluation = of_clients(&records(&[0, 0, 0, 1]), &truth_of(&[0, 0, 1, 0]));
    assert_eq!((evaluation.records, evaluation.people, evaluation.clients), (4, 2, 2));
    assert_eq!(evaluation.closure, Accuracy::new(3, 3, 1, 6));
    assert_eq!(
        evaluation.client_errors,
        ClientErrors {
            clients_with_several_people: 1,
            people_in_several_clients: 1,
            clients_with_several_births: 0,
        }
    );
}

#[test]
fn pairs_and_reviews_by_hand() {
    let pairs = [pair(0, 1, Link), pair(0, 2, Link), pair(1, 3, Ask), pair(2, 3, Apart)];
    let (run, truth) = (records(&[0, 0, 0, 1, 2]), truth_of(&[0, 0, 1, 0, 2]));
    let evaluation = measured(&run, &pairs, &truth, |a, b| (a, b) == (0, 1)).unwrap();
    assert_eq!(evaluation.true_pairs, 3);
    assert_eq!(evaluation.linked, Accuracy::new(2, 3, 1, 10));
    assert_eq!(evaluation.linked_or_review, Accuracy::new(3, 3, 2, 10));
    let Blocking { true_pairs, found, recall, .. } = evaluation.blocking;
    assert_eq!((true_pairs, found, recall), (3, 1, Some(1.0 / 3.0)));
    let review = Review { pairs: 1, true_matches: 1, records: 2, share_of_records: Some(0.4) };
    assert_eq!(evaluation.review, review);
}

#[test]
fn births_by_hand() {
    let truth = truth("record_id,true_entity_id\nb1,A\ns1,A\ns2,A\nb2,B\ns3,C\n").unwrap();
    let run = family(&[
        ("b1", 'b', 1, 0),
        ("s1", 's', 1, 0),
        ("s2", 's', 1, 1),
        ("b2", 'b', 1, 0),
        ("s3", 's', 1, 2),
    ]);
    let evaluation = of_clients(&run, &truth);
    let expected = BirthSubmissions { true_pairs: 2, in_one_client: 1, share: Some(0.5) };
    assert_eq!(evaluation.birth_submissions, expected);
    assert_eq!(evaluation.client_errors.clients_with_several_births, 1);
}

/// Two people in one client: days of birth, mothers, households, and what kind of error that is.
#[test]
fn kin_by_hand() {
    const TWINS: [u64; 3] = [1, 0, 0];
    const SIBLINGS: [u64; 3] = [0, 1, 0];
    const HOUSEHOLD: [u64; 3] = [0, 0, 1];
    const STRANGERS: [u64; 3] = [0, 0, 0];
    for (days, mothers, households, expected) in [
        ((5, 5), ("M", "M"), ("H", "H"), TWINS),
        ((5, 6), ("M", "M"), ("H", "I"), TWINS),
        ((5, 7), ("M", "M"), ("H", "H"), SIBLINGS),
        ((5, 0), ("M", "M"), ("", ""), SIBLINGS),
        ((5, 5), ("M", "N"), ("H", "H"), HOUSEHOLD),
        ((5, 5), ("M", ""), ("H", "H"), HOUSEHOLD),
        ((5, 5), ("", ""), ("H", "H"), HOUSEHOLD),
        ((5, 5), ("", ""), ("", ""), STRANGERS),
        ((5, 5), ("M", "N"), ("H", ""), STRANGERS),
    ] {
        let csv = format!(
            "record_id,true_entity_id,truth_mother_id,household_id\nx,A,{},{}\ny,B,{},{}\n",
            mothers.0, households.0, mothers.1, households.1
        );
        let run = family(&[("x", 's', days.0, 0), ("y", 's', days.1, 0)]);
        let kin = of_clients(&run, &truth(&csv).unwrap()).kin_errors;
        assert_eq!([kin.twins, kin.siblings, kin.household], expected.map(Some), "{csv}");
    }
}

#[test]
fn a_person_is_as_old_as_the_birth_record_says_and_else_as_most_submissions_say() {
    let csv = "record_id,true_entity_id,mother_id\n\
               x1,A,M\nx2,A,M\nx3,A,M\ny1,B,M\ny2,B,M\ny3,B,M\n";
    let mut run = family(&[
        ("x1", 'b', 5, 0),
        ("x2", 's', 20, 0),
        ("x3", 's', 20, 0),
        ("y1", 's', 30, 0),
        ("y2", 's', 6, 0),
        ("y3", 's', 6, 0),
    ]);
    let truth = truth(csv).unwrap();
    let kin = of_clients(&run, &truth).kin_errors;
    assert_eq!((kin.twins, kin.siblings), (Some(1), Some(0)));
    run[0].kind = SourceKind::Submission;
    let kin = of_clients(&run, &truth).kin_errors;
    assert_eq!((kin.twins, kin.siblings), (Some(0), Some(1)));
}

#[test]
fn one_client_can_hold_twins_and_a_sibling() {
    let csv = "record_id,true_entity_id,mother_id\nx,A,M\ny,B,M\nz,C,M\n";
    let run = family(&[("x", 's', 5, 0), ("y", 's', 5, 0), ("z", 's', 9, 0)]);
    let kin = of_clients(&run, &truth(csv).unwrap()).kin_errors;
    assert_eq!(kin, KinErrors { twins: Some(1), siblings: Some(1), household: None });
}

#[test]
fn what_the_truth_cannot_show_is_null() {
    let evaluation = of_clients(&records(&[0, 0]), &truth_of(&[0, 1]));
    let json = serde_json::to_value(&evaluation).unwrap();
    assert!(json["kin_errors"]["twins"].is_null());
    assert!(json["linked"]["precision"].is_null());
    assert_eq!(json["closure"]["precision"], 0.0);
    assert!(evaluation.table().contains("of twins                                  unknown"));
}

#[test]
fn an_empty_run_has_counts_and_no_ratios() {
    let evaluation = of_clients(&[], &truth_of(&[0, 0]));
    assert_eq!((evaluation.records, evaluation.truth_records_not_in_run), (0, 2));
    assert_eq!(evaluation.b_cubed, BCubed { precision: None, recall: None, f1: None });
    assert_eq!(evaluation.review.share_of_records, None);
    assert!(!evaluation.table().contains("NaN"));
}

#[test]
fn the_table_is_for_people() {
    let pairs = [pair(0, 1, Link), pair(0, 2, Link), pair(1, 3, Ask), pair(2, 3, Apart)];
    let (run, truth) = (records(&[0, 0, 0, 1, 2]), truth_of(&[0, 0, 1, 0, 2]));
    let table = measured(&run, &pairs, &truth, |_, _| true).unwrap().table();
    assert_eq!(table, include_str!("table.txt"), "{table}");
}

#[test]
fn a_rejected_record_is_counted_and_an_unnamed_one_refused() {
    let truth = truth_of(&[0, 0, 1]);
    assert_eq!(of_clients(&records(&[0, 0]), &truth).truth_records_not_in_run, 1);
    let refused = measured(&records(&[0, 0, 1, 1, 2]), &[], &truth, |_, _| true).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "truth.csv: 2 of the run's 5 records have no row here; add them, or give the truth file \
         that was made for this run's inputs"
    );
}

#[test]
fn a_run_that_contradicts_itself_is_a_defect() {
    let truth = truth_of(&[0, 0]);
    let run = records(&[0, 0]);
    for pairs in [vec![pair(1, 0, Link)], vec![pair(0, 2, Link)], vec![pair(0, 1, Link); 2]] {
        assert!(matches!(measured(&run, &pairs, &truth, |_, _| true), Err(Error::Invariant(_))));
    }
    let mut twice = run;
    twice[1].record_id = "r0".into();
    assert!(matches!(measured(&twice, &[], &truth, |_, _| true), Err(Error::Invariant(_))));
}

/// Closure by looking at every pair.
fn closure_by_pairs(clients: &[u32], people: &[u32]) -> Accuracy {
    let (mut found, mut true_pairs, mut both) = (0, 0, 0);
    for a in 0..clients.len() {
        for b in a + 1..clients.len() {
            let (client, person) = (clients[a] == clients[b], people[a] == people[b]);
            found += u64::from(client);
            true_pairs += u64::from(person);
            both += u64::from(client && person);
        }
    }
    let all = clients.len() * clients.len().saturating_sub(1) / 2;
    Accuracy::new(found, true_pairs, both, all as u64)
}

/// B-cubed by asking every record.
fn b_cubed_by_records(clients: &[u32], people: &[u32]) -> (f64, f64) {
    let (mut precision, mut recall) = (0.0, 0.0);
    for a in 0..clients.len() {
        let all = || 0..clients.len();
        let client = all().filter(|&b| clients[a] == clients[b]).count() as f64;
        let person = all().filter(|&b| people[a] == people[b]).count() as f64;
        let both = all().filter(|&b| clients[a] == clients[b] && people[a] == people[b]).count();
        precision += both as f64 / client;
        recall += both as f64 / person;
    }
    (precision / clients.len() as f64, recall / clients.len() as f64)
}

fn is_near(ours: Option<f64>, expected: f64) -> bool {
    ours.is_some_and(|ours| (ours - expected).abs() < 1e-9)
}

proptest! {
    #[test]
    fn sums_over_cells_equal_enumeration(rows in prop::collection::vec((0..8_u32, 0..8_u32), 1..40)) {
        let (clients, people): (Vec<u32>, Vec<u32>) = rows.into_iter().unzip();
        let evaluation = of_clients(&records(&clients), &truth_of(&people));
        prop_assert_eq!(evaluation.closure, closure_by_pairs(&clients, &people));
        let (precision, recall) = b_cubed_by_records(&clients, &people);
        prop_assert!(is_near(evaluation.b_cubed.precision, precision));
        prop_assert!(is_near(evaluation.b_cubed.recall, recall));
        prop_assert_eq!(evaluation.blocking.true_pairs, evaluation.true_pairs);
        prop_assert_eq!(evaluation.blocking.found, evaluation.true_pairs);
    }

    #[test]
    fn a_run_that_equals_the_truth_is_perfect(people in prop::collection::vec(0..8_u32, 1..40)) {
        let evaluation = of_clients(&records(&people), &truth_of(&people));
        prop_assert_eq!(evaluation.closure.false_positives, 0);
        prop_assert_eq!(evaluation.closure.false_negatives, 0);
        prop_assert_eq!(evaluation.b_cubed.f1, Some(1.0));
        prop_assert_eq!(evaluation.people, evaluation.clients);
    }
}
