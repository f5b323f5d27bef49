//! Values as they are meant: escapes undone, control characters taken out, the HL7 null as nothing.
//!
//! In: the text between two delimiters. Out: the value. Must never: panic at a broken escape, which
//! stays as it came, or let a control character through.

use std::borrow::Cow;

use super::charset::decode;
use super::syntax::Delimiters;

/// "Delete what you have": for one message by itself, nothing.
const NULL: &str = "\"\"";

/// The value of a text.
pub fn value<'m>(text: &'m str, delimiters: &Delimiters) -> Cow<'m, str> {
    let text = text.trim();
    if text == NULL {
        return Cow::Borrowed("");
    }
    // 0xC2 begins the control characters beyond ASCII, and some letters.
    let is_plain =
        |byte: u8| byte >= b' ' && byte != 0x7F && byte != 0xC2 && byte != delimiters.escape;
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let unescaped = unescaped(text, delimiters);
    let clean: String = unescaped.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Cow::Owned(clean.trim().to_string())
}

fn unescaped(text: &str, delimiters: &Delimiters) -> String {
    let escape = char::from(delimiters.escape);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(escape) {
        out.push_str(before);
        match after.split_once(escape) {
            Some((sequence, following)) if undo(sequence, delimiters, &mut out) => rest = following,
            _ => {
                out.push(escape);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Writes what an escape sequence stands for; false if it is none.
fn undo(sequence: &str, delimiters: &Delimiters, out: &mut String) -> bool {
    let byte = match sequence {
        "F" => delimiters.field,
        "S" => delimiters.component,
        "T" => delimiters.subcomponent,
        "R" => delimiters.repetition,
        "E" => delimiters.escape,
        "P" => b'#',
        // Highlighting says nothing of a person.
        "H" | "N" => return true,
        _ => return undo_longer(sequence, out),
    };
    out.push(char::from(byte));
    true
}

fn undo_longer(sequence: &str, out: &mut String) -> bool {
    let is_known = match sequence.split_at_checked(1) {
        Some(("X", hex)) => return undo_hex(hex, out),
        // Formatting; other character sets and what a site has agreed upon cannot be known here.
        Some(("." | "Z", _)) => true,
        Some(("C" | "M", hex)) => is_hex(hex),
        _ => false,
    };
    if is_known {
        out.push(' ');
    }
    is_known
}

fn undo_hex(hex: &str, out: &mut String) -> bool {
    if !is_hex(hex) || !hex.len().is_multiple_of(2) {
        return false;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
    let bytes: Vec<u8> =
        hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect();
    out.push_str(&decode(&bytes).0);
    true
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_broken_ones_stay() {
        for (text, meant) in [
            ("SILVA", "SILVA"),
            ("  SILVA ", "SILVA"),
            ("\"\"", ""),
            (r"A\F\B\S\C\T\D\R\E\E\F", r"A|B^C&D~E\F"),
            (r"A\P\B", "A#B"),
            (r"\H\SILVA\N\", "SILVA"),
            (r"12 ELM\.br\APT 3", "12 ELM APT 3"),
            (r"12 ELM\.sp3\APT 3", "12 ELM APT 3"),
            (r"Jos\XE9\", "José"),
            (r"Jos\XC3A9\", "José"),
            (r"A\X0D0A\B", "A  B"),
            (r"A\Zlocal\B", "A B"),
            (r"A\C2842\B\M2442\C", "A B C"),
            (r"A\Q\B", r"A\Q\B"),
            (r"A\XE\B", r"A\XE\B"),
            (r"A\XGG\B", r"A\XGG\B"),
            (r"A\X\B", r"A\X\B"),
            (r"A\B", r"A\B"),
            (r"A\", r"A\"),
            (r"\\", r"\\"),
            (r"A\Q\F\B", r"A\Q|B"),
            ("A\u{1}B\u{7f}C\u{85}D", "A B C D"),
            ("Âme", "Âme"),
            ("\t\n", ""),
        ] {
            assert_eq!(value(text, &Delimiters::USUAL), meant, "{text}");
        }
    }

    #[test]
    fn what_is_plain_is_not_copied() {
        assert!(matches!(value(" DE SOUSA ", &Delimiters::USUAL), Cow::Borrowed("DE SOUSA")));
    }
}
