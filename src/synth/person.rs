//! People and households as they truly are, over time.
//!
//! In: what `household` puts together. Out: what is so on a given day: who bears which name, who lives
//! where. Must never: know of records or errors.

use crate::record::{Date, Sex};

use super::heritage::Heritage;
use super::names::Name;
use super::places::Address;
use super::surname::Surname;

/// What somebody is in the household.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The mother, or a woman without children.
    Mother,
    /// The father, or a man without children.
    Father,
    /// A child of the two, however old.
    Child,
}

/// A surname and the day from which it is borne.
#[derive(Clone)]
pub(super) struct Named {
    /// From this day.
    pub(super) from: Date,
    /// This surname.
    pub(super) surname: Surname,
}

/// An address and the day from which somebody lives there.
#[derive(Clone, Copy)]
pub(super) struct Home {
    /// From this day.
    pub(super) from: Date,
    /// There.
    pub(super) address: Address,
    /// The mother's telephone and the father's while they live there.
    pub(super) phones: [u64; 2],
}

/// A child's mother before an adoption.
#[derive(Clone)]
pub(super) struct FormerMother {
    /// The day of the adoption.
    pub(super) until: Date,
    /// Her given name.
    pub(super) first: Name,
    /// Her surname at her birth.
    pub(super) maiden: Surname,
    /// Her surname at the child's.
    pub(super) last: Surname,
    /// Her date of birth.
    pub(super) born: Date,
}

/// Who is named as a child's mother.
pub(super) struct Mother<'a> {
    /// Given name.
    pub(super) first: &'a str,
    /// Surname of the day.
    pub(super) last: &'a Surname,
    /// Date of birth.
    pub(super) born: Date,
}

/// A birth in Massachusetts.
#[derive(Clone, Copy)]
pub(super) struct Delivery {
    /// Place of the hospital in the list of facilities; none for a birth at home.
    pub(super) hospital: Option<usize>,
    /// How many were born.
    pub(super) plurality: u8,
    /// Which of them this is, from 1.
    pub(super) order: u8,
    /// Hours and minutes as `HHMM`.
    pub(super) time: u16,
    /// Certificate number, once births are registered; 0 before 2012.
    pub(super) certificate: u32,
}

/// A person.
#[derive(Clone)]
pub(super) struct Person {
    /// The true id; [`OUTSIDE`] for parents of whom the registry never hears.
    pub(super) number: u32,
    /// Place in the household.
    pub(super) role: Role,
    /// Where the names come from.
    pub(super) heritage: Heritage,
    /// Given name.
    pub(super) first: Name,
    /// Another given name, until a day.
    pub(super) former_first: Option<(Date, Name)>,
    /// Further given names.
    pub(super) middle: Option<Name>,
    /// Jr, Sr or nothing.
    pub(super) suffix: &'static str,
    /// Sex.
    pub(super) sex: Sex,
    /// Date of birth.
    pub(super) born: Date,
    /// Surnames borne, the first from birth; never empty.
    pub(super) surnames: Vec<Named>,
    /// Mother's surname at her birth.
    pub(super) maiden: Surname,
    /// Another mother, until an adoption.
    pub(super) former_mother: Option<Box<FormerMother>>,
    /// Birth in Massachusetts.
    pub(super) delivery: Option<Delivery>,
    /// Homes of one's own, after leaving the parents', or the father's home in between.
    pub(super) homes: Vec<Home>,
    /// The day of death.
    pub(super) died: Option<Date>,
    /// A telephone of one's own, from sixteen.
    pub(super) phone: Option<u64>,
    /// Medicaid id; 0 for none.
    pub(super) medicaid: u64,
    /// Social security number.
    pub(super) ssn: u64,
    /// Whether the person objects to data sharing.
    pub(super) objects: bool,
}

/// The number of somebody of whom the registry never hears.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// People who live together, or did.
pub(super) struct Household {
    /// The true id.
    pub(super) number: u32,
    /// Mother first, then father, then children by age.
    pub(super) people: Vec<Person>,
    /// Homes, in order; never empty.
    pub(super) homes: Vec<Home>,
    /// E-mail.
    pub(super) email: Option<String>,
    /// When they live in a shelter or a nursing home, and in which of [`super::world::World`].
    pub(super) shelter: Option<(Date, Date, usize)>,
}

impl Person {
    /// Place in the list of surnames on this day.
    pub(super) fn surname_place(&self, day: Date) -> usize {
        self.surnames.iter().rposition(|named| named.from <= day).unwrap_or(0)
    }

    /// The given name on this day.
    pub(super) fn first_name(&self, day: Date) -> &Name {
        match &self.former_first {
            Some((until, former)) if day < *until => former,
            _ => &self.first,
        }
    }

    /// The mother before an adoption, on a day before it.
    pub(super) fn former_mother(&self, day: Date) -> Option<&FormerMother> {
        self.former_mother.as_deref().filter(|mother| day < mother.until)
    }

    /// Mother's surname at her birth, as far as was known on this day.
    pub(super) fn maiden(&self, day: Date) -> &Surname {
        self.former_mother(day).map_or(&self.maiden, |mother| &mother.maiden)
    }

    /// The day from which names are what they are now, if a child's have changed.
    pub(super) fn renamed(&self) -> Option<Date> {
        let surname = self.surnames.get(1).map(|named| named.from);
        surname.or(self.former_first.as_ref().map(|(day, _)| *day))
    }

    /// The surname on this day.
    pub(super) fn surname(&self, day: Date) -> &Surname {
        &self.surnames[self.surname_place(day)].surname
    }

    /// Whole years on this day, about.
    pub(super) fn age(&self, day: Date) -> i32 {
        (day.day_number() - self.born.day_number()) * 4 / 1461
    }

    /// One of two or more born together.
    pub(super) fn is_multiple(&self) -> bool {
        self.delivery.is_some_and(|delivery| delivery.plurality > 1)
    }
}

impl Household {
    /// The mother, if this household has one.
    pub(super) fn mother(&self) -> Option<&Person> {
        self.people.iter().find(|person| person.role == Role::Mother)
    }

    /// Who was this child's mother on this day.
    pub(super) fn mother_of<'a>(&'a self, child: &'a Person, day: Date) -> Option<Mother<'a>> {
        if child.role != Role::Child {
            return None;
        }
        if let Some(former) = child.former_mother(day) {
            return Some(Mother { first: &former.first, last: &former.last, born: former.born });
        }
        let mother = self.mother()?;
        Some(Mother { first: &mother.first, last: mother.surname(day), born: mother.born })
    }

    /// Another of its people, born by this day: whose chart a clerk may have before her.
    pub(super) fn relative(&self, person: &Person, day: Date, turn: u32) -> Option<&Person> {
        let others = || {
            self.people.iter().filter(|other| {
                other.born <= day && !std::ptr::eq(*other, person) && other.first != person.first
            })
        };
        others().nth(turn as usize % others().count().max(1))
    }

    /// The father, if he is known.
    pub(super) fn father(&self) -> Option<&Person> {
        self.people.iter().find(|person| person.role == Role::Father)
    }

    /// The children.
    pub(super) fn children(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.role == Role::Child)
    }

    /// How many of its people the registry may hear of.
    pub(super) fn counted(&self) -> usize {
        self.people.iter().filter(|person| person.number != OUTSIDE).count()
    }

    /// Where this person lives on this day, and the home before that one.
    pub(super) fn home(&self, person: &Person, day: Date) -> (Home, Option<Home>) {
        let last = |homes: &[Home]| homes.iter().rposition(|home| home.from <= day);
        match last(&person.homes) {
            Some(0) => (person.homes[0], Some(self.homes[last(&self.homes).unwrap_or(0)])),
            Some(place) => (person.homes[place], Some(person.homes[place - 1])),
            None => {
                let place = last(&self.homes).unwrap_or(0);
                (self.homes[place], place.checked_sub(1).map(|before| self.homes[before]))
            }
        }
    }
}
