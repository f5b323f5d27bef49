//! Many reviewers at once: every answer that was acknowledged is in the registry once, whatever nights run
//! beside them and wherever the server is killed; and how long they wait.
//!
//! The long ones are ignored: an hour of reviewers and nights (SELFSAME_MINUTES for another time), and twenty
//! reviewers over a large registry (SELFSAME_REGISTRY: a copy of it, which is written to; SELFSAME_DECISIONS:
//! how many, 100,000 by default).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use selfsame::registry::Registry;

use crate::deliveries::{Deliveries, rows};
use crate::desk_harness::{Desk, PASSWORD, Page, Visitor};
use crate::harness::{AS_OF, Work};

/// What reviewers have done and how long they have waited.
#[derive(Default)]
struct Shift {
    /// The reasons of the answers that were acknowledged: each is one answer's.
    kept: Mutex<Vec<String>>,
    /// Answers to what somebody else had answered, or a night had changed, meanwhile.
    stale: Mutex<usize>,
    /// Milliseconds by what was asked for.
    waits: Mutex<BTreeMap<&'static str, Vec<f64>>>,
    over: AtomicBool,
}

impl Shift {
    fn timed(&self, what: &'static str, ask: impl FnOnce() -> Page) -> Page {
        let begun = Instant::now();
        let page = ask();
        let wait = begun.elapsed().as_secs_f64() * 1000.0;
        self.waits.lock().unwrap().entry(what).or_default().push(wait);
        assert!(page.status < 500, "{what}: {} {}", page.status, page.body);
        page
    }

    fn kept(&self) -> usize {
        self.kept.lock().unwrap().len()
    }

    /// Answers one question after the other and thinks better of each, until the shift is over.
    fn review(&self, visitor: &Visitor, name: &str, pause: Duration) {
        for number in 0.. {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            if number % 10 == 0 {
                self.timed("queue", || visitor.get("/"));
            }
            let next = self.timed("next", || visitor.get("/next")).header("location").to_string();
            if next == "/" {
                sleep(Duration::from_millis(20));
                continue;
            }
            for answer in ["same", "different"] {
                let page = self.timed("question", || visitor.get(&next));
                let is_answered = page.body.contains("does not ask this question now");
                if !page.body.contains("name=\"answer\"") || (answer == "same" && is_answered) {
                    break;
                }
                let (seen, reason) = (page.hidden("seen"), format!("{name} {number} {answer}"));
                let form = [("answer", answer), ("seen", &seen), ("reason", &reason)];
                match self.timed("answer", || visitor.post(&next, &form)).status {
                    303 => self.kept.lock().unwrap().push(reason),
                    409 => *self.stale.lock().unwrap() += 1,
                    other => panic!("{other}"),
                }
                sleep(pause);
            }
        }
    }

    /// Every acknowledged answer is there, once; beyond them are those that a crash kept from being told.
    #[track_caller]
    fn is_in(&self, registry: &Registry, crashes: usize) {
        let answers = registry.view().last_answers(None, u32::MAX).unwrap();
        let there: Vec<String> = answers.into_iter().map(|answer| answer.reason).collect();
        let distinct: BTreeSet<&String> = there.iter().collect();
        assert_eq!(distinct.len(), there.len(), "an answer is there twice");
        let kept = self.kept.lock().unwrap();
        let lost: Vec<&String> = kept.iter().filter(|one| !distinct.contains(one)).collect();
        assert!(lost.is_empty(), "{} answers are lost: {:?}", lost.len(), lost.first());
        assert!(there.len() - kept.len() <= crashes, "{} and {}", there.len(), kept.len());
    }

    fn tell(&self, what: &str, seconds: f64) {
        let (kept, stale) = (self.kept(), *self.stale.lock().unwrap());
        eprintln!("{what}: {kept} answers in {seconds:.0} s, {stale} came too late");
        for (what, waits) in self.waits.lock().unwrap().iter_mut() {
            waits.sort_by(f64::total_cmp);
            let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
            let (half, most, last) = (at(0.5), at(0.99), at(1.0));
            eprintln!(
                "  {what}: {} times, median {half:.1} ms, p99 {most:.1} ms, most {last:.1} ms",
                waits.len()
            );
        }
    }
}

/// Adds reviewers who may see everybody.
fn hire(place: &Deliveries, count: usize) -> Vec<String> {
    let names: Vec<String> = (0..count).map(|number| format!("load{number}")).collect();
    for name in &names {
        let add = ["registry", "user", "add", "--registry", "registry.db", "--role", "supervisor"];
        place.work.run_with([&add[..], &["--name", name]].concat(), PASSWORD).succeeds();
    }
    names
}

#[test]
fn reviewers_at_once_lose_and_double_nothing_though_the_server_is_killed() {
    let mut desk = Desk::open();
    let names = hire(&desk.place, 4);
    let mut begun = 0;
    for killed in [true, false] {
        let shift = Shift::default();
        let visitors: Vec<Visitor> = names.iter().map(|name| desk.signed_in(name)).collect();
        scope(|scope| {
            for (visitor, name) in visitors.iter().zip(&names) {
                let (shift, name) = (&shift, format!("{name} {killed}"));
                // Killed, the server does not answer any more, and the reviewer's thread ends with it.
                scope.spawn(move || {
                    let review = || shift.review(visitor, &name, Duration::ZERO);
                    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(review));
                    assert!(ended.is_ok() || killed);
                });
            }
            while shift.kept() < 20 {
                sleep(Duration::from_millis(1));
            }
            if killed {
                desk.crashes();
            }
            shift.over.store(true, Ordering::Relaxed);
        });
        // Answers of the first shift are told of by its reasons; those of the second come beside them.
        begun += shift.kept();
        let others = if killed { names.len() } else { begun };
        shift.is_in(&desk.place.registry(), others);
        if killed {
            desk.crashes_and_is_started_again();
        }
    }
    desk.place.is_sound();
}

#[test]
#[ignore = "an hour; SELFSAME_MINUTES for another time"]
fn an_hour_of_reviewers_and_nights_loses_nothing_and_shows_nobody_an_error() {
    const REVIEWERS: usize = 6;
    const NIGHTS: usize = 240;
    let minutes = std::env::var("SELFSAME_MINUTES").ok().and_then(|text| text.parse().ok());
    let time = Duration::from_secs(60 * minutes.unwrap_or(60));
    let place = Deliveries::beside(Work::with_people(12_000));
    let (header, mut lines) = rows(&place.work, "submissions");
    place.deliver("births.csv", place.work.read("synth/births.csv"));
    let later = lines.split_off(lines.len() / 2);
    place.deliver("submissions-first.csv", header.clone() + &lines.concat());
    place.night("runs/first");
    let names = hire(&place, REVIEWERS);
    let desk = Desk::before(place, &[]);
    let shift = Shift::default();
    let visitors: Vec<Visitor> = names.iter().map(|name| desk.signed_in(name)).collect();
    let begun = Instant::now();
    scope(|scope| {
        for (visitor, name) in visitors.iter().zip(&names) {
            let shift = &shift;
            scope.spawn(move || shift.review(visitor, name, Duration::from_millis(50)));
        }
        for (number, part) in later.chunks(later.len().div_ceil(NIGHTS)).enumerate() {
            desk.place
                .deliver(&format!("submissions-{number}.csv"), header.clone() + &part.concat());
            let out = format!("runs/{number}");
            let night = ["nightly", "--registry", "registry.db", "--inbox", "inbox", "--accept"];
            let how = ["--out", &out, "--as-of", AS_OF];
            desk.place.work.run([&night[..], &how].concat()).succeeds();
            let due = time * (number as u32 + 1) / NIGHTS as u32;
            sleep(due.saturating_sub(begun.elapsed()));
        }
        shift.over.store(true, Ordering::Relaxed);
    });
    shift.tell("reviewers beside nights", begun.elapsed().as_secs_f64());
    assert!(shift.kept() > 100);
    shift.is_in(&desk.place.registry(), 0);
    desk.place.is_sound();
    let said = desk.said();
    assert_eq!(said.lines().count(), 1, "the server has complained: {said}");
}

#[test]
#[ignore = "needs SELFSAME_REGISTRY, a large registry that it may write to"]
fn twenty_reviewers_over_a_large_registry_wait_little_and_lose_nothing() {
    let Ok(path) = std::env::var("SELFSAME_REGISTRY") else {
        panic!("SELFSAME_REGISTRY: give a copy of a large registry");
    };
    let decisions = std::env::var("SELFSAME_DECISIONS").ok().and_then(|text| text.parse().ok());
    let decisions: usize = decisions.unwrap_or(100_000);
    let work = Work::new();
    std::fs::rename(path, work.path("registry.db")).unwrap();
    let place = Deliveries { work };
    let names = hire(&place, 20);
    let before = place.registry().view().answer_count().unwrap();
    let begun = Instant::now();
    let mut desk = Desk::before(place, &[]);
    eprintln!("open after {:.1} s", begun.elapsed().as_secs_f64());
    let shift = Shift::default();
    let begun = Instant::now();
    for (round, share) in [("first", decisions / 2), ("second", decisions)] {
        shift.over.store(false, Ordering::Relaxed);
        let visitors: Vec<Visitor> = names.iter().map(|name| desk.signed_in(name)).collect();
        scope(|scope| {
            for (visitor, name) in visitors.iter().zip(&names) {
                let (shift, name) = (&shift, format!("{name} {round}"));
                scope.spawn(move || {
                    let review = || shift.review(visitor, &name, Duration::ZERO);
                    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(review));
                    assert!(ended.is_ok() || round == "first");
                });
            }
            while shift.kept() < share {
                sleep(Duration::from_millis(10));
            }
            if round == "first" {
                desk.crashes();
            }
            shift.over.store(true, Ordering::Relaxed);
        });
        if round == "first" {
            desk.crashes_and_is_started_again();
        }
    }
    shift.tell("twenty reviewers", begun.elapsed().as_secs_f64());
    shift.is_in(&desk.place.registry(), names.len() + before as usize);
}
