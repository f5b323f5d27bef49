//! Files as they come on a bad day: each ends in rejects that say which row and why, with the rows
//! around them linked as ever, or in one clear error with nothing written. No message repeats a value.

use std::io::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, ListBuilder, RecordBatch, StringArray, StringBuilder};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;

use crate::harness::{Outcome, Rejected, RunFolder, Work};

const COLUMNS: [&str; 11] = [
    "record_id",
    "source",
    "first_name",
    "last_name",
    "birth_date",
    "sex",
    "mother_maiden_name",
    "street",
    "city",
    "zip",
    "phone",
];

/// What a person of these tests is called, so that it is noticed wherever it shows.
const VALUES: [&str; 10] = [
    "zqxclinic",
    "ZQXANDREA",
    "ZQXMARLOWE",
    "2020-03-04",
    "F",
    "ZQXOAKES",
    "12 ZQXELM ST",
    "ZQXTOWN",
    "02139",
    "6175550142",
];

/// What no message may hold.
const MARKERS: [&str; 4] = ["zqx", "2020-03-04", "02139", "6175550142"];

fn header() -> String {
    COLUMNS.join(",") + "\n"
}

/// A good row of the one person that all good rows speak of.
fn row(id: &str) -> String {
    format!("{id},{}\n", VALUES.join(","))
}

/// The row of a record with another value in one field.
fn row_with(id: &str, field: &str, value: impl AsRef<[u8]>) -> Vec<u8> {
    let place = COLUMNS.iter().position(|&column| column == field).unwrap();
    let cells = std::iter::once(id).chain(VALUES).map(str::as_bytes).enumerate();
    let cells = cells.map(|(column, cell)| if column == place { value.as_ref() } else { cell });
    cells.collect::<Vec<_>>().join(&b","[..]).into_iter().chain(*b"\n").collect()
}

fn file(parts: &[&[u8]]) -> Vec<u8> {
    [header().as_bytes()].iter().chain(parts).copied().collect::<Vec<_>>().concat()
}

fn link(work: &Work, name: &str) -> Outcome {
    keeps_values_to_itself(work.link(&["--submissions", name, "--out", "run"]))
}

fn keeps_values_to_itself(outcome: Outcome) -> Outcome {
    let said = (outcome.stdout.clone() + &outcome.stderr).to_lowercase();
    for marker in MARKERS {
        assert!(!said.contains(marker), "a value of a record in a message: {said}");
    }
    outcome.says_nothing_of_panic()
}

/// Links a file of these rows between two good ones, which must find each other, and hands on what
/// was refused.
fn refused(bad: &[u8]) -> Vec<Rejected> {
    let (work, name) = (Work::new(), "people.csv");
    work.write(name, file(&[row("a1").as_bytes(), bad, row("a2").as_bytes()]));
    link(&work, name).ends_with(1);
    let run = work.opened("run");
    assert_linked(&run);
    let rejects = run.rejects();
    assert!(rejects.iter().all(|reject| reject.raw.len() <= 4 * 4096), "the raw row is cut");
    let counts = &run.manifest()["counts"];
    assert_eq!((&counts["records"], &counts["rejects"]), (&2.into(), &rejects.len().into()));
    rejects
}

fn assert_linked(run: &RunFolder) {
    let clients = run.clients();
    assert_eq!(clients["a1"], clients["a2"], "the rows around it are no longer linked");
}

#[test]
fn a_bad_row_is_refused_alone_and_by_name() {
    let megabyte = "x".repeat(1 << 20);
    let cases: [(&str, Vec<u8>, &str, &str); 10] = [
        ("too few cells", b"b1,zqxclinic,ZQXANDREA\n".into(), "", "3 columns where the first row"),
        ("too many cells", ("b1,".to_string() + &row("b2")).into(), "", "12 columns where"),
        ("NUL byte", row_with("b1", "first_name", b"ZQX\0A"), "first_name", "NUL byte"),
        ("Latin-1", row_with("b1", "last_name", b"ZQXMU\xD1OZ"), "last_name", "not UTF-8"),
        ("huge cell", row_with("b1", "street", &megabyte), "street", "1048576 bytes; at most"),
        ("huge quoted", row_with("b1", "city", format!("\"{megabyte}\"")), "city", "at most"),
        ("huge row", row_with("b1", "street", megabyte.repeat(6)), "", "a row of over 4194304"),
        ("no id", row("").into(), "record_id", "no record id"),
        ("blank id", row("  ").into(), "record_id", "no record id"),
        ("second of an id", row("a1").into(), "record_id", "the first is kept"),
    ];
    for (case, bad, field, reason) in cases {
        let rejects = refused(&bad);
        assert_eq!(rejects.len(), 1, "{case}");
        let reject = &rejects[0];
        assert_eq!((reject.row, reject.field.as_str()), (2, field), "{case}");
        assert!(reject.reason.contains(reason), "{case}: {}", reject.reason);
        let begins = String::from_utf8_lossy(&bad).chars().take(9).collect::<String>();
        assert!(reject.raw.trim().starts_with(begins.trim()) || case.contains("id"), "{case}");
    }
}

#[test]
fn an_open_quote_costs_its_own_row_only() {
    let open = |id: &str| format!("{id},zqxclinic,\"ZQXANDREA,ZQXMARLOWE\n");
    let rejects = refused(open("b1").as_bytes());
    assert_eq!(rejects.len(), 1);
    assert_eq!((rejects[0].row, rejects[0].field.as_str()), (2, ""));
    assert!(rejects[0].raw.starts_with("b1,") && !rejects[0].raw.contains("a2"));

    // The next quote of the file, in whichever row, does not close it.
    let (first, second) = (open("b1"), open("b2"));
    let rows: Vec<u64> =
        refused((first + &second).as_bytes()).iter().map(|reject| reject.row).collect();
    assert_eq!(rows, [2, 3]);
}

#[test]
fn an_open_quote_before_megabytes_of_rows_costs_its_own_row_only() {
    let work = Work::new();
    let open = b"b1,zqxclinic,\"ZQXANDREA\n";
    let many: String = (0..60_000).map(|number| other_row(number, 1990 + number % 30)).collect();
    let rows = [row("a1").as_bytes(), open, many.as_bytes(), row("a2").as_bytes()].concat();
    assert!(rows.len() > 5 << 20);
    work.write("people.csv", file(&[&rows]));
    link(&work, "people.csv").ends_with(1);
    let run = work.opened("run");
    assert_linked(&run);
    assert_eq!(run.manifest()["counts"]["records"], 60_002);
    assert_eq!(run.rejects().iter().map(|reject| reject.row).collect::<Vec<_>>(), [2]);
}

/// One of many strangers.
fn other_row(number: u32, year: u32) -> String {
    let (month, day) = (1 + number / 30 % 12, 1 + number / 360 % 28);
    let name = format!("{}{}", letters(number), letters(number / 7));
    format!(
        "s{number:06},zqxclinic,{name},{}SON,{year}-{month:02}-{day:02},F,ZQX{},{number} ZQXELM ST,\
         ZQXTOWN,02139,\n",
        letters(number / 3),
        letters(number)
    )
}

/// A number as a word.
fn letters(number: u32) -> String {
    let mut rest = number.wrapping_mul(2_654_435_761) >> 4;
    let mut word = String::new();
    for _ in 0..5 {
        word.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    word
}

#[test]
fn quotes_that_are_closed_may_hold_anything() {
    let work = Work::new();
    let quoted = row_with("a2", "street", "\"12 ZQXELM ST,\r\nREAR \"\"B\"\"\"");
    work.write("people.csv", file(&[row("a1").as_bytes(), &quoted]));
    link(&work, "people.csv").succeeds();
    assert_linked(&work.opened("run"));
}

#[test]
fn garbage_between_rows_is_refused() {
    // All bytes but line ends, three times in three orders.
    let bytes = (0..768u32).map(|number| (number * 167 + number / 256) as u8);
    let mut garbage: Vec<u8> = bytes.filter(|byte| !b"\r\n".contains(byte)).collect();
    garbage.extend(b"\n\"\xFF,\"\",\"\n");
    let rejects = refused(&garbage);
    assert_eq!(rejects.iter().map(|reject| reject.row).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let plain = header() + &row("a1") + &row("a2") + &other_row(7, 2001);
    let clients = |text: String| {
        let work = Work::new();
        work.write("people.csv", text);
        link(&work, "people.csv").succeeds();
        assert_linked(&work.opened("run"));
        work.opened("run").bytes().remove("clients").unwrap()
    };
    let expected = clients(plain.clone());
    for (name, text) in [
        ("CRLF", plain.replace('\n', "\r\n")),
        ("CR", plain.replace('\n', "\r")),
        ("mixed", plain.replacen('\n', "\r\n", 2)),
        ("BOM", format!("\u{FEFF}{plain}")),
        ("BOM and CRLF", format!("\u{FEFF}{}", plain.replace('\n', "\r\n"))),
        ("no line end at the end", plain.trim_end().to_string()),
        ("blank lines", plain.replace('\n', "\n\n")),
        ("quotes everywhere", quoted(&plain)),
    ] {
        assert!(clients(text) == expected, "{name}");
    }
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("\"{}\"\n", line.replace(',', "\",\""))).collect()
}

#[test]
fn a_file_that_is_no_table_is_one_clear_error() {
    let good = header() + &row("a1") + &row("a2");
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let noise: Vec<u8> = (0..100_000u32).map(|number| (number * number / 7) as u8).collect();
    let zipped = zipped(&(header() + &(0..999).map(|n| other_row(n, 2000)).collect::<String>()));
    let cases: [(&str, Vec<u8>, &str); 16] = [
        ("noise.csv", noise.clone(), "UTF-8"),
        ("noise.csv.gz", noise.clone(), "gzip"),
        ("noise.parquet", noise, "not readable as Parquet"),
        ("empty.csv", Vec::new(), "empty"),
        ("empty.csv.gz", Vec::new(), "empty"),
        ("empty.parquet", Vec::new(), "not readable as Parquet"),
        ("utf16.csv", [b"\xFF\xFE", &utf16[..]].concat(), "UTF-16; export it as CSV in UTF-8"),
        ("utf16_without_mark.csv", utf16, "UTF-8"),
        ("two_names.csv", good.replace("city", "street").into(), "\"street\""),
        ("two_strangers.csv", good.replacen("city,zip", "x,x", 1).into(), "9 and 10"),
        ("headless.csv", row("a1").repeat(3).into(), "first row"),
        ("headless_twice.csv", row_with("a1", "city", VALUES[2]), "first row"),
        ("endless.csv", b"ZQX,".repeat(2 << 20), "first row"),
        ("half.csv.gz", zipped[..zipped.len() / 2].into(), "complete"),
        ("half.parquet", parquet_file()[..800].into(), "complete"),
        ("nested.parquet", nested_file("first_name"), "nested"),
    ];
    for (name, bytes, word) in cases {
        let work = Work::new();
        work.write(name, bytes);
        link(&work, name).fails_saying(&[name, word]);
        assert_eq!(work.list("."), [name.to_string()].into(), "something was written");
    }
}

#[test]
fn a_folder_is_no_file() {
    let work = Work::new();
    std::fs::create_dir(work.path("folder.csv")).unwrap();
    link(&work, "folder.csv").fails_saying(&["folder.csv", "cannot read"]);
}

fn zipped(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// Two good records as columns.
fn good_columns() -> Vec<(&'static str, ArrayRef)> {
    let column = |(place, name): (usize, &&'static str)| {
        let values = if place == 0 { ["a1", "a2"] } else { [VALUES[place - 1]; 2] };
        (*name, Arc::new(StringArray::from(values.to_vec())) as ArrayRef)
    };
    COLUMNS.iter().enumerate().map(column).collect()
}

fn parquet_of(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    bytes
}

fn parquet_file() -> Vec<u8> {
    parquet_of(good_columns())
}

/// A file whose column of this name holds a list in each row.
fn nested_file(name: &'static str) -> Vec<u8> {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for _ in 0..2 {
        lists.append_value([Some("ZQXA"), Some("ZQXB")]);
    }
    let mut columns = good_columns();
    columns.retain(|(column, _)| *column != name);
    columns.push((name, Arc::new(lists.finish())));
    parquet_of(columns)
}

#[test]
fn a_nested_column_that_nobody_needs_is_passed_over() {
    let work = Work::new();
    work.write("people.parquet", nested_file("doses"));
    link(&work, "people.parquet").succeeds();
    let run = work.opened("run");
    assert_linked(&run);
    assert_eq!(run.manifest()["inputs"][0]["ignored_columns"][0], "doses");
}

#[test]
fn bad_rows_of_parquet_are_refused_by_row_and_field() {
    let ids = ["a1", "b1", "b2", "", "a1", "a2"];
    let huge = "x".repeat(1 << 20);
    let columns = COLUMNS.iter().enumerate().map(|(place, &name)| {
        let good = if place == 0 { "" } else { VALUES[place - 1] };
        let value = |row: usize| match (row, name) {
            (_, "record_id") => ids[row],
            (1, "last_name") => "ZQX\0",
            (2, "street") => huge.as_str(),
            _ => good,
        };
        let values = (0..ids.len()).map(|row| Some(value(row)).filter(|value| !value.is_empty()));
        (name, Arc::new(values.collect::<StringArray>()) as ArrayRef)
    });
    let work = Work::new();
    work.write("people.parquet", parquet_of(columns.collect()));
    link(&work, "people.parquet").ends_with(1);
    let run = work.opened("run");
    assert_linked(&run);
    let rejects = run.rejects();
    let found: Vec<_> = rejects.iter().map(|reject| (reject.row, reject.field.as_str())).collect();
    assert_eq!(found, [(2, "last_name"), (3, "street"), (4, "record_id"), (5, "record_id")]);
}

#[test]
fn a_header_without_rows_is_a_run_without_records() {
    let work = Work::new();
    work.write("people.csv", header());
    link(&work, "people.csv").succeeds();
    let run = work.opened("run");
    run.is_complete();
    assert_eq!(run.manifest()["counts"]["records"], 0);
    assert_eq!(run.table("clients").len(), 0);
}

#[test]
fn values_that_say_nothing_are_counted_by_source_and_link_nobody() {
    let nobody = |id: &str| {
        format!(
            "{id},south,BABY BOY,UNKNOWN,1900-01-01,U,UNKNOWN,UNKNOWN,UNKNOWN,00000,9999999999\n"
        )
    };
    let born = |id: &str, day: &str| {
        String::from_utf8(row_with(id, "birth_date", day)).unwrap().replace("zqxclinic", "north")
    };
    let rows = [
        row("a1"),
        row("a2"),
        nobody("n1"),
        nobody("n2"),
        born("d1", "2023-02-29"),
        born("d2", "2031-01-01"),
        born("d3", "ZQX"),
    ];
    let work = Work::new();
    work.write("people.csv", file(&[rows.concat().as_bytes()]));
    link(&work, "people.csv").succeeds();
    let run = work.opened("run");
    assert_linked(&run);
    let clients = run.clients();
    assert_ne!(clients["n1"], clients["n2"], "two records that say nothing became one person");
    assert_ne!(clients["n1"], clients["a1"]);
    assert_eq!(clients.len(), rows.len(), "a bad value does not cost the record");
    let unused = &run.manifest()["unused_values"];
    assert_eq!(unused["north"]["birth_date"]["invalid"], 3);
    for field in ["first_name", "last_name", "birth_date", "sex", "zip", "phone"] {
        assert_eq!(unused["south"][field]["placeholder"], 2, "{field}: {unused}");
    }
    assert!(unused["zqxclinic"].is_null(), "good values are no bad ones: {unused}");
}

#[test]
fn ids_are_one_across_files_and_the_first_file_is_kept() {
    let work = Work::new();
    work.write("first.csv", header() + &row("a1") + &row("a2"));
    let second = String::from_utf8(row_with("a1", "first_name", "ZQXOTHER")).unwrap();
    work.write("second.csv", header() + &second);
    let given = ["--submissions", "first.csv", "second.csv", "--out", "run"];
    keeps_values_to_itself(work.link(&given)).ends_with(1);
    let run = work.opened("run");
    assert_linked(&run);
    assert_eq!(run.table("rejects").text("file"), ["second.csv"]);
    assert!(run.table("clients").text("first_name").iter().all(|name| name == VALUES[1]));
    let inputs = &run.manifest()["inputs"];
    assert_eq!((&inputs[0]["rejects"], &inputs[1]["rejects"]), (&0.into(), &1.into()));
}

/// Most that a run of these sizes may hold and take.
const MEMORY: f64 = 1.5 * (1u64 << 30) as f64;
const SECONDS: f64 = 60.0;

fn assert_bounded(run: &RunFolder, records: usize) {
    let told = run.manifest();
    assert_eq!(told["counts"]["records"], records);
    assert_eq!(run.table("decisions").len(), records);
    let (memory, seconds) = (told["peak_memory_bytes"].as_f64(), told["seconds"].as_f64().unwrap());
    assert!(memory.is_none_or(|bytes| bytes < MEMORY), "{memory:?} bytes");
    assert!(seconds < SECONDS, "{seconds} seconds");
}

#[test]
fn a_whole_state_born_on_one_day_under_few_names_is_linked_in_bounds() {
    let given = ["ANA", "JOSE", "MARIA", "LUIS"];
    let surnames = ["SILVA", "GARCIA", "LEE"];
    let mut text =
        String::from("record_id,first_name,last_name,birth_date,mother_maiden_name,zip\n");
    for number in 0..200_000usize {
        let drawn = letters(number as u32).bytes().fold(0, |sum, byte| sum * 31 + byte as usize);
        let (first, last, maiden) =
            (given[drawn % 4], surnames[drawn / 4 % 3], surnames[drawn / 12 % 3]);
        let zip = 1000 + drawn / 36 % 1800;
        text += &format!("r{number:06},{first},{last},2020-03-04,{maiden},0{zip}\n");
    }
    let work = Work::new();
    work.write("people.csv", text);
    link(&work, "people.csv").succeeds();
    assert_bounded(&work.opened("run"), 200_000);
}

#[test]
fn fifty_thousand_equal_rows_are_linked_in_bounds_and_the_cut_is_told() {
    let rows: String = (0..50_000).map(|number| row(&format!("r{number:06}"))).collect();
    let work = Work::new();
    work.write("people.csv", header() + &rows);
    link(&work, "people.csv").succeeds();
    let run = work.opened("run");
    assert_bounded(&run, 50_000);
    let told = run.manifest();
    let cut: u64 = told["passes"].as_array().unwrap().iter().map(cut_blocks).sum();
    assert!(told["counts"]["clients"] == 1 || cut > 0, "blocks were cut in silence");
}

fn cut_blocks(pass: &serde_json::Value) -> u64 {
    pass["cut_blocks"].as_u64().unwrap()
}

/// The submissions of a population, with one column rewritten.
fn rewritten(work: &Work, field: &str, value: impl Fn(usize, &str) -> String) -> String {
    let text = String::from_utf8(work.read("synth/submissions.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let header = rows.headers().unwrap().clone();
    let column = header.iter().position(|name| name == field).unwrap();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&header).unwrap();
    for (number, row) in rows.records().enumerate() {
        let row = row.unwrap();
        let cell = |(place, cell): (usize, &str)| {
            if place == column { value(number, cell) } else { cell.to_string() }
        };
        out.write_record(row.iter().enumerate().map(cell)).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

#[test]
fn one_birth_date_or_telephone_for_all_costs_little_and_is_told() {
    let work = Work::with_people(8_000);
    let link = |file: &str, out: &str| {
        let given = ["--submissions", file, "--out", out];
        let said = work.link(&given).succeeds().stdout;
        let told = work.opened(out).manifest();
        (said, told["counts"]["pairs_compared"].as_u64().unwrap(), told)
    };
    let (_, normal, _) = link("synth/submissions.csv", "normal");
    let one_date = rewritten(&work, "birth_date", |_, _| "2019-05-06".into());
    work.write("date.csv", one_date);
    let (said, pairs, told) = link("date.csv", "date");
    assert!(pairs <= 3 * normal, "{pairs} pairs, {normal} without the default date");
    assert!(said.contains("birth_date: no evidence"), "{said}");
    let placeholders = told["unused_values"].as_object().unwrap().values();
    let placeholders = placeholders.filter_map(|of| of["birth_date"]["placeholder"].as_u64());
    assert_eq!(placeholders.sum::<u64>(), told["counts"]["records"].as_u64().unwrap());

    let every_third = |number: usize, cell: &str| {
        if number.is_multiple_of(3) { "6175550100".to_string() } else { cell.to_string() }
    };
    work.write("phone.csv", rewritten(&work, "phone", every_third));
    let (said, pairs, _) = link("phone.csv", "phone");
    assert!(pairs <= 3 * normal, "{pairs} pairs, {normal} without the clinic's telephone");
    assert!(said.contains("large blocks refined"), "{said}");
}
