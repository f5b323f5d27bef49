//! Street addresses: number, street and unit.
//!
//! In: the street line and the unit field. Out: a [`Street`]. Must never: hold what says nothing
//! about a home (HOMELESS, GENERAL DELIVERY) as a shared address.

use std::borrow::Cow;

use super::{Rules, address_unit, street_word, street_word::is_number, text};
use crate::record::FieldState;

/// More words than this are not a street; the rest of a hostile value is not looked at.
const WORDS_READ: usize = 32;
/// Hardly any street has more.
const WORDS_USUAL: usize = 8;

/// A word of a street line: as it stands there, or in its standard spelling.
pub(super) type Token<'t> = Cow<'t, str>;

/// A standardized street address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Street {
    /// House number: `12`, `12A`, `12-14`, `12 1/2`; or the number of a PO box.
    pub number: String,
    /// Street in USPS spelling: `ELM ST`; or `PO BOX`. Never empty where present.
    pub name: String,
    /// Apartment, floor or room without the word for it: `3B`.
    pub unit: String,
    /// Whether this is an address. The three texts are empty unless it is present.
    pub state: FieldState,
}

impl Rules {
    /// A street line, and the unit field beside it.
    pub fn street(&self, street: &str, unit: &str) -> Street {
        let folded = text::fold(street);
        let mut tokens = tokens(&folded);
        if tokens.is_empty() {
            return Street { state: text::blank(street), ..Street::default() };
        }
        if self.says_no_street(&tokens) {
            return Street { state: FieldState::Placeholder, ..Street::default() };
        }
        drop_care_of(&mut tokens);
        tokens.retain(|token| token != ",");
        if let Some(boxed) = po_box(&tokens) {
            return boxed;
        }
        let mut units = address_unit::take(&mut tokens, &self.street_suffixes);
        tokens.retain(|token| token != "#");
        let number = self.take_number(&mut tokens);
        street_word::standardize(&mut tokens, &self.street_suffixes);
        let name = tokens.join(" ");
        if name.is_empty() {
            // A number alone is nobody's address: every street has a 12.
            return Street { state: FieldState::Invalid, ..Street::default() };
        }
        add_unit(&mut units, &address_unit::of_field(&self::tokens(&text::fold(unit))));
        Street { number, name, unit: units, state: FieldState::Present }
    }

    fn says_no_street(&self, tokens: &[Token]) -> bool {
        let words: Vec<&str> = tokens
            .iter()
            .map(AsRef::as_ref)
            .filter(|token: &&str| token.len() > 1 || is_word(token))
            .collect();
        let listed = &self.placeholders.streets;
        let named = match words.split_first() {
            // 0 UNKNOWN, 123 HOMELESS
            Some((number, rest)) if is_number(number) && !rest.is_empty() => rest,
            _ => &words[..],
        };
        named.iter().all(|word| {
            text::all_one_of(word, "XZ") || is_number(word) && word.trim_matches('0').is_empty()
        }) || listed.contain(&words)
            || listed.contain(named)
    }

    /// Takes the house number from the front: 12, 12A, 12-14, 12 1/2; but 66 ST alone is a
    /// street without one.
    fn take_number(&self, tokens: &mut Vec<Token>) -> String {
        let Some(first) = tokens.first().filter(|first| is_house_number(first)) else {
            return String::new();
        };
        if let [name, suffix] = tokens.as_slice()
            && is_number(name)
            && street_word::takes_ordinal(suffix, &self.street_suffixes)
        {
            return String::new();
        }
        let mut number = without_zeros(first).to_owned();
        tokens.remove(0);
        if tokens.first().is_some_and(|next| next.contains('/')) {
            number.push(' ');
            number.push_str(&tokens.remove(0));
        }
        number
    }
}

fn is_word(token: &str) -> bool {
    token.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Letters and digits; `#` and `,` stand alone, a hyphen or slash between digits stays (12-14,
/// 1/2), every other mark separates or, like dots and apostrophes, vanishes.
fn tokens(folded: &str) -> Vec<Token<'_>> {
    let bytes = folded.as_bytes();
    let mut out = Vec::with_capacity(WORDS_USUAL);
    let mut word = Word { folded, start: 0, text: Cow::Borrowed("") };
    for (index, &byte) in bytes.iter().enumerate() {
        let between_digits = || {
            index > 0
                && bytes[index - 1].is_ascii_digit()
                && bytes.get(index + 1).is_some_and(u8::is_ascii_digit)
        };
        match byte {
            _ if byte.is_ascii_alphanumeric() => word.push(index),
            b'-' | b'/' if between_digits() => word.push(index),
            b'.' | b'\'' | b'`' => {}
            _ => {
                out.extend(word.take());
                if matches!(byte, b'#' | b',') && !out.is_empty() || byte == b'#' {
                    out.push(Cow::Borrowed(&folded[index..=index]));
                }
            }
        }
        if out.len() >= WORDS_READ {
            return out;
        }
    }
    out.extend(word.take());
    out
}

/// A word that is being read.
struct Word<'t> {
    folded: &'t str,
    start: usize,
    text: Token<'t>,
}

impl<'t> Word<'t> {
    /// Adds the character of ASCII at an index. A word is copied only if a mark within it vanishes.
    fn push(&mut self, index: usize) {
        match &mut self.text {
            Cow::Borrowed(text) if text.is_empty() => {
                self.start = index;
                *text = &self.folded[index..=index];
            }
            Cow::Borrowed(text) if self.start + text.len() == index => {
                *text = &self.folded[self.start..=index];
            }
            text => text.to_mut().push_str(&self.folded[index..=index]),
        }
    }

    fn take(&mut self) -> Option<Token<'t>> {
        let text = std::mem::take(&mut self.text);
        (!text.is_empty()).then_some(text)
    }
}

/// C/O SHELTER, 12 ELM ST: the address is what follows the name of a house or a host.
fn drop_care_of(tokens: &mut Vec<Token>) {
    let starts_with_digit = |token: &Token| token.starts_with(|c: char| c.is_ascii_digit());
    if tokens.first().is_some_and(starts_with_digit) {
        return;
    }
    let start = tokens.windows(3).position(|three| {
        three[0] == "," && starts_with_digit(&three[1]) && three[2] != "," && is_word(&three[2])
    });
    if let Some(comma) = start {
        tokens.drain(..=comma);
    }
}

/// PO BOX 12, P O BOX 12, POST OFFICE BOX 12, POB 12, BOX 12; RR 2 BOX 12.
fn po_box(tokens: &[Token]) -> Option<Street> {
    let words: Vec<&str> = tokens.iter().map(AsRef::as_ref).filter(|token| *token != "#").collect();
    let (name, rest) = match words.as_slice() {
        ["PO" | "POST", "OFFICE", "BOX", rest @ ..]
        | ["P", "O", "BOX" | "BX" | "DRAWER", rest @ ..]
        | ["PO", "BOX" | "BX" | "DRAWER", rest @ ..]
        | ["POBOX" | "POB" | "BOX", rest @ ..] => ("PO BOX".to_owned(), rest),
        ["RR" | "RFD", route, "BOX", rest @ ..] => (format!("RR {route}"), rest),
        ["RURAL", "ROUTE", route, "BOX", rest @ ..] => (format!("RR {route}"), rest),
        _ => return None,
    };
    let number = rest.first().filter(|number| number.bytes().any(|b| b.is_ascii_digit()))?;
    let number = without_zeros(number).to_owned();
    Some(Street { number, name, unit: String::new(), state: FieldState::Present })
}

/// Digits, perhaps a hyphen and more digits, perhaps one letter: not 1ST or 3RD.
fn is_house_number(token: &str) -> bool {
    let digits = token.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
    digits > 0
        && token.len() - digits <= 1
        && token[digits..].bytes().all(|b| b.is_ascii_alphabetic())
}

fn without_zeros(number: &str) -> &str {
    let bare = number.trim_start_matches('0');
    if bare.starts_with(|c: char| c.is_ascii_digit()) { bare } else { number }
}

fn add_unit(units: &mut String, of_field: &str) {
    if of_field.is_empty() || units == of_field {
        return;
    }
    if !units.is_empty() {
        units.push(' ');
    }
    units.push_str(of_field);
}

#[cfg(test)]
mod tests {
    use super::FieldState::{Invalid, Missing, Placeholder, Present};
    use super::*;

    #[test]
    fn streets() {
        let rules = Rules::shipped();
        for (street, unit, number, name, door) in [
            ("12 Elm Street Apt #3B", "", "12", "ELM ST", "3B"),
            ("12 ELM ST", "", "12", "ELM ST", ""),
            ("12 Elm St.", "Apt 3B", "12", "ELM ST", "3B"),
            ("12 Elm St., Apt. 3B", "3B", "12", "ELM ST", "3B"),
            ("12 Elm St Bldg 2", "Apt 4", "12", "ELM ST", "2 4"),
            ("12 Elm St", "2nd floor", "12", "ELM ST", "2"),
            ("12 Elm St", "#", "12", "ELM ST", ""),
            ("12A Elm St", "", "12A", "ELM ST", ""),
            ("12-14 Elm St", "", "12-14", "ELM ST", ""),
            ("12 1/2 Elm St", "", "12 1/2", "ELM ST", ""),
            ("036 Traci Extensions Apt. 050", "", "36", "TRACI EXTS", "50"),
            ("1244 sw 6th st", "", "1244", "SW 6TH ST", ""),
            ("2290 beacon avenue south", "", "2290", "BEACON AVE S", ""),
            ("church street", "", "", "CHURCH ST", ""),
            ("66 St", "", "", "66TH ST", ""),
            ("12 Brook", "", "12", "BROOK", ""),
            ("400 El Dorado Cir", "", "400", "EL DORADO CIR", ""),
            ("o'shanassy street", "", "", "OSHANASSY ST", ""),
            ("127th pl se", "", "", "127TH PL SE", ""),
            ("PO Box 12", "", "12", "PO BOX", ""),
            ("P.O. Box #12", "", "12", "PO BOX", ""),
            ("Post Office Box 012", "", "12", "PO BOX", ""),
            ("RR 2 Box 5", "", "5", "RR 2", ""),
            ("12 Box Hill Rd", "", "12", "BOX HL RD", ""),
            (
                "c/o Emergency Mail Program,27518 Frazier Isle Suite 990",
                "",
                "27518",
                "FRAZIER ISLE",
                "990",
            ),
            ("12 Avenue D", "", "12", "AVE D", ""),
            ("500 Hwy 9", "", "500", "HWY 9", ""),
            ("12 Saint Mary's Rd", "", "12", "ST MARYS RD", ""),
        ] {
            let read = rules.street(street, unit);
            assert_eq!(
                (read.number.as_str(), read.name.as_str(), read.unit.as_str(), read.state),
                (number, name, door, Present),
                "{street} / {unit}"
            );
        }
    }

    #[test]
    fn streets_that_say_nothing() {
        let rules = Rules::shipped();
        for (raw, state) in [
            ("HOMELESS", Placeholder),
            ("General Delivery", Placeholder),
            ("unknown", Placeholder),
            ("123 Unknown", Placeholder),
            ("None", Placeholder),
            ("SAME", Placeholder),
            ("XX", Placeholder),
            ("XXXX", Placeholder),
            ("N/A", Placeholder),
            ("000", Placeholder),
            ("-", Placeholder),
            ("106", Invalid),
            ("", Missing),
        ] {
            let read = rules.street(raw, "3B");
            assert_eq!((read.state, read.name.as_str()), (state, ""), "{raw}");
        }
    }
}
