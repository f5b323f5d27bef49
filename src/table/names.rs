//! The names of a run: each distinct standard form once, with everything that depends on it alone.
//!
//! Given names and surnames share one dictionary, so that "TRAN MINH" and "MINH TRAN" are seen to
//! be made of the same names without touching text.

use rphonetic::{DoubleMetaphone, Encoder};

use super::texts::Texts;
use crate::digest::hash64;
use crate::standardize::{Rules, is_particle};

/// A name's number in the dictionary; 0 is no name.
pub type NameCode = u32;

/// No name: missing, placeholder or invalid.
pub const NO_NAME: NameCode = 0;

#[derive(Clone, Copy, Default)]
struct Features {
    tokens: Span,
    significant: Span,
    nicknames: Span,
    sound: u32,
}

#[derive(Clone, Copy, Default)]
struct Span {
    start: u32,
    len: u16,
}

impl Span {
    fn of<T>(self, all: &[T]) -> &[T] {
        &all[self.start as usize..self.start as usize + self.len as usize]
    }

    fn push<T>(all: &mut Vec<T>, items: impl IntoIterator<Item = T>) -> Span {
        let start = all.len();
        all.extend(items);
        Span { start: start as u32, len: (all.len() - start) as u16 }
    }
}

/// Every distinct name and its features.
pub struct Names {
    texts: Texts,
    features: Vec<Features>,
    token_codes: Vec<NameCode>,
    nickname_classes: Vec<u16>,
    encoder: DoubleMetaphone,
}

impl Default for Names {
    fn default() -> Self {
        Names {
            texts: Texts::default(),
            features: vec![Features::default()],
            token_codes: Vec::new(),
            nickname_classes: Vec::new(),
            encoder: DoubleMetaphone::default(),
        }
    }
}

impl Names {
    /// The code of a name in its standard form, which is added if it is new.
    pub fn intern(&mut self, text: &str, rules: &Rules) -> NameCode {
        let (code, new) = self.texts.intern(text);
        if !new {
            return code;
        }
        self.features.push(Features::default());
        let tokens: Vec<(NameCode, bool)> = if text.contains(' ') {
            text.split(' ').map(|token| (self.intern(token, rules), is_particle(token))).collect()
        } else {
            vec![(code, false)]
        };
        let all = tokens.iter().map(|&(token, _)| token);
        let mut telling: Vec<NameCode> =
            tokens.iter().filter(|(_, particle)| !particle).map(|&(token, _)| token).collect();
        if telling.is_empty() {
            telling = all.clone().collect();
        }
        let nicknames =
            text.split(' ').next().map_or(&[][..], |token| rules.nickname_classes(token));
        self.features[code as usize] = Features {
            sound: self.sound_of(telling[0]),
            tokens: Span::push(&mut self.token_codes, all),
            significant: Span::push(&mut self.token_codes, telling),
            nicknames: Span::push(&mut self.nickname_classes, nicknames.iter().copied()),
        };
        code
    }

    /// The code of a name that is in the dictionary.
    pub fn find(&self, text: &str) -> Option<NameCode> {
        self.texts.find(text)
    }

    fn sound_of(&self, token: NameCode) -> u32 {
        let text = std::str::from_utf8(self.text(token)).unwrap_or_default();
        let sound = self.encoder.encode(text);
        let sound = if sound.is_empty() { text } else { sound.as_str() };
        (hash64(sound.as_bytes()) as u32).max(1)
    }

    /// One past the largest code.
    pub(super) fn size(&self) -> usize {
        self.features.len()
    }

    /// The standard form: upper-case ASCII, tokens one space apart.
    pub fn text(&self, code: NameCode) -> &[u8] {
        self.texts.text(code)
    }

    /// Its tokens, each a name of its own.
    pub fn tokens(&self, code: NameCode) -> &[NameCode] {
        self.features[code as usize].tokens.of(&self.token_codes)
    }

    /// Its tokens without particles: what a surname is found by.
    pub fn significant(&self, code: NameCode) -> &[NameCode] {
        self.features[code as usize].significant.of(&self.token_codes)
    }

    /// The nickname classes of its first token.
    pub fn nicknames(&self, code: NameCode) -> &[u16] {
        self.features[code as usize].nicknames.of(&self.nickname_classes)
    }

    /// A hash of how its first telling token sounds (double metaphone, primary code); 0 for no name.
    pub fn sound(&self, code: NameCode) -> u32 {
        self.features[code as usize].sound
    }
}
