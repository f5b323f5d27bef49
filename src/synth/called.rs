//! What somebody is called day by day, which may be no name on a certificate: a short form, the
//! middle name, another name altogether. It belongs to the person, so it comes back from source to
//! source.
//!
//! In: a person. Out: how often each way of being called gets into a record, and which name. Must
//! never: say what a record says; that is `noise`.

use super::heritage::Heritage;
use super::names::Name;
use super::person::Person;
use super::random::{Random, Stream};
use super::rates::Rates;
use super::world::World;

/// What a person is called.
pub(super) struct Called {
    /// Which of the short forms.
    pub(super) form: usize,
    /// Rate of short forms in the person's records.
    pub(super) nickname: f64,
    /// Rate of the middle name in place of the given name.
    pub(super) by_middle: f64,
    /// Rate of the other name.
    pub(super) otherwise: f64,
    other: Option<Name>,
}

/// Records with such a name that are of the people called so.
const THEIRS: f64 = 0.8;
/// How many times as many people go by another name whose own was not English.
const FOREIGN: f64 = 3.0;

impl Called {
    /// What this person is called.
    pub(super) fn of(world: &World, person: &Person) -> Called {
        let rates = &world.options.rates;
        let number = u64::from(person.number);
        let mut random = Random::new(world.options.seed, Stream::Called, number, 0);
        let by_nickname = random.chance(rates.called_by_nickname);
        let by_middle = random.chance(rates.called_by_middle);
        let form = random.index(4);
        let share = share_otherwise(rates, person.heritage);
        let other = random.chance(share).then(|| other_name(world, person, &mut random));
        Called {
            form,
            nickname: clumped(rates.nickname, rates.called_by_nickname, by_nickname),
            by_middle: clumped(rates.uses_middle, rates.called_by_middle, by_middle),
            otherwise: if other.is_some() {
                rates.other_name / rates.called_otherwise
            } else {
                0.0
            },
            other,
        }
    }

    /// The other name, if there is one.
    pub(super) fn other(&self) -> Option<&Name> {
        self.other.as_ref()
    }
}

/// A rate that is mostly made by those people of whom it is so.
fn clumped(rate: f64, share: f64, so: bool) -> f64 {
    if so { rate * THEIRS / share } else { rate * (1.0 - THEIRS) / (1.0 - share).max(0.01) }
}

fn share_otherwise(rates: &Rates, heritage: Heritage) -> f64 {
    let customs = heritage.customs();
    if customs.surname_first { rates.called_otherwise * FOREIGN } else { rates.called_otherwise }
}

/// People with a name from elsewhere mostly take an English one.
fn other_name(world: &World, person: &Person, random: &mut Random) -> Name {
    let heritage = if random.chance(0.6) { Heritage::English } else { person.heritage };
    world.names.given(heritage, person.sex, person.born.year(), random)
}
