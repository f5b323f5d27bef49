//! What an amended certificate puts out of sight.
//!
//! When a child is adopted vital records replace the certificate under the same number. From then on
//! the old name and the old mother are used to find the person, and shown to nobody: neither what the
//! old version says, nor what a provider said before it could know, nor what one goes on saying.

use super::statement::Statement;
use crate::table::{Flags, NO_NAME, NameCode, Row};

/// The birth record that stands, and what came before it.
pub struct Seal<'s, 'r> {
    statements: &'s [Statement<'r>],
    current: Option<&'s Statement<'r>>,
    replaced: bool,
}

impl<'s, 'r> Seal<'s, 'r> {
    /// What is sealed among the records of one client.
    pub fn new(statements: &'s [Statement<'r>]) -> Seal<'s, 'r> {
        let newest = statements
            .iter()
            .filter(|one| one.is_birth_record() && !one.row.flags.has(Flags::SUPERSEDED));
        let current =
            newest.max_by_key(|one| (!one.is_withdrawn(), one.date, std::cmp::Reverse(one.number)));
        let replaced = current.is_some_and(|current| {
            let older = |old| replaces(current.row, old);
            has_former_name(current.row) || superseded(statements).any(older)
        });
        Seal { statements, current, replaced }
    }

    /// Whether the certificate says otherwise now than an earlier version who the child or its mother is.
    pub fn is_replaced(&self) -> bool {
        self.replaced
    }

    /// Whether a record may tell neither the person's name nor the mother.
    pub fn hides(&self, statement: &Statement) -> bool {
        let Some(current) = self.current.filter(|_| self.replaced) else { return false };
        statement.number != current.number
            && (statement.is_withdrawn()
                || statement.date < current.date
                || is_former_name(current.row, statement.row)
                || superseded(self.statements)
                    .any(|old| is_said_again(old, current.row, statement.row)))
    }

    /// Whether a record's names may not be told as aliases: whoever amended the certificate may have had
    /// an adoption for it, even if the version before is not known.
    pub fn hides_aliases(&self, statement: &Statement) -> bool {
        let amended = self.current.filter(|current| current.amended);
        self.hides(statement) || amended.is_some_and(|current| statement.date < current.date)
    }
}

fn superseded<'s>(statements: &'s [Statement]) -> impl Iterator<Item = &'s Row> {
    statements.iter().map(|one| one.row).filter(|row| row.flags.has(Flags::SUPERSEDED))
}

/// Whether the certificate itself says what the person was called before it was amended.
fn has_former_name(current: &Row) -> bool {
    let differs = |alias: NameCode, name: NameCode| alias != NO_NAME && alias != name;
    differs(current.alias_last, current.last) || differs(current.alias_first, current.first)
}

/// Whether a record bears the name that the certificate gives as the former one.
fn is_former_name(current: &Row, row: &Row) -> bool {
    let is_former = |alias: NameCode, name: NameCode, now: NameCode| {
        alias != NO_NAME && alias == name && name != now
    };
    is_former(current.alias_last, row.last, current.last)
        || is_former(current.alias_first, row.first, current.first)
}

/// The child's names, and the mother's.
fn names(row: &Row) -> ([NameCode; 2], [NameCode; 2]) {
    ([row.first, row.last], [row.maiden, row.mother_first])
}

/// Whether a version names another child or mother than an older one; a name that was not yet given
/// is not replaced by the one that is.
fn replaces(current: &Row, old: &Row) -> bool {
    let ((childs, mothers), (old_childs, old_mothers)) = (names(current), names(old));
    let renamed =
        |(now, then): (NameCode, NameCode)| now != NO_NAME && then != NO_NAME && now != then;
    let no_more = |(now, then): (NameCode, NameCode)| then != NO_NAME && now != then;
    childs.into_iter().zip(old_childs).any(renamed)
        || mothers.into_iter().zip(old_mothers).any(no_more)
}

/// Whether a record says again what the old version said and the current one does not.
fn is_said_again(old: &Row, current: &Row, row: &Row) -> bool {
    let all = |row: &Row| {
        let (childs, mothers) = names(row);
        [childs[0], childs[1], mothers[0], mothers[1]]
    };
    let (old, current, said) = (all(old), all(current), all(row));
    (0..old.len())
        .any(|name| old[name] != NO_NAME && old[name] != current[name] && old[name] == said[name])
}
