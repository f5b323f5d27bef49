//! How often what is so and what goes wrong: the one place with the shares of a population and the
//! rates of its errors.
//!
//! In: the list with its usual values (`list`), a TOML file that changes some of them (`file`). Out:
//! [`Rates`]. Must never: be read from anything but the options, so that a run says wholly what it
//! was made of.
//!
//! An error's or a gap's rate is an average over the records to which it can happen: a nickname needs
//! a name that has one. It is shifted by how dirty the record is and by the habits of its source, both
//! of which are 1 on average, so errors pile up on few records. "Assumption" means that no published
//! figure was found; "published" figures are those collected in the project's notes on the field.

mod file;
mod list;

pub use list::Rates;

use list::LIST;

/// What a rate is the share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// People, families or records of whom it is so.
    Share,
    /// Records that say something untrue.
    Error,
    /// Records that leave something out.
    Gap,
    /// Against the average or the shipped tables: 1 changes nothing.
    Factor,
}

impl Counts {
    /// The greatest value that makes sense.
    fn most(self) -> f64 {
        if self == Counts::Factor { 20.0 } else { 1.0 }
    }
}

/// One line of the list.
struct Rate {
    name: &'static str,
    section: &'static str,
    counts: Counts,
    doc: &'static str,
}

impl Rates {
    /// Every rate with its name, in the order of the list.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, f64)> {
        LIST.iter().zip(self.values()).map(|(rate, value)| (rate.name, value))
    }

    /// The same population, told with this many times the errors and gaps. It is their odds that are
    /// multiplied: of the rare ones that is the rate, and what is common stays below certainty.
    pub fn noisier(mut self, times: f64) -> Rates {
        if times == 1.0 {
            return self;
        }
        for rate in LIST.iter().filter(|rate| matches!(rate.counts, Counts::Error | Counts::Gap)) {
            if let Some(value) = self.value_mut(rate.name) {
                *value = *value * times / (1.0 - *value + *value * times).max(f64::MIN_POSITIVE);
            }
        }
        self
    }

    /// The usual population with no errors: every record says what is so, though not everything.
    pub fn clean() -> Rates {
        let mut rates = Rates::default();
        for rate in LIST.iter().filter(|rate| rate.counts == Counts::Error) {
            if let Some(value) = rates.value_mut(rate.name) {
                *value = 0.0;
            }
        }
        rates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_rates_lie_in_their_range_and_say_where_they_come_from() {
        for (rate, (_, value)) in LIST.iter().zip(Rates::default().all()) {
            assert!((0.0..=rate.counts.most()).contains(&value), "{}", rate.name);
            let sourced = rate.doc.contains("ssumption") || rate.doc.contains("ublished");
            assert!(sourced, "{} names neither source nor assumption", rate.name);
        }
    }

    #[test]
    fn noise_multiplies_what_is_rare_and_stays_below_certainty() {
        let noisy = Rates::default().noisier(3.0);
        let usual = Rates::default();
        assert!((noisy.first_typo / usual.first_typo - 3.0).abs() < 0.15);
        assert!((noisy.maiden_missing - 0.75).abs() < 1e-9);
        assert_eq!(noisy.twin_deliveries, usual.twin_deliveries);
        assert_eq!(usual.clone().noisier(1.0).maiden_missing, usual.maiden_missing);
        assert!(usual.noisier(1e9).all().all(|(_, value)| value.is_finite()));
    }
}
