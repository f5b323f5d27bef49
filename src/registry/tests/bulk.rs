//! A whole night of records, and looking many of them up.

use std::time::Instant;

use super::Scratch;
use crate::read::RecordsBuilder;
use crate::record::{Field, SourceKind};
use crate::registry::Grounds;

/// Measures; run by hand, optimized: `cargo test --release --lib registry::tests::bulk -- --ignored`.
#[test]
#[ignore = "a measurement"]
fn a_night_and_its_look_ups() {
    const NIGHT: usize = 50_000;
    let mut scratch = Scratch::new();
    for night in 0..4 {
        let mut builder = RecordsBuilder::default();
        for record in 0..NIGHT {
            builder.begin(SourceKind::Submission);
            let of = record * 7 + night;
            for (field, value) in [
                (Field::RecordId, format!("{night}-{record:08}")),
                (Field::Source, format!("clinic-{}", of % 400)),
                (Field::FirstName, format!("NAME{}", of % 5_000)),
                (Field::LastName, format!("SURNAME{}", of % 30_000)),
                (Field::BirthDate, "2024-01-02".into()),
                (Field::Street, format!("{of} ELM STREET")),
                (Field::City, "LOWELL".into()),
                (Field::Zip, "01852".into()),
                (Field::Phone, format!("978{of:07}")),
                (Field::MotherFirstName, "MARIA".into()),
                (Field::MotherMaidenName, "TEIXEIRA".into()),
            ] {
                builder.value(field, &value);
            }
        }
        let records = builder.finish();
        let began = Instant::now();
        scratch.night(&night.to_string(), |night| {
            let arrivals = night.add_records(&records, |_| None).unwrap();
            for number in arrivals.into_iter().filter_map(|arrival| arrival.number()) {
                let client = night.create_client(&format!("C{number:016}")).unwrap();
                night.join(number, client, Grounds::default()).unwrap();
            }
        });
        println!("a night of {NIGHT}, each with a client: {:?}", began.elapsed());
    }
    let numbers: Vec<u32> = (0..4 * NIGHT as u32).collect();
    let began = Instant::now();
    assert_eq!(scratch.registry.view().records(&numbers).unwrap().records.len(), numbers.len());
    println!("texts of {}: {:?}", numbers.len(), began.elapsed());
    let began = Instant::now();
    assert!(scratch.registry.verify().unwrap().is_sound());
    println!("verify: {:?}; {:?}", began.elapsed(), scratch.registry.stats().unwrap());
}
