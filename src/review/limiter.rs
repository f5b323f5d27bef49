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
    /// Begins a try, which counts as a failure of one of the keys until it succeeds; how long somebody must
    /// wait instead, if at all.
    pub fn begin(&self, keys: &[&str], counted: &str, now: Instant) -> Option<Duration> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = keys.iter().filter_map(|key| failures.get(*key));
        let waits = waits.map(|failed| failed.until().saturating_duration_since(now));
        let wait = waits.max().filter(|wait| !wait.is_zero());
        if wait.is_none() {
            count(&mut failures, counted, now);
        }
        wait
    }

    /// Remembers a failure.
    pub fn failed(&self, key: &str, now: Instant) {
        count(&mut self.failures.lock().unwrap_or_else(PoisonError::into_inner), key, now);
    }

    /// Forgets the failures of one who has signed in.
    pub fn succeeded(&self, keys: &[&str]) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().for_each(|key| _ = failures.remove(*key));
    }
}

fn count(failures: &mut BTreeMap<String, Failures>, key: &str, now: Instant) {
    if failures.len() >= REMEMBERED {
        failures.retain(|_, failed| now.saturating_duration_since(failed.last) < LONGEST);
    }
    let known = failures.entry(key.into()).or_insert(Failures { count: 0, last: now });
    // A quarter of an hour later nothing is held against anybody.
    let before = if now.saturating_duration_since(known.last) > LONGEST { 0 } else { known.count };
    *known = Failures { count: before + 1, last: now };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_failures_every_try_costs_twice_the_time() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        let begin = |seconds| limiter.begin(&["mfs"], "mfs", start + Duration::from_secs(seconds));
        for _ in 0..6 {
            assert_eq!(begin(0), None);
        }
        assert_eq!(begin(0), Some(Duration::from_secs(1)));
        assert_eq!(begin(1), None);
        assert_eq!(begin(1), Some(Duration::from_secs(2)));
        assert_eq!(limiter.begin(&["mfs", "other"], "other", start), Some(Duration::from_secs(3)));
        assert_eq!(limiter.begin(&["other"], "other", start), None);
        (0..40).for_each(|_| limiter.failed("mfs", start));
        assert_eq!(begin(0), Some(LONGEST), "and never longer");
        limiter.succeeded(&["mfs"]);
        assert_eq!(begin(0), None);
    }

    #[test]
    fn a_quarter_of_an_hour_later_nothing_is_held_against_anybody() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        (0..40).for_each(|_| limiter.failed("mfs", start));
        let later = start + LONGEST + Duration::from_secs(1);
        for _ in 0..6 {
            assert_eq!(limiter.begin(&["mfs"], "mfs", later), None);
        }
        assert_eq!(limiter.begin(&["mfs"], "mfs", later), Some(Duration::from_secs(1)));
    }
}
