//! How long each stage takes, and how much memory the run held. For the manifest alone.

use std::time::Instant;

use super::Progress;
use crate::write::StageTime;

/// Seconds by stage.
pub struct Clock {
    began: Instant,
    stages: Vec<StageTime>,
}

impl Clock {
    /// Starts.
    pub fn new() -> Clock {
        Clock { began: Instant::now(), stages: Vec::new() }
    }

    /// Does the work of a stage.
    pub fn stage<T>(&mut self, stage: &str, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = work();
        self.stages.push(StageTime { stage: stage.into(), seconds: began.elapsed().as_secs_f64() });
        result
    }

    /// Does the work of a stage whose steps cannot be told apart.
    pub fn whole<T>(
        &mut self,
        stage: &str,
        progress: &dyn Progress,
        work: impl FnOnce() -> T,
    ) -> T {
        progress.start(stage, 1);
        let result = self.stage(stage, work);
        progress.end();
        result
    }

    /// The stages so far.
    pub fn stages(&self) -> Vec<StageTime> {
        self.stages.clone()
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}

/// The most memory this process held so far, in bytes, where the system keeps count.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
