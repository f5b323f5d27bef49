//! Signing in and out.
//!
//! In: a name and a password. Out: a session's cookie. Must never: say which of the two was wrong, or lead
//! to another site.

use std::net::SocketAddr;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::super::app::{App, Who, instant};
use super::super::guard::{cookie_name, is_from_here, session_cookie};
use super::super::limiter::Key;
use super::super::password::is_password;
use super::super::readers::aside;
use super::super::refusal::{Answered, Refusal, page};
use crate::error::Error;

/// Passwords that are looked at at once: each takes 19 MiB, and anybody can send one.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

#[derive(Template)]
#[template(path = "review/sign_in.html")]
struct SignInPage {
    next: String,
    name: String,
    problem: &'static str,
}

/// Where to go after.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The form.
pub async fn form(Query(Next { next }): Query<Next>) -> Answered<Response> {
    page(&SignInPage { next: local(&next), name: String::new(), problem: "" })
}

/// What was typed.
#[derive(Deserialize)]
pub struct Credentials {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs somebody in.
pub async fn sign_in(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(typed): Form<Credentials>,
) -> Answered<Response> {
    if !is_from_here(&headers) {
        return Err(Refusal::WrongForm);
    }
    let name: String = typed.name.trim().chars().take(100).collect();
    let from = address_of(&app, address, &headers);
    let by_name = Key::NameFrom(name.clone(), from.clone());
    let keys = [by_name, Key::Name(name.clone()), Key::Address(from)];
    // A try counts against the name before it is known to fail: many at once are no way around the wait.
    if let Some(wait) = app.limiter.begin(&keys, instant()) {
        return Err(Refusal::TooMany(wait.as_secs() + 1));
    }
    let asked = name.clone();
    let user = app.ask(move |view, _| view.user(&asked)).await?.filter(|user| user.is_open);
    let (hash, password) = (user.as_ref().map(|user| user.password.clone()), typed.password);
    let turn = AT_ONCE.acquire().await;
    let turn = turn.map_err(|_| Error::Invariant("the door to passwords is shut".into()))?;
    let is_right = aside(move || Ok(is_password(&password, hash.as_deref()))).await?;
    drop(turn);
    let Some(user) = user.filter(|_| is_right) else {
        app.limiter.failed(&keys[2], instant());
        // A name that is nobody's may be a password typed in the wrong field: it is not written down.
        app.note("", "sign_in_refused", "", &[]).await?;
        let problem = "Name and password do not fit. Try again, or ask an administrator.";
        let again = page(&SignInPage { next: local(&typed.next), name, problem })?;
        return Ok((axum::http::StatusCode::UNAUTHORIZED, again).into_response());
    };
    app.limiter.succeeded(&keys);
    // Whatever session the browser had is over: nobody can have prepared the new one.
    if let Some(old) = session_cookie(&headers, app.reached) {
        app.sessions.end(&old);
    }
    let cookie = app.sessions.begin(&user.name, &user.password, instant())?;
    app.note(&user.name, "signed_in", "", &[]).await?;
    let set = set_cookie(&app, &cookie, "");
    Ok(([(SET_COOKIE, set)], Redirect::to(&local(&typed.next))).into_response())
}

/// Signs somebody out.
pub async fn sign_out(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
) -> Answered<Response> {
    if let Some(cookie) = session_cookie(&headers, app.reached) {
        app.sessions.end(&cookie);
    }
    app.note(&who.user.name, "signed_out", "", &[]).await?;
    let set = set_cookie(&app, "", "; Max-Age=0");
    Ok(([(SET_COOKIE, set)], Redirect::to("/sign-in")).into_response())
}

fn set_cookie(app: &App, value: &str, end: &str) -> String {
    let secure = if app.reached.securely { "; Secure" } else { "" };
    let name = cookie_name(app.reached);
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{end}")
}

/// Where somebody comes from: a proxy's word counts only where there is one.
fn address_of(app: &App, address: SocketAddr, headers: &HeaderMap) -> String {
    let told = headers.get_all("x-forwarded-for").iter().next_back();
    let told = told.and_then(|value| value.to_str().ok());
    // The last is the proxy's own word; those before it anybody can send.
    let told = told.and_then(|list| list.rsplit(',').next()).map(|one| one.trim().to_string());
    told.filter(|_| app.reached.by_proxy).unwrap_or_else(|| address.ip().to_string())
}

/// A path of ours, or the queue.
fn local(next: &str) -> String {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    let is_plain = next.len() < 200 && next.chars().all(|sign| sign.is_ascii_graphic());
    if is_path && is_plain && !next.contains('\\') { next.into() } else { "/".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        for (next, to) in [
            ("/pair/1/2", "/pair/1/2"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nset-cookie: x=y", "/"),
            ("/a\\b", "/"),
        ] {
            assert_eq!(local(next), to, "{next}");
        }
    }
}
