//! The events of the log: every change of records, clients, members, questions and answers, small and
//! complete enough that all of these follow from the log.
//!
//! In: nothing. Out: plain data. Must never: hold a value of a record; records are named by number and
//! digest. (A reviewer's reason is what the reviewer wrote.)

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::asides::Place;
use super::users::Role;

/// The first half of SHA-256 of what a record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordDigest(pub [u8; 16]);

impl fmt::Display for RecordDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&crate::digest::hex(&self.0))
    }
}

impl Serialize for RecordDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let byte = |index: usize| {
            let digits = text.get(2 * index..2 * index + 2)?;
            u8::from_str_radix(digits, 16).ok()
        };
        let mut digest = [0; 16];
        for (index, place) in digest.iter_mut().enumerate() {
            *place = byte(index).ok_or_else(|| de::Error::custom("no digest of a record"))?;
        }
        Ok(RecordDigest(digest))
    }
}

/// Two records, the smaller number first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordPair {
    /// The one with the smaller number.
    pub a: u32,
    /// The other.
    pub b: u32,
}

impl RecordPair {
    /// Of two numbers in either order.
    pub fn new(one: u32, other: u32) -> RecordPair {
        RecordPair { a: one.min(other), b: one.max(other) }
    }
}

/// What a person says of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// They speak of one person.
    Link,
    /// They speak of two.
    Apart,
}

impl Answer {
    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Answer::Link => "link",
            Answer::Apart => "apart",
        }
    }

    /// The answer of this name.
    pub fn from_name(name: &str) -> Option<Answer> {
        [Answer::Link, Answer::Apart].into_iter().find(|answer| answer.name() == name)
    }
}

/// What the two of an answer are to each other, beyond the same or different people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Two people: children of one mother, born together or not.
    TwinsOrSiblings,
    /// One person, of whose birth there are two certificates: only a supervisor may say so.
    OneBirth,
}

impl Relation {
    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Relation::TwinsOrSiblings => "twins_or_siblings",
            Relation::OneBirth => "one_birth",
        }
    }

    /// The relation of this name.
    pub fn from_name(name: &str) -> Option<Relation> {
        let all = [Relation::TwinsOrSiblings, Relation::OneBirth];
        all.into_iter().find(|relation| relation.name() == name)
    }
}

/// What has brought a record to its client.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    /// The record that it was linked to, or that it is held apart from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<u32>,
    /// What that pair weighs, in bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// The guards of that pair.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub guards: String,
    /// The number of the person's answer that has decided; none where the machine has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<u32>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A night has begun to write.
    RunBegan {
        /// The run's id.
        run_id: String,
        /// The run's time, in microseconds since 1970.
        as_of: i64,
    },
    /// It has written everything.
    RunCommitted {
        /// SHA-256 of its manifest, in hex.
        manifest: String,
    },
    /// Its folder stands under its final name.
    RunPublished {
        /// Which run.
        run: u32,
    },
    /// A file has been read.
    InputTaken {
        /// The input's number.
        input: u32,
        /// SHA-256 of the file, in hex.
        digest: String,
    },
    /// A record is there.
    RecordStored {
        /// Its number: the next one.
        record: u32,
        /// What it says.
        digest: RecordDigest,
    },
    /// A record's source has sent it again with something else in it.
    RecordReplaced {
        /// The old one.
        record: u32,
        /// The new one.
        by: u32,
    },
    /// A client is there, without members.
    ClientCreated {
        /// Its number: the next one.
        client: u32,
        /// Its id.
        id: String,
    },
    /// A record that belonged to no client belongs to one.
    Joined {
        /// The record.
        record: u32,
        /// The client.
        client: u32,
        /// By what; nothing if it founds the client.
        #[serde(flatten)]
        grounds: Grounds,
    },
    /// A record belongs to another client than before.
    Moved {
        /// The record.
        record: u32,
        /// The client that it leaves.
        from: u32,
        /// The client that it joins.
        to: u32,
        /// Why, in a word or a sentence.
        reason: String,
        /// By what.
        #[serde(flatten)]
        grounds: Grounds,
    },
    /// A record belongs to no client any more.
    Left {
        /// The record.
        record: u32,
        /// The client that it leaves.
        from: u32,
        /// Why.
        reason: String,
    },
    /// A client has become another: its members have moved, and its id leads there.
    ClientsMerged {
        /// The client that no longer stands.
        from: u32,
        /// The client that it has become.
        into: u32,
    },
    /// A client was made of members of another, which move there.
    ClientSplit {
        /// The client that some leave.
        from: u32,
        /// The new client.
        into: u32,
    },
    /// A merged client stands again.
    Unmerged {
        /// The client that stands again.
        client: u32,
        /// The client that it had become.
        from: u32,
    },
    /// People are asked about two records.
    Asked {
        /// The records.
        #[serde(flatten)]
        pair: RecordPair,
        /// What the pair weighs.
        weight: f64,
        /// Its guards.
        guards: String,
    },
    /// They are not asked any more.
    Withdrawn {
        /// The records.
        #[serde(flatten)]
        pair: RecordPair,
    },
    /// A person has answered; the question, if there was one, is closed.
    Answered {
        /// The records.
        #[serde(flatten)]
        pair: RecordPair,
        /// What the person says.
        answer: Answer,
        /// Who.
        by: String,
        /// Why.
        reason: String,
        /// When, in microseconds since 1970.
        at: i64,
        /// What record `a` said then.
        digest_a: RecordDigest,
        /// What record `b` said then.
        digest_b: RecordDigest,
        /// What the two are to each other, if that was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        relation: Option<Relation>,
    },
    /// An answer is taken back.
    Undone {
        /// The answer's number.
        answer: u32,
        /// Who takes it back.
        by: String,
        /// Why.
        reason: String,
        /// When, in microseconds since 1970.
        at: i64,
    },
    /// A question that an answer had closed is open again, as it was.
    Reopened {
        /// The records.
        #[serde(flatten)]
        pair: RecordPair,
        /// What the pair weighs.
        weight: f64,
        /// Its guards.
        guards: String,
        /// The run that has asked first.
        since: u32,
    },
    /// An open question was put aside, or back.
    PutAside {
        /// The records.
        #[serde(flatten)]
        pair: RecordPair,
        /// Where to.
        place: Place,
        /// Who.
        by: String,
        /// Why.
        reason: String,
        /// When, in microseconds since 1970.
        at: i64,
    },
    /// Somebody has told staff of the sharing of their data.
    WishSaid {
        /// The record, and all that come after it under its id.
        record: u32,
        /// `yes` or `no`.
        wish: String,
        /// Whom they have told.
        by: String,
        /// How, and when.
        note: String,
        /// When it was written down, in microseconds since 1970.
        at: i64,
    },
    /// Pairs were drawn to be labelled.
    SampleDrawn {
        /// The sample's number: the next one.
        sample: u32,
        /// How many pairs.
        pairs: u32,
        /// What they were drawn by.
        seed: u64,
        /// Who has drawn them.
        by: String,
        /// When, in microseconds since 1970.
        at: i64,
    },
    /// A reader who saw no score has said what two records are.
    Labelled {
        /// The sample.
        sample: u32,
        /// The pair's place in it.
        place: u32,
        /// `same`, `different` or `cannot_tell`.
        label: String,
        /// Who.
        by: String,
        /// When, in microseconds since 1970.
        at: i64,
    },
    /// Somebody may sign in from now on.
    UserAdded {
        /// The user's number: the next one.
        user: u32,
        /// The name.
        name: String,
        /// What the user may do.
        role: Role,
    },
    /// A user's role, password or right to sign in is another one.
    UserChanged {
        /// Which user.
        user: u32,
        /// What the user may do now.
        role: Role,
        /// Whether the user may sign in.
        is_open: bool,
        /// Whether the password is a new one.
        has_new_password: bool,
    },
    /// A program may ask in a user's name from now on.
    TokenAdded {
        /// The token's number: the next one.
        token: u32,
        /// Whose name.
        user: u32,
    },
    /// It may not any more.
    TokenClosed {
        /// Which token.
        token: u32,
    },
    /// A person has signed in or out, was refused, or has looked at records.
    Access {
        /// Who; empty where nobody of this registry tried to sign in.
        by: String,
        /// What was done, as a word: `signed_in`, `looked` and so on.
        act: String,
        /// What was looked at: a page's name.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        page: String,
        /// The records that were shown.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        records: Vec<u32>,
        /// When, in microseconds since 1970.
        at: i64,
    },
    /// A model is in force from now on.
    ModelAdopted {
        /// Its digest.
        digest: String,
    },
    /// Settings are in force from now on.
    SettingsAdopted {
        /// Their digest.
        digest: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_line_of_json_and_comes_back() {
        let digest = RecordDigest(std::array::from_fn(|index| index as u8 * 17));
        let pair = RecordPair::new(7, 3);
        let (by, reason) = ("mfs".to_string(), "same mother".to_string());
        let linked = Grounds { via: Some(1), weight: Some(17.25), ..Grounds::default() };
        let guards = "said_different".to_string();
        let told = Grounds { guards, answer: Some(4), ..Grounds::default() };
        for (event, text) in [
            (
                Event::RecordStored { record: 3, digest },
                r#"{"event":"record_stored","record":3,"digest":"00112233445566778899aabbccddeeff"}"#,
            ),
            (
                Event::Joined { record: 3, client: 2, grounds: linked },
                r#"{"event":"joined","record":3,"client":2,"via":1,"weight":17.25}"#,
            ),
            (
                Event::Moved { record: 3, from: 2, to: 1, reason: "split".into(), grounds: told },
                concat!(
                    r#"{"event":"moved","record":3,"from":2,"to":1,"reason":"split","#,
                    r#""guards":"said_different","answer":4}"#
                ),
            ),
            (
                // As selfsame wrote it before it kept by what a record moves.
                Event::Moved {
                    record: 3,
                    from: 2,
                    to: 1,
                    reason: "merged".into(),
                    grounds: Grounds::default(),
                },
                r#"{"event":"moved","record":3,"from":2,"to":1,"reason":"merged"}"#,
            ),
            (
                Event::Answered {
                    pair,
                    answer: Answer::Apart,
                    by,
                    reason,
                    at: 5,
                    digest_a: digest,
                    digest_b: digest,
                    relation: None,
                },
                concat!(
                    r#"{"event":"answered","a":3,"b":7,"answer":"apart","by":"mfs","#,
                    r#""reason":"same mother","at":5,"#,
                    r#""digest_a":"00112233445566778899aabbccddeeff","#,
                    r#""digest_b":"00112233445566778899aabbccddeeff"}"#
                ),
            ),
        ] {
            assert_eq!(serde_json::to_string(&event).unwrap(), text);
            assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event);
        }
        let cut = r#"{"event":"record_stored","record":3,"digest":"0011"}"#;
        assert!(serde_json::from_str::<Event>(cut).is_err());
    }
}
