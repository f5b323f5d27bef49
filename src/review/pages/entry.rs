//! Direct entry: a provider without a records system of its own has a patient and doses typed in.
//!
//! In: a form. Out: those whom the patient could be, shown before anything is made; then the record in the
//! registry. Must never: make a client before the likely ones were shown, or lose what was typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::app::{App, Who, now};
use super::super::readers::aside;
use super::super::refusal::{Answered, Refusal, page};
use super::super::secret::secret;
use super::entry_form::{Typed, is_entry_id};
use super::entry_view::{Candidates, CheckPage, FormPage};
use super::may_see_objecting;
use crate::pipeline::{AsOf, EnterRequest, Word, enter};
use crate::registry::Answer;

/// What is said of the record where nobody types a reason.
const REASON: &str = "said when the record was entered";

/// What a night at work means for whoever enters.
const AT_WORK: &str = "A night is at work on the registry. Nothing was entered, and nothing that you typed \
                       is lost: try again in some minutes.";

/// What has changed meanwhile.
const CHANGED: &str =
    "The registry has changed meanwhile: look at these again. Nothing was entered.";

/// Whether a record was just entered.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    entered: String,
}

/// The empty form.
pub async fn form(Extension(who): Extension<Who>, Query(done): Query<Done>) -> Answered<Response> {
    let typed = Typed::empty(&new_id()?);
    let entered = Some(done.entered).filter(|id| is_entry_id(id));
    page(&FormPage::new(&who, &typed, Vec::new(), entered))
}

fn new_id() -> Answered<String> {
    let random = secret()?;
    Ok(format!("entry-{}", random.get(..32).unwrap_or(&random)))
}

/// Takes a step: looks for whom the patient could be, goes back to the form, or enters the record.
pub async fn entry(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Form(sent): Form<BTreeMap<String, String>>,
) -> Answered<Response> {
    let typed = Typed::of(&sent);
    let step = sent.get("step").map_or("", String::as_str);
    if !is_entry_id(&typed.record_id) {
        return Err(Refusal::WrongForm);
    }
    if let Some(known) = known(&app, &typed.record_id).await? {
        return Ok(done(&known));
    }
    match step {
        "rows" => return page(&FormPage::new(&who, &typed.with_more_rows(), Vec::new(), None)),
        "edit" => return page(&FormPage::new(&who, &typed, Vec::new(), None)),
        _ => {}
    }
    let problems = typed.problems(app.consult().as_of());
    if !problems.is_empty() {
        return page(&FormPage::new(&who, &typed, problems, None));
    }
    let candidates = candidates(&app, &who, &typed).await?;
    if step != "enter" {
        return page(&CheckPage::new(&who, &typed, &candidates, ""));
    }
    if sent.get("seen") != Some(&candidates.seen()) {
        return page(&CheckPage::new(&who, &typed, &candidates, CHANGED));
    }
    let choice = sent.get("choice").map_or("", String::as_str);
    let Some(of) = said(choice, &candidates) else {
        return Err(Refusal::Wrong("Choose a client, or a new person.".into()));
    };
    match enter_now(&app, &who, &typed, of).await? {
        true => Ok(done(&typed.record_id)),
        false => page(&CheckPage::new(&who, &typed, &candidates, AT_WORK)),
    }
}

fn done(record_id: &str) -> Response {
    Redirect::to(&format!("/entry?entered={record_id}")).into_response()
}

/// The id, if the form was sent before.
async fn known(app: &Arc<App>, record_id: &str) -> Answered<Option<String>> {
    let asked = record_id.to_string();
    let known = app.ask(move |view, _| Ok(view.find_record(&asked)?.map(|_| asked)));
    Ok(known.await?)
}

/// Whom the patient could be; that they were looked at is written down.
async fn candidates(app: &Arc<App>, who: &Who, typed: &Typed) -> Answered<Candidates> {
    let (blocks, new, may_see) = (app.blocks(), typed.records(), may_see_objecting(who));
    let found = app.ask(move |view, consult| {
        Candidates::read(view, consult, &consult.neighbours(view, &blocks, &new)?, may_see)
    });
    let found = found.await?;
    app.looked(who, "entry", &found.shown()).await?;
    Ok(found)
}

/// What the choice says of the candidates that were shown: the chosen one is the person, or none of them is.
fn said(choice: &str, candidates: &Candidates) -> Option<Vec<(u32, Answer)>> {
    let all = candidates.list.iter();
    if choice == "new" {
        return Some(all.map(|one| (one.record, Answer::Apart)).collect());
    }
    let chosen = choice.strip_prefix("client:")?;
    let mut same = all.filter(|one| one.client_id == chosen);
    same.next().map(|one| vec![(one.record, Answer::Link)])
}

/// Enters the record; whether no night was in the way.
async fn enter_now(
    app: &Arc<App>,
    who: &Who,
    typed: &Typed,
    of: Vec<(u32, Answer)>,
) -> Answered<bool> {
    let by = who.user.name.clone();
    let request = EnterRequest {
        registry: app.readers.path().to_path_buf(),
        record_id: typed.record_id.clone(),
        values: typed.values(),
        doses: typed.dose_values(),
        said: Word { of, by, reason: REASON.into(), at: now() },
        as_of: AsOf::now(),
    };
    let noting = Arc::clone(app);
    let entered = aside(move || {
        let entered = enter(&request)?;
        // Whoever asks next finds it.
        noting.take_note()?;
        Ok(entered)
    });
    let Some(entered) = entered.await? else { return Ok(false) };
    app.note(&who.user.name, "entered", "entry", &[entered.record]).await?;
    Ok(true)
}
