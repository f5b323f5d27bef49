//! The page of a small evaluation.

use super::*;
use crate::evaluate::sample_evaluation;

fn explained(a: &str, b: &str, values: &[(&'static str, &str, &str)]) -> ExplainedPair {
    let part = |comparison, level, bits| WeightPart { comparison, level, bits };
    ExplainedPair {
        pair: WrongPair {
            record_a: a.into(),
            record_b: b.into(),
            weight: Some(4.0),
            decision: Some("link"),
            guards: "twin_risk".into(),
            reason: None,
        },
        weight: 4.0,
        parts: vec![
            part("first_name", "equal", 6.5),
            part("sex", "missing", 0.0),
            part("address", "different", -2.5),
        ],
        passes: "name".into(),
        values: values.iter().map(|&(field, a, b)| (field, a.into(), b.into())).collect(),
    }
}

fn report(values: &[(&'static str, &str, &str)]) -> Report {
    let levels = vec![
        LevelProbabilities { name: "equal", m: 0.9, u: 0.1 },
        LevelProbabilities { name: "different", m: 0.1, u: 0.9 },
    ];
    Report {
        about: vec![("run", "abc".into())],
        evaluation: sample_evaluation(),
        comparisons: vec![ComparisonChart { name: "first_name", levels }],
        false_merges: vec![explained("<b>1</b>", "r2", values)],
        missed: Vec::new(),
        shows_values: !values.is_empty(),
    }
}

#[test]
fn every_tag_is_closed_and_every_value_escaped() {
    let page = page(&report(&[("last_name", "O<Leary", "A&B")])).unwrap();
    assert!(page.contains("O&#60;Leary") && page.contains("A&#38;B") && !page.contains("<b>"));
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
        match (tag.starts_with('/'), tag.ends_with('/') || tag.starts_with('!')) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (false, false) => open.push(name),
            (false, true) => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn the_bars_of_a_waterfall_are_the_comparisons_that_say_something_and_the_sum() {
    let drawn = waterfall::chart(&explained("a", "b", &[]));
    assert_eq!(drawn.matches("<rect").count(), 3);
    for text in ["first_name: equal", "+6.50", "address: different", "-2.50", "+4.00"] {
        assert!(drawn.contains(text), "{text}");
    }
    assert!(!drawn.contains("missing"));
}

#[test]
fn values_are_shown_only_where_they_are_handed_over() {
    let without = page(&report(&[])).unwrap();
    assert!(!without.contains("<table class=\"values\"") && !without.contains("class=\"warning\""));
    let with = page(&report(&[("last_name", "Oleary", "Olary")])).unwrap();
    assert!(with.contains("Oleary") && with.contains("class=\"warning\""));
}

#[test]
fn the_chart_of_the_model_has_a_bar_a_level() {
    let drawn = model::chart(&report(&[]).comparisons);
    assert_eq!(drawn.matches("<rect").count(), 2);
    assert!(drawn.contains("first_name") && drawn.contains("90 %"));
}
