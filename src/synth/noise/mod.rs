//! What happens to the truth on its way into a record. One file a part of the record; each takes what
//! is so and gives back what is written, and notes the kind of error.
//!
//! In: true values, the rates, one stream of draws. Out: written values and their [`Kinds`]. Must
//! never: note an error that did not change the value.

mod contact;
mod dates;
mod identity;
mod names;
mod typing;

pub(super) use contact::{contact, dressed_address};
pub(super) use dates::birth_date;
pub(super) use identity::{
    maiden_name, medical_record_number, order_of_birth, own_number, sex, ssn,
};
pub(super) use names::{Written, surname_on_chart, written_names};

use super::facility::Profile;
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
}

impl<'a> Noise<'a> {
    /// The luck that this stream holds, at this source.
    pub(super) fn new(mut random: Random, rates: &'a Rates, profile: &'a Profile) -> Noise<'a> {
        let dirt = random.dirtiness() * profile.care;
        Noise { random, rates, profile, kinds: Kinds::default(), dirt }
    }

    /// Whether an error of this rate strikes, the record being as dirty as it is.
    fn strikes(&mut self, rate: f64) -> bool {
        self.random.chance(rate * self.dirt)
    }

    /// Whether a gap of this rate opens, the source being what it is. What is missing half of the
    /// time or more is kept below certainty by squeezing, not cutting, so that the average stays.
    fn gap(&mut self, rate: f64) -> bool {
        let room = if rate < 0.5 { rate } else { 1.0 - rate };
        self.random.chance(rate + room * (self.profile.gaps - 1.0))
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
