//! The newest report of accuracy, as `selfsame evaluate --report` has written it.
//!
//! In: the file that the server was told of. Out: the same. Must never: run a script in it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};

use super::super::app::{App, Who};
use super::super::readers::aside;
use super::super::refusal::{Answered, Refusal};
use crate::error::Error;

/// The report brings its style along, and nothing else.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/// The report as it is now.
pub async fn report(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Answered<Response> {
    let Some(path) = app.report.clone() else {
        let problem = "No report was given to the server: selfsame evaluate --report writes one, and \
                       selfsame review --report FILE shows it here.";
        return Err(Refusal::Wrong(problem.into()));
    };
    let unreadable = || Error::Usage("The report cannot be read; write it again.".into());
    let read = move || std::fs::read_to_string(&path).map_err(|_| unreadable());
    let text = aside(read).await?;
    app.looked(&who, "report", &[]).await?;
    Ok(([(CONTENT_SECURITY_POLICY, POLICY)], Html(text)).into_response())
}
