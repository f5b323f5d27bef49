//! Looking for somebody.
//!
//! In: an id, or what is known of a person. Out: the client, or those that it could be. Must never: list
//! people whom nobody has asked for, or put what is known of a person into an address.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::app::{App, Who};
use super::super::asked::places;
use super::super::refusal::{Answered, page};
use super::client::golden_name;
use super::{Frame, may_see_objecting};
use crate::block::BlockIndex;
use crate::error::Result;
use crate::pipeline::{Consult, Looked, MEMBERS, Person};
use crate::read::{Records, RecordsBuilder};
use crate::record::{DataSharing, Field, SourceKind};
use crate::registry::{Client, View};

/// Clients of one page.
const PAGE: usize = 50;

/// Records that are looked at to find them.
const RECORDS: usize = 200;

/// Signs of a value at most.
const SIGNS: usize = 200;

#[derive(Template)]
#[template(path = "review/search.html")]
struct SearchPage {
    frame: Frame,
    sought: Sought,
    said: &'static str,
    is_answer: bool,
    lines: Vec<Line>,
    is_more: bool,
    are_hidden: bool,
}

struct Line {
    id: String,
    name: String,
    born: String,
    sex: String,
    town: String,
    phone: String,
    records: usize,
}

/// What is looked for.
#[derive(Deserialize, Default)]
pub struct Sought {
    #[serde(default)]
    id: String,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    birth_date: String,
    #[serde(default)]
    phone: String,
}

impl Sought {
    fn trimmed(self) -> Sought {
        let trim = |text: String| text.trim().chars().take(SIGNS).collect::<String>();
        Sought {
            id: trim(self.id),
            first_name: trim(self.first_name),
            last_name: trim(self.last_name),
            birth_date: trim(self.birth_date),
            phone: trim(self.phone),
        }
    }

    fn values(&self) -> [(Field, &str); 4] {
        [
            (Field::FirstName, &self.first_name),
            (Field::LastName, &self.last_name),
            (Field::BirthDate, &self.birth_date),
            (Field::Phone, &self.phone),
        ]
    }

    fn records(&self) -> Records {
        let mut builder = RecordsBuilder::default();
        builder.begin(SourceKind::Submission);
        self.values().iter().for_each(|(field, value)| builder.value(*field, value));
        builder.finish()
    }

    /// How many of the values a client has word for word.
    fn likeness(&self, looked: &Looked, places: &[usize]) -> usize {
        let records = &looked.stored.records;
        let has = |(field, value): &(Field, &str)| {
            let is_it = |&place: &usize| records.value(place, *field).eq_ignore_ascii_case(value);
            !value.is_empty() && places.iter().any(is_it)
        };
        self.values().iter().filter(|value| has(value)).count()
    }
}

/// The form, or the one client of an id.
pub async fn form(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(sought): Query<Sought>,
) -> Answered<Response> {
    let sought = Sought { id: sought.id, ..Sought::default() }.trimmed();
    if sought.id.is_empty() {
        return page(&SearchPage::empty(&who, sought, "", false));
    }
    by_id(&app, &who, sought).await
}

/// The clients that were meant.
pub async fn search(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Form(sought): Form<Sought>,
) -> Answered<Response> {
    let sought = sought.trimmed();
    if !sought.id.is_empty() {
        return by_id(&app, &who, sought).await;
    }
    if sought.values().iter().all(|(_, value)| value.is_empty()) {
        let said = "Type at least one of the values.";
        return page(&SearchPage::empty(&who, sought, said, false));
    }
    let (blocks, records, may_see) = (app.blocks(), sought.records(), may_see_objecting(&who));
    let found = app.ask(move |view, consult| Found::read(view, consult, &blocks, &records));
    let found = found.await?;
    let mut clients: Vec<&FoundClient> = found.clients.iter().collect();
    clients.retain(|one| may_see || !one.objects());
    let are_hidden = clients.len() < found.clients.len();
    clients.sort_by_key(|one| std::cmp::Reverse(sought.likeness(&found.looked, &one.places)));
    let is_more = found.is_more || clients.len() > PAGE;
    clients.truncate(PAGE);
    let numbers = &found.looked.stored.numbers;
    let shown = clients.iter().flat_map(|one| one.places.iter().map(|&place| numbers[place]));
    app.looked(&who, "search", &shown.collect::<Vec<u32>>()).await?;
    let lines: Vec<Line> = clients.iter().map(|one| line(one)).collect();
    let said = if lines.is_empty() && !are_hidden { "Nobody was found." } else { "" };
    page(&SearchPage { lines, is_more, are_hidden, ..SearchPage::empty(&who, sought, said, true) })
}

impl SearchPage {
    fn empty(who: &Who, sought: Sought, said: &'static str, is_answer: bool) -> SearchPage {
        let frame = Frame::new(who, "search");
        let lines = Vec::new();
        SearchPage { frame, sought, said, is_answer, lines, is_more: false, are_hidden: false }
    }
}

async fn by_id(app: &Arc<App>, who: &Who, sought: Sought) -> Answered<Response> {
    let asked = sought.id.clone();
    let client = app.ask(move |view, _| {
        if let Some(client) = view.resolve_client(&asked)? {
            return Ok(Some(client));
        }
        let Some(record) = view.find_record(&asked)? else { return Ok(None) };
        view.client_of(record)?.map(|client| view.client(client)).transpose().map(Option::flatten)
    });
    match client.await? {
        Some(client) => Ok(Redirect::to(&format!("/client/{}", client.client_id)).into_response()),
        None => {
            let said = "The registry knows no client and no record of this id.";
            page(&SearchPage::empty(who, sought, said, false))
        }
    }
}

/// The clients that were found, with all their records.
struct Found {
    looked: Looked,
    clients: Vec<FoundClient>,
    is_more: bool,
}

struct FoundClient {
    client: Client,
    person: Person,
    places: Vec<usize>,
    is_cut: bool,
}

impl FoundClient {
    /// Whether it objects to data sharing, or so large a client that not all its records were asked.
    fn objects(&self) -> bool {
        self.person.data_sharing == DataSharing::No || self.is_cut
    }
}

impl Found {
    fn read(
        view: &View,
        consult: &Consult,
        blocks: &BlockIndex,
        sought: &Records,
    ) -> Result<Found> {
        let (records, is_more) = consult.search(view, blocks, sought, RECORDS)?;
        let clients: BTreeSet<u32> = view.clients_of(&records)?.into_iter().flatten().collect();
        let clients: Vec<u32> = clients.into_iter().collect();
        let mut members = view.members_of(&clients)?;
        let are_cut: Vec<bool> = members.iter().map(|members| members.len() > MEMBERS).collect();
        members.iter_mut().for_each(|members| members.truncate(MEMBERS));
        let looked = consult.look(view, &members.concat())?;
        let mut found = Vec::with_capacity(clients.len());
        for ((&number, members), is_cut) in clients.iter().zip(&members).zip(are_cut) {
            let Some(client) = view.client(number)? else { continue };
            let places = places(&looked, members);
            let person = consult.person(&looked, &places);
            found.push(FoundClient { client, person, places, is_cut });
        }
        Ok(Found { looked, clients: found, is_more })
    }
}

fn line(one: &FoundClient) -> Line {
    let golden = |name: &str| {
        let found = one.person.golden.iter().find(|golden| golden.name == name);
        found.map(|golden| golden.value.clone()).unwrap_or_default()
    };
    Line {
        id: one.client.client_id.clone(),
        name: golden_name(&one.person),
        born: golden("birth_date"),
        sex: golden("sex"),
        town: golden("city"),
        phone: golden("phone"),
        records: one.places.len(),
    }
}
