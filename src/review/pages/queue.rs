//! The queue: how much there is to do, of what, and what comes next.
//!
//! In: filters. Out: a page of the list, counts, the way to the next question. Must never: show a person.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use serde::Deserialize;

use super::super::app::{App, Who, instant, now};
use super::super::queue::{Counts, Filter, Item};
use super::super::refusal::{Answered, page};
use super::super::words;
use super::{Frame, may_see_objecting};
use crate::decide::Guard;
use crate::registry::{GivenAnswer, Place};

/// Items of one page.
const PAGE: usize = 50;

/// Seconds that an answer takes where nobody has answered yet.
const SECONDS: i64 = 45;

/// Answers from which a pace is told.
const FEW: usize = 20;

/// What the list is asked for.
#[derive(Deserialize, Default)]
pub struct Asking {
    #[serde(default)]
    place: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    from: String,
}

impl Asking {
    /// What is wanted of the queue, and may be shown.
    pub fn filter(&self, who: &Who) -> Filter {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Filter {
            place: Place::from_name(&self.place),
            reason: Guard::from_name(&self.reason),
            source: some(&self.source),
            only_new: self.new == "1",
            days: self.days.parse().ok(),
            may_see_objecting: may_see_objecting(who),
        }
    }

    /// The place to go on from.
    pub fn from(&self) -> usize {
        self.from.parse().unwrap_or(0)
    }

    /// As the end of an address: what the next page is asked for.
    fn query(&self) -> String {
        let pairs = [
            ("place", &self.place),
            ("reason", &self.reason),
            ("source", &self.source),
            ("new", &self.new),
            ("days", &self.days),
        ];
        let mut query = String::new();
        for (name, value) in pairs {
            if !value.is_empty() {
                let sign = if query.is_empty() { '?' } else { '&' };
                query.push(sign);
                query.push_str(name);
                query.push('=');
                query.push_str(&encoded(value));
            }
        }
        query
    }
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                encoded.push(byte.into());
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[derive(Template)]
#[template(path = "review/queue.html")]
struct QueuePage {
    frame: Frame,
    counts: Counts,
    hours: String,
    places: Vec<Choice>,
    reasons: Vec<Choice>,
    sources: Vec<Choice>,
    days: String,
    only_new: bool,
    query: String,
    lines: Vec<Line>,
    shown: usize,
    found: usize,
    next_from: Option<usize>,
    previous_from: Option<usize>,
}

struct Choice {
    value: String,
    words: String,
    count: usize,
    is_chosen: bool,
}

struct Line {
    a: u32,
    b: u32,
    reasons: Vec<&'static str>,
    sources: String,
    born: u16,
    weight: String,
    days: i64,
    has_doses: bool,
    is_new: bool,
    is_taken: bool,
}

/// The queue.
pub async fn queue(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asking): Query<Asking>,
) -> Answered<Response> {
    let answers = app.ask(|view, _| view.last_answers(None, 200)).await?;
    let (listed, time) = (app.queue.listed(), now());
    let (filter, counts) = (asking.filter(&who), listed.counts(time, may_see_objecting(&who)));
    let shows = |item: &&Arc<Item>| filter.shows(item, listed.last_night, time);
    let found: Vec<&Arc<Item>> = listed.items.iter().filter(shows).collect();
    let from = asking.from().min(found.len());
    let line = |item: &&Arc<Item>| line(&app, &who, item, listed.last_night, time);
    let lines: Vec<Line> = found[from..].iter().take(PAGE).map(line).collect();
    let end = from + lines.len();
    page(&QueuePage {
        frame: Frame::new(&who, "queue"),
        hours: hours(counts.open, &answers),
        places: places(&counts, &filter),
        reasons: reasons(&counts, &filter),
        sources: sources(&counts, &filter),
        days: asking.days.chars().filter(char::is_ascii_digit).collect(),
        only_new: filter.only_new,
        query: asking.query(),
        shown: end,
        found: found.len(),
        next_from: (end < found.len()).then_some(end),
        previous_from: (from > 0).then(|| from.saturating_sub(PAGE)),
        lines,
        counts,
    })
}

fn line(app: &App, who: &Who, item: &Item, last_night: u32, time: i64) -> Line {
    let [a, b] = &item.sources;
    Line {
        a: item.pair.a,
        b: item.pair.b,
        reasons: item.guards.iter().map(words::guard).collect(),
        sources: if a == b { a.clone() } else { format!("{a}, {b}") },
        born: item.born,
        weight: words::bits(item.weight),
        days: item.days(time),
        has_doses: item.has_doses,
        is_new: item.is_new(last_night),
        is_taken: app.leases.is_anothers(item.pair, &who.user.name, instant()),
    }
}

fn places(counts: &Counts, filter: &Filter) -> Vec<Choice> {
    let chosen = filter.place.unwrap_or(Place::Queue);
    let choice = |place: Place| Choice {
        value: place.name().into(),
        words: words::place(place).into(),
        count: counts.places.get(place.name()).copied().unwrap_or(0),
        is_chosen: place == chosen,
    };
    Place::ALL.into_iter().map(choice).collect()
}

fn reasons(counts: &Counts, filter: &Filter) -> Vec<Choice> {
    let choice = |guard: Guard| Choice {
        value: guard.name().into(),
        words: words::guard(guard).into(),
        count: counts.reasons.get(guard.name()).copied().unwrap_or(0),
        is_chosen: filter.reason == Some(guard),
    };
    let is_there =
        |guard: &Guard| counts.reasons.contains_key(guard.name()) || filter.reason == Some(*guard);
    let mut reasons: Vec<Choice> = Guard::ALL.into_iter().filter(is_there).map(choice).collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    reasons
}

fn sources(counts: &Counts, filter: &Filter) -> Vec<Choice> {
    let choice = |(source, &count): (&String, &usize)| Choice {
        value: source.clone(),
        words: source.clone(),
        count,
        is_chosen: filter.source.as_ref() == Some(source),
    };
    counts.sources.iter().map(choice).collect()
}

/// How long the queue takes at the pace of the last answers.
fn hours(open: usize, answers: &[GivenAnswer]) -> String {
    let seconds = pace(answers).unwrap_or(SECONDS);
    let minutes = open as i64 * seconds / 60;
    match minutes {
        0..=1 => format!("a minute or two at {seconds} seconds an answer"),
        2..90 => format!("{minutes} minutes at {seconds} seconds an answer"),
        _ => format!("{:.1} hours at {seconds} seconds an answer", minutes as f64 / 60.0),
    }
}

/// The median of the seconds between two answers of one person who did not pause.
fn pace(answers: &[GivenAnswer]) -> Option<i64> {
    let mut gaps: Vec<i64> = Vec::new();
    for (place, answer) in answers.iter().enumerate() {
        let before = answers[place + 1..].iter().find(|before| before.by == answer.by);
        gaps.extend(before.map(|before| (answer.at - before.at) / 1_000_000));
    }
    gaps.retain(|gap| (1..600).contains(gap));
    gaps.sort_unstable();
    // A few answers, or those of a program, are no pace.
    let is_enough = gaps.len() >= FEW;
    gaps.get(gaps.len() / 2).copied().filter(|seconds| is_enough && *seconds >= 5)
}

/// How much there is, for the page's script.
pub async fn counts(State(app): State<Arc<App>>, Extension(who): Extension<Who>) -> Json<Counts> {
    Json(app.queue.listed().counts(now(), may_see_objecting(&who)))
}

/// The way to the next question that nobody else has.
pub async fn next(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asking): Query<Asking>,
) -> Answered<Response> {
    let (filter, listed, time) = (asking.filter(&who), app.queue.listed(), now());
    let after =
        asking.from.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    // "Later" goes on behind the question that was skipped.
    let skipped = after.and_then(|(a, b): (u32, u32)| {
        listed.items.iter().position(|item| (item.pair.a, item.pair.b) == (a, b))
    });
    let start = skipped.map_or(0, |place| place + 1);
    let (before, behind) = listed.items.split_at(start);
    // Whoever is led to a question has it: two people who ask at once are not led to one.
    let takes = |item: &&Arc<Item>| {
        filter.shows(item, listed.last_night, time)
            && app.leases.take(item.pair, &who.user.name, instant()).is_ok()
    };
    for item in behind.iter().chain(before).filter(takes) {
        let pair = item.pair;
        // A night may have taken the question back since the queue was read.
        if app.ask(move |view, _| view.question(pair)).await?.is_some() {
            let (a, b, query) = (pair.a, pair.b, asking.query());
            return Ok(Redirect::to(&format!("/pair/{a}/{b}{query}")).into_response());
        }
        app.queue.remove(pair);
    }
    Ok(Redirect::to("/").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_carried_from_page_to_page() {
        let asking = Asking {
            reason: "twin_risk".into(),
            source: "st. mary's & co".into(),
            ..Asking::default()
        };
        assert_eq!(asking.query(), "?reason=twin_risk&source=st.%20mary%27s%20%26%20co");
        assert_eq!(Asking::default().query(), "");
    }
}
