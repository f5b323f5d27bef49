//! The fourth stage: what agrees between two records, as levels.
//!
//! In: two rows and the names they refer to. Out: a [`Signature`], one level a comparison. Must
//! never: weigh anything, look beyond the two records, or depend on which of them comes first.

mod birth;
mod level;
mod mother;
mod name;
mod place;
#[cfg(test)]
mod tests;

pub use birth::has_mothers_birth_date;
pub use level::*;

use crate::table::{Row, Table};

/// Compares two records.
pub fn compare(a: &Row, b: &Row, table: &Table) -> Signature {
    let names = &table.names;
    Signature::default()
        .with(sources(a, b))
        .with(name::first_name(a, b, names))
        .with(name::middle_name(a, b, names))
        .with(name::last_name(a, b, names))
        .with(generation(a, b))
        .with(birth::birth_date(a, b))
        .with(birth::sex(a, b))
        .with(mother::maiden_name(a, b, names))
        .with(mother::mother(a, b, names))
        .with(birth::multiple_birth(a, b))
        .with(place::address(a, b, &table.streets))
        .with(place::contact(a, b))
        .with(place::identifier(a, b))
}

fn sources(a: &Row, b: &Row) -> Sources {
    match (a.is_birth_record(), b.is_birth_record()) {
        (true, true) => Sources::Births,
        (false, false) => Sources::Submissions,
        _ => Sources::BirthAndSubmission,
    }
}

fn generation(a: &Row, b: &Row) -> Generation {
    match (a.suffix, b.suffix) {
        (Some(a), Some(b)) if a == b => Generation::Equal,
        (Some(_), Some(_)) => Generation::Different,
        _ => Generation::Missing,
    }
}
