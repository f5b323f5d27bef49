//! A client: the golden record with where each value comes from, the records, the vaccinations, the history.
//!
//! In: a client's id, one that has become another's too. Out: the page. Must never: show somebody who objects
//! to data sharing to whoever may not see it.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::super::app::{App, Who};
use super::super::refusal::{Answered, Refusal, page};
use super::super::words;
use super::pair_view::sharing;
use super::{Frame, may_see_objecting, time};
use crate::error::Result;
use crate::pipeline::{Consult, Looked, MEMBERS, Person};
use crate::record::{DataSharing, Field, SourceKind};
use crate::registry::{Client, GivenAnswer, Question, View, Wish};

/// A client with all that belongs to it.
pub struct Found {
    /// The client that stands.
    pub client: Client,
    /// Its records.
    pub looked: Looked,
    /// Whom they speak of.
    pub person: Person,
    founded_at: Option<i64>,
    merged: Vec<Client>,
    answers: Vec<GivenAnswer>,
    questions: Vec<Question>,
    wishes: Vec<Wish>,
    members: usize,
}

impl Found {
    /// Reads it; none if there is no such id.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn read(view: &View, consult: &Consult, id: &str) -> Result<Option<Found>> {
        let Some(client) = view.resolve_client(id)? else { return Ok(None) };
        let mut numbers = view.members_of(&[client.number])?.concat();
        let members = numbers.len();
        numbers.truncate(MEMBERS);
        let looked = consult.look(view, &numbers)?;
        let places: Vec<usize> = (0..numbers.len()).collect();
        let person = consult.person(&looked, &places);
        let mut answers: Vec<GivenAnswer> = Vec::new();
        for &number in &numbers {
            answers.extend(view.answers_about(number)?);
        }
        let mut wishes = Vec::new();
        for wish in view.wishes()? {
            if numbers.contains(&view.newest_version(wish.record)?) {
                wishes.push(wish);
            }
        }
        answers.sort_by_key(|answer| std::cmp::Reverse(answer.number));
        answers.dedup_by_key(|answer| answer.number);
        Ok(Some(Found {
            founded_at: view.run_time(client.founded_in)?,
            merged: view.merged_clients(client.number)?,
            questions: view.questions_of(&numbers)?,
            wishes,
            client,
            looked,
            person,
            answers,
            members,
        }))
    }

    /// Whether it objects to data sharing, or so large a client that not all its records were asked.
    pub fn objects(&self) -> bool {
        self.person.data_sharing == DataSharing::No || self.members > MEMBERS
    }
}

#[derive(Template)]
#[template(path = "review/client.html")]
struct ClientPage {
    frame: Frame,
    id: String,
    name: String,
    sharing: &'static str,
    objects: bool,
    golden: Vec<Golden>,
    records: Vec<RecordLine>,
    members: usize,
    doses: Vec<DoseLine>,
    history: Vec<String>,
    questions: Vec<(u32, u32, String)>,
}

struct Golden {
    name: String,
    value: String,
    record_id: String,
    source: String,
}

/// A record on a page.
pub struct RecordLine {
    /// Its number.
    pub number: u32,
    /// Its id.
    pub record_id: String,
    /// Who sent it.
    pub source: String,
    /// What it is.
    pub kind: &'static str,
    /// The name that it gives.
    pub name: String,
    /// The birth date that it gives.
    pub born: String,
    /// When it was sent.
    pub received: String,
    /// All that it says.
    pub values: Vec<(String, String)>,
}

struct DoseLine {
    date: String,
    vaccine: String,
    facility: String,
    lot: String,
    told_by: String,
    counts: bool,
    reason: String,
}

/// The page of a client.
pub async fn client(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Answered<Response> {
    let found = find(&app, &who, &id).await?;
    if found.client.client_id != id {
        let to = format!("/client/{}", found.client.client_id);
        return Ok(Redirect::to(&to).into_response());
    }
    app.looked(&who, "client", &found.looked.stored.numbers).await?;
    page(&client_page(&who, &found))
}

/// The client of an id, if whoever asks may see it.
///
/// # Errors
/// There is none, or it objects to data sharing.
pub async fn find(app: &Arc<App>, who: &Who, id: &str) -> Answered<Found> {
    let asked = id.to_string();
    let found = app.ask(move |view, consult| Found::read(view, consult, &asked)).await?;
    let found = found.ok_or(Refusal::Missing)?;
    if found.objects() && !may_see_objecting(who) {
        app.note(&who.user.name, "refused", "client", &[]).await?;
        return Err(Refusal::Forbidden);
    }
    Ok(found)
}

fn client_page(who: &Who, found: &Found) -> ClientPage {
    let records = &found.looked.stored.records;
    let golden = found.person.golden.iter().map(|golden| Golden {
        name: words::column(golden.name),
        value: golden.value.clone(),
        record_id: records.id(golden.place).into(),
        source: records.value(golden.place, Field::Source).into(),
    });
    let dose = |dose: &crate::pipeline::ToldDose| DoseLine {
        date: dose.date.to_string(),
        vaccine: dose.vaccine.clone(),
        facility: dose.facility.clone(),
        lot: dose.lot.clone(),
        told_by: records.value(dose.place, Field::Source).into(),
        counts: dose.counts,
        reason: dose.reason.replace('_', " "),
    };
    ClientPage {
        frame: Frame::new(who, "client"),
        id: found.client.client_id.clone(),
        name: golden_name(&found.person),
        sharing: sharing(found.person.data_sharing),
        objects: found.objects(),
        golden: golden.collect(),
        records: record_lines(&found.looked),
        members: found.members,
        doses: found.person.doses.iter().map(dose).collect(),
        history: history(found),
        questions: found
            .questions
            .iter()
            .map(|one| (one.pair.a, one.pair.b, words::guards(&one.guards).join("; ")))
            .collect(),
    }
}

/// The name that a client is known by.
pub fn golden_name(person: &Person) -> String {
    let part = |name: &str| person.golden.iter().find(|golden| golden.name == name);
    let parts = ["first_name", "middle_name", "last_name"].map(part);
    let parts = parts.into_iter().flatten().map(|golden| golden.value.as_str());
    let name = parts.collect::<Vec<&str>>().join(" ");
    if name.is_empty() { "No name".into() } else { name }
}

/// The records that were looked at.
pub fn record_lines(looked: &Looked) -> Vec<RecordLine> {
    let records = &looked.stored.records;
    let line = |(place, &number): (usize, &u32)| {
        let value = |field| records.value(place, field).to_string();
        let names = [Field::FirstName, Field::MiddleName, Field::LastName].map(value);
        let is_there = |text: &&String| !text.is_empty();
        let values = Field::ALL.iter().filter(|field| !field.is_of_dose());
        let values = values.map(|&field| (words::column(field.name()), value(field)));
        RecordLine {
            number,
            record_id: records.id(place).into(),
            source: value(Field::Source),
            kind: match records.kind(place) {
                SourceKind::Birth => "birth record",
                SourceKind::Submission => "provider's record",
            },
            name: names.iter().filter(is_there).cloned().collect::<Vec<_>>().join(" "),
            born: value(Field::BirthDate),
            received: value(Field::ReceivedAt),
            values: values.filter(|(_, value)| !value.is_empty()).collect(),
        }
    };
    looked.stored.numbers.iter().enumerate().map(line).collect()
}

fn history(found: &Found) -> Vec<String> {
    let mut history = Vec::new();
    if let Some(at) = found.founded_at {
        history.push(format!("{}: the client was made.", time(at)));
    }
    for merged in &found.merged {
        history.push(format!("{} has become this client; its id leads here.", merged.client_id));
    }
    for Wish { wish, by, note, at, .. } in &found.wishes {
        history.push(format!("{}: {by} was told: {} ({note}).", time(*at), sharing(*wish)));
    }
    for answer in &found.answers {
        let words = words::answer(answer.answer, answer.relation);
        let state = if answer.is_undone { ", taken back" } else { "" };
        let reason =
            if answer.reason.is_empty() { String::new() } else { format!(" ({})", answer.reason) };
        history.push(format!(
            "{}: {} said \"{words}\" of {} and {}{reason}{state}.",
            time(answer.at),
            answer.by,
            answer.pair.a,
            answer.pair.b
        ));
    }
    history
}
