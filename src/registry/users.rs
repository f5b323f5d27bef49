//! People who may sign in, and tokens with which programs ask in their names.
//!
//! In: names, roles, hashes of passwords, digests of tokens. Out: the same. Must never: see a password or a
//! token itself, or forget that somebody was a user.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::view::View;
use super::writer::Writer;
use crate::error::{Error, Result};

/// What a user may do; each may do what those before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks.
    Viewer,
    /// Answers questions, enters records.
    Reviewer,
    /// Takes clients apart, decides what is referred, sees who objects to data sharing.
    Supervisor,
    /// Sees the log and says who may do what.
    Administrator,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Role; 4] =
        [Role::Viewer, Role::Reviewer, Role::Supervisor, Role::Administrator];

    /// The word in files and on pages.
    pub fn name(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Reviewer => "reviewer",
            Role::Supervisor => "supervisor",
            Role::Administrator => "administrator",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Somebody who may sign in, or might once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The number.
    pub number: u32,
    /// The name, which never changes.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// The password's hash, a PHC string.
    pub password: String,
    /// Whether the user may sign in.
    pub is_open: bool,
}

/// A program's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub number: u32,
    /// In whose name it asks.
    pub user: u32,
    /// What it is for.
    pub label: String,
    /// Whether it may be used.
    pub is_open: bool,
}

const USER: &str = "SELECT number, name, role, password, is_open FROM users";
const TOKEN: &str = "SELECT number, user, label, is_open FROM tokens";

fn user(row: &Row) -> rusqlite::Result<User> {
    Ok(User {
        number: row.get(0)?,
        name: row.get(1)?,
        // A role of a newer selfsame may do the least.
        role: Role::from_name(row.get_ref(2)?.as_str()?).unwrap_or(Role::Viewer),
        password: row.get(3)?,
        is_open: row.get(4)?,
    })
}

fn token(row: &Row) -> rusqlite::Result<Token> {
    Ok(Token { number: row.get(0)?, user: row.get(1)?, label: row.get(2)?, is_open: row.get(3)? })
}

impl View<'_> {
    /// The user of a name.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn user(&self, name: &str) -> Result<Option<User>> {
        self.database.row(&format!("{USER} WHERE name = ?1"), [name], user)
    }

    /// Everybody, in the order of their names.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn users(&self) -> Result<Vec<User>> {
        self.database.rows(&format!("{USER} ORDER BY name"), [], user)
    }

    /// The user in whose name a token of this digest asks, where both may still be used.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn user_of_token(&self, digest: &[u8; 32]) -> Result<Option<User>> {
        let select = "SELECT users.number, name, role, password, users.is_open
            FROM users JOIN tokens ON user = users.number
            WHERE digest = ?1 AND users.is_open = 1 AND tokens.is_open = 1";
        self.database.row(select, [digest], user)
    }

    /// Every token, in the order of their numbers.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn tokens(&self) -> Result<Vec<Token>> {
        self.database.rows(&format!("{TOKEN} ORDER BY number"), [], token)
    }
}

impl Writer<'_> {
    /// Adds a user; the number. `password` is a hash.
    pub fn add_user(&mut self, name: &str, role: Role, password: &str) -> Result<u32> {
        let count = "SELECT COALESCE(max(number) + 1, 0) FROM users";
        let number = self.database.number(count, [])? as u32;
        let insert = "INSERT INTO users (number, name, role, password) VALUES (?1, ?2, ?3, ?4)";
        self.database.execute(insert, params![number, name, role.name(), password])?;
        self.log(&Event::UserAdded { user: number, name: name.into(), role })?;
        Ok(number)
    }

    /// Changes a user, who is found by the number.
    pub fn change_user(&mut self, changed: &User) -> Result<()> {
        let User { number, role, is_open, .. } = *changed;
        let select = "SELECT password <> ?2 FROM users WHERE number = ?1";
        let has_new_password =
            self.database.row(select, params![number, changed.password], |row| row.get(0))?;
        let Some(has_new_password) = has_new_password else {
            return Err(Error::Invariant(format!("there is no user {number}")));
        };
        let update = "UPDATE users SET role = ?2, password = ?3, is_open = ?4 WHERE number = ?1";
        let parameters = params![number, role.name(), changed.password, is_open];
        self.database.execute(update, parameters)?;
        self.log(&Event::UserChanged { user: number, role, is_open, has_new_password })
    }

    /// Adds a token of this digest; its number.
    pub fn add_token(&mut self, user: u32, label: &str, digest: &[u8; 32]) -> Result<u32> {
        let count = "SELECT COALESCE(max(number) + 1, 0) FROM tokens";
        let number = self.database.number(count, [])? as u32;
        let insert = "INSERT INTO tokens (number, user, label, digest) VALUES (?1, ?2, ?3, ?4)";
        self.database.execute(insert, params![number, user, label, digest])?;
        self.log(&Event::TokenAdded { token: number, user })?;
        Ok(number)
    }

    /// Closes a token; whether it was open.
    pub fn close_token(&mut self, number: u32) -> Result<bool> {
        let update = "UPDATE tokens SET is_open = 0 WHERE number = ?1 AND is_open = 1";
        let was_open = self.database.execute(update, [number])? > 0;
        if was_open {
            self.log(&Event::TokenClosed { token: number })?;
        }
        Ok(was_open)
    }
}
