//! How often each value occurs: what agreement on it is worth.
//!
//! Two people agree on a surname by chance with probability Σ f², f being each surname's share of
//! the records. Given that they agree, the value is v with probability f(v)² / Σ f² if by chance,
//! and f(v) if they are one person. So agreement on v multiplies the odds by Σ f² / f(v) beyond what
//! agreement as such does: a rare name says more. [`Rarity::bits`] is log2 of f(v) / Σ f².

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::names::{NO_NAME, NameCode, Names};
use super::reference::{NameFrequencies, ReferenceFrequencies};
use super::row::Row;
use crate::record::Date;

/// No value is rarer than this to the model, in bits: a typing error that two records share is no
/// stronger evidence than the rarest real name.
pub const RAREST_BITS: f64 = -10.0;
/// And no value is so common that agreeing on it would be evidence against.
const COMMONEST_BITS: f64 = 12.0;

/// How many records of a run the reference population counts for: it speaks where the run is small
/// and is hardly heard where the run is large.
const REFERENCE_RECORDS: f64 = 2000.0;

/// A name's count in the reference population is told as out of so many records.
const REFERENCE_SCALE: f64 = 100_000.0;

/// From how often a field's values occur to how rare each is.
#[derive(Debug, Clone, Copy, Default)]
struct Scale {
    /// Records that hold a value at all.
    total: f64,
    /// Σ f²: the chance that two records agree.
    chance: f64,
}

impl Scale {
    /// From the number of records of every distinct value.
    fn of(counts: impl Iterator<Item = u32>) -> Scale {
        // Summed as integers, so that no order can show in the last bit.
        let (mut total, mut squares) = (0u64, 0u128);
        for count in counts {
            total += u64::from(count);
            squares += u128::from(count) * u128::from(count);
        }
        let total = total as f64;
        Scale { total, chance: squares as f64 / (total * total).max(1.0) }
    }

    /// log2 of f(v) / Σ f² of a value that so many records hold.
    fn bits(self, count: f64) -> f64 {
        if self.total < 2.0 {
            return 0.0;
        }
        (count / self.total / self.chance).log2().clamp(RAREST_BITS, COMMONEST_BITS)
    }
}

/// Both records of a pair hold the value, whatever the counts say.
const LEAST_COUNT: u32 = 2;

/// The rarity of every date of a field.
pub struct DateRarity {
    /// The earliest date, packed.
    first: u32,
    /// By packed date, from the earliest on.
    bits: Vec<f64>,
    /// Of a date that none of the counted records holds.
    unseen: f64,
    /// Packed dates that stand for none.
    defaults: Vec<u32>,
}

/// A date that so many records hold, such a share of all, and so many times those of a day around it,
/// was not the birth date of all of them: it is what a source writes for want of one.
const DEFAULT_RECORDS: u32 = 10_000;
const DEFAULT_SHARE: f64 = 0.001;
const DEFAULT_PROMINENCE: f64 = 10.0;
const DAYS_AROUND: i32 = 7;

impl DateRarity {
    fn new(dates: impl Iterator<Item = Date> + Clone) -> DateRarity {
        let dates = dates.filter(|date| date.is_some()).map(Date::packed);
        let (first, last) = (dates.clone().min().unwrap_or(0), dates.clone().max().unwrap_or(0));
        let mut counts = vec![0u32; (last - first) as usize + 1];
        dates.for_each(|date| counts[(date - first) as usize] += 1);
        let scale = Scale::of(counts.iter().copied());
        let bits = |count: u32| scale.bits(f64::from(count.max(LEAST_COUNT)));
        let defaults = defaults(first, &counts, scale.total);
        DateRarity {
            first,
            bits: counts.into_iter().map(bits).collect(),
            unseen: bits(0),
            defaults,
        }
    }

    /// log2 of f(v) / Σ f².
    fn bits(&self, date: Date) -> f64 {
        let place = date.packed().wrapping_sub(self.first) as usize;
        self.bits.get(place).copied().unwrap_or(self.unseen)
    }
}

/// The packed dates that stand for none; `counts` begins with that of `first`.
fn defaults(first: u32, counts: &[u32], total: f64) -> Vec<u32> {
    let count = |packed: u32| counts.get(packed.wrapping_sub(first) as usize).copied().unwrap_or(0);
    let most = f64::from(DEFAULT_RECORDS).max(DEFAULT_SHARE * total);
    let stands_out = |packed: u32| {
        let date = Date::from_packed(packed).map_or(0, Date::day_number);
        let days = (date - DAYS_AROUND..=date + DAYS_AROUND).filter(|&day| day != date);
        let around: u32 =
            days.filter_map(Date::from_day_number).map(|day| count(day.packed())).sum();
        let of_a_day = f64::from(around) / f64::from(2 * DAYS_AROUND);
        f64::from(count(packed)) > DEFAULT_PROMINENCE * of_a_day
    };
    let packed = (first..).take(counts.len());
    packed.filter(|&packed| f64::from(count(packed)) > most && stands_out(packed)).collect()
}

/// The rarity of every value of a field of numbers: telephones, addresses.
pub struct Rarity {
    scale: Scale,
    /// The records of each value that more than [`LEAST_COUNT`] hold: most values are one person's,
    /// and a table of all of them would be as large as the records.
    frequent: FxHashMap<u64, u32>,
}

impl Rarity {
    fn new(mut values: Vec<u64>) -> Rarity {
        values.par_sort_unstable();
        let runs = || values.chunk_by(|a, b| a == b);
        let scale = Scale::of(runs().map(|run| run.len() as u32));
        let frequent = runs().filter(|run| run.len() > LEAST_COUNT as usize);
        Rarity { scale, frequent: frequent.map(|run| (run[0], run.len() as u32)).collect() }
    }

    /// log2 of f(v) / Σ f²: negative for a rare value, positive for a common one.
    pub fn bits(&self, value: u64) -> f64 {
        let count = self.frequent.get(&value).copied().unwrap_or(LEAST_COUNT);
        self.scale.bits(f64::from(count))
    }
}

/// The rarity of every name of one field, by the name's code.
pub struct NameRarity {
    bits: Vec<f64>,
    counts: Vec<u32>,
}

impl NameRarity {
    fn new(
        rows: &[Row],
        names: &Names,
        field: fn(&Row) -> NameCode,
        reference: &NameFrequencies,
    ) -> NameRarity {
        let mut counts = vec![0; names.size()];
        rows.iter().for_each(|row| counts[field(row) as usize] += 1);
        counts[NO_NAME as usize] = 0;
        let scale = Scale::of(counts.iter().copied());
        if reference.total == 0 {
            let bits = counts.par_iter();
            let bits = bits.map(|&count| scale.bits(f64::from(count.max(LEAST_COUNT)))).collect();
            return NameRarity { bits, counts };
        }
        NameRarity::blended(counts, scale, names, reference)
    }

    /// Adds what is known of the population at large.
    fn blended(
        mut counts: Vec<u32>,
        scale: Scale,
        names: &Names,
        reference: &NameFrequencies,
    ) -> NameRarity {
        let (total, records) = (reference.total as f64, REFERENCE_RECORDS);
        let known = reference.names.iter();
        let known: Vec<(NameCode, u32)> =
            known.filter_map(|(text, &count)| Some((names.find(text)?, count))).collect();
        let both = |&(name, count): &(NameCode, u32)| {
            u128::from(counts[name as usize]) * u128::from(count)
        };
        let both: u128 = known.iter().map(both).sum();
        let own = scale.chance * scale.total * scale.total;
        let mixed = 2.0 * records * both as f64 / total;
        let referred = records * records * reference.squares as f64 / (total * total);
        let sum = scale.total + records;
        let scale = Scale { total: sum, chance: (own + mixed + referred) / sum.powi(2) };
        let bits = |here: u32, share: f64| scale.bits(f64::from(here) + share * records);
        let other = reference.of_other() / total;
        let mut all: Vec<f64> = counts.par_iter().map(|&here| bits(here, other)).collect();
        for (name, count) in known {
            let share = f64::from(count) / total;
            all[name as usize] = bits(counts[name as usize], share);
            counts[name as usize] += (share * REFERENCE_SCALE) as u32;
        }
        NameRarity { bits: all, counts }
    }

    /// log2 of f(v) / Σ f²: negative for a rare name, positive for a common one.
    pub fn bits(&self, name: NameCode) -> f64 {
        self.bits[name as usize]
    }

    /// How many records hold the name, those of the reference population among 100,000 included.
    pub fn count(&self, name: NameCode) -> u32 {
        self.counts[name as usize]
    }
}

/// The rarities that scoring uses.
pub struct Frequencies {
    /// Given names of records.
    pub first: NameRarity,
    /// Surnames of records.
    pub last: NameRarity,
    /// Mothers' surnames at birth.
    pub maiden: NameRarity,
    /// Mothers' given names.
    pub mother_first: NameRarity,
    birth: DateRarity,
    phone: Rarity,
    address: Rarity,
}

impl Frequencies {
    /// Counts the values of the rows, and the reference population's names beside them.
    pub fn new(rows: &[Row], names: &Names, reference: &ReferenceFrequencies) -> Frequencies {
        let name = |field, reference| NameRarity::new(rows, names, field, reference);
        let number = |value: fn(&Row) -> u64| {
            let known = rows.iter().map(value).filter(|&value| value != 0);
            Rarity::new(known.collect())
        };
        let given = || {
            let first = || name(|row| row.first, &reference.first);
            rayon::join(first, || name(|row| row.mother_first, &reference.mother_first))
        };
        let surnames = || {
            let last = || name(|row| row.last, &reference.last);
            rayon::join(last, || name(|row| row.maiden, &reference.maiden))
        };
        let numbers = || {
            let contacts = || rayon::join(|| number(|row| row.phone), || number(address));
            rayon::join(|| DateRarity::new(rows.iter().map(|row| row.birth)), contacts)
        };
        let ((given, surnames), (birth, (phone, address))) =
            rayon::join(|| rayon::join(given, surnames), numbers);
        Frequencies {
            first: given.0,
            last: surnames.0,
            maiden: surnames.1,
            mother_first: given.1,
            birth,
            phone,
            address,
        }
    }

    /// Of a record's birth date.
    pub fn birth(&self, row: &Row) -> f64 {
        self.birth.bits(row.birth)
    }

    /// Whether so many records hold a birth date that it stands for none.
    pub fn is_default_birth(&self, date: Date) -> bool {
        self.birth.defaults.contains(&date.packed())
    }

    /// Whether there is such a date.
    pub fn has_default_births(&self) -> bool {
        !self.birth.defaults.is_empty()
    }

    /// Of a record's telephone number.
    pub fn phone(&self, row: &Row) -> f64 {
        self.phone.bits(row.phone)
    }

    /// Of the house that a record names.
    pub fn address(&self, row: &Row) -> f64 {
        self.address.bits(address(row))
    }
}

/// Street and number; nothing without a street.
fn address(row: &Row) -> u64 {
    if row.street == 0 { 0 } else { u64::from(row.street) << 32 | u64::from(row.number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_on_a_rare_value_says_more() {
        let common = std::iter::repeat_n(1u64, 900);
        let rarity = Rarity::new(common.chain(2..102).collect());
        assert!(rarity.bits(2) < -5.0);
        assert!(rarity.bits(1) > 0.0 && rarity.bits(1) < 1.0);
    }

    #[test]
    fn where_no_record_was_counted_no_date_is_rare() {
        let rarity = DateRarity::new(std::iter::empty());
        let date = Date::new(2021, 4, 7).unwrap();
        assert_eq!(rarity.bits(date), 0.0);
        let of_another = DateRarity::new([date, date].into_iter());
        assert_eq!(of_another.bits(Date::new(2020, 1, 1).unwrap()), of_another.bits(date));
    }

    #[test]
    fn a_date_that_too_many_hold_stands_for_none() {
        let day = |day: u8| Date::new(2021, 4, day).unwrap();
        let births = |most: usize, others: usize| {
            let of_others = (2..=28).flat_map(move |other| std::iter::repeat_n(day(other), others));
            std::iter::repeat_n(day(1), most).chain(of_others)
        };
        assert!(DateRarity::new(births(10_000, 100)).defaults.is_empty());
        assert_eq!(DateRarity::new(births(10_001, 100)).defaults, [day(1).packed()]);
        let all_of_one_month = DateRarity::new(births(12_000, 11_000)).defaults;
        assert!(all_of_one_month.is_empty(), "a file of few days has many births a day");
    }

    #[test]
    fn where_all_values_are_equally_frequent_none_is_rare() {
        let rarity = Rarity::new((0..50u64).chain(0..50).collect());
        assert!(rarity.bits(7).abs() < 1e-9);
    }
}
