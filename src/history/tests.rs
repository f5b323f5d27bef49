//! Truth tables of the rules, and what holds of every history.

use proptest::prelude::*;

use super::*;
use crate::record::{Dose, DoseAction, DoseSource};
use crate::standardize::Vaccines;

const SOURCES: [&str; 4] = ["peds", "hospital", "pharmacy", "school"];

fn date(month_day: &str) -> Date {
    let number = |range: std::ops::Range<usize>| month_day[range].parse().unwrap();
    Date::new(2024, number(0..2), number(2..4)).unwrap()
}

fn statement<'a>(table: &Vaccines, columns: &[&'a str]) -> Statement<'a> {
    let [record, source, received, day, vaccine, origin, order, action] = columns[..8] else {
        panic!("eight columns: {columns:?}")
    };
    let (action, completion) = action.split_once('/').unwrap_or((action, "CP"));
    let sender = SOURCES.iter().position(|of| *of == source);
    let record = u32::from(record.as_bytes()[0]);
    Statement {
        record,
        sender: sender.map_or(Sender::OfRecord(record), |source| Sender::Source(source as u32)),
        received: date(received),
        order_number: if order == "-" { "" } else { order },
        dose: Dose {
            date: date(day),
            vaccine: 0,
            facility: 0,
            lot: 0,
            product: 0,
            order_number: 0,
            source: match origin {
                "00" => DoseSource::Administered,
                other => DoseSource::Historical(other.parse().unwrap()),
            },
            completion: match completion {
                "CP" => Completion::Complete,
                "PA" => Completion::Partial,
                "RE" => Completion::Refused,
                _ => Completion::NotAdministered,
            },
            action: match action {
                "A" => DoseAction::Add,
                "U" => DoseAction::Update,
                _ => DoseAction::Delete,
            },
        },
        vaccine: table.of(vaccine, vaccine.bytes().map(u32::from).sum()),
    }
}

/// Rows of `record source received day vaccine origin order action = event reason`, of 2024, for a
/// client born on 1 January; letters name events, `*` stands with the preferred statement.
#[track_caller]
fn holds(rows: &str) {
    let table = Vaccines::shipped();
    let rows: Vec<Vec<&str>> =
        rows.trim().lines().map(|row| row.split_whitespace().collect()).collect();
    let statements: Vec<Statement> = rows.iter().map(|row| statement(&table, row)).collect();
    let settings = HistorySettings::default();
    let places = consolidate(&statements, date("0101"), date("1231"), &settings);
    for (at, (row, place)) in rows.iter().zip(&places).enumerate() {
        let (event, reason) = (row[9], row[10]);
        assert_eq!(place.reason.name(), reason, "row {at}: {row:?}");
        assert_eq!(event == "-", place.event.is_none(), "row {at}: {row:?}");
        assert_eq!(event.ends_with('*'), place.event == Some(at as u32), "row {at}: {row:?}");
        for (other, (of, beside)) in rows.iter().zip(&places).enumerate() {
            let named_alike =
                event != "-" && event.trim_end_matches('*') == of[9].trim_end_matches('*');
            let one = place.event.is_some() && place.event == beside.event;
            assert_eq!(named_alike, one, "rows {at} and {other}");
        }
    }
}

#[test]
fn a_dose_that_one_gave_and_others_tell_of_is_one() {
    holds(
        "a peds     0301 0301 20  00 71   A = A* best_statement
         b school   0501 0301 20  01 9999 A = A  same_day
         c hospital 0601 0301 107 01 -    A = A  same_day
         d pharmacy 0601 0303 20  01 -    A = A  near_day
         d pharmacy 0601 0308 20  01 -    A = B* only_statement
         e hospital 0601 0301 08  01 -    A = C* only_statement",
    );
}

#[test]
fn under_one_order_number_of_one_sender_the_newest_speaks() {
    holds(
        "a peds     0301 0301 20 00 71 A = A  said_again
         b peds     0401 0301 20 00 71 A = A* best_statement
         c hospital 0401 0701 20 00 71 A = B* only_statement",
    );
    holds(
        "a peds 0301 0215 20 00 71 A = A  replaced
         b peds 0401 0301 20 00 71 U = A* best_statement
         c peds 0201 0215 20 00 71 A = A  replaced",
    );
    // The vaccine was wrong, too.
    holds(
        "a peds 0301 0215 20 00 71 A = A  replaced
         b peds 0401 0215 08 00 71 U = A* best_statement",
    );
    // It was given after all; it was not.
    holds(
        "a peds 0301 0301 20 00 71 A/RE = A  said_again
         b peds 0401 0301 20 00 71 A    = A* best_statement",
    );
    holds(
        "a peds 0301 0301 20 00 71 A    = - replaced
         b peds 0401 0301 20 00 71 U/NA = - not_administered",
    );
}

#[test]
fn what_is_no_order_number_joins_nothing() {
    for number in ["9999", "0", "-", "none"] {
        holds(&format!(
            "a peds 0301 0215 20 00 {number} A = A* only_statement
             b peds 0401 0301 20 00 {number} U = B* only_statement"
        ));
    }
    // One number for all that was done at a visit.
    holds(
        "a peds 0301 0301 20 00 71 A = A  same_day
         a peds 0301 0301 08 00 71 A = B  same_day
         b peds 0401 0301 20 00 71 A = A* best_statement
         b peds 0401 0301 08 00 71 A = B* best_statement",
    );
}

#[test]
fn a_deletion_takes_back_what_its_sender_said_before() {
    holds(
        "a peds     0301 0301 20 00 71 A = - deleted
         b peds     0401 0301 20 00 71 D = - deletion
         c hospital 0401 0301 20 01 71 A = A* only_statement",
    );
    // Said anew afterwards.
    holds(
        "a peds 0301 0301 20 00 71 A = - deleted
         b peds 0401 0301 20 00 71 D = - deletion
         c peds 0501 0301 20 00 71 A = A* only_statement",
    );
    // Without a number, by day and family.
    holds(
        "a peds     0301 0301 20  00 71 A = - deleted
         a peds     0301 0301 08  00 72 A = A* only_statement
         b peds     0401 0301 107 00 -  D = - deletion
         c peds     0501 0302 20  00 73 A = B* only_statement
         d hospital 0301 0301 10  01 -  A = C* only_statement",
    );
    // Who does not say who they are take back nothing of each other's.
    holds(
        "a - 0301 0301 20 00 71 A = A* only_statement
         b - 0401 0301 20 00 71 D = -  deletion",
    );
}

#[test]
fn two_doses_are_not_made_one() {
    // Of one record, on two days.
    holds(
        "a peds   0601 0301 20 00 1 A = A* best_statement
         b school 0601 0302 20 01 - A = A  near_day
         b school 0601 0304 20 01 - A = B* only_statement",
    );
}

#[test]
fn of_two_the_nearest_is_the_one_that_is_meant() {
    holds(
        "a peds   0601 0310 20 00 1 A = A* best_statement
         b school 0601 0307 20 01 - A = B* only_statement
         b school 0601 0311 20 01 - A = A  near_day",
    );
    // Two that one source says it gave are two, and history tells of the nearer.
    holds(
        "a peds   0301 0301 20 00 1 A = A* only_statement
         b peds   0401 0304 20 00 2 A = B* best_statement
         c school 0601 0303 20 01 - A = B  near_day",
    );
}

#[test]
fn an_event_does_not_grow_from_day_to_day() {
    holds(
        "a peds     0601 0301 20 00 1 A = A* best_statement
         b school   0601 0304 20 01 - A = A  near_day
         c hospital 0601 0307 20 01 - A = B* only_statement",
    );
}

#[test]
fn the_parts_of_a_combination_are_the_combination() {
    holds(
        "a peds   0601 0301 110 00 1 A = A* best_statement
         b school 0601 0303 107 01 - A = A  near_day
         b school 0601 0303 45  01 - A = A  near_day
         b school 0601 0303 89  01 - A = A  near_day
         b school 0601 0303 17  01 - A = B* only_statement",
    );
    // Of unknown serogroups is said of one, and does not bring two together.
    holds(
        "a peds   0601 0301 114 00 1 A = A* best_statement
         a peds   0601 0301 162 00 2 A = B* only_statement
         b school 0601 0301 167 01 - A = A  same_day",
    );
}

#[test]
fn rabies_is_given_again_within_days() {
    holds(
        "a peds     0601 0301 175 00 1 A = A* best_statement
         b hospital 0601 0304 175 00 1 A = B* only_statement
         c school   0601 0302 90  01 - A = A  near_day",
    );
}

#[test]
fn the_better_statement_is_preferred() {
    for (worse, better) in [
        ("0901 0301 110 01 - A", "0301 0301 20  00 - A"),
        ("0901 0301 20  00 - A/PA", "0301 0301 20  00 - A"),
        ("0901 0301 107 01 - A", "0301 0301 20  01 - A"),
        ("0901 0301 20  01 - A", "0301 0301 110 01 - A"),
        ("0301 0301 20  01 - A", "0401 0301 20  01 - A"),
    ] {
        holds(&format!(
            "a peds   {worse} = A same_day
             b school {better} = A* best_statement"
        ));
    }
    holds(
        "a peds   0301 0301 20 01 - A = A* best_statement
         b school 0301 0301 20 01 - A = A  same_day",
    );
}

#[test]
fn what_was_not_given_or_cannot_be_is_no_event() {
    let table = Vaccines::shipped();
    for (row, reason) in [
        ("a peds 0301 0301 20 00 1 A/RE", Reason::Refused),
        ("a peds 0301 0301 20 00 1 A/NA", Reason::NotAdministered),
        ("a peds 0301 0901 20 00 1 A", Reason::AfterRun),
        ("a peds 0301 0101 20 00 1 A", Reason::BeforeBirth),
    ] {
        let statement = statement(&table, &row.split(' ').collect::<Vec<_>>());
        let settings = HistorySettings::default();
        let places = consolidate(&[statement], date("0102"), date("0831"), &settings);
        assert_eq!(places, [Place { event: None, reason }]);
        let unknown = consolidate(&[statement], Date::NONE, date("1231"), &settings);
        assert!(unknown[0].reason != Reason::BeforeBirth && unknown[0].reason != Reason::AfterRun);
    }
}

#[test]
fn an_unknown_vaccine_is_a_family_by_itself() {
    holds(
        "a peds   0601 0301 CPT:9 00 1 A = A* best_statement
         b school 0601 0302 CPT:9 01 - A = A  near_day
         b school 0601 0302 CPT:8 01 - A = B* only_statement",
    );
}

/// A few records of one client, each with its doses in their order.
fn client() -> impl Strategy<Value = Vec<Vec<Statement<'static>>>> {
    let dose = (0..30u8, 0..8usize, any::<bool>(), 0..4usize, 0..8u8);
    let record = (0..3u32, 0..4u8, prop::collection::vec(dose, 0..8));
    prop::collection::vec(record, 1..6).prop_map(|records| {
        let table = Vaccines::shipped();
        let of_record = |(record, (source, received, doses)): (u32, (u32, u8, Vec<_>))| {
            let statement = |(day, vaccine, given, order, action): (u8, usize, bool, usize, u8)| {
                let code = ["20", "107", "110", "45", "08", "89", "146", "ZZ"][vaccine];
                let mut statement =
                    statement(&table, &["a", "peds", "0101", "0101", code, "01", "-", "A"]);
                statement.record = record;
                statement.sender = Sender::Source(source);
                statement.received = Date::new(2024, 3, received + 1).unwrap();
                statement.order_number = ["", "9999", "1", "2"][order];
                statement.dose.date = Date::new(2024, 2, day.min(28) + 1).unwrap();
                if given {
                    statement.dose.source = DoseSource::Administered;
                }
                statement.dose.action = match action {
                    0 => DoseAction::Delete,
                    1 => DoseAction::Update,
                    _ => DoseAction::Add,
                };
                statement
            };
            let mut said: Vec<Statement> = doses.into_iter().map(statement).collect();
            said.sort_by_key(|said| said.dose.date);
            said
        };
        (0..).zip(records).map(of_record).collect()
    })
}

fn of(statements: &[Statement]) -> Vec<Place> {
    consolidate(statements, date("0101"), date("1231"), &HistorySettings::default())
}

proptest! {
    #[test]
    fn every_event_has_one_preferred_statement_and_only_what_is_near(client in client()) {
        let statements = client.concat();
        let places = of(&statements);
        for (place, statement) in places.iter().zip(&statements) {
            let Some(event) = place.event else { continue };
            prop_assert_eq!(places[event as usize].event, Some(event));
            let preferred = &statements[event as usize];
            let apart = statement.dose.date.day_number() - preferred.dose.date.day_number();
            match place.reason {
                Reason::SaidAgain | Reason::Replaced => continue,
                Reason::SameDay | Reason::Only | Reason::Best => prop_assert_eq!(apart, 0),
                _ => prop_assert!(apart.abs() <= 4 && apart != 0),
            }
            prop_assert!(statement.vaccine.families.overlap(preferred.vaccine.families));
        }
    }

    #[test]
    fn two_doses_of_one_record_stay_two(client in client()) {
        let statements = client.concat();
        let places = of(&statements);
        let told: Vec<_> = places
            .iter()
            .zip(&statements)
            .filter(|(at, _)| !matches!(at.reason, Reason::SaidAgain | Reason::Replaced))
            .filter(|(at, _)| at.event.is_some())
            .collect();
        for (at, one) in &told {
            for (_, other) in told.iter().filter(|(beside, _)| beside.event == at.event) {
                let overlap = one.vaccine.families.overlap(other.vaccine.families);
                let two_days = one.dose.date != other.dose.date;
                let one_giver = one.sender == other.sender
                    && one.is_administered()
                    && other.is_administered();
                prop_assert!(!(overlap && two_days && (one.record == other.record || one_giver)));
            }
        }
    }

    #[test]
    fn the_order_of_records_changes_nothing(client in client(), turn in 0..6usize) {
        let forward = client.concat();
        let mut turned: Vec<(usize, &Vec<Statement>)> = client.iter().enumerate().collect();
        turned.reverse();
        let middle = turn % turned.len();
        turned.rotate_left(middle);
        // Where each statement of the turned client stands in the other.
        let start = |record: usize| client[..record].iter().map(Vec::len).sum::<usize>();
        let was: Vec<usize> = turned
            .iter()
            .flat_map(|(record, said)| (0..said.len()).map(move |at| (*record, at)))
            .map(|(record, at)| start(record) + at)
            .collect();
        let backward: Vec<Statement> = was.iter().map(|&at| forward[at]).collect();
        let (forward, backward) = (of(&forward), of(&backward));
        for (place, &at) in backward.iter().zip(&was) {
            let event = place.event.map(|event| was[event as usize] as u32);
            prop_assert_eq!(forward[at], Place { event, ..*place });
        }
    }

    #[test]
    fn hearing_everything_twice_adds_no_dose(client in client()) {
        let events = |places: &[Place]| {
            (0u32..).zip(places).filter(|(at, place)| place.event == Some(*at)).count()
        };
        let once = client.concat();
        let twice: Vec<Statement> = once.iter().flat_map(|said| [*said, *said]).collect();
        prop_assert_eq!(events(&of(&once)), events(&of(&twice)));
    }
}
