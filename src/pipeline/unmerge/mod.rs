//! `registry unmerge`: a person takes records out of a client that they do not belong to.
//!
//! In: a registry, a client and records of it, or a client that was merged. Out: the registry with one more
//! run, in which the records are a client of their own, and a person's word that they stay so. Must never:
//! do half of it, change a record, or leave a client without records.

mod apart;
mod merges;

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use super::AsOf;
use super::nightly::in_force;
use crate::digest::id;
use crate::error::{Error, Result};
use crate::record::SourceKind;
use crate::registry::{
    Answer, Client, Grounds, NO_NIGHT, NewAnswer, NewRun, Night, NightLock, Registry, UNMERGED,
    View,
};
use apart::ApartPairs;
use merges::{Merge, end_of, merges};

/// What to take apart.
pub enum Part {
    /// Records of a client, by their ids.
    Records {
        /// The client's id.
        client: String,
        /// The records'.
        records: Vec<String>,
    },
    /// What came with a client that has become another, by its id.
    MergeOf(String),
}

/// What to take apart, on whose word.
pub struct UnmergeRequest {
    /// The registry.
    pub registry: PathBuf,
    /// Which records.
    pub part: Part,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub as_of: AsOf,
}

/// What was done: the run's manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmerged {
    /// The run's id.
    pub run_id: String,
    /// The program's version.
    pub selfsame: String,
    /// The run's time.
    pub as_of: String,
    /// Digest of the model in force.
    pub model: String,
    /// The client that the records have left.
    pub from: String,
    /// The client that they are now.
    pub client: String,
    /// Whether that one had stood before; else it is new.
    pub stands_again: bool,
    /// The records that have moved.
    pub records: Vec<String>,
    /// How many stay.
    pub staying: u64,
    /// How many pairs were told apart.
    pub told_apart: u64,
    /// Whether these are all pairs across.
    pub are_all: bool,
    /// Who said so.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Takes records out of a client.
///
/// # Errors
/// There is no such client or record, nothing would move or stay, a night is at work, or the registry cannot
/// be read or written; nothing is changed then.
pub fn unmerge(request: &UnmergeRequest) -> Result<Unmerged> {
    for (option, word) in [("--by", &request.by), ("--reason", &request.reason)] {
        if word.trim().is_empty() {
            return Err(Error::Usage(format!("{option}: is blank; say it in a few words")));
        }
    }
    let _lock = NightLock::take(&request.registry)?;
    let mut registry = Registry::open(&request.registry)?;
    let plan = Plan::new(&registry.view(), &request.part)?;
    let unmerged = plan.manifest(&registry.view(), request)?;
    let manifest = serde_json::to_string(&unmerged);
    let manifest = manifest.map_err(|_| Error::Invariant("an unmerging that is no JSON".into()))?;
    let mut night = registry.night(&NewRun {
        run_id: &unmerged.run_id,
        as_of: request.as_of.microseconds(),
        folder: "",
    })?;
    plan.write(&mut night, request, &unmerged.client)?;
    night.commit_without_folder(&manifest, NO_NIGHT)?;
    Ok(unmerged)
}

/// Which records move, and where to.
struct Plan {
    /// The client that they leave.
    from: Client,
    /// The client that stands again; none if a new one is made.
    to: Option<Client>,
    /// Those that move, in the order of their numbers.
    moving: Vec<u32>,
    /// Those that stay.
    staying: Vec<u32>,
    apart: ApartPairs,
}

impl Plan {
    fn new(view: &View, part: &Part) -> Result<Plan> {
        let (from, to, moving) = match part {
            Part::Records { client, records } => {
                let from = view.resolve_client(client)?.ok_or_else(|| unknown("--client"))?;
                let moving = chosen(view, from.number, records)?;
                let to = merged_client(view, from.number, &moving)?;
                (from, to, moving)
            }
            Part::MergeOf(client) => {
                let to = view.client_of_id(client)?.ok_or_else(|| unknown("--merge-of"))?;
                if to.merged_into.is_none() {
                    let problem = "--merge-of: this client stands; give the id of one that was \
                                   merged, or take records out with --client and --records";
                    return Err(Error::Usage(problem.into()));
                }
                let number = end_of(view, to.number)?;
                let from = view.client(number)?.ok_or_else(|| unknown("--merge-of"))?;
                let merge = merges(view, number)?.into_iter().find(|one| one.from == to.number);
                (from, Some(to), merge.map(|merge| merge.records).unwrap_or_default())
            }
        };
        let members = view.members_of(&[from.number])?.concat();
        let staying: Vec<u32> =
            members.into_iter().filter(|record| !moving.contains(record)).collect();
        let moving: Vec<u32> = moving.into_iter().collect();
        if moving.is_empty() {
            let problem = "none of the records that came with this client is in the client that it \
                           has become; nothing was changed";
            return Err(Error::Usage(problem.into()));
        }
        if staying.is_empty() {
            let problem =
                "these are all records of the client: none would stay; nothing was changed";
            return Err(Error::Usage(problem.into()));
        }
        let apart = ApartPairs::new(view, &moving, &staying)?;
        Ok(Plan { from, to, moving, staying, apart })
    }

    /// What is going to be done. The run's id is made of what the registry holds and of what is asked.
    fn manifest(&self, view: &View, request: &UnmergeRequest) -> Result<Unmerged> {
        let records = view.record_ids(&self.moving)?;
        let (events, hash) = view.log_end()?;
        let (by, reason) = (request.by.trim().to_string(), request.reason.trim().to_string());
        let as_of = request.as_of.to_string();
        let parts = [
            format!("unmerge:{events}:{hash}"),
            self.from.client_id.clone(),
            records.join("\n"),
            by.clone(),
            reason.clone(),
            as_of.clone(),
        ];
        let run_id = id(b'R', &parts.join("\n")).as_str().to_string();
        let client = match &self.to {
            Some(client) => client.client_id.clone(),
            None => {
                let founder = view.record_ids(&[founder(view, &self.moving)?])?.concat();
                id(b'C', &format!("{run_id}\n{founder}")).as_str().to_string()
            }
        };
        Ok(Unmerged {
            run_id,
            selfsame: env!("CARGO_PKG_VERSION").into(),
            as_of,
            model: in_force(view)?.0.digest(),
            from: self.from.client_id.clone(),
            client,
            stands_again: self.to.is_some(),
            records,
            staying: self.staying.len() as u64,
            told_apart: self.apart.pairs.len() as u64,
            are_all: self.apart.are_all,
            by,
            reason,
        })
    }

    fn write(&self, night: &mut Night, request: &UnmergeRequest, client: &str) -> Result<()> {
        match &self.to {
            Some(client) => night.unmerge(client.number, &self.moving, UNMERGED)?,
            None => {
                let (from, unsaid) = (self.from.number, |_| Grounds::default());
                night.split(from, client, &self.moving, UNMERGED, unsaid)?;
            }
        }
        let (by, reason) = (request.by.trim(), request.reason.trim());
        let at = request.as_of.microseconds();
        for &pair in &self.apart.pairs {
            night.answer(&NewAnswer {
                pair,
                answer: Answer::Apart,
                by,
                reason,
                at,
                relation: None,
            })?;
        }
        Ok(())
    }
}

fn unknown(option: &str) -> Error {
    Error::Usage(format!("{option}: the registry has given out no such client id"))
}

/// The records of these ids, which must be the client's.
fn chosen(view: &View, client: u32, ids: &[String]) -> Result<BTreeSet<u32>> {
    let mut chosen = BTreeSet::new();
    for (place, id) in (1..).zip(ids) {
        let record = view.find_record(id)?;
        let of = record.map(|record| view.client_of(record)).transpose()?.flatten();
        match record.filter(|_| of == Some(client)) {
            Some(record) => _ = chosen.insert(record),
            None => {
                let problem = format!("--records: number {place} is no record of this client");
                return Err(Error::Usage(problem));
            }
        }
    }
    Ok(chosen)
}

/// The client that all these records have come with: of several the one of the fewest records, and then
/// the one that was merged last.
fn merged_client(view: &View, client: u32, records: &BTreeSet<u32>) -> Result<Option<Client>> {
    let merges = merges(view, client)?;
    let all = merges.iter().filter(|merge| records.is_subset(&merge.records));
    let closest = |merge: &&Merge| (merge.records.len(), std::cmp::Reverse(merge.at));
    match all.min_by_key(closest) {
        Some(merge) => view.client(merge.from),
        None => Ok(None),
    }
}

/// The record that a new client is named after: its first birth record, or else its first.
fn founder(view: &View, records: &[u32]) -> Result<u32> {
    let mut founders = Vec::with_capacity(records.len());
    for &record in records {
        let Some(head) = view.record(record)? else { continue };
        founders.push((head.kind != SourceKind::Birth, head.record_id, record));
    }
    let first = founders.into_iter().min().map(|(_, _, record)| record);
    first.ok_or_else(|| Error::Invariant("a client without records".into()))
}
