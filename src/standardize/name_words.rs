//! The words of a name field.
//!
//! In: one name field as received. Out: its words in upper-case letters and digits. Must never:
//! read more of a hostile value than a name can have.

use super::text;
use crate::limits::NAME_TOKENS;

/// More words than this are not a name; the rest of a hostile value is not looked at.
const WORDS_READ: usize = 4 * NAME_TOKENS;

/// The words of a name field, without asides. Apostrophes, dots and stray marks inside a word
/// vanish (O'DWYER, LI;YANNA); marks that people put between names separate.
pub(super) fn of(raw: &str) -> Vec<String> {
    let folded = text::fold(raw);
    let kept = without_asides(&folded);
    let words = split(&kept);
    // "(Katie)" and nothing else: then the aside is the name.
    if words.is_empty() { split(&folded) } else { words }
}

fn split(folded: &str) -> Vec<String> {
    let separates = |c: char| c == ' ' || "-/,_+&#*=~^<>{}()[]\"".contains(c);
    folded
        .split(separates)
        .map(plain_word)
        .filter(|word| !word.is_empty())
        .take(WORDS_READ)
        .collect()
}

/// Letters and digits. A scanner's `MAR:A` and `E|LA` have a 1 there, and what letter that is
/// `name_rules::letters_for_digits` knows.
fn plain_word(piece: &str) -> String {
    let bytes = piece.as_bytes();
    let is_letter = |index: Option<usize>| {
        index.and_then(|index| bytes.get(index)).is_some_and(u8::is_ascii_alphabetic)
    };
    let plain = |(index, &byte): (usize, &u8)| match byte {
        _ if byte.is_ascii_alphanumeric() => Some(char::from(byte)),
        b':' | b'|' | b'!' if is_letter(index.checked_sub(1)) && is_letter(Some(index + 1)) => {
            Some('1')
        }
        _ => None,
    };
    bytes.iter().enumerate().filter_map(plain).collect()
}

/// Leaves out what stands in brackets or quotes: KATHERINE (KATIE), WILLIAM "BILL" HALE.
fn without_asides(folded: &str) -> String {
    let mut kept = String::with_capacity(folded.len());
    let mut rest = folded;
    while let Some(open) = rest.find(['(', '[', '"']) {
        let close = match rest.as_bytes()[open] {
            b'(' => ')',
            b'[' => ']',
            _ => '"',
        };
        let Some(length) = rest[open + 1..].find(close) else { break };
        kept.push_str(&rest[..open]);
        kept.push(' ');
        rest = &rest[open + 1 + length + 1..];
    }
    kept.push_str(rest);
    let in_quotes = |word: &str| word.len() > 2 && word.starts_with('\'') && word.ends_with('\'');
    if kept.contains('\'') {
        let plain: Vec<_> = kept.split(' ').filter(|word| !in_quotes(word)).collect();
        return plain.join(" ");
    }
    kept
}
