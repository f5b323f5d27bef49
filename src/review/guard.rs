//! Who may pass: every request goes through here before a page sees it.
//!
//! In: a request, the least role of its route. Out: the request with who is signed in, or a refusal; every
//! answer with the headers that keep browsers from harm. Must never: let a form through that is not of the
//! session, or one role do what only another may.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderName, HeaderValue,
    ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::app::{App, Reached, Who, instant};
use super::refusal::{Answered, Refusal};
use super::secret::{digest_of, is_same};
use crate::registry::{Role, User};

/// Bytes of a form at most.
pub const FORM_BYTES: usize = 64 * 1024;

/// What the pages may load: their own style and script, and nothing from anywhere else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The name of the form's field that says which session it is of.
pub const FORM_TOKEN: &str = "form_token";

/// How a program may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// People only.
    Page,
    /// A page's own script, whose asking is nobody's click.
    Script,
    /// Programs with a token, and people.
    Program,
}

/// What a route asks of whoever comes.
#[derive(Clone)]
pub struct Rule {
    /// What all pages share.
    pub app: Arc<App>,
    /// The least role; none where everybody may.
    pub least: Option<Role>,
    /// For whom it is.
    pub door: Door,
}

/// Lets a request through, or not.
pub async fn admit(State(rule): State<Rule>, request: Request, next: Next) -> Response {
    let Some(least) = rule.least else { return next.run(request).await };
    match enter(&rule, least, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal,
    }
}

async fn enter(
    rule: &Rule,
    least: Role,
    mut request: Request,
) -> std::result::Result<Request, Response> {
    let app = &rule.app;
    let who = match (rule.door, bearer(request.headers())) {
        (Door::Program, Some(token)) => of_token(app, &token).await?,
        _ => of_cookie(app, rule.door != Door::Script, request.headers()).await?,
    };
    let is_program = rule.door == Door::Program && bearer(request.headers()).is_some();
    let Some(who) = who else {
        let is_look = is_look(request.method()) && rule.door == Door::Page;
        return Err(match is_look {
            true => Redirect::to(&sign_in_for(request.uri().path())).into_response(),
            false => Refusal::SignedOut.into_response(),
        });
    };
    if who.user.role < least {
        // Not the path itself, in which anything can stand.
        let page = request.extensions().get::<MatchedPath>();
        let page = page.map(|path| path.as_str().to_string()).unwrap_or_default();
        let noted = app.note(&who.user.name, "refused", &page, &[]).await;
        return Err(noted.err().unwrap_or(Refusal::Forbidden).into_response());
    }
    if !is_look(request.method()) && !is_program {
        request = with_checked_form(&who, request).await.map_err(IntoResponse::into_response)?;
    }
    request.extensions_mut().insert(who);
    Ok(request)
}

/// Whether a request of this method changes nothing.
fn is_look(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}

/// Where to sign in to come back to a page.
fn sign_in_for(path: &str) -> String {
    match path {
        "/" => "/sign-in".into(),
        path => format!("/sign-in?next={path}"),
    }
}

/// A form must carry its session's token, and come from here. Programs that use a person's session send the
/// token as a header.
async fn with_checked_form(who: &Who, request: Request) -> Answered<Request> {
    if !is_from_here(request.headers()) {
        return Err(Refusal::WrongForm);
    }
    let (parts, body) = request.into_parts();
    let by_header = parts.headers.get("x-form-token").and_then(|value| value.to_str().ok());
    let by_header = by_header.map(str::to_string);
    let bytes = to_bytes(body, FORM_BYTES).await;
    let bytes = bytes.map_err(|_| Refusal::Wrong("The form is too long.".into()))?;
    let token = by_header.or_else(|| form_value(&bytes, FORM_TOKEN)).unwrap_or_default();
    if !is_same(&token, &who.form_token) {
        return Err(Refusal::WrongForm);
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// A value of a form. Names and tokens need no decoding.
fn form_value(form: &[u8], name: &str) -> Option<String> {
    let text = std::str::from_utf8(form).ok()?;
    let values = text.split('&').filter_map(|pair| pair.split_once('='));
    values.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
}

/// Whether the browser says that the form was on a page of ours; old ones say nothing.
pub fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = HeaderName::from_static("sec-fetch-site");
    if text(&site).is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    match (text(&ORIGIN), text(&HOST)) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// The name of the session's cookie.
pub fn cookie_name(reached: Reached) -> &'static str {
    // Browsers take a name that begins so by TLS alone, and from no other host.
    if reached.securely { "__Host-selfsame" } else { "selfsame" }
}

/// The session's cookie, as the browser sent it.
pub fn session_cookie(headers: &HeaderMap, reached: Reached) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';'));
    cookies.find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == cookie_name(reached)).then(|| value.to_string())
    })
}

async fn of_cookie(
    app: &Arc<App>,
    is_click: bool,
    headers: &HeaderMap,
) -> std::result::Result<Option<Who>, Response> {
    let cookie = session_cookie(headers, app.reached);
    let session = cookie.and_then(|cookie| app.sessions.find(&cookie, is_click, instant()));
    let Some(session) = session else { return Ok(None) };
    let name = session.user.clone();
    let user = app.ask(move |view, _| view.user(&name)).await;
    let user = user.map_err(|error| Refusal::Failed(error).into_response())?;
    let is_still = |user: &User| user.is_open && digest_of(&user.password) == session.password;
    let user = user.filter(is_still);
    Ok(user.map(|user| Who { user, form_token: session.form_token }))
}

async fn of_token(app: &Arc<App>, token: &str) -> std::result::Result<Option<Who>, Response> {
    let digest = digest_of(token);
    let user = app.ask(move |view, _| view.user_of_token(&digest)).await;
    let user = user.map_err(|error| Refusal::Failed(error).into_response())?;
    Ok(user.map(|user| Who { user, form_token: String::new() }))
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_string())
}

/// The request with the host that it is for as a header: HTTP/2 says it elsewhere.
fn with_host(mut request: Request) -> Request {
    let host = request.uri().authority().and_then(|host| host.as_str().parse().ok());
    if let Some(host) = host.filter(|_| !request.headers().contains_key(HOST)) {
        request.headers_mut().insert(HOST, host);
    }
    request
}

/// Puts the headers on every answer.
pub async fn with_headers(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(with_host(request)).await;
    let headers = response.headers_mut();
    // A page that brings its own policy has a stricter one.
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // With "no-referrer" a browser would not say of a form that it is from here.
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A person's record is not left in a browser's cache.
    let cache = if is_asset { "public, max-age=3600" } else { "no-store" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if app.reached.securely {
        let always = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, always);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        pairs.iter().map(header).collect()
    }

    #[test]
    fn a_form_of_another_site_is_told_by_its_headers() {
        let host = ("host", "desk.example:8443");
        for (pairs, is_ours) in [
            (vec![host], true),
            (vec![host, ("origin", "https://desk.example:8443")], true),
            (vec![host, ("origin", "https://evil.example")], false),
            (vec![host, ("origin", "null")], false),
            (vec![host, ("sec-fetch-site", "cross-site")], false),
            (vec![host, ("sec-fetch-site", "same-site")], false),
            (vec![host, ("sec-fetch-site", "same-origin")], true),
        ] {
            assert_eq!(is_from_here(&headers(&pairs)), is_ours, "{pairs:?}");
        }
    }

    #[test]
    fn a_request_that_names_its_host_elsewhere_is_for_that_host() {
        let request = |uri: &str| Request::builder().uri(uri).body(Body::empty()).unwrap();
        let host = |request: Request| with_host(request).headers().get(HOST).cloned();
        assert_eq!(host(request("https://desk.example/sign-in")).unwrap(), "desk.example");
        assert_eq!(host(request("/sign-in")), None);
        let mut both = request("https://desk.example/sign-in");
        both.headers_mut().insert(HOST, HeaderValue::from_static("evil.example"));
        assert_eq!(host(both).unwrap(), "evil.example", "what is said is left as it is said");
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let plain = Reached { securely: false, by_proxy: false };
        let found = session_cookie(&headers(&[("cookie", "a=b; selfsame=xyz;c=d")]), plain);
        assert_eq!(found.as_deref(), Some("xyz"));
        let secure = Reached { securely: true, by_proxy: false };
        assert_eq!(session_cookie(&headers(&[("cookie", "selfsame=xyz")]), secure), None);
    }

    #[test]
    fn a_forms_token_is_found_whatever_stands_beside_it() {
        assert_eq!(form_value(b"reason=x&form_token=ab12", FORM_TOKEN).as_deref(), Some("ab12"));
        assert_eq!(form_value(b"reason=form_token%3Dab", FORM_TOKEN), None);
        assert_eq!(form_value(b"", FORM_TOKEN), None);
    }
}
