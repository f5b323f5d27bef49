//! Names of people (XPN): the patient's own, and the mother's maiden name.
//!
//! In: PID-5 and PID-6. Out: the legal name, one alias, the further names. Must never: drop a name.

use std::borrow::Cow;

use super::notes::{Notes, Place, code};
use super::row::Row;
use super::syntax::Element;
use crate::record::Field;

/// One name.
pub struct Name<'m> {
    /// XPN.7, in capitals: L, A, M …
    pub kind: String,
    /// The surname, of however many parts.
    pub family: Cow<'m, str>,
    /// The given name.
    pub given: Cow<'m, str>,
    middle: Cow<'m, str>,
    suffix: Cow<'m, str>,
}

impl<'m> Name<'m> {
    /// One repetition of a name.
    pub fn of(name: Element<'m>) -> Name<'m> {
        Name {
            kind: name.component(7).value().to_ascii_uppercase(),
            family: family(name.component(1)),
            given: name.part(2),
            middle: name.part(3),
            suffix: name.part(4),
        }
    }

    /// Whether it names nobody.
    pub fn is_blank(&self) -> bool {
        self.family.is_empty() && self.given.is_empty()
    }
}

/// A surname (FN): the whole of it stands first. What is only said in its parts is added, the prefix
/// before it and the partner's name behind it.
fn family(name: Element) -> Cow<str> {
    let part = |number| name.subcomponent(number).value();
    let [whole, prefix, own, partner_prefix, partner] = [1, 2, 3, 4, 5].map(part);
    if [&prefix, &own, &partner_prefix, &partner].iter().all(|part| part.is_empty()) {
        return whole;
    }
    let own = if whole.is_empty() { own } else { whole };
    let mut family = String::new();
    for part in [&prefix, &own, &partner_prefix, &partner] {
        let words = |text: &str| text.to_lowercase();
        let is_said = words(&family).contains(&words(part));
        let is_prefix_of_whole = std::ptr::eq(part, &prefix) && words(&own).contains(&words(part));
        if part.is_empty() || is_said || is_prefix_of_whole {
            continue;
        }
        if !family.is_empty() {
            family.push(' ');
        }
        family.push_str(part);
    }
    Cow::Owned(family)
}

/// PID-5.
pub fn read_names<'m>(field: Element<'m>, row: &mut Row<'m>, notes: &mut Notes) {
    let mut names: Vec<Name> = field.repetitions().map(|(_, name)| Name::of(name)).collect();
    names.retain(|name| !name.is_blank());
    let of_kind = |kind: &str| names.iter().position(|name| name.kind == kind);
    let legal = of_kind("L").or_else(|| of_kind("")).unwrap_or(0);
    let place = Place::segment("PID").field(5);
    if names.is_empty() {
        notes.warning(place, code::MISSING, "no name");
        return;
    }
    let name = names.remove(legal);
    note_gaps(&name, place, notes);
    row.fill(Field::LastName, name.family);
    row.fill(Field::FirstName, name.given);
    row.fill(Field::MiddleName, name.middle);
    row.fill(Field::Suffix, name.suffix);
    let mut others = names.into_iter();
    if let Some(alias) = others.next() {
        row.fill(Field::AliasLastName, alias.family);
        row.fill(Field::AliasFirstName, alias.given);
    }
    for name in others {
        row.list(Field::FurtherNames, &[&name.kind, &name.family, &name.given, &name.middle]);
    }
}

fn note_gaps(name: &Name, place: Place, notes: &mut Notes) {
    if name.family.is_empty() {
        notes.warning(place, code::MISSING, "no surname");
    }
    if name.given.is_empty() {
        notes.warning(place, code::MISSING, "no given name");
    }
    if [&name.family, &name.given, &name.middle].iter().any(|part| is_test(part)) {
        notes.warning(place, code::INTERNAL, "the name is one that is given to test patients");
    }
}

/// Whether nobody but a test patient is called so.
fn is_test(name: &str) -> bool {
    let mut words = name.split(|letter: char| !letter.is_alphabetic());
    let starts_with = |word: &str, start: &str| {
        word.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    words.any(|word| word.eq_ignore_ascii_case("TEST") || starts_with(word, "ZZ"))
}

/// PID-6: the mother's maiden name, if there are several the one that says so.
pub fn read_mother<'m>(field: Element<'m>, row: &mut Row<'m>) {
    let mut names: Vec<Name> = field.repetitions().map(|(_, name)| Name::of(name)).collect();
    names.retain(|name| !name.is_blank());
    let maiden = names.iter().position(|name| name.kind == "M").unwrap_or(0);
    if let Some(name) = names.into_iter().nth(maiden) {
        row.fill(Field::MotherMaidenName, name.family);
        row.fill(Field::MotherFirstName, name.given);
    }
}
