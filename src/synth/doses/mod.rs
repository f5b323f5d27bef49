//! The doses of a person, and what its records say of them.
//!
//! In: a person with its visits. Out: rows of `doses.csv` with the truth about each. Must never: draw
//! from a stream of anything but doses: births and submissions are the same with doses or without.
//!
//! The way of a dose: `occasions` says when somebody could be vaccinated, `schedule` what is due then
//! (of the vaccines in `vaccine`), `history` puts the two together into true events; `told` makes of
//! them what each record says, by the habits of its facility (`habits`); `table` packs and words it.

mod habits;
mod history;
mod occasions;
mod schedule;
mod table;
#[cfg(test)]
mod tests;
mod told;
mod vaccine;

pub(super) use habits::DoseHabits;
pub(super) use history::history;
pub use table::Tally;
pub(super) use table::{DoseRows, Doses, WORDS};
pub(super) use told::Teller;
