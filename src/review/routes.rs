//! All routes, and the least role that each asks for: the one list.
//!
//! In: what all pages share. Out: a router. Must never: have a route without a right.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};

use super::api;
use super::app::App;
use super::fhir;
use super::guard::{Door, FORM_BYTES, Rule, admit, with_headers};
use super::pages::{
    assets, client, entry, labels, log, pair, queue, report, runs, search, senders, sharing,
    sign_in, unmerge,
};
use super::refusal::Refusal;
use super::told::in_their_words;
use crate::registry::Role;

type Handler = MethodRouter<Arc<App>>;

/// A route and who may use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteRight {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path; parts in braces stand for anything.
    pub path: &'static str,
    /// The least role; none where everybody may.
    pub least: Option<Role>,
}

struct Route {
    right: RouteRight,
    door: Door,
    handler: Handler,
}

fn page(method: &'static str, path: &'static str, least: Option<Role>, handler: Handler) -> Route {
    Route { right: RouteRight { method, path, least }, door: Door::Page, handler }
}

fn script(path: &'static str, least: Option<Role>, handler: Handler) -> Route {
    Route { door: Door::Script, ..page("GET", path, least, handler) }
}

fn program(
    method: &'static str,
    path: &'static str,
    least: Option<Role>,
    handler: Handler,
) -> Route {
    Route { door: Door::Program, ..page(method, path, least, handler) }
}

fn routes() -> Vec<Route> {
    let (everybody, viewer) = (None, Some(Role::Viewer));
    let (reviewer, supervisor) = (Some(Role::Reviewer), Some(Role::Supervisor));
    let administrator = Some(Role::Administrator);
    vec![
        page("GET", "/assets/desk.css", everybody, get(assets::style)),
        page("GET", "/assets/desk.js", everybody, get(assets::script)),
        page("GET", "/health", everybody, get(assets::health)),
        page("GET", "/sign-in", everybody, get(sign_in::form)),
        page("POST", "/sign-in", everybody, post(sign_in::sign_in)),
        page("POST", "/sign-out", viewer, post(sign_in::sign_out)),
        page("GET", "/", viewer, get(queue::queue)),
        script("/counts", viewer, get(queue::counts)),
        page("GET", "/next", reviewer, get(queue::next)),
        page("GET", "/pair/{a}/{b}", viewer, get(pair::pair)),
        page("POST", "/pair/{a}/{b}", reviewer, post(pair::answer)),
        page("POST", "/answer/{number}/undo", reviewer, post(pair::undo)),
        page("GET", "/client/{id}", viewer, get(client::client)),
        page("GET", "/client/{id}/split", supervisor, get(unmerge::preview)),
        page("POST", "/client/{id}/split", supervisor, post(unmerge::split)),
        page("POST", "/client/{id}/sharing", reviewer, post(sharing::sharing)),
        page("GET", "/search", viewer, get(search::form)),
        page("POST", "/search", viewer, post(search::search)),
        page("GET", "/entry", reviewer, get(entry::form)),
        page("POST", "/entry", reviewer, post(entry::entry)),
        page("GET", "/runs", viewer, get(runs::runs)),
        page("GET", "/senders", viewer, get(senders::senders)),
        page("GET", "/report", reviewer, get(report::report)),
        page("GET", "/samples", viewer, get(labels::samples)),
        page("POST", "/samples", supervisor, post(labels::draw)),
        page("GET", "/samples/{sample}/next", reviewer, get(labels::next)),
        page("GET", "/samples/{sample}/labels.csv", supervisor, get(labels::export)),
        page("POST", "/samples/{sample}/{place}", reviewer, post(labels::label)),
        page("GET", "/log", administrator, get(log::log)),
        page("GET", "/api/v1/openapi.json", everybody, get(api::description)),
        program("GET", "/api/v1/counts", viewer, get(api::queue::counts)),
        program("GET", "/api/v1/queue", viewer, get(api::queue::queue)),
        program("GET", "/api/v1/pairs/{a}/{b}", viewer, get(api::pairs::pair)),
        program("POST", "/api/v1/pairs/{a}/{b}/answer", reviewer, post(api::pairs::answer)),
        program("POST", "/api/v1/answers/{number}/undo", reviewer, post(api::pairs::undo)),
        program("GET", "/api/v1/clients/{id}", viewer, get(api::clients::client)),
        program("GET", "/export/queue.csv", reviewer, get(api::export::queue)),
        program("GET", "/export/decisions.csv", supervisor, get(api::export::decisions)),
        program("POST", "/fhir/Patient/$match", viewer, post(fhir::match_patient)),
    ]
}

/// Every route with its right, in order.
pub fn route_rights() -> Vec<RouteRight> {
    routes().into_iter().map(|route| route.right).collect()
}

/// The router.
pub fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    for Route { right, door, handler } in routes() {
        let rule = Rule { app: Arc::clone(app), least: right.least, door };
        router = router.route(right.path, handler.layer(from_fn_with_state(rule, admit)));
    }
    router
        .fallback(|| async { Refusal::Missing })
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn(in_their_words))
        .layer(from_fn_with_state(Arc::clone(app), with_headers))
        .with_state(Arc::clone(app))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_description_of_the_api_has_every_route_and_no_other() {
        let described: serde_json::Value =
            serde_json::from_str(include_str!("assets/openapi.json")).unwrap();
        let mut listed = BTreeSet::new();
        for (path, methods) in described["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                assert!(operation["summary"].is_string(), "{path}");
                assert!(operation["responses"].is_object(), "{path}");
                listed.insert((method.to_uppercase(), path.clone()));
            }
        }
        let is_for_programs = |path: &str| {
            ["/api/", "/export/", "/fhir/"].iter().any(|start| path.starts_with(start))
        };
        let rights = route_rights().into_iter().filter(|right| is_for_programs(right.path));
        let routes: BTreeSet<(String, String)> =
            rights.map(|right| (right.method.to_string(), right.path.to_string())).collect();
        assert_eq!(listed, routes);
    }
}
