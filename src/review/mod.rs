//! The review desk: a web page where data-quality staff decide what the machine may not.
//!
//! In: a registry, people who sign in. Out: pages; answers, looks and sign-ins in the registry's log. Must
//! never: decide for a person, send a request anywhere, show a person to somebody who may not see them, or
//! put a value of a record into the server's own log.
//!
//! One process serves a registry. Reading goes through connections of its own (`readers`), writing through
//! one thread that keeps what has come together in one transaction (`scribe`): a person is told that an
//! answer is kept when it is on the disk. Who is signed in, who has which item and the order of the queue
//! are kept in memory, for all of it follows from the registry or may be lost.
//!
//! Every page is whole without scripts. `routes` is the list of pages and of who may see them.

mod agreement;
mod api;
mod app;
mod asked;
mod difference;
mod fhir;
mod guard;
mod leases;
mod limiter;
mod objecting;
mod pages;
mod password;
mod queue;
mod readers;
mod refusal;
mod routes;
mod scribe;
mod secret;
mod server;
mod sessions;
mod told;
mod words;

pub use password::hash_password;
pub use routes::{RouteRight, route_rights};
pub use secret::new_token;
pub use server::{ServerRequest, Tls, serve};
