//! Texts in one piece of memory, numbered from 1 in order of arrival; 0 is the blank.
//!
//! In: texts. Out: their numbers, and the texts again. Must never: number by anything but arrival.

use rustc_hash::FxHashMap;

/// A dictionary of texts in one arena.
pub struct Texts {
    codes: FxHashMap<Box<str>, u32>,
    arena: Vec<u8>,
    ends: Vec<usize>,
}

impl Default for Texts {
    fn default() -> Self {
        Texts { codes: FxHashMap::from_iter([("".into(), 0)]), arena: Vec::new(), ends: vec![0] }
    }
}

impl Texts {
    /// The code of a text, and whether it is new.
    pub fn intern(&mut self, text: &str) -> (u32, bool) {
        if let Some(&code) = self.codes.get(text) {
            return (code, false);
        }
        let code = self.ends.len() as u32;
        self.codes.insert(text.into(), code);
        self.arena.extend_from_slice(text.as_bytes());
        self.ends.push(self.arena.len());
        (code, true)
    }

    /// The code of a text that was interned.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.codes.get(text).copied()
    }

    /// The text's bytes.
    pub fn text(&self, code: u32) -> &[u8] {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.arena[start..self.ends[code]]
    }

    /// The text.
    pub fn get(&self, code: u32) -> &str {
        // Only whole texts are in the arena, so every slice between two ends is UTF-8.
        std::str::from_utf8(self.text(code)).unwrap_or_default()
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
