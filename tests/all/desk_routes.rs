//! Every page of the review desk for every role, and for nobody: who may, and who may not.

use selfsame::registry::Role;
use selfsame::review::{RouteRight, route_rights};

use crate::desk_harness::{Desk, Page, USERS, Visitor};

/// Names and values of a form.
type Form = &'static [(&'static str, &'static str)];

/// A request of each route, by method and path as the routes name them: the path in which braces stand for
/// records and clients of the registry, see [`Known`], and the form. A route that is not here fails the test.
const EXAMPLES: &[(&str, &str, &str, Form)] = &[
    ("GET", "/assets/desk.css", "/assets/desk.css", &[]),
    ("GET", "/assets/desk.js", "/assets/desk.js", &[]),
    ("GET", "/health", "/health", &[]),
    ("GET", "/sign-in", "/sign-in", &[]),
    ("POST", "/sign-in", "/sign-in", &[("name", "nobody"), ("password", "nothing at all")]),
    ("POST", "/sign-out", "/sign-out", &[]),
    ("GET", "/", "/", &[]),
    ("GET", "/counts", "/counts", &[]),
    ("GET", "/next", "/next", &[]),
    ("GET", "/pair/{a}/{b}", "/pair/{a}/{b}", &[]),
    ("POST", "/pair/{a}/{b}", "/pair/{a}/{b}", &[("answer", "perhaps"), ("seen", "nothing")]),
    ("POST", "/answer/{number}/undo", "/answer/999999/undo", &[]),
    ("GET", "/client/{id}", "/client/{client}", &[]),
    ("GET", "/client/{id}/split", "/client/{client}/split", &[]),
    ("POST", "/client/{id}/split", "/client/{client}/split", &[("reason", "no record chosen")]),
    ("POST", "/client/{id}/sharing", "/client/{client}/sharing", &[("wish", "?"), ("note", "?")]),
    ("GET", "/search", "/search", &[]),
    ("POST", "/search", "/search", &[("last_name", "Nobody")]),
    ("GET", "/entry", "/entry", &[]),
    ("POST", "/entry", "/entry", &[("record_id", ENTRY), ("step", "rows")]),
    ("GET", "/runs", "/runs", &[]),
    ("GET", "/senders", "/senders", &[]),
    ("GET", "/report", "/report", &[]),
    ("GET", "/samples", "/samples", &[]),
    ("POST", "/samples", "/samples", &[("size", "0"), ("second", "0"), ("seed", "0")]),
    ("GET", "/samples/{sample}/next", "/samples/0/next", &[]),
    ("GET", "/samples/{sample}/labels.csv", "/samples/0/labels.csv", &[]),
    ("POST", "/samples/{sample}/{place}", "/samples/0/0", &[("label", "perhaps")]),
    ("GET", "/log", "/log", &[]),
    ("GET", "/api/v1/openapi.json", "/api/v1/openapi.json", &[]),
    ("GET", "/api/v1/counts", "/api/v1/counts", &[]),
    ("GET", "/api/v1/queue", "/api/v1/queue", &[]),
    ("GET", "/api/v1/pairs/{a}/{b}", "/api/v1/pairs/{a}/{b}", &[]),
    ("POST", "/api/v1/pairs/{a}/{b}/answer", "/api/v1/pairs/{a}/{b}/answer", &[]),
    ("POST", "/api/v1/answers/{number}/undo", "/api/v1/answers/999999/undo", &[]),
    ("GET", "/api/v1/clients/{id}", "/api/v1/clients/{client}", &[]),
    ("GET", "/export/queue.csv", "/export/queue.csv", &[]),
    ("GET", "/export/decisions.csv", "/export/decisions.csv", &[]),
    ("POST", "/fhir/Patient/$match", "/fhir/Patient/$match", &[]),
];

/// An id that a form might have given out.
const ENTRY: &str = "entry-0123456789abcdef0123456789abcdef";

/// What the braces of [`EXAMPLES`] stand for.
struct Known {
    pair: selfsame::registry::RecordPair,
    client: String,
}

impl Known {
    fn of(desk: &Desk) -> Known {
        Known { pair: desk.pair("odd-0"), client: desk.place.members()["odd-0-1"].clone() }
    }

    fn path(&self, example: &str) -> String {
        let path = example.replace("{a}", &self.pair.a.to_string());
        let path = path.replace("{b}", &self.pair.b.to_string());
        path.replace("{client}", &self.client)
    }

    fn ask(&self, route: &RouteRight, visitor: &Visitor) -> Page {
        let is_its =
            |example: &&(&str, &str, _, _)| (example.0, example.1) == (route.method, route.path);
        let found = EXAMPLES.iter().find(is_its);
        let (_, _, path, form) = found.unwrap_or_else(|| {
            panic!("{} {} has no example: give it one in desk_routes.rs", route.method, route.path)
        });
        let path = self.path(path);
        match route.method {
            "GET" => visitor.get(&path),
            "POST" if visitor.form_token.is_empty() => visitor.post(&path, form),
            // Programs send the token as a header, pages in the form: both are right.
            "POST" => visitor.with("x-form-token", &visitor.form_token).post(&path, form),
            method => panic!("{method} {}: the test does not know the method", route.path),
        }
    }
}

/// What an answer says of the right to ask.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Forbidden,
    SignIn,
}

fn verdict(page: &Page, what: &str) -> Verdict {
    let leads_to_sign_in = page.header("location").starts_with("/sign-in?next=/")
        || page.header("location") == "/sign-in";
    match page.status {
        303 if leads_to_sign_in && page.header("set-cookie").is_empty() => Verdict::SignIn,
        401 => Verdict::SignIn,
        403 => {
            assert!(page.body.contains("Your role does not allow this"), "{what}: {}", page.body);
            Verdict::Forbidden
        }
        200..=499 => Verdict::Allowed,
        status => panic!("{what}: {status} {}", page.body),
    }
}

#[test]
fn every_route_is_open_to_its_roles_and_to_nobody_else() {
    let desk = Desk::open();
    let known = Known::of(&desk);
    let before = desk.open_questions();
    let stranger = desk.stranger();
    let mut users: Vec<(Role, &str, Visitor)> = Vec::new();
    for name in USERS {
        let Some(role) = Role::from_name(name) else { continue };
        users.push((role, name, desk.signed_in(name)));
    }
    assert_eq!(users.len(), Role::ALL.len());
    for route in route_rights() {
        let what = format!("{} {} signed out", route.method, route.path);
        let page = known.ask(&route, &stranger);
        match route.least {
            // A try to sign in fails as such: nobody may be told apart from a wrong password.
            None if route.method == "POST" => assert_eq!(page.status, 401, "{what}"),
            None => assert_eq!(page.status, 200, "{what}: {}", page.body),
            Some(_) => assert_eq!(verdict(&page, &what), Verdict::SignIn, "{what}"),
        }
        for (role, name, user) in &mut users {
            let what = format!("{} {} as {name}", route.method, route.path);
            let Some(least) = route.least else { continue };
            let expected = if *role >= least { Verdict::Allowed } else { Verdict::Forbidden };
            if route.path == "/sign-out" {
                known.ask(&route, user).leads_to("/sign-in");
                assert_eq!(verdict(&user.get("/"), &what), Verdict::SignIn, "{what}");
                *user = desk.signed_in(name);
                continue;
            }
            assert_eq!(verdict(&known.ask(&route, user), &what), expected, "{what}");
        }
    }
    // Nothing was done by asking alone.
    assert_eq!(desk.open_questions(), before);
    desk.place.is_sound();
}

#[test]
fn the_methods_that_a_page_does_not_know_do_nothing() {
    let desk = Desk::open();
    let known = Known::of(&desk);
    let administrator = desk.signed_in("administrator");
    let is_form = |route: &RouteRight| route.method == "POST";
    let (forms, pages): (Vec<RouteRight>, Vec<RouteRight>) =
        route_rights().into_iter().partition(is_form);
    for page in pages {
        if !forms.iter().any(|form| form.path == page.path) {
            let answer = known.ask(&RouteRight { method: "GET", ..page }, &administrator);
            assert!(answer.status <= 400, "{}", page.path);
            let path = EXAMPLES.iter().find(|example| example.1 == page.path).unwrap().2;
            let answer = administrator.post(&known.path(path), &[]);
            assert_eq!(answer.status, 405, "POST {}", page.path);
        }
    }
}

#[test]
fn what_is_no_page_is_none_for_anybody() {
    let desk = Desk::open();
    let visitors = [desk.stranger(), desk.signed_in("administrator")];
    for path in ["/nothing", "/pair", "/pair/1", "/client/", "/api", "/.git/config", "/registry.db"]
    {
        for visitor in &visitors {
            visitor.get(path).is(404);
        }
    }
    for path in ["/client/C000", "/pair/1/1", "/pair/4294967295/4294967294"] {
        visitors[1].get(path).is(404).says("There is no such page");
    }
    for path in ["/pair/a/b", "/pair/-1/2", "/pair/1/99999999999"] {
        visitors[1].get(path).is(400).says("The form or the address is not complete.");
    }
}
