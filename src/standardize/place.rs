//! City, state and ZIP code.
//!
//! In: one of the three fields. Out: its standard form, and the field's state. Must never: check
//! one against the others: a wrong ZIP beside a right city is two statements, not an error.

use super::text;
use crate::record::FieldState;

/// The five-digit part of a ZIP code, or another country's code of four or five digits, as a
/// number: the zero that a spreadsheet drops from 01852 does not matter. 0 unless present.
pub fn zip(raw: &str) -> (FieldState, u32) {
    let compact = text::compact(raw);
    if compact.is_empty() {
        return (text::blank(raw), 0);
    }
    if text::says_unknown(&compact) {
        return (FieldState::Placeholder, 0);
    }
    let digits = compact.bytes().all(|b| b.is_ascii_digit());
    // ZIP+4, and the same after a spreadsheet has dropped a leading zero.
    let length = match compact.len() {
        4 | 5 if digits => compact.len(),
        9 if digits => 5,
        8 if digits => 4,
        _ => return (FieldState::Invalid, 0),
    };
    match compact[..length].parse() {
        Ok(0 | 9999 | 99_999) => (FieldState::Placeholder, 0),
        Ok(code) => (FieldState::Present, code),
        Err(_) => (FieldState::Invalid, 0),
    }
}

/// A city or town: upper-case ASCII words, the usual abbreviations written out. Empty unless
/// present.
pub fn city(raw: &str) -> (FieldState, String) {
    let mut words = text::words(raw);
    let compact = words.concat();
    if compact.is_empty() {
        return (text::blank(raw), String::new());
    }
    if text::says_unknown(&compact) || matches!(&*compact, "HOMELESS" | "X" | "CITY") {
        return (FieldState::Placeholder, String::new());
    }
    if !compact.bytes().any(|b| b.is_ascii_alphabetic()) {
        return (FieldState::Invalid, String::new());
    }
    let towns = words.chunks(2).take_while(|pair| is_town_of(pair)).count();
    // "Town of" and nothing else is left as it stands.
    let towns = towns.min((words.len() - 1) / 2);
    words.drain(..2 * towns);
    if let [first, .., _] = words.as_mut_slice() {
        write_out_first(first);
    }
    let count = words.len();
    words[..count - 1].iter_mut().for_each(write_out);
    (FieldState::Present, words.join(" "))
}

fn is_town_of(pair: &[String]) -> bool {
    matches!(pair, [town, of] if matches!(town.as_str(), "CITY" | "TOWN") && of == "OF")
}

/// NO ANDOVER, E. BOSTON: a direction before a name.
fn write_out_first(word: &mut String) {
    let whole = match word.as_str() {
        "N" | "NO" | "NTH" => "NORTH",
        "S" | "SO" | "STH" => "SOUTH",
        "E" => "EAST",
        "W" => "WEST",
        _ => return,
    };
    whole.clone_into(word);
}

/// Abbreviations before a name.
fn write_out(word: &mut String) {
    let whole = match word.as_str() {
        "ST" => "SAINT",
        "STE" => "SAINTE",
        "FT" => "FORT",
        "MT" => "MOUNT",
        _ => return,
    };
    whole.clone_into(word);
}

/// A state as its two-letter USPS code, packed as `first letter << 8 | second letter`. Takes the
/// code, the full name or the traditional abbreviation. 0 unless present.
pub fn state(raw: &str) -> (FieldState, u16) {
    let compact = text::compact(raw);
    if compact.is_empty() {
        return (text::blank(raw), 0);
    }
    let code = STATES
        .iter()
        .find(|(code, names)| *code == compact || names.contains(&&*compact))
        .map(|(code, _)| code.as_bytes());
    match code {
        Some(&[first, second]) => (FieldState::Present, u16::from(first) << 8 | u16::from(second)),
        _ if text::says_unknown(&compact) || matches!(&*compact, "OT" | "UN" | "U") => {
            (FieldState::Placeholder, 0)
        }
        _ => (FieldState::Invalid, 0),
    }
}

/// USPS Publication 28, appendix B: states, territories and military "states", with the
/// traditional abbreviations beside the names.
const STATES: &[(&str, &[&str])] = &[
    ("AL", &["ALABAMA", "ALA"]),
    ("AK", &["ALASKA"]),
    ("AS", &["AMERICANSAMOA"]),
    ("AZ", &["ARIZONA", "ARIZ"]),
    ("AR", &["ARKANSAS", "ARK"]),
    ("CA", &["CALIFORNIA", "CALIF", "CAL"]),
    ("CO", &["COLORADO", "COLO"]),
    ("CT", &["CONNECTICUT", "CONN"]),
    ("DE", &["DELAWARE", "DEL"]),
    ("DC", &["DISTRICTOFCOLUMBIA", "WASHINGTONDC"]),
    ("FM", &["FEDERATEDSTATESOFMICRONESIA", "MICRONESIA"]),
    ("FL", &["FLORIDA", "FLA"]),
    ("GA", &["GEORGIA"]),
    ("GU", &["GUAM"]),
    ("HI", &["HAWAII"]),
    ("ID", &["IDAHO"]),
    ("IL", &["ILLINOIS", "ILL"]),
    ("IN", &["INDIANA", "IND"]),
    ("IA", &["IOWA"]),
    ("KS", &["KANSAS", "KANS"]),
    ("KY", &["KENTUCKY"]),
    ("LA", &["LOUISIANA"]),
    ("ME", &["MAINE"]),
    ("MH", &["MARSHALLISLANDS"]),
    ("MD", &["MARYLAND"]),
    ("MA", &["MASSACHUSETTS", "MASS"]),
    ("MI", &["MICHIGAN", "MICH"]),
    ("MN", &["MINNESOTA", "MINN"]),
    ("MS", &["MISSISSIPPI", "MISS"]),
    ("MO", &["MISSOURI"]),
    ("MT", &["MONTANA", "MONT"]),
    ("NE", &["NEBRASKA", "NEBR", "NEB"]),
    ("NV", &["NEVADA", "NEV"]),
    ("NH", &["NEWHAMPSHIRE"]),
    ("NJ", &["NEWJERSEY"]),
    ("NM", &["NEWMEXICO"]),
    ("NY", &["NEWYORK"]),
    ("NC", &["NORTHCAROLINA"]),
    ("ND", &["NORTHDAKOTA"]),
    ("MP", &["NORTHERNMARIANAISLANDS"]),
    ("OH", &["OHIO"]),
    ("OK", &["OKLAHOMA", "OKLA"]),
    ("OR", &["OREGON", "ORE"]),
    ("PW", &["PALAU"]),
    ("PA", &["PENNSYLVANIA", "PENN", "PENNA"]),
    ("PR", &["PUERTORICO"]),
    ("RI", &["RHODEISLAND"]),
    ("SC", &["SOUTHCAROLINA"]),
    ("SD", &["SOUTHDAKOTA"]),
    ("TN", &["TENNESSEE", "TENN"]),
    ("TX", &["TEXAS", "TEX"]),
    ("UT", &["UTAH"]),
    ("VT", &["VERMONT"]),
    ("VI", &["VIRGINISLANDS", "USVIRGINISLANDS"]),
    ("VA", &["VIRGINIA"]),
    ("WA", &["WASHINGTON", "WASH"]),
    ("WV", &["WESTVIRGINIA", "WVA"]),
    ("WI", &["WISCONSIN", "WISC"]),
    ("WY", &["WYOMING", "WYO"]),
    ("AA", &["ARMEDFORCESAMERICAS"]),
    ("AE", &["ARMEDFORCESEUROPE"]),
    ("AP", &["ARMEDFORCESPACIFIC"]),
];

#[cfg(test)]
mod tests {
    use super::FieldState::{Invalid, Missing, Placeholder, Present};
    use super::*;

    #[test]
    fn zips() {
        for (raw, state, code) in [
            ("01852", Present, 1852),
            ("1852", Present, 1852),
            ("01852-1234", Present, 1852),
            ("018521234", Present, 1852),
            ("4223", Present, 4223),
            ("00000", Placeholder, 0),
            ("99999", Placeholder, 0),
            ("99999-9999", Placeholder, 0),
            ("unk", Placeholder, 0),
            ("123", Invalid, 0),
            ("K1A 0B1", Invalid, 0),
            ("0000o", Invalid, 0),
            ("", Missing, 0),
        ] {
            assert_eq!(zip(raw), (state, code), "{raw}");
        }
    }

    #[test]
    fn cities() {
        for (raw, state, text) in [
            ("Lowell", Present, "LOWELL"),
            ("St. Albans", Present, "SAINT ALBANS"),
            ("N. Andover", Present, "NORTH ANDOVER"),
            ("No Andover", Present, "NORTH ANDOVER"),
            ("Ft Wayne", Present, "FORT WAYNE"),
            ("Mt. Washington", Present, "MOUNT WASHINGTON"),
            ("E BOSTON", Present, "EAST BOSTON"),
            ("Town of Carver", Present, "CARVER"),
            ("Winston-Salem", Present, "WINSTON SALEM"),
            ("Unknown", Placeholder, ""),
            ("n/a", Placeholder, ""),
            ("02139", Invalid, ""),
            ("", Missing, ""),
        ] {
            assert_eq!(city(raw), (state, text.to_owned()), "{raw}");
        }
    }

    #[test]
    fn states() {
        let packed = |code: &[u8; 2]| u16::from_be_bytes(*code);
        for (raw, state_of_field, code) in [
            ("MA", Present, packed(b"MA")),
            ("ma", Present, packed(b"MA")),
            ("Massachusetts", Present, packed(b"MA")),
            ("Mass.", Present, packed(b"MA")),
            ("MICHIGAN", Present, packed(b"MI")),
            ("N.H.", Present, packed(b"NH")),
            ("West Virginia", Present, packed(b"WV")),
            ("FM", Present, packed(b"FM")),
            ("XX", Placeholder, 0),
            ("unknown", Placeholder, 0),
            ("nsw", Invalid, 0),
            ("", Missing, 0),
        ] {
            assert_eq!(state(raw), (state_of_field, code), "{raw}");
        }
    }
}
