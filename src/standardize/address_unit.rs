//! The unit of an address: apartment, floor, room.
//!
//! In: the tokens of a street line, or of the unit field. Out: the unit's number or letter without
//! the word for it, because APT 2, UNIT 2, #2 and 2ND FL of a three-decker are one door. Must
//! never: take a street's name for a unit: 12 FRONT ST, 5 STATE RTE 9.

use super::address::Token;
use super::street_suffix::StreetSuffixes;
use super::street_word::is_number;

/// Whether a unit's number or letter follows the word (USPS Publication 28, appendix C2).
fn takes_number(word: &str) -> bool {
    matches!(
        word,
        "#" | "APARTMENT"
            | "APART"
            | "APMT"
            | "APT"
            | "APTS"
            | "BLDG"
            | "BUILDING"
            | "DEPT"
            | "FL"
            | "FLOOR"
            | "FLR"
            | "HNGR"
            | "LOT"
            | "OFC"
            | "OFFICE"
            | "PH"
            | "RM"
            | "ROOM"
            | "SLIP"
            | "SPACE"
            | "SPC"
            | "STE"
            | "SUITE"
            | "TRAILER"
            | "TRLR"
            | "UNIT"
            | "UNT"
            | "VILLA"
    )
}

/// Takes the units out of a street line and returns them in order, joined by spaces.
pub(super) fn take(tokens: &mut Vec<Token>, suffixes: &StreetSuffixes) -> String {
    let mut units = Vec::new();
    take_before_number(tokens, &mut units);
    let mut index = first_of_name(tokens) + 1;
    while index < tokens.len() {
        match unit_at(tokens, index, suffixes) {
            Some((count, unit)) => {
                tokens.drain(index..index + count);
                units.extend(unit);
            }
            None => index += 1,
        }
    }
    units.join(" ")
}

/// The unit of the unit field: "Apt #3B", "3B", "2nd floor", "Rear".
pub(super) fn of_field(tokens: &[Token]) -> String {
    let mut units = Vec::new();
    for token in tokens {
        if takes_number(token) {
            continue;
        }
        let bare = glued(token).unwrap_or(token);
        units.push(alone(bare).map_or_else(|| standard(bare), str::to_owned));
    }
    units.join(" ")
}

/// APT 3B 12 ELM ST.
fn take_before_number(tokens: &mut Vec<Token>, units: &mut Vec<String>) {
    let [word, value, number, ..] = tokens.as_slice() else { return };
    let begins = takes_number(word) && is_value(value);
    if begins && number.starts_with(|c: char| c.is_ascii_digit()) {
        units.push(standard(value));
        tokens.drain(..2);
    }
}

/// The first token that is not the house number.
fn first_of_name(tokens: &[Token]) -> usize {
    usize::from(tokens.first().is_some_and(|token| token.starts_with(|c: char| c.is_ascii_digit())))
}

/// How many tokens at `index` are a unit, and its standard form.
fn unit_at(
    tokens: &[Token],
    index: usize,
    suffixes: &StreetSuffixes,
) -> Option<(usize, Option<String>)> {
    let token = tokens[index].as_ref();
    let next = tokens.get(index + 1).map(AsRef::as_ref);
    let is_last = next.is_none();
    if takes_number(token) {
        return match next {
            Some("#") => Some((1, None)),
            Some(value) if is_value(value) => Some((2, Some(standard(value)))),
            // A unit word that ends the line is what is left of a unit.
            None if token != "FL" => Some((1, None)),
            _ => None,
        };
    }
    if let Some(value) = glued(token) {
        return Some((1, Some(standard(value))));
    }
    // 3RD FLOOR, 2 FL: the number stands first.
    if is_floor_number(token) && next.is_some_and(|next| matches!(next, "FL" | "FLR" | "FLOOR")) {
        return Some((2, Some(standard(token))));
    }
    let after_suffix = is_after_suffix(tokens, index, suffixes);
    if let Some(word) = alone(token) {
        let at_end = is_last && (after_suffix || matches!(word, "BSMT" | "REAR"));
        return at_end.then(|| (1, Some(word.to_owned())));
    }
    // ELM ST 3B: nothing says that it is a unit but its place.
    let bare = is_last && after_suffix && token.starts_with(|c: char| c.is_ascii_digit());
    bare.then(|| (1, Some(standard(token))))
}

/// Whether the token before is the suffix of a street that has a name before it. The number of a
/// numbered road is no unit: COUNTY RD 5, HWY 9.
fn is_after_suffix(tokens: &[Token], index: usize, suffixes: &StreetSuffixes) -> bool {
    let name = first_of_name(tokens);
    let Some(before) = index.checked_sub(1).filter(|&before| before > name) else { return false };
    let numbered = tokens[name..before]
        .iter()
        .any(|token| matches!(token.as_ref(), "COUNTY" | "CO" | "STATE" | "US" | "OLD" | "ST"));
    match suffixes.standard(&tokens[before]) {
        None | Some("HWY" | "RTE") => false,
        Some("RD") => !numbered,
        Some(_) => true,
    }
}

/// APT3B, STE200, #3B.
fn glued(token: &str) -> Option<&str> {
    let digits = token.find(|c: char| c.is_ascii_digit())?;
    let (word, value) = token.split_at(digits);
    let known = matches!(
        word,
        "#" | "APT" | "BLDG" | "FL" | "LOT" | "RM" | "STE" | "SUITE" | "TRLR" | "UNIT"
    );
    known.then_some(value)
}

/// A word that is a unit by itself, in its standard spelling.
fn alone(token: &str) -> Option<&'static str> {
    Some(match token {
        "BASEMENT" | "BSMT" => "BSMT",
        "FRNT" | "FRONT" => "FRNT",
        "LOWER" | "LOWR" => "LOWR",
        "PENTHOUSE" => "PH",
        "REAR" => "REAR",
        "UPPER" | "UPPR" => "UPPR",
        _ => return None,
    })
}

/// A unit's number or letter: it has a digit, or is one or two letters that are no suffix.
fn is_value(token: &str) -> bool {
    token.bytes().any(|b| b.is_ascii_digit()) || (token.len() == 1 && token != "#")
}

fn is_floor_number(token: &str) -> bool {
    let bare = without_ending(token);
    is_number(bare) && bare.len() <= 2
}

/// 3RD is 3, 050 is 50.
fn standard(value: &str) -> String {
    let bare = without_ending(value.trim_start_matches('#'));
    let significant = bare.trim_start_matches('0');
    if significant.is_empty() { bare.to_owned() } else { significant.to_owned() }
}

fn without_ending(token: &str) -> &str {
    ["ST", "ND", "RD", "TH"]
        .iter()
        .filter_map(|ending| token.strip_suffix(ending))
        .find(|bare| is_number(bare))
        .unwrap_or(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_taken_out_of_a_street_line() {
        for (raw, rest, unit) in [
            ("12 ELM ST APT 3B", "12 ELM ST", "3B"),
            ("12 ELM ST APT # 3B", "12 ELM ST", "3B"),
            ("12 ELM ST # 3B", "12 ELM ST", "3B"),
            ("12 ELM ST #3B", "12 ELM ST", "3B"),
            ("12 ELM ST APT3B", "12 ELM ST", "3B"),
            ("12 ELM ST 3B", "12 ELM ST", "3B"),
            ("12 ELM ST UNIT B", "12 ELM ST", "B"),
            ("12 ELM ST 2ND FLOOR", "12 ELM ST", "2"),
            ("12 ELM ST 2 FL", "12 ELM ST", "2"),
            ("12 ELM ST FL 2", "12 ELM ST", "2"),
            ("12 ELM ST REAR", "12 ELM ST", "REAR"),
            ("12 ELM ST BASEMENT", "12 ELM ST", "BSMT"),
            ("12 ELM ST BLDG 2 APT 4", "12 ELM ST", "2 4"),
            ("12 ELM ST STE 050", "12 ELM ST", "50"),
            ("APT 3B 12 ELM ST", "12 ELM ST", "3B"),
            ("12 ELM ST APT", "12 ELM ST", ""),
            ("12 FRONT ST", "12 FRONT ST", ""),
            ("12 LOWER ST", "12 LOWER ST", ""),
            ("12 FLOOR RD", "12 FLOOR RD", ""),
            ("12 AVENUE D", "12 AVENUE D", ""),
            ("12 HWY 9", "12 HWY 9", ""),
            ("12 COUNTY RD 5", "12 COUNTY RD 5", ""),
            ("12 STATE RTE 9", "12 STATE RTE 9", ""),
            ("ELM ST", "ELM ST", ""),
            ("", "", ""),
        ] {
            let mut tokens: Vec<Token> = raw.split_whitespace().map(Token::from).collect();
            assert_eq!(take(&mut tokens, &StreetSuffixes::usps()), unit, "{raw}");
            assert_eq!(tokens.join(" "), rest, "{raw}");
        }
    }
}
