//! A client.
//!
//! In: a client's id, one that has become another's too. Out: the golden record, the records, the doses. Must
//! never: show somebody who objects to data sharing to whoever may not see it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::super::app::{App, Who};
use super::super::pages::client::{Found, find};
use super::super::refusal::Answered;
use super::{json_answer, values, wish};
use crate::record::Field;

/// A client.
pub async fn client(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Answered<Response> {
    let found = find(&app, &who, &id).await?;
    app.looked(&who, "client", &found.looked.stored.numbers).await?;
    Ok(json_answer(&of(&found)))
}

fn of(found: &Found) -> Value {
    let records = &found.looked.stored.records;
    let golden = found.person.golden.iter().map(|golden| {
        json!({ "name": golden.name, "value": golden.value, "record_id": records.id(golden.place) })
    });
    let numbered = found.looked.stored.numbers.iter().enumerate();
    let record = |(place, number): (usize, &u32)| {
        json!({
            "number": number,
            "record_id": records.id(place),
            "kind": records.kind(place).name(),
            "values": values(&found.looked, place),
        })
    };
    let doses = found.person.doses.iter().map(|dose| {
        json!({
            "date": dose.date.to_string(),
            "vaccine": dose.vaccine,
            "facility": dose.facility,
            "lot": dose.lot,
            "told_by": records.value(dose.place, Field::Source),
            "preferred": dose.counts,
            "reason": dose.reason,
        })
    });
    json!({
        "client_id": found.client.client_id,
        "data_sharing": wish(found.person.data_sharing),
        "golden": golden.collect::<Vec<Value>>(),
        "records": numbered.map(record).collect::<Vec<Value>>(),
        "doses": doses.collect::<Vec<Value>>(),
    })
}
