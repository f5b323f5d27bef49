//! How often somebody may try to sign in.
//!
//! In: failures by name and address. Out: whether the next try is let through. Must never: lock a user out
//! for good: whoever knows only the name must not be able to.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Names and addresses that are remembered at most.
const REMEMBERED: usize = 10_000;

/// Whose failures are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A user's name.
    Name(String),
    /// Where a request comes from: a whole hospital, perhaps.
    Address(String),
}

impl Key {
    /// Failures that cost nothing.
    fn free(&self) -> u32 {
        match self {
            Key::Name(_) => 5,
            Key::Address(_) => 50,
        }
    }
}

/// Failures of one name or address.
#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Failures {
    /// When the next try may be: after the free failures a second later, then two, four …
    fn until(self, free: u32) -> Instant {
        let doubling = self.count.saturating_sub(free);
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
    failures: Mutex<BTreeMap<Key, Failures>>,
}

impl Limiter {
    /// Begins a try, which counts as a failure of the name until it succeeds; how long somebody must wait
    /// instead, if at all.
    pub fn begin(&self, name: &Key, address: &Key, now: Instant) -> Option<Duration> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let until = |key: &Key| Some(failures.get(key)?.until(key.free()));
        let until = [name, address].into_iter().filter_map(until).max();
        let wait = until.map(|until| until.saturating_duration_since(now));
        let wait = wait.filter(|wait| !wait.is_zero());
        if wait.is_none() {
            count(&mut failures, name, now);
        }
        wait
    }

    /// Remembers a failure.
    pub fn failed(&self, key: &Key, now: Instant) {
        count(&mut self.failures.lock().unwrap_or_else(PoisonError::into_inner), key, now);
    }

    /// Forgets the failures of one who has signed in, and one of those of the address: who has an account
    /// could else try others' for ever.
    pub fn succeeded(&self, name: &Key, address: &Key) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(name);
        if let Some(known) = failures.get_mut(address) {
            known.count = known.count.saturating_sub(1);
        }
    }
}

fn count(failures: &mut BTreeMap<Key, Failures>, key: &Key, now: Instant) {
    if failures.len() >= REMEMBERED {
        failures.retain(|_, failed| now.saturating_duration_since(failed.last) < LONGEST);
    }
    let known = failures.entry(key.clone()).or_insert(Failures { count: 0, last: now });
    // A quarter of an hour later nothing is held against anybody.
    let before = if now.saturating_duration_since(known.last) > LONGEST { 0 } else { known.count };
    *known = Failures { count: before + 1, last: now };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (Key, Key) {
        (Key::Name("mfs".into()), Key::Address("127.0.0.1".into()))
    }

    #[test]
    fn after_five_failures_every_try_costs_twice_the_time() {
        let (limiter, start, (name, address)) = (Limiter::default(), Instant::now(), keys());
        let begin = |seconds| limiter.begin(&name, &address, start + Duration::from_secs(seconds));
        for _ in 0..6 {
            assert_eq!(begin(0), None);
        }
        assert_eq!(begin(0), Some(Duration::from_secs(1)));
        assert_eq!(begin(1), None);
        assert_eq!(begin(1), Some(Duration::from_secs(2)));
        let other = Key::Name("other".into());
        assert_eq!(limiter.begin(&other, &address, start), None, "nobody else waits");
        (0..40).for_each(|_| limiter.failed(&name, start));
        assert_eq!(begin(0), Some(LONGEST), "and never longer");
        limiter.succeeded(&name, &address);
        assert_eq!(begin(0), None);
    }

    #[test]
    fn an_address_that_tries_many_names_waits_and_one_account_does_not_help_it() {
        let (limiter, now, (name, address)) = (Limiter::default(), Instant::now(), keys());
        (0..52).for_each(|_| limiter.failed(&address, now));
        assert_eq!(limiter.begin(&name, &address, now), Some(Duration::from_secs(2)));
        limiter.succeeded(&name, &address);
        assert_eq!(limiter.begin(&name, &address, now), Some(Duration::from_secs(1)));
    }

    #[test]
    fn a_quarter_of_an_hour_later_nothing_is_held_against_anybody() {
        let (limiter, start, (name, address)) = (Limiter::default(), Instant::now(), keys());
        (0..40).for_each(|_| limiter.failed(&name, start));
        let later = start + LONGEST + Duration::from_secs(1);
        for _ in 0..6 {
            assert_eq!(limiter.begin(&name, &address, later), None);
        }
        assert_eq!(limiter.begin(&name, &address, later), Some(Duration::from_secs(1)));
    }
}
