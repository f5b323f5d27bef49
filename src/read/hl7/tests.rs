//! Messages as providers send them, field by field; and what is none.

use proptest::prelude::*;

use super::*;
use crate::read::InputKind;
use crate::record::SourceKind;

const HEADER: &str =
    "MSH|^~\\&|DEMOEHR|LOWELLPEDS|MIIS|MDPH|20240102101500-0500||VXU^V04^VXU_V04|A1|P|2.5.1";
const LUCAS: &str = "PID|1||8841^^^LOWELLPEDS^MR~104233^^^MA^BR||AMARAL^LUCAS^T^^^^L~AMARAL^BABYBOY^^^^^B|\
TEIXEIRA^INES^^^^^M|20231103|M||2106-3^White^CDCREC|12 ELM ST^APT 2^LOWELL^MA^01852^USA^H~^^^MA^^^BDL||\
^PRN^PH^^^978^5550142|||||||||2186-5^Not Hispanic^CDCREC|DEMO HOSPITAL|N|1";
const DOSE: &str = "ORC|RE||55120^LOWELLPEDS\rRXA|0|1|20240102||110^DTaP-HepB-IPV^CVX|0.5|mL||\
00^New^NIP001||^^^LOWELLPEDS||||L7X|||||CP|A";

fn file(bytes: &[u8]) -> FileContent {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clinic.hl7");
    std::fs::write(&path, bytes).unwrap();
    let input = Input { path, kind: InputKind::Records(SourceKind::Submission) };
    read(0, &input, &|_| {}).unwrap()
}

fn segments(segments: &[&str]) -> FileContent {
    file(segments.join("\r").as_bytes())
}

fn value(content: &FileContent, field: Field) -> String {
    content.batches[0].value(0, field).to_string()
}

/// A message about Lucas with one field of PID as given.
fn with_pid(number: usize, text: &str) -> FileContent {
    let mut fields: Vec<&str> = LUCAS.split('|').collect();
    fields.resize(fields.len().max(number + 1), "");
    fields[number] = text;
    segments(&[HEADER, &fields.join("|")])
}

#[test]
fn a_message_is_a_record_with_its_doses() {
    let content = segments(&[HEADER, LUCAS, "NK1|1|AMARAL^INES^^^^^L|MTH^Mother^HL70063", DOSE]);
    assert!(content.rejects.is_empty() && content.rows == 1);
    for (field, expected) in [
        (Field::RecordId, "LOWELLPEDS-A1"),
        (Field::Source, "LOWELLPEDS"),
        (Field::ReceivedAt, "2024-01-02T10:15:00"),
        (Field::Mrn, "8841"),
        (Field::MrnAuthority, "LOWELLPEDS"),
        (Field::CertificateNumber, "104233"),
        (Field::FirstName, "LUCAS"),
        (Field::MiddleName, "T"),
        (Field::LastName, "AMARAL"),
        (Field::AliasFirstName, "BABYBOY"),
        (Field::AliasLastName, "AMARAL"),
        (Field::MotherMaidenName, "TEIXEIRA"),
        (Field::MotherFirstName, "INES"),
        (Field::MotherLastName, "AMARAL"),
        (Field::BirthDate, "2023-11-03"),
        (Field::Sex, "M"),
        (Field::Race, "2106-3"),
        (Field::Ethnicity, "2186-5"),
        (Field::Street, "12 ELM ST"),
        (Field::Unit, "APT 2"),
        (Field::City, "LOWELL"),
        (Field::State, "MA"),
        (Field::Zip, "01852"),
        (Field::BirthState, "MA"),
        (Field::Phone, "9785550142"),
        (Field::BirthFacility, "DEMO HOSPITAL"),
        (Field::Plurality, "N"),
        (Field::BirthOrder, "1"),
        (Field::DataSharing, ""),
    ] {
        assert_eq!(value(&content, field), expected, "{}", field.name());
    }
    let doses: Vec<_> = content.batches[0].doses.of(0).collect();
    assert_eq!(doses[0].1, ["110", "LOWELLPEDS", "L7X", "55120^LOWELLPEDS"]);
    assert_eq!(content.acknowledgements[0].outcome, Outcome::Accepted);
}

#[test]
fn every_kind_of_field_is_read() {
    for (number, text, field, expected) in [
        (3, "7^^^&1.2.3&ISO^MR", Field::MrnAuthority, "1.2.3"),
        (3, "7^^^A^PI~8^^^A^MR", Field::Mrn, "8"),
        (3, "7^^^A^PI~8^^^A^MR", Field::FurtherIdentifiers, "PI^7^A"),
        (3, "99^^^MIIS^SR", Field::RegistryId, "99"),
        (3, "1^^^A^MR~675791449^^^SSA^SS", Field::Ssn, "675791449"),
        (3, "1^^^A^MR~44^^^MCD^MA", Field::MedicaidId, "44"),
        (5, "AMARAL&COSTA^LUCAS", Field::LastName, "AMARAL COSTA"),
        (5, "~AMARAL^LUCAS^^JR", Field::Suffix, "JR"),
        (5, "A^B^^^^^A~C^D^^^^^L", Field::FirstName, "D"),
        (5, "A^B^^^^^L~C^D^^^^^A~E^F^^^^^M", Field::FurtherNames, "M^E^F^"),
        (7, "202311032358", Field::BirthTime, "2358"),
        (10, "2106-3~2028-9", Field::Race, "2106-3~2028-9"),
        (11, "BAD^^X^MA^^^BA~1 OAK^^LYNN^MA^01901^^P", Field::Street, "1 OAK"),
        (11, "PO BOX 7^^LYNN^MA^^^M~1 OAK^^LYNN^MA^^^H", Field::Street, "1 OAK"),
        (
            11,
            "1 OAK^^LYNN^MA^^^H~2 ASH^^LYNN^MA^^^BR",
            Field::FurtherAddresses,
            "BR^2 ASH^^LYNN^MA^",
        ),
        (11, "2 ASH^^LYNN^MA^^^BR", Field::Street, ""),
        (13, "617-555-0100^PRN~^NET^Internet^ines@example.org", Field::Email, "ines@example.org"),
        (13, "617-555-0100^PRN~^WPN^PH^^^617^5550101", Field::FurtherPhones, "6175550101"),
        (15, "por^Portuguese^HL70296", Field::Language, "por"),
        (29, "20240105", Field::DeathDate, "2024-01-05"),
        (30, "Y", Field::Deceased, "Y"),
    ] {
        assert_eq!(value(&with_pid(number, text), field), expected, "PID-{number} {text}");
    }
    let demographics = "PD1|||||||||||02^Reminder^HL70215|Y|20240101|||A";
    let kin = ["NK1|1|COSTA^JOSE|FTH", "NK1|2|DIAS^ANA|GRD", "NK1|3|SILVA^EVA^^^^^M|MTH"];
    let content = segments(&[&[HEADER, LUCAS, demographics][..], &kin].concat());
    for (field, expected) in [
        (Field::Recall, "02"),
        (Field::Protection, "Y"),
        (Field::ProtectionDate, "2024-01-01"),
        (Field::RegistryStatus, "A"),
        (Field::DataSharing, ""),
        (Field::FatherFirstName, "JOSE"),
        (Field::GuardianLastName, "DIAS"),
        (Field::MotherFirstName, "EVA"),
        (Field::MotherMaidenName, "TEIXEIRA"),
    ] {
        assert_eq!(value(&content, field), expected, "{}", field.name());
    }
}

#[test]
fn multiple_birth_and_order_are_told_apart_by_value() {
    for (indicator, order, plurality, birth_order, warned) in [
        ("Y", "2", "Y", "2", false),
        ("2", "Y", "Y", "2", true),
        ("N", "", "N", "", false),
        ("", "1", "", "1", false),
        ("N", "2", "N", "2", true),
    ] {
        let pid = LUCAS.replace("|N|1", &format!("|{indicator}|{order}"));
        let content = segments(&[HEADER, &pid]);
        assert_eq!(value(&content, Field::Plurality), plurality);
        assert_eq!(value(&content, Field::BirthOrder), birth_order);
        assert_eq!(content.warnings.contains_key("LOWELLPEDS"), warned, "{indicator} {order}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_by_place_and_the_rest_goes_on() {
    let other = HEADER.replace("VXU^V04^VXU_V04", "RSP^K11^RSP_K11");
    let new = HEADER.replace("|2.5.1", "|3.0");
    let long = format!("NTE|1||{}", "x".repeat(10_000));
    for (bad, place, outcome) in [
        (vec![HEADER], "PID", Outcome::Error),
        (vec![HEADER, "PID|"], "PID-5", Outcome::Error),
        (vec![HEADER, "PID|1||7^^^A^MR"], "PID-5", Outcome::Error),
        (vec![&other, LUCAS], "MSH-9", Outcome::Rejected),
        (vec![&new, LUCAS], "MSH-12", Outcome::Rejected),
        (vec![HEADER, LUCAS, &long], "NTE-3", Outcome::Error),
        (vec!["MSH|^^\\&|", LUCAS], "MSH-2", Outcome::Rejected),
    ] {
        let neighbours = [vec![HEADER, LUCAS], bad, vec![HEADER, LUCAS]].concat();
        let content = segments(&neighbours);
        assert_eq!(
            content.batches.iter().map(|batch| batch.rows.len()).sum::<usize>(),
            2,
            "{place}"
        );
        assert_eq!((content.rejects[0].row, &*content.rejects[0].field), (2, place));
        assert_eq!(content.acknowledgements[1].outcome, outcome);
    }
}

#[test]
fn what_follows_a_broken_header_is_not_the_first_persons() {
    for broken in ["MSI|^~\\&|X", "\u{1}SH|^~\\&|X", "no segment at all"] {
        let content = segments(&[HEADER, LUCAS, DOSE, broken, "QID|1", DOSE, HEADER, LUCAS]);
        assert_eq!((content.rows, content.rejects.len()), (2, 1), "{broken}");
        let rows = content.batches.iter().flat_map(|batch| &batch.rows);
        assert!(rows.eq(&[1, 2]));
        assert_eq!(content.batches[0].doses.of(0).count(), 1);
    }
    let content = segments(&[HEADER, LUCAS, LUCAS, DOSE]);
    assert_eq!((&*content.rejects[0].field, content.batches[0].rows.len()), ("PID", 1));
    assert!(content.batches[0].doses.is_empty());
}

#[test]
fn a_bad_dose_is_refused_and_the_person_is_used() {
    let content = segments(&[HEADER, LUCAS, &DOSE.replace("20240102", "20240230"), DOSE]);
    assert_eq!(&*content.rejects[0].field, "RXA-3");
    assert_eq!(content.acknowledgements[0].outcome, Outcome::Error);
    assert_eq!(content.batches[0].doses.of(0).count(), 1);
    let nothing = DOSE.replace("110^DTaP-HepB-IPV^CVX", "998^No vaccine^CVX");
    let content = segments(&[HEADER, LUCAS, &nothing]);
    assert!(content.rejects.is_empty() && content.batches[0].doses.is_empty());
}

#[test]
fn trailers_are_checked() {
    for (lines, place) in [
        (vec!["BHS|", HEADER, LUCAS, "BTS|1"], None),
        (vec!["FHS|", "BHS|", HEADER, LUCAS, "BTS|1", "FTS|1"], None),
        (vec!["BHS|", HEADER, LUCAS, "BTS|2"], Some("BTS-1")),
        (vec!["BHS|", HEADER, LUCAS], Some("BTS")),
        (vec!["FHS|", "BHS|", HEADER, LUCAS, "BTS|1", "FTS|3"], Some("FTS-1")),
    ] {
        let content = segments(&lines);
        assert_eq!(content.batches[0].rows.len(), 1);
        assert_eq!(content.rejects.first().map(|reject| &*reject.field), place, "{lines:?}");
    }
}

#[test]
fn other_encodings_are_read_or_named() {
    let latin = |header: &str| {
        let text = [header, &LUCAS.replace("INES", "IN\u{1}S")].join("\r");
        text.bytes().map(|byte| if byte == 1 { 0xCA } else { byte }).collect::<Vec<u8>>()
    };
    let content = file(&latin(HEADER));
    assert_eq!(value(&content, Field::MotherFirstName), "INÊS");
    assert!(content.warnings.contains_key("LOWELLPEDS"));
    let content = file(&latin(&format!("{HEADER}||||||8859/1")));
    assert!(content.warnings.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_mutated_message_is_used_or_refused_and_its_neighbours_are_read(
        flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..12),
        cut in proptest::option::of(any::<proptest::sample::Index>()),
    ) {
        let good = [HEADER, LUCAS, DOSE].join("\r").into_bytes();
        let mut bad = good.clone();
        for (place, byte) in flips {
            let place = place.index(bad.len());
            bad[place] = byte;
        }
        if let Some(cut) = cut {
            bad.truncate(cut.index(bad.len()));
        }
        let first = [&good[..], b"\r"].concat();
        let content = file(&[&first[..], &bad, b"\r", &good].concat());
        let used: Vec<u64> =
            content.batches.iter().flat_map(|batch| batch.rows.iter().copied()).collect();
        let refused = |row: u64| content.rejects.iter().any(|reject| reject.row == row);
        prop_assert_eq!((used.first(), used.last()), (Some(&1), Some(&content.rows)));
        for row in 1..=content.rows {
            prop_assert!(used.contains(&row) || refused(row));
        }
    }

    #[test]
    fn no_bytes_do_any_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        file(&bytes);
    }
}
