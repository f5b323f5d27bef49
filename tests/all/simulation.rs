//! A registry through many nights of all that happens to one, and after each night everything that must
//! hold of it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use selfsame::registry::{Answer, Registry};

use crate::deliveries::{Deliveries, Dice, night};
use crate::harness::{RunFolder, Work};

type Fields = BTreeMap<String, String>;

/// Where a night crashes now and then.
const PLACES: [&str; 6] = [
    "after reading",
    "before commit",
    "after commit",
    "after the folder is renamed",
    "after the run is marked published",
    "after file 1 is moved",
];

/// What happens.
struct Rates {
    nights: usize,
    /// Questions that the reviewer answers in a night.
    answers: usize,
    /// Of a hundred answers so many are wrong.
    errors: usize,
    /// Of a hundred nights so many crash.
    crashes: usize,
}

struct Simulation {
    place: Deliveries,
    rates: Rates,
    dice: Dice,
    /// Whose each record is.
    truth: BTreeMap<String, String>,
    /// Records not yet sent, each with its night.
    coming: Vec<(usize, Fields)>,
    /// What each record says now.
    sent: BTreeMap<String, Fields>,
    /// Certificates that have been voided.
    voided: BTreeSet<Certificate>,
    /// Every client id that a run has told of.
    published: BTreeSet<String>,
    /// What was told last of the data sharing of each client.
    sharing: BTreeMap<String, String>,
}

/// State, year and number; without a number the record itself.
type Certificate = (String, String, String);

fn certificate(birth: &Fields) -> Certificate {
    let year = birth["birth_date"].chars().take(4).collect();
    match birth["certificate_number"].as_str() {
        "" => (String::new(), String::new(), birth["record_id"].clone()),
        number => (birth["birth_state"].clone(), year, number.to_string()),
    }
}

fn is_birth(record: &Fields) -> bool {
    record["source"] == "rvrs"
}

impl Simulation {
    fn new(people: usize, seed: u64, rates: Rates) -> Simulation {
        let work = Work::new();
        let (people, seeded) = (people.to_string(), seed.to_string());
        let synth = ["synth", "--out", "synth", "--people", &people, "--seed", &seeded];
        work.run(synth).succeeds();
        let mut records = [read(&work, "births"), read(&work, "submissions")].concat();
        records.sort_by_key(|record| (record["received_at"].clone(), record["record_id"].clone()));
        let (count, nights) = (records.len(), rates.nights);
        let mut dice = Dice(seed);
        let mut coming = Vec::new();
        for (turn, record) in records.into_iter().enumerate() {
            let night = turn * nights / count;
            // Some children are sent before they have a name.
            if is_birth(&record) && dice.percent(30) {
                let mut unnamed = record.clone();
                unnamed.insert("first_name".into(), "BABYGIRL".into());
                unnamed.insert("middle_name".into(), String::new());
                coming.push((night, unnamed));
                coming.push(((night + 1 + dice.below(3)).min(nights - 1), record));
            } else {
                coming.push((night, record));
            }
        }
        let truth = read(&work, "truth").into_iter();
        let truth = truth.map(|row| (row["record_id"].clone(), row["true_entity_id"].clone()));
        Simulation {
            truth: truth.collect(),
            place: Deliveries::beside(work),
            rates,
            dice,
            coming,
            sent: BTreeMap::new(),
            voided: BTreeSet::new(),
            published: BTreeSet::new(),
            sharing: BTreeMap::new(),
        }
    }

    fn run(&mut self) {
        for night in 0..self.rates.nights {
            self.deliver(night);
            let run = self.night(night);
            self.check(&run, &format!("night {night}"));
            self.answer();
        }
    }

    /// Puts into the inbox what comes tonight.
    fn deliver(&mut self, night: usize) {
        let (now, later) = self.coming.drain(..).partition(|(when, _)| *when == night);
        self.coming = later;
        // Of two versions that come in one night the later counts.
        let mut records: BTreeMap<String, Fields> = BTreeMap::new();
        let now: Vec<(usize, Fields)> = now;
        for (_, record) in now {
            records.insert(record["record_id"].clone(), record);
        }
        for _ in 0..4 {
            if let Some(record) = self.corrected() {
                records.entry(record["record_id"].clone()).or_insert(record);
            }
        }
        if let Some(record) = self.certificate_again(night) {
            records.insert(record["record_id"].clone(), record);
        }
        for (kind, birth) in [("births", true), ("submissions", false)] {
            let of_kind: Vec<&Fields> =
                records.values().filter(|record| is_birth(record) == birth).collect();
            if !of_kind.is_empty() {
                self.place.deliver(&format!("{kind}-{night}.csv"), csv(&of_kind));
            }
        }
        self.sent.extend(records);
        if night > 0 && self.dice.percent(30) {
            let done: Vec<String> = self.place.work.list("inbox/done").into_iter().collect();
            let name = &done[self.dice.below(done.len())];
            let content = self.place.work.read(&format!("inbox/done/{name}"));
            let kind = name.split('-').next().unwrap();
            self.place.deliver(&format!("{kind}-again-{night}.csv"), content);
        }
    }

    /// A record that its source sends anew, with something else in it.
    fn corrected(&mut self) -> Option<Fields> {
        let ids: Vec<&String> = self.sent.keys().collect();
        let id = ids.get(self.dice.below(ids.len().max(1)))?.to_string();
        let mut record = self.sent[&id].clone();
        let other = |field: &str, value: &str, record: &mut Fields| {
            if record.contains_key(field) {
                record.insert(field.into(), value.into());
            }
        };
        match self.dice.below(5) {
            0 => {
                let name = record["first_name"].clone();
                other("first_name", name.get(1..).unwrap_or_default(), &mut record);
            }
            1 => {
                let street = format!("{} HARBOR RD", 1 + self.dice.below(300));
                other("street", &street, &mut record);
                other("city", "SALEM", &mut record);
                other("zip", "01970", &mut record);
            }
            2 => {
                let phone = format!("978555{:04}", self.dice.below(10_000));
                other("phone", &phone, &mut record);
            }
            3 => other("data_sharing", "no", &mut record),
            _ => other("last_name", "HARTWELL", &mut record),
        }
        Some(record)
    }

    /// A certificate that is amended or voided, under a record id of its own.
    fn certificate_again(&mut self, night: usize) -> Option<Fields> {
        let is_filed =
            |record: &&Fields| is_birth(record) && !record["certificate_number"].is_empty();
        let births: Vec<&Fields> = self.sent.values().filter(is_filed).collect();
        let mut record = (*births.get(self.dice.below(births.len().max(1)))?).clone();
        if self.voided.contains(&certificate(&record)) {
            return None;
        }
        let id = format!("rvrs-again-{night}");
        self.truth.insert(id.clone(), self.truth[&record["record_id"]].clone());
        record.insert("record_id".into(), id);
        // Later than all that came before.
        record.insert(
            "received_at".into(),
            format!("2025-12-31T{:02}:{:02}", night / 60, night % 60),
        );
        if self.dice.percent(30) {
            self.voided.insert(certificate(&record));
            record.insert("void".into(), "1".into());
        } else {
            record.insert("last_name".into(), "DOYLE".into());
            record.insert("amendment".into(), (night + 1).to_string());
        }
        Some(record)
    }

    /// Runs the night, which may crash and be run again.
    fn night(&mut self, number: usize) -> RunFolder {
        let out = format!("runs/{number:03}");
        if self.dice.percent(self.rates.crashes) {
            let mut program = Command::new(env!("CARGO_BIN_EXE_selfsame"));
            program.current_dir(self.place.work.path(".")).args(accepted(&out));
            let place = PLACES[self.dice.below(PLACES.len())];
            program.env("SELFSAME_FAILPOINT", place).output().unwrap();
        }
        self.place.work.run(accepted(&out)).succeeds();
        self.place.work.opened(&out)
    }

    /// A reviewer answers some questions, mostly as it is.
    fn answer(&mut self) {
        let mut questions: Vec<BTreeSet<String>> = self.place.questions().into_iter().collect();
        self.dice.shuffle(&mut questions);
        for question in questions.into_iter().take(self.rates.answers) {
            let ids: Vec<&String> = question.iter().collect();
            let is_one = self.truth[ids[0]] == self.truth[ids[1]];
            let is_link = is_one != self.dice.percent(self.rates.errors);
            let answer = if is_link { Answer::Link } else { Answer::Apart };
            self.place.answer(ids[0], ids[1], answer);
        }
    }

    fn check(&mut self, run: &RunFolder, what: &str) {
        self.place.is_sound();
        let members = self.place.members();
        let sent: Vec<&String> = self.sent.keys().collect();
        assert_eq!(members.keys().collect::<Vec<_>>(), sent, "{what}: every record has one client");
        let mut clients: BTreeMap<&str, Vec<&Fields>> = BTreeMap::new();
        for (record, client) in &members {
            clients.entry(client).or_default().push(&self.sent[record]);
        }
        let registry = self.place.registry();
        ids_lead_to_clients(&registry, run, &mut self.published, what);
        self.certificates_are_apart(&clients, what);
        self.answers_are_honoured(&registry, &members, &clients, what);
        told_sharing(&registry, run, &mut self.sharing);
        for (client, records) in &clients {
            if records
                .iter()
                .any(|record| record.get("data_sharing").is_some_and(|say| say == "no"))
            {
                assert_eq!(self.sharing[*client], "no", "{what}: client {client} objects");
            }
        }
        weights_sum_and_rows_name_the_run(&registry, run, what);
    }

    fn live_certificates(&self, records: &[&Fields]) -> BTreeSet<Certificate> {
        let births = records.iter().filter(|record| is_birth(record));
        births.map(|birth| certificate(birth)).filter(|key| !self.voided.contains(key)).collect()
    }

    fn certificates_are_apart(&self, clients: &BTreeMap<&str, Vec<&Fields>>, what: &str) {
        for (client, records) in clients {
            let live = self.live_certificates(records);
            assert!(
                live.len() <= 1,
                "{what}: client {client} has {} live certificates",
                live.len()
            );
        }
    }

    /// What a person has said is so, unless certificates, places in a birth or another answer forbid it.
    fn answers_are_honoured(
        &self,
        registry: &Registry,
        members: &BTreeMap<String, String>,
        clients: &BTreeMap<&str, Vec<&Fields>>,
        what: &str,
    ) {
        let view = registry.view();
        let client = |record| &members[&view.record(record).unwrap().unwrap().record_id];
        let answers = view.answers_that_hold().unwrap();
        let (links, aparts): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.answer == Answer::Link);
        let ends = |answer: &selfsame::registry::GivenAnswer| {
            BTreeSet::from([client(answer.now.a), client(answer.now.b)])
        };
        let mut asked = Vec::new();
        let ask = |question: selfsame::registry::Question| {
            if question.guards.contains("answer_lapsed") {
                asked.push(BTreeSet::from([client(question.pair.a), client(question.pair.b)]));
            }
            Ok(())
        };
        view.visit_questions(ask).unwrap();
        for answer in &aparts {
            assert_eq!(ends(answer).len(), 2, "{what}: {:?} are said to be two", answer.now);
        }
        for answer in &links {
            let both = ends(answer);
            let records: Vec<&Fields> =
                both.iter().flat_map(|client| clients[client.as_str()].iter().copied()).collect();
            let is_forbidden = self.live_certificates(&records).len() > 1
                || aparts.iter().any(|apart| ends(apart).is_subset(&both))
                || is_one_of_several(&records)
                || asked.contains(&both);
            assert!(both.len() == 1 || is_forbidden, "{what}: {:?} are said to be one", answer.now);
        }
    }
}

/// Whether two of these records are of different places in one multiple birth.
fn is_one_of_several(records: &[&Fields]) -> bool {
    let order = |record: &&&Fields| record.get("birth_order").cloned().unwrap_or_default();
    let orders: BTreeSet<String> = records.iter().map(|record| order(&record)).collect();
    orders.iter().filter(|order| !order.is_empty()).count() > 1
}

fn ids_lead_to_clients(
    registry: &Registry,
    run: &RunFolder,
    published: &mut BTreeSet<String>,
    what: &str,
) {
    for (table, column) in [
        ("decisions", "client_id"),
        ("clients", "client_id"),
        ("crosswalk", "client_id"),
        ("crosswalk", "into_client_id"),
    ] {
        published.extend(run.table(table).text(column).into_iter().filter(|id| !id.is_empty()));
    }
    for id in published.iter() {
        let client = registry.view().resolve_client(id).unwrap();
        assert!(client.is_some_and(|client| client.merged_into.is_none()), "{what}: {id} is lost");
    }
}

/// Notes what a run tells of data sharing.
fn told_sharing(registry: &Registry, run: &RunFolder, sharing: &mut BTreeMap<String, String>) {
    let clients = run.table("clients");
    sharing.extend(clients.text("client_id").into_iter().zip(clients.text("data_sharing")));
    let stands = |id: &String| {
        let client = registry.view().client_of_id(id).unwrap().unwrap();
        client.merged_into.is_none()
    };
    sharing.retain(|id, _| stands(id));
}

fn weights_sum_and_rows_name_the_run(registry: &Registry, run: &RunFolder, what: &str) {
    let pairs = run.table("pairs");
    let names = pairs.names().into_iter().filter(|name| name.ends_with("_weight"));
    let parts: Vec<Vec<f32>> = names.map(|name| pairs.float32(&name)).collect();
    for (row, weight) in pairs.float32("weight").into_iter().enumerate() {
        let sum: f32 = parts.iter().map(|column| column[row]).sum();
        assert_eq!(sum, weight, "{what}: pair {row}");
    }
    let run_id = run.manifest()["run_id"].as_str().unwrap().to_string();
    for name in ["pairs", "decisions", "crosswalk", "doses"] {
        let ids = run.table(name).text("run_id");
        assert!(ids.iter().all(|id| *id == run_id), "{what}: {name}.parquet");
        let is_known = registry.view().run(&run_id).unwrap().is_some();
        assert!(ids.is_empty() || is_known, "{what}: {name}.parquet tells of a run that is none");
    }
}

fn read(work: &Work, name: &str) -> Vec<Fields> {
    let mut reader = csv::Reader::from_path(work.path(format!("synth/{name}.csv"))).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn csv(records: &[&Fields]) -> Vec<u8> {
    let names: BTreeSet<&String> = records.iter().flat_map(|record| record.keys()).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&names).unwrap();
    for record in records {
        let value = |name: &&String| record.get(*name).cloned().unwrap_or_default();
        writer.write_record(names.iter().map(value)).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn twelve_nights_of_everything_leave_all_that_must_hold() {
    for seed in 1..=2 {
        let rates = Rates { nights: 12, answers: 5, errors: 5, crashes: 25 };
        Simulation::new(300, seed, rates).run();
    }
}

/// Nothing that has happened on the way matters, but what the records say in the end.
#[test]
fn nights_without_answers_end_as_the_last_word_of_all_records_at_once() {
    let rates = Rates { nights: 12, answers: 0, errors: 0, crashes: 0 };
    let mut simulation = Simulation::new(400, 3, rates);
    simulation.run();
    let whole = Deliveries::new();
    for (kind, birth) in [("births", true), ("submissions", false)] {
        let records = simulation.sent.values().filter(|record| is_birth(record) == birth);
        whole.deliver(&format!("{kind}.csv"), csv(&records.collect::<Vec<_>>()));
    }
    whole.night("whole");
    assert_eq!(whole.clients(), simulation.place.clients());
    assert_eq!(whole.questions(), simulation.place.questions());
}

/// `cargo test --release --test all -- --ignored a_year_of_nights`: some minutes.
#[test]
#[ignore = "takes long"]
fn a_year_of_nights_of_everything_leaves_all_that_must_hold() {
    let rates = Rates { nights: 365, answers: 2, errors: 5, crashes: 10 };
    Simulation::new(300, 7, rates).run();
}

/// The arguments of a night that is kept whatever the gate says: so few people have odd nights.
fn accepted(out: &str) -> Vec<&str> {
    [&night(out)[..], &["--accept"]].concat()
}
