//! What somebody with bad intent tries on the review desk.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use selfsame::registry::RecordPair;

use crate::desk_harness::{Desk, ODD, PASSWORD, Page, Visitor, encoded};

fn path(pair: RecordPair) -> String {
    format!("/pair/{}/{}", pair.a, pair.b)
}

/// What every answer carries, so that a browser keeps the page to itself.
#[track_caller]
fn is_guarded(page: &Page) {
    let policy = page.header("content-security-policy");
    for part in
        ["default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'"]
    {
        assert!(policy.contains(part), "{part} is not in {policy:?}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), value, "{name} of a page of status {}", page.status);
    }
    assert_eq!(page.header("server"), "", "nobody needs to know");
    let kind = page.header("content-type");
    let is_told = kind.ends_with("charset=utf-8") || kind == "application/json";
    assert!(is_told || page.body.is_empty(), "{kind:?} of a page of status {}", page.status);
}

#[test]
fn every_answer_carries_the_headers_that_keep_a_browser_from_harm() {
    let desk = Desk::open();
    let (stranger, reviewer) = (desk.stranger(), desk.signed_in("reviewer"));
    for (page, status) in [
        (stranger.get("/sign-in"), 200),
        (stranger.get("/"), 303),
        (stranger.get("/nothing"), 404),
        (stranger.post("/pair/1/2", &[]), 401),
        (stranger.tries("reviewer", "wrong"), 401),
        (stranger.get("/counts"), 401),
        (reviewer.get("/"), 200),
        (reviewer.get("/log"), 403),
        (reviewer.get("/pair/x/y"), 400),
        (reviewer.post("/runs", &[]), 405),
        (reviewer.with("origin", "https://evil.example").post("/sign-out", &[]), 403),
        (reviewer.send("/pair/1/2", "application/x-www-form-urlencoded", "x".repeat(70_000)), 400),
    ] {
        assert_eq!(page.status, status, "{}", page.body);
        is_guarded(&page);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("strict-transport-security"), "", "there is no TLS");
    }
    let asset = stranger.get("/assets/desk.js").is(200);
    is_guarded(&asset);
    assert_eq!(asset.header("cache-control"), "public, max-age=3600");
    assert!(asset.header("content-type").starts_with("text/javascript"));
    assert!(stranger.get("/").body.is_empty(), "nothing is shown on the way to sign in");
}

#[test]
fn a_form_of_another_site_or_session_changes_nothing() {
    let desk = Desk::open();
    let (one, other) = (desk.signed_in("supervisor"), desk.signed_in("reviewer"));
    let pair = desk.pair("odd-0");
    let seen = one.get(&path(pair)).hidden("seen");
    let form = [("answer", "same"), ("seen", seen.as_str()), ("reason", "forged")];
    let with_token = |token: &str| {
        let mut visitor = one.clone();
        visitor.form_token = token.into();
        visitor
    };
    let end = |desk: &Desk| desk.place.registry().view().answer_count().unwrap();
    for (what, forger) in [
        ("no token", with_token("")),
        ("a guessed token", with_token("0123456789abcdef")),
        ("another session's token", with_token(&other.form_token)),
        ("another site", one.with("origin", "https://evil.example")),
        ("a sandboxed page", one.with("origin", "null")),
        ("another site, by what the browser says", one.with("sec-fetch-site", "cross-site")),
        ("another place of this site", one.with("sec-fetch-site", "same-site")),
    ] {
        let page = forger.post(&path(pair), &form);
        assert_eq!(page.status, 403, "{what}");
        assert!(page.body.contains("Nothing was changed"), "{what}");
        let client = desk.place.members()["quiet-1"].clone();
        let chosen = format!("record-{}", desk.number("quiet-3"));
        let split = [(chosen.as_str(), "1"), ("reason", "forged")];
        assert_eq!(forger.post(&format!("/client/{client}/split"), &split).status, 403, "{what}");
        assert_eq!(forger.post("/sign-out", &[]).status, 403, "{what}");
    }
    assert_eq!(end(&desk), 0);
    assert_eq!(desk.place.members()["quiet-1"], desk.place.members()["quiet-3"]);
    // A form to sign in may not come from elsewhere either: nobody is signed in as somebody else unawares.
    desk.stranger().with("origin", "https://evil.example").tries("reviewer", PASSWORD).is(403);
    desk.stranger().with("sec-fetch-site", "cross-site").tries("reviewer", PASSWORD).is(403);
    // No page does anything for being looked at.
    let before = (end(&desk), desk.open_questions());
    for page in ["/sign-out", "/answer/0/undo"] {
        assert_eq!(one.get(page).status, 405, "{page}");
    }
    one.get(&format!("{}?answer=same&seen={seen}", path(pair))).is(200);
    assert_eq!((end(&desk), desk.open_questions()), before);
    let ours = one.with("origin", &desk.address).with("sec-fetch-site", "same-origin");
    ours.post(&path(pair), &form).leads_to("/next");
    desk.place.is_sound();
}

#[test]
fn no_path_leads_out_of_the_pages() {
    let desk = Desk::open();
    let administrator = desk.signed_in("administrator");
    for path in [
        "/assets/../registry.db",
        "/assets/../../registry.db",
        "/assets/%2e%2e/registry.db",
        "/assets/..%2fregistry.db",
        "/assets/..%5cregistry.db",
        "/assets/%252e%252e%252fregistry.db",
        "/assets//etc/passwd",
        "/assets/desk.css/../../../etc/passwd",
        "/assets/",
        "/registry.db",
        "//registry.db",
    ] {
        let page = administrator.get(path).is(404);
        assert!(!page.body.contains("SQLite") && !page.body.contains("root:"), "{path}");
    }
    for id in ["..%2f..%2fregistry.db", "%00", "..", "C%27%20OR%201=1--"] {
        let page = administrator.get(&format!("/client/{id}"));
        assert!(page.status == 404 || page.status == 400, "{id}: {}", page.status);
    }
}

#[test]
fn signing_in_leads_to_no_other_site() {
    let desk = Desk::open();
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\r\nset-cookie: owned=1",
        "/\tx",
        "javascript:alert(1)",
        "@evil.example",
        &format!("/{}", "x".repeat(300)),
    ] {
        let form = [("name", "reviewer"), ("password", PASSWORD), ("next", next)];
        let page = desk.stranger().post("/sign-in", &form).leads_to("/");
        assert!(!page.header("set-cookie").contains("owned"));
    }
    let form = [("name", "reviewer"), ("password", PASSWORD), ("next", "/pair/1/2")];
    desk.stranger().post("/sign-in", &form).leads_to("/pair/1/2");
    let page = desk.stranger().get("/sign-in?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").is(200);
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    let asked = desk.stranger().get("/client/C1&next=%2F%2Fevil.example").is(303);
    assert_eq!(desk.stranger().get(asked.header("location")).status, 400, "one next, or none");
}

#[test]
fn what_is_too_long_is_refused_and_the_server_goes_on() {
    let desk = Desk::open();
    let (reviewer, pair) = (desk.signed_in("reviewer"), desk.pair("odd-0"));
    let seen = reviewer.get(&path(pair)).hidden("seen");
    let said = |reason: &str| {
        let form = [("answer", "same"), ("seen", seen.as_str()), ("reason", reason)];
        reviewer.post(&path(pair), &form)
    };
    said(&"ü".repeat(1001)).is(400).says("at most 1000 characters");
    said(&"x".repeat(30_000)).is(400);
    let kind = "application/x-www-form-urlencoded";
    let long = format!("form_token={}&reason={}", reviewer.form_token, "x".repeat(70_000));
    reviewer.send(&path(pair), kind, long).is(400).says("The form is too long");
    let long = format!("name=reviewer&password={}", "x".repeat(70_000));
    let page = desk.stranger().send("/sign-in", kind, long);
    assert!((400..500).contains(&page.status), "{}", page.status);
    desk.stranger().tries("reviewer", &"x".repeat(10_000)).is(401);
    for form in [
        "answer=same",
        "answer",
        "%",
        "answer=%ff%fe&seen=x",
        "\u{0}",
        "seen=1&seen=2&answer=1&answer=2",
    ] {
        let body = format!("form_token={}&{form}", reviewer.form_token);
        let page = reviewer.send(&path(pair), kind, body);
        assert!((400..500).contains(&page.status), "{form}: {}", page.status);
    }
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
        let body = format!("form_token={}&answer=same&seen={seen}", reviewer.form_token);
        assert_eq!(reviewer.send(&path(pair), kind, body).status, 415, "{kind}");
    }
    for path in [format!("/search?id={}", "x".repeat(20_000)), format!("/{}", "x".repeat(20_000))] {
        assert!(reviewer.get(&path).status < 500);
    }
    let page = reviewer.with("x-long", &"x".repeat(50_000)).get("/");
    assert!(page.status < 500);
    for request in [
        "nonsense\r\n\r\n".to_string(),
        "GET / HTTP/1.1\r\n\r\n".to_string(),
        format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(200_000)),
        format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "a: b\r\n".repeat(5_000)),
        "POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
            .to_string(),
    ] {
        let answer = raw(&desk, &request);
        assert!(!answer.contains(" 200 ") && !answer.contains(" 500 "), "{answer}");
    }
    assert_eq!(desk.place.registry().view().answer_count().unwrap(), 0);
    said("short enough").leads_to("/next");
    desk.place.is_sound();
}

/// Sends bytes as they are; what comes back, as far as it does.
fn raw(desk: &Desk, request: &str) -> String {
    let mut stream = TcpStream::connect(desk.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // The server may hang up before it has read everything.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = [0; 512];
    let read = stream.read(&mut answer).unwrap_or(0);
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

/// A text as a page shows it.
fn escaped(text: &str) -> String {
    let escape = |sign: char| match sign {
        '<' | '>' | '"' | '\'' | '&' => format!("&#{};", sign as u32),
        _ => sign.to_string(),
    };
    text.chars().map(escape).collect()
}

/// No page lets a value be more than text.
#[track_caller]
fn shows_as_text(page: &Page) {
    for text in ["<script>alert", "<img src=x", "49$"] {
        assert!(!page.body.contains(text), "{text} is more than text in: {}", page.body);
    }
    assert_eq!(page.header("set-cookie"), "");
    assert!(page.status < 500);
}

#[test]
fn a_value_is_text_on_every_page_whatever_it_holds() {
    let desk = Desk::open();
    let supervisor = desk.signed_in("supervisor");
    for (number, name) in ODD.iter().enumerate() {
        let pair = desk.pair(&format!("odd-{number}"));
        let page = supervisor.get(&path(pair)).is(200).says(&escaped(name));
        shows_as_text(&page);
        let query = encoded(name);
        for address in [
            format!("/?source={query}"),
            format!("/?source={query}&reason={query}&place={query}&days={query}&from={query}"),
            format!("/next?source={query}"),
            format!("/search?id={query}"),
            format!("/sign-in?next={query}"),
            format!("/log?before={query}"),
            format!("{}?reason={query}", path(pair)),
            format!("/pair/{query}/2"),
            format!("/client/{query}"),
        ] {
            shows_as_text(&supervisor.get(&address));
        }
        // The queue lists the odd source, and finds by it.
        let listed = supervisor.get(&format!("/?source={query}")).is(200);
        listed.says(&format!("<a href=\"{}", path(pair))).says(&escaped(name));
        desk.stranger().tries(name, name).is(401).says("do not fit");
        // An odd reason, too.
        supervisor.answers(pair, "same", name).leads_to("/next");
        shows_as_text(&supervisor.get(&path(pair)).says(&escaped(name)));
    }
    desk.place.night("runs/second");
    sleep(Duration::from_secs(3));
    for (number, name) in ODD.iter().enumerate() {
        let one = format!("odd-{number}-1");
        let client = desk.place.members()[&one].clone();
        let page = supervisor.get(&format!("/client/{client}")).is(200).says(&escaped(name));
        shows_as_text(&page);
        let preview = format!("/client/{client}/split?record-{}=1", desk.number(&one));
        shows_as_text(&supervisor.get(&preview).is(200).says(&escaped(name)));
    }
    shows_as_text(&desk.signed_in("administrator").get("/log").is(200));
    desk.place.is_sound();
}

#[test]
fn what_goes_wrong_is_told_to_nobody_with_a_value_of_a_record() {
    let desk = Desk::open();
    let administrator = desk.signed_in("administrator");
    let pair = desk.pair("odd-0");
    let client = desk.place.members()["odd-0-1"].clone();
    let paths = [
        path(pair),
        format!("/client/{client}"),
        format!("/client/{client}/split?record-{}=1", pair.a),
        "/client/Inez%20Quill".into(),
        "/search?id=Inez".into(),
        "/pair/Inez/Quill".into(),
        "/Inez?name=Quill".into(),
    ];
    for path in &paths {
        administrator.get(path);
        administrator.post(path, &[("reason", "Inez Quill"), ("answer", "Inez")]);
    }
    desk.stranger().tries("Inez", "Inez Quill of 12 Fern St");
    assert_eq!(desk.said().lines().count(), 1, "none of it is the server's: {}", desk.said());
    // The registry breaks under the server's hands.
    let registry = desk.place.work.path("registry.db");
    let size = std::fs::metadata(&registry).unwrap().len() as usize;
    let mut file = std::fs::OpenOptions::new().write(true).open(&registry).unwrap();
    file.write_all(&vec![0x5a; size]).unwrap();
    file.sync_all().unwrap();
    let mut failed = 0;
    for path in &paths {
        let page = administrator.get(path);
        failed += usize::from(page.status >= 500);
        is_guarded(&page);
        assert!(!page.body.contains("registry.db"), "a path of the server: {}", page.body);
    }
    assert!(failed > 0, "nothing has failed");
    assert!(desk.said().lines().count() > 1, "it says that something is wrong");
    let said = desk.said();
    for value in ["Inez", "Quill", "Fern", "script", "2021-02-03", "413555", "panicked"] {
        assert!(!said.contains(value), "{value} is in the server's log: {said}");
    }
}

/// Whoever may only look cannot do it by a form that was made by hand.
#[test]
fn a_viewer_cannot_answer_by_hand() {
    let desk = Desk::open();
    let viewer: Visitor = desk.signed_in("viewer");
    let pair = desk.pair("odd-0");
    let page = viewer.get(&path(pair)).is(200);
    assert!(!page.body.contains("name=\"answer\""));
    let form = [("answer", "same"), ("seen", "open-none-none")];
    viewer.post(&path(pair), &form).is(403).says("Your role does not allow this");
    assert_eq!(desk.place.registry().view().answer_count().unwrap(), 0);
}
