//! Optimal string alignment: the number of typing errors between two values.
//!
//! In: two values. Out: a count. Must never: differ from `strsim::osa_distance`.

use super::masks::{Masks, with_masks};
use super::{KERNEL_BYTES, characters, common_prefix};

/// The fewest insertions, deletions, substitutions and swaps of neighbours that turn one value into
/// the other, no byte being edited twice. A column of the table of distances is two words of
/// differences (Hyyrö 2003, the bit-vector algorithm with transposition).
pub fn osa_distance(a: &[u8], b: &[u8]) -> usize {
    let (a, b) = differing(a, b);
    let (pattern, other) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    match pattern.len() {
        0 => other.len(),
        // Nothing at either end is equal, so the one byte is at best found inside.
        1 => other.len() - usize::from(other.contains(&pattern[0])),
        2..=KERNEL_BYTES => {
            with_masks(pattern, 0, |masks| bit_parallel(masks, pattern.len(), other))
        }
        _ => strsim::osa_distance(&characters(pattern), &characters(other)),
    }
}

/// Whether at most `max` typing errors lie between the two; see [`osa_distance`].
pub fn osa_within(a: &[u8], b: &[u8], max: usize) -> bool {
    // Each error changes the length by one at most.
    a.len().abs_diff(b.len()) <= max && osa_distance(a, b) <= max
}

/// Both values without what they begin and end with alike: it costs nothing to align, and most
/// pairs that are worth comparing have little else.
fn differing<'a>(a: &'a [u8], b: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let prefix = common_prefix(a, b);
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (&a[..a.len() - suffix], &b[..b.len() - suffix])
}

/// Names are those of the paper: `vp`, `vn` hold where a column grows or shrinks downwards by one,
/// `hp`, `hn` the same towards the next column, `d0` where the diagonal stays equal.
#[inline(always)]
fn bit_parallel(masks: &Masks, length: usize, other: &[u8]) -> usize {
    let (mut vp, mut vn, mut d0, mut before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
    let mut distance = length;
    let last = length - 1;
    for &byte in other {
        let equal = masks.of(byte);
        let swapped = ((!d0 & equal) << 1) & before;
        d0 = ((equal & vp).wrapping_add(vp) ^ vp) | equal | vn | swapped;
        let hp = vn | !(d0 | vp);
        let hn = d0 & vp;
        distance += (hp >> last & 1) as usize;
        distance -= (hn >> last & 1) as usize;
        let (hp, hn) = (hp << 1 | 1, hn << 1);
        vp = hn | !(d0 | hp);
        vn = hp & d0;
        before = equal;
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::samples::{pairs, values};
    use proptest::prelude::*;

    fn check(a: &str, b: &str) {
        let expected = strsim::osa_distance(a, b);
        assert_eq!(osa_distance(a.as_bytes(), b.as_bytes()), expected, "{a:?} {b:?}");
        for max in 0..4 {
            assert_eq!(osa_within(a.as_bytes(), b.as_bytes(), max), expected <= max);
        }
    }

    #[test]
    fn known_distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "ABC", 3),
            ("MARTHA", "MARHTA", 1),
            ("GONZALEZ", "GONZALES", 1),
            ("CA", "ABC", 3),
            ("SMITH", "SMYTHE", 2),
        ] {
            assert_eq!(osa_distance(a.as_bytes(), b.as_bytes()), expected, "{a:?} {b:?}");
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
    }
}
