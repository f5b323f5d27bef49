//! What all pages share: the registry, who is signed in, who has which question, the queue.
//!
//! In: a registry's file. Out: ways to ask and to write. Must never: hold a person's record longer than a
//! page takes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::leases::Leases;
use super::limiter::Limiter;
use super::queue::{Queue, read_item, read_queue};
use super::readers::{Readers, aside};
use super::refusal::Answered;
use super::scribe::Scribe;
use super::sessions::Sessions;
use crate::block::BlockIndex;
use crate::error::Result;
use crate::pipeline::{AsOf, Consult};
use crate::registry::{Access, User, View};

/// How often the registry is asked whether a night has been.
const WATCH: Duration = Duration::from_secs(2);

/// How people reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Whether by TLS, here or at a proxy: then cookies go no other way.
    pub securely: bool,
    /// Whether through a proxy, whose word on the person's address is taken.
    pub by_proxy: bool,
}

/// What all pages share.
pub struct App {
    /// To read the registry.
    pub readers: Readers,
    /// To write it.
    pub scribe: Scribe,
    /// Who is signed in.
    pub sessions: Sessions,
    /// Who has which question.
    pub leases: Leases,
    /// Who has failed to sign in.
    pub limiter: Limiter,
    /// The open questions.
    pub queue: Queue,
    /// How people reach it.
    pub reached: Reached,
    /// The newest report of accuracy, if there is one to show.
    pub report: Option<PathBuf>,
    consult: RwLock<Arc<Consult>>,
    blocks: RwLock<BlockIndex>,
    /// Held by whoever takes note.
    noting: Mutex<()>,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Who {
    /// The user.
    pub user: User,
    /// What forms must carry.
    pub form_token: String,
}

impl App {
    /// Opens a registry; everything is there when this returns.
    ///
    /// # Errors
    /// It cannot be opened to be written.
    pub fn open(registry: &Path, idle: Duration, reached: Reached) -> Result<App> {
        let scribe = Scribe::new(registry)?;
        let readers = Readers::new(registry);
        let (of_engine, listed) = rayon::join(
            || {
                readers.read(|view| {
                    let consult = Consult::new(view)?;
                    let blocks = consult.index(view)?;
                    Ok((consult, blocks))
                })
            },
            || readers.read(read_queue),
        );
        let ((consult, blocks), listed) = (of_engine?, listed?);
        let queue = Queue::default();
        queue.replace(listed);
        Ok(App {
            readers,
            scribe,
            sessions: Sessions::new(idle),
            leases: Leases::default(),
            limiter: Limiter::default(),
            queue,
            reached,
            report: None,
            consult: RwLock::new(Arc::new(consult)),
            blocks: RwLock::new(blocks),
            noting: Mutex::default(),
        })
    }

    /// The engine with what is in force.
    pub fn consult(&self) -> Arc<Consult> {
        Arc::clone(&self.consult.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Which records of the registry share a block with another.
    pub fn blocks(&self) -> BlockIndex {
        self.blocks.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes note of nights as they come, for ever.
    pub async fn watch(self: Arc<App>) {
        loop {
            tokio::time::sleep(WATCH).await;
            let app = Arc::clone(&self);
            if let Err(error) = aside(move || app.take_note()).await {
                super::server::tell(&error.to_string());
            }
        }
    }

    /// Takes note of what nights have brought since; whoever asks meanwhile is told what was before. Blocks:
    /// see [`aside`].
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn take_note(&self) -> Result<()> {
        let _noting = self.noting.lock().unwrap_or_else(PoisonError::into_inner);
        let last = |view: &View| Ok(view.last_runs(1)?.first().map_or(0, |run| run.number));
        if self.readers.read(last)? == self.queue.listed().last_run {
            return Ok(());
        }
        let earlier = self.blocks();
        self.queue.begin_reading();
        let (consult, blocks, listed) = self.readers.read(|view| {
            let consult = Consult::new(view)?;
            let blocks = consult.index_anew(view, &earlier)?;
            Ok((consult, blocks, read_queue(view)?))
        })?;
        *self.blocks.write().unwrap_or_else(PoisonError::into_inner) = blocks;
        *self.consult.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(consult);
        self.queue.replace(listed);
        // What people have done while it was read is not in what was read.
        for pair in self.queue.changed() {
            match self.readers.read(|view| read_item(view, pair))? {
                Some(item) => self.queue.add(item),
                None => self.queue.remove(pair),
            }
        }
        Ok(())
    }

    /// Asks the registry something, beside those who only wait.
    ///
    /// # Errors
    /// The registry cannot be read, or those of what is asked.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<App>,
        ask: impl FnOnce(&View, &Consult) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let app = Arc::clone(self);
        aside(move || app.readers.read(|view| ask(view, &app.consult()))).await
    }

    /// Writes down that somebody looks at records, before they are shown.
    ///
    /// # Errors
    /// It cannot be written down: then nothing is shown.
    pub async fn looked(&self, who: &Who, page: &str, records: &[u32]) -> Answered<()> {
        self.note(&who.user.name, "looked", page, records).await
    }

    /// Writes down that somebody has done something.
    ///
    /// # Errors
    /// It cannot be written down.
    pub async fn note(&self, by: &str, act: &str, page: &str, records: &[u32]) -> Answered<()> {
        let (by, act, page) = (by.to_string(), act.to_string(), page.to_string());
        let access = Access { by, act, page, records: records.to_vec(), at: now() };
        Ok(self.scribe.write(move |desk| desk.note(access)).await?)
    }
}

/// The time, in microseconds since 1970.
pub fn now() -> i64 {
    AsOf::now().microseconds()
}

/// The moment that leases and sessions are measured from.
pub fn instant() -> Instant {
    Instant::now()
}
