//! What people say and do, written down: answers, questions put aside, who signs in and looks at whom. A
//! transaction of one act or of several that came together.
//!
//! In: acts. Out: a registry that holds them, or none. Must never: be seen by others before it is committed,
//! or keep half of an act.

use super::answers::{GivenAnswer, NewAnswer};
use super::asides::Place;
use super::database::Database;
use super::event::{Event, RecordPair};
use super::fields::FieldNumbers;
use super::labels::{Label, SamplePair};
use super::users::{Role, User};
use super::view::View;
use super::wishes::Wish;
use super::writer::Writer;
use crate::error::Result;

/// That somebody has signed in, looked at records, and so on.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Who.
    pub by: String,
    /// What was done, as a word.
    pub act: String,
    /// The page, if one was looked at.
    pub page: String,
    /// The records that were shown.
    pub records: Vec<u32>,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// Acts of people, in one transaction. What it has written it sees, and nobody else; dropped, nothing has
/// happened.
pub struct Desk<'r> {
    writer: Writer<'r>,
    fields: &'r FieldNumbers,
}

impl<'r> Desk<'r> {
    pub(super) fn begin(database: &'r Database, fields: &'r FieldNumbers) -> Result<Desk<'r>> {
        Ok(Desk { writer: Writer::begin(database)?, fields })
    }

    /// What the registry holds, with what was written here.
    pub fn view(&self) -> View<'r> {
        View { database: self.writer.database, fields: self.fields }
    }

    /// Writes all of one act, or nothing of it.
    ///
    /// # Errors
    /// Those of the act.
    pub fn attempt<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let before = self.writer.open_attempt()?;
        let done = act(self);
        self.writer.close_attempt(before, done.is_ok())?;
        done
    }

    /// Writes down what a person says of two records, and closes the question if there is one.
    ///
    /// # Errors
    /// There are no two such records.
    pub fn answer(&mut self, answer: &NewAnswer) -> Result<()> {
        self.writer.answer(answer)
    }

    /// Takes an answer back, as it stands now: see [`View::answer_now`]. The question that it had closed is
    /// open again, if the answer held.
    ///
    /// # Errors
    /// It was taken back before.
    pub fn undo(&mut self, answer: &GivenAnswer, by: &str, reason: &str, at: i64) -> Result<()> {
        self.writer.undo(answer, by, reason, at)
    }

    /// Puts an open question somewhere.
    ///
    /// # Errors
    /// There are no two such records.
    pub fn put_aside(
        &mut self,
        pair: RecordPair,
        place: Place,
        by: &str,
        reason: &str,
        at: i64,
    ) -> Result<()> {
        self.writer.put_aside(pair, place, by, reason, at)
    }

    /// Writes down what somebody has told of the sharing of their data.
    ///
    /// # Errors
    /// There is no such record, or it is neither yes nor no.
    pub fn wish(&mut self, wish: &Wish) -> Result<()> {
        self.writer.wish(wish)
    }

    /// Keeps pairs that were drawn to be labelled; the sample's number.
    ///
    /// # Errors
    /// One of the pairs is none.
    pub fn draw(&mut self, pairs: &[SamplePair], seed: u64, by: &str, at: i64) -> Result<u32> {
        self.writer.draw(pairs, seed, by, at)
    }

    /// Keeps what a reader says of a pair of a sample.
    ///
    /// # Errors
    /// There is no such pair, or the reader has labelled it before.
    pub fn label(&mut self, sample: u32, label: &Label) -> Result<()> {
        self.writer.label(sample, label)
    }

    /// Adds a user, with a hash of the password; the number.
    ///
    /// # Errors
    /// There is one of this name.
    pub fn add_user(&mut self, name: &str, role: Role, password: &str) -> Result<u32> {
        self.writer.add_user(name, role, password)
    }

    /// Changes role, password or right to sign in of a user.
    ///
    /// # Errors
    /// There is no such user.
    pub fn change_user(&mut self, user: &User) -> Result<()> {
        self.writer.change_user(user)
    }

    /// Lets a program ask in a user's name, with a token of this SHA-256; the token's number.
    ///
    /// # Errors
    /// There is no such user.
    pub fn add_token(&mut self, user: u32, label: &str, digest: &[u8; 32]) -> Result<u32> {
        self.writer.add_token(user, label, digest)
    }

    /// Closes a token; whether it was open.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn close_token(&mut self, number: u32) -> Result<bool> {
        self.writer.close_token(number)
    }

    /// Writes down that somebody has done or seen something.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note(&mut self, access: Access) -> Result<()> {
        let Access { by, act, page, records, at } = access;
        self.writer.log(&Event::Access { by, act, page, records, at })
    }

    /// Keeps all that was written. When this returns it is on the disk.
    ///
    /// # Errors
    /// The file cannot be written; nothing is kept then.
    pub fn commit(self) -> Result<()> {
        self.writer.commit()
    }
}
