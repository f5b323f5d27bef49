//! The field's 85 match scenarios and some of our own: pairs through `judge`, groups through `link`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::harness::{AS_OF, Work};

const PAIRS: &str = include_str!("scenarios/pairs.toml");
const GROUPS: &str = include_str!("scenarios/groups.toml");

/// How many scenarios the field's list has.
const SCENARIOS: u32 = 85;

type Fields = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    usual: Fields,
    bare: Fields,
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    number: u32,
    what: String,
    accept: Vec<String>,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    both: Fields,
    #[serde(default)]
    a: Fields,
    #[serde(default)]
    b: Fields,
}

#[derive(Deserialize)]
struct Groups {
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    number: u32,
    what: String,
    #[serde(default)]
    both: Fields,
    records: Vec<Fields>,
    clients: Vec<BTreeSet<usize>>,
    open: Vec<(usize, usize)>,
    /// Pairs of which a person has said that they are different.
    #[serde(default)]
    answers: Vec<(usize, usize)>,
    guard: Option<String>,
    data_sharing: Option<String>,
}

fn pairs() -> Pairs {
    toml::from_str(PAIRS).unwrap()
}

fn groups() -> Vec<Group> {
    toml::from_str::<Groups>(GROUPS).unwrap().group
}

/// Records as CSV, later fields before earlier ones.
fn csv<'a>(records: impl Iterator<Item = (String, Vec<&'a Fields>)> + Clone) -> String {
    let names: BTreeSet<&str> = records
        .clone()
        .flat_map(|(_, parts)| parts.into_iter().flatten())
        .map(|(name, _)| name.as_str())
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["record_id"].into_iter().chain(names.iter().copied())).unwrap();
    for (id, parts) in records {
        let value = |name: &str| {
            let found = parts.iter().rev().find_map(|fields| fields.get(name));
            found.cloned().unwrap_or_default()
        };
        let row = [id].into_iter().chain(names.iter().map(|name| value(name)));
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn every_pair_is_decided_as_an_expert_would() {
    let Pairs { usual, bare, pair: pairs } = pairs();
    let nothing = Fields::new();
    let work = Work::new();
    let records = pairs.iter().flat_map(|pair| {
        let first = if pair.bare { &bare } else { &nothing };
        let side = |name: &str, own| {
            (format!("{}{name}", pair.number), vec![&usual, first, &pair.both, own])
        };
        [side("a", &pair.a), side("b", &pair.b)]
    });
    work.write("records.csv", csv(records));
    let list = pairs.iter().map(|pair| format!("{0}a,{0}b\n", pair.number));
    work.write("pairs.csv", format!("record_id_a,record_id_b\n{}", list.collect::<String>()));
    let arguments = ["--records", "records.csv", "--pairs", "pairs.csv", "--as-of", AS_OF];
    let judged = work.run([&["judge"], &arguments[..]].concat()).succeeds().stdout;
    let lines = judged.lines().skip(1);
    assert_eq!(lines.clone().count(), pairs.len());
    let wrong: Vec<String> = lines
        .zip(&pairs)
        .filter(|(line, pair)| {
            let decision = line.split(',').nth(2).unwrap();
            !pair.accept.iter().any(|accepted| accepted == decision)
        })
        .map(|(line, pair)| {
            format!("{}: {}: expected {}: {line}", pair.number, pair.what, pair.accept.join(" or "))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_group_ends_as_an_expert_would_have_it() {
    let usual = pairs().usual;
    for group in groups() {
        let work = Work::new();
        let of_kind = |birth: bool| {
            let parts = |record| vec![&usual, &group.both, record];
            let source =
                |record: &Fields| record.get("source").or(group.both.get("source")).cloned();
            let all = group.records.iter().enumerate();
            let chosen =
                all.filter(move |(_, record)| (source(record).as_deref() == Some("rvrs")) == birth);
            chosen.map(move |(number, record)| (number.to_string(), parts(record)))
        };
        work.write("births.csv", csv(of_kind(true)));
        work.write("submissions.csv", csv(of_kind(false)));
        let answers = group.answers.iter().map(|(a, b)| format!("{a},{b},apart\n"));
        work.write(
            "answers.csv",
            format!("record_id_a,record_id_b,expected\n{}", answers.collect::<String>()),
        );
        let mut arguments = vec!["--answers", "answers.csv", "--out", "run"];
        if of_kind(true).next().is_some() {
            arguments.extend(["--births", "births.csv"]);
        }
        if of_kind(false).next().is_some() {
            arguments.extend(["--submissions", "submissions.csv"]);
        }
        work.link(&arguments).succeeds();
        group.check(&work);
    }
}

impl Group {
    fn check(&self, work: &Work) {
        let Group { number, what, .. } = self;
        let run = work.opened("run");
        let mut by_client: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (record, client) in run.clients() {
            by_client.entry(client).or_default().insert(record.parse().unwrap());
        }
        let together: BTreeSet<_> = by_client.into_values().filter(|all| all.len() > 1).collect();
        let expected: BTreeSet<_> = self.clients.iter().cloned().collect();
        assert_eq!(together, expected, "{number}: {what}");
        let pairs = run.table("pairs");
        let (decisions, guards) = (pairs.text("decision"), pairs.text("guards"));
        let ids = pairs.text("record_a").into_iter().zip(pairs.text("record_b"));
        let ids = ids.map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap()));
        let open: BTreeSet<(usize, usize)> = ids
            .zip(&decisions)
            .filter(|(_, decision)| *decision == "review")
            .map(|(pair, _)| pair)
            .collect();
        assert_eq!(open, self.open.iter().copied().collect(), "{number}: {what}");
        if let Some(guard) = &self.guard {
            assert!(guards.iter().any(|all| all.contains(guard.as_str())), "{number}: {what}");
        }
        if let Some(status) = &self.data_sharing {
            assert_eq!(run.table("clients").text("data_sharing"), [status.as_str()], "{number}");
        }
        if !self.answers.is_empty() {
            let decided_by = pairs.text("decided_by");
            assert!(decided_by.iter().any(|who| who == "person"), "{number}: {what}");
        }
    }
}

#[test]
fn every_scenario_of_the_field_is_there() {
    let numbers = pairs().pair.iter().map(|pair| pair.number).collect::<BTreeSet<_>>();
    let groups = groups().iter().map(|group| group.number).collect::<BTreeSet<_>>();
    let missing: Vec<u32> = (1..=SCENARIOS)
        .filter(|number| !numbers.contains(number) && !groups.contains(number))
        .collect();
    assert!(missing.is_empty(), "no scenario {missing:?}");
}
