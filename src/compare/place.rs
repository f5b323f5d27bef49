//! Addresses, telephone numbers and identifiers.

use super::level::{Address, Contact, Identifier};
use crate::table::Row;
use crate::text::{is_one_slip, jaro_winkler};
use crate::texts::Texts;

/// Street names this alike differ by a slip of the pen.
const CLOSE_STREET: f64 = 0.9;

/// Compares where the two live, from the house to the town, if that takes no look at letters.
pub fn address_at_a_glance(a: &Row, b: &Row) -> Option<Address> {
    let known = both(a.street, b.street) || both(a.zip, b.zip) || both(a.city, b.city);
    if !known {
        return Some(Address::Missing);
    }
    if both(a.street, b.street) {
        let same_number = a.number == b.number;
        if a.street != b.street {
            let may_be_close = same_number && a.number != 0 && !are_two_towns(a, b);
            return if may_be_close { None } else { Some(area(a, b)) };
        }
        if !are_two_towns(a, b) {
            return Some(match (same_number, a.unit == b.unit) {
                (true, true) => Address::Same,
                (true, false) => Address::House,
                (false, _) if both(a.number, b.number) => Address::Street,
                (false, _) => Address::House,
            });
        }
    }
    Some(area(a, b))
}

/// Compares two addresses of one number in streets of two names.
pub fn address(a: &Row, b: &Row, streets: &Texts) -> Address {
    let close = jaro_winkler(streets.text(a.street), streets.text(b.street)) >= CLOSE_STREET;
    if close { Address::Close } else { area(a, b) }
}

/// Main Street 12 is in every town: two towns with two ZIP codes are two houses.
fn are_two_towns(a: &Row, b: &Row) -> bool {
    let differ = |x: u32, y: u32| both(x, y) && x != y;
    let other_zip = || !is_one_slip(a.zip.into(), b.zip.into());
    differ(a.zip, b.zip) && differ(a.city, b.city) && other_zip()
}

fn area(a: &Row, b: &Row) -> Address {
    let same = |x: u32, y: u32| x != 0 && x == y;
    if same(a.zip, b.zip) {
        Address::Zip
    } else if same(a.city, b.city) {
        Address::City
    } else {
        Address::Different
    }
}

fn both(x: u32, y: u32) -> bool {
    x != 0 && y != 0
}

/// Compares telephone numbers and e-mail addresses; one that agrees is enough.
pub fn contact(a: &Row, b: &Row) -> Contact {
    let same = |x: u64, y: u64| x != 0 && x == y;
    let both = |x: u64, y: u64| x != 0 && y != 0;
    if same(a.phone, b.phone) || same(a.email, b.email) {
        return Contact::Equal;
    }
    if both(a.phone, b.phone) {
        let close = is_one_slip(a.phone, b.phone);
        return if close { Contact::Close } else { Contact::Different };
    }
    if both(a.email, b.email) { Contact::Different } else { Contact::Missing }
}

/// Compares the numbers given to a person. A medical record number means something only within one
/// authority, and there a person may have several: it can agree but not differ.
pub fn identifier(a: &Row, b: &Row) -> Identifier {
    let (mut agree, mut differ) = (false, false);
    for (x, y) in [
        (a.certificate, b.certificate),
        (a.medicaid, b.medicaid),
        (u64::from(a.ssn), u64::from(b.ssn)),
    ] {
        agree |= x != 0 && x == y;
        differ |= x != 0 && y != 0 && x != y;
    }
    agree |= a.mrn != 0 && a.mrn == b.mrn;
    // Twins are given numbers that follow one another: such two are no slip of the pen.
    let close = a.ssn != 0
        && b.ssn != 0
        && a.ssn.abs_diff(b.ssn) > 1
        && is_one_slip(a.ssn.into(), b.ssn.into());
    match (agree, differ) {
        (true, false) => Identifier::Equal,
        (true, true) => Identifier::Mixed,
        (false, true) if close => Identifier::Close,
        (false, true) => Identifier::Different,
        (false, false) => Identifier::Missing,
    }
}
