//! Clients and their members.
//!
//! In: ids given by the caller, and who joins, moves and leaves. Out: clients by id, number and record.
//! Must never: use an id again, let an id lead nowhere, or give a merged client a member.

use rusqlite::{Row, params};

use super::event::{Event, Grounds};
use super::night::Night;
use super::view::View;
use crate::error::{Error, Result};

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its number.
    pub number: u32,
    /// Its id.
    pub client_id: String,
    /// The run that has founded it.
    pub founded_in: u32,
    /// The client that it has become; none while it stands.
    pub merged_into: Option<u32>,
}

/// Why a person has moved a record out of a client that it did not belong to.
pub const UNMERGED: &str = "unmerged";

/// Why the members of a merged client have moved.
pub const MERGED: &str = "merged";

const CLIENT: &str = "SELECT number, client_id, founded_in, merged_into FROM clients";

fn client(row: &Row) -> rusqlite::Result<Client> {
    Ok(Client {
        number: row.get(0)?,
        client_id: row.get(1)?,
        founded_in: row.get(2)?,
        merged_into: row.get(3)?,
    })
}

impl View<'_> {
    /// How many clients stand.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn standing_count(&self) -> Result<u64> {
        // Merged ones are few, and have an index.
        let merged = "SELECT count(*) FROM clients WHERE merged_into IS NOT NULL";
        Ok(u64::from(self.client_count()?).saturating_sub(self.database.number(merged, [])?))
    }

    /// How many clients there are, merged ones included: their numbers are those below.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn client_count(&self) -> Result<u32> {
        let count = "SELECT COALESCE(max(number) + 1, 0) FROM clients";
        Ok(self.database.number(count, [])? as u32)
    }

    /// The client of a number.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn client(&self, number: u32) -> Result<Option<Client>> {
        self.database.row(&format!("{CLIENT} WHERE number = ?1"), [number], client)
    }

    /// The client of an id, merged or not.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn client_of_id(&self, client_id: &str) -> Result<Option<Client>> {
        self.database.row(&format!("{CLIENT} WHERE client_id = ?1"), [client_id], client)
    }

    /// The client that an id stands for now: the one that it has become, to the end.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn resolve_client(&self, client_id: &str) -> Result<Option<Client>> {
        let mut found = self.client_of_id(client_id)?;
        while let Some(into) = found.as_ref().and_then(|client| client.merged_into) {
            found = self.client(into)?;
        }
        Ok(found)
    }

    /// The clients that have become this one at once, not by way of others.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn merged_clients(&self, number: u32) -> Result<Vec<Client>> {
        let select = format!("{CLIENT} WHERE merged_into = ?1 ORDER BY number");
        self.database.rows(&select, [number], client)
    }

    /// Every client from a number on, in the order of their numbers.
    ///
    /// # Errors
    /// The file cannot be read, or the visitor stops.
    pub fn visit_clients(&self, from: u32, visit: impl FnMut(Client) -> Result<()>) -> Result<()> {
        let select = format!("{CLIENT} WHERE number >= ?1 ORDER BY number");
        self.database.visit(&select, [from], client, visit)
    }

    /// The client of a record.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn client_of(&self, record: u32) -> Result<Option<u32>> {
        let select = "SELECT client FROM members WHERE record = ?1";
        self.database.row(select, [record], |row| row.get(0))
    }

    /// The client of each record.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn clients_of(&self, records: &[u32]) -> Result<Vec<Option<u32>>> {
        let select = "SELECT client FROM members WHERE record = ?1";
        self.database.rows_of(select, records, |row| row.get(0))
    }

    /// The members of each client, in the order of their numbers.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn members_of(&self, clients: &[u32]) -> Result<Vec<Vec<u32>>> {
        let select = "SELECT record FROM members WHERE client = ?1 ORDER BY record";
        let members = |client: &u32| self.database.rows(select, [client], |row| row.get(0));
        clients.iter().map(members).collect()
    }

    /// Every record that has a client, with it, in the order of the records' numbers.
    ///
    /// # Errors
    /// The file cannot be read, or the visitor stops.
    pub fn visit_members(&self, mut visit: impl FnMut(u32, u32) -> Result<()>) -> Result<()> {
        let select = "SELECT record, client FROM members ORDER BY record";
        let read = |row: &Row| Ok((row.get(0)?, row.get(1)?));
        self.database.visit(select, [], read, |(record, client)| visit(record, client))
    }
}

impl Night<'_> {
    /// Makes a client without members; its number.
    ///
    /// # Errors
    /// The id was given out before.
    pub fn create_client(&mut self, client_id: &str) -> Result<u32> {
        let number = self.next_client;
        let insert = "INSERT INTO clients (number, client_id, founded_in) VALUES (?1, ?2, ?3)";
        self.writer.database.execute(insert, params![number, client_id, self.run()])?;
        self.next_client += 1;
        self.writer.log(&Event::ClientCreated { client: number, id: client_id.into() })?;
        Ok(number)
    }

    /// Gives a record that has no client one.
    ///
    /// # Errors
    /// It has one, there is no such record, or the client does not stand.
    pub fn join(&mut self, record: u32, client: u32, grounds: Grounds) -> Result<()> {
        let insert = "INSERT INTO members (record, client)
            SELECT ?1, number FROM clients WHERE number = ?2 AND merged_into IS NULL";
        let joined = self.writer.database.execute(insert, params![record, client])?;
        expect_one(joined, || format!("record {record} joins client {client}, which is none"))?;
        self.writer.log(&Event::Joined { record, client, grounds })
    }

    /// Moves a record to another client. One that is there already stays.
    ///
    /// # Errors
    /// The record has no client, or the new client does not stand.
    pub fn move_record(
        &mut self,
        record: u32,
        to: u32,
        reason: &str,
        grounds: Grounds,
    ) -> Result<()> {
        let from = self.client_of(record)?;
        if from == to {
            return Ok(());
        }
        self.expect_standing(to)?;
        let update = "UPDATE members SET client = ?2 WHERE record = ?1";
        self.writer.database.execute(update, params![record, to])?;
        self.writer.log(&Event::Moved { record, from, to, reason: reason.into(), grounds })
    }

    /// Takes a record out of its client; it then has none.
    ///
    /// # Errors
    /// The record has no client.
    pub fn leave(&mut self, record: u32, reason: &str) -> Result<()> {
        let from = self.client_of(record)?;
        self.writer.database.execute("DELETE FROM members WHERE record = ?1", [record])?;
        self.writer.log(&Event::Left { record, from, reason: reason.into() })
    }

    /// Makes one client of two: the members of `from` move, each on its `grounds`, and its id leads to
    /// `into` from now on.
    ///
    /// # Errors
    /// One of the two does not stand, or they are one.
    pub fn merge(&mut self, from: u32, into: u32, grounds: impl Fn(u32) -> Grounds) -> Result<()> {
        if from == into {
            return Err(Error::Invariant(format!("client {from} merged into itself")));
        }
        self.expect_standing(from)?;
        self.expect_standing(into)?;
        for record in self.view().members_of(&[from])?.concat() {
            self.move_record(record, into, MERGED, grounds(record))?;
        }
        let update = "UPDATE clients SET merged_into = ?2 WHERE number = ?1";
        self.writer.database.execute(update, params![from, into])?;
        self.writer.log(&Event::ClientsMerged { from, into })
    }

    /// Makes a new client of some members of another, which leave it each on its `grounds`; its number.
    ///
    /// # Errors
    /// One of the records is no member, or the id was given out before.
    pub fn split(
        &mut self,
        from: u32,
        client_id: &str,
        records: &[u32],
        reason: &str,
        grounds: impl Fn(u32) -> Grounds,
    ) -> Result<u32> {
        let into = self.create_client(client_id)?;
        self.writer.log(&Event::ClientSplit { from, into })?;
        for &record in records {
            let client = self.client_of(record)?;
            expect_one(usize::from(client == from), || {
                format!("record {record} of client {client} is split from client {from}")
            })?;
            self.move_record(record, into, reason, grounds(record))?;
        }
        Ok(into)
    }

    /// Lets a merged client stand again, and gives it these records back.
    ///
    /// # Errors
    /// The client stands, or one of the records has no client.
    pub fn unmerge(&mut self, client: u32, records: &[u32], reason: &str) -> Result<()> {
        let merged = self.view().client(client)?.and_then(|client| client.merged_into);
        let from =
            merged.ok_or_else(|| Error::Invariant(format!("client {client} was not merged")))?;
        let update = "UPDATE clients SET merged_into = NULL WHERE number = ?1";
        self.writer.database.execute(update, [client])?;
        self.writer.log(&Event::Unmerged { client, from })?;
        let back = |&record: &u32| self.move_record(record, client, reason, Grounds::default());
        records.iter().try_for_each(back)
    }

    fn client_of(&self, record: u32) -> Result<u32> {
        let client = self.view().client_of(record)?;
        client.ok_or_else(|| Error::Invariant(format!("record {record} has no client")))
    }

    fn expect_standing(&self, client: u32) -> Result<()> {
        let select = "SELECT 1 FROM clients WHERE number = ?1 AND merged_into IS NULL";
        let standing = self.writer.database.row(select, [client], |_| Ok(()))?;
        standing.ok_or_else(|| Error::Invariant(format!("client {client} does not stand")))
    }
}

fn expect_one(changed: usize, problem: impl FnOnce() -> String) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::Invariant(problem())) }
}
