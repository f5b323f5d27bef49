//! The mother: her surnames, her given name, her birth date; a guardian where she is not named.

use super::level::{MaidenName, Mother};
use super::name::{Likeness, likeness};
use crate::table::{NO_NAME, NameCode, Names, Row};

/// Compares the mother's surname at birth, or her present one where that is all there is, if that takes
/// no look at their letters.
pub fn maiden_name_at_a_glance(a: &Row, b: &Row) -> Option<MaidenName> {
    if a.maiden == NO_NAME || b.maiden == NO_NAME {
        return Some(married_name(a, b));
    }
    (a.maiden == b.maiden).then_some(MaidenName::Equal)
}

/// Compares two mothers' surnames at birth that are not the same.
pub fn maiden_name(a: &Row, b: &Row, names: &Names) -> MaidenName {
    let (tokens_a, tokens_b) = (names.significant(a.maiden), names.significant(b.maiden));
    if tokens_a.iter().any(|token| tokens_b.contains(token)) {
        return MaidenName::Part;
    }
    if likeness(a.maiden, b.maiden, names) <= Likeness::Close {
        return MaidenName::Close;
    }
    // A known misuse: the field holds the child's own surname. Such a value denies nothing.
    if is_misused(a) || is_misused(b) { MaidenName::Missing } else { MaidenName::Different }
}

fn is_misused(row: &Row) -> bool {
    row.maiden == row.last || row.maiden == row.mother_last
}

/// Her present surname is evidence of its own only where it is not simply the child's.
fn married_name(a: &Row, b: &Row) -> MaidenName {
    let of = |row: &Row| if row.mother_last != NO_NAME { row.mother_last } else { row.maiden };
    let (name_a, name_b) = (of(a), of(b));
    let telling = name_a != a.last || name_b != b.last;
    if name_a != NO_NAME && name_a == name_b && telling {
        MaidenName::Married
    } else {
        MaidenName::Missing
    }
}

/// Compares the mother's given name and birth date, then guardians, if that takes no look at letters.
pub fn mother_at_a_glance(a: &Row, b: &Row) -> Option<Mother> {
    let birth = has_one_mothers_birth_date(a, b);
    if a.mother_first == NO_NAME || b.mother_first == NO_NAME {
        return Some(if birth { Mother::Birth } else { guardian(a, b) });
    }
    let equal = || if birth { Mother::NameAndBirth } else { Mother::Name };
    (a.mother_first == b.mother_first).then(equal)
}

fn has_one_mothers_birth_date(a: &Row, b: &Row) -> bool {
    a.mother_birth.is_some() && a.mother_birth == b.mother_birth
}

/// Compares two mothers of unequal given names.
pub fn mother(a: &Row, b: &Row, names: &Names) -> Mother {
    let birth = has_one_mothers_birth_date(a, b);
    let alike = is_same_given_name(a.mother_first, b.mother_first, names);
    match (alike, birth) {
        (true, true) => Mother::NameAndBirth,
        (true, false) => Mother::Close,
        (false, true) => Mother::Birth,
        (false, false) => Mother::Different,
    }
}

fn is_same_given_name(a: NameCode, b: NameCode, names: &Names) -> bool {
    let nicknames = names.nicknames(b);
    names.tokens(a)[0] == names.tokens(b)[0]
        || names.nicknames(a).iter().any(|class| nicknames.contains(class))
        || likeness(a, b, names) <= Likeness::Close
}

/// A guardian who agrees is evidence; one who does not may be the other parent, which is none.
fn guardian(a: &Row, b: &Row) -> Mother {
    let parents_a = [a.mother_first, a.guardian_first];
    let parents_b = [b.mother_first, b.guardian_first];
    let agree = parents_a.iter().any(|&parent| parent != NO_NAME && parents_b.contains(&parent));
    if agree { Mother::Guardian } else { Mother::Missing }
}
