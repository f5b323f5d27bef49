//! What people have said of two records. An answer holds until one of the two changes: then it is kept,
//! shown, and asked again.
//!
//! In: answers. Out: those that hold, and all that were ever given about a pair. Must never: change or
//! forget an answer, or let one hold about a record that says something else now.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::event::{Answer, Event, RecordDigest, RecordPair, Relation};
use super::view::View;
use super::writer::Writer;
use crate::error::Result;

/// An answer about to be written down.
#[derive(Debug, Clone, Copy)]
pub struct NewAnswer<'a> {
    /// The two records.
    pub pair: RecordPair,
    /// What the person says.
    pub answer: Answer,
    /// Who.
    pub by: &'a str,
    /// Why.
    pub reason: &'a str,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What the two are to each other beyond that, if it was said.
    pub relation: Option<Relation>,
}

/// What was asked when an answer came.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedThen {
    /// What the pair weighed.
    pub weight: f64,
    /// Its guards.
    pub guards: String,
    /// The run that had asked first.
    pub since: u32,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenAnswer {
    /// Its number; a later answer has a larger one.
    pub number: u32,
    /// The two records as they were then.
    pub pair: RecordPair,
    /// The newest versions of the two records.
    pub now: RecordPair,
    /// Whether it is the newest about the two, was not taken back, and they say what they said then.
    pub holds: bool,
    /// Whether it was taken back.
    pub is_undone: bool,
    /// What the person said.
    pub answer: Answer,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What record `a` said then.
    pub digest_a: RecordDigest,
    /// What record `b` said then.
    pub digest_b: RecordDigest,
    /// What the two are to each other, if that was said.
    pub relation: Option<Relation>,
    /// What was asked; none where the answer came unasked.
    pub asked: Option<AskedThen>,
}

const ANSWER: &str = "SELECT answers.number, a, b, answers.answer, answers.said_by, answers.reason,
    answers.said_at, digest_a, digest_b, undone.answer IS NOT NULL, relation, weight, guards, since
    FROM answers LEFT JOIN undone ON undone.answer = answers.number";

/// The row as it stands there; what has become of the records is looked up after.
fn answer(row: &Row) -> rusqlite::Result<GivenAnswer> {
    let pair = RecordPair { a: row.get(1)?, b: row.get(2)? };
    let is_link = row.get_ref(3)?.as_str()? == Answer::Link.name();
    let weight: Option<f64> = row.get(11)?;
    let (guards, since) = (row.get::<_, Option<String>>(12)?, row.get::<_, Option<u32>>(13)?);
    let asked = weight.zip(guards).zip(since);
    let relation = row.get_ref(10)?.as_str_or_null()?.and_then(Relation::from_name);
    Ok(GivenAnswer {
        number: row.get(0)?,
        pair,
        now: pair,
        holds: false,
        is_undone: row.get(9)?,
        relation,
        asked: asked.map(|((weight, guards), since)| AskedThen { weight, guards, since }),
        answer: if is_link { Answer::Link } else { Answer::Apart },
        by: row.get(4)?,
        reason: row.get(5)?,
        at: row.get(6)?,
        digest_a: RecordDigest(row.get(7)?),
        digest_b: RecordDigest(row.get(8)?),
    })
}

impl View<'_> {
    /// How many answers were given.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn answer_count(&self) -> Result<u64> {
        self.database.number("SELECT COALESCE(max(number) + 1, 0) FROM answers", [])
    }

    /// An answer by its number, without what has become of it.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn answer_row(&self, number: u32) -> Result<Option<GivenAnswer>> {
        self.database.row(&format!("{ANSWER} WHERE answers.number = ?1"), [number], answer)
    }

    /// Every answer that holds, in the order of the pairs as they are now.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn answers_that_hold(&self) -> Result<Vec<GivenAnswer>> {
        let mut answers = self.newest_answers()?;
        answers.retain(|answer| answer.holds);
        Ok(answers)
    }

    /// The newest answer about every pair, in the order of the pairs as they are now; whether it holds
    /// still, it says itself.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn newest_answers(&self) -> Result<Vec<GivenAnswer>> {
        let all = self.database.rows(&format!("{ANSWER} ORDER BY answers.number"), [], answer)?;
        Ok(self.judged(all)?.into_values().collect())
    }

    /// The newest answer about each pair of which one record is this one, in its newest version,
    /// whether it holds or not: the old answer is shown when a pair is asked about again.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn answers_about(&self, record: u32) -> Result<Vec<GivenAnswer>> {
        let newest = self.newest_version(record)?;
        let select = format!("{ANSWER} WHERE a = ?1 UNION ALL {ANSWER} WHERE b = ?1");
        let mut all = Vec::new();
        for version in [vec![newest], self.older_versions(newest)?].concat() {
            all.extend(self.database.rows(&select, [version], answer)?);
        }
        all.sort_unstable_by_key(|answer| answer.number);
        Ok(self.judged(all)?.into_values().collect())
    }

    /// An answer as it stands now, and whether it holds.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn answer_now(&self, number: u32) -> Result<Option<GivenAnswer>> {
        let Some(row) = self.answer_row(number)? else { return Ok(None) };
        let about = self.answers_about(row.pair.a)?;
        let newest = about.into_iter().find(|answer| answer.number == number);
        Ok(Some(newest.unwrap_or(row)))
    }

    /// The answers that came last, or a person's, the newest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn last_answers(&self, by: Option<&str>, count: u32) -> Result<Vec<GivenAnswer>> {
        let of = if by.is_some() { "answers.said_by = ?1" } else { "?1 IS NULL" };
        let select = format!("{ANSWER} WHERE {of} ORDER BY answers.number DESC LIMIT ?2");
        self.database.rows(&select, params![by, count], answer)
    }

    /// The newest answer about each pair as it is now; answers come in the order of their numbers.
    fn judged(&self, answers: Vec<GivenAnswer>) -> Result<BTreeMap<RecordPair, GivenAnswer>> {
        let mut newest = BTreeMap::new();
        for mut answer in answers {
            let RecordPair { a, b } = answer.pair;
            let (now_a, now_b) = (self.newest_version(a)?, self.newest_version(b)?);
            answer.now = RecordPair::new(now_a, now_b);
            answer.holds = now_a != now_b
                && !answer.is_undone
                && self.record_digest(now_a)? == answer.digest_a
                && self.record_digest(now_b)? == answer.digest_b;
            newest.insert(answer.now, answer);
        }
        Ok(newest)
    }
}

impl Writer<'_> {
    /// Writes an answer down, and closes the question if there is one.
    pub fn answer(&mut self, given: &NewAnswer) -> Result<()> {
        let NewAnswer { pair, answer, by, reason, at, relation } = *given;
        let [digest_a, digest_b] = self.digests(pair)?;
        let insert = "INSERT INTO answers (number, a, b, answer, said_by, reason, said_at,
            digest_a, digest_b, relation, weight, guards, since)
            SELECT COALESCE((SELECT max(number) + 1 FROM answers), 0), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
            asked.weight, asked.guards, asked.since FROM (SELECT 1) LEFT JOIN (
                SELECT weight, guards, since, 1 AS place FROM questions WHERE a = ?1 AND b = ?2
                UNION ALL SELECT * FROM (SELECT weight, guards, since, 2 FROM answers
                    WHERE a = ?1 AND b = ?2 AND weight IS NOT NULL ORDER BY number DESC LIMIT 1)
                ORDER BY place LIMIT 1) AS asked";
        let RecordPair { a, b } = pair;
        let (word, kin) = (answer.name(), relation.map(Relation::name));
        let parameters = params![a, b, word, by, reason, at, digest_a.0, digest_b.0, kin];
        self.database.execute(insert, parameters)?;
        self.close(pair)?;
        let (by, reason) = (by.into(), reason.into());
        self.log(&Event::Answered { pair, answer, by, reason, at, digest_a, digest_b, relation })
    }

    /// Takes an answer back. The question that it had closed is open again, as long as nobody has answered
    /// it since and the two records say what they said then; else the next night decides what is to be
    /// asked.
    pub fn undo(&mut self, given: &GivenAnswer, by: &str, reason: &str, at: i64) -> Result<()> {
        let insert =
            "INSERT INTO undone (answer, said_by, reason, said_at) VALUES (?1, ?2, ?3, ?4)";
        self.database.execute(insert, params![given.number, by, reason, at])?;
        let (answer, by, reason) = (given.number, by.into(), reason.into());
        self.log(&Event::Undone { answer, by, reason, at })?;
        match &given.asked {
            Some(asked) if given.holds => self.reopen(given.pair, asked),
            _ => Ok(()),
        }
    }
}
