//! Passwords: argon2id, with a salt of each user's own.
//!
//! In: a password. Out: a PHC string, or whether it is the one. Must never: keep a password, or answer
//! faster because there is no such user.

use std::sync::OnceLock;

use argon2::{Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _};

use crate::error::{Error, Result};

/// Characters of a password at least: longer is better than odder (NIST SP 800-63B).
pub const SHORTEST: usize = 12;

/// Characters at most: what is longer is no password.
const LONGEST: usize = 128;

/// The hash to keep of a new password.
///
/// # Errors
/// It is too short, too long, or the system gives no random numbers.
pub fn hash_password(password: &str) -> Result<String> {
    if password.chars().count() < SHORTEST {
        let problem = format!("password: give at least {SHORTEST} characters; a sentence is fine");
        return Err(Error::Usage(problem));
    }
    if password.chars().count() > LONGEST {
        return Err(Error::Usage(format!("password: give at most {LONGEST} characters")));
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| Error::Usage("password: cannot be hashed".into()))
}

/// Whether a password is the one whose hash was kept. Without a hash it takes as long to say no.
pub fn is_password(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: OnceLock<Option<String>> = OnceLock::new();
    let nobody = NOBODY.get_or_init(|| hash_password("nobody signs in with this").ok());
    let Some(text) = hash.or(nobody.as_deref()) else { return false };
    let Ok(parsed) = PasswordHash::new(text) else { return false };
    let is_short = password.chars().count() <= LONGEST;
    let is_right =
        is_short && Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    is_right && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let hash = hash_password("a sentence is fine").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(is_password("a sentence is fine", Some(&hash)));
        assert!(!is_password("a sentence is Fine", Some(&hash)));
        assert!(!is_password("nobody signs in with this", None));
        assert_ne!(hash, hash_password("a sentence is fine").unwrap());
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(hash_password("short").is_err());
        assert!(hash_password(&"ü".repeat(129)).is_err());
        assert!(hash_password(&"ü".repeat(128)).is_ok());
    }
}
