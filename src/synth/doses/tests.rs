//! What must hold of the doses of a whole population: of the true ones, and of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::record::Date;

use super::super::tests::{Row, made, rows};
use super::super::visits::visits;
use super::super::world::World;
use super::super::{Format, Options, Rates, Summary, population};
use super::history::{Event, MOST_EVENTS, history};
use super::schedule::CLOSEST;
use super::vaccine::{FAMILIES, families};

/// The files of one population: rows of doses, each with its truth, and submissions by their ids.
struct Told {
    doses: Vec<(Row, Row)>,
    submissions: BTreeMap<String, Row>,
    people: BTreeMap<String, String>,
    summary: Summary,
}

static TOLD: LazyLock<Told> = LazyLock::new(|| {
    let (folder, summary) = made(&Options::new(12_000, 43), Format::Csv);
    let rows = |file| rows(folder.path(), file);
    Told {
        doses: rows("doses.csv").into_iter().zip(rows("truth_doses.csv")).collect(),
        submissions: rows("submissions.csv")
            .into_iter()
            .map(|row| (row["record_id"].clone(), row))
            .collect(),
        people: rows("truth.csv")
            .into_iter()
            .map(|row| (row["record_id"].clone(), row["true_entity_id"].clone()))
            .collect(),
        summary,
    }
});

#[track_caller]
fn near(share: f64, rate: f64) {
    assert!((0.6 * rate..1.4 * rate).contains(&share), "{share} for {rate}");
}

/// The share of some rows of which it is so.
fn share(of: impl Fn(&Row) -> bool, so: impl Fn(&Row) -> bool) -> f64 {
    let (mut all, mut hits) = (0.0, 0.0);
    for (row, _) in TOLD.doses.iter().filter(|(row, _)| of(row)) {
        all += 1.0;
        hits += f64::from(so(row));
    }
    hits / all
}

fn is_historical(row: &Row) -> bool {
    row["dose_source"] != "00"
}

/// The number of a written day.
fn day(text: &str) -> i32 {
    let part = |range| str::parse::<u16>(&text[range]).unwrap();
    let date = Date::new(part(0..4), part(5..7) as u8, part(8..10) as u8);
    date.unwrap().day_number()
}

/// Everybody's true doses.
fn events(options: &Options, mut each: impl FnMut(&super::super::person::Person, Vec<Event>)) {
    let world = World::new(options);
    for household in population::population(&world).unwrap() {
        for person in &household.people {
            let visits = visits(&world, &household, person);
            each(person, history(&world, &household, person, &visits).events);
        }
    }
}

#[test]
fn true_doses_keep_to_the_schedule() {
    let options = Options::new(6000, 47);
    let mut seen = BTreeSet::new();
    let mut most = 0;
    events(&options, |person, events| {
        let mut last = [i32::MIN / 2; FAMILIES];
        most = most.max(events.len());
        for event in events {
            assert!(event.day >= person.born && event.day <= options.as_of);
            assert!(person.died.is_none_or(|died| event.day <= died));
            let age = event.day.day_number() - person.born.day_number();
            let youngest = match event.vaccine {
                8 => 0,
                20 | 10 | 110 | 48 | 100 | 152 | 116 | 119 => 42,
                3 | 21 | 94 | 83 => 365,
                130 => 1460,
                115 | 113 | 62 | 165 | 114 | 136 => 11 * 365,
                43 | 52 => 19 * 365,
                187 => 50 * 365,
                _ => 42,
            };
            assert!(age >= youngest, "{} at {age} days", event.vaccine);
            assert!(!families(event.vaccine).is_empty());
            for &family in families(event.vaccine) {
                let apart = event.day.day_number() - last[family as usize];
                assert!(apart >= CLOSEST, "{family:?} after {apart} days");
                last[family as usize] = event.day.day_number();
            }
            seen.insert(event.vaccine);
        }
    });
    assert!(most < MOST_EVENTS / 2, "{most}");
    for vaccine in super::vaccine::VACCINES {
        assert!(seen.contains(&vaccine.cvx), "nobody was given {}", vaccine.cvx);
    }
}

/// Days and vaccines.
type Given = BTreeSet<(i32, u16)>;

#[test]
fn children_of_one_birth_are_vaccinated_together() {
    let (mut shared, mut all) = (0, 0);
    let mut last: Option<((i32, Option<usize>), Given)> = None;
    events(&Options::new(12_000, 53), |person, events| {
        if !person.is_multiple() || person.former_mother.is_some() || !person.homes.is_empty() {
            return;
        }
        let born = person.born.day_number();
        let given: Given =
            events.iter().map(|event| (event.day.day_number(), event.vaccine)).collect();
        let delivery = person.delivery.unwrap();
        let birth = (born, delivery.hospital);
        if let Some((of, other)) = &last
            && *of == birth
            && delivery.order > 1
        {
            shared += given.intersection(other).count();
            all += given.union(other).count();
        }
        last = Some((birth, given));
    });
    let share = shared as f64 / all as f64;
    assert!(all > 1000 && share > 0.75, "{shared} of {all}");
}

#[test]
fn every_dose_has_its_truth_beside_it() {
    let mut days: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (row, truth) in &TOLD.doses {
        for column in ["record_id", "order_number", "vaccine", "dose_date"] {
            assert_eq!(row[column], truth[column]);
        }
        let event = truth["true_event_id"].as_str();
        let person = TOLD.people[&row["record_id"]].replace('p', "e");
        assert!(event.is_empty() || event.split('-').next() == Some(&person));
        if row["completion"] == "RE" || row["dose_action"] == "D" {
            assert!(event.is_empty());
        } else if !event.is_empty() && !is_historical(row) {
            days.entry(event).or_default().insert(&row["dose_date"]);
        }
    }
    let several = days.values().filter(|days| days.len() > 1).count();
    assert_eq!(several, TOLD.summary.doses.updates);
    assert_eq!(TOLD.doses.len(), TOLD.summary.doses.rows);
    // Rows are shuffled: those of one record do not stand together.
    let neighbours = TOLD.doses.windows(2).filter(|w| w[0].0["record_id"] == w[1].0["record_id"]);
    assert!(neighbours.count() < 50);
}

#[test]
fn no_dose_is_of_a_day_after_its_record() {
    for (row, _) in &TOLD.doses {
        let record = &TOLD.submissions[&row["record_id"]];
        assert!(row["dose_date"] <= record["received_at"]);
        let (giver, source) = (&row["dose_facility"], &record["source"]);
        assert!(is_historical(row) || giver == source);
        assert!(!is_historical(row) || giver != source && row["dose_lot"].is_empty());
    }
}

#[test]
fn whoever_gave_a_dose_knows_who_made_it_and_how_much_was_given() {
    for (row, _) in &TOLD.doses {
        let has_given = !is_historical(row) && row["completion"] == "CP";
        let (manufacturer, amount) = (&row["dose_manufacturer"], &row["dose_amount"]);
        assert_eq!(has_given, !manufacturer.is_empty(), "{row:?}");
        assert_eq!(has_given, amount != "999", "{row:?}");
        assert!(amount.parse::<f64>().is_ok_and(|amount| amount > 0.0), "{row:?}");
    }
}

#[test]
fn what_is_deleted_or_corrected_was_told_before_under_its_number() {
    type Numbered<'a> = BTreeMap<(&'a str, &'a str), Vec<(&'a str, &'a Row, &'a str)>>;
    let mut told = Numbered::new();
    for (row, truth) in TOLD.doses.iter().filter(|(row, _)| !is_historical(row)) {
        let record = &TOLD.submissions[&row["record_id"]];
        let key = (record["source"].as_str(), row["order_number"].as_str());
        let event = truth["true_event_id"].as_str();
        told.entry(key).or_default().push((&record["received_at"], row, event));
    }
    let (mut deletes, mut updates) = (0, 0);
    for told in told.values_mut() {
        let people: BTreeSet<&str> =
            told.iter().map(|(_, row, _)| TOLD.people[&row["record_id"]].as_str()).collect();
        assert_eq!(people.len(), 1, "an order number is one person's");
        let events: BTreeSet<&str> = told.iter().map(|(.., event)| *event).collect();
        assert_eq!(events.len(), 1, "and of one dose");
        told.sort_by_key(|(day, row, _)| (*day, row["dose_action"] != "A"));
        for (place, (_, row, _)) in told.iter().enumerate() {
            deletes += usize::from(row["dose_action"] == "D");
            updates += usize::from(row["dose_action"] == "U");
            assert!(row["dose_action"] == "A" || place > 0);
            assert!(row["dose_action"] != "U" || told[0].1["dose_date"] != row["dose_date"]);
        }
    }
    let tally = TOLD.summary.doses;
    assert_eq!((deletes, updates), (tally.deletes, tally.updates));
    assert!(deletes > 20 && updates > 20, "{tally:?}");
}

#[test]
fn doses_are_told_at_their_rates() {
    let rates = Rates::default();
    let is_birth_dose = |row: &Row| is_historical(row) && row["dose_source"] == "06";
    // What a facility repeats was never refused.
    let of_the_visit = |row: &Row| {
        let received = day(&TOLD.submissions[&row["record_id"]]["received_at"]);
        !is_historical(row) && received - day(&row["dose_date"]) <= 3
    };
    near(share(of_the_visit, |row| row["completion"] == "RE"), rates.dose_refused);
    near(
        share(
            |row| !is_historical(row) && row["completion"] == "CP",
            |row| row["dose_lot"].is_empty(),
        ),
        rates.lot_missing,
    );
    near(
        share(
            |row| is_historical(row) && !is_birth_dose(row) && row["vaccine"] != "08",
            |row| row["dose_source"] != "01",
        ),
        rates.historical_other_code,
    );
    near(share(is_historical, |row| row["order_number"] == "9999"), rates.historical_9999);
    let influenza = ["140", "141", "150", "158", "135", "88"];
    near(
        share(
            |row| is_historical(row) && influenza.contains(&row["vaccine"].as_str()),
            |row| row["vaccine"] == "88",
        ),
        rates.vaccine_unspecified,
    );
    // Not too much and not too little in all.
    let tally = TOLD.summary.doses;
    let submissions = TOLD.summary.submissions as f64;
    let historical = tally.historical as f64 / tally.rows as f64;
    // A few large facilities decide: their habits are drawn.
    assert!((0.2..0.75).contains(&historical), "{tally:?}");
    assert!((2.0..12.0).contains(&(tally.rows as f64 / submissions)), "{tally:?}");
    assert!((tally.bare_records as f64) < 0.35 * submissions, "{tally:?}");
}

#[test]
fn historical_days_are_off_at_their_rate_and_by_little() {
    let mut given: BTreeMap<&str, &str> = BTreeMap::new();
    for (row, truth) in TOLD.doses.iter().filter(|(row, _)| !is_historical(row)) {
        if row["dose_action"] == "A" {
            given.insert(&truth["true_event_id"], &row["dose_date"]);
        }
    }
    let (mut all, mut off) = (0.0, 0.0);
    for (row, truth) in TOLD.doses.iter().filter(|(row, _)| is_historical(row)) {
        if let Some(day) = given.get(truth["true_event_id"].as_str()) {
            all += 1.0;
            off += f64::from(*day != row["dose_date"]);
        }
    }
    near(off / all, Rates::default().historical_date_off + 0.003);
}

#[test]
fn without_errors_every_row_is_of_a_true_event() {
    let options = Options { rates: Rates::clean(), ..Options::new(3000, 59) };
    let (folder, summary) = made(&options, Format::Csv);
    assert_eq!((summary.doses.deletes, summary.doses.updates), (0, 0));
    for row in rows(folder.path(), "truth_doses.csv") {
        assert!(!row["record_id"].is_empty());
    }
    let empty = rows(folder.path(), "truth_doses.csv")
        .iter()
        .filter(|row| row["true_event_id"].is_empty())
        .count();
    assert_eq!(empty, summary.doses.refused);
}
