//! Who gets into the review desk, and for how long.

use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use crate::desk_harness::{Desk, PASSWORD, Page};

#[test]
fn behind_tls_the_cookie_goes_no_other_way() {
    for (more, name, is_secure) in
        [(&[][..], "selfsame=", false), (&["--behind-proxy"][..], "__Host-selfsame=", true)]
    {
        let desk = Desk::open_with(more);
        let page = desk.stranger().tries("reviewer", PASSWORD);
        let set = page.header("set-cookie").to_string();
        assert!(set.starts_with(name), "{set}");
        for flag in ["; Path=/", "; HttpOnly", "; SameSite=Strict"] {
            assert!(set.contains(flag), "{flag} is not in {set}");
        }
        assert_eq!(set.contains("; Secure"), is_secure);
        assert!(!set.contains("Domain"), "{set}");
        let value = set.split(['=', ';']).nth(1).unwrap();
        assert_eq!(value.len(), 64, "256 bits: {set}");
        let transport = page.header("strict-transport-security");
        assert_eq!(transport.starts_with("max-age=63072000"), is_secure);
    }
}

#[test]
fn without_tls_others_cannot_reach_it_unless_they_shall() {
    let desk = Desk::open();
    let listen = ["review", "--registry", "registry.db", "--listen", "0.0.0.0:0"];
    desk.place.work.run(listen).fails_saying(&["--listen", "TLS"]);
}

#[test]
fn a_session_that_was_there_before_signing_in_is_none_after() {
    let desk = Desk::open();
    let mut planted = desk.stranger();
    planted.cookie = format!("selfsame={}", "a".repeat(64));
    let page = planted.tries("reviewer", PASSWORD);
    assert_ne!(page.cookie(), planted.cookie);
    planted.get("/").leads_to("/sign-in");
    // Signing in again ends the session before.
    let first = desk.signed_in("reviewer");
    let second = first.clone().signs_in("reviewer", PASSWORD);
    assert_ne!(first.cookie, second.cookie);
    assert_ne!(first.form_token, second.form_token);
    first.get("/").leads_to("/sign-in");
    second.get("/").is(200);
}

#[test]
fn a_session_ends_when_its_user_leaves_and_its_cookie_is_worth_nothing() {
    let desk = Desk::open();
    let visitor = desk.signed_in("reviewer");
    let value = visitor.cookie.split('=').nth(1).unwrap();
    assert!(!visitor.get("/").is(200).body.contains(value), "no page holds it");
    desk.stranger().get(&format!("/?{}", visitor.cookie)).leads_to("/sign-in");
    let left = visitor.post("/sign-out", &[]).leads_to("/sign-in");
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    visitor.get("/").leads_to("/sign-in");
    visitor.post("/pair/1/2", &[("answer", "same")]).is(401);
    for guess in ["", "0", &"f".repeat(64), "../../registry.db", "' OR 1=1 --"] {
        let mut guesser = desk.stranger();
        guesser.cookie = format!("selfsame={guess}");
        guesser.get("/").leads_to("/sign-in");
    }
}

#[test]
fn a_session_ends_after_a_minute_without_a_click_however_often_the_page_asks_for_counts() {
    let desk = Desk::open_with(&["--idle-minutes", "1"]);
    let (idle, busy) = (desk.signed_in("reviewer"), desk.signed_in("reviewer2"));
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(66) {
        sleep(Duration::from_secs(6));
        if begun.elapsed() < Duration::from_secs(50) {
            idle.get("/counts").is(200);
        }
        busy.get("/search").is(200);
    }
    idle.get("/counts").is(401);
    idle.get("/").leads_to("/sign-in");
    busy.get("/").is(200);
}

#[test]
fn what_an_administrator_changes_about_a_user_holds_at_once() {
    let desk = Desk::open();
    let (visitor, other) = (desk.signed_in("reviewer"), desk.signed_in("reviewer2"));
    visitor.get("/next").is(303);
    desk.user("role", &["--name", "reviewer", "--role", "viewer"], "");
    visitor.get("/next").is(403);
    desk.user("role", &["--name", "reviewer", "--role", "administrator"], "");
    visitor.get("/log").is(200);
    desk.user("close", &["--name", "reviewer"], "");
    visitor.get("/").leads_to("/sign-in");
    desk.stranger().tries("reviewer", PASSWORD).is(401);
    desk.user("reopen", &["--name", "reviewer"], "");
    let again = desk.signed_in("reviewer");
    desk.user("password", &["--name", "reviewer"], "another sentence is fine");
    again.get("/").leads_to("/sign-in");
    desk.stranger().tries("reviewer", PASSWORD).is(401);
    desk.stranger().signs_in("reviewer", "another sentence is fine").get("/").is(200);
    other.get("/").is(200);
    desk.place.is_sound();
}

#[test]
fn a_password_is_long_and_kept_nowhere() {
    let desk = Desk::open();
    let add = ["registry", "user", "add", "--registry", "registry.db", "--role", "viewer"];
    for (name, password, problem) in [
        ("short", "eleven char", "at least 12 characters"),
        ("long", &"x".repeat(300), "at most 128"),
        ("a b", PASSWORD, "without spaces"),
        ("<script>", PASSWORD, "letters, digits"),
        ("reviewer", PASSWORD, "there is a user of this name"),
    ] {
        let outcome = desk.place.work.run_with([&add[..], &["--name", name]].concat(), password);
        outcome.fails_saying(&[problem]);
    }
    let bytes = desk.place.work.read("registry.db");
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("$argon2id$") && !holds(PASSWORD));
}

#[test]
fn guessing_passwords_takes_ever_longer_and_hurts_nobody_else() {
    let desk = Desk::open_with(&["--behind-proxy"]);
    let from = |address: &str| desk.stranger().with("x-forwarded-for", address);
    let guesser = from("203.0.113.7");
    for _ in 0..6 {
        let told = guesser.tries("reviewer", "not the password").is(401);
        told.says("Name and password do not fit");
    }
    // Every failure more doubles the wait.
    let mut longest = 0;
    while longest < 7 {
        let told = guesser.tries("reviewer", "not the password");
        if told.status == 429 {
            longest = seconds_to_wait(&told);
            assert!(longest <= 16, "it was told to wait long before: {longest}");
            if longest < 7 {
                sleep(Duration::from_secs(longest));
            }
        }
    }
    // Nor with the right one; but from elsewhere, for knowing a name must keep nobody out.
    guesser.tries("reviewer", PASSWORD).is(429).says("Wait ");
    from("198.51.100.1").tries("reviewer", PASSWORD).is(303);
    // Others do not wait, from the same address either: it may be a whole hospital's.
    guesser.tries("viewer", PASSWORD).is(303);
    from("198.51.100.1").tries("reviewer2", PASSWORD).is(303);
    // Nobody is locked out for good.
    let begun = Instant::now();
    while guesser.tries("reviewer", PASSWORD).status == 429 {
        assert!(begun.elapsed().as_secs() < 60, "the reviewer is locked out");
        sleep(Duration::from_millis(100));
    }
    desk.stranger().tries("reviewer", PASSWORD).is(303);
    // A name that is nobody's is told nothing else.
    let known = from("198.51.100.2").tries("reviewer", "not the password");
    let unknown = from("198.51.100.3").tries("nobody", "not the password");
    assert_eq!(known.body.replace("reviewer", "nobody"), unknown.body);
    assert_eq!(known.status, unknown.status);
}

/// How long a page asks to wait.
fn seconds_to_wait(page: &Page) -> u64 {
    let (_, rest) = page.body.split_once("Wait ").unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn many_guesses_at_once_are_no_way_around_the_wait() {
    let desk = Desk::open();
    let tries = |_| {
        let stranger = desk.stranger();
        move || stranger.tries("reviewer", "not the password").status
    };
    let statuses: Vec<u16> = scope(|scope| {
        let threads: Vec<_> = (0..24).map(|number| scope.spawn(tries(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let looked_at = statuses.iter().filter(|status| **status == 401).count();
    assert!(looked_at <= 7, "{looked_at} of {} passwords were looked at", statuses.len());
}

/// Tries a name after the other, each 60 times from another address if the header is believed; how many
/// passwords were looked at.
fn looked_at(desk: &Desk, header: impl Fn(u32) -> String) -> usize {
    let tries = |number: u32| {
        let visitor = desk.stranger().with("x-forwarded-for", &header(number));
        visitor.tries(&format!("name{number}"), "wrong").status
    };
    (0..60).map(tries).filter(|status| *status == 401).count()
}

#[test]
fn an_address_that_tries_many_names_waits_and_a_proxys_word_counts_only_where_there_is_one() {
    let other = |number: u32| format!("203.0.113.{number}");
    let few = looked_at(&Desk::open(), other);
    assert!((50..56).contains(&few), "it is one address, whatever the header says: {few}");
    let desk = Desk::open_with(&["--behind-proxy"]);
    assert_eq!(looked_at(&desk, other), 60);
    // What anybody can write in front of the proxy's word does not help.
    let few = looked_at(&desk, |number| format!("192.0.2.{number}, 198.51.100.1"));
    assert!((50..56).contains(&few), "{few}");
}
