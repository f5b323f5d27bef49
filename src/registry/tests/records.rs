//! Records come back as they were received, in every version, and are never changed.

use super::{Scratch, add, run, submissions};
use crate::read::{RawDose, RecordsBuilder};
use crate::record::{Completion, Date, Dose, DoseAction, DoseSource, Field, SourceKind};
use crate::registry::{Arrival, InputRow, Provenance};

fn person_fields() -> impl Iterator<Item = Field> {
    Field::ALL.iter().copied().filter(|field| !field.is_of_dose())
}

fn dose(source: DoseSource, completion: Completion, action: DoseAction) -> Dose {
    Dose {
        date: Date::new(2024, 2, 29).unwrap(),
        vaccine: 0,
        facility: 0,
        lot: 0,
        product: 0,
        order_number: 0,
        source,
        completion,
        action,
    }
}

#[test]
fn every_field_and_dose_comes_back_as_received() {
    let mut scratch = Scratch::new();
    let value = |record: usize, field: Field| match (record, field) {
        (_, Field::RecordId) => format!("r{record}"),
        (_, Field::Source) => ["rvrs", "lowell-peds"][record % 2].into(),
        // One value longer than a byte can count, one with letters beyond ASCII, and gaps.
        (0, Field::Street) => "Rua José ".repeat(40),
        (0, field) => format!("{} ño", field.name()),
        (_, field) if (field as usize).is_multiple_of(3) => field.name().into(),
        _ => String::new(),
    };
    let given = [
        dose(DoseSource::Administered, Completion::Complete, DoseAction::Add),
        dose(DoseSource::Historical(7), Completion::Refused, DoseAction::Delete),
        dose(DoseSource::Historical(99), Completion::NotAdministered, DoseAction::Update),
    ];
    let words = [
        ["08", "CLINIC", "L1", "0.5 SKB", "o-1"],
        ["110", "", "", "", ""],
        ["20", "É", "L2", " PMC", "o-2"],
    ];
    let mut builder = RecordsBuilder::default();
    for record in 0..3 {
        builder.begin([SourceKind::Birth, SourceKind::Submission][record % 2]);
        for field in person_fields() {
            builder.value(field, &value(record, field));
        }
        if record == 1 {
            given.iter().zip(words).for_each(|(dose, words)| builder.dose(*dose, words));
        }
    }
    let records = builder.finish();
    let arrivals = scratch.night("one", |night| night.add_records(&records, |_| None).unwrap());
    assert_eq!(arrivals, [0, 1, 2].map(Arrival::New));
    // In any order of numbers; given in the order of ids.
    let stored = scratch.registry.view().records(&[2, 0, 1]).unwrap();
    assert_eq!(stored.numbers, [0, 1, 2]);
    for record in 0..3 {
        assert_eq!(stored.records.kind(record), records.kind(record));
        for field in person_fields() {
            assert_eq!(stored.records.value(record, field), value(record, field), "{field:?}");
        }
        let doses = [records.doses(), stored.records.doses()].map(|doses| {
            let text = |code: u32| doses.text(code).to_string();
            let of = doses.of(record).iter();
            of.map(|dose| {
                let codes =
                    [dose.vaccine, dose.facility, dose.lot, dose.product, dose.order_number];
                let words = codes.map(text);
                (dose.with_texts(|_| 0), words)
            })
            .collect::<Vec<_>>()
        });
        assert_eq!(doses[0], doses[1]);
        assert_eq!(doses[0].len(), if record == 1 { 3 } else { 0 });
    }
    assert!(scratch.registry.view().records(&[3]).is_err(), "there is none");
    scratch.is_sound();
}

#[test]
fn doses_as_a_reader_makes_them_come_back_too() {
    let mut batch = crate::read::DoseBatch::default();
    let raw = RawDose { vaccine: "8", date: "20240102", source: "00", ..RawDose::default() };
    batch.push(0, &raw).unwrap();
    let (read, [vaccine, facility, lot, order_number, ..]) = batch.of(0).next().unwrap();
    let mut builder = RecordsBuilder::default();
    builder.begin(SourceKind::Submission);
    builder.value(Field::RecordId, "r");
    builder.dose(read, [vaccine, facility, lot, "", order_number]);
    let mut scratch = Scratch::new();
    scratch.night("one", |night| night.add_records(&builder.finish(), |_| None).unwrap());
    let stored = scratch.registry.view().records(&[0]).unwrap().records;
    let dose = stored.doses().of(0)[0];
    assert_eq!((stored.doses().text(dose.vaccine), dose.date), ("08", read.date));
}

#[test]
fn what_is_sent_again_is_known_and_what_has_changed_is_a_version() {
    let mut scratch = Scratch::new();
    let first = scratch.night("one", |night| add(night, &[("a", "ADA"), ("b", "BEA")]));
    assert_eq!(first, [Arrival::New(0), Arrival::New(1)]);
    let second =
        scratch.night("two", |night| add(night, &[("a", "ADA"), ("b", "BEATRIZ"), ("c", "CY")]));
    let version = Arrival::Version { number: 2, replaces: 1 };
    assert_eq!(second, [Arrival::Known(0), version, Arrival::New(3)]);
    // What it said first is another version again.
    scratch.night("three", |night| add(night, &[("b", "BEA")]));
    let view = scratch.registry.view();
    assert_eq!(view.find_record("b").unwrap(), Some(4));
    assert_eq!(view.newest_version(1).unwrap(), 4);
    assert_eq!(view.older_versions(4).unwrap(), [2, 1]);
    let [old, new] = [1, 4].map(|number| view.record(number).unwrap().unwrap());
    assert_eq!((old.replaced_by, new.replaced_by), (Some(2), None));
    assert_eq!(old.digest, new.digest);
    let stored = view.records(&[4, 2, 1]).unwrap();
    let names = [0, 1, 2].map(|record| stored.records.value(record, Field::FirstName));
    assert_eq!(names, ["BEA", "BEATRIZ", "BEA"], "all are kept");
    assert_eq!(stored.numbers, [1, 2, 4]);
    let mut ids = Vec::new();
    view.visit_records(1, |head| {
        ids.push((head.number, head.record_id, head.source));
        Ok(())
    })
    .unwrap();
    assert_eq!(ids.len(), 4);
    assert_eq!(ids[0], (1, "b".into(), "lowell-peds".into()));
    scratch.is_sound();
}

#[test]
fn an_id_of_another_source_is_not_taken_over() {
    let mut scratch = Scratch::new();
    scratch.night("one", |night| add(night, &[("a", "ADA")]));
    let mut builder = RecordsBuilder::default();
    builder.begin(SourceKind::Submission);
    builder.value(Field::RecordId, "a");
    builder.value(Field::Source, "salem-peds");
    let records = builder.finish();
    let arrivals = scratch.night("two", |night| night.add_records(&records, |_| None).unwrap());
    assert_eq!(arrivals, [Arrival::Taken(0)]);
    assert_eq!(scratch.registry.view().record_count().unwrap(), 1);
    scratch.is_sound();
}

#[test]
fn a_stored_record_and_the_log_refuse_to_be_changed() {
    let mut scratch = Scratch::with_clients();
    scratch.night("two", |night| add(night, &[("a", "ADELE")]));
    for sql in [
        "UPDATE records SET text = x'00'",
        "UPDATE records SET record_id = 'x' WHERE number = 2",
        "UPDATE records SET row = 2",
        "UPDATE records SET replaced_by = 2 WHERE number = 0",
        "UPDATE records SET replaced_by = NULL WHERE number = 0",
        "DELETE FROM records WHERE number = 2",
        "UPDATE log SET event = '{}'",
        "DELETE FROM log WHERE sequence = 1",
        "UPDATE clients SET client_id = 'x' WHERE number = 1",
        "DELETE FROM clients",
    ] {
        assert!(scratch.registry.database.execute(sql, []).is_err(), "{sql}");
    }
    scratch.is_sound();
}

#[test]
fn the_file_of_a_record_and_its_row_are_remembered() {
    let mut scratch = Scratch::new();
    scratch.night("one", |night| {
        let input = night.take_input("00ff", "clinics.csv", "submission").unwrap();
        let from = InputRow { input, row: Some(7) };
        night.add_records(&submissions(&[("a", "ADA")]), |_| Some(from)).unwrap();
        night.add_records(&submissions(&[("b", "BEA")]), |_| None).unwrap();
    });
    let view = scratch.registry.view();
    let input = view.input("00ff").unwrap().unwrap();
    assert_eq!((input.file_name.as_str(), input.run_id.as_str()), ("clinics.csv", "one"));
    let head = view.record(0).unwrap().unwrap();
    assert_eq!((head.input, head.row), (Some(input.number), Some(7)));
    let (file_name, digest) = ("clinics.csv".into(), "00ff".into());
    assert_eq!(view.provenance(0).unwrap(), Some(Provenance { file_name, digest, row: Some(7) }));
    assert_eq!(view.provenance(1).unwrap(), None);
    assert_eq!(view.input("0000").unwrap(), None);
    let mut night = scratch.registry.night(&run("two")).unwrap();
    assert!(night.take_input("00ff", "again.csv", "submission").is_err(), "read before");
}
