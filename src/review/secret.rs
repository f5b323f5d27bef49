//! What nobody can guess: names of sessions, tokens of forms and programs.
//!
//! In: the system's randomness. Out: text, and its digest, which is all that is kept. Must never: be
//! printed.

use sha2::{Digest as _, Sha256};

use crate::digest::hex;
use crate::error::{Error, Result};

/// 256 bits that nobody can guess, in hex.
///
/// # Errors
/// The system gives none.
pub fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|_| Error::Usage("the system gives no random numbers".into()))?;
    Ok(hex(&bytes))
}

/// A token for a program, and what is kept of it.
///
/// # Errors
/// The system gives no random numbers.
pub fn new_token() -> Result<(String, [u8; 32])> {
    let token = secret()?;
    let digest = digest_of(&token);
    Ok((token, digest))
}

/// What is kept of it.
pub fn digest_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether two secrets are the same, by their digests: how long it takes tells nothing of them.
pub fn is_same(one: &str, other: &str) -> bool {
    digest_of(one) == digest_of(other)
}
