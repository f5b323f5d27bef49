//! How a pipeline says what it is doing. It knows nothing of terminals.

/// Told of every stage that takes long enough to wonder.
pub trait Progress: Sync {
    /// A stage of `steps` steps begins.
    fn start(&self, stage: &str, steps: u64);
    /// Some steps are done.
    fn advance(&self, steps: u64);
    /// The stage has ended.
    fn end(&self);
}

/// Says nothing.
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: &str, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}
