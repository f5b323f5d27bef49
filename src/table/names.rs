//! The names of a run: each distinct standard form once, with everything that depends on it alone.
//!
//! Given names and surnames share one dictionary, so that "TRAN MINH" and "MINH TRAN" are seen to
//! be made of the same names without touching text.

use rayon::prelude::*;
use rphonetic::{DoubleMetaphone, Encoder};

use crate::digest::hash64;
use crate::standardize::{Rules, is_particle};
use crate::text::{Letters, Outline};
use crate::texts::Texts;

/// A name's number in the dictionary; 0 is no name.
pub type NameCode = u32;

/// No name: missing, placeholder or invalid.
pub const NO_NAME: NameCode = 0;

/// What comparisons ask of a name, in one cache line: nearly every name is short and has one token
/// and one nickname class at most, and needs no look elsewhere.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Features {
    tokens: Few<NameCode>,
    significant: Few<NameCode>,
    nicknames: Few<u16>,
    sound: u32,
    letters: Letters,
    len: u8,
    text: [u8; SHORT],
}

/// Letters of a name that has room among its features.
const SHORT: usize = 23;

/// Some items; a single one is here, others are in a list of all.
#[derive(Clone, Copy, Default)]
struct Few<T> {
    start: u32,
    len: u16,
    single: T,
}

impl<T: Copy> Few<T> {
    fn of<'a>(&'a self, all: &'a [T]) -> &'a [T] {
        if self.len == 1 {
            return std::slice::from_ref(&self.single);
        }
        &all[self.start as usize..self.start as usize + self.len as usize]
    }

    fn push(all: &mut Vec<T>, items: &[T], nothing: T) -> Few<T> {
        let start = all.len() as u32;
        if let &[single] = items {
            return Few { start, len: 1, single };
        }
        all.extend(items);
        Few { start, len: items.len() as u16, single: nothing }
    }
}

/// Every distinct name and its features.
pub struct Names {
    texts: Texts,
    features: Vec<Features>,
    token_codes: Vec<NameCode>,
    nickname_classes: Vec<u16>,
}

impl Default for Names {
    fn default() -> Self {
        Names {
            texts: Texts::default(),
            features: vec![Features::default()],
            token_codes: Vec::new(),
            nickname_classes: Vec::new(),
        }
    }
}

impl Names {
    /// The code of a name in its standard form, which is added if it is new. What its letters say of it
    /// is not known before these are read.
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
        let all: Vec<NameCode> = tokens.iter().map(|&(token, _)| token).collect();
        let mut telling: Vec<NameCode> =
            tokens.iter().filter(|(_, particle)| !particle).map(|&(token, _)| token).collect();
        if telling.is_empty() {
            telling.clone_from(&all);
        }
        let nicknames =
            text.split(' ').next().map_or(&[][..], |token| rules.nickname_classes(token));
        self.features[code as usize] = Features {
            tokens: Few::push(&mut self.token_codes, &all, NO_NAME),
            significant: Few::push(&mut self.token_codes, &telling, NO_NAME),
            nicknames: Few::push(&mut self.nickname_classes, nicknames, 0),
            ..Features::default()
        };
        code
    }

    /// Reads the letters of the names from code `first` on.
    pub(super) fn read_letters(&mut self, first: usize) {
        let (texts, token_codes) = (&self.texts, &self.token_codes);
        let first = first.max(1);
        self.features[first..].par_iter_mut().enumerate().for_each_init(
            DoubleMetaphone::default,
            |encoder, (place, features)| {
                let text = texts.text((first + place) as u32);
                if let Some(short) = features.text.get_mut(..text.len()) {
                    short.copy_from_slice(text);
                }
                features.len = text.len().min(usize::from(u8::MAX)) as u8;
                features.letters = Letters::of(text);
                let telling = features.significant.of(token_codes)[0];
                features.sound = sound_of(texts.text(telling), encoder);
            },
        );
    }

    /// Numbers the tokens by what they say: see [`super::ByText`].
    pub(super) fn number_tokens_by_text(&mut self) {
        let texts = &self.texts;
        let number = |code: NameCode| match code {
            NO_NAME => NO_NAME,
            code => (hash64(texts.text(code)) as u32).max(1),
        };
        let singles = self.features.iter_mut().map(|features| &mut features.significant.single);
        singles.chain(&mut self.token_codes).for_each(|code| *code = number(*code));
    }

    /// The code of a name that is in the dictionary.
    pub fn find(&self, text: &str) -> Option<NameCode> {
        self.texts.find(text)
    }

    /// All names in the order of their codes, no name first.
    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// One past the largest code.
    pub(super) fn size(&self) -> usize {
        self.features.len()
    }

    /// The standard form: upper-case ASCII, tokens one space apart.
    pub fn text(&self, code: NameCode) -> &[u8] {
        let features = &self.features[code as usize];
        match features.text.get(..usize::from(features.len)) {
            Some(text) => text,
            None => self.texts.text(code),
        }
    }

    /// Touches what is known of a name, so that the memory brings it; what it returns means nothing.
    pub fn touch(&self, code: NameCode) -> u32 {
        self.features[code as usize].sound
    }

    /// The standard form with the set of its letters.
    pub fn outline(&self, code: NameCode) -> Outline<'_> {
        Outline { text: self.text(code), letters: self.features[code as usize].letters }
    }

    /// Whether it is one token.
    pub fn is_single(&self, code: NameCode) -> bool {
        self.features[code as usize].tokens.len == 1
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

fn sound_of(token: &[u8], encoder: &DoubleMetaphone) -> u32 {
    let text = std::str::from_utf8(token).unwrap_or_default();
    let sound = encoder.encode(text);
    let sound = if sound.is_empty() { text } else { sound.as_str() };
    (hash64(sound.as_bytes()) as u32).max(1)
}
