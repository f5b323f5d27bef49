//! `nightly`: what has come since the last night goes into the registry, and a run folder tells of it.
//!
//! In: a registry, an inbox. Out: the registry with one more run, the run's folder, the files in `done/`.
//! Must never: leave a record, an id or an answer behind when it is stopped at any moment, or let the
//! clients depend on the order in which records have come.
//!
//! The order of a night: look into the inbox, read, see which records are new, take the registry's rows,
//! compare the new records with all that share a block with them, resolve anew all that hangs together
//! with something that has changed, write the run folder under a hidden name, commit to the registry,
//! give the folder its name, move the files. A night that is stopped before the commit has not happened;
//! one that is stopped after it is finished by the next.
//!
//! When model, settings or standardization have changed, all that comes is decided under what is in force
//! now, all known pairs are judged by it at once (rows suffice, and of another standardization all are made
//! anew), and the registry's records are examined anew in portions, one a night: of each the pairs with
//! earlier records are looked for again, and the clients around it resolved. Whose turn has not come
//! stands as before. After the last portion the registry is what one night over everything would have
//! made of it (tests/all/portions.rs); another change in the middle begins again.

mod again;
mod anew;
mod changes;
mod evidence;
mod failpoint;
mod gate;
mod heeded;
mod inbox;
mod join;
mod keep;
mod known;
mod local;
mod news;
mod outcome;
mod portion;
mod publish;
mod tonight;
mod word;

use std::path::{Path, PathBuf};

use super::clock::Clock;
use super::{AsOf, Progress};
use crate::error::{Error, IoContext, Result};
use crate::registry::{NO_NIGHT, NewRun, Night, NightLock, Registry, View};
use crate::score::Scorer;
use crate::write::{Manifest, NightCounts, RunFolder, write_metrics};

pub(super) use join::join_pages;
pub(super) use known::{known_pairs, rows, table};
pub use portion::{ToExamine, to_examine};
pub(super) use tonight::in_force;
pub use word::Word;

use changes::Changes;
use failpoint::failpoint;
use heeded::fresh_answers;
use inbox::Inbox;
use outcome::Outcome;
use tonight::Tonight;

/// What to take in, and where to.
pub struct NightRequest {
    /// The registry.
    pub registry: PathBuf,
    /// The folder that sources deliver to.
    pub inbox: PathBuf,
    /// The run folder.
    pub out: PathBuf,
    /// The run's time.
    pub as_of: AsOf,
    /// Whether to compute and write the run without keeping it.
    pub dry_run: bool,
    /// Whether to keep a night that is out of line with the last ones.
    pub accept: bool,
}

/// What became of a night.
pub enum NightEnd {
    /// It was run.
    Run(Box<Manifest>),
    /// The folder's night has been before: what was still to be done, if it was stopped, is done.
    Finished,
}

/// What to do where a night is run again and more has come.
const ENDED: &str = "holds a night that has ended, and there are files in the inbox that it has not \
                     read; choose another folder for them";

/// Runs a night.
///
/// # Errors
/// Whatever keeps the registry, the inbox or the run folder from being read or written; nothing of the
/// night is kept then.
pub fn nightly(request: &NightRequest, progress: &dyn Progress) -> Result<NightEnd> {
    let _lock = NightLock::take(&request.registry)?;
    under_lock(request, None, progress)
}

/// Runs the night of one record that somebody has typed in, whose inbox is a folder of its own. Whoever asks
/// holds the lock.
///
/// # Errors
/// As [`nightly`].
pub(super) fn enter(request: &NightRequest, said: &Word, progress: &dyn Progress) -> Result<()> {
    under_lock(request, Some(said), progress).map(|_| ())
}

fn under_lock(
    request: &NightRequest,
    said: Option<&Word>,
    progress: &dyn Progress,
) -> Result<NightEnd> {
    let mut registry = Registry::open(&request.registry)?;
    publish::finish(&mut registry)?;
    let mut inbox = Inbox::look(&request.inbox, &registry.view())?;
    let earlier = Manifest::read(&request.out).ok().and_then(|manifest| manifest.night);
    // What the registry has not kept is there to be replaced.
    let is_proposal = earlier.as_ref().is_some_and(|night| night.proposal);
    if !request.dry_run && earlier.is_some() && !is_proposal {
        return match inbox.inputs.is_empty() {
            true => inbox.clear().map(|_| NightEnd::Finished),
            false => Err(Error::input(&request.out, ENDED)),
        };
    }
    if !request.dry_run {
        inbox.prepare()?;
    }
    let folder = RunFolder::create(&request.out, is_proposal)?;
    let manifest = match run(request, said, &mut registry, &mut inbox, &folder, progress) {
        Ok(manifest) => manifest,
        Err(error) => {
            folder.discard();
            return Err(error);
        }
    };
    let night = manifest.night.clone().unwrap_or_default();
    if night.kept {
        publish::publish(&mut registry, folder, &manifest.run_id)?;
    } else {
        folder.publish()?;
    }
    if !night.proposal && !request.dry_run {
        inbox.clear()?;
    }
    Ok(NightEnd::Run(Box::new(manifest)))
}

/// The last nights in numbers.
fn last_nights(view: &View) -> Result<Vec<NightCounts>> {
    let runs = view.last_nights(gate::NIGHTS + 1)?;
    // Tonight's is among them, and has no numbers yet.
    Ok(runs.iter().filter_map(|run| serde_json::from_str(&run.counts).ok()).collect())
}

/// How many answers the last night knew, if it has said so: those of smaller numbers it has followed, or
/// could not.
///
/// # Errors
/// The registry cannot be read.
pub fn heeded_answers(view: &View) -> Result<Option<u32>> {
    Ok(last_nights(view)?.iter().find_map(|night| night.answers))
}

/// The night up to its commit; its manifest says whether the registry keeps it. A night in which nothing
/// has come and nothing has changed is not kept.
fn run(
    request: &NightRequest,
    said: Option<&Word>,
    registry: &mut Registry,
    inbox: &mut Inbox,
    folder: &RunFolder,
    progress: &dyn Progress,
) -> Result<Manifest> {
    let mut clock = Clock::new();
    let tonight = clock.stage("read", || Tonight::read(registry, inbox, said, progress))?;
    failpoint("after reading");
    let scorer = Scorer::new(&tonight.model);
    let snapshot = registry.snapshot()?;
    let found = tonight.find(&snapshot, &scorer, request, &mut clock, progress)?;
    let stamp = tonight.stamp(request, &snapshot)?;
    let (news, local) = (&tonight.news, &found.local);
    let changes = Changes::new(&snapshot, local, news, &found.flags, &stamp.run_id)?;
    let told = clock.whole("fetch", progress, || changes.told(&snapshot, local, news))?;
    drop(snapshot);
    let outcome = Outcome::new(&tonight, &found, &changes, told);
    let events = clock.whole("write", progress, || {
        outcome.write(folder, &stamp, &scorer, request.as_of.date())
    })?;
    let (logged, _) = registry.view().log_end()?;
    let mut night = registry.night(&NewRun {
        run_id: &stamp.run_id,
        as_of: request.as_of.microseconds(),
        folder: &absolute(&request.out)?,
    })?;
    let questions = clock.whole("commit", progress, || {
        keep::all(&mut night, &tonight, &found, &changes, &outcome.decisions)
    })?;
    let counts = outcome.night(&night.view(), questions, inbox)?;
    // A night says in the log that it has begun; what it does comes after.
    let is_idle = night.view().log_end()?.0 == logged + 1
        && found.portion.is_empty()
        && fresh_answers(local).is_empty();
    let counts = judged(request, counts, &last_nights(&night.view())?, is_idle);
    let manifest = outcome.manifest(request, stamp, events, counts, &clock);
    manifest.write(&folder.path("run.json"))?;
    write_metrics(&folder.path("metrics.prom"), &manifest)?;
    folder.sync()?;
    failpoint("after writing the folder");
    commit(night, said, &manifest)?;
    Ok(manifest)
}

/// The night in numbers beside the last ones, and whether it is kept.
fn judged(
    request: &NightRequest,
    counts: NightCounts,
    last: &[NightCounts],
    is_idle: bool,
) -> NightCounts {
    let out_of_line = gate::out_of_line(&counts, last);
    let is_in_line = request.accept || out_of_line.is_empty();
    let kept = !request.dry_run && is_in_line && !is_idle;
    let (usual, proposal) = (gate::usual(last), !kept && !is_idle);
    NightCounts { usual, out_of_line, kept, proposal, ..counts }
}

/// Commits a night that is kept; another has not happened.
fn commit(night: Night, said: Option<&Word>, manifest: &Manifest) -> Result<()> {
    if manifest.night.as_ref().is_some_and(|night| night.kept) {
        let counts = serde_json::to_string(&manifest.night).unwrap_or_default();
        let counts = if said.is_some() { NO_NIGHT } else { &counts };
        failpoint("before commit");
        night.commit(&lasting(manifest), counts)?;
        failpoint("after commit");
    }
    Ok(())
}

/// The manifest without what the clock and the machine say: what the registry keeps of it.
fn lasting(manifest: &Manifest) -> String {
    let lasting = Manifest {
        stages: Vec::new(),
        seconds: 0.0,
        peak_memory_bytes: None,
        threads: 0,
        ..manifest.clone()
    };
    serde_json::to_string(&lasting).unwrap_or_default()
}

fn absolute(path: &Path) -> Result<String> {
    let path = std::path::absolute(path).while_doing("find", path)?;
    Ok(path.to_string_lossy().into_owned())
}
