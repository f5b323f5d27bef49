//! What a newborn is called before it has a name: "BABY BOY", "BABYGIRL A", "Wendysgirl".
//!
//! In: the child and its mother. Out: the name fields of a placeholder. Must never: hold the child's
//! own given name.

use crate::record::{Date, Sex};

use super::noise::{Noise, Written};
use super::person::{Household, Person};
use super::statement::Kind;

/// The placeholder that a birth hospital writes.
pub(super) fn placeholder(
    noise: &mut Noise,
    household: &Household,
    child: &Person,
    day: Date,
) -> Written {
    noise.kinds.add(Kind::PlaceholderName);
    let own = child.surname(day).full();
    let mother = household.mother_of(child, day);
    let last = match mother.as_ref().map(|mother| mother.last.full()) {
        Some(hers) if hers != own && noise.random.chance(noise.rates.under_mothers_surname) => {
            noise.kinds.add(Kind::UnderMothersSurname);
            hers
        }
        _ => own,
    };
    let first = given(noise, child, mother.map_or("Mother", |mother| mother.first));
    Written { first, middle: String::new(), last, suffix: String::new() }
}

fn given(noise: &mut Noise, child: &Person, mother: &str) -> String {
    let sex = if child.sex == Sex::Male { "Boy" } else { "Girl" };
    let order = child.delivery.filter(|_| child.is_multiple()).map(|delivery| delivery.order);
    let lower = sex.to_lowercase();
    let mother = mother.replace(' ', "");
    match (noise.random.weighted(&[26, 20, 10, 6, 4, 6, 3, 25]), order) {
        (0, None) => format!("Baby {sex}"),
        (1, None) => format!("Baby{lower}"),
        (2, None) => format!("B{}", &sex[..1]),
        (3, None) => sex.to_owned(),
        (4, None) => "Newborn".to_owned(),
        (5, None) => format!("Infant {sex}"),
        (6, None) => "Baby".to_owned(),
        (_, None) => format!("{mother}s{lower}"),
        (0, Some(order)) => format!("Baby {sex} {}", ordinal(order)),
        (1, Some(order)) => format!("Baby{lower} {}", ordinal(order)),
        (2, Some(order)) => format!("B{}{order}", &sex[..1]),
        (3, Some(order)) => format!("{sex} {}", ordinal(order)),
        (4, Some(order)) => format!("Twin {}", ordinal(order)),
        (5, Some(order)) => format!("Baby {sex} {order}"),
        // The order is lost: nobody can tell which of the two it is.
        (6, Some(_)) => format!("Baby {sex}"),
        (_, Some(order)) => format!("{order}{mother}s{lower}"),
    }
}

/// A, B, C.
fn ordinal(order: u8) -> char {
    char::from(b'A' + order.saturating_sub(1))
}
