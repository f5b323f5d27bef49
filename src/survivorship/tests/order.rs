//! The order in which a client's records are given decides nothing.

use proptest::prelude::*;

use super::super::{Aspect, Speakers, Statement};
use super::Client;

/// Values of one field of a record, blank among them.
fn one_of(values: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(values)
}

fn row() -> impl Strategy<Value = String> {
    let names = (
        one_of(&["", "Lucas", "Luca", "BABY BOY"]),
        one_of(&["", "T", "Tomas"]),
        one_of(&["", "Reis", "Amaral", "UNKNOWN"]),
        one_of(&["", "Costa", "Silva"]),
    );
    let facts = (
        one_of(&["", "2023-11-03", "2023-11-04", "2024-01-01"]),
        one_of(&["", "104233"]),
        one_of(&["", "1"]),
        one_of(&["", "12 Elm St", "7 Oak St"]),
        one_of(&["", "01", "02"]),
        one_of(&["", "2106-3", "UNK"]),
    );
    (names, facts).prop_map(
        |((first, middle, last, maiden), (day, number, void, street, recall, race))| {
            format!(
                "{day},{number},{void},{first},{middle},{last},{maiden},{street},{recall},{race}"
            )
        },
    )
}

const HEADER: &str = "record_id,received_at,certificate_number,void,first_name,middle_name,last_name,\
                      mother_maiden_name,street,recall,race";

proptest! {
    #[test]
    fn any_order_of_the_records_gives_the_same_speakers(
        rows in prop::collection::vec(row(), 1..6),
        turned in 0usize..6,
    ) {
        let lines = rows.iter().enumerate().map(|(number, row)| format!("\nr{number},{row}"));
        let client = Client::new(&format!("{HEADER}{}", lines.collect::<String>()));
        let statements = client.statements();
        let mut other: Vec<Statement> = statements.clone();
        other.reverse();
        other.rotate_left(turned % statements.len());
        let numbers = |statements: &[Statement]| {
            let speakers = Speakers::new(statements);
            let number = |aspect| speakers.of(aspect).map(|place| statements[place].number);
            Aspect::ALL.map(number)
        };
        prop_assert_eq!(numbers(&statements), numbers(&other));
    }

    /// Who speaks has something to say.
    #[test]
    fn nobody_speaks_who_has_nothing(rows in prop::collection::vec(row(), 1..6)) {
        let lines = rows.iter().enumerate().map(|(number, row)| format!("\nr{number},{row}"));
        let client = Client::new(&format!("{HEADER}{}", lines.collect::<String>()));
        let statements = client.statements();
        let speakers = Speakers::new(&statements);
        for aspect in Aspect::ALL {
            if let Some(place) = speakers.of(aspect) {
                prop_assert!(statements[place].has.has(aspect), "{:?}", aspect);
            }
        }
    }
}
