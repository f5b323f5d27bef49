//! What senders say of their own earlier statements: said again, replaced, deleted.
//!
//! In: a client's statements. Out: for each whether it stands ([`Standing`]). Must never: let one
//! sender change what another says, or take the number of a visit for that of a dose.

use std::collections::BTreeMap;

use super::statement::{Reason, Sender, Statement};
use crate::record::{Date, DoseAction};
use crate::standardize::Families;

/// Whether a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is what its sender says now.
    Stands,
    /// Its sender's newer statement, at this place, speaks for it.
    SpokenFor(u32, Reason),
    /// It says nothing of a dose: it was withdrawn, or withdraws.
    Void(Reason),
}

/// When something was said: by the day the record was received; of one day, additions before
/// updates, before deletions.
type Moment = (Date, DoseAction, u32, u32);

fn moment(statements: &[Statement], place: u32) -> Moment {
    let statement = &statements[place as usize];
    (statement.received, statement.dose.action, statement.record, place)
}

/// Whether each statement stands.
pub(super) fn standings(statements: &[Statement]) -> Vec<Standing> {
    let mut standings = vec![Standing::Stands; statements.len()];
    let mut unnumbered: Vec<u32> = Vec::new();
    let mut numbered: Vec<u32> = Vec::new();
    for place in 0..statements.len() as u32 {
        let statement = &statements[place as usize];
        match is_a_number(statement.order_number) {
            true => numbered.push(place),
            false if statement.dose.action == DoseAction::Delete => unnumbered.push(place),
            false => {}
        }
    }
    let order = |&place: &u32| {
        let statement = &statements[place as usize];
        (statement.sender, statement.order_number)
    };
    numbered.sort_unstable_by(|a, b| {
        let moments = || moment(statements, *a).cmp(&moment(statements, *b));
        order(a).cmp(&order(b)).then_with(moments)
    });
    for said in numbered.chunk_by(|a, b| order(a) == order(b)) {
        let is_deletion =
            |place: &&u32| statements[**place as usize].dose.action == DoseAction::Delete;
        if is_of_a_visit(statements, said) || said.iter().all(|place| is_deletion(&place)) {
            unnumbered.extend(said.iter().filter(is_deletion));
        } else {
            settle(statements, said, &mut standings);
        }
    }
    withdraw(statements, &unnumbered, &mut standings);
    standings
}

/// Whether an order number names an order. 9999 is what a dose of unknown order is sent under.
pub fn is_a_number(text: &str) -> bool {
    const NOTHING: [&str; 6] = ["NA", "N/A", "NONE", "NULL", "UNK", "UNKNOWN"];
    let zeros = text.bytes().all(|byte| byte == b'0');
    let nines = text.len() >= 4 && text.bytes().all(|byte| byte == b'9');
    !zeros && !nines && !NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// Whether one record has doses against different things under the number: it is then the number of
/// all that was done at a visit.
fn is_of_a_visit(statements: &[Statement], said: &[u32]) -> bool {
    let mut by_record: BTreeMap<u32, Families> = BTreeMap::new();
    let mut of_several = false;
    for &place in said {
        let Statement { record, vaccine, .. } = statements[place as usize];
        let common = by_record.entry(record).or_insert(vaccine.families);
        *common = common.and(vaccine.families);
        of_several |= common.count() == 0;
    }
    of_several
}

/// What was said under one number, in the order in which it was said.
fn settle(statements: &[Statement], said: &[u32], standings: &mut [Standing]) {
    let action = |place: u32| statements[place as usize].dose.action;
    let last_deletion = said.iter().rposition(|&place| action(place) == DoseAction::Delete);
    let (gone, held) = said.split_at(last_deletion.map_or(0, |last| last + 1));
    for &place in gone {
        let deletes = action(place) == DoseAction::Delete;
        let reason = if deletes { Reason::Deletion } else { Reason::Deleted };
        standings[place as usize] = Standing::Void(reason);
    }
    let Some((&now, before)) = held.split_last() else { return };
    let mut reason = Reason::SaidAgain;
    let mut later = now;
    for &place in before.iter().rev() {
        if action(later) == DoseAction::Update {
            reason = Reason::Replaced;
        }
        standings[place as usize] = Standing::SpokenFor(now, reason);
        later = place;
    }
}

/// Deletions that name no order: each takes back what its sender has said before of that day and
/// family.
fn withdraw(statements: &[Statement], deletions: &[u32], standings: &mut [Standing]) {
    if deletions.is_empty() {
        return;
    }
    // By sender, day and unknown code: the last deletion of each vaccine, few as these are.
    let mut last: BTreeMap<(Sender, Date, u32), Vec<(Families, Moment)>> = BTreeMap::new();
    let key = |statement: &Statement| {
        (statement.sender, statement.dose.date, statement.vaccine.families.other())
    };
    for &place in deletions {
        let statement = &statements[place as usize];
        standings[place as usize] = Standing::Void(Reason::Deletion);
        let (families, moment) = (statement.vaccine.families, moment(statements, place));
        let of_day = last.entry(key(statement)).or_default();
        match of_day.iter_mut().find(|(of, _)| *of == families) {
            Some((_, latest)) => *latest = moment.max(*latest),
            None => of_day.push((families, moment)),
        }
    }
    for (place, statement) in (0..).zip(statements) {
        if standings[place as usize] != Standing::Stands {
            continue;
        }
        let of_day = last.get(&key(statement)).map_or(&[][..], Vec::as_slice);
        let is_withdrawn = of_day.iter().any(|(families, deleted)| {
            families.overlap(statement.vaccine.families) && *deleted > moment(statements, place)
        });
        if is_withdrawn {
            standings[place as usize] = Standing::Void(Reason::Deleted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_a_number;

    #[test]
    fn what_names_no_order_is_no_number() {
        for text in ["", "0", "000", "9999", "99999", "none", "N/A"] {
            assert!(!is_a_number(text), "{text}");
        }
        for text in ["1", "99", "9998", "A9999", "55120"] {
            assert!(is_a_number(text), "{text}");
        }
    }
}
