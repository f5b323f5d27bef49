//! Who has which question before them, so that no two people decide the same one.
//!
//! In: questions and users. Out: whose a question is. Must never: hold one for somebody who has left.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::registry::RecordPair;

/// How long a question is somebody's after the last look at it.
const LEASE: Duration = Duration::from_secs(10 * 60);

/// A user's name and until when.
type Lease = (String, Instant);

/// All leases.
#[derive(Default)]
pub struct Leases {
    taken: Mutex<BTreeMap<RecordPair, Lease>>,
}

impl Leases {
    /// Takes a question, or keeps it; the name of whoever has it if that is somebody else.
    pub fn take(&self, pair: RecordPair, user: &str, now: Instant) -> Result<(), String> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get(&pair) {
            Some((holder, until)) if holder != user && *until > now => Err(holder.clone()),
            _ => {
                // Whoever takes one lets go of the one before.
                taken.retain(|_, (holder, until)| *until > now && holder != user);
                taken.insert(pair, (user.into(), now + LEASE));
                Ok(())
            }
        }
    }

    /// Whether somebody else has it.
    pub fn is_anothers(&self, pair: RecordPair, user: &str, now: Instant) -> bool {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.get(&pair).is_some_and(|(holder, until)| holder != user && *until > now)
    }

    /// Lets go of a question.
    pub fn release(&self, pair: RecordPair, user: &str) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.get(&pair).is_some_and(|(holder, _)| holder == user) {
            taken.remove(&pair);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_one_persons_until_they_go_on_or_leave() {
        let (leases, now) = (Leases::default(), Instant::now());
        let (one, other) = (RecordPair::new(1, 2), RecordPair::new(3, 4));
        assert_eq!(leases.take(one, "ada", now), Ok(()));
        assert_eq!(leases.take(one, "mfs", now), Err("ada".into()));
        assert_eq!(leases.take(one, "ada", now), Ok(()));
        assert!(leases.is_anothers(one, "mfs", now) && !leases.is_anothers(one, "ada", now));
        // She goes on to the next.
        assert_eq!(leases.take(other, "ada", now), Ok(()));
        assert_eq!(leases.take(one, "mfs", now), Ok(()));
        assert_eq!(leases.take(other, "mfs", now + LEASE), Ok(()));
        leases.release(other, "ada");
        assert!(leases.is_anothers(other, "ada", now + LEASE));
        leases.release(other, "mfs");
        assert!(!leases.is_anothers(other, "ada", now + LEASE));
    }
}
