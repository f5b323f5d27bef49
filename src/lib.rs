//! selfsame
pub mod error;
pub mod evaluate;
pub mod limits;
pub mod record;
pub mod settings;
pub mod text;
