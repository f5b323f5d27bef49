//! Fields with few values: sex, plurality, birth order, data sharing.
//!
//! In: the field as received. Out: the value and the field's state. Must never: read a digit as a
//! sex (sources number them both ways), or an answer it does not understand as a consent.

use super::text;
use crate::record::{DataSharing, FieldState, Sex};

/// Plurality where the source only says that it was a multiple birth.
pub const MULTIPLE: u8 = 99;

/// The most children of one birth that a birth record can hold (NCHS: PLUR 01 to 12).
const MOST: u8 = 12;

/// Sex (HL7 PID-8, IJE ISEX). Unknown, not yet determined and other say nothing either way.
pub fn sex(raw: &str) -> (FieldState, Option<Sex>) {
    match &*text::compact(raw) {
        "" => (text::blank(raw), None),
        "F" | "FEMALE" | "FEM" | "GIRL" | "WOMAN" => (FieldState::Present, Some(Sex::Female)),
        "M" | "MALE" | "BOY" | "MAN" => (FieldState::Present, Some(Sex::Male)),
        "U" | "N" | "O" | "X" | "A" | "I" | "C" | "OTH" | "OTHER" | "AMBIGUOUS" | "INTERSEX"
        | "NOTDETERMINED" | "NOTYETDETERMINED" | "UNDETERMINED" | "NONBINARY" | "INDETERMINATE"
        | "9" => (FieldState::Placeholder, None),
        other if text::says_unknown(other) => (FieldState::Placeholder, None),
        _ => (FieldState::Invalid, None),
    }
}

/// How many were born: 1 to 12, or [`MULTIPLE`]. Takes a number (IJE PLUR), a yes or no (HL7
/// PID-24) or a word. 0 unless present.
pub fn plurality(raw: &str) -> (FieldState, u8) {
    let word = text::compact(raw);
    match &*word {
        "N" | "NO" | "FALSE" | "SINGLE" | "SINGLETON" | "ONE" => (FieldState::Present, 1),
        "TWIN" | "TWINS" | "TWO" => (FieldState::Present, 2),
        "TRIPLET" | "TRIPLETS" | "THREE" => (FieldState::Present, 3),
        "QUADRUPLET" | "QUADRUPLETS" | "QUAD" | "QUADS" => (FieldState::Present, 4),
        "QUINTUPLET" | "QUINTUPLETS" => (FieldState::Present, 5),
        "Y" | "YES" | "TRUE" | "MULTIPLE" | "MULTIPLEBIRTH" => (FieldState::Present, MULTIPLE),
        _ => count(raw, &word),
    }
}

/// Which of a multiple birth: 1 to 12 (HL7 PID-25, IJE SORD); A, B … are 1, 2 … 0 unless present.
pub fn birth_order(raw: &str) -> (FieldState, u8) {
    let word = text::compact(raw);
    match &*word {
        "A" | "FIRST" | "1ST" | "TWINA" | "ONE" => (FieldState::Present, 1),
        "B" | "SECOND" | "2ND" | "TWINB" | "TWO" => (FieldState::Present, 2),
        "C" | "THIRD" | "3RD" | "THREE" => (FieldState::Present, 3),
        "D" | "FOURTH" | "4TH" => (FieldState::Present, 4),
        "E" | "FIFTH" | "5TH" => (FieldState::Present, 5),
        _ => count(raw, &word),
    }
}

/// Whether a flag is set: 1, Y, yes, true.
pub fn says_yes(raw: &str) -> bool {
    matches!(raw.trim().to_ascii_uppercase().as_str(), "1" | "Y" | "YES" | "T" | "TRUE")
}

/// Whether a code that is only carried (race, ethnicity, language) says anything. HL7 null flavours
/// and ISO's "undetermined" do not.
pub fn is_known(raw: &str) -> bool {
    let word = text::compact(raw);
    let is_blank = matches!(&*word, "" | "U" | "9" | "99" | "UND" | "ASKU" | "NASK" | "NI" | "MSK");
    !is_blank && !text::says_unknown(&word)
}

/// A client's wish about data sharing. An answer that is neither a clear yes nor a clear no is
/// unknown: then a user must ask before the history opens.
pub fn data_sharing(raw: &str) -> DataSharing {
    match &*text::compact(raw) {
        "Y" | "YES" | "TRUE" | "1" | "SHARE" | "SHARED" | "ALLOW" | "ALLOWED" | "OPTIN"
        | "OPTEDIN" | "CONSENT" | "CONSENTED" => DataSharing::Yes,
        "N" | "NO" | "FALSE" | "0" | "DONOTSHARE" | "DONTSHARE" | "NOTSHARED" | "OPTOUT"
        | "OPTEDOUT" | "OBJECT" | "OBJECTED" | "OBJECTION" | "OBJECTS" | "REFUSED" | "DENIED"
        | "WITHDRAWN" => DataSharing::No,
        _ => DataSharing::Unknown,
    }
}

fn count(raw: &str, word: &str) -> (FieldState, u8) {
    if word.is_empty() {
        return (text::blank(raw), 0);
    }
    if matches!(word, "99" | "U") || text::says_unknown(word) {
        return (FieldState::Placeholder, 0);
    }
    // A spreadsheet writes 2 as 2.0.
    let number = raw.trim();
    let number = number.strip_suffix(".0").unwrap_or(number);
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    match number.parse::<u8>() {
        Ok(number) if digits && (1..=MOST).contains(&number) => (FieldState::Present, number),
        _ => (FieldState::Invalid, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::FieldState::{Invalid, Missing, Placeholder, Present};
    use super::*;

    #[test]
    fn sexes() {
        for (raw, state, value) in [
            ("F", Present, Some(Sex::Female)),
            ("female", Present, Some(Sex::Female)),
            ("Girl", Present, Some(Sex::Female)),
            ("M", Present, Some(Sex::Male)),
            ("Male ", Present, Some(Sex::Male)),
            ("U", Placeholder, None),
            ("N", Placeholder, None),
            ("O", Placeholder, None),
            ("Unknown", Placeholder, None),
            ("-", Placeholder, None),
            ("1", Invalid, None),
            ("sZF", Invalid, None),
            ("", Missing, None),
        ] {
            assert_eq!(sex(raw), (state, value), "{raw}");
        }
    }

    #[test]
    fn pluralities() {
        for (raw, state, value) in [
            ("1", Present, 1),
            ("02", Present, 2),
            ("2.0", Present, 2),
            ("12", Present, 12),
            ("13", Invalid, 0),
            ("0", Invalid, 0),
            ("+2", Invalid, 0),
            ("-1", Invalid, 0),
            ("99", Placeholder, 0),
            ("Y", Present, MULTIPLE),
            ("N", Present, 1),
            ("Twins", Present, 2),
            ("triplet", Present, 3),
            ("unk", Placeholder, 0),
            ("", Missing, 0),
        ] {
            assert_eq!(plurality(raw), (state, value), "{raw}");
        }
    }

    #[test]
    fn birth_orders() {
        for (raw, state, value) in [
            ("1", Present, 1),
            ("02", Present, 2),
            ("A", Present, 1),
            ("b", Present, 2),
            ("2nd", Present, 2),
            ("99", Placeholder, 0),
            ("Y", Invalid, 0),
            ("0", Invalid, 0),
            ("", Missing, 0),
        ] {
            assert_eq!(birth_order(raw), (state, value), "{raw}");
        }
    }

    #[test]
    fn a_code_may_say_that_nothing_is_known() {
        for raw in ["", " ", "U", "unk", "Unknown", "und", "ASKU", "9", "declined"] {
            assert!(!is_known(raw), "{raw}");
        }
        for raw in ["2106-3", "2131-1", "W", "eng", "2106-3~2054-5"] {
            assert!(is_known(raw), "{raw}");
        }
    }

    #[test]
    fn only_a_clear_answer_is_a_wish() {
        for (raw, wish) in [
            ("Y", DataSharing::Yes),
            ("yes", DataSharing::Yes),
            ("N", DataSharing::No),
            ("No", DataSharing::No),
            ("Do not share", DataSharing::No),
            ("opt-out", DataSharing::No),
            ("U", DataSharing::Unknown),
            ("maybe", DataSharing::Unknown),
            ("", DataSharing::Unknown),
        ] {
            assert_eq!(data_sharing(raw), wish, "{raw}");
        }
    }
}
