//! Bytes as text: UTF-8, else Latin-1.
//!
//! In: bytes. Out: text, and whether they were UTF-8. Must never: fail, or lose a letter that a sender
//! on Windows may write.

use std::borrow::Cow;

/// The text, and whether it is UTF-8. What is not is read as Latin-1, with the letters and quotes that
/// Windows has put in the places of its control characters.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), true),
        Err(_) => (Cow::Owned(bytes.iter().map(|&byte| letter(byte)).collect()), false),
    }
}

fn letter(byte: u8) -> char {
    match byte {
        0x8A => 'Š',
        0x8C => 'Œ',
        0x8E => 'Ž',
        0x91 => '\u{2018}',
        0x92 => '\u{2019}',
        0x96 => '\u{2013}',
        0x97 => '\u{2014}',
        0x9A => 'š',
        0x9C => 'œ',
        0x9E => 'ž',
        0x9F => 'Ÿ',
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn text_is_utf_8_or_else_latin_1() {
        for (bytes, text, is_utf_8) in [
            (&b"SILVA"[..], "SILVA", true),
            ("PEÑA".as_bytes(), "PEÑA", true),
            (b"PE\xD1A", "PEÑA", false),
            (b"O\x92BRIEN \x8EUPAN", "O\u{2019}BRIEN ŽUPAN", false),
        ] {
            assert_eq!(decode(bytes), (text.into(), is_utf_8));
        }
    }
}
