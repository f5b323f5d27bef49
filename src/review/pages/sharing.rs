//! What somebody has told of the sharing of their data, written down.
//!
//! In: a client, a wish, how it was told. Out: the wish in the registry. Must never: make a client more
//! visible on the word of somebody who may not, or without a note.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::app::{App, Who, now};
use super::super::queue::{Item, read_item};
use super::super::refusal::{Answered, Refusal};
use super::client::{Found, find};
use super::may_see_objecting;
use crate::error::Result;
use crate::record::{DataSharing, Field};
use crate::registry::Wish;
use crate::standardize::data_sharing;

/// Signs of a note at most.
const NOTE: usize = 1000;

/// What was told.
#[derive(Deserialize)]
pub struct Told {
    wish: String,
    note: String,
}

/// Writes a wish down.
pub async fn sharing(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Form(told): Form<Told>,
) -> Answered<Response> {
    let wish = match told.wish.as_str() {
        "yes" => DataSharing::Yes,
        "no" => DataSharing::No,
        _ => return Err(Refusal::Wrong("Choose what the person wishes.".into())),
    };
    // Whoever may answer may hide somebody; to show them again takes more.
    if wish == DataSharing::Yes && !may_see_objecting(&who) {
        return Err(Refusal::Forbidden);
    }
    let note = told.note.trim().to_string();
    if note.is_empty() || note.chars().count() > NOTE {
        return Err(Refusal::Wrong(format!("Say how it was told, in at most {NOTE} characters.")));
    }
    let found = find(&app, &who, &id).await?;
    let number = found.client.number;
    let records = match wish {
        // Whatever becomes of the client: each of its records objects.
        DataSharing::No => app.ask(move |view, _| view.members_of(&[number])).await?.concat(),
        _ => objecting_records(&found),
    };
    let (by, to) = (who.user.name.clone(), format!("/client/{}", found.client.client_id));
    app.scribe
        .write(move |desk| {
            for record in records {
                let (by, note) = (by.clone(), note.clone());
                desk.wish(&Wish { record, wish, by, note, at: now() })?;
            }
            Ok(())
        })
        .await?;
    // Who may see the client's questions has changed.
    let members = found.looked.stored.numbers;
    let items = app.ask(move |view, _| {
        let questions = view.questions_of(&members)?;
        let items = questions.iter().map(|question| read_item(view, question.pair));
        items.collect::<Result<Vec<Option<Item>>>>()
    });
    items.await?.into_iter().flatten().for_each(|item| app.queue.add(item));
    Ok(Redirect::to(if may_see_objecting(&who) { &to } else { "/" }).into_response())
}

/// The records that object: from all of them an objection must be taken.
fn objecting_records(found: &Found) -> Vec<u32> {
    let stored = &found.looked.stored;
    let objects = |place: usize| {
        data_sharing(stored.records.value(place, Field::DataSharing)) == DataSharing::No
    };
    let all = stored.numbers.iter().copied().enumerate();
    let mut records: Vec<u32> =
        all.filter(|&(place, _)| objects(place)).map(|(_, number)| number).collect();
    if records.is_empty() {
        records.extend(stored.numbers.iter().min());
    }
    records
}
