//! The names that a person goes by beside the legal one.
//!
//! In: the records of a client and who tells its legal name. Out: every other name with a given name
//! and a surname, each once. Must never: tell a placeholder, or a name that an adoption replaced.

use super::seal::Seal;
use super::{Aspect, Speakers, Statement};
use crate::record::Field;
use crate::standardize::Rules;
use crate::table::{NO_NAME, NameCode};

/// The other names as they were sent, given name first, in order; `value` gives what the record of a
/// place has for a field.
pub fn aliases<'v>(
    statements: &[Statement],
    speakers: &Speakers,
    rules: &Rules,
    value: impl Fn(usize, Field) -> &'v str,
) -> Vec<String> {
    let seal = Seal::new(statements);
    let mut found = Found::new(statements, speakers);
    for (place, statement) in statements.iter().enumerate() {
        if seal.hides_aliases(statement) {
            continue;
        }
        let row = statement.row;
        let (first, last) = (Field::FirstName, Field::LastName);
        found.add((row.first, row.last), || full(value(place, first), value(place, last)));
        // On a birth certificate the other name is the one that was replaced.
        let has_alias = row.alias_first != NO_NAME || row.alias_last != NO_NAME;
        if !has_alias || statement.is_birth_record() {
            continue;
        }
        let or = |alias: NameCode, name: NameCode, of_alias: Field, of_name: Field| {
            if alias == NO_NAME { (name, of_name) } else { (alias, of_alias) }
        };
        let (given, first) = or(row.alias_first, row.first, Field::AliasFirstName, first);
        let (surname, last) = or(row.alias_last, row.last, Field::AliasLastName, last);
        found.add((given, surname), || full(value(place, first), value(place, last)));
    }
    let mut names = found.names;
    if !seal.is_replaced() {
        let told = |aspect, field| speakers.of(aspect).map_or("", |place| value(place, field));
        let legal =
            (told(Aspect::GivenName, Field::FirstName), told(Aspect::Surname, Field::LastName));
        let open = |&(_, one): &(usize, &Statement)| !seal.hides_aliases(one);
        for (place, _) in statements.iter().enumerate().filter(open) {
            add_further(value(place, Field::FurtherNames), legal, rules, &mut names);
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Names found so far, and the standard forms that need not be found again.
struct Found {
    known: Vec<(NameCode, NameCode)>,
    names: Vec<String>,
}

impl Found {
    fn new(statements: &[Statement], speakers: &Speakers) -> Found {
        let row = |aspect| speakers.of(aspect).map(|place| statements[place].row);
        let legal = row(Aspect::GivenName).zip(row(Aspect::Surname));
        let known = legal.map(|(given, surname)| (given.first, surname.last));
        Found { known: known.into_iter().collect(), names: Vec::new() }
    }

    fn add(&mut self, name: (NameCode, NameCode), text: impl FnOnce() -> String) {
        if name.0 != NO_NAME && name.1 != NO_NAME && !self.known.contains(&name) {
            self.known.push(name);
            self.names.push(text());
        }
    }
}

/// Adds the names of [`Field::FurtherNames`] that nobody has told yet.
fn add_further(list: &str, legal: (&str, &str), rules: &Rules, names: &mut Vec<String>) {
    for name in list.split('~').filter(|name| !name.is_empty()) {
        let mut parts = name.split('^').skip(1);
        let (last, first) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let standard = |first: &str, last: &str| {
            let (given, surname) = (rules.given_name(first).text, rules.surname(last).text);
            (!given.is_empty() && !surname.is_empty()).then(|| full(&given, &surname))
        };
        let Some(form) = standard(first, last) else { continue };
        // A full name is standardized as a surname: both have one form but for what is taken out.
        let is_known = |name: &String| rules.surname(name).text == form;
        if standard(legal.0, legal.1).as_ref() != Some(&form) && !names.iter().any(is_known) {
            names.push(full(first, last));
        }
    }
}

/// A whole name, without the sign that stands between names.
fn full(first: &str, last: &str) -> String {
    format!("{} {}", first.trim(), last.trim()).replace(';', " ")
}
