//! `/api/v1`: the queue, the questions and the answers for programs, as JSON.
//!
//! In: requests that have been let through, as for the pages. Out: JSON; what it means stands in
//! `assets/openapi.json`. Must never: let a program do what the user in whose name it asks may not, or show
//! records before it is written down who looks at them.

pub mod clients;
pub mod export;
pub mod pairs;
pub mod queue;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::told::as_json;
use crate::pipeline::Looked;
use crate::record::{DataSharing, Field};

/// What the API is, for programs that read such things.
pub async fn description() -> impl IntoResponse {
    let text = include_str!("../assets/openapi.json");
    ([(CONTENT_TYPE, "application/json")], text)
}

/// An answer.
fn json_answer(value: &Value) -> Response {
    as_json(StatusCode::OK, value, "application/json")
}

/// A time as programs read it.
fn time(microseconds: i64) -> String {
    jiff::Timestamp::from_microsecond(microseconds).unwrap_or_default().to_string()
}

fn wish(wish: DataSharing) -> &'static str {
    match wish {
        DataSharing::Yes => "yes",
        DataSharing::No => "no",
        DataSharing::Unknown => "unknown",
    }
}

/// All that a record says of the person, by the names of the data dictionary.
fn values(looked: &Looked, place: usize) -> Value {
    let fields = Field::ALL.iter().filter(|field| !field.is_of_dose());
    let told = fields.map(|&field| (field.name(), looked.stored.records.value(place, field)));
    let told = told.filter(|(_, value)| !value.is_empty());
    let values: Map<String, Value> =
        told.map(|(name, value)| (name.to_string(), Value::from(value))).collect();
    Value::Object(values)
}
