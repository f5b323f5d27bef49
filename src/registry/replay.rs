//! The log, gone through from its beginning: what it says that clients, members and open questions are.
//!
//! In: events in order. Out: the state that follows from them. Must never: look at the tables.

use std::collections::BTreeMap;

use super::event::{Event, Grounds, RecordPair};

/// Stands for no client and no record.
pub const NONE: u32 = u32::MAX;

/// What follows from the events so far.
#[derive(Default)]
pub struct Replay {
    /// For each record, the one that has replaced it.
    pub replaced_by: Vec<u32>,
    /// For each record, its client.
    pub client_of: Vec<u32>,
    /// For each client, the one that it has become.
    pub merged_into: Vec<u32>,
    /// For each client, how many members it has.
    members: Vec<u32>,
    /// Open questions: weight, guards and the run that has asked first.
    pub questions: BTreeMap<RecordPair, (f64, String, u32)>,
    /// Answers given.
    pub answers: u32,
    /// Answers taken back.
    pub undone: u32,
    /// How often a question was put aside.
    pub asides: u32,
    /// Wishes told.
    pub wishes: u32,
    /// Samples drawn.
    pub samples: u32,
    /// Pairs in all of them.
    pub sample_pairs: u32,
    /// Labels given.
    pub labels: u32,
    /// People who may have signed in.
    pub users: u32,
    /// Tokens of programs.
    pub tokens: u32,
    /// Files read.
    pub inputs: u32,
    /// Runs begun.
    pub runs: u32,
    /// Runs whose folder stands.
    pub published: u32,
    /// Models and settings adopted.
    pub adopted: u32,
}

/// What is wrong with an event, or nothing.
type Fault = Result<(), String>;

impl Replay {
    /// How many records have a client.
    pub fn member_count(&self) -> u64 {
        self.members.iter().map(|&members| u64::from(members)).sum()
    }

    /// Takes the next event; what is wrong with it, if anything.
    pub fn apply(&mut self, run: Option<u32>, event: &Event) -> Fault {
        match event {
            Event::RunBegan { .. } => {
                self.runs += 1;
                next(run == Some(self.runs), || format!("run {}", self.runs))
            }
            Event::RunCommitted { .. } => Ok(()),
            Event::RunPublished { run } => {
                self.published += 1;
                there(*run <= self.runs, || format!("run {run}"))
            }
            Event::InputTaken { input, .. } => {
                self.inputs += 1;
                next(*input == self.inputs, || format!("file {input}"))
            }
            Event::ModelAdopted { .. } | Event::SettingsAdopted { .. } => {
                self.adopted += 1;
                Ok(())
            }
            Event::Asked { pair, weight, guards } => self.ask(*pair, *weight, guards, run),
            Event::Withdrawn { pair } => {
                let was_open = self.questions.remove(pair).is_some();
                there(was_open, || format!("a question about {} and {}", pair.a, pair.b))
            }
            Event::Answered { pair, .. } => {
                self.answers += 1;
                self.questions.remove(pair);
                self.is_pair(*pair)
            }
            Event::Reopened { pair, weight, guards, since } => {
                let was_open = self.questions.insert(*pair, (*weight, guards.clone(), *since));
                next(was_open.is_none(), || format!("a question about {} and {}", pair.a, pair.b))?;
                self.is_pair(*pair)
            }
            Event::Undone { answer, .. } => {
                self.undone += 1;
                there(*answer < self.answers, || format!("answer {answer}"))
            }
            Event::PutAside { pair, .. } => {
                self.asides += 1;
                self.is_pair(*pair)
            }
            Event::WishSaid { record, .. } => {
                self.wishes += 1;
                self.is_record(*record)
            }
            Event::SampleDrawn { sample, pairs, .. } => {
                self.samples += 1;
                self.sample_pairs += pairs;
                next(sample + 1 == self.samples, || format!("sample {sample}"))
            }
            Event::Labelled { sample, .. } => {
                self.labels += 1;
                there(*sample < self.samples, || format!("sample {sample}"))
            }
            Event::UserAdded { .. }
            | Event::UserChanged { .. }
            | Event::TokenAdded { .. }
            | Event::TokenClosed { .. } => self.apply_user(event),
            Event::Access { .. } => Ok(()),
            Event::RecordStored { .. } | Event::RecordReplaced { .. } => self.apply_record(event),
            _ => self.apply_client(event),
        }
    }

    fn apply_user(&mut self, event: &Event) -> Fault {
        match *event {
            Event::UserAdded { user, .. } => {
                self.users += 1;
                next(user + 1 == self.users, || format!("user {user}"))
            }
            Event::TokenAdded { token, user } => {
                self.tokens += 1;
                next(token + 1 == self.tokens, || format!("token {token}"))?;
                there(user < self.users, || format!("user {user}"))
            }
            Event::UserChanged { user, .. } => there(user < self.users, || format!("user {user}")),
            Event::TokenClosed { token } => there(token < self.tokens, || format!("token {token}")),
            _ => Ok(()),
        }
    }

    fn apply_record(&mut self, event: &Event) -> Fault {
        match *event {
            Event::RecordStored { record, .. } => {
                next(record as usize == self.replaced_by.len(), || format!("record {record}"))?;
                self.replaced_by.push(NONE);
                self.client_of.push(NONE);
                Ok(())
            }
            Event::RecordReplaced { record, by } => {
                self.is_record(by)?;
                let place = self.replaced_by.get_mut(record as usize);
                let place = place.filter(|place| **place == NONE);
                let place = place.ok_or_else(|| format!("record {record} is replaced twice"))?;
                *place = by;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn apply_client(&mut self, event: &Event) -> Fault {
        match *event {
            Event::ClientCreated { client, .. } => {
                next(client as usize == self.merged_into.len(), || format!("client {client}"))?;
                self.merged_into.push(NONE);
                self.members.push(0);
                Ok(())
            }
            Event::Joined { record, client, ref grounds } => {
                self.is_grounded(grounds)?;
                self.move_record(record, NONE, client)
            }
            Event::Moved { record, from, to, ref grounds, .. } => {
                self.is_grounded(grounds)?;
                self.move_record(record, from, to)
            }
            Event::Left { record, from, .. } => self.move_record(record, from, NONE),
            Event::ClientsMerged { from, into } => {
                self.stands(from)?;
                self.stands(into)?;
                let is_empty = self.members[from as usize] == 0 && from != into;
                self.merged_into[from as usize] = into;
                there(is_empty, || format!("client {from} without members to be merged"))
            }
            Event::ClientSplit { from, into } => {
                self.stands(from)?;
                self.stands(into)
            }
            Event::Unmerged { client, from } => {
                let place = self.merged_into.get_mut(client as usize);
                let place = place.filter(|place| **place == from);
                let place = place.ok_or_else(|| format!("client {client} is not merged"))?;
                *place = NONE;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn ask(&mut self, pair: RecordPair, weight: f64, guards: &str, run: Option<u32>) -> Fault {
        self.is_pair(pair)?;
        let since = self.questions.get(&pair).map(|(_, _, since)| *since);
        let since = since.or(run).unwrap_or_default();
        self.questions.insert(pair, (weight, guards.into(), since));
        Ok(())
    }

    fn move_record(&mut self, record: u32, from: u32, to: u32) -> Fault {
        self.is_record(record)?;
        if self.client_of[record as usize] != from {
            return Err(format!("record {record} is not where it is moved from"));
        }
        if to != NONE {
            self.stands(to)?;
            self.members[to as usize] += 1;
        }
        if from != NONE {
            self.members[from as usize] -= 1;
        }
        self.client_of[record as usize] = to;
        Ok(())
    }

    /// What has brought a record to its client is there.
    fn is_grounded(&self, grounds: &Grounds) -> Fault {
        let answer = grounds.answer;
        there(answer.is_none_or(|answer| answer < self.answers), || {
            format!("answer {}", answer.unwrap_or_default())
        })
    }

    fn stands(&self, client: u32) -> Fault {
        let stands = self.merged_into.get(client as usize).is_some_and(|&into| into == NONE);
        there(stands, || format!("client {client} that stands"))
    }

    fn is_pair(&self, pair: RecordPair) -> Fault {
        self.is_record(pair.a)?;
        self.is_record(pair.b)
    }

    fn is_record(&self, record: u32) -> Fault {
        there((record as usize) < self.replaced_by.len(), || format!("record {record}"))
    }
}

fn there(is_there: bool, what: impl FnOnce() -> String) -> Fault {
    if is_there { Ok(()) } else { Err(format!("there is no {}", what())) }
}

fn next(is_next: bool, what: impl FnOnce() -> String) -> Fault {
    if is_next { Ok(()) } else { Err(format!("{} is out of turn", what())) }
}
