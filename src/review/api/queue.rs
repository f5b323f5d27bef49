//! The queue and its counts.
//!
//! In: the filters of the page. Out: questions in the order in which they should be answered. Must never:
//! show a person.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::super::app::{App, Who, instant, now};
use super::super::pages::may_see_objecting;
use super::super::pages::queue::Asking;
use super::super::queue::Item;
use super::{json_answer, time};
use crate::decide::Guard;

/// Questions of one answer.
const PAGE: usize = 200;

/// A page of the queue.
pub async fn queue(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asking): Query<Asking>,
) -> Response {
    let (listed, now) = (app.queue.listed(), now());
    let filter = asking.filter(&who);
    let shows = |item: &&Arc<Item>| filter.shows(item, listed.last_night, now);
    let found: Vec<&Arc<Item>> = listed.items.iter().filter(shows).collect();
    let from = asking.from().min(found.len());
    let item = |item: &&Arc<Item>| {
        json!({
            "a": item.pair.a,
            "b": item.pair.b,
            "weight": item.weight,
            "guards": item.guards.iter().map(Guard::name).collect::<Vec<&str>>(),
            "place": item.place.name(),
            "asked_at": time(item.asked_at),
            "sources": item.sources,
            "born": if item.born > 0 { Value::from(item.born) } else { Value::Null },
            "has_birth_record": item.has_birth_record,
            "has_doses": item.has_doses,
            "is_new": item.is_new(listed.last_night),
            "is_taken": app.leases.is_anothers(item.pair, &who.user.name, instant()),
        })
    };
    let items: Vec<Value> = found[from..].iter().take(PAGE).map(item).collect();
    let end = from + items.len();
    let next = if end < found.len() { Value::from(end) } else { Value::Null };
    json_answer(&json!({ "found": found.len(), "from": from, "next_from": next, "items": items }))
}

/// How much there is.
pub async fn counts(State(app): State<Arc<App>>, Extension(who): Extension<Who>) -> Response {
    let counts = app.queue.listed().counts(now(), may_see_objecting(&who));
    json_answer(&json!(counts))
}
