//! What each record says of doses: those given at its visit, the facility's own earlier ones, those
//! of others as it knows them, and what goes wrong.
//!
//! In: a person's history and visits. Out: statements about doses, record by record. Must never: say
//! anything of a day after the record's, or before the birth.

use crate::record::{Completion, Date, DoseAction};

use super::super::household::days_after;
use super::super::person::Person;
use super::super::random::{Random, Stream, mix, scramble};
use super::super::rates::Rates;
use super::super::visits::Visit;
use super::super::world::World;
use super::habits::{DoseHabits, Numbers};
use super::history::{Event, History, MOST_EVENTS};
use super::schedule::CLOSEST;
use super::vaccine::{families, vaccine_of};

/// No facility: it was elsewhere, or is not said.
pub(in super::super) const NOWHERE: u32 = u32::MAX;
/// No true event: the dose was refused, or never was.
pub(in super::super) const NO_EVENT: u16 = u16::MAX;

/// One statement about a dose.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Told {
    /// The number under which the source files it; 0 for none.
    pub(in super::super) order: u64,
    /// Which of the records packed with it says so; known once it is packed.
    pub(in super::super) record: u32,
    /// The day that is said.
    pub(in super::super) date: Date,
    /// Who gave it, or [`NOWHERE`].
    pub(in super::super) giver: u32,
    /// The lot's number; 0 for none.
    pub(in super::super) lot: u32,
    /// CVX code.
    pub(in super::super) vaccine: u16,
    /// Number of the true event, or [`NO_EVENT`].
    pub(in super::super) event: u16,
    /// NIP001: 0 administered, else historical.
    pub(in super::super) source: u8,
    /// Whether it was given.
    pub(in super::super) completion: Completion,
    /// What is to be done with the statement.
    pub(in super::super) action: DoseAction,
}

/// What one facility knows of a dose that another gave.
struct Known {
    known: bool,
    off: i32,
    unspecified: bool,
    in_parts: bool,
    giver: bool,
    source: u8,
}

/// All that is said of one person's doses.
pub(in super::super) struct Teller<'a> {
    world: &'a World<'a>,
    person: &'a Person,
    visits: &'a [Visit],
    history: &'a History,
    /// Doses told under a wrong day first: the event and that day.
    redated: Vec<(usize, Date)>,
    /// Doses that never were: the turn of the record, and the vaccine.
    mistaken: Vec<(u16, u16)>,
}

impl<'a> Teller<'a> {
    /// Of this person.
    pub(in super::super) fn new(
        world: &'a World<'a>,
        person: &'a Person,
        visits: &'a [Visit],
        history: &'a History,
    ) -> Teller<'a> {
        let mut teller =
            Teller { world, person, visits, history, redated: Vec::new(), mistaken: Vec::new() };
        for turn in 1..=visits.len() as u16 {
            if teller.next_of_facility(turn).is_some() {
                teller.go_wrong(turn);
            }
        }
        teller
    }

    fn rates(&self) -> &'a Rates {
        &self.world.options.rates
    }

    fn visit(&self, turn: u16) -> Visit {
        self.visits[usize::from(turn) - 1]
    }

    /// The person's next record from the same facility.
    fn next_of_facility(&self, turn: u16) -> Option<u16> {
        let facility = self.visit(turn).facility;
        (turn + 1..=self.visits.len() as u16).find(|&next| self.visit(next).facility == facility)
    }

    /// The record from the same facility before this one.
    fn last_of_facility(&self, turn: u16) -> Option<u16> {
        let facility = self.visit(turn).facility;
        (1..turn).rev().find(|&last| self.visit(last).facility == facility)
    }

    /// What goes wrong in this record, and is put right in the facility's next.
    fn go_wrong(&mut self, turn: u16) {
        let (number, rates) = (u64::from(self.person.number), self.rates());
        let seed = self.world.options.seed;
        let mut random = Random::new(seed, Stream::DoseErrors, number, u64::from(turn));
        let day = self.visit(turn).day;
        if random.chance(rates.dose_in_error) {
            let vaccine = *random.pick(&[3, 21, 83, 48, 10, 115, 150, 33]);
            if !self.is_near_truth(vaccine, day) {
                self.mistaken.push((turn, vaccine));
            }
        }
        for (place, event) in self.history.events.iter().enumerate() {
            if event.turn != turn || !random.chance(rates.dose_redated) {
                continue;
            }
            let wrong = days_after(event.day, -random.between(1, 40));
            if wrong >= self.person.born {
                self.redated.push((place, wrong));
            }
        }
    }

    /// Whether anything of the vaccine's families was given about this day.
    fn is_near_truth(&self, vaccine: u16, day: Date) -> bool {
        self.history.events.iter().any(|event| {
            (event.day.day_number() - day.day_number()).abs() <= CLOSEST
                && families(event.vaccine).iter().any(|of| families(vaccine).contains(of))
        })
    }

    /// What the facility of a record knows of everybody else's doses: the same in each of its records.
    fn known(&self, facility: usize) -> Vec<Known> {
        let (rates, number) = (self.rates(), u64::from(self.person.number));
        let seed = self.world.options.seed;
        let mut random = Random::new(seed, Stream::DoseChart, number, facility as u64);
        let known = |event: &Event| {
            let at_birth =
                event.vaccine == 8 && event.day.day_number() - self.person.born.day_number() < 4;
            Known {
                known: random.chance(rates.history_known),
                off: match random.chance(rates.historical_date_off) {
                    true => random.between(1, 3) * if random.chance(0.5) { 1 } else { -1 },
                    false => 0,
                },
                unspecified: random.chance(rates.vaccine_unspecified),
                in_parts: random.chance(rates.combination_in_parts),
                giver: random.chance(rates.historical_giver),
                source: match () {
                    () if at_birth && random.chance(rates.birth_dose_certificate) => 6,
                    () if random.chance(rates.historical_other_code) => {
                        *random.pick(&[2, 3, 4, 5, 7, 8])
                    }
                    () => 1,
                },
            }
        };
        self.history.events.iter().map(known).collect()
    }

    /// What the record of this turn says.
    pub(in super::super) fn record(&self, turn: u16) -> Vec<Told> {
        let visit = self.visit(turn);
        let habits = &self.world.dose_habits[visit.facility];
        let mut told = Vec::new();
        self.own(turn, habits, &mut told);
        self.refused(turn, &mut told);
        self.mistakes(turn, &mut told);
        if habits.history && !visit.newborn {
            self.history_of_others(turn, habits, &mut told);
        }
        told
    }

    /// The doses of the visit, earlier ones of a facility that repeats them, and corrected ones.
    fn own(&self, turn: u16, habits: &DoseHabits, told: &mut Vec<Told>) {
        let visit = self.visit(turn);
        let last = self.last_of_facility(turn);
        for (place, event) in self.history.events.iter().enumerate() {
            if event.giver != Some(visit.facility as u32) || event.day > visit.day {
                continue;
            }
            let now = event.turn == turn;
            let before = event.turn < turn && (event.day < visit.day || event.turn > 0);
            let wrong = self.redated.iter().find(|(of, _)| *of == place).map(|(_, day)| *day);
            let corrects = wrong.is_some() && Some(event.turn) == last;
            if !(now || before && (habits.snapshot || corrects)) {
                continue;
            }
            let action = if corrects { DoseAction::Update } else { DoseAction::Add };
            let date = wrong.filter(|_| now).unwrap_or(event.day);
            let number = self.order(visit.facility, place);
            let dose = self.administered(visit.facility, (event.vaccine, event.day), number);
            told.push(Told { event: place as u16, action, date, ..dose });
        }
    }

    fn administered(&self, facility: usize, (vaccine, date): (u16, Date), order: u64) -> Told {
        // Who leaves out the lot once has not got it: it is missing whenever the dose is told.
        let missing = self.rates().lot_missing * 1024.0;
        let lot =
            if (mix(order) & 1023) as f64 >= missing { lot(vaccine, facility, date) } else { 0 };
        Told {
            order,
            record: 0,
            date,
            giver: facility as u32,
            lot,
            vaccine,
            event: NO_EVENT,
            source: 0,
            completion: Completion::Complete,
            action: DoseAction::Add,
        }
    }

    fn refused(&self, turn: u16, told: &mut Vec<Told>) {
        let visit = self.visit(turn);
        for (place, &(of, vaccine)) in self.history.refused.iter().enumerate() {
            if of == turn {
                let order = self.order(visit.facility, MOST_EVENTS + place % 64);
                let dose = self.administered(visit.facility, (vaccine, visit.day), order);
                told.push(Told { completion: Completion::Refused, lot: 0, ..dose });
            }
        }
    }

    /// Doses that never were, and the deletion of those of the facility's record before.
    fn mistakes(&self, turn: u16, told: &mut Vec<Told>) {
        let facility = self.visit(turn).facility;
        let last = self.last_of_facility(turn);
        for &(of, vaccine) in &self.mistaken {
            let action = match of {
                of if of == turn => DoseAction::Add,
                of if Some(of) == last => DoseAction::Delete,
                _ => continue,
            };
            let order = self.order(facility, MOST_EVENTS + 64 + usize::from(of % 64));
            let date = self.visit(of).day;
            let dose = self.administered(facility, (vaccine, date), order);
            told.push(Told { action, ..dose });
        }
    }

    /// What others gave, as far as the facility has heard of it.
    fn history_of_others(&self, turn: u16, habits: &DoseHabits, told: &mut Vec<Told>) {
        let visit = self.visit(turn);
        for (place, known) in self.known(visit.facility).into_iter().enumerate() {
            let event = self.history.events[place];
            if !known.known || event.giver == Some(visit.facility as u32) || event.day >= visit.day
            {
                continue;
            }
            let off = days_after(event.day, known.off);
            let date = if off < self.person.born { event.day } else { off };
            // A day that has not come yet is not told.
            if date > visit.day {
                continue;
            }
            for (part, vaccine) in said(event.vaccine, &known).into_iter().enumerate() {
                let order = match habits.numbers {
                    Numbers::Nines => 9999,
                    Numbers::Own => self.order(visit.facility, 512 + place * 4 + part),
                    Numbers::None => 0,
                };
                let giver = event.giver.filter(|_| known.giver).unwrap_or(NOWHERE);
                told.push(Told {
                    order,
                    record: 0,
                    date,
                    giver,
                    lot: 0,
                    vaccine,
                    event: place as u16,
                    source: known.source,
                    completion: Completion::Complete,
                    action: DoseAction::Add,
                });
            }
        }
    }

    /// The number under which a facility files one thing about the person: no two have the same.
    fn order(&self, facility: usize, thing: usize) -> u64 {
        let bits = 64 - (self.world.options.people as u64).leading_zeros() + 11;
        let key = mix(self.world.options.seed ^ mix(facility as u64 + 0x0d05e));
        let number = u64::from(self.person.number) << 11 | thing as u64;
        scramble(key, bits.div_ceil(2), number) + 100_000
    }
}

/// The codes by which a facility tells of a vaccine that another gave.
fn said(vaccine: u16, known: &Known) -> Vec<u16> {
    let Some(listed) = vaccine_of(vaccine) else { return vec![vaccine] };
    let combined = listed.families.len() > 1;
    match listed.otherwise {
        [] => vec![vaccine],
        parts if combined && known.in_parts => parts.to_vec(),
        [unspecified] if !combined && known.unspecified => vec![*unspecified],
        _ => vec![vaccine],
    }
}

/// Lots are used up in about a quarter of a year.
fn lot(vaccine: u16, facility: usize, date: Date) -> u32 {
    let quarter = u64::from(date.year()) * 4 + u64::from(date.month() - 1) / 3;
    let one = mix(u64::from(vaccine) << 32 | facility as u64) ^ quarter;
    (mix(one) % LOTS) as u32 + 1
}

/// How many lots have names: two letters and four digits.
const LOTS: u64 = 26 * 26 * 10_000;
