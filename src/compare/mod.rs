//! The fourth stage: what agrees between two records, as levels.
//!
//! In: two rows and the names they refer to. Out: a [`Signature`], one level a comparison. Must
//! never: weigh anything, look beyond the two records, or depend on which of them comes first.

mod birth;
mod doses;
mod level;
mod mother;
mod name;
mod place;
#[cfg(test)]
mod tests;

pub use birth::has_mothers_birth_date;
pub use level::*;

use crate::table::{Names, Row, Table};

/// Compares two records.
pub fn compare(a: &Row, b: &Row, table: &Table) -> Signature {
    let whole = look_closer(glance(a, b, &table.names), a, b, table, |_, _| true);
    whole.expect("nothing stops it")
}

/// What codes, dates and numbers tell of two records. Where letters must be looked at the comparison is
/// left [`OPEN`]; see [`may_turn_out`].
pub fn glance(a: &Row, b: &Row, names: &Names) -> Signature {
    Signature::default()
        .with(sources(a, b))
        .with_or_open(name::first_name_at_a_glance(a, b, names))
        .with_or_open(name::middle_name_at_a_glance(a, b, names))
        .with_or_open(name::last_name_at_a_glance(a, b))
        .with(generation(a, b))
        .with(birth::birth_date(a, b))
        .with(birth::sex(a, b))
        .with_or_open(mother::maiden_name_at_a_glance(a, b))
        .with_or_open(mother::mother_at_a_glance(a, b))
        .with(birth::multiple_birth(a, b))
        .with_or_open(place::address_at_a_glance(a, b))
        .with(place::contact(a, b))
        .with(place::identifier(a, b))
        .with_or_open(doses::doses_at_a_glance(a, b))
}

/// Whether a comparison that a [`glance`] leaves open may come to this level: full agreement is seen at a
/// glance.
pub fn may_turn_out(comparison: usize, level: u8) -> bool {
    let is = |other: Signature| Signature::default().with_level(comparison, level) == other;
    let seen_at_a_glance = [
        Signature::default().with(FirstName::Equal),
        Signature::default().with(LastName::Equal),
        Signature::default().with(MaidenName::Equal),
        Signature::default().with(MaidenName::Married),
        Signature::default().with(Mother::Name),
        Signature::default().with(Address::Same),
        Signature::default().with(Address::House),
        Signature::default().with(Address::Street),
    ];
    !seen_at_a_glance.into_iter().any(is)
}

/// Makes the comparisons that a [`glance`] left open, those that tell most first, as long as `goes_on`
/// holds of what each has come to, comparison and level. Nothing if it has stopped.
pub fn look_closer(
    glance: Signature,
    a: &Row,
    b: &Row,
    table: &Table,
    goes_on: impl FnMut(usize, u8) -> bool,
) -> Option<Signature> {
    let (names, mut look) = (&table.names, Look { signature: glance, goes_on });
    look.close(|| name::last_name(a, b, names))?;
    look.close(|| name::first_name(a, b, names))?;
    look.close(|| mother::maiden_name(a, b, names))?;
    look.close(|| name::middle_name(a, b, names))?;
    look.close(|| mother::mother(a, b, names))?;
    look.close(|| place::address(a, b, &table.streets))?;
    look.close(|| doses::doses(a, b, &table.dose_days))?;
    Some(look.signature)
}

struct Look<F> {
    signature: Signature,
    goes_on: F,
}

impl<F: FnMut(usize, u8) -> bool> Look<F> {
    fn close<L: Level>(&mut self, level: impl FnOnce() -> L) -> Option<()> {
        if !self.signature.is_open(L::COMPARISON) {
            return Some(());
        }
        let level = level();
        self.signature = self.signature.closed(level);
        (self.goes_on)(L::COMPARISON, level.number()).then_some(())
    }
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
