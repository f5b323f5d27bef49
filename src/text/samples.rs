//! Values for the kernels' tests: any ASCII, nearly equal, longer than a word, empty.

use std::ops::Range;

use proptest::prelude::*;

/// Pairs of all kinds: a small alphabet makes matches, repeats and swaps common.
pub(super) fn pairs() -> impl Strategy<Value = (String, String)> {
    let any = ("[\\x00-\\x7f]{0,80}", "[\\x00-\\x7f]{0,80}");
    let alike = ("[ABC]{0,12}", "[ABC]{0,12}");
    let long = ("[A-D]{50,90}", "[A-D]{50,90}");
    let names = ("[A-Z' -]{0,20}", "[A-Z' -]{0,20}");
    prop_oneof![any, alike, long, names, near()]
}

/// A value and the same value after up to four typing errors.
fn near() -> impl Strategy<Value = (String, String)> {
    let errors = prop::collection::vec((0..4_u8, any::<prop::sample::Index>(), b'A'..=b'F'), 0..5);
    (prop_oneof!["[A-Z]{1,20}", "[A-F]{1,80}"], errors).prop_map(|(value, errors)| {
        let mut bytes = value.clone().into_bytes();
        for (kind, at, letter) in errors {
            mistype(&mut bytes, kind, at, letter);
        }
        (value, bytes.into_iter().map(char::from).collect())
    })
}

fn mistype(bytes: &mut Vec<u8>, kind: u8, at: prop::sample::Index, letter: u8) {
    if bytes.is_empty() || kind == 0 {
        return bytes.insert(at.index(bytes.len() + 1), letter);
    }
    let at = at.index(bytes.len());
    match kind {
        1 => drop(bytes.remove(at)),
        2 => bytes[at] = letter,
        _ => {
            let next = (at + 1) % bytes.len();
            bytes.swap(at, next);
        }
    }
}

/// A few patterns of each length.
pub(super) fn values(lengths: Range<usize>) -> impl Iterator<Item = String> + Clone {
    lengths.flat_map(|length| {
        [2, 3, 7, 26]
            .into_iter()
            .map(move |step| (0..length).map(|i| char::from(b'A' + (i * i % step) as u8)).collect())
    })
}
