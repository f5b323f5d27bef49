//! `registry export`: what a registry holds now, as the files of a run.
//!
//! In: a registry. Out: `decisions`, `clients`, `crosswalk` and `doses` as Parquet, and `export.json`. Must
//! never: write to the registry, hold the texts of all its records, or let anything but its state show in
//! the files.

mod origins;
mod portions;

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::nightly::{in_force, rows};
use super::{AsOf, Progress};
use crate::digest::Id;
use crate::error::{Error, IoContext, Result};
use crate::registry::{Client, Registry, Run, View};
use crate::settings::Settings;
use crate::standardize::Rules;
use crate::write::{
    ClientEvent, ClientsFile, CrosswalkRow, DecisionsFile, DosesFile, RunFolder, RunStamp,
    write_crosswalk_of_runs,
};
use origins::{Origins, Split};
use portions::{decision_rows, portions};

/// What to export, and where to.
pub struct ExportRequest {
    /// The registry.
    pub registry: PathBuf,
    /// The folder to write.
    pub out: PathBuf,
}

/// An export in numbers: `export.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Export {
    /// The program's version.
    pub selfsame: String,
    /// The newest run; none in a registry without any.
    pub run_id: Option<String>,
    /// Its time.
    pub as_of: Option<String>,
    /// Records that no other has replaced and that have a client.
    pub records: u64,
    /// Clients that stand.
    pub clients: u64,
    /// Client ids that were ever given out.
    pub client_ids: u64,
    /// Statements about doses.
    pub doses: u64,
    /// Doses that they tell of, each once.
    pub events: u64,
    /// Events of the log.
    pub log_events: u64,
    /// The hash with which the log ends.
    pub log_end: String,
}

/// Writes what a registry holds now; others may go on reading and writing.
///
/// # Errors
/// Whatever keeps the registry from being read or the folder from being written; there is no folder then.
pub fn export(request: &ExportRequest, progress: &dyn Progress) -> Result<Export> {
    let registry = Registry::open_to_read(&request.registry)?;
    let folder = RunFolder::create(&request.out, false)?;
    match run(&registry, &folder, progress) {
        Ok(export) => folder.publish().map(|()| export),
        Err(error) => {
            folder.discard();
            Err(error)
        }
    }
}

fn run(registry: &Registry, folder: &RunFolder, progress: &dyn Progress) -> Result<Export> {
    let view = registry.snapshot()?;
    progress.start("log", 1);
    let standing = Standing::read(&view)?;
    progress.end();
    let records = standing.write_decisions(&view, &folder.path("decisions.parquet"), progress)?;
    standing.write_crosswalk(&folder.path("crosswalk.parquet"))?;
    let (clients, doses, events) = standing.write_clients(&view, folder, progress)?;
    let (log_events, log_end) = view.log_end()?;
    let last = standing.runs.last();
    let export = Export {
        selfsame: env!("CARGO_PKG_VERSION").into(),
        run_id: last.map(|run| run.run_id.clone()),
        as_of: last.map(|run| AsOf::from_microseconds(run.as_of).to_string()),
        records,
        clients,
        client_ids: standing.ids.len() as u64,
        doses,
        events,
        log_events,
        log_end,
    };
    let text = serde_json::to_string_pretty(&export);
    let text = text.map_err(|_| Error::Invariant("an export that is no JSON".into()))?;
    let path = folder.path("export.json");
    std::fs::write(&path, text + "\n").while_doing("write", &path)?;
    Ok(export)
}

/// What is known of all runs, records and clients, without what records say.
struct Standing {
    runs: Vec<Run>,
    /// What rows of each run carry, in the order of the runs.
    stamps: Vec<RunStamp>,
    settings: Settings,
    origins: Origins,
    /// The ids of all clients, by number.
    ids: Vec<Id>,
    /// For each client the one that it has become.
    merged_into: Vec<Option<u32>>,
}

impl Standing {
    fn read(view: &View) -> Result<Standing> {
        let mut runs = view.last_runs(u32::MAX)?;
        runs.reverse();
        let (mut ids, mut merged_into) = (Vec::new(), Vec::new());
        view.visit_clients(0, |Client { number, client_id, merged_into: into, .. }| {
            let id = Id::from_text(&client_id);
            ids.push(id.ok_or_else(|| Error::Invariant(format!("client {number} has no id")))?);
            merged_into.push(into);
            Ok(())
        })?;
        Ok(Standing {
            stamps: runs.iter().map(stamp).collect(),
            runs,
            settings: in_force(view)?.1,
            origins: Origins::new(view)?,
            ids,
            merged_into,
        })
    }

    /// One row a live record; gives their number.
    fn write_decisions(&self, view: &View, path: &Path, progress: &dyn Progress) -> Result<u64> {
        let mut file = DecisionsFile::create(path, &self.stamps, &self.origins.said)?;
        let mut count = 0;
        progress.start("decisions", u64::from(view.record_count()?));
        decision_rows(view, &self.origins, &self.ids, |portion| {
            count += portion.rows.len() as u64;
            progress.advance(portion.rows.len() as u64);
            file.add(&portion.records, portion.rows, |record| {
                self.ids[portion.clients[record as usize] as usize].as_str()
            })
        })?;
        progress.end();
        file.close()?;
        Ok(count)
    }

    /// One row a client id, and one for each time that its client was split.
    fn write_crosswalk(&self, path: &Path) -> Result<()> {
        let place = |run: u32| run.saturating_sub(1);
        let mut rows: Vec<(CrosswalkRow, u32)> = Vec::with_capacity(self.ids.len());
        for (number, &client) in (0..).zip(&self.ids) {
            let end = self.end_of(number)?;
            let is_merged = end != number;
            let event = if is_merged { ClientEvent::Merged } else { ClientEvent::Kept };
            let into = is_merged.then(|| self.ids[end as usize]);
            let run = self.origins.changed_in.get(number as usize).copied().unwrap_or_default();
            rows.push((CrosswalkRow { client, event, into }, place(run)));
        }
        for &Split { from, into, run } in &self.origins.splits {
            let id = |client: u32| self.ids.get(client as usize).copied();
            let Some(client) = id(from) else { continue };
            let row = CrosswalkRow { client, event: ClientEvent::Split, into: id(into) };
            rows.push((row, place(run)));
        }
        rows.sort_unstable();
        write_crosswalk_of_runs(path, &self.stamps, &|row| rows[row], rows.len())
    }

    /// The client that a client has become in the end.
    fn end_of(&self, client: u32) -> Result<u32> {
        let mut end = client;
        // No way is longer than there are clients.
        for _ in 0..=self.merged_into.len() {
            match self.merged_into.get(end as usize).copied().flatten() {
                Some(into) => end = into,
                None => return Ok(end),
            }
        }
        Err(Error::Invariant(format!("client {client} leads nowhere")))
    }

    /// One row a client, and one a statement about a dose; gives the numbers of clients, statements and
    /// events.
    fn write_clients(
        &self,
        view: &View,
        folder: &RunFolder,
        progress: &dyn Progress,
    ) -> Result<(u64, u64, u64)> {
        let rules = Rules::shipped().with_placeholders(&self.settings.placeholders);
        let all_rows = rows(view)?;
        let nothing = RunStamp { run_id: String::new(), model: String::new(), decided_at: 0 };
        let stamp = self.stamps.last().unwrap_or(&nothing);
        let as_of = AsOf::from_microseconds(stamp.decided_at).date();
        let mut clients = ClientsFile::create(&folder.path("clients.parquet"), &rules)?;
        let settings = &self.settings.history;
        let path = folder.path("doses.parquet");
        let mut doses = DosesFile::create(&path, stamp, as_of, settings)?;
        let standing = (0..).zip(&self.ids).filter(|(number, _)| self.stands(*number));
        let mut standing: Vec<(Id, u32)> = standing.map(|(number, &id)| (id, number)).collect();
        standing.sort_unstable();
        progress.start("clients", standing.len() as u64);
        let mut count = 0;
        portions(view, &all_rows, &standing, |portion| {
            count += portion.clients.len() as u64;
            progress.advance(portion.clients.len() as u64);
            clients.add(portion)?;
            doses.add(portion)
        })?;
        progress.end();
        let (statements, events) = (doses.statements, doses.events);
        clients.close()?;
        doses.close()?;
        Ok((count, statements, events))
    }

    fn stands(&self, client: u32) -> bool {
        self.merged_into[client as usize].is_none()
    }
}

/// What rows of a run carry. The model is what its manifest says.
fn stamp(run: &Run) -> RunStamp {
    let manifest: serde_json::Value = serde_json::from_str(&run.manifest).unwrap_or_default();
    let model = manifest["model"].as_str().unwrap_or_default().to_string();
    RunStamp { run_id: run.run_id.clone(), model, decided_at: run.as_of }
}
