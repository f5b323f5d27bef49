//! The words of a street's name in one spelling: directions, ordinals, suffixes, saints.
//!
//! In: the tokens of a street's name, number and unit taken out. Out: the same tokens, standard.
//! Must never: shorten the only word that names a street. NORTH ST is not N ST, which South
//! Boston has beside M ST.

use super::address::Token;
use super::street_suffix::StreetSuffixes;

/// Brings the tokens of a street's name into their standard spelling.
pub(super) fn standardize(tokens: &mut Vec<Token>, suffixes: &StreetSuffixes) {
    join_ordinals(tokens);
    number_ordinals(tokens, suffixes);
    shorten_directions(tokens, suffixes);
    for index in 0..tokens.len() {
        let next = tokens.get(index + 1).map(AsRef::as_ref);
        if let Some(standard) = standard(&tokens[index], index, next, suffixes) {
            tokens[index] = standard.into();
        }
    }
}

/// The first word is a name, unless what follows it is a letter or a number: AVENUE D, ROUTE 9.
fn standard(
    token: &str,
    index: usize,
    next: Option<&str>,
    suffixes: &StreetSuffixes,
) -> Option<&'static str> {
    match token {
        "SAINT" => return Some("ST"),
        "SAINTE" => return Some("STE"),
        _ => {}
    }
    let numbered = next.is_some_and(|next| next.len() == 1 || is_number(next));
    if index == 0 && !numbered {
        return None;
    }
    suffixes.standard(token)
}

/// NORTH MAIN ST, SO MAIN ST, BEACON AVE SOUTH; but NORTH ST is named North.
fn shorten_directions(tokens: &mut [Token], suffixes: &StreetSuffixes) {
    let count = tokens.len();
    for (index, token) in tokens.iter_mut().enumerate() {
        let at_end = index == 0 || index + 1 == count;
        let Some(short) = direction(token).filter(|_| at_end && count >= 3) else { continue };
        *token = short.into();
    }
    // NORTH MAIN, without a suffix, is two words too.
    if let [first, second] = tokens {
        let named_by_first = suffixes.standard(second).is_some() || direction(second).is_some();
        if let Some(short) = direction(first).filter(|_| !named_by_first) {
            *first = short.into();
        }
    }
}

/// USPS Publication 28, section 233; NO and SO as New England writes them.
fn direction(token: &str) -> Option<&'static str> {
    Some(match token {
        "NORTH" | "N" | "NO" | "NTH" => "N",
        "SOUTH" | "S" | "SO" | "STH" => "S",
        "EAST" | "E" => "E",
        "WEST" | "W" => "W",
        "NORTHEAST" | "NE" => "NE",
        "NORTHWEST" | "NW" => "NW",
        "SOUTHEAST" | "SE" => "SE",
        "SOUTHWEST" | "SW" => "SW",
        _ => return None,
    })
}

/// TWENTY FIRST is 21ST, FIRST is 1ST.
fn join_ordinals(tokens: &mut Vec<Token>) {
    let mut index = 0;
    while index < tokens.len() {
        let next = tokens.get(index + 1).and_then(|next| ordinal(next));
        match (tens(&tokens[index]), next) {
            (Some(tens), Some(unit)) if unit < 10 => {
                tokens[index] = with_ending(tens + unit).into();
                tokens.remove(index + 1);
            }
            _ => {
                if let Some(number) = ordinal(&tokens[index]) {
                    tokens[index] = with_ending(number).into();
                }
            }
        }
        index += 1;
    }
}

/// 66 ST is 66TH ST; but ROUTE 66 keeps its number.
fn number_ordinals(tokens: &mut [Token], suffixes: &StreetSuffixes) {
    for index in 1..tokens.len() {
        let numbered = takes_ordinal(&tokens[index], suffixes);
        let before = index.checked_sub(2).and_then(|before| suffixes.standard(&tokens[before]));
        let number = tokens[index - 1].parse::<u32>().ok().filter(|&number| number <= 999);
        if let (true, None, Some(number), true) =
            (numbered, before, number, is_number(&tokens[index - 1]))
        {
            tokens[index - 1] = with_ending(number).into();
        }
    }
}

/// Whether a number before this suffix is a street's name: 66 ST, 5 AVE; but 12 BROOK is a house.
pub(super) fn takes_ordinal(token: &str, suffixes: &StreetSuffixes) -> bool {
    matches!(suffixes.standard(token), Some("ST" | "AVE" | "RD" | "PL" | "CT" | "TER" | "DR"))
}

fn with_ending(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "TH",
        (1, _) => "ST",
        (2, _) => "ND",
        (3, _) => "RD",
        _ => "TH",
    };
    format!("{number}{ending}")
}

fn ordinal(word: &str) -> Option<u32> {
    Some(match word {
        "FIRST" => 1,
        "SECOND" => 2,
        "THIRD" => 3,
        "FOURTH" => 4,
        "FIFTH" => 5,
        "SIXTH" => 6,
        "SEVENTH" => 7,
        "EIGHTH" => 8,
        "NINTH" => 9,
        "TENTH" => 10,
        "ELEVENTH" => 11,
        "TWELFTH" => 12,
        "THIRTEENTH" => 13,
        "FOURTEENTH" => 14,
        "FIFTEENTH" => 15,
        "SIXTEENTH" => 16,
        "SEVENTEENTH" => 17,
        "EIGHTEENTH" => 18,
        "NINETEENTH" => 19,
        "TWENTIETH" => 20,
        _ => return None,
    })
}

fn tens(word: &str) -> Option<u32> {
    Some(match word {
        "TWENTY" => 20,
        "THIRTY" => 30,
        "FORTY" => 40,
        "FIFTY" => 50,
        "SIXTY" => 60,
        "SEVENTY" => 70,
        "EIGHTY" => 80,
        "NINETY" => 90,
        _ => return None,
    })
}

/// Whether a token is digits and nothing else.
pub(super) fn is_number(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn street_names() {
        for (raw, standardized) in [
            ("ELM STREET", "ELM ST"),
            ("PARK STREET", "PARK ST"),
            ("COURT STREET", "COURT ST"),
            ("NORTH STREET", "NORTH ST"),
            ("N ST", "N ST"),
            ("NORTH MAIN STREET", "N MAIN ST"),
            ("SO MAIN ST", "S MAIN ST"),
            ("NORTH MAIN", "N MAIN"),
            ("BEACON AVENUE SOUTH", "BEACON AVE S"),
            ("SW 6TH ST", "SW 6TH ST"),
            ("W 66 ST", "W 66TH ST"),
            ("FIRST STREET", "1ST ST"),
            ("TWENTY FIRST AVENUE", "21ST AVE"),
            ("11 ST", "11TH ST"),
            ("AVENUE D", "AVE D"),
            ("HIGHWAY 9", "HWY 9"),
            ("ROUTE 66", "RTE 66"),
            ("STATE ROUTE 9", "STATE RTE 9"),
            ("SAINT MARYS ROAD", "ST MARYS RD"),
            ("ST MARYS RD", "ST MARYS RD"),
            ("EL DORADO CIRCLE", "EL DORADO CIR"),
            ("SOUTH MULLIGAN AVNU", "S MULLIGAN AVE"),
            ("BROADWAY", "BROADWAY"),
        ] {
            let mut tokens = raw.split(' ').map(Token::from).collect();
            standardize(&mut tokens, &StreetSuffixes::usps());
            assert_eq!(tokens.join(" "), standardized, "{raw}");
            let once = tokens.clone();
            standardize(&mut tokens, &StreetSuffixes::usps());
            assert_eq!(tokens, once, "{raw}");
        }
    }
}
