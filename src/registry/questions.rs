//! Open questions: pairs that a person must decide. What was asked before and is no longer open stands
//! in the log alone.
//!
//! In: pairs with weight and guards. Out: the same, until they are answered or taken back. Must never:
//! decide one.

use rusqlite::{Row, params};

use super::answers::AskedThen;
use super::event::{Event, RecordDigest, RecordPair};
use super::view::View;
use super::writer::Writer;
use crate::error::{Error, Result};

/// An open question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The two records.
    pub pair: RecordPair,
    /// What the pair weighs.
    pub weight: f64,
    /// Its guards.
    pub guards: String,
    /// The run that has asked first.
    pub since: u32,
    /// What record `a` says.
    pub digest_a: RecordDigest,
    /// What record `b` says.
    pub digest_b: RecordDigest,
}

const QUESTION: &str = "SELECT a, b, weight, guards, since, digest_a, digest_b FROM questions";

fn question(row: &Row) -> rusqlite::Result<Question> {
    Ok(Question {
        pair: RecordPair { a: row.get(0)?, b: row.get(1)? },
        weight: row.get(2)?,
        guards: row.get(3)?,
        since: row.get(4)?,
        digest_a: RecordDigest(row.get(5)?),
        digest_b: RecordDigest(row.get(6)?),
    })
}

impl View<'_> {
    /// How many questions are open.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn question_count(&self) -> Result<u64> {
        self.database.number("SELECT count(*) FROM questions", [])
    }

    /// The open question about two records.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn question(&self, pair: RecordPair) -> Result<Option<Question>> {
        let select = format!("{QUESTION} WHERE a = ?1 AND b = ?2");
        self.database.row(&select, [pair.a, pair.b], question)
    }

    /// Every open question, in the order of the pairs.
    ///
    /// # Errors
    /// The file cannot be read, or the visitor stops.
    pub fn visit_questions(&self, visit: impl FnMut(Question) -> Result<()>) -> Result<()> {
        self.database.visit(&format!("{QUESTION} ORDER BY a, b"), [], question, visit)
    }

    /// The open questions about any of these records, in the order of the pairs.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn questions_of(&self, records: &[u32]) -> Result<Vec<Question>> {
        let select = format!("{QUESTION} WHERE a = ?1 UNION ALL {QUESTION} WHERE b = ?1");
        let mut found = Vec::new();
        for record in records {
            found.extend(self.database.rows(&select, [record], question)?);
        }
        found.sort_by_key(|question| question.pair);
        found.dedup_by_key(|question| question.pair);
        Ok(found)
    }
}

impl Writer<'_> {
    /// Asks. A question that is open and the same is not asked again.
    pub fn ask(&mut self, pair: RecordPair, weight: f64, guards: &str) -> Result<()> {
        let [digest_a, digest_b] = self.digests(pair)?;
        let upsert = "INSERT INTO questions (a, b, weight, guards, since, digest_a, digest_b)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (a, b) DO UPDATE SET weight = excluded.weight, guards = excluded.guards
            WHERE weight <> excluded.weight OR guards <> excluded.guards";
        let RecordPair { a, b } = pair;
        let parameters = params![a, b, weight, guards, self.run(), digest_a.0, digest_b.0];
        if self.database.execute(upsert, parameters)? > 0 {
            self.log(&Event::Asked { pair, weight, guards: guards.into() })?;
        }
        Ok(())
    }

    /// Opens a question again, as it was.
    pub fn reopen(&mut self, pair: RecordPair, asked: &AskedThen) -> Result<()> {
        let [digest_a, digest_b] = self.digests(pair)?;
        let AskedThen { weight, guards, since } = asked.clone();
        let insert = "INSERT INTO questions (a, b, weight, guards, since, digest_a, digest_b)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let RecordPair { a, b } = pair;
        let parameters = params![a, b, weight, guards, since, digest_a.0, digest_b.0];
        self.database.execute(insert, parameters)?;
        self.log(&Event::Reopened { pair, weight, guards, since })
    }

    /// Takes a question back; whether it was open.
    pub fn withdraw(&mut self, pair: RecordPair) -> Result<bool> {
        let was_open = self.close(pair)?;
        if was_open {
            self.log(&Event::Withdrawn { pair })?;
        }
        Ok(was_open)
    }

    /// Removes an open question.
    pub fn close(&mut self, pair: RecordPair) -> Result<bool> {
        let delete = "DELETE FROM questions WHERE a = ?1 AND b = ?2";
        Ok(self.database.execute(delete, [pair.a, pair.b])? > 0)
    }

    /// What two records say; they must be two, and there.
    pub fn digests(&self, RecordPair { a, b }: RecordPair) -> Result<[RecordDigest; 2]> {
        let digest = |record: u32| {
            let select = "SELECT digest FROM records WHERE number = ?1";
            let digest = self.database.row(select, [record], |row| row.get(0))?;
            digest.map(RecordDigest).ok_or_else(|| {
                Error::Invariant(format!("a question about record {record}, which is none"))
            })
        };
        if a == b {
            return Err(Error::Invariant(format!("a question about record {a} and itself")));
        }
        Ok([digest(a)?, digest(b)?])
    }
}
