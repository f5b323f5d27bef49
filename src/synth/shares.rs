//! Whether a population has the shares that its rates speak of, counted from its files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use super::tests::{Row, made, rows};
use super::*;

/// One population for all tests of this page: births and submissions, each with its truth.
struct Told {
    births: Vec<(Row, Row)>,
    submissions: Vec<(Row, Row)>,
}

static TOLD: LazyLock<Told> = LazyLock::new(|| told(&Options::new(40_000, 37)));

fn told(options: &Options) -> Told {
    let (folder, _) = made(options, Format::Csv);
    let truth: BTreeMap<String, Row> = rows(folder.path(), "truth.csv")
        .into_iter()
        .map(|row| (row["record_id"].clone(), row))
        .collect();
    let with_truth = |folder: &Path, file| {
        let told = rows(folder, file).into_iter();
        told.map(|row| (row.clone(), truth[&row["record_id"]].clone())).collect()
    };
    Told {
        births: with_truth(folder.path(), "births.csv"),
        submissions: with_truth(folder.path(), "submissions.csv"),
    }
}

fn has(truth: &Row, kind: &str) -> bool {
    truth["errors"].split(';').any(|error| error == kind)
}

/// The share of these of which it is so.
fn share<'a>(of: impl Iterator<Item = &'a (Row, Row)>, so: impl Fn(&Row, &Row) -> bool) -> f64 {
    let (mut all, mut hits) = (0, 0);
    for (row, truth) in of {
        all += 1;
        hits += u32::from(so(row, truth));
    }
    f64::from(hits) / f64::from(all)
}

#[track_caller]
fn near(share: f64, low: f64, high: f64) {
    assert!((low..high).contains(&share), "{share} is not between {low} and {high}");
}

#[test]
fn children_of_multiple_births_are_about_four_of_a_hundred() {
    near(share(TOLD.births.iter(), |row, _| row["plurality"] != "1"), 0.03, 0.05);
}

#[test]
fn maiden_names_are_missing_on_half_of_childrens_submissions() {
    let children =
        || TOLD.submissions.iter().filter(|(row, _)| row["birth_date"].as_str() > "2010");
    near(share(children(), |row, _| row["mother_maiden_name"].is_empty()), 0.4, 0.6);
}

#[test]
fn newborns_come_under_placeholders_and_people_under_short_forms() {
    let newborn = || TOLD.submissions.iter().filter(|(row, _)| !row["birth_facility"].is_empty());
    near(share(newborn(), |_, truth| has(truth, "placeholder_name")), 0.06, 0.1);
    near(share(TOLD.submissions.iter(), |_, truth| has(truth, "nickname")), 0.012, 0.03);
    near(share(TOLD.submissions.iter(), |_, truth| has(truth, "other_name")), 0.002, 0.009);
}

#[test]
fn surnames_are_as_concentrated_as_a_census_finds_them() {
    let mut bearers: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, _) in &TOLD.births {
        *bearers.entry(&row["last_name"]).or_default() += 1;
    }
    let mut counts: Vec<usize> = bearers.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let all = counts.iter().sum::<usize>() as f64;
    let top = |many: usize| counts[..many].iter().sum::<usize>() as f64 / all;
    // The census of 2020: 0.8 %, 4.7 %, 16.8 %, 39.7 %; a state of ten heritages mixes more.
    near(top(1), 0.003, 0.012);
    near(top(10), 0.025, 0.06);
    near(top(100), 0.12, 0.22);
    near(top(1000), 0.35, 0.6);
}

#[test]
fn the_grown_are_seen_by_several_providers() {
    let mut sources: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (row, truth) in &TOLD.submissions {
        if row["birth_date"].as_str() < "1990" && !row["birth_date"].is_empty() {
            sources.entry(&truth["true_entity_id"]).or_default().insert(&row["source"]);
        }
    }
    let several = sources.values().filter(|sources| sources.len() > 1).count();
    near(several as f64 / sources.len() as f64, 0.2, 0.6);
}

#[test]
fn an_amended_certificate_parts_from_what_was_sent_before() {
    let amended: BTreeMap<&str, &Row> = TOLD
        .births
        .iter()
        .filter(|(_, truth)| has(truth, "certificate_amended"))
        .map(|(row, truth)| (truth["true_entity_id"].as_str(), row))
        .collect();
    near(amended.len() as f64 / TOLD.births.len() as f64, 0.01, 0.04);
    let (mut names, mut mothers) = (0, 0);
    for (row, truth) in
        TOLD.submissions.iter().filter(|(_, truth)| has(truth, "name_since_changed"))
    {
        let Some(birth) = amended.get(truth["true_entity_id"].as_str()) else { continue };
        let same = |field: &str| row[field].to_uppercase() == birth[field];
        names += u32::from(!same("last_name"));
        let maiden = &row["mother_maiden_name"];
        mothers += u32::from(!maiden.is_empty() && !same("mother_maiden_name"));
    }
    assert!(names > 50 && mothers > 10, "{names} {mothers}");
}

#[test]
fn the_dead_are_not_reported_as_living() {
    let everything = || TOLD.births.iter().chain(&TOLD.submissions);
    let died: BTreeMap<&str, &str> = everything()
        .filter(|(row, _)| !row["death_date"].is_empty())
        .map(|(row, truth)| (truth["true_entity_id"].as_str(), row["death_date"].as_str()))
        .collect();
    assert!(died.len() > 100);
    for (row, truth) in everything().filter(|(row, _)| row["death_date"].is_empty()) {
        if let Some(day) = died.get(truth["true_entity_id"].as_str()) {
            assert!(row["received_at"].as_str() <= *day);
        }
    }
}

#[test]
fn three_times_the_noise_is_heard() {
    let errors = |rates: Rates| {
        let options = Options { rates, ..Options::new(4000, 41) };
        let (_, summary) = made(&options, Format::Parquet);
        summary.errors.values().sum::<usize>() as f64 / summary.submissions as f64
    };
    let usual = errors(Rates::default());
    assert!(errors(Rates::default().noisier(3.0)) > 1.5 * usual);
    assert!(errors(Rates::default().noisier(0.0)) < 0.2 * usual);
}
