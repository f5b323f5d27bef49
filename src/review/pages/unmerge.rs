//! Taking a client apart: what would be, shown before it is done.
//!
//! In: a client, some of its records. Out: the two clients that would be; then the registry with them. Must
//! never: do it without a reason, or before it was shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};

use super::super::app::{App, Who};
use super::super::readers::aside;
use super::super::refusal::{Answered, Refusal, page};
use super::super::words;
use super::Frame;
use super::client::{Found, RecordLine, find, golden_name, record_lines};
use super::pair_view::sharing;
use crate::pipeline::{AsOf, Consult, Part, UnmergeRequest, unmerge};
use crate::registry::NightLock;

/// How long another's work is waited for.
const PATIENCE: Duration = Duration::from_secs(8);

/// What begins the name of a record's box on the client's page.
const RECORD: &str = "record-";

#[derive(Template)]
#[template(path = "review/split.html")]
struct SplitPage {
    frame: Frame,
    id: String,
    sides: [Half; 2],
}

struct Half {
    title: &'static str,
    name: String,
    sharing: &'static str,
    golden: Vec<(String, String)>,
    doses: usize,
    records: Vec<RecordLine>,
}

/// What would be.
pub async fn preview(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Query(chosen): Query<BTreeMap<String, String>>,
) -> Answered<Response> {
    let found = find(&app, &who, &id).await?;
    let moving = moving(&found, &chosen)?;
    app.looked(&who, "split", &found.looked.stored.numbers).await?;
    let consult = app.consult();
    page(&SplitPage {
        frame: Frame::new(&who, "client"),
        id: found.client.client_id.clone(),
        sides: [
            half(&consult, &found, "Stays", |number| !moving.contains(&number)),
            half(&consult, &found, "Leaves, and is a client of its own", |number| {
                moving.contains(&number)
            }),
        ],
    })
}

fn half(
    consult: &Consult,
    found: &Found,
    title: &'static str,
    is_here: impl Fn(u32) -> bool,
) -> Half {
    let numbers = &found.looked.stored.numbers;
    let places = (0..numbers.len()).filter(|&place| is_here(numbers[place]));
    let person = consult.person(&found.looked, &places.collect::<Vec<usize>>());
    let golden = person.golden.iter().map(|one| (words::column(one.name), one.value.clone()));
    let mut records = record_lines(&found.looked);
    records.retain(|record| is_here(record.number));
    Half {
        title,
        name: golden_name(&person),
        sharing: sharing(person.data_sharing),
        golden: golden.collect(),
        doses: person.doses.iter().filter(|dose| dose.counts).count(),
        records,
    }
}

/// The records that were chosen: some of the client's, and not all.
fn moving(found: &Found, chosen: &BTreeMap<String, String>) -> Result<BTreeSet<u32>, Refusal> {
    let numbers = chosen.keys().filter_map(|key| key.strip_prefix(RECORD)?.parse().ok());
    let moving: BTreeSet<u32> = numbers.collect();
    let members = &found.looked.stored.numbers;
    let are_members = moving.iter().all(|number| members.contains(number));
    if moving.is_empty() || !are_members || moving.len() == members.len() {
        let problem = "Choose some of the client's records, and not all of them. If they have changed \
                       meanwhile, look at the client again.";
        return Err(Refusal::Wrong(problem.into()));
    }
    Ok(moving)
}

/// Takes it apart.
pub async fn split(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Form(chosen): Form<BTreeMap<String, String>>,
) -> Answered<Response> {
    let found = find(&app, &who, &id).await?;
    let moving = moving(&found, &chosen)?;
    let reason = chosen.get("reason").map(|reason| reason.trim()).unwrap_or_default().to_string();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(Refusal::Wrong("Say why, in at most 1000 characters.".into()));
    }
    let (numbers, records) = (&found.looked.stored.numbers, &found.looked.stored.records);
    let is_moving = |(_, number): &(usize, &u32)| moving.contains(number);
    let ids = numbers.iter().enumerate().filter(is_moving).map(|(place, _)| records.id(place));
    let request = UnmergeRequest {
        registry: app.readers.path().to_path_buf(),
        part: Part::Records {
            client: found.client.client_id.clone(),
            records: ids.map(str::to_string).collect(),
        },
        by: who.user.name.clone(),
        reason,
        as_of: AsOf::now(),
    };
    let unmerged = aside(move || {
        // Whoever is at work is waited for; then the command takes the lock itself.
        let is_free = NightLock::wait(&request.registry, PATIENCE)?.is_some();
        is_free.then(|| unmerge(&request)).transpose()
    });
    let Some(unmerged) = unmerged.await? else {
        let problem =
            "A night is at work on the registry. Nothing was changed; try again in some minutes.";
        return Err(Refusal::Stale(problem.into()));
    };
    Ok(Redirect::to(&format!("/client/{}", unmerged.client)).into_response())
}
