//! Streams, frames, batches and what goes wrong with them. Everybody here is made up.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::tests::{HEADER, content};
use super::*;
use crate::limits::{FIELD_BYTES, MESSAGE_BYTES, MESSAGE_FINDINGS, REJECT_BYTES};
use crate::read::Outcome;
use crate::record::Field;

/// A whole message, with an id and a name of its own.
fn message(id: &str) -> String {
    let header = HEADER.replace("|A1|", &format!("|{id}|"));
    format!(
        "{header}|||ER|AL|||||Z22^CDCPHINVS\r\
         PID|1||{id}^^^LOWELLPEDS^MR~104233^^^MARVRS^BR||AMARAL^LUCAS^T^^^^L|TEIXEIRA^INES|\
         202311031410|M||2106-3^White^CDCREC|12 ELM ST^^LOWELL^MA^01852^USA^H||\
         ^PRN^PH^^^978^5550142\r\
         PD1|||||||||||02^Reminder^HL70215|N|20240101|||A\r\
         NK1|1|AMARAL^INES^^^^^L|MTH^Mother^HL70063\r\
         ORC|RE||{id}^LOWELLPEDS\r\
         RXA|0|1|20240102||110^DTaP^CVX|0.5|mL^mL^UCUM||00^New^NIP001|||||||||||CP|A\r\
         OBX|1|CE|64994-7^Eligibility^LN|1|V02^VFC^HL70064||||||F\r"
    )
}

fn ids(content: &FileContent) -> Vec<String> {
    let rows = content.batches.iter().flat_map(|batch| {
        (0..batch.rows.len()).map(move |row| batch.value(row, Field::RecordId).to_string())
    });
    rows.map(|id| id.trim_start_matches("LOWELLPEDS-").to_string()).collect()
}

/// Number, place and reason of each reject.
fn rejects(content: &FileContent) -> Vec<(u64, &str, &str)> {
    let shown = |reject: &'_ crate::read::Reject| reject.row;
    let rejects = content.rejects.iter();
    rejects.map(|reject| (shown(reject), &*reject.field, &*reject.reason)).collect()
}

#[test]
fn streams_in_every_frame_and_with_every_line_end() {
    let plain = ["1", "2", "3"].map(message).concat();
    for stream in [
        plain.clone(),
        plain.replace('\r', "\n"),
        plain.replace('\r', "\r\n"),
        plain.replace('\r', "\r\n\r\n"),
        format!("\u{feff}{plain}"),
        ["1", "2", "3"].map(|id| format!("\u{b}{}\u{1c}\r", message(id))).concat(),
        ["1", "2", "3"].map(|id| format!("\u{b}{}\u{1c}", message(id).trim_end())).concat(),
        ["1", "2", "3"].map(|id| format!("\r\n\u{feff}{}", message(id))).concat(),
    ] {
        let content = content(stream.as_bytes());
        assert_eq!(ids(&content), ["1", "2", "3"], "{stream:?}");
        assert!(content.rejects.is_empty() && content.warnings.is_empty(), "{stream:?}");
        assert_eq!(content.acknowledgements.len(), 3);
        assert!(content.batches.iter().all(|batch| batch.made_ids));
    }
}

#[test]
fn a_frame_without_an_end_takes_in_nobody_whatever_the_pieces() {
    let without_id = message("").replace("|LOWELLPEDS|MIIS", "|PEDS|MIIS");
    let [one, two] = [message("1"), without_id].map(|text| text.trim_end().to_string());
    for between in ["\u{b}", "\u{b}\u{feff}"] {
        let stream = format!("{one}{between}{two}{between}{}", message("3"));
        let whole = content(stream.as_bytes());
        assert_eq!(ids(&whole).len(), 3);
        assert!(whole.rejects.is_empty());
        for bytes in (1..stream.len()).step_by(7) {
            let chunks = Chunks::of_bytes(stream.as_bytes(), bytes);
            let pieces = read_stream(0, SourceKind::Submission, chunks, &|| ()).unwrap();
            assert_eq!(ids(&pieces), ids(&whole));
            assert_eq!(pieces.acknowledgements, whole.acknowledgements);
        }
    }
}

#[test]
fn other_delimiters_say_the_same() {
    let usual = content(message("1").as_bytes());
    let other: String = message("1")
        .chars()
        .map(|letter| match letter {
            '|' => '!',
            '^' => '*',
            '~' => '@',
            '\\' => '%',
            '&' => '$',
            letter => letter,
        })
        .collect();
    for stream in [other, message("1").replace(r"^~\&|", r"^~\&#|")] {
        let content = content(stream.as_bytes());
        for &field in Field::ALL {
            assert_eq!(content.batches[0].value(0, field), usual.batches[0].value(0, field));
        }
        assert_eq!(content.acknowledgements, usual.acknowledgements);
    }
}

#[test]
fn batches_are_counted() {
    let two = message("1") + &message("2");
    for (stream, wanted) in [
        (format!("BHS|^~\\&|A\r{two}BTS|2\r"), &[][..]),
        (format!("FHS|^~\\&|A\rBHS|^~\\&|A\r{two}BTS|2\rFTS|1\r"), &[]),
        (
            format!("FHS|^~\\&\rBHS|\r{}BTS|1\rBHS|\r{}BTS|1\rFTS|2", message("1"), message("2")),
            &[],
        ),
        (format!("BHS|\r{two}BTS\r"), &[]),
        (format!("BHS|\r{two}BTS|3\r"), &[(2, "BTS-1", "not the number of messages in the batch")]),
        (format!("BHS|\r{two}BTS|x\r"), &[(2, "BTS-1", "not a number")]),
        (format!("BHS|\r{two}"), &[(2, "BTS-1", "a batch (BHS) without its trailer")]),
        (
            format!("FHS|\rBHS|\r{two}BTS|2\rFTS|2"),
            &[(2, "FTS-1", "not the number of batches in the file")],
        ),
        (
            format!("FHS|\rBHS|\r{two}"),
            &[
                (2, "BTS-1", "a batch (BHS) without its trailer"),
                (2, "FTS-1", "a file (FHS) without its trailer"),
            ],
        ),
        (
            format!("{two}BTS|2\rFTS|0"),
            &[
                (2, "BTS-1", "the trailer of a batch that has not begun"),
                (2, "FTS-1", "the trailer of a file that has not begun"),
            ],
        ),
    ] {
        let content = content(stream.as_bytes());
        assert_eq!(ids(&content), ["1", "2"]);
        assert_eq!(rejects(&content), wanted, "{stream}");
    }
}

#[test]
fn text_of_no_message_is_refused_once() {
    let text = "export of yesterday\rby the clinic\r";
    let stream = format!("{text}{}BTS|1\r{text}{}", message("1"), message("2"));
    let content = content(stream.as_bytes());
    assert_eq!(ids(&content), ["1", "2"]);
    let stray = "text that belongs to no message";
    let wanted =
        [(0, "", stray), (1, "", stray), (1, "BTS-1", "the trailer of a batch that has not begun")];
    let mut found = rejects(&content);
    found.sort_unstable();
    assert_eq!(found, wanted);
    assert_eq!(rejects(&super::tests::content(b"nothing of ours")), [(0, "", stray)]);
    assert!(super::tests::content(b"").rejects.is_empty());
}

#[test]
fn an_endless_message_harms_nobody() {
    for filling in ["OBX|1|ED|A\r".repeat(MESSAGE_BYTES / 10), "A".repeat(3 * MESSAGE_BYTES)] {
        let endless = message("2") + &filling;
        let stream = format!("{}{endless}\r{}", message("1"), message("3"));
        let content = content(stream.as_bytes());
        assert_eq!(ids(&content), ["1", "3"]);
        let reason = "the message is longer than any message is";
        assert_eq!(rejects(&content), [(2, "MSH", reason)]);
        assert!(content.rejects[0].raw.len() <= REJECT_BYTES);
        assert_eq!(content.acknowledgements[1].outcome, Outcome::Error);
        assert_eq!(content.acknowledgements[1].control_id, "2");
    }
    let stray = format!("BTS|0\r{}", "A\r".repeat(MESSAGE_BYTES));
    let stream = format!("BHS|\r{stray}{}", message("1"));
    let content = content(stream.as_bytes());
    assert_eq!(ids(&content), ["1"]);
    assert_eq!(rejects(&content), [(0, "", "text that belongs to no message")]);
}

#[test]
fn a_field_without_end_refuses_its_message_alone() {
    for (old, place) in [("AMARAL", "PID-5"), ("DTaP", "RXA-5"), ("ER", "MSH-15")] {
        let bad = message("2").replacen(old, &"x".repeat(FIELD_BYTES + 1), 1);
        let content = content(format!("{}{bad}{}", message("1"), message("3")).as_bytes());
        assert_eq!(ids(&content), ["1", "3"]);
        assert_eq!(rejects(&content), [(2, place, "a field longer than is read")]);
    }
}

#[test]
fn text_is_read_in_the_character_set_it_is_in() {
    let with = |name: &str, set: &str| {
        message("1").replace("AMARAL^LUCAS", name).replace("|ER|AL||", &format!("|ER|AL||{set}"))
    };
    let latin_1 = |text: String| text.chars().map(|letter| letter as u8).collect::<Vec<u8>>();
    for (bytes, is_odd) in [
        (with("PEÑA^JOSÉ", "").into_bytes(), false),
        (with("PEÑA^JOSÉ", "UNICODE UTF-8").into_bytes(), false),
        (latin_1(with("PEÑA^JOSÉ", "8859/1")), false),
        (latin_1(with("PEÑA^JOSÉ", "")), true),
    ] {
        let content = content(&bytes);
        assert_eq!(content.batches[0].value(0, Field::LastName), "PEÑA");
        assert_eq!(content.batches[0].value(0, Field::FirstName), "JOSÉ");
        assert_eq!(content.warnings.len(), usize::from(is_odd));
    }
    let mut utf_16 = Chunks::new(&b"\xFF\xFEM\0S\0H\0"[..]);
    assert!(utf_16.is_utf_16().unwrap());
}

#[test]
fn two_people_are_never_mixed() {
    let second = message("2");
    let without_header = second.split_once('\r').unwrap().1.replace("20240102", "20230505");
    let broken = second.replacen("MSH|^~\\&", "XXX", 1);
    for (stream, used) in [
        (message("1") + &without_header, &["1"][..]),
        (message("1") + &broken, &["1"]),
        (message("1") + &second.replacen("MSH", "msh", 1) + &message("3"), &["1", "3"]),
    ] {
        let content = content(stream.as_bytes());
        assert_eq!(ids(&content), used);
        assert_eq!(content.rejects.len(), 1);
        let of_batch = |batch: &crate::read::Batch| -> usize {
            (0..batch.rows.len() as u32).map(|row| batch.doses.of(row).count()).sum()
        };
        let doses: usize = content.batches.iter().map(of_batch).sum();
        assert_eq!(doses, used.len());
    }
}

#[test]
fn no_sender_is_told_more_than_can_be_mended() {
    let bad = "ORC|RE\rRXA|0|1|x||110\r".repeat(5_000);
    let content = content((message("1") + &bad).as_bytes());
    assert_eq!(ids(&content), ["1"]);
    assert_eq!(content.acknowledgements[0].findings.len(), MESSAGE_FINDINGS + 1);
    assert_eq!(content.rejects.len(), MESSAGE_FINDINGS + 1);
}

#[test]
fn messages_are_counted_whatever_the_pieces() {
    let mut stream = String::new();
    for number in 0..300 {
        stream += &message(&number.to_string());
    }
    let wanted: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    for bytes in [1, 100, 1_000, 10_000, 1 << 20] {
        let chunks = Chunks::of_bytes(stream.as_bytes(), bytes);
        let content = read_stream(0, SourceKind::Birth, chunks, &|| ()).unwrap();
        assert_eq!(ids(&content), wanted);
        let rows = content.batches.iter().flat_map(|batch| batch.rows.clone());
        assert!(rows.eq(1..=300));
        assert_eq!(hl7_messages_in_pieces(stream.as_bytes(), bytes), (300, 0));
    }
    assert_eq!(hl7_messages(stream.as_bytes()), (300, 0));
}

/// Breaks a message in one of the ways in which messages break.
fn mutate(message: &str, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = message.as_bytes().to_vec();
    let segments: Vec<&str> = message.split_terminator('\r').collect();
    match rng.random_range(0..6) {
        0 => {
            for _ in 0..rng.random_range(1..=8) {
                let at = rng.random_range(0..bytes.len());
                bytes[at] = rng.random();
            }
        }
        1 => {
            let dropped = rng.random_range(0..segments.len());
            let kept = segments.iter().enumerate().filter(|(at, _)| *at != dropped);
            let kept: Vec<&str> = kept.map(|(_, segment)| *segment).collect();
            bytes = (kept.join("\r") + "\r").into_bytes();
        }
        2 => {
            let at = rng.random_range(3..8);
            bytes[at] = rng.random_range(b' '..=b'~');
        }
        3 => bytes.truncate(rng.random_range(0..=bytes.len())),
        4 => {
            let at = rng.random_range(0..=bytes.len());
            let noise: Vec<u8> = (0..rng.random_range(1..40)).map(|_| rng.random()).collect();
            bytes.splice(at..at, noise);
        }
        _ => {
            let (one, other) =
                (rng.random_range(0..segments.len()), rng.random_range(0..segments.len()));
            let mut segments = segments;
            segments.swap(one, other);
            bytes = (segments.join("\r") + "\r").into_bytes();
        }
    }
    bytes
}

/// Between two good neighbours a broken message harms neither, and is used or refused.
fn check_mutated(seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let broken = mutate(&message("2"), &mut rng);
    let stream = [message("1").as_bytes(), &broken, b"\r", message("3").as_bytes()].concat();
    let chunks = Chunks::new(stream.as_slice());
    let content = read_stream(0, SourceKind::Submission, chunks, &|| ()).unwrap();
    let ids = ids(&content);
    let shown = || String::from_utf8_lossy(&broken).into_owned();
    assert_eq!((ids.first(), ids.last()), (Some(&"1".into()), Some(&"3".into())), "{}", shown());
    assert_eq!(content.rows, content.acknowledgements.len() as u64);
    let refused: Vec<u64> = content
        .acknowledgements
        .iter()
        .zip(1..)
        .filter_map(|(_, row)| {
            let is_used = content.batches.iter().any(|batch| batch.rows.contains(&row));
            (!is_used).then_some(row)
        })
        .collect();
    for row in &refused {
        let count = content.rejects.iter().filter(|reject| reject.row == *row).count();
        assert!(count >= 1, "{}", shown());
    }
    let is_gone = ids.len() < 3 && refused.is_empty() && content.rejects.is_empty();
    let has_said = content.acknowledgements[0].findings.is_empty();
    assert!(!is_gone || !has_said || broken.trim_ascii().is_empty(), "{}", shown());
    // Its dose is not given to a neighbour: a good message has one.
    let of_first = content.batches[0].doses.of(0).count();
    assert!(of_first <= 1, "{}", shown());
}

#[test]
#[ignore = "takes a minute: cargo test --release --lib mutated -- --ignored"]
fn a_million_mutated_messages() {
    (0..1_000_000u64).into_par_iter().for_each(check_mutated);
}

#[test]
fn some_thousand_mutated_messages() {
    (1_000_000..1_004_000u64).for_each(check_mutated);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        content(&bytes);
        let framed = [HEADER.as_bytes(), b"\rPID|", &bytes, b"\rRXA|", &bytes].concat();
        content(&framed);
    }

    #[test]
    fn anything_in_the_alphabet_of_hl7_is_read(
        text in r"((MSH|PID|NK1|ORC|RXA|PD1|BHS|BTS|FHS|FTS)?[|^~\\&\r\n\x0b\x1cXFE0-9\u{e9}]{0,9}){0,40}"
    ) {
        content(text.as_bytes());
        content(format!("{HEADER}\rPID|||||A^B\r{text}").as_bytes());
    }
}
