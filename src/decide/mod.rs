//! The sixth stage: what is decided about a pair.
//!
//! In: a pair's signature, rows and weight, and the thresholds. Out: `link`, `review` or `apart`,
//! and the guards that hold. Must never: link against a guard. (What becomes of a pair in the end is
//! for [`crate::resolve`] to say, which sees the other records too.)

mod guard;
mod reasons;

pub use guard::{Guard, Guards};
pub use reasons::guards;

use crate::compare::{BirthDate, FirstName, LastName, Signature};
use crate::record::Decision;
use crate::settings::DecideSettings;

/// A pair above the floor, with what is decided of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The smaller record number.
    pub a: u32,
    /// The larger record number.
    pub b: u32,
    /// The passes that found it, as bits.
    pub passes: u32,
    /// Its levels.
    pub signature: Signature,
    /// Its weight in bits.
    pub weight: f64,
    /// What holds against a link.
    pub guards: Guards,
    /// What is decided.
    pub decision: Decision,
    /// Whether a person has decided it.
    pub answered: bool,
}

impl Pair {
    /// Leaves the pair to a person, for one more reason.
    pub fn hold(&mut self, guard: Guard) {
        self.guards = self.guards.with(guard, true);
        self.decision = self.decision.min(guard.at_most());
    }
}

/// Against such odds a look is not worth a person's time.
const HOPELESS_BITS: f64 = -4.5;

/// Where the birth dates differ, a pair that is hardly more likely than not is hardly ever one person.
fn least_for_review(guards: Guards, settings: &DecideSettings) -> f64 {
    if guards.has(Guard::BirthDateConflict) { settings.link } else { settings.review }
}

/// Whether a pair is written down: if it weighs more than the floor, or if names and birth date agree,
/// so that somebody may ask for the reason. (So are two versions of one certificate.)
pub fn is_on_record(signature: Signature, weight: f64, settings: &DecideSettings) -> bool {
    weight >= settings.floor
        || (signature.is(FirstName::Equal)
            && signature.is(LastName::Equal)
            && signature.is(BirthDate::Equal))
}

/// The band that a weight falls into, raised and then lowered by the guards; and the guards that count:
/// a link is not worth a look for being likely.
pub fn decide(weight: f64, guards: Guards, settings: &DecideSettings) -> (Decision, Guards) {
    let band = if weight >= settings.link {
        Decision::Link
    } else if weight >= least_for_review(guards, settings) {
        Decision::Review
    } else {
        Decision::Apart
    };
    let worth = |guard: &Guard| match guard {
        Guard::SameCertificate => true,
        Guard::WorthALook => weight >= HOPELESS_BITS,
        _ => weight >= settings.floor,
    };
    let least = guards.iter().filter(worth).map(Guard::at_least).max();
    let raised = band.max(least.unwrap_or(band));
    let looked_at = band == Decision::Apart && raised > band;
    let guards = if looked_at {
        guards
    } else {
        guards.without(Guards::default().with(Guard::WorthALook, true))
    };
    (guards.iter().fold(raised, |decision, guard| decision.min(guard.at_most())), guards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_fall_into_three_bands_and_guards_only_lower_them() {
        let settings = DecideSettings {
            link: 10.0,
            answer: 5.0,
            review: 0.0,
            floor: -5.0,
            lead: 5.0,
            census: 500,
        };
        let none = Guards::default();
        assert_eq!(decide(10.0, none, &settings).0, Decision::Link);
        assert_eq!(decide(9.99, none, &settings).0, Decision::Review);
        assert_eq!(decide(-0.01, none, &settings).0, Decision::Apart);
        for guard in Guard::ALL {
            let guarded = none.with(guard, true);
            assert_eq!(decide(50.0, guarded, &settings).0, guard.at_most(), "{}", guard.name());
            assert_eq!(decide(-1.0, guarded, &settings).0, guard.at_least(), "{}", guard.name());
            let hopeless = decide(-6.5, guarded, &settings).0;
            let whatever = guard == Guard::SameCertificate;
            assert_eq!(hopeless == Decision::Link, whatever, "{}", guard.name());
            assert_eq!(hopeless == Decision::Apart, !whatever, "{}", guard.name());
        }
    }
}
