//! Given names and surnames.

use super::level::{FirstName, LastName, MiddleName};
use crate::table::{NO_NAME, NameCode, Names, Row};
use crate::text::{fewest_slips, greatest_similarity, jaro_winkler, osa_within};

/// How alike two unequal names are as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// One letter added, left out, changed or swapped with its neighbour.
    Typo,
    /// Nearly the same, or it sounds so.
    Close,
    /// Some likeness.
    Similar,
    /// Two names.
    Different,
}

/// Below this many letters one letter is too much of a name for a slip of the pen.
const TYPO_LETTERS: usize = 4;
/// Nor two of a name of fewer than so many.
const TWO_SLIPS_LETTERS: usize = 6;
const CLOSE: f64 = 0.92;
const CLOSE_BY_SOUND: f64 = 0.85;
const SIMILAR: f64 = 0.82;

fn is_typo(a: NameCode, b: NameCode, names: &Names) -> bool {
    let (a, b) = (names.outline(a), names.outline(b));
    a.text.len().max(b.text.len()) >= TYPO_LETTERS
        && fewest_slips(a, b) <= 1
        && osa_within(a.text, b.text, 1)
}

/// Compares two unequal names letter by letter.
pub fn likeness(a: NameCode, b: NameCode, names: &Names) -> Likeness {
    if is_typo(a, b, names) {
        return Likeness::Typo;
    }
    let (one, other) = (names.outline(a), names.outline(b));
    // Most names that are not equal are two names, and their letters alone say so.
    let similarity = if greatest_similarity(one, other) >= SIMILAR {
        jaro_winkler(one.text, other.text)
    } else {
        0.0
    };
    let sounds_alike = || names.sound(a) == names.sound(b);
    let two_slips = || {
        one.text.len().max(other.text.len()) >= TWO_SLIPS_LETTERS
            && fewest_slips(one, other) <= 2
            && osa_within(one.text, other.text, 2)
    };
    if similarity >= CLOSE || (similarity >= CLOSE_BY_SOUND && sounds_alike()) {
        Likeness::Close
    } else if similarity >= SIMILAR || two_slips() {
        Likeness::Similar
    } else {
        Likeness::Different
    }
}

/// Compares given names, if that takes no look at their letters.
pub fn first_name_at_a_glance(a: &Row, b: &Row, names: &Names) -> Option<FirstName> {
    if a.first == NO_NAME || b.first == NO_NAME {
        return Some(FirstName::Missing);
    }
    // "J." and "J." may be Jane and June.
    let equal = || if is_letter(a.first, names) { FirstName::Initial } else { FirstName::Equal };
    (a.first == b.first).then(equal)
}

/// Compares two given names that are not the same; the middle names and surnames tell of names in the
/// wrong place.
pub fn first_name(a: &Row, b: &Row, names: &Names) -> FirstName {
    if let Some(level) = further_names(a, b, names) {
        return level;
    }
    if is_alias(a, b) || share(names.nicknames(a.first), names.nicknames(b.first)) {
        return FirstName::Nickname;
    }
    if are_swapped(a, b, names) {
        return FirstName::Swapped;
    }
    if are_crossed(a, b, names) {
        return FirstName::Crossed;
    }
    if is_letter(a.first, names) || is_letter(b.first, names) {
        return if initials_agree(a.first, b.first, names) {
            FirstName::Initial
        } else {
            FirstName::Different
        };
    }
    if is_cut_off(a.first, b.first, names) {
        return FirstName::Initial;
    }
    match likeness(a.first, b.first, names) {
        Likeness::Typo => FirstName::Typo,
        Likeness::Close => FirstName::Close,
        Likeness::Similar => FirstName::Similar,
        Likeness::Different if uses_initial(a, b, names) || uses_initial(b, a, names) => {
            FirstName::CrossedInitial
        }
        Likeness::Different => FirstName::Different,
    }
}

fn is_alias(a: &Row, b: &Row) -> bool {
    let same = |x: NameCode, y: NameCode| x != NO_NAME && x == y;
    same(a.alias_first, b.first)
        || same(b.alias_first, a.first)
        || same(a.alias_first, b.alias_first)
}

fn share<T: PartialEq>(some: &[T], others: &[T]) -> bool {
    some.iter().any(|one| others.contains(one))
}

fn is_letter(name: NameCode, names: &Names) -> bool {
    names.text(name).len() == 1
}

/// "Ma" for "Maximilian": so few letters that they are hardly a name of their own.
fn is_cut_off(a: NameCode, b: NameCode, names: &Names) -> bool {
    const LETTERS: usize = 2;
    let (a, b) = (names.text(a), names.text(b));
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() == LETTERS && long.starts_with(short)
}

fn initials_agree(a: NameCode, b: NameCode, names: &Names) -> bool {
    names.text(a).first() == names.text(b).first()
}

/// Given names of several tokens: "SELENA KAY" is SELENA with the middle name KAY, "MARIA LUZ" and
/// "MARIA SOL" are two children, "MARYANN" is "MARY ANN".
fn further_names(a: &Row, b: &Row, names: &Names) -> Option<FirstName> {
    if is_glued(a, b, names) || is_glued(b, a, names) {
        return Some(FirstName::Part);
    }
    if names.is_single(a.first) && names.is_single(b.first) {
        return None;
    }
    let (tokens_a, tokens_b) = (names.tokens(a.first), names.tokens(b.first));
    if without_spaces(a.first, names).eq(without_spaces(b.first, names)) {
        return Some(FirstName::Part);
    }
    if tokens_a[0] != tokens_b[0] {
        return None;
    }
    let rest = |tokens: &[NameCode], middle: NameCode| tokens.get(1).copied().unwrap_or(middle);
    let (rest_a, rest_b) = (rest(tokens_a, a.middle), rest(tokens_b, b.middle));
    let agree = rest_a == NO_NAME
        || rest_b == NO_NAME
        || names.tokens(rest_a)[0] == names.tokens(rest_b)[0]
        || ((is_letter(rest_a, names) || is_letter(rest_b, names))
            && initials_agree(rest_a, rest_b, names))
        || likeness(rest_a, rest_b, names) <= Likeness::Close;
    Some(if agree { FirstName::Part } else { FirstName::Different })
}

/// Whether `a`'s given name is both of `b`'s in one word: "GIANNITHOMAS" and "GIANNI", "THOMAS".
fn is_glued(a: &Row, b: &Row, names: &Names) -> bool {
    let (glued, first, middle) = (names.text(a.first), names.text(b.first), names.text(b.middle));
    middle.len() > 1
        && glued.len() == first.len() + middle.len()
        && glued.starts_with(first)
        && glued.ends_with(middle)
}

fn without_spaces(name: NameCode, names: &Names) -> impl Iterator<Item = u8> + '_ {
    names.text(name).iter().copied().filter(|&letter| letter != b' ')
}

/// One side's given name is among the other's middle names or later given names.
fn are_crossed(a: &Row, b: &Row, names: &Names) -> bool {
    uses_later_name(a, b, names) || uses_later_name(b, a, names)
}

fn uses_later_name(a: &Row, b: &Row, names: &Names) -> bool {
    if is_letter(a.first, names) || (b.middle == NO_NAME && names.tokens(b.first).len() < 2) {
        return false;
    }
    let later = names.tokens(b.first).get(1..).unwrap_or_default();
    let mut further = later.iter().chain(names.tokens(b.middle));
    further.any(|&name| name == a.first || is_typo(name, a.first, names))
}

/// Whether `a` is called by the name that `b` has as a middle initial.
fn uses_initial(a: &Row, b: &Row, names: &Names) -> bool {
    b.middle != NO_NAME && is_letter(b.middle, names) && initials_agree(a.first, b.middle, names)
}

/// The given name and surname of one are the surname and given name of the other; one of the two
/// may be a nickname or a slip of the pen.
fn are_swapped(a: &Row, b: &Row, names: &Names) -> bool {
    if [a.first, a.last, b.first, b.last].contains(&NO_NAME) {
        return false;
    }
    let within = |x: NameCode, y: NameCode| {
        x == y || names.tokens(y).contains(&x) || names.tokens(x).contains(&y)
    };
    let resembles = |x: NameCode, y: NameCode| {
        share(names.nicknames(x), names.nicknames(y)) || likeness(x, y, names) <= Likeness::Close
    };
    match (within(a.first, b.last), within(b.first, a.last)) {
        (true, true) => true,
        (true, false) => resembles(b.first, a.last),
        (false, true) => resembles(a.first, b.last),
        (false, false) => false,
    }
}

/// Compares middle names, if that takes no look at their letters.
pub fn middle_name_at_a_glance(a: &Row, b: &Row, names: &Names) -> Option<MiddleName> {
    if middle(a, names) == NO_NAME || middle(b, names) == NO_NAME {
        return Some(MiddleName::Missing);
    }
    let one_child = a.middle != NO_NAME && a.middle == b.middle && a.first == b.first;
    let equal = || if is_letter(a.middle, names) { MiddleName::Initial } else { MiddleName::Equal };
    one_child.then(equal)
}

/// Compares two middle names; a second given name stands in for a missing one.
pub fn middle_name(a: &Row, b: &Row, names: &Names) -> MiddleName {
    let (middle_a, middle_b) = (middle(a, names), middle(b, names));
    let crossed =
        || are_crossed(a, b, names) || uses_initial(a, b, names) || uses_initial(b, a, names);
    if a.first != b.first && crossed() {
        return MiddleName::Missing;
    }
    if is_letter(middle_a, names) || is_letter(middle_b, names) {
        let agree = initials_agree(middle_a, middle_b, names);
        return if agree { MiddleName::Initial } else { MiddleName::Different };
    }
    if middle_a == middle_b {
        return MiddleName::Equal;
    }
    let close = share(names.tokens(middle_a), names.tokens(middle_b))
        || share(names.nicknames(middle_a), names.nicknames(middle_b))
        || likeness(middle_a, middle_b, names) <= Likeness::Close;
    if close { MiddleName::Close } else { MiddleName::Different }
}

fn middle(row: &Row, names: &Names) -> NameCode {
    if row.middle != NO_NAME || row.first == NO_NAME {
        return row.middle;
    }
    names.tokens(row.first).get(1).copied().unwrap_or(NO_NAME)
}

/// Compares surnames, if that takes no look at their letters.
pub fn last_name_at_a_glance(a: &Row, b: &Row) -> Option<LastName> {
    if a.last == NO_NAME || b.last == NO_NAME {
        return Some(LastName::Missing);
    }
    (a.last == b.last).then_some(LastName::Equal)
}

/// Compares two surnames that are not the same; what is known of the mother tells of a newborn under
/// her name.
pub fn last_name(a: &Row, b: &Row, names: &Names) -> LastName {
    if let Some(level) = surname_tokens(a, b, names) {
        return level;
    }
    if a.first != b.first && are_swapped(a, b, names) {
        return LastName::Missing;
    }
    let likeness = likeness(a.last, b.last, names);
    match likeness {
        Likeness::Typo => return LastName::Typo,
        Likeness::Close => return LastName::Close,
        Likeness::Similar | Likeness::Different => {}
    }
    if under_mothers_name(a, b, names) || under_mothers_name(b, a, names) {
        return LastName::Mother;
    }
    if likeness == Likeness::Similar { LastName::Similar } else { LastName::Different }
}

/// Surnames as sets of tokens, particles aside.
fn surname_tokens(a: &Row, b: &Row, names: &Names) -> Option<LastName> {
    let same = |x: NameCode, y: NameCode| x != NO_NAME && x == y;
    if same(a.alias_last, b.last) || same(b.alias_last, a.last) {
        return Some(LastName::Part);
    }
    if names.is_single(a.last) && names.is_single(b.last) {
        return None;
    }
    let (tokens_a, tokens_b) = (names.significant(a.last), names.significant(b.last));
    let shared = tokens_a.iter().filter(|token| tokens_b.contains(token)).count();
    let (fewer, more) = (tokens_a.len().min(tokens_b.len()), tokens_a.len().max(tokens_b.len()));
    if shared == more || without_spaces(a.last, names).eq(without_spaces(b.last, names)) {
        Some(LastName::Reordered)
    } else if shared == fewer {
        Some(LastName::Part)
    } else if shared > 0 {
        Some(LastName::Shared)
    } else {
        None
    }
}

/// Whether `a` stands under a surname of the mother that `b` knows.
fn under_mothers_name(a: &Row, b: &Row, names: &Names) -> bool {
    let tokens = names.significant(a.last);
    let known = |name: NameCode| share(tokens, names.significant(name));
    known(b.maiden) || known(b.mother_last)
}
