//! The run folder gets its name once the registry holds the run: whoever sees the folder can rely on it.
//!
//! In: a written folder and a committed run. Out: the folder under its name, the run marked as
//! published. Must never: show a run that the registry does not hold, or forget one that it does.

use std::path::Path;

use super::failpoint::failpoint;
use crate::error::Result;
use crate::registry::Registry;
use crate::write::RunFolder;

/// Publishes a run that has just been committed.
///
/// # Errors
/// The folder cannot be renamed; the next night tries again.
pub fn publish(registry: &mut Registry, folder: RunFolder, run_id: &str) -> Result<()> {
    folder.publish()?;
    failpoint("after the folder is renamed");
    registry.publish(run_id)?;
    failpoint("after the run is marked published");
    Ok(())
}

/// Publishes what an earlier night has committed before it was stopped.
///
/// # Errors
/// A folder cannot be renamed.
pub fn finish(registry: &mut Registry) -> Result<()> {
    let runs = registry.view().unpublished_runs()?;
    for run in &runs {
        RunFolder::finish(Path::new(&run.folder))?;
        registry.publish(&run.run_id)?;
    }
    Ok(())
}
