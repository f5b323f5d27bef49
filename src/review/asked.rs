//! All that belongs to a question: the two records, their clients, what else is asked about these, what was
//! said before.
//!
//! In: two records of a registry. Out: [`Asked`]. Must never: depend on who asks.

use std::collections::BTreeSet;

use super::objecting::objecting;
use crate::decide::Guards;
use crate::error::Result;
use crate::pipeline::{Consult, ConsultedPair, Looked, MEMBERS, heeded_answers};
use crate::record::SourceKind;
use crate::registry::{
    Answer, Aside, Client, GivenAnswer, Provenance, Question, RecordHead, RecordPair, View,
};

/// Other open questions that are shown beside one.
const OTHERS: usize = 12;

/// A question and what belongs to it.
pub struct Asked {
    /// The two records.
    pub pair: RecordPair,
    /// The open question; none if there is none any more.
    pub question: Option<Question>,
    /// The two records, their clients' other records, the other candidates.
    pub looked: Looked,
    /// What the engine says.
    pub judged: ConsultedPair,
    /// The side of record `a`, and of `b`.
    pub sides: [Side; 2],
    /// What else is asked about the two clients.
    pub others: Vec<Other>,
    /// The newest answer about the pair.
    pub answer: Option<GivenAnswer>,
    /// Whether a night has known the answer and could not follow it.
    pub is_unheeded: bool,
    /// Where the question was put, the newest first.
    pub asides: Vec<Aside>,
}

/// Another question about one of the two clients.
pub struct Other {
    /// The question.
    pub question: Question,
    /// What the engine says of it.
    pub judged: ConsultedPair,
    /// Whether one of its clients objects to data sharing.
    pub objects: bool,
}

/// One of the two records.
pub struct Side {
    /// What it is.
    pub head: RecordHead,
    /// Its client.
    pub client: Option<Client>,
    /// The client's records, this one among them, by number.
    pub members: Vec<u32>,
    /// When the registry took it in, in microseconds since 1970.
    pub taken_at: Option<i64>,
    /// The file and row that the record is from, where that is known.
    pub provenance: Option<Provenance>,
    /// Whether the client objects to data sharing, or is so large that not all its records were asked.
    pub objects: bool,
}

impl Asked {
    /// Reads it; none if there are no two such records.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn read(view: &View, consult: &Consult, pair: RecordPair) -> Result<Option<Asked>> {
        let (Some(head_a), Some(head_b)) = (view.record(pair.a)?, view.record(pair.b)?) else {
            return Ok(None);
        };
        if pair.a == pair.b {
            return Ok(None);
        }
        let sides = [side(view, head_a)?, side(view, head_b)?];
        let members: Vec<u32> = sides.iter().flat_map(|side| side.members.clone()).collect();
        let mut questions = view.questions_of(&members)?;
        questions.retain(|question| question.pair != pair);
        questions.truncate(OTHERS);
        let pairs = questions.iter().flat_map(|question| [question.pair.a, question.pair.b]);
        let asked_of: Vec<u32> = pairs.collect();
        let numbers: BTreeSet<u32> = members.iter().chain(&asked_of).copied().collect();
        let looked = consult.look(view, &numbers.into_iter().collect::<Vec<u32>>())?;
        let judged = consult.pair(&looked, pair)?;
        let objecting = objecting(view, &asked_of)?;
        let other = |(question, objecting): (Question, &[bool])| {
            let judged = consult.pair(&looked, question.pair)?;
            Ok(Other { question, judged, objects: objecting.contains(&true) })
        };
        let others = questions.into_iter().zip(objecting.chunks(2)).map(other);
        let others = others.collect::<Result<_>>()?;
        let answers = view.answers_about(pair.a)?;
        let is_about = |answer: &GivenAnswer| answer.now == pair || answer.pair == pair;
        let answer = answers.into_iter().find(is_about);
        let (question, asides) = (view.question(pair)?, view.asides_of(pair)?);
        let heeded = heeded_answers(view)?.unwrap_or(0);
        let are_one =
            sides[0].client.is_some() && client_number(&sides[0]) == client_number(&sides[1]);
        let is_unheeded = answer.as_ref().is_some_and(|answer| {
            answer.holds && answer.number < heeded && are_one != (answer.answer == Answer::Link)
        });
        Ok(Some(Asked {
            pair,
            question,
            looked,
            judged,
            sides,
            others,
            answer,
            is_unheeded,
            asides,
        }))
    }

    /// Whether one of the two clients objects to data sharing.
    pub fn objects(&self) -> bool {
        self.sides.iter().any(|side| side.objects)
    }

    /// Why a person must decide: what the question says, or the engine where there is none.
    pub fn guards(&self) -> Guards {
        let asked = self.question.as_ref();
        asked.map_or(self.judged.guards, |question| Guards::from_names(&question.guards))
    }

    /// Whether the two clients hold birth certificates of two births, which the machine never joins.
    pub fn has_two_certificates(&self) -> bool {
        let [one, other] = self.sides.each_ref().map(|side| {
            let rows = places(&self.looked, &side.members).into_iter();
            let rows = rows.map(|place| &self.looked.table.rows[place]);
            let births = rows.filter(|row| row.is_live_birth_record());
            births.map(|row| row.certificate).collect::<Vec<u64>>()
        });
        one.iter().any(|a| other.iter().any(|b| *a == 0 || a != b))
    }

    /// Whether both records are birth records, of which a supervisor may say that they are of one birth.
    pub fn are_births(&self) -> bool {
        self.sides.iter().all(|side| side.head.kind == SourceKind::Birth)
    }

    /// Whether a record has been sent anew since.
    pub fn is_replaced(&self) -> bool {
        self.sides.iter().any(|side| side.head.replaced_by.is_some())
    }

    /// What whoever answers has seen: if it is another one when the answer comes, something has changed.
    pub fn seen(&self) -> String {
        seen(self.question.is_some(), self.answer.as_ref(), self.asides.first())
    }

    /// The records that a page shows; those of other clients that object only to whoever may see them.
    pub fn shown(&self, may_see_objecting: bool) -> Vec<u32> {
        let hidden = self.others.iter().filter(|other| other.objects && !may_see_objecting);
        let hidden: Vec<RecordPair> = hidden.map(|other| other.question.pair).collect();
        let is_shown = |number: &u32| {
            self.sides.iter().any(|side| side.members.contains(number))
                || !hidden.iter().any(|pair| pair.a == *number || pair.b == *number)
        };
        self.looked.stored.numbers.iter().copied().filter(is_shown).collect()
    }
}

fn client_number(side: &Side) -> Option<u32> {
    side.client.as_ref().map(|client| client.number)
}

/// See [`Asked::seen`]; of a registry as it is now.
///
/// # Errors
/// The registry cannot be read.
pub fn seen_now(view: &View, pair: RecordPair) -> Result<String> {
    let answers = view.answers_about(pair.a)?;
    let answer = answers.into_iter().find(|answer| answer.now == pair || answer.pair == pair);
    let asides = view.asides_of(pair)?;
    Ok(seen(view.question(pair)?.is_some(), answer.as_ref(), asides.first()))
}

fn seen(is_open: bool, answer: Option<&GivenAnswer>, aside: Option<&Aside>) -> String {
    let answer = answer.map_or("none".into(), |answer| {
        format!("{}{}", answer.number, if answer.is_undone { "u" } else { "" })
    });
    let aside = aside.map_or("none".into(), |aside| aside.number.to_string());
    format!("{}-{answer}-{aside}", if is_open { "open" } else { "closed" })
}

/// The places of records that were looked at.
pub fn places(looked: &Looked, numbers: &[u32]) -> Vec<usize> {
    let mut places: Vec<usize> = numbers.iter().filter_map(|&one| looked.place(one)).collect();
    places.sort_unstable();
    places
}

fn side(view: &View, head: RecordHead) -> Result<Side> {
    let client = view.client_of(head.number)?;
    let mut members = match client {
        Some(client) => view.members_of(&[client])?.concat(),
        None => Vec::new(),
    };
    members.truncate(MEMBERS);
    if !members.contains(&head.number) {
        members.push(head.number);
    }
    let client = client.map(|client| view.client(client)).transpose()?.flatten();
    let (taken_at, provenance) = (view.run_time(head.run)?, view.provenance(head.number)?);
    let objects = objecting(view, &[head.number])? == [true];
    Ok(Side { head, client, members, taken_at, provenance, objects })
}
