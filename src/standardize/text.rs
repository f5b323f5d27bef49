//! Any script to plain upper-case ASCII, and the few words that mean "nobody knows" in any field.
//!
//! In: text as received. Out: ASCII text or tokens. Must never: panic, or do more work than grows
//! with the length of the text.

use std::borrow::Cow;

use crate::record::FieldState;

/// Upper-case ASCII: accents dropped, other scripts spelled in Latin letters, what has no
/// spelling left out. Control characters become spaces, so that a stray tab separates words.
pub(super) fn fold(raw: &str) -> Cow<'_, str> {
    let is_folded = |byte: u8| matches!(byte, b' '..=b'~') && !byte.is_ascii_lowercase();
    if raw.bytes().all(is_folded) {
        return Cow::Borrowed(raw);
    }
    let ascii = if raw.is_ascii() {
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(deunicode::deunicode_with_tofu(raw, ""))
    };
    ascii.chars().map(|c| if c.is_ascii_control() { ' ' } else { c.to_ascii_uppercase() }).collect()
}

/// Words of letters and digits; every other mark separates, but dots and apostrophes vanish.
pub(super) fn words(raw: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    for c in fold(raw).chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => word.push(c),
            '.' | '\'' | '`' => {}
            _ if word.is_empty() => {}
            _ => out.push(std::mem::take(&mut word)),
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// Letters and digits alone, upper case.
pub(super) fn compact(raw: &str) -> Cow<'_, str> {
    let folded = fold(raw);
    if folded.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return folded;
    }
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The digits of a text, in order.
pub(super) fn digits(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The state of a field in which no letter or digit stands: dashes are somebody's way to say
/// nothing.
pub(super) fn blank(raw: &str) -> FieldState {
    if raw.trim().is_empty() { FieldState::Missing } else { FieldState::Placeholder }
}

/// Whether a compact text is a word for "not known", in whatever field it stands.
pub(super) fn says_unknown(compact: &str) -> bool {
    // A pattern and not a list to search: it is asked of every value of a run.
    matches!(
        compact,
        "UNKNOWN"
            | "UNK"
            | "UNKN"
            | "UNKNWN"
            | "UNKOWN"
            | "NONE"
            | "NOTKNOWN"
            | "NOTGIVEN"
            | "NOTAVAILABLE"
            | "NOTPROVIDED"
            | "NOTONFILE"
            | "UNAVAILABLE"
            | "UNDEFINED"
            | "NA"
            | "NULL"
            | "NIL"
            | "EMPTY"
            | "MISSING"
            | "REFUSED"
            | "DECLINED"
            | "PENDING"
            | "TBD"
            | "SAME"
    ) || all_one_of(compact, "X")
        || all_one_of(compact, "Z")
}

/// Whether a text of two characters or more is one of `set` over and over.
pub(super) fn all_one_of(text: &str, set: &str) -> bool {
    text.len() >= 2 && text.chars().next().is_some_and(|c| set.contains(c)) && is_one_char(text)
}

/// Whether every character of a text is the same one.
pub(super) fn is_one_char(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| chars.all(|c| c == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_script_becomes_upper_case_ascii() {
        for (raw, folded) in [
            ("Renée", "RENEE"),
            ("Rene\u{301}e", "RENEE"),
            ("Peña", "PENA"),
            ("Łukasz", "LUKASZ"),
            ("O’Dwyer", "O'DWYER"),
            ("a\tb\u{0}c", "A B C"),
            ("", ""),
        ] {
            assert_eq!(fold(raw), folded);
        }
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(words(" St. Mary's-by the/Sea, #3 "), ["ST", "MARYS", "BY", "THE", "SEA", "3"]);
        assert!(words(" -- ").is_empty());
    }

    #[test]
    fn runs_of_x_say_unknown() {
        for (text, unknown) in
            [("XX", true), ("XXXX", true), ("X", false), ("XAX", false), ("ZZZ", true), ("", false)]
        {
            assert_eq!(says_unknown(text), unknown, "{text}");
        }
    }
}
