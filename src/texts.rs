//! Texts in one piece of memory, numbered from 1 in order of arrival; 0 is the blank.
//!
//! In: texts. Out: their numbers, and the texts again. Must never: number by anything but arrival.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;

/// A dictionary of texts in one arena.
pub struct Texts {
    /// Found by the texts that they stand for.
    codes: HashTable<u32>,
    arena: Vec<u8>,
    ends: Vec<usize>,
}

impl Default for Texts {
    fn default() -> Self {
        let mut texts = Texts { codes: HashTable::new(), arena: Vec::new(), ends: Vec::new() };
        texts.intern("");
        texts
    }
}

fn hash(text: &[u8]) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// The text of a code; each ends where the next begins.
fn slice<'a>(arena: &'a [u8], ends: &[usize], code: u32) -> &'a [u8] {
    let code = code as usize;
    let start = if code == 0 { 0 } else { ends[code - 1] };
    &arena[start..ends[code]]
}

impl Texts {
    /// The code of a text, and whether it is new.
    pub fn intern(&mut self, text: &str) -> (u32, bool) {
        let (arena, ends) = (&self.arena, &self.ends);
        let of_code = |code: u32| slice(arena, ends, code);
        let bytes = text.as_bytes();
        let entry = self.codes.entry(
            hash(bytes),
            |&code| of_code(code) == bytes,
            |&code| hash(of_code(code)),
        );
        let code = match entry {
            Entry::Occupied(known) => return (*known.get(), false),
            Entry::Vacant(new) => *new.insert(ends.len() as u32).get(),
        };
        self.arena.extend_from_slice(bytes);
        self.ends.push(self.arena.len());
        (code, true)
    }

    /// The code of a text that was interned.
    pub fn find(&self, text: &str) -> Option<u32> {
        let is_it = |&code: &u32| self.text(code) == text.as_bytes();
        self.codes.find(hash(text.as_bytes()), is_it).copied()
    }

    /// The text's bytes.
    pub fn text(&self, code: u32) -> &[u8] {
        slice(&self.arena, &self.ends, code)
    }

    /// The text.
    pub fn get(&self, code: u32) -> &str {
        // Only whole texts are in the arena, so every slice between two ends is UTF-8.
        std::str::from_utf8(self.text(code)).unwrap_or_default()
    }

    /// One past the largest code.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether only the blank is there.
    pub fn is_empty(&self) -> bool {
        self.len() == 1
    }

    /// Every text in the order of its code, the blank first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|code| self.get(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_equal_codes_and_the_blank_is_zero() {
        let mut texts = Texts::default();
        assert_eq!(texts.intern(""), (0, false));
        assert_eq!(texts.intern("ELM ST"), (1, true));
        assert_eq!(texts.intern("OAK ST"), (2, true));
        assert_eq!(texts.intern("ELM ST"), (1, false));
        assert_eq!(
            (texts.text(0), texts.text(1), texts.text(2)),
            (&b""[..], &b"ELM ST"[..], &b"OAK ST"[..])
        );
    }
}
