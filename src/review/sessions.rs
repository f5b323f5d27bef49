//! Who is signed in.
//!
//! In: names of users. Out: sessions, found by what their cookie says. Must never: keep the cookie itself,
//! outlive the time without a click, or survive a restart.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::secret::{digest_of, secret};
use crate::error::Result;

/// After so long everybody signs in again.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);

/// A session.
#[derive(Clone)]
pub struct Session {
    /// The user's name.
    pub user: String,
    /// The digest of the password's hash: with another password the session is over.
    pub password: [u8; 32],
    /// What the forms of the session carry, so that no other site can send one.
    pub form_token: String,
    begun: Instant,
    used: Instant,
}

/// All sessions, by the digest of their cookies.
pub struct Sessions {
    idle: Duration,
    open: Mutex<BTreeMap<[u8; 32], Session>>,
}

impl Sessions {
    /// Which end after so long without a click.
    pub fn new(idle: Duration) -> Sessions {
        Sessions { idle, open: Mutex::default() }
    }

    /// Begins one, by a password of this hash; what its cookie is to say.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn begin(&self, user: &str, password_hash: &str, now: Instant) -> Result<String> {
        let cookie = secret()?;
        let (user, password) = (user.into(), digest_of(password_hash));
        let session = Session { user, password, form_token: secret()?, begun: now, used: now };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| self.is_open(session, now));
        open.insert(digest_of(&cookie), session);
        Ok(cookie)
    }

    /// The session of a cookie. A click keeps it open; what a page asks for by itself does not.
    pub fn find(&self, cookie: &str, is_click: bool, now: Instant) -> Option<Session> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let key = digest_of(cookie);
        let session = open.get_mut(&key)?;
        if !self.is_open(session, now) {
            open.remove(&key);
            return None;
        }
        if is_click {
            session.used = now;
        }
        Some(session.clone())
    }

    /// Ends one.
    pub fn end(&self, cookie: &str) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&digest_of(cookie));
    }

    fn is_open(&self, session: &Session, now: Instant) -> bool {
        now.saturating_duration_since(session.used) < self.idle
            && now.saturating_duration_since(session.begun) < LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_session_ends_after_some_time_without_a_click_and_at_the_end_of_the_day() {
        let (sessions, start) = (Sessions::new(15 * MINUTE), Instant::now());
        let cookie = sessions.begin("mfs", "hash", start).unwrap();
        assert_eq!(sessions.find(&cookie, true, start + 14 * MINUTE).unwrap().user, "mfs");
        assert!(sessions.find(&cookie, true, start + 28 * MINUTE).is_some());
        assert!(sessions.find(&cookie, true, start + 44 * MINUTE).is_none());
        assert!(sessions.find(&cookie, true, start + 44 * MINUTE).is_none());
        // A page that asks for counts all the time does not keep it open.
        let cookie = sessions.begin("mfs", "hash", start).unwrap();
        for minute in 1..15 {
            assert!(sessions.find(&cookie, false, start + minute * MINUTE).is_some());
        }
        assert!(sessions.find(&cookie, false, start + 15 * MINUTE).is_none());
        let cookie = sessions.begin("mfs", "hash", start).unwrap();
        for minute in (0..720).step_by(10) {
            assert!(sessions.find(&cookie, true, start + minute * MINUTE).is_some());
        }
        assert!(sessions.find(&cookie, true, start + 725 * MINUTE).is_none());
    }

    #[test]
    fn a_session_that_has_ended_is_none() {
        let (sessions, now) = (Sessions::new(MINUTE), Instant::now());
        let (one, other) = (
            sessions.begin("mfs", "hash", now).unwrap(),
            sessions.begin("mfs", "hash", now).unwrap(),
        );
        sessions.end(&one);
        assert!(
            sessions.find(&one, true, now).is_none() && sessions.find(&other, true, now).is_some()
        );
        assert!(sessions.find("guessed", true, now).is_none());
    }
}
