//! What each place of a message becomes. Everybody here is made up.

use super::stream::Chunks;
use super::*;
use crate::read::{Finding, Outcome, Severity};
use crate::record::{DoseSource, Field};

pub const HEADER: &str =
    r"MSH|^~\&|DEMOEHR|LOWELLPEDS|MIIS|MDPH|20240102101500-0500||VXU^V04^VXU_V04|A1|P|2.5.1";
const PERSON: &str = "PID|1||8841^^^LOWELLPEDS^MR||AMARAL^LUCAS||20231103|M";
const DOSE: &str =
    "RXA|0|1|20240102||110^DTaP^CVX|0.5|mL||00^New^NIP001||||||L7||SKB^GSK^MVX|||CP|A";

/// Reads messages, cut into pieces that are as small as can be.
pub fn content(bytes: &[u8]) -> FileContent {
    read_stream(0, SourceKind::Submission, Chunks::of_bytes(bytes, 64), &|| ()).unwrap()
}

fn message(segments: &[&str]) -> FileContent {
    content(segments.join("\r").as_bytes())
}

fn values(content: &FileContent, field: Field) -> Vec<String> {
    let rows = content.batches.iter().flat_map(|batch| {
        (0..batch.rows.len()).map(move |row| batch.value(row, field).to_string())
    });
    rows.collect()
}

fn value(content: &FileContent, field: Field) -> String {
    values(content, field).pop().expect("a row")
}

fn findings(content: &FileContent) -> &[Finding] {
    &content.acknowledgements[0].findings
}

/// The places of what is odd, and of what is not used.
fn places(content: &FileContent, severity: Severity) -> Vec<String> {
    let of_severity = findings(content).iter().filter(|finding| finding.severity == severity);
    of_severity.map(Finding::place).collect()
}

/// A patient of whom this one field is changed.
fn patient_with(number: usize, text: &str) -> FileContent {
    let mut fields: Vec<&str> = PERSON.split('|').collect();
    fields.resize(fields.len().max(number + 1), "");
    fields[number] = text;
    message(&[HEADER, &fields.join("|")])
}

/// The number of a field, its text, what becomes of it, and the places that are odd in it.
type Case<'c> = (usize, &'c str, &'c [(Field, &'c str)], &'c [&'c str]);

fn check_patient(cases: &[Case]) {
    for (number, text, wanted, odd) in cases {
        let content = patient_with(*number, text);
        for (field, wanted) in *wanted {
            assert_eq!(value(&content, *field), *wanted, "{text}: {}", field.name());
        }
        assert_eq!(places(&content, Severity::Warning), *odd, "{text}");
        assert_eq!(content.acknowledgements[0].outcome, Outcome::Accepted);
    }
}

#[test]
fn identifiers_go_by_type_and_authority() {
    use Field::*;
    check_patient(&[
        (3, "1^^^A^MR", &[(Mrn, "1"), (MrnAuthority, "A"), (FurtherIdentifiers, "")], &[]),
        (3, "1^^^A&2.16&ISO^MR", &[(MrnAuthority, "A")], &[]),
        (3, "1^^^&2.16&ISO^MR", &[(MrnAuthority, "2.16")], &[]),
        (
            3,
            "1^^^A^PT~2^^^B^PI~3^^^C^MR",
            &[(Mrn, "3"), (FurtherIdentifiers, "PT^1^A~PI^2^B")],
            &[],
        ),
        (3, "1^^^A^PT~2^^^B^PI", &[(Mrn, "2"), (FurtherIdentifiers, "PT^1^A")], &[]),
        (3, "1^^^A^MR~2^^^B^MR", &[(Mrn, "1"), (FurtherIdentifiers, "MR^2^B")], &[]),
        (3, "1^^^A", &[(Mrn, "1")], &["PID-3"]),
        (3, "1^^^^MR", &[(Mrn, "1"), (MrnAuthority, "")], &["PID-3"]),
        (3, "1^^^A^SR~2^^^B^SR", &[(RegistryId, "1"), (FurtherIdentifiers, "SR^2^B")], &[]),
        (3, "1^^^A^MA~2^^^SSA^SS", &[(MedicaidId, "1"), (Ssn, "2"), (Mrn, "")], &[]),
        (3, "1^^^MARVRS^BR", &[(CertificateNumber, "1"), (BirthState, "")], &[]),
        (3, "1^^^MA^br", &[(CertificateNumber, "1"), (BirthState, "MA")], &[]),
        (3, "1^^^A^WC", &[(FurtherIdentifiers, "WC^1^A")], &[]),
        (3, r"1\S\2^^^A^WC", &[(FurtherIdentifiers, "WC^1 2^A")], &[]),
        (3, "\"\"^^^A^MR~^^^B^SS", &[(Mrn, ""), (Ssn, "")], &[]),
        (19, "123", &[(Ssn, "123")], &[]),
    ]);
}

#[test]
fn names_go_by_type() {
    use Field::*;
    check_patient(&[
        (
            5,
            "A^B^C^JR^^^L",
            &[(LastName, "A"), (FirstName, "B"), (MiddleName, "C"), (Suffix, "JR")],
            &[],
        ),
        (
            5,
            "A^B^^^^^A~C^D^^^^^L",
            &[(LastName, "C"), (AliasLastName, "A"), (AliasFirstName, "B")],
            &[],
        ),
        (5, "A^B^^^^^M~C^D", &[(LastName, "C"), (AliasLastName, "A")], &[]),
        (5, "A^B^^^^^A", &[(LastName, "A"), (AliasLastName, "")], &[]),
        (
            5,
            "A^B~C^^^^^^M~D^E^F^^^^B~^^^^^^N",
            &[(AliasLastName, "C"), (AliasFirstName, ""), (FurtherNames, "B^D^E^F")],
            &[],
        ),
        (5, "Burt&Le^B", &[(LastName, "Le Burt")], &[]),
        (5, "Le Burt&Le&Burt^B", &[(LastName, "Le Burt")], &[]),
        (5, "&&Burt^B", &[(LastName, "Burt")], &[]),
        (5, "Lima&&Lima&&Costa^B", &[(LastName, "Lima Costa")], &[]),
        (5, "\"\"^B", &[(LastName, ""), (FirstName, "B")], &["PID-5"]),
        (5, "A^\"\"", &[(LastName, "A"), (FirstName, "")], &["PID-5"]),
        (5, "^", &[(LastName, "")], &["PID-5"]),
        (5, "ZZTOP^TEST", &[(LastName, "ZZTOP")], &["PID-5"]),
        (5, "TESTA^LIZZA", &[(LastName, "TESTA")], &[]),
        (6, "X^Y~A^B^^^^^M", &[(MotherMaidenName, "A"), (MotherFirstName, "B")], &[]),
        (6, "X", &[(MotherMaidenName, "X"), (MotherFirstName, "")], &[]),
    ]);
}

#[test]
fn facts_of_birth_and_death() {
    use Field::*;
    check_patient(&[
        (7, "20231103", &[(BirthDate, "2023-11-03"), (BirthTime, "")], &[]),
        (7, "202311032359", &[(BirthDate, "2023-11-03"), (BirthTime, "2359")], &[]),
        (7, "20231103000000", &[(BirthTime, "")], &[]),
        (7, "11/03/2023", &[(BirthDate, "11/03/2023")], &["PID-7"]),
        (7, "20230230", &[(BirthDate, "20230230")], &["PID-7"]),
        (7, "", &[(BirthDate, "")], &["PID-7"]),
        (8, "F", &[(Sex, "F")], &[]),
        (8, "X", &[(Sex, "X")], &["PID-8"]),
        (8, "", &[(Sex, "")], &[]),
        (23, "DEMO & HOSPITAL", &[(BirthFacility, "DEMO & HOSPITAL")], &[]),
        (24, "Y", &[(Plurality, "Y"), (BirthOrder, "")], &[]),
        (24, "Y|2", &[(Plurality, "Y"), (BirthOrder, "2")], &[]),
        (24, "2|Y", &[(Plurality, "Y"), (BirthOrder, "2")], &["PID-24"]),
        (24, "|Y", &[(Plurality, "Y")], &["PID-24"]),
        (24, "N|1", &[(Plurality, "N"), (BirthOrder, "1")], &[]),
        (24, "N|2", &[(Plurality, "N"), (BirthOrder, "2")], &["PID-24"]),
        (24, "U|x", &[(Plurality, ""), (BirthOrder, "")], &["PID-24"]),
        (29, "20240301", &[(DeathDate, "2024-03-01")], &[]),
        (30, "Y", &[(Deceased, "Y")], &[]),
    ]);
}

#[test]
fn race_ethnicity_language() {
    use Field::*;
    check_patient(&[
        (10, "2106-3^White^CDCREC~2054-5", &[(Race, "2106-3~2054-5")], &[]),
        (10, "^White", &[(Race, "White")], &[]),
        (10, "2135-2", &[(Race, "2135-2")], &["PID-10"]),
        (22, "2186-5^Not Hispanic", &[(Ethnicity, "2186-5")], &[]),
        (22, "^Hispanic", &[(Ethnicity, "Hispanic")], &[]),
        (15, "por^Portuguese", &[(Language, "por")], &[]),
    ]);
}

#[test]
fn addresses_go_by_type() {
    use Field::*;
    check_patient(&[
        (
            11,
            "1 ELM ST^APT 2^LOWELL^MA^01852^USA^H",
            &[
                (Street, "1 ELM ST"),
                (Unit, "APT 2"),
                (City, "LOWELL"),
                (State, "MA"),
                (Zip, "01852"),
            ],
            &[],
        ),
        (
            11,
            "1 A^^^^^^M~2 B^^^^^^P~3 C^2^D^MA^0^^H",
            &[(Street, "3 C"), (FurtherAddresses, "M^1 A^^^^~P^2 B^^^^")],
            &[],
        ),
        (11, "1 A^^^^^^BA", &[(Street, ""), (FurtherAddresses, "")], &[]),
        (11, "1 A^^^^^^BR", &[(Street, ""), (FurtherAddresses, "BR^1 A^^^^")], &[]),
        (11, "^^^MA^^^BDL", &[(BirthState, "MA"), (State, "")], &[]),
        (11, "1 A", &[(Street, "1 A")], &[]),
        (11, "&ELM ST&12^^LOWELL", &[(Street, "12 ELM ST")], &[]),
        (11, "1 ELM ST&ELM ST&1", &[(Street, "1 ELM ST")], &[]),
    ]);
}

#[test]
fn telephones_and_e_mail() {
    use Field::*;
    check_patient(&[
        (13, "^PRN^PH^^^978^5550142", &[(Phone, "9785550142"), (FurtherPhones, "")], &[]),
        (
            13,
            "617-555-0142^PRS~^PRN^PH^^^978^5550142",
            &[(Phone, "9785550142"), (FurtherPhones, "617-555-0142")],
            &[],
        ),
        (13, "617-555-0142^ORN", &[(Phone, "617-555-0142")], &[]),
        (13, "^^^^^^^^^^^(978)555-0142", &[(Phone, "(978)555-0142")], &[]),
        (13, "^NET^^a@example.org", &[(Email, "a@example.org"), (Phone, "")], &[]),
        (13, "a@example.org^NET^Internet", &[(Email, "a@example.org"), (Phone, "")], &[]),
        (
            13,
            "1231231234^WPN^^b@example.org",
            &[(Email, "b@example.org"), (Phone, "1231231234")],
            &[],
        ),
        (14, "^WPN^PH^^^978^5550143", &[(Phone, ""), (FurtherPhones, "9785550143")], &[]),
    ]);
}

#[test]
fn pd1_is_kept_and_never_a_wish_about_data_sharing() {
    use Field::*;
    let pd1 = "PD1|||||||||||02^Reminder|Y|20240101|||A";
    let content = message(&[HEADER, PERSON, pd1]);
    for (field, wanted) in [
        (Recall, "02"),
        (Protection, "Y"),
        (ProtectionDate, "2024-01-01"),
        (RegistryStatus, "A"),
        (DataSharing, ""),
    ] {
        assert_eq!(value(&content, field), wanted, "{}", field.name());
    }
}

#[test]
fn next_of_kin_go_by_relationship() {
    use Field::*;
    for (kin, wanted, odd) in [
        ("A^B^^^^^L|MTH^Mother", [(MotherFirstName, "B"), (MotherLastName, "A")], &[][..]),
        ("A^B|^Mother", [(MotherFirstName, "B"), (MotherLastName, "A")], &[]),
        ("A^B^^^^^M|MTH", [(MotherMaidenName, "A"), (MotherLastName, "")], &[]),
        ("A^B|FTH", [(FatherFirstName, "B"), (FatherLastName, "A")], &[]),
        ("A^B|GRD", [(GuardianFirstName, "B"), (GuardianLastName, "A")], &[]),
        ("A^B|GRP", [(GuardianFirstName, "B"), (GuardianLastName, "A")], &[]),
        ("A^B|SIB", [(GuardianFirstName, ""), (MotherLastName, "")], &[]),
        ("A^B|SEL", [(GuardianFirstName, ""), (MotherLastName, "")], &[]),
        ("A^B", [(GuardianFirstName, ""), (MotherLastName, "")], &["NK1-3"]),
        ("|MTH", [(MotherFirstName, ""), (MotherLastName, "")], &[]),
        (
            "A^B|MTH|||||||||||||19900102\rNK1|2|C^D|MTH",
            [(MotherLastName, "A"), (MotherBirthDate, "1990-01-02")],
            &[],
        ),
    ] {
        let content = message(&[HEADER, PERSON, &format!("NK1|1|{kin}")]);
        for (field, wanted) in wanted {
            assert_eq!(value(&content, field), wanted, "{kin}: {}", field.name());
        }
        assert_eq!(places(&content, Severity::Warning), odd, "{kin}");
    }
    let maiden = format!("{PERSON}\rNK1|1|A^B^^^^^M|MTH").replace("LUCAS|", "LUCAS|X^Y");
    let content = message(&[HEADER, &maiden]);
    assert_eq!(value(&content, MotherMaidenName), "X");
    assert_eq!(value(&content, MotherFirstName), "B");
}

/// A dose in words: vaccine, facility, lot, order number, amount, manufacturer, source, completion,
/// action.
fn doses(content: &FileContent) -> Vec<String> {
    let mut said = Vec::new();
    for batch in &content.batches {
        for row in 0..batch.rows.len() as u32 {
            for (dose, words) in batch.doses.of(row) {
                let source = match dose.source {
                    DoseSource::Administered => "administered",
                    DoseSource::Historical(_) => "historical",
                };
                let facts = [source, dose.completion.code(), dose.action.code()];
                said.push(format!("{} {} {}", dose.date, words.join(","), facts.join(",")));
            }
        }
    }
    said
}

#[test]
fn a_dose_is_read_from_its_segments() {
    for (order, number, text, wanted, odd) in [
        ("5^A", 5, "110^X^CVX", "110,LOWELLPEDS,L7,5^A", &[][..]),
        ("5", 5, "110^X^CVX", "110,LOWELLPEDS,L7,5", &[]),
        ("9999^A", 5, "110", "110,LOWELLPEDS,L7,", &[]),
        ("", 5, "49281-0560-05^X^NDC^110^X^CVX", "110,LOWELLPEDS,L7,", &[]),
        ("", 5, "90700^X^CPT", "CPT:90700,LOWELLPEDS,L7,", &["RXA-5"]),
        ("", 5, "90700", "UNKNOWN:90700,LOWELLPEDS,L7,", &["RXA-5"]),
        ("", 9, "^note~01^Historical^NIP001", "110,,L7,", &[]),
        ("", 9, "01^Historical", "110,,L7,", &[]),
        ("", 11, "^^^OTHER&2.16", "110,OTHER,L7,", &[]),
        ("", 11, "ROOM 2", "110,ROOM 2,L7,", &[]),
        ("", 3, "202401021015-0500", "110,LOWELLPEDS,L7,", &[]),
    ] {
        let mut fields: Vec<&str> = DOSE.split('|').collect();
        fields[number] = text;
        let content = message(&[HEADER, PERSON, &format!("ORC|RE||{order}"), &fields.join("|")]);
        assert!(doses(&content)[0].starts_with(&format!("2024-01-02 {wanted},.5,SKB ")), "{text}");
        assert_eq!(places(&content, Severity::Warning), odd, "{text}");
    }
}

#[test]
fn amount_and_manufacturer_are_read_from_their_fields() {
    for (number, text, wanted, odd) in [
        (6, "0.25", ".25,SKB", &[][..]),
        (6, "999", ",SKB", &[]),
        (6, "", ",SKB", &[]),
        (6, "\"\"", ",SKB", &[]),
        (6, "0.5 mL", ",SKB", &["RXA-6"]),
        (6, "half", ",SKB", &["RXA-6"]),
        (17, "", ".5,", &[]),
        (17, "PMC", ".5,PMC", &[]),
        (17, "PMC^Sanofi Pasteur^MVX", ".5,PMC", &[]),
        (17, "PMC^Sanofi Pasteur^HL70227~MSD", ".5,PMC", &[]),
        (17, "12^Made Up^L^PFR^Pfizer^MVX", ".5,PFR", &[]),
        (17, "WAL^Wyeth^MVX^12^Made Up^L", ".5,WAL", &[]),
        (17, "12^Made Up^L", ".5,12", &[]),
        (17, "^Made Up", ".5,Made Up", &[]),
        (17, "\"\"", ".5,", &[]),
    ] {
        let mut fields: Vec<&str> = DOSE.split('|').collect();
        fields[number] = text;
        let content = message(&[HEADER, PERSON, "ORC|RE||5", &fields.join("|")]);
        let wanted = format!("2024-01-02 110,LOWELLPEDS,L7,5,{wanted} administered,CP,A");
        assert_eq!(doses(&content), [wanted], "{text}");
        assert_eq!(places(&content, Severity::Warning), odd, "{text}");
        assert_eq!(content.acknowledgements[0].outcome, Outcome::Accepted);
    }
}

#[test]
fn doses_that_are_none_and_doses_that_are_wrong() {
    for (number, text, place, code) in [
        (3, "", "RXA-3", 101),
        (3, "20240230", "RXA-3", 102),
        (5, "", "RXA-5", 101),
        (9, "XX^^NIP001", "RXA-9", 103),
        (20, "XX", "RXA-20", 103),
        (21, "X", "RXA-21", 103),
    ] {
        let mut fields: Vec<&str> = DOSE.split('|').collect();
        fields[number] = text;
        let content = message(&[HEADER, PERSON, "ORC|RE", DOSE, "ORC|RE", &fields.join("|")]);
        assert_eq!(content.acknowledgements[0].outcome, Outcome::Error);
        assert_eq!((findings(&content)[0].sequence, findings(&content)[0].code), (2, code));
        assert_eq!(content.rejects.len(), 1);
        assert_eq!((content.rejects[0].row, content.rejects[0].field.as_str()), (1, place));
        assert_eq!(doses(&content).len(), 1, "{place}");
    }
    let none = "RXA|0|1|20240102||998^No vaccine^CVX|999||||||||||||||NA";
    let content = message(&[HEADER, PERSON, "ORC|RE||9999", none]);
    assert!(doses(&content).is_empty() && findings(&content).is_empty());
    let content = message(&[HEADER, PERSON, DOSE, "ORC|RE||1", DOSE]);
    assert_eq!(places(&content, Severity::Warning), ["RXA"]);
    assert_eq!(doses(&content).len(), 2);
    assert!(
        doses(&message(&[HEADER, PERSON, "ORC|RE", &DOSE.replace("CP|A", "RE|D")]))[0]
            .ends_with("administered,RE,D")
    );
}

#[test]
fn the_header_says_who_and_when() {
    use Field::*;
    for (number, text, wanted, odd) in [
        (9, "VXU^V04", &[(RecordId, "LOWELLPEDS-A1"), (Source, "LOWELLPEDS")][..], &[][..]),
        (4, "A^2.16^ISO", &[(Source, "A")], &[]),
        (4, "^2.16^ISO", &[(Source, "2.16"), (RecordId, "2.16-A1")], &[]),
        (4, "", &[(Source, "DEMOEHR")], &[]),
        (7, "20240102", &[(ReceivedAt, "2024-01-02")], &[]),
        (7, "20240102101530", &[(ReceivedAt, "2024-01-02T10:15:30")], &[]),
        (7, "", &[(ReceivedAt, "")], &["MSH-7"]),
        (11, "T", &[], &["MSH-11"]),
        (11, "", &[], &["MSH-11"]),
        (12, "2.4", &[], &["MSH-12"]),
        (12, "", &[], &["MSH-12"]),
    ] {
        let content = message(&[&header_with(number, text), PERSON]);
        for (field, wanted) in wanted {
            assert_eq!(value(&content, *field), *wanted, "{text}: {}", field.name());
        }
        assert_eq!(places(&content, Severity::Warning), odd, "{number} {text}");
    }
    let nobody = header_with(4, "").replace("DEMOEHR", "");
    assert_eq!(value(&message(&[&nobody, PERSON]), Source), "unknown");
}

fn header_with(number: usize, text: &str) -> String {
    let mut fields: Vec<&str> = HEADER.split('|').collect();
    fields[number - 1] = text;
    fields.join("|")
}

#[test]
fn a_message_without_a_number_is_named_by_what_it_says() {
    let message = |person: &str| format!("{}\r{person}\r", header_with(10, ""));
    let other = PERSON.replace("LUCAS", "INES");
    let ids = |one: &str, two: &str| {
        values(&content((message(one) + &message(two)).as_bytes()), Field::RecordId)
    };
    let [here, there] = [ids(PERSON, &other), ids(&other, PERSON)];
    assert_ne!(here[0], here[1]);
    assert_eq!(here, [there[1].clone(), there[0].clone()]);
    assert!(here[0].starts_with("LOWELLPEDS-m"));
}

#[test]
fn messages_of_other_kinds_are_rejected() {
    for (header, code) in [
        (header_with(9, "ADT^A04"), 200),
        (header_with(9, "VXU^V03"), 200),
        (header_with(9, ""), 200),
        (header_with(12, "2.7"), 203),
        (r"MSH|^~\|A|B".to_string(), 102),
        (r"MSH|^^\&|A|B".to_string(), 102),
        (r"MSH|^|\&|A|B".to_string(), 102),
        ("MSHA^~\\&A".to_string(), 102),
        ("MSH".to_string(), 102),
        ("MSH|".to_string(), 102),
        (HEADER.replace("MSH", "NSH"), 100),
    ] {
        let content = message(&[&header, PERSON]);
        assert_eq!(content.acknowledgements[0].outcome, Outcome::Rejected, "{header}");
        assert_eq!(findings(&content)[0].code, code, "{header}");
        assert_eq!((content.rejects.len(), content.rows), (1, 1));
        assert!(values(&content, Field::RecordId).is_empty());
    }
}

#[test]
fn a_message_must_be_about_somebody() {
    for (segments, place) in [
        (&["PV1|1"][..], Some("PID")),
        (&["PID|"], Some("PID-5")),
        (&["PID|||1^^^A^MR"], Some("PID-5")),
        (&["PID|||||||20200101"], Some("PID-5")),
        (&["PID|||1^^^A^MR||||20200101"], None),
        (&["PID|||||A"], None),
    ] {
        let content = message(&[&[HEADER], segments].concat());
        let outcome = content.acknowledgements[0].outcome;
        assert_eq!(outcome == Outcome::Accepted, place.is_none(), "{segments:?}");
        let fields: Vec<&str> = content.rejects.iter().map(|r| r.field.as_str()).collect();
        assert_eq!(fields, place.into_iter().collect::<Vec<_>>());
        assert_eq!(values(&content, Field::Source).len(), usize::from(place.is_none()));
    }
}

#[test]
fn warnings_are_counted_by_sender_and_hold_no_value() {
    let odd = PERSON.replace("|M", "|QQQ");
    let content = message(&[HEADER, &odd, &header_with(4, "OTHER"), &odd, HEADER, &odd]);
    assert_eq!(content.warnings["LOWELLPEDS"]["PID-8: not a code of HL70001"], 2);
    assert_eq!(content.warnings["OTHER"]["PID-8: not a code of HL70001"], 1);
}
