//! Distances between two short texts or numbers: the kernels that every compared pair may run.
//!
//! In: two byte strings of ASCII, as standardization leaves names (a byte is a letter; other bytes
//! are treated as letters of their own). Out: a similarity or a count of typing errors, equal to
//! `strsim` to the last bit, several times as fast, without allocation for values of up to
//! [`KERNEL_BYTES`].
//!
//! Must never: know what a name is, fold or trim its input, or keep anything from one call for the
//! next.

mod jaro_winkler;
mod letters;
mod masks;
mod number;
mod osa;
#[cfg(test)]
mod samples;

pub use jaro_winkler::jaro_winkler;
pub use letters::{Letters, Outline, fewest_slips, greatest_similarity};
pub use number::is_one_slip;
pub use osa::{osa_distance, osa_within};

/// Bytes that fit the kernels' one machine word. Longer values are rare (in a registry's names none)
/// and go to `strsim`.
pub const KERNEL_BYTES: usize = 64;

/// How many bytes both begin with.
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y).count()
}

/// The bytes as text for `strsim`, one character a byte. Allocates: for long values only.
fn characters(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}
