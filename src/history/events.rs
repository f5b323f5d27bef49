//! Statements that stand, gathered into events.
//!
//! In: a client's statements that speak of doses. Out: for each its event, named by the statement that
//! is preferred. Must never: put into one event what is not near to its preferred statement, two doses
//! of one record, or two that one source says it gave on two days.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::statement::{Place, Reason, Sender, Statement};
use crate::record::{Completion, Date};
use crate::standardize::Families;

/// What makes a statement better than another, the best first. Those of one record that are equally
/// good are equal.
type Rank = (bool, bool, bool, Reverse<u32>, Reverse<Date>, u32);

fn rank(statement: &Statement) -> Rank {
    (
        !statement.is_administered(),
        statement.dose.completion != Completion::Complete,
        !statement.vaccine.specified,
        Reverse(statement.vaccine.families.count()),
        Reverse(statement.received),
        statement.record,
    )
}

/// Gathers the statements at some places into events: the best that speaks of no event yet begins one
/// and is preferred there; every other joins the nearest that it may join.
pub(super) fn gather(
    statements: &[Statement],
    mut places: Vec<u32>,
    window: i32,
    mut placed: impl FnMut(u32, Place),
) {
    let rank = |place: &u32| rank(&statements[*place as usize]);
    places.sort_unstable_by_key(|place| (rank(place), *place));
    let mut events = Events { statements, window, begun: BTreeSet::new(), claims: BTreeMap::new() };
    for equals in places.chunk_by_mut(|a, b| rank(a) == rank(b)) {
        // Of equals, the nearest first: it is the one that the event is about.
        if equals.len() > 1 {
            equals.sort_by_cached_key(|&place| {
                let days = events.nearest(place).map_or(i32::MAX, |(_, days)| days);
                (days, place)
            });
        }
        for &mut place in equals {
            let nearest = events.nearest(place);
            let (event, reason) = match nearest {
                Some((event, 0)) => (event, Reason::SameDay),
                Some((event, _)) => (event, Reason::NearDay),
                None => (place, Reason::Only),
            };
            events.join(place, event);
            placed(place, Place { event: Some(event), reason });
        }
    }
}

struct Events<'a> {
    statements: &'a [Statement<'a>],
    window: i32,
    /// Unknown code, day, and the preferred statement of each event.
    begun: BTreeSet<(u32, i32, u32)>,
    /// What a record, or the giver of doses, says of an event: on which day, against what.
    claims: BTreeMap<(u32, Sender, i32), Families>,
}

impl Events<'_> {
    fn day(&self, place: u32) -> i32 {
        self.statements[place as usize].dose.date.day_number()
    }

    /// The nearest event that a statement may join, and how many days off it is; of several the one
    /// with the best preferred statement.
    fn nearest(&self, place: u32) -> Option<(u32, i32)> {
        let (day, families) = (self.day(place), self.statements[place as usize].vaccine.families);
        let other = families.other();
        let around = (other, day - self.window, 0)..=(other, day + self.window, u32::MAX);
        let near = self.begun.range(around).map(|&(_, begun, event)| (event, (begun - day).abs()));
        let open = near.filter(|&(event, days)| {
            let of_event = self.statements[event as usize].vaccine;
            of_event.families.overlap(families)
                && days <= self.reach(place).min(self.reach(event))
                && !self.contradicts(place, event)
        });
        open.min_by_key(|&(event, days)| (days, rank(&self.statements[event as usize]), event))
    }

    /// How many days off a statement may be: fewer than lie between two doses.
    fn reach(&self, place: u32) -> i32 {
        self.window.min(i32::from(self.statements[place as usize].vaccine.closest_days) - 1)
    }

    /// Whether a statement's record, or whoever gave the dose, speaks of another day in the event.
    fn contradicts(&self, place: u32, event: u32) -> bool {
        let (day, families) = (self.day(place), self.statements[place as usize].vaccine.families);
        claimants(&self.statements[place as usize]).any(|claimant| {
            let days = (event, claimant, i32::MIN)..=(event, claimant, i32::MAX);
            let mut claims = self.claims.range(days);
            claims.any(|(&(.., of), claimed)| of != day && claimed.overlap(families))
        })
    }

    fn join(&mut self, place: u32, event: u32) {
        let (day, statement) = (self.day(place), &self.statements[place as usize]);
        let families = statement.vaccine.families;
        if place == event {
            self.begun.insert((families.other(), day, place));
        }
        for claimant in claimants(statement) {
            let claimed = self.claims.entry((event, claimant, day)).or_default();
            *claimed = claimed.or(families);
        }
    }
}

/// Who does not speak of one dose under two days: a record, and whoever says that it gave the dose.
fn claimants(statement: &Statement) -> impl Iterator<Item = Sender> + use<> {
    let giver = statement.is_administered().then_some(statement.sender);
    std::iter::once(Sender::OfRecord(statement.record)).chain(giver)
}
