//! What must hold of a whole population, read back from its files as anybody would.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

pub(super) type Row = BTreeMap<String, String>;

pub(super) fn made(options: &Options, format: Format) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = write(options, format, folder.path()).unwrap();
    (folder, summary)
}

pub(super) fn rows(folder: &Path, file: &str) -> Vec<Row> {
    csv::Reader::from_path(folder.join(file))
        .unwrap()
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

fn bytes(options: &Options, format: Format) -> Vec<Vec<u8>> {
    let (folder, _) = made(options, format);
    let ending = format.ending();
    [format!("births.{ending}"), format!("submissions.{ending}"), "truth.csv".to_owned()]
        .map(|file| std::fs::read(folder.path().join(file)).unwrap())
        .into()
}

#[test]
fn the_seed_decides_every_byte() {
    for format in [Format::Csv, Format::Parquet] {
        let first = bytes(&Options::new(1500, 1), format);
        assert!(first == bytes(&Options::new(1500, 1), format));
        assert!(first != bytes(&Options::new(1500, 2), format));
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bytes(&Options::new(4000, 3), Format::Parquet))
    };
    assert!(with(1) == with(2));
    assert!(with(1) == with(3));
}

#[test]
fn the_number_of_threads_does_not_show_in_doses_and_messages() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let written = |format: Format, files: [&str; 2]| {
            let (folder, _) = made(&Options::new(2500, 3), format);
            files.map(|file| std::fs::read(folder.path().join(file)).unwrap())
        };
        pool.install(|| {
            [
                written(Format::Csv, ["doses.csv", "truth_doses.csv"]),
                written(Format::Parquet, ["doses.parquet", "truth_doses.csv"]),
                written(Format::Hl7, ["submissions.hl7", "truth_doses.csv"]),
            ]
        })
    };
    assert!(with(1) == with(2));
}

/// If this changes, every population of every seed does, and the shipped model must be trained anew.
const DIGEST: &str = "ed0687c4f72bdb63eacfad9dde615b0d3459a3a5460f64c0af3da95adc3d0414";

#[test]
fn the_bytes_of_one_population_are_pinned() {
    let digest = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let files = pool.install(|| bytes(&Options::new(1200, 31), Format::Csv));
        crate::digest::of_parts(files.iter().map(Vec::as_slice))
    };
    assert_eq!(digest(1), DIGEST);
    assert_eq!(digest(3), DIGEST);
}

#[test]
fn there_are_as_many_people_and_records_as_asked() {
    for people in [1, 7, 999] {
        assert_eq!(made(&Options::new(people, 5), Format::Csv).1.people, people);
    }
    let (_, summary) = made(&Options::new(2000, 5), Format::Csv);
    assert!((4000..=5500).contains(&(summary.births + summary.submissions)), "{summary:?}");
    assert!(summary.children > 1100);
    let refused = write(&Options::new(0, 1), Format::Csv, Path::new("nowhere"));
    assert!(matches!(refused, Err(Error::Usage(_))));
}

#[test]
fn every_record_has_its_truth_once() {
    let (folder, _) = made(&Options::new(3000, 9), Format::Csv);
    let ids = |file| -> Vec<String> {
        rows(folder.path(), file).into_iter().map(|row| row["record_id"].clone()).collect()
    };
    let records: Vec<String> =
        ids("births.csv").into_iter().chain(ids("submissions.csv")).collect();
    let distinct: BTreeSet<&String> = records.iter().collect();
    assert_eq!(distinct.len(), records.len());
    let truth = ids("truth.csv");
    assert_eq!(truth.len(), records.len());
    assert_eq!(truth.iter().collect::<BTreeSet<_>>(), distinct);
}

#[test]
fn births_are_registered_once_and_not_before_2012() {
    let (folder, _) = made(&Options::new(5000, 11), Format::Csv);
    let births = rows(folder.path(), "births.csv");
    let keys: BTreeSet<(&str, &str)> = births
        .iter()
        .map(|birth| (&birth["birth_date"][..4], birth["certificate_number"].as_str()))
        .collect();
    assert_eq!(keys.len(), births.len());
    let truth: BTreeMap<String, String> = rows(folder.path(), "truth.csv")
        .into_iter()
        .map(|row| (row["record_id"].clone(), row["true_entity_id"].clone()))
        .collect();
    let people: BTreeSet<&String> =
        births.iter().map(|birth| &truth[&birth["record_id"]]).collect();
    assert_eq!(people.len(), births.len());
    for birth in &births {
        assert!(birth["birth_date"].as_str() >= "2012-01-01");
        assert!(birth["birth_state"] == "MA" && birth["certificate_number"].len() == 6);
        assert!(birth["received_at"] >= birth["birth_date"]);
    }
}

#[test]
fn twins_share_what_twins_share_and_nothing_more() {
    let (folder, summary) = made(&Options::new(20_000, 13), Format::Csv);
    let share = summary.multiples as f64 / summary.children as f64;
    assert!((0.028..0.05).contains(&share), "{share}");
    let truth: BTreeMap<String, Row> = rows(folder.path(), "truth.csv")
        .into_iter()
        .map(|row| (row["record_id"].clone(), row))
        .collect();
    let mut sets: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for birth in rows(folder.path(), "births.csv") {
        if birth["plurality"] != "1" {
            let mother = truth[&birth["record_id"]]["true_mother_id"].clone();
            sets.entry((mother, birth["birth_date"].clone())).or_default().push(birth);
        }
    }
    assert!(sets.len() > 100);
    for set in sets.values() {
        assert_eq!(set.len().to_string(), set[0]["plurality"]);
        let of = |field: &str| set.iter().map(|row| row[field].clone()).collect::<BTreeSet<_>>();
        assert_eq!(of("mother_birth_date").len(), 1);
        assert_eq!(of("birth_facility").len(), 1);
        for apart in ["birth_order", "certificate_number", "record_id"] {
            assert_eq!(of(apart).len(), set.len());
        }
        assert!(set[0]["mrn"].is_empty() || of("mrn").len() == set.len());
    }
}

#[test]
fn errors_come_at_their_rates() {
    let options = Options::new(40_000, 17);
    let (_, summary) = made(&options, Format::Parquet);
    let rates = &options.rates;
    let records = summary.submissions as f64;
    for (kind, rate) in [
        ("first_typo", rates.first_typo),
        ("last_typo", rates.last_typo),
        ("first_variant", rates.first_variant),
        ("last_variant", rates.last_variant),
        ("name_of_relative", rates.name_of_relative),
        ("date_slip", rates.date_slip),
        ("date_missing", rates.date_missing),
        ("date_of_relative", rates.date_of_relative),
        ("bare", rates.bare),
        ("ssn_placeholder", rates.ssn_placeholder),
        ("date_default", rates.date_default),
        ("sex_flipped", rates.sex_flipped),
        ("address_missing", rates.address_missing),
        ("phone_missing", rates.phone_missing),
        ("phone_of_clinic", rates.phone_of_clinic),
    ] {
        let share = summary.errors[kind] as f64 / records;
        assert!((0.6 * rate..1.4 * rate).contains(&share), "{kind}: {share} for {rate}");
    }
}

#[test]
fn nothing_goes_wrong_where_no_rate_says_so() {
    let mut options = Options::new(2000, 19);
    options.rates = Rates::clean();
    let (_, summary) = made(&options, Format::Csv);
    let gaps = [
        "middle_missing",
        "middle_initial",
        "suffix_missing",
        "suffix_in_last",
        "sex_unknown",
        "maiden_missing",
        "address_missing",
        "address_shelter",
        "phone_missing",
        "date_missing",
        "bare",
        "name_since_changed",
        "certificate_amended",
    ];
    assert!(summary.errors.keys().all(|kind| gaps.contains(kind)), "{:?}", summary.errors);
}

#[test]
fn a_facility_gives_a_number_to_one_person_only() {
    let mut options = Options::new(8000, 23);
    options.rates = Rates::clean();
    let (folder, _) = made(&options, Format::Csv);
    let truth: BTreeMap<String, String> = rows(folder.path(), "truth.csv")
        .into_iter()
        .map(|row| (row["record_id"].clone(), row["true_entity_id"].clone()))
        .collect();
    let mut charts: BTreeMap<(String, String), BTreeSet<&String>> = BTreeMap::new();
    let numbered = rows(folder.path(), "submissions.csv").into_iter();
    for row in numbered.filter(|row| !row["mrn"].is_empty()) {
        let chart = (row["source"].clone(), row["mrn"].clone());
        charts.entry(chart).or_default().insert(&truth[&row["record_id"]]);
    }
    assert!(charts.values().all(|people| people.len() == 1));
}

#[test]
fn columns_are_fields_with_content() {
    let (folder, _) = made(&Options::new(6000, 29), Format::Csv);
    for file in ["births.csv", "submissions.csv", "doses.csv"] {
        let rows = rows(folder.path(), file);
        for column in rows[0].keys() {
            assert!(Field::from_name(column).is_some());
            assert!(rows.iter().any(|row| !row[column].is_empty()), "{file}: {column} is empty");
        }
    }
}
