//! How long each stage takes, and how much memory it holds. For the manifest alone.

use std::time::Instant;

use super::Progress;
use super::memory::{forget_peak, peak_memory};
use crate::write::StageCost;

/// What each stage has cost.
pub struct Clock {
    began: Instant,
    stages: Vec<StageCost>,
}

impl Clock {
    /// Starts.
    pub fn new() -> Clock {
        Clock { began: Instant::now(), stages: Vec::new() }
    }

    /// Does the work of a stage.
    pub fn stage<T>(&mut self, stage: &str, work: impl FnOnce() -> T) -> T {
        forget_peak();
        let began = Instant::now();
        let result = work();
        self.stages.push(StageCost {
            stage: stage.into(),
            seconds: began.elapsed().as_secs_f64(),
            peak_memory_bytes: peak_memory(),
            bytes_per_record: None,
        });
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

    /// The stages so far, of a run of so many records.
    pub fn stages(&self, records: usize) -> Vec<StageCost> {
        let per_record = |bytes: u64| bytes / records.max(1) as u64;
        let with_records = |stage: &StageCost| StageCost {
            bytes_per_record: stage.peak_memory_bytes.map(per_record),
            ..stage.clone()
        };
        self.stages.iter().map(with_records).collect()
    }

    /// The most memory that the process has held in any stage, in bytes, where the system keeps count.
    pub fn peak_memory(&self) -> Option<u64> {
        self.stages.iter().filter_map(|stage| stage.peak_memory_bytes).max()
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}
