//! Each client's vaccination history: every dose once, however many records tell of it.
//!
//! In: what a client's records say of doses, the table of vaccines, the settings. Out: for each
//! statement its event, whether it is the preferred one there, and the reason. Must never: know how
//! records were linked, change a statement, or let the order of anything show.
//!
//! A provider repeats its doses with every message, another tells them as history a day off or in
//! other words, a third deletes what it entered by mistake. So first the senders' own corrections are
//! heeded (`orders`): under one order number of one sender the newest statement speaks for the older
//! ones, a deletion takes them back. Then what stands is gathered (`events`), the best first: a
//! statement joins the nearest event of whose preferred statement it shares a family, on the same day
//! or few days off; else it begins an event. As nearness counts from the preferred statement, events
//! do not grow from day to day. The parts of a combination join the combination, each by its family.

mod events;
mod orders;
mod statement;

pub use orders::is_a_number;
pub use statement::{Place, Reason, Sender, Statement};

use crate::record::{Completion, Date};
use crate::settings::HistorySettings;
use orders::Standing;

/// What becomes of each of a client's statements, of which those of one record stand in one order.
/// `birth` is the client's, if known.
pub fn consolidate(
    statements: &[Statement],
    birth: Date,
    as_of: Date,
    settings: &HistorySettings,
) -> Vec<Place> {
    let standings = orders::standings(statements);
    let mut places = vec![Place { event: None, reason: Reason::Only }; statements.len()];
    let mut given: Vec<u32> = Vec::with_capacity(statements.len());
    for (place, (standing, statement)) in (0u32..).zip(standings.iter().zip(statements)) {
        match standing {
            Standing::Void(reason) => places[place as usize].reason = *reason,
            Standing::SpokenFor(..) => {}
            Standing::Stands => match is_no_event(statement, birth, as_of) {
                Some(reason) => places[place as usize].reason = reason,
                None => given.push(place),
            },
        }
    }
    let window = i32::from(settings.window_days);
    events::gather(statements, given, window, |place, put| places[place as usize] = put);
    for (place, standing) in standings.iter().enumerate() {
        if let Standing::SpokenFor(by, reason) = *standing {
            places[place] = Place { event: places[by as usize].event, reason };
        }
    }
    name_the_best(&mut places);
    places
}

/// Why what is said is not a dose that the client was given.
fn is_no_event(statement: &Statement, birth: Date, as_of: Date) -> Option<Reason> {
    let dose = &statement.dose;
    match dose.completion {
        Completion::Refused => Some(Reason::Refused),
        Completion::NotAdministered => Some(Reason::NotAdministered),
        _ if dose.date > as_of => Some(Reason::AfterRun),
        _ if dose.date < birth => Some(Reason::BeforeBirth),
        _ => None,
    }
}

/// A preferred statement that others stand beside is the best, not the only one.
fn name_the_best(places: &mut [Place]) {
    for place in 0..places.len() {
        let Some(event) = places[place].event.map(|event| event as usize) else { continue };
        if event != place {
            places[event].reason = Reason::Best;
        }
    }
}

#[cfg(test)]
mod tests;
