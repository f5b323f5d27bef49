//! How often somebody may try to sign in.
//!
//! In: failures by name and address. Out: whether the next try is let through. Must never: lock a user out
//! for good: whoever knows only the name must not be able to.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures that cost nothing.
const FREE: u32 = 5;

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Names and addresses that are remembered at most.
const REMEMBERED: usize = 10_000;

/// Failures of one name or address.
#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Failures {
    /// When the next try may be: after five failures a second later, then two, four …
    fn until(self) -> Instant {
        let doubling = self.count.saturating_sub(FREE);
        let wait = match doubling {
            0 => Duration::ZERO,
            _ => Duration::from_secs(1 << (doubling - 1).min(20)).min(LONGEST),
        };
        self.last + wait
    }
}

/// Who has failed how often.
#[derive(Default)]
pub struct Limiter {
    failures: Mutex<BTreeMap<String, Failures>>,
}

impl Limiter {
    /// How long somebody must wait before the next try; none if not at all.
    pub fn wait(&self, keys: &[&str], now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = keys.iter().filter_map(|key| failures.get(*key));
        waits
            .map(|failed| failed.until().saturating_duration_since(now))
            .max()
            .filter(|wait| !wait.is_zero())
    }

    /// Remembers a failure.
    pub fn failed(&self, keys: &[&str], now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= REMEMBERED {
            failures.retain(|_, failed| now.saturating_duration_since(failed.last) < LONGEST);
        }
        for key in keys {
            let known = failures.entry((*key).into()).or_insert(Failures { count: 0, last: now });
            // A quarter of an hour later nothing is held against anybody.
            let count =
                if now.saturating_duration_since(known.last) > LONGEST { 0 } else { known.count };
            *known = Failures { count: count + 1, last: now };
        }
    }

    /// Forgets the failures of one who has signed in.
    pub fn succeeded(&self, keys: &[&str]) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().for_each(|key| _ = failures.remove(*key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_failures_every_try_costs_twice_the_time() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        for _ in 0..5 {
            assert_eq!(limiter.wait(&["mfs"], start), None);
            limiter.failed(&["mfs"], start);
        }
        assert_eq!(limiter.wait(&["mfs"], start), None);
        limiter.failed(&["mfs"], start);
        assert_eq!(limiter.wait(&["mfs"], start), Some(Duration::from_secs(1)));
        limiter.failed(&["mfs"], start);
        assert_eq!(limiter.wait(&["mfs", "other"], start), Some(Duration::from_secs(2)));
        assert_eq!(limiter.wait(&["other"], start), None);
        assert_eq!(limiter.wait(&["mfs"], start + Duration::from_secs(3)), None);
        for _ in 0..40 {
            limiter.failed(&["mfs"], start);
        }
        assert_eq!(limiter.wait(&["mfs"], start), Some(LONGEST));
        limiter.succeeded(&["mfs"]);
        assert_eq!(limiter.wait(&["mfs"], start), None);
    }
}
