//! Where two values differ, sign by sign.
//!
//! In: two values. Out: pieces of each that agree and that do not. Must never: call values different that
//! only their capitals tell apart.

use similar::{ChangeTag, TextDiff};

/// Longer values are shown whole.
const LONGEST: usize = 200;

/// A piece of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What stands there.
    pub text: String,
    /// Whether the other value has something else here.
    pub differs: bool,
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same, but for capitals.
    Same,
    /// The same thing written otherwise: "7 Concord St", "7 Concord Street". Only the engine can tell.
    Written,
    /// Not the same.
    Different,
    /// Only one is there.
    OneSided,
}

/// Compares two values; the pieces of each.
pub fn difference(a: &str, b: &str) -> (Likeness, [Vec<Piece>; 2]) {
    let whole = |text: &str, differs| {
        let piece = Piece { text: text.into(), differs };
        if text.is_empty() { Vec::new() } else { vec![piece] }
    };
    if a.is_empty() != b.is_empty() {
        return (Likeness::OneSided, [whole(a, false), whole(b, false)]);
    }
    let (folded_a, folded_b) = (a.to_lowercase(), b.to_lowercase());
    if folded_a == folded_b {
        return (Likeness::Same, [whole(a, false), whole(b, false)]);
    }
    // Some letters change their number when they are folded: then the places would not be theirs.
    let keeps_places = |text: &str, folded: &str| text.chars().count() == folded.chars().count();
    let is_short = a.len() <= LONGEST && b.len() <= LONGEST;
    if !is_short || !keeps_places(a, &folded_a) || !keeps_places(b, &folded_b) {
        return (Likeness::Different, [whole(a, true), whole(b, true)]);
    }
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    let (mut signs_a, mut signs_b) = (a.chars(), b.chars());
    for change in TextDiff::from_chars(folded_a.as_str(), folded_b.as_str()).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut of_a, signs_a.next(), false);
                push(&mut of_b, signs_b.next(), false);
            }
            ChangeTag::Delete => push(&mut of_a, signs_a.next(), true),
            ChangeTag::Insert => push(&mut of_b, signs_b.next(), true),
        }
    }
    (Likeness::Different, [of_a, of_b])
}

fn push(pieces: &mut Vec<Piece>, sign: Option<char>, differs: bool) {
    match pieces.last_mut() {
        Some(last) if last.differs == differs => last.text.extend(sign),
        _ => pieces.push(Piece { text: sign.into_iter().collect(), differs }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Brackets around what differs.
    fn marked(pieces: &[Piece]) -> String {
        let mark = |piece: &Piece| match piece.differs {
            true => format!("[{}]", piece.text),
            false => piece.text.clone(),
        };
        pieces.iter().map(mark).collect()
    }

    #[test]
    fn what_differs_is_marked_sign_by_sign() {
        for (a, b, likeness, marked_a, marked_b) in [
            ("Lucas", "LUCAS", Likeness::Same, "Lucas", "LUCAS"),
            ("Lucas", "Lukas", Likeness::Different, "Lu[c]as", "Lu[k]as"),
            ("2024-03-05", "2024-05-03", Likeness::Different, "2024-0[3-0]5", "2024-0[]5[-03]"),
            ("Amaral", "", Likeness::OneSided, "Amaral", ""),
            ("", "", Likeness::Same, "", ""),
        ] {
            let (found, [of_a, of_b]) = difference(a, b);
            assert_eq!(found, likeness, "{a} {b}");
            let strip = |text: String| text.replace(['[', ']'], "");
            assert_eq!(strip(marked(&of_a)), a);
            assert_eq!(strip(marked(&of_b)), b);
            if likeness != Likeness::Different || a == "Lucas" {
                assert_eq!((marked(&of_a).as_str(), marked(&of_b).as_str()), (marked_a, marked_b));
            }
        }
    }
}
