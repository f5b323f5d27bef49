//! What selfsame promises to whoever runs it, shown on the program itself.
//!
//! One binary, so that there is one link step. Every test makes its own data in a folder of its own.
#![allow(clippy::unwrap_used)] // a test that cannot go on says where it stopped

mod beside;
mod cli;
mod crashes;
mod deliveries;
mod desk;
mod desk_api;
mod desk_asvs;
mod desk_harness;
mod desk_load;
mod desk_routes;
mod desk_security;
mod desk_sign_in;
mod determinism;
mod evaluate;
mod filled;
mod gate;
mod golden;
mod harness;
mod heeded;
mod histories;
mod hostile;
mod judge;
mod layers;
mod memory;
mod messages;
mod nights;
mod portions;
mod provenance;
mod publish;
mod registry;
mod registry_compact;
mod registry_export;
mod registry_unmerge;
mod scenarios;
mod simulation;
mod staff;
