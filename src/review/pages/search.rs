//! Looking for somebody.
//!
//! In: an id. Out: the client, or what to try. Must never: list people whom nobody has asked for.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::app::{App, Who};
use super::super::refusal::{Answered, page};
use super::Frame;

#[derive(Template)]
#[template(path = "review/search.html")]
struct SearchPage {
    frame: Frame,
    id: String,
    is_unknown: bool,
}

/// What is looked for.
#[derive(Deserialize)]
pub struct Sought {
    #[serde(default)]
    id: String,
}

/// The page, or the one client that was meant.
pub async fn search(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(sought): Query<Sought>,
) -> Answered<Response> {
    let id: String = sought.id.trim().chars().take(200).collect();
    let asked = id.clone();
    let client = app.ask(move |view, _| {
        if let Some(client) = view.resolve_client(&asked)? {
            return Ok(Some(client));
        }
        let Some(record) = view.find_record(&asked)? else { return Ok(None) };
        view.client_of(record)?.map(|client| view.client(client)).transpose().map(Option::flatten)
    });
    match client.await? {
        Some(client) if !id.is_empty() => {
            Ok(Redirect::to(&format!("/client/{}", client.client_id)).into_response())
        }
        _ => {
            page(&SearchPage { frame: Frame::new(&who, "search"), is_unknown: !id.is_empty(), id })
        }
    }
}
