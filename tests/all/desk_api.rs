//! What programs ask of the review desk, and what is entered at it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use selfsame::pipeline::Consult;
use selfsame::read::RecordsBuilder;
use selfsame::record::{Field, SourceKind};
use selfsame::registry::{NightLock, Registry, Role};
use selfsame::review::{hash_password, new_token};
use serde_json::{Value, json};

use crate::deliveries::Deliveries;
use crate::harness::Work;

const HEADER: &str = "record_id,source,received_at,first_name,last_name,birth_date,sex,mother_maiden_name,\
                      street,city,state,zip,phone,data_sharing\n";

/// Inez of two sources; Olaf, who objects; two of whom it must be asked whether they are one.
const PEOPLE: [&str; 5] = [
    "inez-1,peds-a,2023-05-01,Inez,Amaral,2021-04-07,F,Quill,12 Fern St,Lowell,MA,01850,9785550123,\n",
    "inez-2,peds-b,2023-06-01,Inez,Amaral,2021-04-07,F,Quill,12 Fern St,Lowell,MA,01850,9785550123,\n",
    "olaf-1,peds-a,2023-05-01,Olaf,Bergquist,2020-02-03,M,Nord,7 Elm St,Lynn,MA,01901,7815550101,no\n",
    "lee-1,peds-a,2023-05-01,Agnes,Hushwell,2021-03-17,F,Muffle,3 Oak St,Salem,MA,01970,9785550177,\n",
    "lee-2,peds-b,2023-05-01,Agnis,Hushwell,2021-03-18,F,Muffle,,Salem,MA,01970,,\n",
];

const PASSWORD: &str = "a sentence is fine";

/// A desk with these people, and a token of each role.
struct Desk {
    place: Deliveries,
    server: Child,
    address: String,
    agent: ureq::Agent,
    tokens: BTreeMap<&'static str, String>,
}

struct Said {
    status: u16,
    kind: String,
    text: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    #[track_caller]
    fn is(self, status: u16, kind: &str) -> Said {
        assert_eq!((self.status, self.kind.as_str()), (status, kind), "{}", self.text);
        self
    }
}

impl Desk {
    fn open() -> Desk {
        let work = Work::new();
        work.write("settings.toml", "[decide]\ncensus = 1000000000\n");
        let init = ["registry", "init", "--registry", "registry.db", "--settings", "settings.toml"];
        work.run(init).succeeds();
        let place = Deliveries { work };
        place.deliver("submissions.csv", format!("{HEADER}{}", PEOPLE.concat()));
        place.night("first");
        let tokens = tokens(&place);
        let mut server = Command::new(env!("CARGO_BIN_EXE_selfsame"))
            .args(["review", "--registry", "registry.db", "--listen", "127.0.0.1:0"])
            .current_dir(place.work.path(""))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let said = lines.next().unwrap().unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        let address = said.split_once("http://").unwrap().1.trim_end_matches('/').to_string();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build()
            .into();
        Desk { place, server, address: format!("http://{address}"), agent, tokens }
    }

    fn get(&self, role: &str, path: &str) -> Said {
        let token = format!("Bearer {}", self.tokens.get(role).map_or("guessed", String::as_str));
        let request = self.agent.get(format!("{}{path}", self.address));
        said(request.header("authorization", token).call().unwrap())
    }

    fn post(&self, role: &str, path: &str, body: &Value) -> Said {
        let token = format!("Bearer {}", self.tokens.get(role).map_or("guessed", String::as_str));
        let request = self.agent.post(format!("{}{path}", self.address));
        let request =
            request.header("authorization", token).header("content-type", "application/json");
        said(request.send(body.to_string()).unwrap())
    }

    fn matched(&self, role: &str, patient: &Value, more: &[Value]) -> Value {
        let resource = json!({ "name": "resource", "resource": patient });
        let parameters: Vec<Value> =
            std::iter::once(resource).chain(more.iter().cloned()).collect();
        let body = json!({ "resourceType": "Parameters", "parameter": parameters });
        self.post(role, "/fhir/Patient/$match", &body).is(200, "application/fhir+json").json()
    }

    fn number(&self, id: &str) -> u32 {
        self.place.registry().view().find_record(id).unwrap().unwrap()
    }

    fn client(&self, id: &str) -> String {
        self.place.members()[id].clone()
    }

    /// The last lines of the log.
    fn log(&self) -> String {
        let registry = self.place.registry();
        let (end, _) = registry.view().log_end().unwrap();
        let lines = registry.view().log_lines(end.saturating_sub(12), end + 1).unwrap();
        lines.into_iter().map(|(_, line)| line + "\n").collect()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn said(mut response: ureq::http::Response<ureq::Body>) -> Said {
    let kind =
        response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_string());
    Said {
        status: response.status().as_u16(),
        kind: kind.unwrap_or_default(),
        text: response.body_mut().read_to_string().unwrap(),
    }
}

fn tokens(place: &Deliveries) -> BTreeMap<&'static str, String> {
    let mut registry = Registry::open(&place.work.path("registry.db")).unwrap();
    let mut desk = registry.desk().unwrap();
    let mut tokens = BTreeMap::new();
    let hash = hash_password(PASSWORD).unwrap();
    for role in [Role::Viewer, Role::Reviewer, Role::Supervisor] {
        let user = desk.add_user(role.name(), role, &hash).unwrap();
        let (token, digest) = new_token().unwrap();
        desk.add_token(user, "test", &digest).unwrap();
        tokens.insert(role.name(), token);
    }
    desk.commit().unwrap();
    tokens
}

fn inez() -> Value {
    json!({
        "resourceType": "Patient",
        "name": [{ "family": "Amaral", "given": ["Inez"] }],
        "birthDate": "2021-04-07",
        "gender": "female",
        "address": [{ "line": ["12 Fern Street"], "city": "Lowell", "state": "MA", "postalCode": "01850" }],
        "telecom": [{ "system": "phone", "value": "(978) 555-0123" }],
        "extension": [{
            "url": "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName",
            "valueString": "Quill",
        }],
    })
}

fn olaf() -> Value {
    json!({
        "resourceType": "Patient",
        "name": [{ "family": "Bergquist", "given": ["Olaf"] }],
        "birthDate": "2020-02-03",
        "telecom": [{ "system": "phone", "value": "7815550101" }],
        "address": [{ "line": ["7 Elm St"], "city": "Lynn", "postalCode": "01901" }],
    })
}

#[test]
fn a_program_asks_whom_a_patient_could_be() {
    let desk = Desk::open();
    let bundle = desk.matched("viewer", &inez(), &[]);
    assert_eq!((&bundle["type"], &bundle["total"]), (&json!("searchset"), &json!(1)), "{bundle}");
    let entry = &bundle["entry"][0];
    assert_eq!(entry["resource"]["id"], json!(desk.client("inez-1")));
    assert_eq!(entry["resource"]["birthDate"], "2021-04-07");
    assert_eq!(entry["resource"]["name"][0]["family"], "Amaral");
    assert_eq!(entry["search"]["extension"][0]["valueCode"], "certain");
    assert!(entry["search"]["score"].as_f64().unwrap() > 0.999, "{entry}");
    let log = desk.log();
    assert!(log.contains("\"match\"") && log.contains("\"viewer\""), "{log}");

    // With less it is no certainty.
    let less = json!({
        "resourceType": "Patient",
        "name": [{ "family": "Amaral", "given": ["Inez"] }],
        "birthDate": "2021-04-07",
    });
    let bundle = desk.matched("viewer", &less, &[]);
    assert_ne!(bundle["entry"][0]["search"]["extension"][0]["valueCode"], "certain", "{bundle}");
    let only = json!({ "name": "onlyCertainMatches", "valueBoolean": true });
    let bundle = desk.matched("viewer", &less, std::slice::from_ref(&only));
    assert_eq!(bundle["total"], 0);
    assert_eq!(desk.matched("viewer", &inez(), &[only])["total"], 1);

    // Whoever objects to data sharing is there for supervisors alone.
    assert_eq!(desk.matched("reviewer", &olaf(), &[])["total"], 0);
    assert_eq!(desk.matched("supervisor", &olaf(), &[])["total"], 1);

    let outcome = desk.post("viewer", "/fhir/Patient/$match", &json!({ "resourceType": "Bundle" }));
    let outcome = outcome.is(400, "application/fhir+json").json();
    assert_eq!(outcome["issue"][0]["code"], "invalid", "{outcome}");
    let outcome = desk.post("nobody", "/fhir/Patient/$match", &json!({}));
    assert_eq!(outcome.is(401, "application/fhir+json").json()["issue"][0]["code"], "login");
}

#[test]
fn a_program_answers_a_question_and_takes_it_back() {
    let desk = Desk::open();
    let queue = desk.get("viewer", "/api/v1/queue").is(200, "application/json").json();
    assert_eq!(queue["found"], 1, "{queue}");
    let (a, b) = (queue["items"][0]["a"].clone(), queue["items"][0]["b"].clone());
    let path = format!("/api/v1/pairs/{a}/{b}");
    let pair = desk.get("viewer", &path).is(200, "application/json").json();
    assert_eq!(pair["is_open"], true);
    let sum: f64 = pair["comparisons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["bits"].as_f64().unwrap())
        .sum();
    assert_eq!(json!(sum), pair["weight"]);
    let answering =
        json!({ "answer": "same", "seen": pair["seen"], "reason": "=asked the clinic" });
    let path = format!("{path}/answer");
    desk.post("viewer", &path, &answering).is(403, "application/problem+json");
    let kept = desk.post("reviewer", &path, &answering).is(200, "application/json").json();
    assert_eq!(kept["answer"]["answer"], "same", "{kept}");
    // Whoever has seen what is no more is told so.
    let problem = desk.post("supervisor", &path, &answering).is(409, "application/problem+json");
    assert_eq!(problem.json()["status"], 409);
    assert_eq!(desk.get("viewer", "/api/v1/counts").json()["open"], 0);

    let csv =
        desk.get("supervisor", "/export/decisions.csv").is(200, "text/csv; charset=utf-8").text;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1, "{csv}");
    assert_eq!(&rows[0][1], "lee-1");
    assert_eq!(&rows[0][5], "reviewer");
    assert_eq!(&rows[0][7], "'=asked the clinic");
    assert_eq!(rows[0][12].len(), 64, "the model's digest: {csv}");
    assert_eq!(desk.get("reviewer", "/export/decisions.csv").status, 403);

    let undo = format!("/api/v1/answers/{}/undo", kept["answer"]["number"]);
    desk.post("reviewer", &undo, &json!({})).is(200, "application/json");
    assert_eq!(desk.get("viewer", "/api/v1/counts").json()["open"], 1);
    let csv = desk.get("reviewer", "/export/queue.csv").is(200, "text/csv; charset=utf-8").text;
    assert_eq!(csv.lines().count(), 2, "{csv}");

    let client = desk.get("viewer", &format!("/api/v1/clients/{}", desk.client("inez-1")));
    let client = client.is(200, "application/json").json();
    assert_eq!(client["records"].as_array().unwrap().len(), 2);
    let hidden = format!("/api/v1/clients/{}", desk.client("olaf-1"));
    desk.get("reviewer", &hidden).is(403, "application/problem+json");
    desk.get("viewer", "/api/v1/pairs/x/y").is(400, "application/problem+json");
    desk.get("viewer", "/api/v1/nothing").is(404, "application/problem+json");
    desk.get("nobody", "/api/v1/counts").is(401, "application/problem+json");
}

/// Somebody at a browser.
struct Visitor<'a> {
    desk: &'a Desk,
    cookie: String,
    form_token: String,
}

impl<'a> Visitor<'a> {
    fn sign_in(desk: &'a Desk, name: &str) -> Visitor<'a> {
        let request = desk.agent.post(format!("{}/sign-in", desk.address));
        let response = request.send_form([("name", name), ("password", PASSWORD)]).unwrap();
        let cookie = response.headers().get("set-cookie").unwrap().to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_string();
        let mut visitor = Visitor { desk, cookie, form_token: String::new() };
        visitor.form_token = hidden(&visitor.get("/search").text, "form_token");
        visitor
    }

    fn get(&self, path: &str) -> Said {
        let request = self.desk.agent.get(format!("{}{path}", self.desk.address));
        said(request.header("cookie", &self.cookie).call().unwrap())
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> Said {
        let token = [("form_token", self.form_token.as_str())];
        let fields: Vec<(&str, &str)> = token.iter().chain(form).copied().collect();
        let request = self.desk.agent.post(format!("{}{path}", self.desk.address));
        said(request.header("cookie", &self.cookie).send_form(fields).unwrap())
    }
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("no {name} in: {page}"));
    rest.split('"').next().unwrap().to_string()
}

#[test]
fn somebody_is_looked_for_by_what_is_known() {
    let desk = Desk::open();
    let (reviewer, supervisor) =
        (Visitor::sign_in(&desk, "reviewer"), Visitor::sign_in(&desk, "supervisor"));
    let inez = desk.client("inez-1");
    for form in [
        &[("first_name", "Ines"), ("last_name", "amaral")][..],
        &[("birth_date", "4/7/2021")],
        &[("phone", "978-555-0123"), ("birth_date", "2021-04-07")],
    ] {
        let page = reviewer.post("/search", form);
        assert_eq!(page.status, 200);
        assert_eq!(page.text.matches(&format!("/client/{inez}\"")).count(), 1, "{form:?}");
        assert!(!page.text.contains("Hushwell"), "{form:?}");
    }
    assert!(desk.log().contains("\"search\""));
    let page = reviewer.post("/search", &[("phone", "9785550123"), ("last_name", "Hushwell")]);
    assert!(page.text.contains("Nobody was found"));
    let olaf = [("last_name", "Bergquist")];
    let page = reviewer.post("/search", &olaf).text;
    assert!(page.contains("Some are hidden") && !page.contains("Olaf"), "{page}");
    assert!(supervisor.post("/search", &olaf).text.contains("Olaf Bergquist"));
    assert_eq!(reviewer.post("/search", &[("id", "inez-2")]).status, 303);
    assert!(reviewer.post("/search", &[]).text.contains("at least one"));
}

#[test]
fn a_record_is_entered_once_those_it_could_be_were_shown() {
    let desk = Desk::open();
    let reviewer = Visitor::sign_in(&desk, "reviewer");
    let form = reviewer.get("/entry").text;
    let id = hidden(&form, "record_id");
    let patient = [
        ("record_id", id.as_str()),
        ("source", "school nurse"),
        ("first_name", "Inez"),
        ("last_name", "Amaral"),
        ("birth_date", "4/7/2021"),
        ("sex", "F"),
        ("mother_maiden_name", "Quill"),
        ("vaccine-0", "20"),
        ("dose_date-0", "2023-07-01"),
        ("dose_lot-0", "A1<script>"),
    ];
    let with = |more: &[(&'static str, &str)]| {
        let all = patient.iter().copied().chain(more.iter().copied());
        reviewer.post("/entry", &all.collect::<Vec<(&str, &str)>>())
    };
    let wrong =
        reviewer.post("/entry", &[("record_id", &id), ("birth_date", "31 June"), ("step", "look")]);
    assert!(wrong.text.contains("Nothing was entered yet") && wrong.text.contains("31 June"));
    let check = with(&[("step", "look")]);
    let (inez, seen) = (desk.client("inez-1"), hidden(&check.text, "seen"));
    assert!(check.text.contains(&format!("Same person as client {inez}")), "{}", check.text);
    assert!(!check.text.contains("<script>"));
    let enter = [("step", "enter"), ("seen", seen.as_str()), ("choice", "new")];
    assert!(
        with(&[("step", "enter"), ("seen", "another"), ("choice", "new")]).text.contains("changed")
    );

    // While a night is at work nothing is entered, and nothing lost.
    let lock = NightLock::take(&desk.place.work.path("registry.db")).unwrap();
    let refused = with(&enter);
    assert!(refused.text.contains("A night is at work") && refused.text.contains("school nurse"));
    drop(lock);

    // A person's word holds, however alike the two are.
    assert_eq!(with(&enter).status, 303);
    let (stands, entered) = (desk.client("inez-1"), desk.client(&id));
    assert_ne!(stands, entered);
    assert_eq!(with(&enter).status, 303, "sent again it is entered once");
    assert!(desk.log().contains("\"entered\""), "{}", desk.log());
    let doses = desk.get("viewer", &format!("/api/v1/clients/{entered}")).json();
    assert_eq!(doses["doses"][0]["lot"], "A1<script>", "{doses}");

    // Whoever is unlike is the same where a person says so.
    let id = hidden(&reviewer.get("/entry").text, "record_id");
    let other = [
        ("record_id", id.as_str()),
        ("source", "school nurse"),
        ("first_name", "Agnes"),
        ("last_name", "Hushwell"),
        ("birth_date", "2021-03-19"),
        ("city", "Salem"),
        ("mother_maiden_name", "Muffle"),
    ];
    let check = reviewer.post("/entry", &[&other[..], &[("step", "look")]].concat());
    let lee = desk.client("lee-1");
    let choice = format!("client:{lee}");
    let seen = hidden(&check.text, "seen");
    assert!(seen.contains(&lee), "{}", check.text);
    let enter = [("step", "enter"), ("seen", seen.as_str()), ("choice", choice.as_str())];
    assert_eq!(reviewer.post("/entry", &[&other[..], &enter].concat()).status, 303);
    assert_eq!(desk.client(&id), lee);

    // The next night leaves both as they are, and is measured by nights alone.
    desk.place
        .deliver("submissions-2.csv", format!("{HEADER}{}", PEOPLE[1].replace("inez-2", "inez-3")));
    desk.place.night("second");
    assert_eq!(desk.client(&id), lee);
    assert_eq!(desk.client("inez-3"), stands);
    desk.place.work.run(["registry", "verify", "--registry", "registry.db"]).succeeds();
    let registry = desk.place.registry();
    assert_eq!(registry.view().last_nights(9).unwrap().len(), 2);
    assert_eq!(registry.view().last_runs(9).unwrap().len(), 4);
    assert!(desk.number(&id) > desk.number("lee-1"));
}

#[test]
fn whom_a_night_would_join_is_found_beforehand() {
    let place = Deliveries::beside(Work::with_people(300));
    let births = place.work.read("synth/births.csv");
    let submissions = String::from_utf8(place.work.read("synth/submissions.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(submissions.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let (late, early): (Vec<_>, Vec<_>) =
        rows.iter().enumerate().partition(|(row, _)| row % 7 == 0);
    let deliver = |name: &str, rows: &[(usize, &csv::StringRecord)]| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        rows.iter().for_each(|(_, row)| writer.write_record(*row).unwrap());
        place.deliver(name, writer.into_inner().unwrap());
    };
    place.deliver("births.csv", births);
    deliver("submissions-1.csv", &early);
    place.night("first");
    let registry = place.registry();
    let (view, mut found) = (registry.view(), BTreeMap::new());
    let consult = Consult::new(&view).unwrap();
    let index = consult.index(&view).unwrap();
    for (_, row) in &late {
        let mut builder = RecordsBuilder::default();
        builder.begin(SourceKind::Submission);
        for (name, value) in header.iter().zip(row.iter()) {
            if let Some(field) = Field::from_name(name) {
                builder.value(field, value);
            }
        }
        let around = consult.neighbours(&view, &index, &builder.finish()).unwrap();
        let clients =
            around.found.iter().map(|one| view.client(one.client).unwrap().unwrap().client_id);
        let id = row[header.iter().position(|name| name == "record_id").unwrap()].to_string();
        found.insert(id, clients.collect::<Vec<String>>());
    }
    let before = place.members();
    deliver("submissions-2.csv", &late);
    place.night("second");
    let after = place.members();
    let stood: Vec<&String> = before.values().collect();
    let joined = found.iter().filter(|(id, _)| stood.contains(&&after[*id]));
    let (all, missed): (Vec<_>, Vec<_>) =
        joined.partition(|(id, clients)| clients.first() == Some(&after[*id]));
    assert!(all.len() > 40, "{}", all.len());
    // A client that other late records hold together may be found for one of them only by these.
    assert!(missed.len() * 20 <= all.len(), "{} of {}: {missed:?}", missed.len(), all.len());

    // Those who have come since are found without a new beginning.
    let registry = place.registry();
    let index = consult.index_anew(&registry.view(), &index).unwrap();
    assert_eq!(index.records(), registry.view().record_count().unwrap());
    assert!(index.base() < index.records());
}
