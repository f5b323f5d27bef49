//! selfsame
pub mod error;
pub mod limits;
pub mod record;
pub mod settings;
pub mod synth;
