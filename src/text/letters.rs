//! What two texts can have in common at most, told from which letters they hold.
//!
//! In: the sets of letters, worked out once a text, and the lengths. Out: bounds of the distances.
//! Must never: promise less likeness than the distances themselves would find.

use super::jaro_winkler::most_alike;

/// Which letters a text holds: a bit each for A to Z, and one for everything else.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Letters(u32);

impl Letters {
    /// Of a text.
    pub fn of(text: &[u8]) -> Letters {
        const OTHER: u8 = 26;
        let bit = |byte: &u8| if byte.is_ascii_uppercase() { byte - b'A' } else { OTHER };
        Letters(text.iter().fold(0, |letters, byte| letters | 1 << bit(byte)))
    }

    fn without(self, other: Letters) -> usize {
        (self.0 & !other.0).count_ones() as usize
    }
}

/// A text as far as the bounds look at it.
#[derive(Clone, Copy)]
pub struct Outline<'a> {
    /// The text itself, of which only the first letters are looked at.
    pub text: &'a [u8],
    /// Its letters.
    pub letters: Letters,
}

/// Typing errors between two texts at the least: each letter that one alone holds takes one, and one
/// takes away at most one such letter on either side.
pub fn fewest_slips(a: Outline, b: Outline) -> usize {
    let letters = a.letters.without(b.letters).max(b.letters.without(a.letters));
    letters.max(a.text.len().abs_diff(b.text.len()))
}

/// Jaro–Winkler similarity of two texts at the most: a letter that the other lacks has no match.
pub fn greatest_similarity(a: Outline, b: Outline) -> f64 {
    let of_a = a.text.len() - a.letters.without(b.letters);
    let of_b = b.text.len() - b.letters.without(a.letters);
    most_alike(a.text, b.text, of_a.min(of_b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::samples::pairs;
    use crate::text::{jaro_winkler, osa_distance};
    use proptest::prelude::*;

    fn outline(text: &str) -> Outline<'_> {
        Outline { text: text.as_bytes(), letters: Letters::of(text.as_bytes()) }
    }

    #[test]
    fn names_of_other_letters_are_told_apart_unread() {
        let (silva, nguyen) = (outline("SILVA"), outline("NGUYEN"));
        assert_eq!(fewest_slips(silva, nguyen), 5);
        assert_eq!(greatest_similarity(silva, nguyen), 0.0);
        let (maria, marla) = (outline("MARIA"), outline("MARLA"));
        assert_eq!(fewest_slips(maria, marla), 1);
        assert!(greatest_similarity(maria, marla) < 1.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn no_distance_beats_its_bound((a, b) in pairs()) {
            let (x, y) = (a.as_bytes(), b.as_bytes());
            prop_assert!(osa_distance(x, y) >= fewest_slips(outline(&a), outline(&b)));
            prop_assert!(jaro_winkler(x, y) <= greatest_similarity(outline(&a), outline(&b)));
        }
    }
}
