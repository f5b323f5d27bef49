//! A night's work before anything is kept: from the files of the inbox to the clients that they change.
//!
//! In: the registry as it is, the inbox. Out: [`Found`]. Must never: write to the registry.

use super::NightRequest;
use super::inbox::Inbox;
use super::known::Known;
use super::local::{Around, Local};
use super::news::News;
use super::portion::Portion;
use super::word::Word;
use crate::block::{Blocking, Fresh, PassReport};
use crate::decide::Pair;
use crate::error::{Error, Result};
use crate::pipeline::Progress;
use crate::pipeline::clock::Clock;
use crate::pipeline::link::{pass_reports, read_all};
use crate::pipeline::pairs::score_pairs;
use crate::read::Received;
use crate::registry::{Registry, View};
use crate::score::{Model, Scorer};
use crate::settings::Settings;
use crate::standardize::Rules;
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
    /// What was said of it, where somebody has entered it.
    pub said: Option<Word>,
}

/// What a night has found.
pub struct Found {
    /// What the registry will need of the news, as bytes.
    pub pages: TablePages,
    /// Flags of the registry's rows that have changed.
    pub flags: Vec<(u32, Flags)>,
    /// Pairs that are new, by their numbers in the registry; where records were examined anew all pairs.
    pub pairs: Vec<Pair>,
    /// Pairs that are known and were judged again, if these are not all pairs anyway.
    pub again: Vec<Pair>,
    /// What each pass did.
    pub passes: Vec<PassReport>,
    /// The registry's records that were examined anew.
    pub portion: Portion,
    /// The records that were resolved anew.
    pub local: Local,
}

impl Tonight {
    /// Reads the inbox, and sees what of it is new. A record that was entered has columns of our own.
    ///
    /// # Errors
    /// The registry cannot be read, or the files as a whole cannot.
    pub fn read(
        registry: &Registry,
        inbox: &mut Inbox,
        said: Option<&Word>,
        progress: &dyn Progress,
    ) -> Result<Tonight> {
        let snapshot = registry.snapshot()?;
        let (model, settings) = in_force(&snapshot)?;
        let rules = Rules::shipped().with_placeholders(&settings.placeholders);
        let own = said.map(|_| Settings::default());
        let of_files = own.as_ref().unwrap_or(&settings);
        let mut received = read_inbox(inbox, &snapshot, of_files, progress)?;
        let news = News::new(&snapshot, &mut received)?;
        // What was said is said of the one record, if it has come through.
        let said = said.map(|said| if news.len() == 1 { said.clone() } else { Word::default() });
        Ok(Tonight { model, settings, rules, received, news, said })
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
        let as_of = request.as_of.date();
        let portion = self.portion(view)?;
        let (mut known, pages, flags) = clock
            .whole("standardize", progress, || {
                let (fresh, rules) = (self.news.len(), &self.rules);
                let (mut known, extent) = if portion.rows_anew {
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
        let fresh = Fresh { again: portion.records.clone(), first: self.news.first };
        let blocking = clock.whole("block", progress, || {
            Blocking::around(&known.table, &fresh, &self.settings.block)
        });
        let (losing, found, compared) = clock.stage("score", || {
            let losing = known.forget(&portion.records, settings);
            known.judge(&portion, &flags, scorer, settings);
            let (found, compared) =
                score_pairs(&known.table, &blocking, scorer, settings, progress);
            (losing, found, compared)
        });
        let passes = pass_reports(&blocking, &compared);
        drop(blocking);
        let again = if portion.is_empty() { known.marked(&flags) } else { Vec::new() };
        let Known { table, pairs: mut known } = known;
        let (news, said) = (&self.news, self.said.as_ref());
        let (settings, examined) = (&self.settings, &portion.records);
        let around = Around { view: *view, news, said, flags: &flags, settings, examined, losing };
        let resolve = || around.resolve(table, &mut known, &found, scorer);
        let local = clock.whole("resolve", progress, resolve)?;
        // A portion's pairs are written with all others; else only what was found is.
        known.extend(found);
        Ok(Found { pages, flags, pairs: known, again, passes, portion, local })
    }

    /// What is examined anew tonight: nothing where somebody waits whose record is entered.
    fn portion(&self, view: &View) -> Result<Portion> {
        let portion = Portion::of(view, &self.model, &self.settings)?;
        if self.said.is_none() {
            return Ok(portion);
        }
        portion.put_off().ok_or_else(|| {
            let problem = "another model or other settings wait for the next night; enter the record after \
                           it";
            Error::Usage(problem.into())
        })
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
