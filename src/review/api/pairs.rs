//! One question, its answer, and taking it back.
//!
//! In: two records. Out: what they say, what the engine says of them, what answers would do. Must never: take
//! an answer otherwise than the page does.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::app::{App, Who};
use super::super::asked::Asked;
use super::super::pages::pair::{Said, asked, decide, take_back};
use super::super::pages::pair_view::{Effects, effects};
use super::super::refusal::{Answered, Refusal};
use super::super::words;
use super::{json_answer, time, values};
use crate::compare::COMPARISONS;
use crate::pipeline::ConsultedPair;
use crate::registry::{Answer, GivenAnswer, RecordPair};

/// A question.
pub async fn pair(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((a, b)): Path<(u32, u32)>,
) -> Answered<Response> {
    let asked = asked(&app, &who, RecordPair::new(a, b)).await?;
    app.looked(&who, "pair", &asked.shown(false)).await?;
    Ok(json_answer(&of(&asked)))
}

fn of(asked: &Asked) -> Value {
    let judged = &asked.judged;
    let guards = asked.guards();
    let Effects { same, different, forbids_same } = effects(asked, guards);
    json!({
        "is_open": asked.question.is_some(),
        "seen": asked.seen(),
        "weight": judged.score.weight,
        "probability": judged.probability,
        "decision": judged.decision.name(),
        "rival": { "class": words::rival(judged.score.rival), "probability": judged.score.rival_probability },
        "guards": guards.iter().map(|guard| guard.name()).collect::<Vec<&str>>(),
        "reasons": guards.iter().map(words::guard).collect::<Vec<&str>>(),
        "comparisons": comparisons(judged),
        "records": [record(asked, 0), record(asked, 1)],
        "effects": { "same": same, "different": different, "forbids_same": forbids_same },
        "answer": asked.answer.as_ref().map_or(Value::Null, answer_of),
    })
}

fn comparisons(judged: &ConsultedPair) -> Vec<Value> {
    let comparison = |(place, level): (usize, usize)| {
        let comparison = &COMPARISONS[place];
        json!({
            "comparison": comparison.name,
            "level": comparison.levels.get(level).copied().unwrap_or("missing"),
            "bits": judged.score.comparisons[place],
        })
    };
    judged.signature.levels().enumerate().map(comparison).collect()
}

fn record(asked: &Asked, index: usize) -> Value {
    let side = &asked.sides[index];
    let place = asked.looked.place(side.head.number);
    json!({
        "number": side.head.number,
        "record_id": side.head.record_id,
        "source": side.head.source,
        "kind": side.head.kind.name(),
        "is_replaced": side.head.replaced_by.is_some(),
        "client_id": side.client.as_ref().map(|client| client.client_id.clone()),
        "client_records": side.members.len(),
        "objects": side.objects,
        "values": place.map_or(Value::Null, |place| values(&asked.looked, place)),
    })
}

/// A given answer.
pub fn answer_of(answer: &GivenAnswer) -> Value {
    json!({
        "number": answer.number,
        "a": answer.pair.a,
        "b": answer.pair.b,
        "answer": match (answer.answer, answer.relation) {
            (_, Some(relation)) => relation.name(),
            (Answer::Link, None) => "same",
            (Answer::Apart, None) => "different",
        },
        "by": answer.by,
        "reason": answer.reason,
        "at": time(answer.at),
        "is_undone": answer.is_undone,
        "holds": answer.holds,
    })
}

/// What a program answers.
#[derive(Deserialize)]
pub struct Answering {
    answer: String,
    seen: String,
    #[serde(default)]
    reason: String,
}

/// Takes an answer.
pub async fn answer(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((a, b)): Path<(u32, u32)>,
    Json(answering): Json<Answering>,
) -> Answered<Response> {
    let said = Said::from_word(&answering.answer);
    let said = said.ok_or_else(|| Refusal::Wrong("There is no such answer.".into()))?;
    let pair = RecordPair::new(a, b);
    decide(&app, &who, pair, said, &answering.seen, &answering.reason).await?;
    let about = app.ask(move |view, _| view.answers_about(pair.a)).await?;
    let newest = about.iter().find(|one| one.now == pair && !one.is_undone);
    let newest = newest.filter(|_| matches!(said, Said::Answer(..)));
    Ok(json_answer(&json!({ "kept": true, "answer": newest.map_or(Value::Null, answer_of) })))
}

/// Takes an answer back.
pub async fn undo(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(number): Path<u32>,
) -> Answered<Response> {
    let pair = take_back(&app, &who, number).await?;
    Ok(json_answer(&json!({ "a": pair.a, "b": pair.b })))
}
