//! How often each value occurs: what agreement on it is worth.
//!
//! Two people agree on a surname by chance with probability Σ f², f being each surname's share of
//! the records. Given that they agree, the value is v with probability f(v)² / Σ f² if by chance,
//! and f(v) if they are one person. So agreement on v multiplies the odds by Σ f² / f(v) beyond what
//! agreement as such does: a rare name says more. [`Rarity::bits`] is log2 of f(v) / Σ f².

use rustc_hash::FxHashMap;

use super::names::NameCode;
use super::row::Row;

/// No value is rarer than this to the model, in bits: a typing error that two records share is no
/// stronger evidence than the rarest real name.
const RAREST_BITS: f64 = -10.0;
/// And no value is so common that agreeing on it would be evidence against.
const COMMONEST_BITS: f64 = 12.0;

/// The rarity of every value of one field.
pub struct Rarity<K> {
    counts: FxHashMap<K, u32>,
    /// Records that hold a value at all.
    total: f64,
    /// Σ f²: the chance that two records agree.
    chance: f64,
}

impl<K: std::hash::Hash + Eq> Rarity<K> {
    fn new(values: impl Iterator<Item = K>) -> Rarity<K> {
        let mut counts: FxHashMap<K, u32> = FxHashMap::default();
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
        let total: f64 = counts.values().map(|&count| f64::from(count)).sum();
        // Summed as integers, so that the order of a hash map cannot show in the last bit.
        let squares: u128 =
            counts.values().map(|&count| u128::from(count) * u128::from(count)).sum();
        let chance = squares as f64 / (total * total).max(1.0);
        Rarity { counts, total, chance }
    }

    /// How many records hold the value.
    pub fn count(&self, value: &K) -> u32 {
        self.counts.get(value).copied().unwrap_or(0)
    }

    /// log2 of f(v) / Σ f²: negative for a rare value, positive for a common one.
    pub fn bits(&self, value: &K) -> f64 {
        // Both records of a pair hold the value, whatever the counts say.
        let count = f64::from(self.count(value).max(2));
        if self.total < 2.0 {
            return 0.0;
        }
        (count / self.total / self.chance).log2().clamp(RAREST_BITS, COMMONEST_BITS)
    }
}

/// The rarities that scoring uses.
pub struct Frequencies {
    /// Given names of records.
    pub first: Rarity<NameCode>,
    /// Surnames of records.
    pub last: Rarity<NameCode>,
    /// Mothers' surnames at birth.
    pub maiden: Rarity<NameCode>,
    /// Mothers' given names.
    pub mother_first: Rarity<NameCode>,
    /// Birth dates, packed.
    pub birth: Rarity<u32>,
    /// Telephone numbers.
    pub phone: Rarity<u64>,
    /// Addresses: street and number.
    pub address: Rarity<(u32, u32)>,
}

impl Frequencies {
    /// Counts the values of the rows.
    pub fn new(rows: &[Row]) -> Frequencies {
        let names = |field: fn(&Row) -> NameCode| {
            Rarity::new(rows.iter().map(field).filter(|&code| code != super::NO_NAME))
        };
        let given = || rayon::join(|| names(|row| row.first), || names(|row| row.mother_first));
        let surnames = || rayon::join(|| names(|row| row.last), || names(|row| row.maiden));
        let births = rows.iter().map(|row| row.birth.packed()).filter(|&date| date != 0);
        let phones = rows.iter().map(|row| row.phone).filter(|&phone| phone != 0);
        let addresses = rows.iter().filter(|row| row.street != 0);
        let addresses = addresses.map(|row| (row.street, row.number));
        let ((given, surnames), (birth, (phone, address))) = rayon::join(
            || rayon::join(given, surnames),
            || {
                let contacts = || rayon::join(|| Rarity::new(phones), || Rarity::new(addresses));
                rayon::join(|| Rarity::new(births), contacts)
            },
        );
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_on_a_rare_value_says_more() {
        let common = std::iter::repeat_n(1u32, 900);
        let rarity = Rarity::new(common.chain(2..102));
        assert!(rarity.bits(&2) < -5.0);
        assert!(rarity.bits(&1) > 0.0 && rarity.bits(&1) < 1.0);
    }

    #[test]
    fn where_all_values_are_equally_frequent_none_is_rare() {
        let rarity = Rarity::new((0..50u32).chain(0..50));
        assert!(rarity.bits(&7).abs() < 1e-9);
    }
}
