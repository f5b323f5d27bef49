//! The log: who has done and seen what, the newest first.
//!
//! In: where to go on. Out: a page of events. Must never: show more of a record than its number.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::app::{App, Who};
use super::super::refusal::{Answered, page};
use super::Frame;

/// Events of one page.
const PAGE: u64 = 200;

#[derive(Template)]
#[template(path = "review/log.html")]
struct LogPage {
    frame: Frame,
    lines: Vec<(u64, String)>,
    earlier: Option<u64>,
    end: u64,
    hash: String,
}

/// Where to go on.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    before: String,
}

/// A page of the log.
pub async fn log(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(From { before }): Query<From>,
) -> Answered<Response> {
    let asked = before.parse::<u64>().ok();
    let (end, hash, mut lines) = app
        .ask(move |view, _| {
            let (end, hash) = view.log_end()?;
            let before = asked.map_or(end + 1, |before| before.min(end + 1));
            let lines = view.log_lines(before.saturating_sub(PAGE), before)?;
            Ok((end, hash, lines))
        })
        .await?;
    lines.reverse();
    let first = lines.last().map_or(0, |line| line.0);
    app.note(&who.user.name, "looked", "log", &[]).await?;
    page(&LogPage {
        frame: Frame::new(&who, "log"),
        earlier: (first > 1).then_some(first),
        lines,
        end,
        hash,
    })
}
