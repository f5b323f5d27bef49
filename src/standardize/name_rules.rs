//! The rules that bring a name's words into one form, one function each.
//!
//! In: the words of a name field. Out: the same words, changed in place. Must never: add to them.
//! Every rule takes away a word, a letter or a digit, or changes nothing, so that applying them
//! until nothing changes comes to an end.

use super::{generation, name::Part};
use crate::record::Suffix;

/// No name begins with two Z's or ends with three.
pub(super) fn unglue_z(token: &mut String) {
    let bare = token.trim_start_matches('Z');
    if token.len() - bare.len() >= 2 && bare.len() >= 2 {
        *token = bare.to_owned();
    }
    let bare = token.trim_end_matches('Z');
    if token.len() - bare.len() >= 3 && bare.len() >= 2 {
        token.truncate(bare.len());
    }
}

pub(super) fn drop_titles(tokens: &mut Vec<String>) {
    const TITLES: &[&str] = &["MR", "MRS", "MS", "MISS", "DR", "REV"];
    while tokens.len() > 1 && TITLES.contains(&tokens[0].as_str()) {
        tokens.remove(0);
    }
}

/// The generation in a field of nothing else, as middle name fields often are.
pub(super) fn only_suffixes(tokens: &[String]) -> Option<Suffix> {
    let first = generation::of_token(tokens.first()?)?;
    tokens.iter().all(|token| generation::of_token(token).is_some()).then_some(first)
}

/// Takes generations out; the first one found counts. A field of nothing else keeps it, and is
/// a placeholder.
pub(super) fn take_suffixes(tokens: &mut Vec<String>, part: Part, found: &mut Option<Suffix>) {
    while let [_, .., last] = tokens.as_slice() {
        let Some(suffix) = generation::of_last_token(last, part == Part::Surname) else { break };
        found.get_or_insert(suffix);
        tokens.pop();
    }
    if let Some(suffix) = only_suffixes(tokens) {
        found.get_or_insert(suffix);
        return;
    }
    tokens.retain(|token| match generation::of_token(token) {
        Some(suffix) => {
            found.get_or_insert(suffix);
            false
        }
        None => true,
    });
}

/// T1FFANY: a digit typed, or read by a scanner, for the letter it looks like, in a word that is
/// otherwise letters.
pub(super) fn letters_for_digits(token: &mut String) {
    let count = token.bytes().filter(u8::is_ascii_digit).count();
    if count == 0 || token.len() < 3 || 2 * count >= token.len() {
        return;
    }
    let bytes = token.as_bytes();
    let letter = |index: usize| {
        Some(match bytes[index] {
            b'0' => 'O',
            b'1' if looks_like_l(bytes, index) => 'L',
            b'1' => 'I',
            b'3' => 'E',
            b'4' => 'A',
            b'5' => 'S',
            b'8' => 'B',
            b'2' | b'6' | b'7' | b'9' => return None,
            other => char::from(other),
        })
    };
    if let Some(word) = (0..bytes.len()).map(letter).collect::<Option<String>>() {
        *token = word;
    }
}

/// A 1 may be an I or an L. After a vowel names have far more L's (NICHO1AS, ISMAE1), after a
/// consonant more I's (T1FFANY, MAR1A).
fn looks_like_l(bytes: &[u8], index: usize) -> bool {
    let neighbour = if index == 0 { bytes.get(1) } else { bytes.get(index - 1) };
    neighbour.is_some_and(|byte| b"AEIOUY".contains(byte))
}

/// MC DONALD and O BRIEN are one name each, and a keyboard without an apostrophe makes D ANGELO
/// of D'ANGELO. In a given name field MAC is a name and D an initial.
pub(super) fn join_prefixes(tokens: &mut Vec<String>, part: Part) {
    let joins = |prefix: &str, next: &str| match prefix {
        "MC" => next.len() >= 2,
        "O" => next.len() >= 3,
        "MAC" => part == Part::Surname && next.len() >= 2,
        "D" | "L" => part == Part::Surname && next.len() >= 3,
        _ => false,
    };
    let mut index = 0;
    while index + 1 < tokens.len() {
        if joins(&tokens[index], &tokens[index + 1]) {
            let next = tokens.remove(index + 1);
            tokens[index].push_str(&next);
        }
        index += 1;
    }
}

/// SAINT PIERRE, ST PIERRE and ST. PIERRE are one surname.
pub(super) fn shorten_saint(tokens: &mut [String]) {
    let count = tokens.len();
    for token in tokens.iter_mut().take(count.saturating_sub(1)) {
        match token.as_str() {
            "SAINT" => "ST".clone_into(token),
            "SAINTE" => "STE".clone_into(token),
            _ => {}
        }
    }
}
