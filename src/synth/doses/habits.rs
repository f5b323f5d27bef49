//! How a facility vaccinates and speaks of doses: the same with every record it sends.
//!
//! In: the rates. Out: habits, a set for each facility. Must never: shift a draw of anything but
//! doses.

use super::super::random::{Random, Stream};
use super::super::rates::Rates;

/// How it numbers the doses that others gave.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Numbers {
    /// All 9999: "no order".
    Nines,
    /// With numbers of its own.
    Own,
    /// Not at all.
    None,
}

/// A facility's habits with doses.
#[derive(Clone, Copy)]
pub(in super::super) struct DoseHabits {
    /// DTaP, hepatitis B and polio in one.
    pub(in super::super) combined: bool,
    /// MMR and varicella in one.
    pub(in super::super) mmrv: bool,
    /// The second maker's product, where two are about: rotavirus, meningococci, COVID-19.
    pub(in super::super) second_maker: bool,
    /// Sends all doses that it ever gave.
    pub(in super::super) snapshot: bool,
    /// Sends what others gave.
    pub(in super::super) history: bool,
    /// How it numbers the doses that others gave.
    pub(in super::super) numbers: Numbers,
}

impl DoseHabits {
    /// Of the facility at this place.
    pub(in super::super) fn new(rates: &Rates, seed: u64, place: usize) -> DoseHabits {
        let mut random = Random::new(seed, Stream::DoseHabits, place as u64, 0);
        DoseHabits {
            combined: random.chance(rates.combined_vaccine),
            mmrv: random.chance(rates.combined_mmrv),
            second_maker: random.chance(0.4),
            snapshot: random.chance(rates.snapshot_senders),
            history: random.chance(rates.history_senders),
            numbers: match (
                random.chance(rates.historical_9999),
                random.chance(rates.historical_numbered),
            ) {
                (true, _) => Numbers::Nines,
                (false, true) => Numbers::Own,
                (false, false) => Numbers::None,
            },
        }
    }

    /// Of somebody beyond the state.
    pub(in super::super) fn elsewhere() -> DoseHabits {
        DoseHabits {
            combined: false,
            mmrv: false,
            second_maker: false,
            snapshot: false,
            history: false,
            numbers: Numbers::None,
        }
    }
}
