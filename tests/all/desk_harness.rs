//! The review desk of a registry of made-up people, and whoever talks to it by HTTP.
//!
//! The registry is made once for all tests, and every test has a copy of its own: it holds synthetic
//! people, [`ODD`] people, and a user of each role.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::sleep;
use std::time::{Duration, Instant};

use selfsame::registry::RecordPair;

use crate::deliveries::Deliveries;
use crate::harness::Work;

/// The users: a name is its role, and there are two reviewers.
pub const USERS: [&str; 5] = ["viewer", "reviewer", "reviewer2", "supervisor", "administrator"];

/// Everybody's password.
pub const PASSWORD: &str = "a sentence is fine";

/// The columns of [`odd_row`].
pub const HEADER: &str = "record_id,source,received_at,first_name,last_name,birth_date,sex,mother_maiden_name,street,city,\
     state,zip,phone,email,data_sharing\n";

/// Last names that are more than names, each of two records that a person is asked about.
pub const ODD: [&str; 7] = [
    "<script>alert(1)</script>",
    "'; DROP TABLE records;--",
    "{{7*7}}${7*7}",
    "\"><img src=x onerror=alert(1)>",
    "O'Brien & Söhne",
    "../../etc/passwd%00",
    "Lee\r\nSet-Cookie: owned=1",
];

/// A registry with a desk before it.
pub struct Desk {
    pub place: Deliveries,
    pub address: String,
    arguments: Vec<String>,
    server: Child,
    said: Arc<Mutex<String>>,
}

/// Somebody who is signed in, or is not.
#[derive(Clone)]
pub struct Visitor {
    agent: ureq::Agent,
    address: String,
    /// The session's cookie, `name=value`; blank for somebody who is not signed in.
    pub cookie: String,
    /// What forms must carry.
    pub form_token: String,
    /// Other headers of every request.
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
pub struct Page {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// A record of a person with this last name, all else alike but for what is given.
pub fn odd_row(id: &str, last_name: &str, other: &[(&str, &str)]) -> String {
    let quoted = |value: &str| format!("\"{}\"", value.replace('"', "\"\""));
    let source = format!("{id}-peds");
    let usual: BTreeMap<&str, &str> = [
        ("record_id", id),
        ("source", &source),
        ("received_at", "2023-05-01"),
        ("first_name", "Inez"),
        ("last_name", last_name),
        ("birth_date", "2021-04-07"),
        ("sex", "F"),
        ("mother_maiden_name", "Quill"),
        ("street", "12 Fern St"),
        ("city", "Lowell"),
        ("state", "MA"),
        ("zip", "01850"),
        ("phone", "9785550123"),
    ]
    .into();
    let value = |name: &str| {
        let other = other.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
        quoted(other.or_else(|| usual.get(name).copied()).unwrap_or_default())
    };
    HEADER.trim().split(',').map(value).collect::<Vec<_>>().join(",") + "\n"
}

/// People of whom each is odd in a way, and a question is asked about each.
fn odd_people() -> String {
    let days = [
        "2021-02-03",
        "2021-05-11",
        "2021-07-22",
        "2021-10-14",
        "2021-12-25",
        "2021-09-23",
        "2022-01-15",
    ];
    let next = [
        "2021-02-04",
        "2021-05-12",
        "2021-07-23",
        "2021-10-15",
        "2021-12-26",
        "2021-09-24",
        "2022-01-16",
    ];
    let mut rows = HEADER.to_string();
    for (number, last_name) in ODD.iter().enumerate() {
        let (street, zip) = (format!("{number} Odd St"), format!("0{}", 1700 + number));
        let maiden = format!("Maid{number}en");
        let phone = format!("413555{:04}", 100 + number);
        let one = [("birth_date", days[number]), ("street", &street), ("phone", &phone)];
        let both = [("zip", zip.as_str()), ("mother_maiden_name", &maiden), ("source", last_name)];
        let name = format!("odd-{number}");
        rows += &odd_row(&format!("{name}-1"), last_name, &[&one[..], &both].concat());
        rows += &doubtful_other(&format!("{name}-2"), last_name, next[number], &both);
    }
    // One who objects to data sharing, and two records that may be that person's.
    let beside = [("zip", "02108")];
    let objects = [("zip", "02108"), ("first_name", "Agnes"), ("data_sharing", "no")];
    rows += &odd_row("objecting-1", "Hushwell", &objects);
    rows += &odd_row("beside-1", "Hushwell", &beside);
    rows += &doubtful_other("beside-2", "Hushwell", "2021-04-08", &beside);
    // A record that does not object, of a client that does.
    let quiet = [("birth_date", "2021-03-17"), ("mother_maiden_name", "Muffle"), ("zip", "02109")];
    rows += &odd_row("quiet-1", "Whist", &quiet);
    rows += &odd_row("quiet-3", "Whist", &[&quiet[..], &[("data_sharing", "no")]].concat());
    rows + &doubtful_other("quiet-2", "Whist", "2021-03-18", &quiet[1..])
}

/// A record that may be of the same person as an [`odd_row`], and of another.
fn doubtful_other(id: &str, last_name: &str, birth_date: &str, other: &[(&str, &str)]) -> String {
    let differing =
        [("first_name", "Ines"), ("phone", ""), ("street", ""), ("birth_date", birth_date)];
    odd_row(id, last_name, &[other, &differing[..]].concat())
}

/// The registry that every test begins with.
fn beginning() -> &'static [u8] {
    static BEGINNING: OnceLock<Vec<u8>> = OnceLock::new();
    BEGINNING.get_or_init(|| {
        let work = Work::with_people(600);
        // No doubt is settled for want of other candidates: more is asked.
        work.write("settings.toml", "[decide]\ncensus = 1000000000\n");
        let init = ["registry", "init", "--registry", "registry.db", "--settings", "settings.toml"];
        work.run(init).succeeds();
        let place = Deliveries { work };
        for name in ["births", "submissions", "doses"] {
            place.deliver(&format!("{name}.csv"), place.work.read(&format!("synth/{name}.csv")));
        }
        place.deliver("submissions-odd.csv", odd_people());
        place.night("runs/first");
        for name in USERS {
            let role = name.trim_end_matches('2');
            let add = ["registry", "user", "add", "--registry", "registry.db"];
            let user = ["--name", name, "--role", role];
            place.work.run_with([&add[..], &user].concat(), PASSWORD).succeeds();
        }
        place.work.read("registry.db")
    })
}

impl Desk {
    /// A desk with a registry of its own.
    pub fn open() -> Desk {
        Desk::open_with(&[])
    }

    /// With more arguments.
    pub fn open_with(more: &[&str]) -> Desk {
        let work = Work::new();
        work.write("registry.db", beginning());
        std::fs::create_dir(work.path("inbox")).unwrap();
        Desk::before(Deliveries { work }, more)
    }

    /// Before a registry that is there.
    pub fn before(place: Deliveries, more: &[&str]) -> Desk {
        let arguments = ["review", "--registry", "registry.db", "--listen", "127.0.0.1:0"];
        let arguments: Vec<String> =
            arguments.iter().chain(more).map(|word| word.to_string()).collect();
        let (server, address, said) = start(&place, &arguments);
        Desk { place, address, arguments, server, said }
    }

    /// Kills the server where it stands, and starts another.
    pub fn crashes_and_is_started_again(&mut self) {
        self.crashes();
        (self.server, self.address, self.said) = start(&self.place, &self.arguments);
    }

    /// Kills the server where it stands.
    pub fn crashes(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// What the server has written to its own log.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Visitor {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Visitor {
            agent: config.into(),
            address: self.address.clone(),
            cookie: String::new(),
            form_token: String::new(),
            headers: Vec::new(),
        }
    }

    /// A user who has signed in.
    pub fn signed_in(&self, name: &str) -> Visitor {
        self.stranger().signs_in(name, PASSWORD)
    }

    /// The number of a record in its newest version.
    pub fn number(&self, id: &str) -> u32 {
        self.place.registry().view().find_record(id).unwrap().unwrap()
    }

    /// The two records `{name}-1` and `{name}-2`.
    pub fn pair(&self, name: &str) -> RecordPair {
        RecordPair::new(self.number(&format!("{name}-1")), self.number(&format!("{name}-2")))
    }

    /// The open questions, each with the ids of its records, in the order of their numbers.
    pub fn open_questions(&self) -> Vec<(RecordPair, [String; 2])> {
        let registry = self.place.registry();
        let view = registry.view();
        let id = |record| view.record(record).unwrap().unwrap().record_id;
        let mut questions = Vec::new();
        let take = |question: selfsame::registry::Question| {
            let pair = question.pair;
            questions.push((pair, [id(pair.a), id(pair.b)]));
            Ok(())
        };
        view.visit_questions(take).unwrap();
        questions
    }

    /// Changes a user from the command line.
    pub fn user(&self, change: &str, more: &[&str], input: &str) {
        let words = ["registry", "user", change, "--registry", "registry.db"];
        self.place.work.run_with([&words[..], more].concat(), input).succeeds();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Starts a server and waits until it listens: itself, where, what it says.
fn start(place: &Deliveries, arguments: &[String]) -> (Child, String, Arc<Mutex<String>>) {
    let mut command = place.work.command(arguments);
    let mut server = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (said, lines) = (Arc::new(Mutex::new(String::new())), server.stderr.take().unwrap());
    let heard = Arc::clone(&said);
    std::thread::spawn(move || {
        for line in BufReader::new(lines).lines().map_while(Result::ok) {
            *heard.lock().unwrap() += &(line + "\n");
        }
    });
    let begun = Instant::now();
    loop {
        let text = said.lock().unwrap().clone();
        if let Some((_, rest)) = text.split_once("http://") {
            let address = rest.split('/').next().unwrap();
            return (server, format!("http://{address}"), said);
        }
        let ended = server.try_wait().unwrap();
        assert!(ended.is_none() && begun.elapsed().as_secs() < 60, "it does not listen: {text}");
        sleep(Duration::from_millis(10));
    }
}

impl Visitor {
    /// Signs in, which succeeds.
    #[track_caller]
    pub fn signs_in(mut self, name: &str, password: &str) -> Visitor {
        let page = self.tries(name, password);
        assert_eq!(page.status, 303, "{name} cannot sign in: {}", page.body);
        self.cookie = page.cookie();
        self.form_token = self.get("/search").hidden("form_token");
        self
    }

    /// Tries to sign in.
    pub fn tries(&self, name: &str, password: &str) -> Page {
        self.post("/sign-in", &[("name", name), ("password", password)])
    }

    /// The same with another header.
    pub fn with(&self, name: &'static str, value: &str) -> Visitor {
        let mut other = self.clone();
        other.headers.push((name, value.to_string()));
        other
    }

    pub fn get(&self, path: &str) -> Page {
        let mut request = self.agent.get(format!("{}{path}", self.address));
        for (name, value) in self.all_headers() {
            request = request.header(name, value);
        }
        Page::of(request.call().unwrap())
    }

    /// Sends a form as a page of this session would.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let token = [("form_token", self.form_token.as_str())];
        let fields = token.iter().chain(form).filter(|(_, value)| !value.is_empty());
        let pairs = fields.map(|(name, value)| format!("{name}={}", encoded(value)));
        self.send(path, "application/x-www-form-urlencoded", pairs.collect::<Vec<_>>().join("&"))
    }

    /// Sends anything.
    pub fn send(&self, path: &str, kind: &str, body: String) -> Page {
        let mut request = self.agent.post(format!("{}{path}", self.address));
        for (name, value) in self.all_headers() {
            request = request.header(name, value);
        }
        Page::of(request.header("content-type", kind).send(body).unwrap())
    }

    /// Answers a question as somebody does who has just seen it.
    #[track_caller]
    pub fn answers(&self, pair: RecordPair, answer: &str, reason: &str) -> Page {
        let path = format!("/pair/{}/{}", pair.a, pair.b);
        let seen = self.get(&path).hidden("seen");
        self.post(&path, &[("answer", answer), ("seen", &seen), ("reason", reason)])
    }

    fn all_headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = self.headers.clone();
        if !self.cookie.is_empty() {
            headers.push(("cookie", self.cookie.clone()));
        }
        headers
    }
}

impl Page {
    fn of(mut response: ureq::http::Response<ureq::Body>) -> Page {
        let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.as_str().to_string(), value.to_str().unwrap().to_string())
        };
        Page {
            status: response.status().as_u16(),
            headers: response.headers().iter().map(header).collect(),
            body: response.body_mut().read_to_string().unwrap(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The cookie that was set, `name=value`.
    #[track_caller]
    pub fn cookie(&self) -> String {
        let set = self.header("set-cookie");
        assert!(!set.is_empty(), "no cookie was set");
        set.split(';').next().unwrap().to_string()
    }

    /// The value of a form's hidden field.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let before = format!("name=\"{name}\" value=\"");
        let found = self.body.split_once(&before);
        let (_, rest) = found.unwrap_or_else(|| panic!("no {name} in: {}", self.body));
        rest.split('"').next().unwrap().to_string()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Page {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// Leads to this page.
    #[track_caller]
    pub fn leads_to(self, path: &str) -> Page {
        assert_eq!((self.status, self.header("location")), (303, path), "{}", self.body);
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Page {
        assert!(self.body.contains(words), "no {words:?} in: {}", self.body);
        self
    }
}

/// A text as a part of a form or an address.
pub fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}
