//! Digests: names for content that are the same everywhere and for ever.
//!
//! In: bytes. Out: SHA-256 in hex, or an opaque id. Must never: depend on a clock or on order.

use sha2::{Digest as _, Sha256};

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of several parts, in hex. Each part's length goes in too, so that ("ab", "c") and
/// ("a", "bc") differ.
pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    hex(&hash_parts(parts))
}

/// A letter and 16 characters that stand for some content. 17 bytes, so that millions of them lie
/// side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id([u8; 17]);

impl Id {
    /// An id that was written as text; none if the text is no id.
    pub fn from_text(text: &str) -> Option<Id> {
        let bytes = text.as_bytes().try_into().ok()?;
        text.is_ascii().then_some(Id(bytes))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        // Made of ASCII alone.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// An id of 16 characters after a letter, from the content it names: 80 bits, so that ten million
/// ids collide with a chance of one in 24 billion.
pub fn id(letter: u8, content: &str) -> Id {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz"; // Crockford: no i, l, o, u
    let digest = hash_parts([content.as_bytes()]);
    let mut bits = [0u8; 16];
    bits[6..].copy_from_slice(&digest[..10]);
    let number = u128::from_be_bytes(bits);
    let mut id = [letter; 17];
    for (index, character) in id[1..].iter_mut().enumerate() {
        *character = ALPHABET[(number >> (75 - 5 * index) & 31) as usize];
    }
    Id(id)
}

/// A quick 64-bit hash (FNV-1a, then a mix), the same on every machine and in every release. For
/// keys and sampling; never for ids.
pub fn hash64(bytes: &[u8]) -> u64 {
    let fnv = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(fnv)
}

/// Spreads the bits of a number over all 64 (the finalizer of splitmix64).
pub fn mix(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

/// SHA-256 of several parts, as [`of_parts`].
pub fn hash_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(of_parts([b"ab".as_slice(), b"c"]), of_parts([b"a".as_slice(), b"bc"]));
    }

    #[test]
    fn an_id_is_a_letter_and_sixteen_characters_of_its_content() {
        assert_eq!(id(b'C', "rvrs-1").as_str().len(), 17);
        assert_eq!(id(b'C', "rvrs-1"), id(b'C', "rvrs-1"));
        assert_ne!(id(b'C', "rvrs-1"), id(b'C', "rvrs-2"));
    }
}
