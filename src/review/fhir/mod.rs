//! FHIR R4: `POST /fhir/Patient/$match`, which asks whom a patient could be.
//!
//! In: a `Parameters` resource with a `Patient`. Out: a searchset `Bundle` of clients, the likeliest first,
//! each with its probability and grade. Must never: give out a client who objects to data sharing to whoever
//! may not see it, or one that is surely somebody else.

mod asked;
mod patient;
mod received;

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::app::{App, Who};
use super::asked::places;
use super::pages::may_see_objecting;
use super::refusal::{Answered, Refusal};
use super::told::as_json;
use crate::block::BlockIndex;
use crate::error::Result;
use crate::pipeline::{Consult, MEMBERS, Neighbour};
use crate::record::{DataSharing, Decision};
use crate::registry::View;
use asked::Asked;

/// The kind of all answers.
const FHIR_JSON: &str = "application/fhir+json";

/// Clients of one answer, where the program does not say, and at most.
const USUAL: usize = 10;
const MOST: usize = 50;

/// From this probability on a question is probably answered with yes.
const PROBABLE: f64 = 0.9;

/// A client that the patient could be.
struct Matched {
    id: String,
    resource: Value,
    probability: f64,
    grade: &'static str,
    records: Vec<u32>,
}

/// Answers.
pub async fn match_patient(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered<Response> {
    let asked = Asked::parse(&body).map_err(|problem| Refusal::Wrong(problem.into()))?;
    let (blocks, may_see) = (app.blocks(), may_see_objecting(&who));
    let matched = app.ask(move |view, consult| matches(view, consult, &blocks, &asked, may_see));
    let matched = matched.await?;
    let shown: Vec<u32> = matched.iter().flat_map(|one| one.records.iter().copied()).collect();
    app.looked(&who, "match", &shown).await?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if app.reached.securely { "https" } else { "http" };
    Ok(as_json(StatusCode::OK, &bundle(&format!("{scheme}://{host}/fhir"), &matched), FHIR_JSON))
}

fn matches(
    view: &View,
    consult: &Consult,
    blocks: &BlockIndex,
    asked: &Asked,
    may_see: bool,
) -> Result<Vec<Matched>> {
    let around = consult.neighbours(view, blocks, &received::records(&asked.patient))?;
    let certain = around.certain().map(|one| one.client);
    let is_wanted = |one: &&Neighbour| !asked.only_certain || certain == Some(one.client);
    let wanted: Vec<&Neighbour> = around.found.iter().filter(is_wanted).collect();
    let clients: Vec<u32> = wanted.iter().map(|one| one.client).collect();
    let members = view.members_of(&clients)?;
    let shown = members.iter().map(|members| &members[..members.len().min(MEMBERS)]);
    let looked = consult.look(view, &shown.clone().collect::<Vec<&[u32]>>().concat())?;
    let mut matched = Vec::new();
    for ((one, members), shown) in wanted.into_iter().zip(&members).zip(shown) {
        let person = consult.person(&looked, &places(&looked, shown));
        // One so large that not all its records are looked at may object.
        let is_hidden = members.len() > MEMBERS || person.data_sharing == DataSharing::No;
        let Some(client) = view.client(one.client)?.filter(|_| may_see || !is_hidden) else {
            continue;
        };
        matched.push(Matched {
            resource: patient::resource(&client.client_id, &looked, &person),
            id: client.client_id,
            probability: one.judged.probability,
            grade: grade(one.judged.decision, certain == Some(one.client), one.judged.probability),
            records: shown.to_vec(),
        });
    }
    // Whoever is hidden takes nobody's place: the number tells nothing of them.
    matched.truncate(asked.count);
    Ok(matched)
}

/// Two clients that the record would be linked to are both no certainty.
fn grade(decision: Decision, is_certain: bool, probability: f64) -> &'static str {
    match decision {
        _ if is_certain => "certain",
        Decision::Link => "probable",
        _ if probability >= PROBABLE => "probable",
        _ => "possible",
    }
}

fn bundle(base: &str, matched: &[Matched]) -> Value {
    let entry = |one: &Matched| {
        let grade = json!([{
            "url": "http://hl7.org/fhir/StructureDefinition/match-grade",
            "valueCode": one.grade,
        }]);
        let score = (one.probability * 1e6).round() / 1e6;
        json!({
            "fullUrl": format!("{base}/Patient/{}", one.id),
            "resource": one.resource,
            "search": { "extension": grade, "mode": "match", "score": score },
        })
    };
    let entries: Vec<Value> = matched.iter().map(entry).collect();
    let mut bundle = json!({
        "resourceType": "Bundle",
        "type": "searchset",
        "total": matched.len(),
    });
    // FHIR knows no empty list.
    if !entries.is_empty() {
        bundle["entry"] = Value::Array(entries);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_linked_to_two_is_certain_of_none() {
        assert_eq!(grade(Decision::Link, true, 1.0), "certain");
        assert_eq!(grade(Decision::Link, false, 1.0), "probable");
        assert_eq!(grade(Decision::Review, false, 0.95), "probable");
        assert_eq!(grade(Decision::Review, false, 0.4), "possible");
    }

    #[test]
    fn a_bundle_without_a_match_has_no_entries() {
        assert_eq!(bundle("https://desk.example/fhir", &[]).get("entry"), None);
    }
}
