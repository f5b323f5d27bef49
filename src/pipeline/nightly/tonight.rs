//! A night's work before anything is kept: from the files of the inbox to the clients that they change.
//!
//! In: the registry as it is, the inbox. Out: [`Found`]. Must never: write to the registry.

use rayon::prelude::*;

use super::NightRequest;
use super::inbox::Inbox;
use super::known::{self, Known};
use super::local::{Around, Local};
use super::news::News;
use crate::block::{Blocking, Candidate, PassReport};
use crate::decide::Pair;
use crate::error::{Error, Result};
use crate::pipeline::Progress;
use crate::pipeline::clock::Clock;
use crate::pipeline::link::{pass_reports, read_all};
use crate::pipeline::pairs::{score_pair, score_pairs};
use crate::read::Received;
use crate::registry::{Registry, View};
use crate::score::{Model, Scorer};
use crate::settings::{DecideSettings, Settings};
use crate::standardize::{RULES_VERSION, Rules};
use crate::table::{Flags, Table, TablePages};
use crate::write::RunStamp;

/// What a night works with.
pub struct Tonight {
    /// The model in force.
    pub model: Model,
    /// The settings in force.
    pub settings: Settings,
    /// How values are standardized.
    pub rules: Rules,
    /// What was read.
    pub received: Received,
    /// What of it is new.
    pub news: News,
}

/// What a night has found.
pub struct Found {
    /// What the registry will need of the news, as bytes.
    pub pages: TablePages,
    /// Flags of the registry's rows that have changed.
    pub flags: Vec<(u32, Flags)>,
    /// Pairs that are new, by their numbers in the registry.
    pub pairs: Vec<Pair>,
    /// Pairs that are known and were judged again.
    pub again: Vec<Pair>,
    /// What each pass did.
    pub passes: Vec<PassReport>,
    /// Whether all records were standardized and compared anew.
    pub is_anew: bool,
    /// What rows and pairs were made with.
    pub made_with: String,
    /// The records that were resolved anew.
    pub local: Local,
}

impl Tonight {
    /// Reads the inbox, and sees what of it is new.
    ///
    /// # Errors
    /// The registry cannot be read, or the files as a whole cannot.
    pub fn read(
        registry: &Registry,
        inbox: &mut Inbox,
        progress: &dyn Progress,
    ) -> Result<Tonight> {
        let snapshot = registry.snapshot()?;
        let (model, settings) = in_force(&snapshot)?;
        let rules = Rules::shipped().with_placeholders(&settings.placeholders);
        let mut received = read_inbox(inbox, &snapshot, &settings, progress)?;
        let news = News::new(&snapshot, &mut received)?;
        Ok(Tonight { model, settings, rules, received, news })
    }

    /// The stages from rows to clients.
    ///
    /// # Errors
    /// The registry cannot be read, or the clients are not what they must be.
    pub fn find(
        &self,
        view: &View,
        scorer: &Scorer,
        request: &NightRequest,
        clock: &mut Clock,
        progress: &dyn Progress,
    ) -> Result<Found> {
        let settings = &self.settings.decide;
        let (made_with, as_of) = (self.made_with(), request.as_of.date());
        let is_anew = !known::is_made_with(view, &made_with)?;
        let (mut known, pages, flags) = clock
            .whole("standardize", progress, || {
                let (fresh, rules) = (self.news.len(), &self.rules);
                let (mut known, extent) = if is_anew {
                    (Known::anew(view, rules, fresh, as_of)?, Table::empty().extent())
                } else {
                    let known = Known::read(&request.registry, rules, fresh)?;
                    let extent = known.table.extent();
                    (known, extent)
                };
                known.table.add(&self.news.records, rules, as_of);
                let flags = self.news.mark(view, &mut known.table)?;
                known.table.count_reference(&self.model.reference);
                Ok((known, extent, flags))
            })
            .map(|(known, extent, flags)| {
                let pages = known.table.pages_since(extent);
                (known, pages, flags)
            })?;
        let first = if is_anew { 0 } else { self.news.first as usize };
        let blocking = clock.whole("block", progress, || {
            Blocking::around(&known.table, first, &self.settings.block)
        });
        let ((pairs, compared), again) = clock.stage("score", || {
            let found = score_pairs(&known.table, &blocking, scorer, settings, progress);
            (found, known.judge_again(&flags, scorer, settings))
        });
        let passes = pass_reports(&blocking, &compared);
        drop(blocking);
        let Known { table, pairs: known } = known;
        let (news, settings) = (&self.news, &self.settings);
        let around = Around { view: *view, news, flags: &flags, settings, all: is_anew };
        let local =
            clock.whole("resolve", progress, || around.resolve(table, known, &pairs, scorer))?;
        Ok(Found { pages, flags, pairs, again, passes, is_anew, made_with, local })
    }

    /// What rows and pairs depend on beside the records.
    fn made_with(&self) -> String {
        let settings = serde_json::to_string(&self.settings).unwrap_or_default();
        let parts = [RULES_VERSION.to_string(), self.model.digest(), settings];
        crate::digest::of_parts(parts.iter().map(String::as_bytes))
    }

    /// The run's id is made of what the registry held, what has come, model, settings and time.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn stamp(&self, request: &NightRequest, view: &View) -> Result<RunStamp> {
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
    /// Judges the pairs of rows whose flags have changed again, and gives them; those of a row that is
    /// retired now are dropped.
    fn judge_again(
        &mut self,
        flags: &[(u32, Flags)],
        scorer: &Scorer,
        settings: &DecideSettings,
    ) -> Vec<Pair> {
        if flags.is_empty() {
            return Vec::new();
        }
        let mut has_changed = vec![false; self.table.rows.len()];
        flags.iter().for_each(|&(record, _)| has_changed[record as usize] = true);
        let is_marked = |pair: &Pair| has_changed[pair.a as usize] || has_changed[pair.b as usize];
        let marked: Vec<usize> = (0..self.pairs.len())
            .into_par_iter()
            .filter(|&place| is_marked(&self.pairs[place]))
            .collect();
        let is_retired = |record: u32| self.table.row(record).flags.has(Flags::RETIRED);
        let (mut again, mut dropped) = (Vec::new(), Vec::new());
        for place in marked {
            let pair = &mut self.pairs[place];
            if is_retired(pair.a) || is_retired(pair.b) {
                dropped.push(place);
                continue;
            }
            let candidate = Candidate { a: pair.a, b: pair.b, passes: pair.passes };
            *pair = score_pair(candidate, &self.table, scorer, settings).unwrap_or(*pair);
            again.push(*pair);
        }
        // From behind, so that none takes the place of another that goes.
        for place in dropped.into_iter().rev() {
            self.pairs.swap_remove(place);
        }
        again
    }
}

/// Reads the files of the inbox; those that cannot be read are left alone, and the others used.
fn read_inbox(
    inbox: &mut Inbox,
    view: &View,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Received> {
    let known = |ids: &[&str]| {
        let numbers = ids.iter().filter_map(|id| view.find_record(id).transpose());
        Ok(view.records(&numbers.collect::<Result<Vec<u32>>>()?)?.records)
    };
    loop {
        match read_all(&inbox.inputs, settings, progress, known) {
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
///
/// # Errors
/// The registry cannot be read, or a newer selfsame has written them.
pub fn in_force(view: &View) -> Result<(Model, Settings)> {
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
