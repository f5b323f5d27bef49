//! What somebody truly was given, over the years: every dose once, whoever tells of it.
//!
//! In: a person's occasions. Out: true events in the order of their days, and what was refused. Must
//! never: know what a record says.

use crate::record::Date;

use super::super::person::{Household, Person};
use super::super::random::{Random, Stream};
use super::super::visits::Visit;
use super::super::world::World;
use super::habits::DoseHabits;
use super::occasions::{Occasion, Purpose, company, occasions};
use super::schedule::{Asked, Course};

/// A dose that was given.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Event {
    /// CVX code.
    pub(in super::super) vaccine: u16,
    /// The day.
    pub(in super::super) day: Date,
    /// By this facility; none if it was elsewhere.
    pub(in super::super) giver: Option<u32>,
    /// The person's record of that visit, from 1; 0 if the visit left none.
    pub(in super::super) turn: u16,
}

/// What is true of somebody's doses.
#[derive(Default)]
pub(in super::super) struct History {
    /// The doses given, by their days; the place of one is its number.
    pub(in super::super) events: Vec<Event>,
    /// What was refused at a visit with a record: its turn and the vaccine.
    pub(in super::super) refused: Vec<(u16, u16)>,
}

/// So many doses have numbers of their own; nobody has more.
pub(in super::super) const MOST_EVENTS: usize = 384;

/// The person's history.
pub(in super::super) fn history(
    world: &World,
    household: &Household,
    person: &Person,
    visits: &[Visit],
) -> History {
    let mut history = History::default();
    let mut course = Course::default();
    let company = company(household, person);
    let seed = world.options.seed;
    // What the grown had before anybody kept histories is not told; it only puts off the next.
    let last_tetanus = Random::new(seed, Stream::Given, company, u64::MAX).between(-3650, 3650);
    let last_tetanus = world.options.as_of.day_number() - 5000 + last_tetanus;
    for occasion in occasions(world, household, person, visits) {
        // One stream a day, not a person: what is put off or refused is so for all of one birth.
        let day = u64::from(occasion.day.packed());
        let mut random = Random::new(seed, Stream::Given, company, day);
        let elsewhere = DoseHabits::elsewhere();
        let habits = occasion.giver.map_or(&elsewhere, |place| &world.dose_habits[place as usize]);
        let asked = Asked {
            rates: &world.options.rates,
            habits,
            course: &course,
            age: occasion.day.day_number() - person.born.day_number(),
            day: occasion.day,
            purpose: occasion.purpose,
            reported: occasion.turn > 0,
            last_tetanus,
        };
        for vaccine in asked.due(&mut random) {
            take(world, &occasion, vaccine, &mut random, &mut history, &mut course);
        }
    }
    history
}

/// Gives a vaccine that is due, unless it is put off or refused.
fn take(
    world: &World,
    occasion: &Occasion,
    vaccine: u16,
    random: &mut Random,
    history: &mut History,
    course: &mut Course,
) {
    let rates = &world.options.rates;
    let (deferred, refused) =
        (random.chance(rates.dose_deferred), random.chance(rates.dose_refused));
    let Occasion { day, giver, turn, purpose } = *occasion;
    // The hospital's record of its newborn is the record of that dose.
    if purpose != Purpose::Birth {
        if refused && turn > 0 {
            history.refused.push((turn, vaccine));
        }
        if refused || deferred {
            return;
        }
    }
    if history.events.len() < MOST_EVENTS {
        history.events.push(Event { vaccine, day, giver, turn });
        course.give(vaccine, day);
    }
}
