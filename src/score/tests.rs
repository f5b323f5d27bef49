//! What a weight must hold to, whatever the model.

use proptest::prelude::*;

use super::*;
use crate::compare::{
    BirthDate, COMPARISONS, FirstName, LastName, Level, Signature, compare, glance, look_closer,
};
use crate::settings::EstimateSettings;
use crate::table::sample::table;

const CROWD: &str = "first_name,last_name,birth_date,sex,mother_maiden_name,street,zip,phone
Lucas,Amaral,2023-11-03,M,Teixeira,12 Elm St,01852,978-331-0142
LUCAS,AMARAL,2023-11-03,M,TEIXEIRA,12 Elm Street,01852,978-331-0142
Lucas,Amaral-Costa,2023-11-03,M,,80 Oak Rd,01854,
Inez,Amaral,2021-02-11,F,Teixeira,12 Elm St,01852,978-331-0142
Lucas,Smith,2023-11-03,M,Nguyen,4 Pine Ave,02139,617-232-8890
Lucas,Amaral,2019-06-30,M,Silva,7 Main St,01970,
";

#[test]
fn the_parts_sum_to_the_weight_to_the_last_bit_either_way_round() {
    let (table, scorer) = (table(CROWD), Scorer::new(&Model::rough()));
    for a in &table.rows {
        for b in &table.rows {
            let signature = compare(a, b, &table);
            let score = scorer.score(signature, a, b, &table.frequencies);
            assert_eq!(score.comparisons.iter().sum::<f64>(), score.weight);
            let as_written: f32 = score.comparisons.iter().map(|&part| part as f32).sum();
            assert_eq!(as_written, score.weight as f32);
            assert_eq!(scorer.weight(signature, a, b, &table.frequencies), score.weight);
            assert_eq!(scorer.weight(signature, b, a, &table.frequencies), score.weight);
        }
    }
}

/// People of few names, dates and homes, some of them misspelt, missing or swapped.
fn random_crowd() -> String {
    let mut state = 11u64;
    let mut pick = |of: &[&'static str]| {
        state = crate::digest::mix(state.wrapping_add(0x9e37_79b9_7f4a_7c15));
        of[(state % of.len() as u64) as usize]
    };
    let mut csv = String::from(
        "first_name,middle_name,last_name,birth_date,sex,mother_first_name,mother_maiden_name,\
         street,unit,city,zip,phone,plurality,birth_order,ssn\n",
    );
    for _ in 0..120 {
        let row = [
            pick(&[
                "Lucas",
                "Lucsa",
                "Luke",
                "Inez",
                "Amaral",
                "L",
                "Lucas Tomas",
                "",
                "Maria Luz",
            ]),
            pick(&["", "T", "Tomas", "Luz"]),
            pick(&["Amaral", "Amarl", "Amaral-Costa", "Smith", "Lucas", ""]),
            pick(&["2023-11-03", "2023-03-11", "2023-11-04", "2019-06-30", "1994-02-03", ""]),
            pick(&["M", "F", ""]),
            pick(&["Ana", "Anna", "Rosa", ""]),
            pick(&["Teixeira", "Texeira", "Silva", "Amaral", ""]),
            pick(&[
                "12 Elm St",
                "12 Elm Street",
                "12 Elms St",
                "14 Elm St",
                "Elm St",
                "80 Oak Rd",
                "",
            ]),
            pick(&["", "2", "3B"]),
            pick(&["Lowell", "Boston", ""]),
            pick(&["01852", "01853", "02139", ""]),
            pick(&["978-331-0142", "978-331-0143", "617-232-8890", ""]),
            pick(&["", "1", "2"]),
            pick(&["", "1", "2"]),
            pick(&["", "675-79-1449", "675-79-1448"]),
        ];
        csv += &(row.join(",") + "\n");
    }
    csv
}

#[test]
fn no_weight_exceeds_its_bound_however_much_has_been_looked_at() {
    let table = table(&random_crowd());
    for model in [Model::rough(), Model::shipped().unwrap()] {
        let scorer = Scorer::new(&model);
        for (index, a) in table.rows.iter().enumerate() {
            for b in &table.rows[..index] {
                let whole = compare(a, b, &table);
                let weight = scorer.weight(whole, a, b, &table.frequencies);
                let glance = glance(a, b, &table.names);
                let mut bound = scorer.bound(glance, a, b, &table.frequencies);
                assert!(bound.at_most() >= weight, "{} < {weight}", bound.at_most());
                let looked = look_closer(glance, a, b, &table, |comparison, level| {
                    bound.close(comparison, level);
                    assert!(bound.at_most() >= weight, "{} < {weight}", bound.at_most());
                    true
                });
                assert_eq!(looked, Some(whole));
            }
        }
    }
}

#[test]
fn one_person_outweighs_a_sibling_and_a_namesake() {
    let (table, scorer) = (table(CROWD), Scorer::new(&Model::rough()));
    let score = |a: usize, b: usize| {
        let (a, b) = (&table.rows[a], &table.rows[b]);
        scorer.score(compare(a, b, &table), a, b, &table.frequencies)
    };
    assert!(score(0, 1).weight > 5.0);
    assert!(score(0, 3).weight < -5.0);
    assert_eq!(score(0, 3).rival, Class::Household);
    assert!(score(0, 5).weight < 0.0);
    assert_eq!(score(0, 5).rival, Class::Namesake);
}

#[test]
fn missing_is_worth_nothing() {
    let (table, scorer) = (table(CROWD), Scorer::new(&Model::rough()));
    let (a, b) = (&table.rows[0], &table.rows[2]);
    let signature = compare(a, b, &table);
    let score = scorer.score(signature, a, b, &table.frequencies);
    for (comparison, &part) in score.comparisons.iter().enumerate() {
        if signature.level(comparison) == 0 {
            assert_eq!(part, 0.0, "{}", COMPARISONS[comparison].name);
        }
    }
}

proptest! {
    #[test]
    fn any_levels_sum_exactly(levels in proptest::collection::vec(0u8..16, COMPARISONS.len())) {
        let table = table("last_name\nA B\nC D\n");
        let scorer = Scorer::new(&Model::rough());
        let signature = (0..COMPARISONS.len()).fold(Signature::default(), |signature, index| {
            signature.with_level(index, levels[index] % COMPARISONS[index].levels.len() as u8)
        });
        let (a, b) = (&table.rows[0], &table.rows[1]);
        let score = scorer.score(signature, a, b, &table.frequencies);
        prop_assert_eq!(score.comparisons.iter().sum::<f64>(), score.weight);
        prop_assert!((0.0..=1.0).contains(&probability_of(score.weight)));
        prop_assert!((0.0..=1.0).contains(&score.rival_probability));
    }
}

/// A million pairs as a model expects them, by three comparisons: enough to tell the classes apart.
fn expected_counts(model: &Model) -> SignatureCounts {
    let [first, last, birth] = [FirstName::COMPARISON, LastName::COMPARISON, BirthDate::COMPARISON];
    let mut counts = vec![(Signature::default(), model.shares)];
    for comparison in [first, last, birth] {
        counts = counts
            .iter()
            .flat_map(|&(signature, shares)| {
                model.levels[comparison].iter().enumerate().map(move |(level, of_class)| {
                    let shares = std::array::from_fn(|class| shares[class] * of_class[class]);
                    (signature.with_level(comparison, level as u8 + 1), shares)
                })
            })
            .collect();
    }
    let pairs = |shares: [f64; CLASSES]| (shares.iter().sum::<f64>() * 1e6).round() as u64;
    let mut counts: SignatureCounts = counts
        .into_iter()
        .map(|(signature, shares)| (signature, Known::Nothing, pairs(shares)))
        .collect();
    counts.sort_unstable();
    counts
}

#[test]
fn a_model_that_explains_the_pairs_stays_as_it_is() {
    let model = Model::rough();
    let counts = expected_counts(&model);
    let settings = EstimateSettings { prior_pairs: 1.0, ..EstimateSettings::default() };
    let (estimated, report) = estimate(&model, &counts, &settings);
    assert!(report.converged && report.refused.is_none());
    for class in 0..CLASSES {
        assert!((estimated.shares[class] - model.shares[class]).abs() < 0.02, "{class}");
    }
}

#[test]
fn estimation_follows_the_pairs_and_never_reaches_zero() {
    let mut truth = Model::rough();
    truth.shares = [0.60, 0.02, 0.10, 0.08, 0.10, 0.05, 0.05];
    let settings = EstimateSettings { prior_pairs: 1.0, ..EstimateSettings::default() };
    let (estimated, report) = estimate(&Model::rough(), &expected_counts(&truth), &settings);
    assert!(report.refused.is_none());
    assert!(estimated.shares[Class::Match as usize] > 0.45);
    assert!(estimated.levels.iter().flatten().flatten().all(|&probability| probability > 0.0));
}

#[test]
fn no_pairs_change_nothing() {
    let (model, report) = estimate(&Model::rough(), &Vec::new(), &EstimateSettings::default());
    assert_eq!(model, Model::rough());
    assert_eq!(report.pairs, 0);
}

#[test]
fn a_class_that_lost_its_meaning_refuses_the_estimate() {
    // A file in which everybody who is compared has another given name: no pair is a match.
    let different = Signature::default().with(FirstName::Different).with(LastName::Equal);
    let settings = EstimateSettings { prior_pairs: 1e-9, ..EstimateSettings::default() };
    let (model, report) =
        estimate(&Model::rough(), &vec![(different, Known::Nothing, 1_000_000)], &settings);
    assert!(report.refused.is_some());
    assert_eq!(model, Model::rough());
}
