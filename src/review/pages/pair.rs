//! One question: two records beside each other, and what each answer would do.
//!
//! In: two records. Out: the page; the answer in the registry. Must never: take an answer to what nobody has
//! seen, or change one of the records.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::app::{App, Who, instant, now};
use super::super::asked::{Asked, seen_now};
use super::super::queue::read_item;
use super::super::refusal::{Answered, Refusal, page};
use super::super::words;
use super::may_see_objecting;
use super::pair_view::PairPage;
use crate::error::Result;
use crate::registry::{
    Answer, Desk, GivenAnswer, NewAnswer, Place, RecordPair, Relation, Role, User, View,
};

/// Signs of a reason at most.
const REASON: usize = 1000;

/// The page of a question.
pub async fn pair(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((a, b)): Path<(u32, u32)>,
    RawQuery(query): RawQuery,
) -> Answered<Response> {
    let asked = asked(&app, &who, RecordPair::new(a, b)).await?;
    let is_open = asked.question.is_some();
    let holder = match is_open && who.user.role >= Role::Reviewer {
        true => app.leases.take(asked.pair, &who.user.name, instant()).err(),
        false => None,
    };
    let name = who.user.name.clone();
    let last = app.ask(move |view, _| view.last_answers(Some(&name), 20)).await?;
    app.looked(&who, "pair", &asked.shown(may_see_objecting(&who))).await?;
    let consult = app.consult();
    page(&PairPage::new(&who, &consult, &asked, holder, &last, &filters(query)))
}

/// A question with all that belongs to it, if whoever asks may see it.
///
/// # Errors
/// There are no two such records, or a client objects to data sharing.
pub async fn asked(app: &Arc<App>, who: &Who, pair: RecordPair) -> Answered<Asked> {
    let asked = app.ask(move |view, consult| Asked::read(view, consult, pair)).await?;
    let asked = asked.ok_or(Refusal::Missing)?;
    if asked.objects() && !may_see_objecting(who) {
        app.note(&who.user.name, "refused", "pair", &[pair.a, pair.b]).await?;
        return Err(Refusal::Forbidden);
    }
    Ok(asked)
}

/// The filters of the queue that the page was come to by, as the end of an address.
fn filters(query: Option<String>) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "=&%-_.".contains(sign);
    let query = query.filter(|query| query.chars().all(is_plain));
    query.map_or(String::new(), |query| format!("?{query}"))
}

/// What was chosen on the page.
#[derive(Deserialize)]
pub struct Chosen {
    answer: String,
    seen: String,
    #[serde(default)]
    reason: String,
}

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// One person, or two.
    Answer(Answer, Option<Relation>),
    /// Somewhere else.
    Aside(Place),
}

impl Said {
    /// By the word of a form or of a program.
    pub fn from_word(word: &str) -> Option<Said> {
        Some(match word {
            "same" => Said::Answer(Answer::Link, None),
            "different" => Said::Answer(Answer::Apart, None),
            "twins_or_siblings" => Said::Answer(Answer::Apart, Some(Relation::TwinsOrSiblings)),
            "one_birth" => Said::Answer(Answer::Link, Some(Relation::OneBirth)),
            place => Said::Aside(Place::from_name(place)?),
        })
    }

    fn needs_reason(self) -> bool {
        matches!(self, Said::Aside(Place::Supervisor | Place::Provider)) || self.overrides()
    }

    /// Whether it sets aside what the machine holds for certain: that two certificates are two people.
    fn overrides(self) -> bool {
        matches!(self, Said::Answer(_, Some(Relation::OneBirth)))
    }
}

/// Takes an answer.
pub async fn answer(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((a, b)): Path<(u32, u32)>,
    RawQuery(query): RawQuery,
    Form(chosen): Form<Chosen>,
) -> Answered<Response> {
    let said = Said::from_word(&chosen.answer);
    let said = said.ok_or_else(|| Refusal::Wrong("There is no such answer.".into()))?;
    let query = filters(query);
    decide(&app, &who, RecordPair::new(a, b), said, &chosen.seen, &chosen.reason).await?;
    let next = if query.is_empty() { "/next".into() } else { format!("/next{query}") };
    Ok(Redirect::to(&next).into_response())
}

/// Writes an answer down, if what was seen is what is there; the queue follows.
///
/// # Errors
/// Something has changed, somebody else has the question, a reason is missing, or whoever answers may not see
/// the records.
pub async fn decide(
    app: &Arc<App>,
    who: &Who,
    pair: RecordPair,
    said: Said,
    seen: &str,
    reason: &str,
) -> Answered<()> {
    let reason = reason.trim().to_string();
    if reason.chars().count() > REASON {
        return Err(Refusal::Wrong(format!("Give a reason of at most {REASON} characters.")));
    }
    if said.needs_reason() && reason.is_empty() {
        return Err(Refusal::NoReason(pair));
    }
    if said.overrides() && who.user.role < Role::Supervisor {
        return Err(Refusal::Forbidden);
    }
    let may_see = may_see_objecting(who);
    let objects = app.ask(move |view, consult| {
        Ok(Asked::read(view, consult, pair)?.map(|asked| asked.objects()))
    });
    match objects.await? {
        None => return Err(Refusal::Missing),
        Some(true) if !may_see => return Err(Refusal::Forbidden),
        Some(_) => {}
    }
    if app.leases.is_anothers(pair, &who.user.name, instant()) {
        let problem = "Somebody else has this question before them. Take the next one.";
        return Err(Refusal::Stale(problem.into()));
    }
    let (seen, user) = (seen.to_string(), who.user.clone());
    let kept = app.scribe.write(move |desk| keep(desk, pair, said, &seen, &user, &reason)).await?;
    if let Some(change) = kept {
        return Err(change);
    }
    match said {
        Said::Answer(..) => app.queue.remove(pair),
        Said::Aside(place) => app.queue.put(pair, place),
    }
    app.leases.release(pair, &who.user.name);
    Ok(())
}

/// Writes it down; what has changed instead, if anything has.
fn keep(
    desk: &mut Desk,
    pair: RecordPair,
    said: Said,
    seen: &str,
    user: &User,
    reason: &str,
) -> Result<Option<Refusal>> {
    let (view, at, by) = (desk.view(), now(), user.name.as_str());
    if let Some(change) = changed(desk, pair, seen)? {
        return Ok(Some(change));
    }
    if user.role < Role::Supervisor && is_for_supervisors(&view, pair, by)? {
        return Ok(Some(Refusal::Forbidden));
    }
    match said {
        Said::Answer(answer, relation) => {
            desk.answer(&NewAnswer { pair, answer, by, reason, at, relation })?;
        }
        Said::Aside(_) if view.question(pair)?.is_none() => {
            return Ok(Some(Refusal::Stale("The question is not open any more.".into())));
        }
        Said::Aside(place) => desk.put_aside(pair, place, by, reason, at)?,
    }
    Ok(None)
}

/// Whether only a supervisor may answer: the question was referred; or nothing is asked, and the answer would
/// take a client apart or say otherwise than somebody else has.
fn is_for_supervisors(view: &View, pair: RecordPair, by: &str) -> Result<bool> {
    if view.question(pair)?.is_some() {
        // Whoever has referred it may think better of it.
        let aside = view.asides_of(pair)?.into_iter().next();
        return Ok(aside.is_some_and(|one| one.place == Place::Supervisor && one.by != by));
    }
    let (a, b) = (view.client_of(pair.a)?, view.client_of(pair.b)?);
    let newest = view.answers_about(pair.a)?.into_iter().find(|answer| answer.now == pair);
    let is_own = newest.as_ref().is_some_and(|answer| answer.by == by);
    let is_anothers = newest.is_some_and(|answer| answer.holds && answer.by != by);
    Ok(is_anothers || !is_own && a.is_some() && a == b)
}

/// What has changed since somebody saw a question.
fn changed(desk: &Desk, pair: RecordPair, seen: &str) -> Result<Option<Refusal>> {
    let view = desk.view();
    for record in [pair.a, pair.b] {
        let newest = view.newest_version(record)?;
        if newest != record {
            return Ok(Some(Refusal::SentAnew(RecordPair::new(record, newest))));
        }
    }
    if seen_now(&view, pair)? == seen {
        return Ok(None);
    }
    let newest = view.answers_about(pair.a)?.into_iter().find(|answer| answer.now == pair);
    Ok(Some(Refusal::Stale(match newest {
        Some(answer) if !answer.is_undone => format!(
            "{} has answered \"{}\" meanwhile. Your answer was not kept; look at the question again if \
             you think otherwise.",
            answer.by,
            words::answer(answer.answer, answer.relation)
        ),
        _ => "The question has been put elsewhere, or is not open any more. Your answer was not kept."
            .into(),
    })))
}

/// Takes an answer back.
pub async fn undo(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(number): Path<u32>,
    RawQuery(query): RawQuery,
) -> Answered<Response> {
    let pair = take_back(&app, &who, number).await?;
    let (a, b) = (pair.a, pair.b);
    Ok(Redirect::to(&format!("/pair/{a}/{b}{}", filters(query))).into_response())
}

/// Takes an answer back; which pair it was about.
///
/// # Errors
/// It was somebody else's (a supervisor may), or is taken back already.
pub async fn take_back(app: &Arc<App>, who: &Who, number: u32) -> Answered<RecordPair> {
    let given = app.ask(move |view, _| view.answer_now(number)).await?;
    let given = given.ok_or(Refusal::Missing)?;
    if given.by != who.user.name && who.user.role < Role::Supervisor {
        return Err(Refusal::Forbidden);
    }
    let by = who.user.name.clone();
    let undone = app.scribe.write(move |desk| undo_now(desk, number, &by)).await?;
    if !undone {
        return Err(Refusal::Stale(
            "This answer is not the newest, or is taken back already.".into(),
        ));
    }
    let pair = given.pair;
    if let Some(item) = app.ask(move |view, _| read_item(view, pair)).await? {
        app.queue.add(item);
    }
    Ok(pair)
}

fn undo_now(desk: &mut Desk, number: u32, by: &str) -> Result<bool> {
    let Some(given) = desk.view().answer_now(number)? else { return Ok(false) };
    let is_newest = |newest: &GivenAnswer| newest.number == number;
    let about = desk.view().answers_about(given.pair.a)?;
    if given.is_undone || !about.iter().any(is_newest) {
        return Ok(false);
    }
    desk.undo(&given, by, "", now())?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_of_the_page_is_one() {
        assert_eq!(Said::from_word("same"), Some(Said::Answer(Answer::Link, None)));
        let twins = Said::Answer(Answer::Apart, Some(Relation::TwinsOrSiblings));
        assert_eq!(Said::from_word("twins_or_siblings"), Some(twins));
        assert_eq!(Said::from_word("cannot_tell"), Some(Said::Aside(Place::CannotTell)));
        assert_eq!(Said::from_word("perhaps"), None);
    }

    #[test]
    fn only_filters_are_carried_on() {
        assert_eq!(filters(Some("reason=twin_risk".into())), "?reason=twin_risk");
        assert_eq!(filters(Some("\"><script>".into())), "");
        assert_eq!(filters(None), "");
    }
}
