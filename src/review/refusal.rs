//! What a person is told when a page cannot be shown or an act was not done.
//!
//! In: errors and reasons. Out: a page with the right status. Must never: tell a value of a record, a path
//! of the server, or less than what to do next.

use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::told::Said;
use crate::error::Error;
use crate::registry::RecordPair;

/// A page's work, done or refused.
pub type Answered<T> = std::result::Result<T, Refusal>;

/// Why not.
#[derive(Debug)]
pub enum Refusal {
    /// Nobody is signed in.
    SignedOut,
    /// Whoever is signed in may not.
    Forbidden,
    /// There is no such page, client or question.
    Missing,
    /// The form is not of this session: it is old, or another site has sent it.
    WrongForm,
    /// What was typed makes no sense; says what does.
    Wrong(String),
    /// An answer that needs a reason came without one: the question that it is about.
    NoReason(RecordPair),
    /// Something has changed meanwhile; says what.
    Stale(String),
    /// A record was sent anew meanwhile: its old version and its new one, to be looked at side by side.
    SentAnew(RecordPair),
    /// Too many tries to sign in; so many seconds are to be waited.
    TooMany(u64),
    /// The registry or the program is at fault.
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Failed(error)
    }
}

impl Refusal {
    /// The status, a heading and a sentence.
    pub fn words(&self) -> (StatusCode, &'static str, String) {
        let (status, heading, sentence) = match self {
            Refusal::SignedOut => (
                StatusCode::UNAUTHORIZED,
                "You are signed out",
                "Sign in to go on. Whatever you had answered is kept.",
            ),
            Refusal::Forbidden => (
                StatusCode::FORBIDDEN,
                "Your role does not allow this",
                "Ask a supervisor to do it, or an administrator for the role.",
            ),
            Refusal::Missing => {
                (StatusCode::NOT_FOUND, "There is no such page", "Go back to the queue.")
            }
            Refusal::WrongForm => (
                StatusCode::FORBIDDEN,
                "The form is too old",
                "Nothing was changed. Load the page again and repeat what you did.",
            ),
            Refusal::Wrong(problem) => {
                return (StatusCode::BAD_REQUEST, "Not done", problem.clone());
            }
            Refusal::NoReason(_) => (
                StatusCode::BAD_REQUEST,
                "A reason is needed",
                "Say in a few words what is to be decided or asked. Nothing was changed.",
            ),
            Refusal::SentAnew(_) => (
                StatusCode::CONFLICT,
                "Something has changed meanwhile",
                "A source has sent one of the records anew while you looked at it. Your answer was not \
                 kept; the question comes back with the new record.",
            ),
            Refusal::Stale(change) => {
                return (StatusCode::CONFLICT, "Something has changed meanwhile", change.clone());
            }
            Refusal::TooMany(seconds) => {
                let sentence = format!("Too many tries. Wait {seconds} seconds and try again.");
                return (StatusCode::TOO_MANY_REQUESTS, "Please wait", sentence);
            }
            Refusal::Failed(Error::Usage(problem)) => {
                return (StatusCode::SERVICE_UNAVAILABLE, "Not done", problem.clone());
            }
            Refusal::Failed(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The registry could not be read or written",
                "Nothing was changed. Tell an administrator; the server's own log says more.",
            ),
        };
        (status, heading, sentence.into())
    }
}

#[derive(Template)]
#[template(path = "review/refusal.html")]
struct RefusalPage {
    heading: &'static str,
    sentence: String,
    is_signed_out: bool,
    /// The old version and the new one.
    versions: Option<RecordPair>,
    /// The question to go back to.
    question: Option<RecordPair>,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Refusal::Failed(error) = &self {
            super::server::tell(&error.to_string());
        }
        let (status, heading, sentence) = self.words();
        let is_signed_out = matches!(self, Refusal::SignedOut);
        let said = Said { heading, sentence: sentence.clone() };
        let versions = if let Refusal::SentAnew(versions) = self { Some(versions) } else { None };
        let question = if let Refusal::NoReason(pair) = self { Some(pair) } else { None };
        let page = RefusalPage { heading, sentence, is_signed_out, versions, question }.render();
        (status, Extension(said), Html(page.unwrap_or_default())).into_response()
    }
}

/// A page, filled in.
///
/// # Errors
/// Its template is broken.
pub fn page(template: &impl Template) -> Answered<Response> {
    let filled = template.render();
    let filled = filled.map_err(|error| {
        Refusal::Failed(Error::Invariant(format!("a page's template: {error}")))
    })?;
    Ok(Html(filled).into_response())
}
