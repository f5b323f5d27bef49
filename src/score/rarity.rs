//! Which agreements gain or lose by the rarity of the value, and in which classes.
//!
//! In a class whose members agree on a field by chance, agreeing on a rare value is rarer still; one
//! person, or a family, holds a rare value as readily as a common one (see
//! [`crate::table::Frequencies`]).

use super::class::CLASSES;
use crate::compare::{
    Address, BirthDate, Contact, FirstName, LastName, Level, MaidenName, Mother, Signature,
};
use crate::table::{Frequencies, Row};

/// Calls `adjust(comparison, bits, classes)` for each agreement whose value is rarer or commoner
/// than most: in the `classes` its probability changes by that many bits.
pub fn rarities(
    signature: Signature,
    a: &Row,
    b: &Row,
    frequencies: &Frequencies,
    mut adjust: impl FnMut(usize, f64, &[bool; CLASSES]),
) {
    rarities_of_names(signature, a, frequencies, &mut adjust);
    let bits = |number| match number {
        Number::BirthDate => frequencies.birth(a),
        Number::Address => frequencies.address(a),
        Number::Phone => frequencies.phone(a),
    };
    rarities_of_numbers(signature, a, b, bits, adjust);
}

/// A value that is no name; how rare it is has to be looked up in a large table.
#[derive(Clone, Copy)]
pub enum Number {
    /// Date of birth.
    BirthDate,
    /// Street and house.
    Address,
    /// Telephone number.
    Phone,
}

/// [`rarities`] of names alone.
pub fn rarities_of_names(
    signature: Signature,
    a: &Row,
    frequencies: &Frequencies,
    mut adjust: impl FnMut(usize, f64, &[bool; CLASSES]),
) {
    if signature.is(FirstName::Equal) {
        adjust(FirstName::COMPARISON, frequencies.first.bits(a.first), &NOT_MATCH);
    }
    if signature.is(LastName::Equal) {
        adjust(LastName::COMPARISON, frequencies.last.bits(a.last), &STRANGERS);
    }
    if signature.is(MaidenName::Equal) {
        adjust(MaidenName::COMPARISON, frequencies.maiden.bits(a.maiden), &STRANGERS);
    }
    if signature.is(Mother::Name) {
        adjust(Mother::COMPARISON, frequencies.mother_first.bits(a.mother_first), &STRANGERS);
    }
}

/// [`rarities`] of all but names; `bits` says how rare the value is that both records hold.
pub fn rarities_of_numbers(
    signature: Signature,
    a: &Row,
    b: &Row,
    bits: impl Fn(Number) -> f64,
    mut adjust: impl FnMut(usize, f64, &[bool; CLASSES]),
) {
    if signature.is(BirthDate::Equal) {
        adjust(BirthDate::COMPARISON, bits(Number::BirthDate), &OTHER_DATES);
    }
    if signature.is(Address::Same) || signature.is(Address::House) {
        adjust(Address::COMPARISON, bits(Number::Address), &STRANGERS);
    }
    if signature.is(Contact::Equal) && a.phone == b.phone && a.phone != 0 {
        adjust(Contact::COMPARISON, bits(Number::Phone), &STRANGERS);
    }
}

const NOT_MATCH: [bool; CLASSES] = [false, true, true, true, true, true, true];
const STRANGERS: [bool; CLASSES] = [false, false, false, true, true, true, true];
const OTHER_DATES: [bool; CLASSES] = [false, false, true, true, false, false, true];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Class;

    #[test]
    fn the_tables_of_classes_say_what_the_classes_say_of_themselves() {
        for class in Class::ALL {
            let (index, is_match) = (class as usize, class == Class::Match);
            assert_eq!(NOT_MATCH[index], !is_match);
            assert_eq!(STRANGERS[index], !is_match && !class.is_family());
            assert_eq!(OTHER_DATES[index], !is_match && !class.is_same_birth_date());
        }
    }
}
