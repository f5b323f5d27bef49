//! What happens to the truth on its way into a record. One file a part of the record; each takes what
//! is so and gives back what is written, and notes the kind of error.
//!
//! In: true values, the rates, one stream of draws. Out: written values and their [`Kinds`]. Must
//! never: note an error that did not change the value.

mod contact;
mod dates;
mod identity;
mod names;
mod spelling;
mod surnames;
mod typing;

pub(super) use contact::{contact, dressed_address};
pub(super) use dates::birth_date;
pub(super) use identity::{
    maiden_name, medical_record_number, order_of_birth, own_number, parents_name, sex, ssn,
};
pub(super) use names::{Written, written_names};
pub(super) use surnames::surname_on_chart;

use super::facility::{Habit, Profile};
use super::random::Random;
use super::rates::Rates;
use super::statement::{Kind, Kinds};

/// The luck of one record.
pub(super) struct Noise<'a> {
    /// Its draws.
    pub(super) random: Random,
    /// The rates.
    pub(super) rates: &'a Rates,
    /// The habits of its source.
    pub(super) profile: &'a Profile,
    /// What has gone wrong so far.
    pub(super) kinds: Kinds,
    dirt: f64,
    gaps: f64,
}

impl<'a> Noise<'a> {
    /// The luck that this stream holds, at this source.
    pub(super) fn new(mut random: Random, rates: &'a Rates, profile: &'a Profile) -> Noise<'a> {
        let dirt = random.dirtiness() * profile.care;
        // Gaps keep company, too: who leaves out the telephone leaves out the street.
        let gaps = profile.gaps * random.pick(&[0.4, 0.7, 1.0, 1.3, 1.6]);
        Noise { random, rates, profile, kinds: Kinds::default(), dirt, gaps }
    }

    /// Whether an error of this rate strikes, the record being as dirty as it is.
    pub(super) fn strikes(&mut self, rate: f64) -> bool {
        self.random.chance(rate * self.dirt)
    }

    /// The same of an error to which some sources are given: theirs more often, of the others the
    /// less.
    pub(super) fn strikes_by(&mut self, habit: Habit, rate: f64) -> bool {
        // One source in eight has the habit.
        let strength = self.rates.habit_strength.min(8.0);
        let factor = if self.profile.habit == habit { strength } else { (8.0 - strength) / 7.0 };
        self.strikes(rate * factor)
    }

    /// Whether a gap of this rate opens, record and source being what they are. What is missing half of the
    /// time or more is kept below certainty by squeezing, not cutting, so that the average stays.
    pub(super) fn gap(&mut self, rate: f64) -> bool {
        let room = if rate < 0.5 { rate } else { 1.0 - rate };
        self.random.chance(rate + room * (self.gaps - 1.0))
    }

    /// The value with an error of this rate in it, if it strikes and changes the value.
    fn struck(
        &mut self,
        rate: f64,
        kind: Kind,
        value: String,
        change: impl FnOnce(&mut Random, &str) -> Option<String>,
    ) -> String {
        if value.is_empty() || !self.strikes(rate) {
            return value;
        }
        match change(&mut self.random, &value) {
            Some(changed) if changed != value => {
                self.kinds.add(kind);
                changed
            }
            _ => value,
        }
    }
}
