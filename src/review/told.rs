//! In which words a refusal is told: people get a page, programs what their protocol says.
//!
//! In: an answer of any page. Out: the same, or a refusal as JSON. Must never: say more in one of the ways
//! than in the others, or repeat what was sent.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::refusal::Refusal;

/// Heading and sentence of a refusal, carried by its page.
#[derive(Debug, Clone)]
pub struct Said {
    /// What has happened.
    pub heading: &'static str,
    /// What to do.
    pub sentence: String,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listener {
    Person,
    Program,
    Fhir,
}

fn listener(path: &str) -> Listener {
    if path.starts_with("/api/") {
        Listener::Program
    } else if path.starts_with("/fhir/") {
        Listener::Fhir
    } else {
        Listener::Person
    }
}

/// Puts refusals into the words of whoever asks. What the router itself refuses (a form that is none, a
/// number that is none) looks like everything else.
pub async fn in_their_words(request: Request, next: Next) -> Response {
    let listener = listener(request.uri().path());
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let said = response.extensions().get::<Said>().cloned();
    match (listener, said) {
        (Listener::Person, Some(_)) => response,
        (Listener::Person, None) if is_plain(&response) => refused(status).into_response(),
        (Listener::Person, None) => response,
        (Listener::Program, said) => {
            let Said { heading, sentence } = said.unwrap_or_else(|| said_of(status));
            let problem =
                json!({ "title": heading, "status": status.as_u16(), "detail": sentence });
            as_json(status, &problem, "application/problem+json")
        }
        (Listener::Fhir, said) => {
            let said = said.unwrap_or_else(|| said_of(status));
            as_json(status, &outcome(status, &said), "application/fhir+json")
        }
    }
}

/// An answer in JSON of some kind.
pub fn as_json(status: StatusCode, value: &Value, kind: &'static str) -> Response {
    let kind = [(CONTENT_TYPE, HeaderValue::from_static(kind))];
    (status, kind, value.to_string()).into_response()
}

fn is_plain(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    let is_ours =
        matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY);
    is_ours && kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn refused(status: StatusCode) -> Refusal {
    match status {
        StatusCode::NOT_FOUND => Refusal::Missing,
        _ => Refusal::Wrong("The form or the address is not complete.".into()),
    }
}

fn said_of(status: StatusCode) -> Said {
    let (_, heading, sentence) = refused(status).words();
    Said { heading, sentence }
}

fn outcome(status: StatusCode, said: &Said) -> Value {
    let code = match status {
        StatusCode::UNAUTHORIZED => "login",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::CONFLICT => "conflict",
        StatusCode::TOO_MANY_REQUESTS => "throttled",
        _ if status.is_client_error() => "invalid",
        _ => "exception",
    };
    json!({
        "resourceType": "OperationOutcome",
        "issue": [{ "severity": "error", "code": code, "details": { "text": said.heading }, "diagnostics": said.sentence }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_in_their_own_way() {
        assert_eq!(listener("/api/v1/queue"), Listener::Program);
        assert_eq!(listener("/fhir/Patient/$match"), Listener::Fhir);
        assert_eq!(listener("/apiary"), Listener::Person);
        let said = said_of(StatusCode::NOT_FOUND);
        assert_eq!(outcome(StatusCode::NOT_FOUND, &said)["issue"][0]["code"], "not-found");
    }
}
