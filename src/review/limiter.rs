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
    /// A user's name and where a request comes from: others who know the name keep its owner out nowhere else.
    NameFrom(String, String),
    /// A user's name, wherever requests come from.
    Name(String),
    /// Where a request comes from: a whole hospital, perhaps.
    Address(String),
}

impl Key {
    /// Failures that cost nothing.
    fn free(&self) -> u32 {
        match self {
            Key::NameFrom(..) => 5,
            Key::Address(_) => 50,
            Key::Name(_) => 200,
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
    /// Begins a try, which counts as a failure of those keys that name a user until it succeeds; how long
    /// somebody must wait instead, if at all.
    pub fn begin(&self, keys: &[Key], now: Instant) -> Option<Duration> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let until = |key: &Key| Some(failures.get(key)?.until(key.free()));
        let until = keys.iter().filter_map(until).max();
        let wait = until.map(|until| until.saturating_duration_since(now));
        let wait = wait.filter(|wait| !wait.is_zero());
        if wait.is_none() {
            let is_of_name = |key: &&Key| !matches!(key, Key::Address(_));
            keys.iter().filter(is_of_name).for_each(|key| count(&mut failures, key, now));
        }
        wait
    }

    /// Remembers a failure.
    pub fn failed(&self, key: &Key, now: Instant) {
        count(&mut self.failures.lock().unwrap_or_else(PoisonError::into_inner), key, now);
    }

    /// Forgets the failures of one who has signed in from there, and one of the others: who has an account
    /// could else try others' for ever.
    pub fn succeeded(&self, keys: &[Key]) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            match key {
                Key::NameFrom(..) => _ = failures.remove(key),
                _ => {
                    if let Some(known) = failures.get_mut(key) {
                        known.count = known.count.saturating_sub(1);
                    }
                }
            }
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

    fn keys(name: &str, from: &str) -> [Key; 3] {
        let (name, from) = (name.to_string(), from.to_string());
        [Key::NameFrom(name.clone(), from.clone()), Key::Name(name), Key::Address(from)]
    }

    #[test]
    fn after_five_failures_every_try_costs_twice_the_time() {
        let (limiter, start, mfs) = (Limiter::default(), Instant::now(), keys("mfs", "here"));
        let begin = |seconds| limiter.begin(&mfs, start + Duration::from_secs(seconds));
        for _ in 0..6 {
            assert_eq!(begin(0), None);
        }
        assert_eq!(begin(0), Some(Duration::from_secs(1)));
        assert_eq!(begin(1), None);
        assert_eq!(begin(1), Some(Duration::from_secs(2)));
        assert_eq!(limiter.begin(&keys("other", "here"), start), None, "nobody else waits");
        let later = start + Duration::from_secs(3);
        assert_eq!(limiter.begin(&keys("mfs", "there"), later), None, "nor the owner, elsewhere");
        (0..40).for_each(|_| limiter.failed(&mfs[0], start));
        assert_eq!(begin(0), Some(LONGEST), "and never longer");
        limiter.succeeded(&mfs);
        assert_eq!(begin(3), None);
    }

    #[test]
    fn an_address_that_tries_many_names_waits_and_one_account_does_not_help_it() {
        let (limiter, now, mfs) = (Limiter::default(), Instant::now(), keys("mfs", "here"));
        (0..52).for_each(|_| limiter.failed(&mfs[2], now));
        assert_eq!(limiter.begin(&mfs, now), Some(Duration::from_secs(2)));
        limiter.succeeded(&mfs);
        assert_eq!(limiter.begin(&mfs, now), Some(Duration::from_secs(1)));
    }

    #[test]
    fn a_name_that_is_tried_from_everywhere_waits_too() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for number in 0..201 {
            assert_eq!(limiter.begin(&keys("mfs", &number.to_string()), now), None);
        }
        assert!(limiter.begin(&keys("mfs", "elsewhere"), now).is_some());
    }

    #[test]
    fn a_quarter_of_an_hour_later_nothing_is_held_against_anybody() {
        let (limiter, start, mfs) = (Limiter::default(), Instant::now(), keys("mfs", "here"));
        (0..40).for_each(|_| limiter.failed(&mfs[0], start));
        let later = start + LONGEST + Duration::from_secs(1);
        for _ in 0..6 {
            assert_eq!(limiter.begin(&mfs, later), None);
        }
        assert_eq!(limiter.begin(&mfs, later), Some(Duration::from_secs(1)));
    }
}
