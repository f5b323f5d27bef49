//! The one who writes: acts of many people, kept together in one transaction, so that the disk is waited for
//! once.
//!
//! In: acts. Out: their results, when they are on the disk. Must never: tell of an act that was not kept, or
//! let one that fails take others with it.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::sync::oneshot;

use crate::error::{Error, Result};
use crate::registry::{Desk, Registry};

/// Acts of one transaction: a page that is waited for is waited for by others too.
const TOGETHER: usize = 64;

/// What is told when all is on the disk, or is not.
type Tell = Box<dyn FnOnce(Option<&Error>) + Send>;

/// An act: done at a desk, it gives what to tell.
type Act = Box<dyn FnOnce(&mut Desk) -> Tell + Send>;

/// An act and what to tell if it could not even begin.
struct Job {
    act: Act,
    refuse: Tell,
}

/// Takes acts.
#[derive(Clone)]
pub struct Scribe {
    jobs: Sender<Job>,
}

impl Scribe {
    /// Begins to write to a registry, in a thread of its own that ends when nobody holds this any more.
    ///
    /// # Errors
    /// The registry cannot be written.
    pub fn new(path: &Path) -> Result<Scribe> {
        let registry = Registry::open(path)?;
        let (jobs, waiting) = channel();
        let named = std::thread::Builder::new().name("scribe".into());
        let begun = named.spawn(move || write_all(registry, &waiting));
        begun.map_err(|_| Error::Usage("the system gives no thread to write with".into()))?;
        Ok(Scribe { jobs })
    }

    /// Does an act and waits until it is on the disk.
    ///
    /// # Errors
    /// Those of the act, or the registry cannot be written: nothing of it is kept then.
    pub async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Desk) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, told) = oneshot::channel::<Result<T>>();
        let (refusal, refused) = oneshot::channel::<Error>();
        let act: Act = Box::new(move |desk| {
            let done = desk.attempt(act);
            Box::new(move |fault| {
                let _ = reply.send(match fault {
                    None => done,
                    Some(_) => Err(unwritten()),
                });
            })
        });
        let refuse: Tell = Box::new(move |fault| {
            if fault.is_some() {
                let _ = refusal.send(unwritten());
            }
        });
        let ended = || Error::Usage("the registry is not written any more; start again".into());
        self.jobs.send(Job { act, refuse }).map_err(|_| ended())?;
        match told.await {
            Ok(done) => done,
            Err(_) => Err(refused.await.unwrap_or_else(|_| ended())),
        }
    }
}

/// What a page says where the registry cannot be written; why, the server's own log says.
fn unwritten() -> Error {
    Error::Usage(
        "The registry cannot be written just now: a night may be at its end. Nothing was kept; try again \
         in a minute."
            .into(),
    )
}

fn write_all(mut registry: Registry, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let more = std::iter::from_fn(|| waiting.try_recv().ok()).take(TOGETHER - 1);
        let jobs: Vec<Job> = std::iter::once(first).chain(more).collect();
        let mut desk = match registry.desk() {
            Ok(desk) => desk,
            Err(fault) => {
                super::server::tell(&fault.to_string());
                jobs.into_iter().for_each(|job| (job.refuse)(Some(&fault)));
                continue;
            }
        };
        let tells: Vec<Tell> = jobs.into_iter().map(|job| (job.act)(&mut desk)).collect();
        let kept = desk.commit();
        if let Err(fault) = &kept {
            super::server::tell(&fault.to_string());
        }
        tells.into_iter().for_each(|tell| tell(kept.as_ref().err()));
    }
}
