//! `selfsame registry user`.

use std::io::{BufRead as _, IsTerminal as _};

use super::super::{Ending, print};
use super::Place;
use crate::error::{Error, Result};
use crate::registry::{Registry, Role, User};
use crate::review::{hash_password, new_token};

/// Add, change and list those who may sign in to the review desk
///
/// A user is never deleted, for the log names them; a closed one cannot sign in. Roles: viewer looks;
/// reviewer answers; supervisor takes clients apart, decides what was referred and sees who objects to data
/// sharing; administrator reads the log. Each may do what those before may.
#[derive(clap::Args)]
#[command(
    arg_required_else_help = true,
    after_long_help = "\
Inputs: a registry; a password from the terminal, unseen, or as the first line of the standard input.

Output: the user in the registry, and an event in its log. The password itself is kept nowhere: argon2id.

Cost: none to speak of.

Exit codes: 0 done; 2 failed, and nothing was changed.

Example:
  selfsame registry user add --registry registry.db --name mfs --role reviewer
  selfsame registry user list --registry registry.db"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Add a user
    Add(Add),
    /// Change a user's role
    Role(Add),
    /// Give a user another password; sessions with the old one end
    Password(Named),
    /// Keep a user from signing in; sessions end
    Close(Named),
    /// Let a closed user sign in again
    Reopen(Named),
    /// Let a program ask in a user's name; prints the token, which is kept nowhere
    Token(Labelled),
    /// Close a token by its number
    CloseToken(Numbered),
    /// List users and tokens
    List(Place),
}

#[derive(clap::Args)]
struct Named {
    #[command(flatten)]
    place: Place,
    /// The user's name
    #[arg(long, value_name = "NAME")]
    name: String,
}

#[derive(clap::Args)]
struct Add {
    #[command(flatten)]
    named: Named,
    /// viewer, reviewer, supervisor or administrator
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Role,
}

#[derive(clap::Args)]
struct Labelled {
    #[command(flatten)]
    named: Named,
    /// What the token is for
    #[arg(long, value_name = "TEXT")]
    label: String,
}

#[derive(clap::Args)]
struct Numbered {
    #[command(flatten)]
    place: Place,
    /// The token's number, as listed
    #[arg(long, value_name = "N")]
    number: u32,
}

fn role(word: &str) -> std::result::Result<Role, String> {
    Role::from_name(word).ok_or_else(|| {
        let names: Vec<&str> = Role::ALL.into_iter().map(Role::name).collect();
        format!("give one of {}", names.join(", "))
    })
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self, quiet: bool) -> Result<Ending> {
        match &self.command {
            Command::Add(Add { named, role }) => add(named, *role),
            Command::Role(Add { named, role }) => {
                change(named, |user| Ok(User { role: *role, ..user }))
            }
            Command::Password(named) => {
                change(named, |user| Ok(User { password: hash_password(&password()?)?, ..user }))
            }
            Command::Close(named) => change(named, |user| Ok(User { is_open: false, ..user })),
            Command::Reopen(named) => change(named, |user| Ok(User { is_open: true, ..user })),
            Command::Token(labelled) => return token(labelled),
            Command::CloseToken(numbered) => close_token(numbered),
            Command::List(place) => return list(place),
        }?;
        if !quiet {
            print("done\n");
        }
        Ok(Ending::Done)
    }
}

fn add(Named { place, name }: &Named, role: Role) -> Result<()> {
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || ".-_@".contains(sign);
    if name.is_empty() || name.len() > 64 || !name.chars().all(is_name) {
        let problem = "--name: give 1 to 64 letters, digits, dots, dashes or @, without spaces";
        return Err(Error::Usage(problem.into()));
    }
    let mut registry = Registry::open(&place.registry)?;
    if registry.view().user(name)?.is_some() {
        return Err(Error::Usage("--name: there is a user of this name".into()));
    }
    let hash = hash_password(&password()?)?;
    let mut desk = registry.desk()?;
    desk.add_user(name, role, &hash)?;
    desk.commit()
}

fn change(Named { place, name }: &Named, change: impl FnOnce(User) -> Result<User>) -> Result<()> {
    let mut registry = Registry::open(&place.registry)?;
    let user = found(&registry, name)?;
    let changed = change(user)?;
    let mut desk = registry.desk()?;
    desk.change_user(&changed)?;
    desk.commit()
}

fn found(registry: &Registry, name: &str) -> Result<User> {
    let user = registry.view().user(name)?;
    user.ok_or_else(|| Error::Usage("--name: there is no user of this name".into()))
}

fn token(Labelled { named, label }: &Labelled) -> Result<Ending> {
    let mut registry = Registry::open(&named.place.registry)?;
    let user = found(&registry, &named.name)?;
    let (token, digest) = new_token()?;
    let mut desk = registry.desk()?;
    desk.add_token(user.number, label, &digest)?;
    desk.commit()?;
    print(&format!("{token}\n"));
    Ok(Ending::Done)
}

fn close_token(Numbered { place, number }: &Numbered) -> Result<()> {
    let mut registry = Registry::open(&place.registry)?;
    let mut desk = registry.desk()?;
    if !desk.close_token(*number)? {
        return Err(Error::Usage("--number: there is no open token of this number".into()));
    }
    desk.commit()
}

fn list(place: &Place) -> Result<Ending> {
    let registry = place.open_to_read()?;
    let users = registry.view().users()?;
    for user in &users {
        let closed = if user.is_open { "" } else { ", closed" };
        print(&format!("{}: {}{closed}\n", user.name, user.role.name()));
    }
    for token in registry.view().tokens()? {
        let name = users.iter().find(|user| user.number == token.user);
        let name = name.map_or("", |user| user.name.as_str());
        let closed = if token.is_open { "" } else { ", closed" };
        print(&format!("token {} of {name}, {}{closed}\n", token.number, token.label));
    }
    Ok(Ending::Done)
}

/// A password: typed unseen, or the first line of what is piped in.
fn password() -> Result<String> {
    let problem = |_| Error::Usage("the password cannot be read".into());
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password("Password: ").map_err(problem);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(problem)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_string())
}
