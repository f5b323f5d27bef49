//! Given names and surnames: one field of text into upper-case tokens, with what does not belong
//! to a name (generation, title, test mark, newborn's stand-in) taken out and told apart.
//!
//! In: one name field. Out: a [`Name`]. Must never: call a real name a placeholder because it looks
//! like one (BOYD, GIRLIE), or give a text that standardizes to another text.

use super::{Rules, generation, newborn, newborn::Newborn, text};
use crate::limits::NAME_TOKENS;
use crate::record::{FieldState, Suffix};

/// More words than this are not a name; the rest of a hostile value is not looked at.
const WORDS_READ: usize = 4 * NAME_TOKENS;

/// A standardized name field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// Upper-case ASCII tokens of letters and digits joined by single spaces, without
    /// punctuation, title or generation. Empty unless present.
    pub text: String,
    /// Whether this is a name.
    pub state: FieldState,
    /// A generation that stood inside the field.
    pub suffix: Option<Suffix>,
    /// What a newborn's stand-in name tells nevertheless.
    pub newborn: Option<Newborn>,
    /// A mark of a test record stood in the field: for a person to look at, not to link.
    pub test: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Given,
    Surname,
}

impl Rules {
    /// A first or middle name field, or another person's given name.
    pub fn given_name(&self, raw: &str) -> Name {
        self.name(raw, Part::Given)
    }

    /// A last or maiden name field.
    pub fn surname(&self, raw: &str) -> Name {
        self.name(raw, Part::Surname)
    }

    fn name(&self, raw: &str, part: Part) -> Name {
        let mut name = Name::default();
        let mut tokens = words(raw);
        if tokens.is_empty() {
            name.state = text::blank(raw);
            return name;
        }
        self.take_marks(&mut tokens, &mut name);
        name.suffix = only_suffixes(&tokens);
        // Before digits become letters: BG1 is a girl's stand-in, BGI would be a name.
        name.state = self.state_of(&tokens, part, &mut name.newborn);
        if name.state == FieldState::Present {
            self.settle(&mut tokens, part, &mut name);
            name.state = self.state_of(&tokens, part, &mut name.newborn);
        }
        if name.state == FieldState::Present {
            name.text = tokens.join(" ");
        }
        name
    }

    /// Applies the rules until none changes anything, so that the result is its own standard
    /// form. Each change takes away a token, a letter or a digit: it ends.
    fn settle(&self, tokens: &mut Vec<String>, part: Part, name: &mut Name) {
        loop {
            let before = tokens.clone();
            self.take_marks(tokens, name);
            if part == Part::Surname {
                take_newborn_words(tokens, &mut name.newborn);
            }
            drop_titles(tokens);
            take_suffixes(tokens, part, &mut name.suffix);
            tokens.iter_mut().for_each(letters_for_digits);
            join_prefixes(tokens, part);
            if part == Part::Surname {
                shorten_saint(tokens);
            }
            tokens.truncate(NAME_TOKENS);
            if *tokens == before {
                return;
            }
        }
    }

    /// Takes out marks of test and retired charts, and the Z's glued to a retired chart's name.
    fn take_marks(&self, tokens: &mut Vec<String>, name: &mut Name) {
        let sets = &self.placeholders;
        if tokens.len() >= 3 && tokens[..3] == ["DO", "NOT", "USE"] {
            tokens.drain(..3);
        }
        tokens.iter_mut().for_each(unglue_z);
        tokens.retain(|token| {
            let test = sets.test_marks.contains(token) || is_numbered_test(token);
            name.test |= test;
            !test && !sets.retired_marks.contains(token)
        });
    }

    fn state_of(
        &self,
        tokens: &[String],
        part: Part,
        newborn_found: &mut Option<Newborn>,
    ) -> FieldState {
        if tokens.is_empty() {
            return FieldState::Placeholder;
        }
        let newborn = match part {
            Part::Given => newborn::read(tokens, &self.nicknames),
            Part::Surname => None,
        };
        if newborn.is_some() {
            *newborn_found = newborn;
            return FieldState::Placeholder;
        }
        let joined = tokens.join(" ");
        let listed = match part {
            Part::Given => self.placeholders.given_names.contains(&joined),
            Part::Surname => self.placeholders.surnames.contains(&joined),
        };
        if listed || is_filler(tokens) {
            FieldState::Placeholder
        } else if !joined.bytes().any(|b| b.is_ascii_alphabetic()) {
            FieldState::Invalid
        } else if part == Part::Surname && joined.len() == 1 {
            // AIRA MQE: a maiden name of one letter is no maiden name.
            FieldState::Invalid
        } else {
            FieldState::Present
        }
    }
}

/// Words that stand before or between surnames in several languages. A surname is not found by
/// them: a block of everybody called DE would be half a city. But LE and DO are surnames too: a
/// surname of nothing but these is found by them.
pub fn is_particle(token: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "A", "ABU", "AL", "AUX", "BEN", "BIN", "BINT", "BINTE", "BINTI", "D", "DA", "DAL", "DALLA",
        "DAS", "DE", "DEGLI", "DEI", "DEL", "DELA", "DELLA", "DELLE", "DELLO", "DELOS", "DEN",
        "DER", "DES", "DI", "DO", "DOS", "DU", "E", "EL", "ET", "I", "IBN", "L", "LA", "LAS", "LE",
        "LES", "LO", "LOS", "O", "OF", "SAN", "SANTA", "ST", "STE", "TER", "THE", "UL", "VAN",
        "VANDE", "VANDEN", "VANDER", "VER", "VOM", "VON", "VONDER", "Y", "ZU", "ZUM", "ZUR",
    ];
    PARTICLES.contains(&token)
}

/// The words of a name field, without asides. Apostrophes, dots and stray marks inside a word
/// vanish (O'DWYER, LI;YANNA); marks that people put between names separate.
pub(super) fn words(raw: &str) -> Vec<String> {
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
/// [`letters_for_digits`] knows.
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

/// One letter over and over ("AAA") is a finger on a key.
fn is_filler(tokens: &[String]) -> bool {
    tokens.iter().all(|token| token.len() >= 3 && text::is_one_char(token))
        || tokens.iter().all(|token| text::all_one_of(token, "XZ"))
        || only_suffixes(tokens).is_some()
}

fn is_numbered_test(token: &str) -> bool {
    token.strip_prefix("TEST").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// No name begins with two Z's or ends with three.
fn unglue_z(token: &mut String) {
    let bare = token.trim_start_matches('Z');
    if token.len() - bare.len() >= 2 && bare.len() >= 2 {
        *token = bare.to_owned();
    }
    let bare = token.trim_end_matches('Z');
    if token.len() - bare.len() >= 3 && bare.len() >= 2 {
        token.truncate(bare.len());
    }
}

fn take_newborn_words(tokens: &mut Vec<String>, found: &mut Option<Newborn>) {
    if let Some((count, newborn)) = newborn::before_surname(tokens) {
        tokens.drain(..count);
        found.get_or_insert(newborn);
    }
}

fn drop_titles(tokens: &mut Vec<String>) {
    const TITLES: &[&str] = &["MR", "MRS", "MS", "MISS", "DR", "REV"];
    while tokens.len() > 1 && TITLES.contains(&tokens[0].as_str()) {
        tokens.remove(0);
    }
}

/// The generation in a field of nothing else, as middle name fields often are.
fn only_suffixes(tokens: &[String]) -> Option<Suffix> {
    let first = generation::of_token(tokens.first()?)?;
    tokens.iter().all(|token| generation::of_token(token).is_some()).then_some(first)
}

/// Takes generations out; the first one found counts. A field of nothing else keeps it, and is
/// told apart by [`is_filler`].
fn take_suffixes(tokens: &mut Vec<String>, part: Part, found: &mut Option<Suffix>) {
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
fn letters_for_digits(token: &mut String) {
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
fn join_prefixes(tokens: &mut Vec<String>, part: Part) {
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
fn shorten_saint(tokens: &mut [String]) {
    let count = tokens.len();
    for token in tokens.iter_mut().take(count.saturating_sub(1)) {
        match token.as_str() {
            "SAINT" => "ST".clone_into(token),
            "SAINTE" => "STE".clone_into(token),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
