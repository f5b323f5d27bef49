//! Where every record of a registry stands: in which file, and in which row of it.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;
use selfsame::read::digest;
use selfsame::registry::Provenance;

use crate::deliveries::{Deliveries, rows};
use crate::harness::Work;

/// File name and row of each live record, by its id.
fn places(place: &Deliveries) -> BTreeMap<String, (String, Option<u32>)> {
    let registry = place.registry();
    let view = registry.view();
    let mut places = BTreeMap::new();
    view.visit_live_records(|number, id, _| {
        let Provenance { file_name, row, .. } = view.provenance(number)?.unwrap();
        places.insert(id.to_string(), (file_name, row));
        Ok(())
    })
    .unwrap();
    places
}

/// The ids of records in the order of a file's rows; the first row is 1.
fn numbered(ids: impl IntoIterator<Item = String>) -> impl Iterator<Item = (u32, String)> {
    (1..).zip(ids)
}

fn id(line: &str) -> String {
    line.split(',').next().unwrap().to_string()
}

fn message(id: &str, name: &str) -> String {
    format!(
        "MSH|^~\\&|EHR|LYNNPEDS|MIIS|MDPH|20240102||VXU^V04^VXU_V04|{id}|P|2.5.1\r\
         PID|1||8{id}^^^LYNNPEDS^MR||{name}||20231103|M\r"
    )
}

#[test]
fn every_record_of_a_night_of_many_files_is_found_in_its_row() {
    let place = Deliveries::beside(Work::with_people(300));
    let parquet = ["synth", "--out", "columns", "--people", "300", "--seed", "9", "--parquet"];
    place.work.run(parquet).succeeds();
    let births = place.work.opened("columns").table("births").text("record_id");
    place.deliver("births-columns.parquet", place.work.read("columns/births.parquet"));
    let (header, lines) = rows(&place.work, "submissions");
    let (some, others) = lines.split_at(lines.len() / 3);
    place.deliver("submissions-1.csv", header.clone() + &some.concat());
    // Not in the order of ids, and some of it blank lines, which are no rows.
    let others: Vec<&String> = others.iter().rev().collect();
    let text: String = others.iter().map(|line| format!("\n{line}")).collect();
    place.deliver("submissions-2.csv", header + &text);
    let messages = [message("B", "AMARAL^LUCAS"), "MSH|x\r".into(), message("A", "QUILL^INEZ")];
    place.deliver("clinic.hl7", messages.concat());
    place.try_night("out").ends_with(1);

    let mut expected = BTreeMap::new();
    let others: Vec<String> = others.into_iter().map(|line| id(line)).collect();
    let some: Vec<String> = some.iter().map(|line| id(line)).collect();
    for (file, ids) in [
        ("births-columns.parquet", births),
        ("submissions-1.csv", some),
        ("submissions-2.csv", others),
    ] {
        let rows = numbered(ids).map(|(row, id)| (id, (file.to_string(), Some(row))));
        expected.extend(rows);
    }
    for (id, row) in [("LYNNPEDS-B", 1), ("LYNNPEDS-A", 3)] {
        expected.insert(id.to_string(), ("clinic.hl7".to_string(), Some(row)));
    }
    let found = places(&place);
    assert_eq!(found.len(), expected.len());
    for (id, expected) in expected {
        assert_eq!(found[&id], expected, "{id}");
    }
    let registry = place.registry();
    let number = registry.view().find_record("LYNNPEDS-A").unwrap().unwrap();
    let provenance = registry.view().provenance(number).unwrap().unwrap();
    assert_eq!(provenance.digest, digest(&place.work.path("inbox/done/clinic.hl7")).unwrap());
    place.is_sound();
}

const HEADER: &str = "record_id,source,first_name,last_name,birth_date\n";

#[test]
fn a_record_that_doses_have_come_for_stands_where_its_values_do() {
    let place = Deliveries::new();
    place.deliver("submissions-1.csv", format!("{HEADER}z,lynn-peds,Ruth,Okafor,2019-09-23\n"));
    place.night("first");
    place.deliver("submissions-2.csv", format!("{HEADER}y,lynn-peds,Inez,Amaral,2021-04-07\n"));
    place.deliver("doses.csv", "record_id,vaccine,dose_date\ny,08,2021-05-01\nz,08,2019-10-01\n");
    place.night("second");
    let found = places(&place);
    assert_eq!(found["y"], ("submissions-2.csv".into(), Some(1)));
    assert_eq!(found["z"], ("submissions-1.csv".into(), Some(1)), "doses are no record");
    assert_eq!(place.registry().view().record_count().unwrap(), 3, "it is another version");
    // Sent again with something else in it, the newer version stands in the newer file.
    let rows = "x,lynn-peds,Eve,Stone,2020-01-01\nz,lynn-peds,Ruthie,Okafor,2019-09-23\n";
    place.deliver("submissions-3.csv", format!("{HEADER}{rows}"));
    place.night("third");
    assert_eq!(places(&place)["z"], ("submissions-3.csv".into(), Some(2)));
}

#[test]
fn a_record_whose_id_is_another_sources_is_refused_where_it_stands() {
    let place = Deliveries::new();
    place.deliver("submissions.csv", format!("{HEADER}z,lynn-peds,Ruth,Okafor,2019-09-23\n"));
    place.night("first");
    let good = "a,salem-peds,Inez,Amaral,2021-04-07\n";
    let taken = "z,salem-peds,Eve,Stone,2020-01-01";
    place.deliver("submissions-1.csv", format!("{HEADER}{good}"));
    place.deliver("submissions-2.csv", format!("{HEADER}b{}{taken}\n", &good[1..]));
    place.try_night("second").ends_with(1);
    let run = place.work.opened("second");
    let [rejected] = &run.rejects()[..] else { panic!("one is refused: {:?}", run.rejects()) };
    assert_eq!((rejected.row, rejected.field.as_str()), (2, "record_id"));
    assert_eq!((rejected.raw.as_str(), rejected.reason.contains("another source")), (taken, true));
    let files = run.table("rejects").text("file");
    assert!(files[0].ends_with("submissions-2.csv"), "{files:?}");
    let inputs = run.manifest()["inputs"].clone();
    let refused: Vec<u64> =
        inputs.as_array().unwrap().iter().map(|file| file["rejects"].as_u64().unwrap()).collect();
    assert_eq!(refused, [0, 1]);
}

/// A registry of two nights and one unmerging, as the first version of its tables was.
const FIRST_VERSION: &[u8] = include_bytes!("registry_version_1.db.gz");

#[test]
fn a_registry_of_the_first_version_is_brought_up_to_date_by_the_next_night() {
    let place = Deliveries { work: Work::new() };
    let mut registry = Vec::new();
    GzDecoder::new(FIRST_VERSION).read_to_end(&mut registry).unwrap();
    place.work.write("registry.db", registry);
    let stats = ["registry", "stats", "--registry", "registry.db"];
    place.work.run(stats).fails_saying(&["made by an older selfsame"]);
    place.deliver("submissions.csv", format!("{HEADER}z,lynn-peds,Ruth,Okafor,2019-09-23\n"));
    let night = place.night("out");
    assert_eq!(night.table("decisions").text("record_id"), ["z"]);
    place.work.run(stats).succeeds();
    place.is_sound();
    let registry = place.registry();
    let view = registry.view();
    let new = view.find_record("z").unwrap().unwrap();
    assert_eq!(new, 143, "behind all that were there");
    let head = view.record(new).unwrap().unwrap();
    assert_eq!((head.input, head.row), (Some(6), Some(1)));
    assert_eq!(view.record(0).unwrap().unwrap().row, None, "nobody has written it down");
    // What the log told of then is understood still.
    let export = ["registry", "export", "--registry", "registry.db", "--out", "export"];
    place.work.run(export).succeeds();
    let decisions = place.work.opened("export").table("decisions");
    let moved = decisions.text("action").iter().position(|action| action == "split").unwrap();
    assert_eq!(decisions.text("decided_by")[moved], "person:mfs");
    assert_eq!(decisions.text("reason")[moved], "two people");
}
