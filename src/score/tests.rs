//! What a weight must hold to, whatever the model.

use proptest::prelude::*;

use super::*;
use crate::compare::{BirthDate, COMPARISONS, FirstName, LastName, Level, Signature, compare};
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
