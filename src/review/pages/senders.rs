//! What each sender sends, and how good it is.
//!
//! In: the last nights, the newest records. Out: figures by sender. Must never: show a person.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use super::super::app::{App, Who};
use super::super::refusal::{Answered, page};
use super::super::words;
use super::{Frame, time};
use crate::error::Result;
use crate::record::Field;
use crate::registry::View;
use crate::write::Manifest;

/// Nights that are summed up.
const NIGHTS: u32 = 30;

/// The newest records, of which it is counted what is missing.
const NEWEST: u32 = 3000;

/// What a record should have.
const WANTED: [Field; 8] = [
    Field::FirstName,
    Field::LastName,
    Field::BirthDate,
    Field::Sex,
    Field::MotherMaidenName,
    Field::Street,
    Field::Zip,
    Field::Phone,
];

#[derive(Template)]
#[template(path = "review/senders.html")]
struct SendersPage {
    frame: Frame,
    nights: usize,
    rejects: Vec<(String, u64)>,
    newest: usize,
    wanted: Vec<String>,
    senders: Vec<(String, Sender)>,
}

/// What is known of a sender.
#[derive(Default)]
struct Sender {
    /// Records in the last nights.
    records: u64,
    /// Values that say nothing, with the fields where most of them stand.
    placeholders: u64,
    /// Values that cannot be true.
    invalid: u64,
    worst: String,
    /// Of the newest records.
    newest: u64,
    missing: [u64; WANTED.len()],
    /// In hundredths, as shown.
    shares: Vec<String>,
}

/// The page of the senders.
pub async fn senders(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Answered<Response> {
    let (nights, rejects, senders, newest) = app.ask(|view, _| read(view)).await?;
    page(&SendersPage {
        frame: Frame::new(&who, "senders"),
        nights,
        rejects,
        newest,
        wanted: WANTED.iter().map(|field| words::column(field.name())).collect(),
        senders: senders.into_iter().collect(),
    })
}

type Read = (usize, Vec<(String, u64)>, BTreeMap<String, Sender>, usize);

fn read(view: &View) -> Result<Read> {
    let mut senders: BTreeMap<String, Sender> = BTreeMap::new();
    let (mut nights, mut rejects) = (0, Vec::new());
    for run in view.last_runs(NIGHTS)? {
        let Ok(manifest) = serde_json::from_str::<Manifest>(&run.manifest) else { continue };
        let Some(night) = &manifest.night else { continue };
        nights += 1;
        if night.rejects > 0 {
            rejects.push((time(run.as_of), night.rejects));
        }
        for (source, &records) in &night.by_source {
            senders.entry(source.clone()).or_default().records += records;
        }
    }
    let newest = missing(view, &mut senders)?;
    unused(view, &mut senders)?;
    Ok((nights, rejects, senders, newest))
}

/// Counts what the newest records lack; how many they are.
fn missing(view: &View, senders: &mut BTreeMap<String, Sender>) -> Result<usize> {
    let end = view.record_count()?;
    let numbers: Vec<u32> = (end.saturating_sub(NEWEST)..end).collect();
    let stored = view.records(&numbers)?;
    for record in 0..stored.records.len() {
        let source = stored.records.value(record, Field::Source);
        let sender = senders.entry(source.into()).or_default();
        sender.newest += 1;
        for (place, &field) in WANTED.iter().enumerate() {
            sender.missing[place] += u64::from(stored.records.value(record, field).is_empty());
        }
    }
    for sender in senders.values_mut() {
        let share = |&count: &u64| match sender.newest {
            0 => String::new(),
            all => format!("{:.0} %", count as f64 / all as f64 * 100.0),
        };
        sender.shares = sender.missing.iter().map(share).collect();
    }
    Ok(numbers.len())
}

/// Adds the values that the last night could not use.
fn unused(view: &View, senders: &mut BTreeMap<String, Sender>) -> Result<()> {
    let last = view.last_runs(NIGHTS)?;
    let manifests =
        last.iter().filter_map(|run| serde_json::from_str::<Manifest>(&run.manifest).ok());
    let Some(manifest) = manifests.into_iter().find(|manifest| manifest.night.is_some()) else {
        return Ok(());
    };
    for (source, fields) in &manifest.unused_values {
        let sender = senders.entry(source.clone()).or_default();
        sender.placeholders += fields.values().map(|unused| unused.placeholder).sum::<u64>();
        sender.invalid += fields.values().map(|unused| unused.invalid).sum::<u64>();
        let worst = fields.iter().max_by_key(|(_, unused)| unused.placeholder + unused.invalid);
        sender.worst = worst.map(|(field, _)| words::column(field)).unwrap_or_default();
    }
    Ok(())
}
