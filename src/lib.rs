//! selfsame
pub mod block;
pub mod cli;
pub mod compare;
pub mod decide;
mod digest;
pub mod error;
pub mod evaluate;
pub mod limits;
pub mod pipeline;
pub mod read;
pub mod record;
pub mod resolve;
pub mod score;
pub mod settings;
pub mod standardize;
pub mod table;
pub mod text;
pub mod write;
