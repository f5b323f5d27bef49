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

mod changes;
mod evidence;
mod gate;
mod inbox;
mod keep;
mod known;
mod local;
mod news;
mod outcome;
mod publish;

use std::path::{Path, PathBuf};

use super::clock::Clock;
use super::link::{pass_reports, read_all};
use super::pairs::{score_pair, score_pairs};
use super::{AsOf, Progress};
use crate::block::{Blocking, Candidate, PassReport};
use crate::decide::Pair;
use crate::error::{Error, IoContext, Result};
use crate::read::Received;
use crate::registry::{NewRun, NightLock, Registry, View};
use crate::score::{Model, Scorer};
use crate::settings::{DecideSettings, Settings};
use crate::standardize::Rules;
use crate::table::{Flags, TablePages};
use crate::write::{Manifest, NightCounts, RunFolder, RunStamp, write_metrics};

pub(super) use known::rows;

use changes::Changes;
use inbox::Inbox;
use known::Known;
use local::{Around, Local};
use news::News;
use outcome::Outcome;

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
    /// An earlier night that had been stopped was finished, and nothing new had come.
    Finished,
}

/// Runs a night.
///
/// # Errors
/// Whatever keeps the registry, the inbox or the run folder from being read or written; nothing of the
/// night is kept then.
pub fn nightly(request: &NightRequest, progress: &dyn Progress) -> Result<NightEnd> {
    let _lock = NightLock::take(&request.registry)?;
    let mut registry = Registry::open(&request.registry)?;
    let finished = publish::finish(&mut registry)?;
    let mut inbox = Inbox::look(&request.inbox, &registry.view())?;
    if finished && inbox.inputs.is_empty() && request.out.exists() {
        inbox.clear()?;
        return Ok(NightEnd::Finished);
    }
    // What the gate has not let pass is there to be replaced.
    let folder = RunFolder::create(&request.out, is_proposal(&request.out))?;
    let manifest = match run(request, &mut registry, &mut inbox, &folder, progress) {
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
    if night.kept || (night.out_of_line.is_empty() && !request.dry_run) {
        inbox.clear()?;
    }
    Ok(NightEnd::Run(Box::new(manifest)))
}

/// Whether a folder holds a night that the registry has not kept.
fn is_proposal(folder: &Path) -> bool {
    let night = Manifest::read(folder).ok().and_then(|manifest| manifest.night);
    night.is_some_and(|night| !night.kept && !night.out_of_line.is_empty())
}

/// The last nights in numbers.
fn last_nights(view: &View) -> Result<Vec<NightCounts>> {
    let runs = view.last_runs(gate::NIGHTS + 1)?;
    // Tonight's is among them, and has no numbers yet.
    Ok(runs.iter().filter_map(|run| serde_json::from_str(&run.counts).ok()).collect())
}

/// What a night works with.
struct Tonight {
    model: Model,
    settings: Settings,
    rules: Rules,
    received: Received,
    news: News,
}

/// What a night has found.
struct Found {
    /// What the registry will need of the news, as bytes.
    pages: TablePages,
    /// Flags of the registry's rows that have changed.
    flags: Vec<(u32, Flags)>,
    /// Pairs that are new, by their numbers in the registry.
    pairs: Vec<Pair>,
    /// Pairs that are known and were judged again.
    again: Vec<Pair>,
    /// What each pass did.
    passes: Vec<PassReport>,
    /// The records that were resolved anew.
    local: Local,
}

fn run(
    request: &NightRequest,
    registry: &mut Registry,
    inbox: &mut Inbox,
    folder: &RunFolder,
    progress: &dyn Progress,
) -> Result<Manifest> {
    let mut clock = Clock::new();
    let (model, settings) = in_force(&registry.view())?;
    let rules = Rules::shipped().with_placeholders(&settings.placeholders);
    let (received, news) = clock.stage("read", || {
        let mut received = read_inbox(inbox, &settings, progress)?;
        let news = News::new(&*registry.snapshot()?, &mut received)?;
        Ok((received, news))
    })?;
    let tonight = Tonight { model, settings, rules, received, news };
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
    let mut night = registry.night(&NewRun {
        run_id: &stamp.run_id,
        as_of: request.as_of.microseconds(),
        folder: &absolute(&request.out)?,
    })?;
    let questions = clock.whole("commit", progress, || {
        let mut inputs = Vec::new();
        for input in &tonight.received.inputs {
            let name = input.path.file_name().unwrap_or_default().to_string_lossy();
            inputs.push(night.take_input(&input.digest, &name, &input.kind)?);
        }
        let only = if let &[input] = inputs.as_slice() { Some(input) } else { None };
        keep::records(&mut night, news, only)?;
        keep::clients(&mut night, local, news, &changes, &outcome.decisions)?;
        known::keep(&mut night, &found, &tonight.settings.decide)?;
        keep::questions(&mut night, local)
    })?;
    let counts = outcome.night(&night.view(), questions, inbox)?;
    let last = last_nights(&night.view())?;
    let out_of_line = gate::out_of_line(&counts, &last);
    let kept = !request.dry_run
        && (request.accept || out_of_line.is_empty())
        && !outcome.is_idle(questions);
    let counts = NightCounts { usual: gate::usual(&last), out_of_line, kept, ..counts };
    let manifest = outcome.manifest(request, stamp, events, counts, &clock);
    manifest.write(&folder.path("run.json"))?;
    write_metrics(&folder.path("metrics.prom"), &manifest)?;
    folder.sync()?;
    if kept {
        let counts = serde_json::to_string(&manifest.night).unwrap_or_default();
        night.commit(&lasting(&manifest), &counts)?;
    }
    Ok(manifest)
}

impl Tonight {
    /// The stages from rows to clients.
    fn find(
        &self,
        view: &View,
        scorer: &Scorer,
        request: &NightRequest,
        clock: &mut Clock,
        progress: &dyn Progress,
    ) -> Result<Found> {
        let settings = &self.settings.decide;
        let (mut known, pages, flags) = clock
            .whole("standardize", progress, || {
                let mut known = Known::read(&request.registry, &self.rules, self.news.len())?;
                let extent = known.table.extent();
                known.table.add(&self.news.records, &self.rules, request.as_of.date());
                let flags = self.news.mark(view, &mut known.table)?;
                known.table.count_reference(&self.model.reference);
                Ok((known, extent, flags))
            })
            .map(|(known, extent, flags)| {
                let pages = known.table.pages_since(extent);
                (known, pages, flags)
            })?;
        let first = self.news.first as usize;
        let blocking = clock.whole("block", progress, || {
            Blocking::around(&known.table, first, &self.settings.block)
        });
        let (pairs, compared) = clock.stage("score", || {
            let found = score_pairs(&known.table, &blocking, scorer, settings, progress);
            known.judge_again(&flags, scorer, settings);
            found
        });
        let passes = pass_reports(&blocking, &compared);
        drop(blocking);
        let again = known.again(&flags);
        let Known { table, pairs: mut all } = known;
        all.extend(pairs.iter().copied());
        let around =
            Around { view: *view, news: &self.news, flags: &flags, settings: &self.settings };
        let local = clock.whole("resolve", progress, || around.resolve(table, all, scorer))?;
        Ok(Found { pages, flags, pairs, again, passes, local })
    }

    /// The run's id is made of what the registry held, what has come, model, settings and time.
    fn stamp(&self, request: &NightRequest, view: &View) -> Result<RunStamp> {
        let settings = serde_json::to_string(&self.settings).unwrap_or_default();
        let files = self.received.inputs.iter();
        let files = files.map(|input| format!("{}:{}", input.kind, input.digest));
        let (events, hash) = view.log_end()?;
        let head = format!("{events}:{hash}");
        let time = request.as_of.to_string();
        let parts: Vec<String> = files.chain([head, self.model.digest(), settings, time]).collect();
        Ok(RunStamp {
            run_id: crate::digest::id(b'R', &parts.join("\n")).as_str().into(),
            model: self.model.digest(),
            decided_at: request.as_of.microseconds(),
        })
    }
}

impl Known {
    /// Judges the pairs of rows whose flags have changed again.
    fn judge_again(&mut self, flags: &[(u32, Flags)], scorer: &Scorer, settings: &DecideSettings) {
        if flags.is_empty() {
            return;
        }
        let is_retired = |record: u32| self.table.row(record).flags.has(Flags::RETIRED);
        let has_changed = |pair: &Pair| is_marked(flags, pair);
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.retain(|pair| !has_changed(pair) || !is_retired(pair.a) && !is_retired(pair.b));
        for pair in pairs.iter_mut().filter(|pair| has_changed(pair)) {
            let candidate = Candidate { a: pair.a, b: pair.b, passes: pair.passes };
            let again = score_pair(candidate, &self.table, scorer, settings);
            *pair = again.unwrap_or(*pair);
        }
        self.pairs = pairs;
    }

    /// The pairs that were judged again.
    fn again(&self, flags: &[(u32, Flags)]) -> Vec<Pair> {
        self.pairs.iter().filter(|pair| is_marked(flags, pair)).copied().collect()
    }
}

fn is_marked(flags: &[(u32, Flags)], pair: &Pair) -> bool {
    let marked = |record| flags.binary_search_by_key(&record, |flag| flag.0).is_ok();
    marked(pair.a) || marked(pair.b)
}

/// Reads the files of the inbox; those that cannot be read are left alone, and the others used.
fn read_inbox(inbox: &mut Inbox, settings: &Settings, progress: &dyn Progress) -> Result<Received> {
    loop {
        match read_all(&inbox.inputs, settings, progress) {
            Ok(received) => return Ok(received),
            Err(error) => {
                let file = match &error {
                    Error::Input { file, .. } | Error::Io { path: file, .. } => file.clone(),
                    _ => return Err(error),
                };
                if !inbox.leave(&file, error.to_string()) {
                    return Err(error);
                }
            }
        }
    }
}

/// The model and the settings of the registry.
pub(super) fn in_force(view: &View) -> Result<(Model, Settings)> {
    let model = match view.model()? {
        Some(adopted) => Model::parse(&adopted.text)
            .map_err(|problem| Error::Usage(format!("the registry's model: {problem}")))?,
        None => Model::shipped()?,
    };
    let settings = match view.settings()? {
        Some(adopted) => serde_json::from_str(&adopted.text)
            .map_err(|error| Error::Usage(format!("the registry's settings: {error}")))?,
        None => Settings::default(),
    };
    Ok((model, settings))
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
