//! Messages and birth files through the program: read, linked, answered.

use crate::harness::{AS_OF, Work};

const LUCAS: &str = "MSH|^~\\&|DEMOEHR|LOWELLPEDS|MIIS|MDPH|20240102||VXU^V04^VXU_V04|A1|P|2.5.1\r\
PID|1||8841^^^LOWELLPEDS^MR||AMARAL^LUCAS^T^^^^L|TEIXEIRA^INES^^^^^M|20231103|M||2106-3|\
12 ELM ST^^LOWELL^MA^01852^USA^H||^PRN^PH^^^978^5550142\r\
ORC|RE||55120^LOWELLPEDS\rRXA|0|1|20240102||110^DTaP-HepB-IPV^CVX|0.5|mL||00^New^NIP001|||||||||||CP|A\r";

/// Lucas's birth in the natality layout.
fn birth() -> String {
    let mut line = vec![b' '; 4000];
    for (start, value) in [
        (1, "2023MA048858"),
        (30, "M1103"),
        (1001, "Lucas"),
        (1101, "Amaral"),
        (1283, "Ines"),
        (1540, "Teixeira"),
        (1597, "12"),
        (1617, "Elm"),
        (1645, "St"),
        (1722, "01852"),
        (1759, "Lowell"),
    ] {
        line[start - 1..start - 1 + value.len()].copy_from_slice(value.as_bytes());
    }
    String::from_utf8(line).unwrap()
}

#[test]
fn a_message_joins_the_birth_and_its_sender_is_told() {
    let work = Work::new();
    work.write("births.ije", birth());
    let refused = LUCAS.replace("|A1|", "|A2|").replace("AMARAL^LUCAS^T^^^^L", "");
    let refused = refused.replace("|20231103|", "||");
    work.write("clinic.hl7", [LUCAS, &refused].concat());
    let outcome = work.run([
        "link",
        "--births",
        "births.ije",
        "--submissions",
        "clinic.hl7",
        "--as-of",
        AS_OF,
        "--ack",
        "ack.hl7",
        "--out",
        "run",
    ]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    let answers = String::from_utf8(work.read("ack.hl7")).unwrap();
    let answers: Vec<&str> = answers.split('\r').filter(|line| line.starts_with("MSA")).collect();
    assert_eq!(answers, ["MSA|AA|A1", "MSA|AE|A2"]);
    let manifest: serde_json::Value = serde_json::from_slice(&work.read("run/run.json")).unwrap();
    let counts = &manifest["counts"];
    assert_eq!((counts["records"].as_u64(), counts["clients"].as_u64()), (Some(2), Some(1)));
    assert_eq!(counts["rejects"].as_u64(), Some(1));
}

#[test]
fn one_night_as_rows_and_as_messages_gives_the_same_clients() {
    let work = Work::new();
    let people = ["synth", "--people", "3000", "--seed", "7", "--out"];
    work.run([&people[..], &["rows"]].concat()).succeeds();
    work.run([&people[..], &["messages", "--hl7"]].concat()).succeeds();
    let linked = |folder: &str, files: &[&str]| {
        let out = format!("run_{folder}");
        let births = format!("{folder}/births.csv");
        let arguments = ["link", "--as-of", AS_OF, "--out", &out, "--births", &births];
        work.run([&arguments[..], files].concat()).succeeds();
        work.opened(&out).clients()
    };
    let files = ["--submissions", "rows/submissions.csv", "--doses", "rows/doses.csv"];
    let rows = linked("rows", &files);
    let messages = linked("messages", &["--submissions", "messages/submissions.hl7"]);
    assert!(rows.len() > 5000);
    assert!(rows == messages, "a record has another client");
}
