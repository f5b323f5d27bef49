//! Jaro–Winkler similarity, a word of 64 positions at a time.
//!
//! In: two values. Out: 0 (nothing in common) to 1 (equal). Must never: differ from
//! `strsim::jaro_winkler`, by which the figures of every other linkage tool can be checked.

use super::masks::{Masks, with_masks};
use super::{KERNEL_BYTES, characters, common_prefix};

/// How similar two values are, in favour of those that begin alike (Winkler 1990).
///
/// Jaro's part is `(m/|a| + m/|b| + (m - t)/m) / 3`: `m` bytes match, each one to the first free
/// equal byte at most `max(|a|, |b|)/2 - 1` positions away, and `t` is half the number of matches
/// that stand in another order. Above 0.7 it gains `0.1 · p · (1 - jaro)`, where `p` counts the
/// equal first bytes, at most four. Two empty values are equal.
///
/// Symmetric: windows of one width that move along make the first free byte the same choice from
/// either side, and the formula's terms commute.
pub fn jaro_winkler(a: &[u8], b: &[u8]) -> f64 {
    let prefix = common_prefix(a, b);
    if prefix == a.len() && prefix == b.len() {
        return 1.0;
    }
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a.len() > KERNEL_BYTES || b.len() > KERNEL_BYTES {
        return strsim::jaro_winkler(&characters(a), &characters(b));
    }
    let (matches, out_of_order) = matches(a, b, prefix);
    winkler(jaro(matches, out_of_order / 2, a.len(), b.len()), prefix)
}

/// How similar two values are at the most, of which no more than so many bytes match.
pub(super) fn most_alike(a: &[u8], b: &[u8], matches: usize) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    winkler(jaro(matches, 0, a.len(), b.len()), common_prefix(a, b))
}

/// Matching bytes, and how many of them stand in another order.
#[inline(always)]
fn matches(a: &[u8], b: &[u8], prefix: usize) -> (usize, usize) {
    // Equal first bytes match each other in order, whatever follows: they need no table.
    let matched = with_masks(&b[prefix..], prefix, |masks| Matched::walk(a, b, prefix, masks));
    (matched.count, matched.out_of_order(b, prefix))
}

/// The matches found walking along `a`.
struct Matched {
    /// How many, the common prefix included.
    count: usize,
    /// The bytes of `a` that matched, in its order; those of the prefix are left out as zeros.
    bytes: [u8; KERNEL_BYTES],
    /// The positions of `b` that they matched, the prefix left out.
    taken: u64,
}

impl Matched {
    #[inline(always)]
    fn walk(a: &[u8], b: &[u8], prefix: usize, masks: &Masks) -> Matched {
        let mut found = Matched { count: prefix, bytes: [0; KERNEL_BYTES], taken: 0 };
        let mut window = Window::at(prefix, (a.len().max(b.len()) / 2).saturating_sub(1));
        for &byte in &a[prefix..] {
            let free = masks.of(byte) & window.positions & !found.taken;
            // No branch on whether there is a match: names make it a coin toss, and a wrong guess
            // costs more than the store that the next match overwrites.
            found.bytes[found.count % KERNEL_BYTES] = byte;
            found.count += usize::from(free != 0);
            found.taken |= free & free.wrapping_neg();
            window.advance();
        }
        found
    }

    #[inline(always)]
    fn out_of_order(&self, b: &[u8], prefix: usize) -> usize {
        let mut taken = self.taken;
        let mut out_of_order = 0;
        for &byte in &self.bytes[prefix..self.count] {
            out_of_order += usize::from(b[taken.trailing_zeros() as usize] != byte);
            taken &= taken.wrapping_sub(1);
        }
        out_of_order
    }
}

/// The positions of `b` that are near enough to the current one of `a`.
struct Window {
    positions: u64,
    /// Steps until the lower end leaves position 0.
    reach: usize,
}

impl Window {
    #[inline(always)]
    fn at(position: usize, range: usize) -> Window {
        // At most 63 positions: the range is at most 64/2 - 1.
        let whole = (1_u64 << (2 * range + 1)) - 1;
        let positions = match position.checked_sub(range) {
            Some(from) => whole << from,
            None => whole >> (range - position),
        };
        Window { positions, reach: range.saturating_sub(position) }
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.positions = self.positions << 1 | u64::from(self.reach > 0);
        self.reach = self.reach.saturating_sub(1);
    }
}

// The two formulas are written term by term as strsim writes them: another order of operations
// would differ in the last bit.

fn jaro(matches: usize, transpositions: usize, a: usize, b: usize) -> f64 {
    if matches == 0 {
        return 0.0;
    }
    let m = matches as f64;
    (m / a as f64 + m / b as f64 + (matches - transpositions) as f64 / m) / 3.0
}

fn winkler(jaro: f64, prefix: usize) -> f64 {
    if jaro <= 0.7 {
        return jaro;
    }
    jaro + 0.1 * prefix.min(4) as f64 * (1.0 - jaro)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::samples::{pairs, values};
    use proptest::prelude::*;

    fn check(a: &str, b: &str) {
        let ours = jaro_winkler(a.as_bytes(), b.as_bytes());
        assert_eq!(ours.to_bits(), strsim::jaro_winkler(a, b).to_bits(), "{a:?} {b:?}");
    }

    #[test]
    fn winklers_examples() {
        for (a, b, expected) in [
            ("MARTHA", "MARHTA", 0.961),
            ("DIXON", "DICKSONX", 0.813),
            ("DWAYNE", "DUANE", 0.84),
            ("", "", 1.0),
            ("", "A", 0.0),
            ("A", "A", 1.0),
            ("A", "B", 0.0),
        ] {
            let ours = jaro_winkler(a.as_bytes(), b.as_bytes());
            assert!((ours - expected).abs() < 0.001, "{a:?} {b:?}: {ours}");
            check(a, b);
        }
    }

    #[test]
    fn equals_strsim_at_the_edge_of_the_word() {
        for (a, b) in values(62..67).flat_map(|a| values(62..67).map(move |b| (a.clone(), b))) {
            check(&a, &b);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn equals_strsim((a, b) in pairs()) {
            check(&a, &b);
        }

        #[test]
        fn is_symmetric((a, b) in pairs()) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(jaro_winkler(a, b).to_bits(), jaro_winkler(b, a).to_bits());
        }
    }
}
