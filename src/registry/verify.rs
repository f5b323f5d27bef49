//! Checks a registry: whether the log is whole, and whether the tables are what follows from it.
//!
//! In: a registry. Out: counts, and what is wrong, by number. Must never: repair anything, tell a value
//! of a record, or hold more than some bytes a record.

use serde::Serialize;

use super::Registry;
use super::arrivals::{kind_of_number, record_digest};
use super::event::{Event, RecordDigest};
use super::log::LogRow;
use super::replay::{NONE, Replay};
use super::runs::RunState;
use super::view::View;
use super::writer::LogHead;
use crate::error::Result;

/// Problems that are told; all are counted.
const TOLD: usize = 20;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Records, replaced ones included.
    pub records: u64,
    /// Clients, merged ones included.
    pub clients: u64,
    /// Records that have a client.
    pub members: u64,
    /// Open questions.
    pub questions: u64,
    /// Answers given.
    pub answers: u64,
    /// Events of the log.
    pub events: u64,
    /// The last event's hash, in hex.
    pub log_end: String,
    /// How many problems there are.
    pub problem_count: u64,
    /// The first of them.
    pub problems: Vec<String>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problem_count == 0
    }

    fn problem(&mut self, problem: String) {
        self.problem_count += 1;
        if self.problems.len() < TOLD {
            self.problems.push(problem);
        }
    }

    fn check(&mut self, holds: bool, problem: impl FnOnce() -> String) {
        if !holds {
            self.problem(problem());
        }
    }
}

impl Registry {
    /// Goes through the whole registry, as it is now.
    ///
    /// # Errors
    /// The file cannot be read. What is wrong inside is no error but a problem.
    pub fn verify(&self) -> Result<Verification> {
        let snapshot = self.snapshot()?;
        let mut checker =
            Checker { view: *snapshot, replay: Replay::default(), found: Verification::default() };
        checker.file()?;
        checker.log()?;
        checker.records()?;
        checker.clients()?;
        checker.members()?;
        checker.questions()?;
        checker.counts()?;
        Ok(checker.found)
    }
}

struct Checker<'r> {
    view: View<'r>,
    replay: Replay,
    found: Verification,
}

impl Checker<'_> {
    /// SQLite's own look at the file.
    fn file(&mut self) -> Result<()> {
        let select = "PRAGMA quick_check(1)";
        let said = self.view.database.row(select, [], |row| row.get::<_, String>(0))?;
        self.found.check(said.as_deref() == Some("ok"), || {
            "the file is damaged, says SQLite's quick_check; go back to a backup".into()
        });
        Ok(())
    }

    fn log(&mut self) -> Result<()> {
        let mut head = LogHead::START;
        let view = self.view;
        view.visit_log_rows(0, |LogRow { sequence, run, event, hash }| {
            let next = head.after(run, &event);
            self.found.check(sequence == next.sequence, || {
                format!("log: event {} is missing before event {sequence}", next.sequence)
            });
            self.found.check(hash == next.hash, || {
                format!("log: event {sequence} has not the hash that follows from those before it")
            });
            // One break is told once: what follows is measured by the hash that stands there.
            let hash = hash.try_into().unwrap_or(next.hash);
            head = LogHead { sequence, hash };
            let Ok(event) = serde_json::from_str(&event) else {
                self.found.problem(format!("log: event {sequence} is not understood"));
                return Ok(());
            };
            if let Err(problem) = self.replay.apply(run, &event) {
                self.found.problem(format!("log: event {sequence}: {problem}"));
            }
            self.event(sequence, run, &event)
        })?;
        self.found.events = head.sequence;
        self.found.log_end = crate::digest::hex(&head.hash);
        Ok(())
    }

    /// What an event says of a row that never changes.
    fn event(&mut self, sequence: u64, run: Option<u32>, event: &Event) -> Result<()> {
        let database = self.view.database;
        let text = |select: &str, number: u32| {
            database.row(select, [number], |row| row.get::<_, String>(0))
        };
        let agrees = match event {
            Event::RecordStored { record, digest } => {
                let select = "SELECT digest FROM records WHERE number = ?1";
                database.row(select, [record], |row| row.get(0))?.map(RecordDigest) == Some(*digest)
            }
            Event::ClientCreated { client, id } => {
                let select = "SELECT client_id FROM clients WHERE number = ?1";
                text(select, *client)?.as_ref() == Some(id)
            }
            Event::InputTaken { input, digest } => {
                let select = "SELECT digest FROM inputs WHERE number = ?1";
                text(select, *input)?.as_ref() == Some(digest)
            }
            Event::RunBegan { run_id, .. } => {
                let select = "SELECT run_id FROM runs WHERE number = ?1";
                text(select, self.replay.runs)?.as_ref() == Some(run_id)
            }
            Event::RunCommitted { manifest } => {
                let select = "SELECT manifest FROM runs WHERE number = ?1";
                let there = text(select, run.unwrap_or_default())?;
                digest_of(there).as_ref() == Some(manifest)
            }
            Event::RunPublished { run } => {
                let select = "SELECT state FROM runs WHERE number = ?1";
                text(select, *run)?.as_deref() == Some(RunState::Published.name())
            }
            Event::ModelAdopted { digest } | Event::SettingsAdopted { digest } => {
                let select = "SELECT text FROM adopted WHERE number = ?1";
                digest_of(text(select, self.replay.adopted - 1)?).as_ref() == Some(digest)
            }
            Event::Answered { pair, answer, by, reason, at, digest_a, digest_b, relation } => {
                let row = self.view.answer_row(self.replay.answers - 1)?;
                row.is_some_and(|row| {
                    let said = (row.pair, row.answer, row.at, row.digest_a, row.digest_b);
                    said == (*pair, *answer, *at, *digest_a, *digest_b)
                        && (&row.by, &row.reason, &row.relation) == (by, reason, relation)
                })
            }
            Event::UserAdded { user, name, .. } => {
                text("SELECT name FROM users WHERE number = ?1", *user)?.as_ref() == Some(name)
            }
            _ => true,
        };
        self.found.check(agrees, || format!("log: event {sequence} and its row do not agree"));
        Ok(())
    }

    fn records(&mut self) -> Result<()> {
        let select = "SELECT number, kind, digest, replaced_by, text, doses
            FROM records LEFT JOIN doses ON record = number ORDER BY number";
        let read = |row: &rusqlite::Row| {
            let kind = kind_of_number(row.get(1)?);
            let text = row.get_ref(4)?.as_blob()?;
            let doses = row.get_ref(5)?.as_blob_or_null()?.unwrap_or_default();
            let says = record_digest(kind, text, doses);
            let replaced_by = row.get::<_, Option<u32>>(3)?.unwrap_or(NONE);
            Ok((row.get::<_, u32>(0)?, says == RecordDigest(row.get(2)?), replaced_by))
        };
        let (replay, found) = (&self.replay, &mut self.found);
        self.view.database.visit(select, [], read, |(record, is_whole, replaced_by)| {
            found.records += 1;
            found.check(is_whole, || format!("record {record}: its text has another digest"));
            let replaced = replay.replaced_by.get(record as usize);
            found.check(replaced == Some(&replaced_by), || {
                format!("record {record}: the log says otherwise of what has replaced it")
            });
            Ok(())
        })
    }

    fn clients(&mut self) -> Result<()> {
        let (replay, found) = (&self.replay, &mut self.found);
        self.view.visit_clients(0, |client| {
            found.clients += 1;
            let (number, into) = (client.number, client.merged_into.unwrap_or(NONE));
            found.check(replay.merged_into.get(number as usize) == Some(&into), || {
                format!("client {number}: the log says otherwise of what it has become")
            });
            Ok(())
        })?;
        // By the table itself: an id must lead somewhere even if the log agrees.
        let lost = "WITH RECURSIVE found (number) AS (
            SELECT number FROM clients WHERE merged_into IS NULL
            UNION SELECT clients.number FROM clients JOIN found ON merged_into = found.number)
            SELECT number FROM clients WHERE number NOT IN found ORDER BY number";
        self.view.database.visit(
            lost,
            [],
            |row| row.get::<_, u32>(0),
            |client| {
                found.problem(format!("client {client}: its id leads to no client that stands"));
                Ok(())
            },
        )
    }

    fn members(&mut self) -> Result<()> {
        let (replay, found) = (&self.replay, &mut self.found);
        self.view.visit_members(|record, client| {
            found.members += 1;
            found.check(replay.client_of.get(record as usize) == Some(&client), || {
                format!("record {record}: the log says that it belongs to another client")
            });
            Ok(())
        })?;
        let merged = "SELECT DISTINCT number FROM clients JOIN members ON client = number
            WHERE merged_into IS NOT NULL ORDER BY number";
        self.view.database.visit(
            merged,
            [],
            |row| row.get::<_, u32>(0),
            |client| {
                found.problem(format!("client {client} has members and does not stand"));
                Ok(())
            },
        )
    }

    fn questions(&mut self) -> Result<()> {
        let (view, replay, found) = (self.view, &self.replay, &mut self.found);
        view.visit_questions(|question| {
            found.questions += 1;
            let pair = question.pair;
            let asked = replay.questions.get(&pair).is_some_and(|(weight, guards, since)| {
                // A table knows no negative zero.
                *weight == question.weight && *guards == question.guards && *since == question.since
            });
            let digests = [pair.a, pair.b].map(|record| view.record_digest(record).ok());
            let shown = [question.digest_a, question.digest_b].map(Some);
            found.check(asked && digests == shown, || {
                format!("the question about {} and {}: not as the log asks it", pair.a, pair.b)
            });
            Ok(())
        })
    }

    /// Rows that the log tells of and that are gone, or the other way round.
    fn counts(&mut self) -> Result<()> {
        let (replay, found) = (&self.replay, &mut self.found);
        found.answers = self.view.database.number("SELECT count(*) FROM answers", [])?;
        let count =
            |table: &str| self.view.database.number(&format!("SELECT count(*) FROM {table}"), []);
        for (what, there, told) in [
            ("records", found.records, replay.replaced_by.len() as u64),
            ("clients", found.clients, replay.merged_into.len() as u64),
            ("members", found.members, replay.member_count()),
            ("questions", found.questions, replay.questions.len() as u64),
            ("answers", found.answers, u64::from(replay.answers)),
            ("inputs", count("inputs")?, u64::from(replay.inputs)),
            ("runs", count("runs")?, u64::from(replay.runs)),
            (
                "published runs",
                count("runs WHERE state = 'published'")?,
                u64::from(replay.published),
            ),
            ("answers taken back", count("undone")?, u64::from(replay.undone)),
            ("questions put aside", count("asides")?, u64::from(replay.asides)),
            ("wishes", count("wishes")?, u64::from(replay.wishes)),
            ("samples", count("samples")?, u64::from(replay.samples)),
            ("pairs of samples", count("sample_pairs")?, u64::from(replay.sample_pairs)),
            ("labels", count("labels")?, u64::from(replay.labels)),
            ("users", count("users")?, u64::from(replay.users)),
            ("tokens", count("tokens")?, u64::from(replay.tokens)),
            ("adopted", count("adopted")?, u64::from(replay.adopted)),
        ] {
            found.check(there == told, || format!("{what}: {there}, and {told} by the log"));
        }
        Ok(())
    }
}

fn digest_of(text: Option<String>) -> Option<String> {
    text.map(|text| crate::digest::of_parts([text.as_bytes()]))
}
