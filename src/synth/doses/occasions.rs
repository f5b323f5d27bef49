//! When somebody could be vaccinated: the visits that leave records, and those that leave none.
//!
//! In: a person, the household, the visits. Out: occasions by their days. Children of one birth are
//! brought together: their days are drawn once for all of them, and where one has a visit the others
//! mostly come along. Must never: lie before the birth, after a death or after the day of the run.

use crate::record::Date;

use super::super::household::{date, days_after};
use super::super::person::{Household, Person, Role};
use super::super::random::{Random, Stream};
use super::super::visits::{Visit, usual_facility, visits};
use super::super::world::World;

/// What may be given on an occasion.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Purpose {
    /// The dose of the day of birth.
    Birth,
    /// Whatever is due.
    Whatever,
    /// Influenza, and COVID-19 if it is due.
    Autumn,
    /// COVID-19 alone.
    Covid,
}

/// A day on which somebody could be vaccinated.
#[derive(Clone, Copy)]
pub(in super::super) struct Occasion {
    /// The day.
    pub(in super::super) day: Date,
    /// By this facility; none if it was elsewhere.
    pub(in super::super) giver: Option<u32>,
    /// The person's record of it, from 1; 0 if there is none.
    pub(in super::super) turn: u16,
    /// What may be given.
    pub(in super::super) purpose: Purpose,
}

/// Whoever was born earlier was vaccinated as a child before anybody kept histories.
const HISTORIES_KEPT: (u16, u8, u8) = (1992, 1, 1);
/// Ages of well-child visits in days: 2, 4, 6, 9, 12, 15, 18 months, 2, 4, 5, 11, 12, 16, 17 years.
const WELL_CHILD: [i32; 14] =
    [61, 122, 183, 274, 366, 457, 548, 731, 1461, 1826, 4018, 4383, 5844, 6209];
/// A visit with a record takes the place of one that was planned so many days before or after it.
const IN_PLACE: std::ops::RangeInclusive<i32> = -45..=21;
/// The first autumns of which the grown remember their influenza vaccine.
const FIRST_AUTUMN: u16 = 2009;
/// Vaccination against COVID-19 begins, for the grown and for children of 5 to 15.
const COVID_BEGINS: [(u16, u8, u8); 2] = [(2021, 1, 20), (2021, 11, 8)];

/// Whose draws of days and doses these are: those of all children of one birth together, a grown
/// person's alone.
pub(in super::super) fn company(household: &Household, person: &Person) -> u64 {
    match person.role {
        Role::Child => {
            u64::from(household.number) << 32 | u64::from(person.born.day_number() as u32)
        }
        _ => 1 << 63 | u64::from(person.number),
    }
}

/// The others of one birth, with whom the person is brought to visits.
fn others<'a>(household: &'a Household, person: &'a Person) -> impl Iterator<Item = &'a Person> {
    household.children().filter(move |other| {
        person.role == Role::Child && other.born == person.born && !std::ptr::eq(*other, person)
    })
}

/// The person's occasions.
pub(super) fn occasions(
    world: &World,
    household: &Household,
    person: &Person,
    own: &[Visit],
) -> Vec<Occasion> {
    let company = company(household, person);
    let mut made = Made {
        world,
        household,
        person,
        company,
        last: person.died.unwrap_or(world.options.as_of).min(world.options.as_of),
        reported: own.iter().filter(|visit| !visit.deceased).map(|v| (*v, true)).collect(),
        occasions: Vec::with_capacity(32),
    };
    for other in others(household, person) {
        let theirs = visits(world, household, other).into_iter().filter(|visit| !visit.deceased);
        made.reported.extend(theirs.map(|visit| (visit, false)));
    }
    made.visits(own);
    made.birth();
    made.well_child();
    made.autumns();
    made.covid();
    let mut occasions = made.occasions;
    occasions.sort_by_key(|it| (it.day, it.purpose, it.turn == 0, it.turn, it.giver));
    occasions
}

struct Made<'a> {
    world: &'a World<'a>,
    household: &'a Household,
    person: &'a Person,
    company: u64,
    last: Date,
    /// Visits with records, of all who were born together, and whether they are the person's own.
    reported: Vec<(Visit, bool)>,
    occasions: Vec<Occasion>,
}

impl Made<'_> {
    fn random(&self, stream: Stream, number: u64) -> Random {
        Random::new(self.world.options.seed, stream, self.company, number)
    }

    fn add(&mut self, day: Date, giver: Option<usize>, turn: u16, purpose: Purpose) {
        if day >= self.person.born && day <= self.last {
            let giver = giver.map(|place| place as u32);
            self.occasions.push(Occasion { day, giver, turn, purpose });
        }
    }

    fn usual(&self, day: Date) -> usize {
        usual_facility(self.world, self.household, self.person, day)
    }

    fn is_child_of_histories(&self) -> bool {
        self.person.role == Role::Child && self.person.born >= date(HISTORIES_KEPT)
    }

    /// The person's own visits, and those of the others of one birth to which it came along.
    fn visits(&mut self, own: &[Visit]) {
        for (visit, turn) in own.iter().zip(1..) {
            if !visit.deceased && !visit.newborn {
                self.add(visit.day, Some(visit.facility), turn, Purpose::Whatever);
            }
        }
        for (visit, _) in self.reported.clone().into_iter().filter(|(_, own)| !own) {
            let number = u64::from(visit.day.packed()) << 32 | visit.facility as u64;
            let together = self.world.options.rates.multiples_together;
            if !visit.newborn
                && self.person.age(visit.day) < 16
                && self.random(Stream::Schedule, number).chance(together)
            {
                self.add(visit.day, Some(visit.facility), 0, Purpose::Whatever);
            }
        }
    }

    /// The dose of the day of birth: where the hospital reports it of one it has given it to all.
    fn birth(&mut self) {
        let mut random = self.random(Stream::Schedule, 0);
        let drawn = random.chance(self.world.options.rates.birth_dose_given);
        let day = days_after(self.person.born, random.between(0, 1));
        let newborn = || self.reported.iter().filter(|(visit, _)| visit.newborn);
        let told = newborn().map(|(visit, _)| visit.day).min();
        let turn = u16::from(newborn().any(|(_, own)| *own));
        let hospital = self.person.delivery.and_then(|delivery| delivery.hospital);
        if told.is_some() || (drawn && self.is_child_of_histories()) {
            self.add(told.unwrap_or(day), hospital, turn, Purpose::Birth);
        }
    }

    fn well_child(&mut self) {
        if !self.is_child_of_histories() {
            return;
        }
        let rates = &self.world.options.rates;
        for (age, number) in WELL_CHILD.into_iter().zip(1..) {
            let mut random = self.random(Stream::Schedule, number);
            let late = random.between(0, 10) + random.between(0, if age < 700 { 14 } else { 200 });
            let day = days_after(self.person.born, age - 3 + late);
            let (missed, elsewhere) =
                (random.chance(rates.visit_missed), random.chance(rates.visit_elsewhere));
            let replaced = self.reported.iter().any(|(visit, _)| {
                !visit.newborn && IN_PLACE.contains(&(day.day_number() - visit.day.day_number()))
            });
            if !missed && !replaced && day <= self.last {
                let giver = (!elsewhere).then(|| self.usual(day));
                self.add(day, giver, 0, Purpose::Whatever);
            }
        }
    }

    /// Autumn after autumn: a household goes on one day, but not everybody goes each year.
    fn autumns(&mut self) {
        let first = match self.is_child_of_histories() {
            true => self.person.born.year(),
            false => FIRST_AUTUMN,
        };
        for year in first..=self.last.year() {
            let mut autumn = Random::new(
                self.world.options.seed,
                Stream::Autumn,
                u64::from(self.household.number),
                u64::from(year),
            );
            let mut random = self.random(Stream::Schedule, 100 + u64::from(year));
            let day = days_after(date((year, 9, 8)), autumn.between(0, 75));
            let alone = random.between(0, 90);
            let age = self.person.age(day);
            let rates = &self.world.options.rates;
            let (share, day) = match age < 19 {
                true => (rates.influenza_child, day),
                false => (rates.influenza_adult, days_after(date((year, 9, 8)), alone)),
            };
            let is_childhood_unknown = age < 19 && !self.is_child_of_histories();
            let visited = self.reported.iter().any(|(visit, _)| {
                visit.day.year() == year && (9..=12).contains(&visit.day.month())
            });
            if random.chance(share) && !visited && !is_childhood_unknown && day <= self.last {
                self.add(day, Some(self.usual(day)), 0, Purpose::Autumn);
            }
        }
    }

    /// The first two doses against COVID-19.
    fn covid(&mut self) {
        let mut random = self.random(Stream::Schedule, 50);
        let begun = random.chance(self.world.options.rates.covid_begun);
        let child = self.person.age(date(COVID_BEGINS[1])) < 16;
        let first = days_after(date(COVID_BEGINS[usize::from(child)]), random.between(0, 150));
        let second = days_after(first, random.between(21, 40));
        if begun && self.person.age(first) >= 5 && second <= self.last {
            for day in [first, second] {
                self.add(day, Some(self.usual(day)), 0, Purpose::Covid);
            }
        }
    }
}
