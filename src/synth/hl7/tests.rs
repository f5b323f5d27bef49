//! Whether messages say what the rows say, read by splitting at the delimiters.

use std::collections::BTreeMap;

use super::super::tests::{Row, made, rows};
use super::super::{Format, Options};

fn unescaped(value: &str) -> String {
    let plain = value.replace("\\F\\", "|").replace("\\S\\", "^").replace("\\T\\", "&");
    plain.replace("\\R\\", "~").replace("\\E\\", "\\")
}

fn undated(value: &str) -> String {
    match value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        true => format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..]),
        false => value.to_owned(),
    }
}

/// One segment's fields; the header's are numbered as those of the others.
fn fields(segment: &str) -> Vec<&str> {
    let mut fields: Vec<&str> = segment.split('|').collect();
    if fields[0] == "MSH" {
        fields.insert(1, "|");
    }
    fields
}

fn component(fields: &[&str], field: usize, component: usize) -> String {
    let first = fields.get(field).copied().unwrap_or("").split('~').next().unwrap_or("");
    unescaped(first.split('^').nth(component - 1).unwrap_or(""))
}

/// Of the repetitions of a field the one that is of this type, in parts.
fn repetition(fields: &[&str], field: usize, place: usize, of: &str) -> Option<Vec<String>> {
    let all = fields.get(field).copied().unwrap_or("").split('~');
    all.map(|one| one.split('^').map(unescaped).collect::<Vec<String>>())
        .find(|parts| parts.get(place - 1).is_some_and(|kind| kind == of))
}

/// A message's submission and its doses, as rows of the CSV files.
fn read(segments: &[&str]) -> (Row, Vec<Row>) {
    let (mut row, mut doses) = (Row::new(), Vec::new());
    let mut order = String::new();
    for segment in segments {
        let of = fields(segment);
        let mut set = |name: &str, value: String| row.insert(name.to_owned(), value);
        match of[0] {
            "MSH" => {
                assert_eq!((of[9], of[12], of[18]), ("VXU^V04^VXU_V04", "2.5.1", "UNICODE UTF-8"));
                assert_eq!((of[11], of[21]), ("P", "Z22^CDCPHINVS"));
                set("source", of[4].to_owned());
                set("record_id", format!("{}-{}", of[4], of[10]));
                set("received_at", undated(of[7]));
            }
            "PID" => {
                for (name, kind) in [("mrn", "MR"), ("medicaid_id", "MA"), ("ssn", "SS")] {
                    let found = repetition(&of, 3, 5, kind);
                    set(name, found.map_or(String::new(), |parts| parts[0].clone()));
                }
                for (name, field, part) in [
                    ("last_name", 5, 1),
                    ("first_name", 5, 2),
                    ("middle_name", 5, 3),
                    ("suffix", 5, 4),
                    ("mother_maiden_name", 6, 1),
                    ("mother_first_name", 6, 2),
                    ("sex", 8, 1),
                    ("race", 10, 1),
                    ("ethnicity", 22, 1),
                    ("birth_facility", 23, 1),
                    ("plurality", 24, 1),
                    ("birth_order", 25, 1),
                ] {
                    set(name, component(&of, field, part));
                }
                set("birth_date", undated(&component(&of, 7, 1)));
                set("death_date", undated(&component(&of, 29, 1)));
                assert_eq!(of.get(30).is_some(), !component(&of, 29, 1).is_empty());
                let home = repetition(&of, 11, 7, "H").unwrap_or(vec![String::new(); 7]);
                for (name, part) in
                    [("street", 0), ("unit", 1), ("city", 2), ("state", 3), ("zip", 4)]
                {
                    set(name, home[part].clone());
                }
                let born = repetition(&of, 11, 7, "BDL");
                set("birth_state", born.map_or(String::new(), |parts| parts[3].clone()));
                let phone = repetition(&of, 13, 3, "PH").map_or(String::new(), |parts| {
                    parts[0].clone() + &parts.get(5..7).map_or(String::new(), |ten| ten.concat())
                });
                set("phone", phone);
                let email = repetition(&of, 13, 3, "Internet");
                set("email", email.map_or(String::new(), |parts| parts[3].clone()));
            }
            "NK1" if component(&of, 3, 1) == "MTH" => {
                set("mother_first_name", component(&of, 2, 2));
            }
            "NK1" => {
                set("guardian_last_name", component(&of, 2, 1));
                set("guardian_first_name", component(&of, 2, 2));
            }
            "ORC" => order = component(&of, 3, 1),
            "RXA" if component(&of, 5, 1) == "998" => {
                assert_eq!(segments.len() - 1, segments.iter().position(|s| s == segment).unwrap());
                assert_eq!((of[6], of[20], order.as_str()), ("999", "NA", "9999"));
            }
            "RXA" => {
                let mut dose = Row::new();
                for (name, value) in [
                    ("vaccine", component(&of, 5, 1)),
                    ("dose_date", undated(of[3])),
                    ("dose_source", component(&of, 9, 1)),
                    ("dose_facility", component(&of, 11, 4)),
                    ("dose_lot", of[15].to_owned()),
                    ("dose_manufacturer", component(&of, 17, 1)),
                    ("dose_amount", of[6].to_owned()),
                    ("completion", of[20].to_owned()),
                    ("dose_action", of[21].to_owned()),
                    ("order_number", order.clone()),
                ] {
                    dose.insert(name.to_owned(), value);
                }
                doses.push(dose);
            }
            other => panic!("{other}"),
        }
    }
    (row, doses)
}

#[test]
fn messages_say_what_rows_say() {
    let options = Options::new(3000, 61);
    let (tabled, summary) = made(&options, Format::Csv);
    let (posted, _) = made(&options, Format::Hl7);
    for same in ["births.csv", "truth.csv", "truth_doses.csv"] {
        let bytes = |folder: &tempfile::TempDir| std::fs::read(folder.path().join(same)).unwrap();
        assert!(bytes(&tabled) == bytes(&posted), "{same}");
    }
    assert!(!posted.path().join("submissions.csv").exists());
    let text = std::fs::read_to_string(posted.path().join("submissions.hl7")).unwrap();
    assert!(!text.contains('\n') && text.ends_with('\r'));
    let segments: Vec<&str> = text.split_terminator('\r').collect();
    let last = segments.len();
    assert!(segments[0].starts_with("FHS|^~\\&|") && segments[1].starts_with("BHS|^~\\&|"));
    assert_eq!(segments[last - 2..], [format!("BTS|{}", summary.submissions).as_str(), "FTS|1"]);
    let body = &segments[2..last - 2];
    let starts: Vec<usize> = (0..body.len()).filter(|&at| body[at].starts_with("MSH")).collect();
    let ends = starts.iter().skip(1).copied().chain([body.len()]);

    let mut of_record: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for mut dose in rows(tabled.path(), "doses.csv") {
        let record = dose.remove("record_id").unwrap();
        of_record.entry(record).or_default().push(dose);
    }
    let submissions = rows(tabled.path(), "submissions.csv");
    assert_eq!(starts.len(), submissions.len());
    let mut without = 0;
    for ((start, end), mut row) in starts.iter().copied().zip(ends).zip(submissions) {
        let (read, mut doses) = read(&body[start..end]);
        row.remove("data_sharing");
        let plurality = row["plurality"].clone();
        let told = match plurality.as_str() {
            "1" => "N",
            "2" | "3" => "Y",
            word => word,
        };
        row.insert("plurality".to_owned(), told.to_owned());
        for (column, value) in &row {
            assert_eq!(read.get(column).map_or("", String::as_str), value, "{column}");
        }
        let mut expected = of_record.remove(&row["record_id"]).unwrap_or_default();
        expected.sort();
        doses.sort();
        assert_eq!(doses, expected);
        without += usize::from(doses.is_empty());
    }
    assert_eq!(without, summary.doses.bare_records);
    assert!(of_record.is_empty());
}
