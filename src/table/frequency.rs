//! How often each value occurs: what agreement on it is worth.
//!
//! Two people agree on a surname by chance with probability Σ f², f being each surname's share of
//! the records. Given that they agree, the value is v with probability f(v)² / Σ f² if by chance,
//! and f(v) if they are one person. So agreement on v multiplies the odds by Σ f² / f(v) beyond what
//! agreement as such does: a rare name says more. [`Rarity::bits`] is log2 of f(v) / Σ f².

use rustc_hash::FxHashMap;

use super::names::{NameCode, Names};
use super::reference::{NameFrequencies, ReferenceFrequencies};
use super::row::Row;

/// No value is rarer than this to the model, in bits: a typing error that two records share is no
/// stronger evidence than the rarest real name.
const RAREST_BITS: f64 = -10.0;
/// And no value is so common that agreeing on it would be evidence against.
const COMMONEST_BITS: f64 = 12.0;

/// How many records of a run the reference population counts for: it speaks where the run is small
/// and is hardly heard where the run is large.
const REFERENCE_RECORDS: f64 = 2000.0;

/// A name's count in the reference population is told as out of so many records.
const REFERENCE_SCALE: f64 = 100_000.0;

/// The rarity of every value of one field.
pub struct Rarity<K> {
    counts: FxHashMap<K, u32>,
    /// Records that hold a value at all.
    total: f64,
    /// Σ f²: the chance that two records agree.
    chance: f64,
    reference: Option<Shares<K>>,
}

/// What share of the reference population bears each value.
struct Shares<K> {
    known: FxHashMap<K, f64>,
    /// Of a value that is not in `known`.
    other: f64,
    /// As how many records of the run they count.
    records: f64,
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
        Rarity { counts, total, chance, reference: None }
    }

    /// How many records hold the value, those of the reference population among 100,000 included.
    pub fn count(&self, value: &K) -> u32 {
        let here = self.counts.get(value).copied().unwrap_or(0);
        let known = self.reference.as_ref().and_then(|shares| shares.known.get(value));
        here + known.map_or(0, |share| (share * REFERENCE_SCALE) as u32)
    }

    /// log2 of f(v) / Σ f²: negative for a rare value, positive for a common one.
    pub fn bits(&self, value: &K) -> f64 {
        let (referred, weight) = self.reference.as_ref().map_or((0.0, 0.0), |shares| {
            let share = shares.known.get(value).copied().unwrap_or(shares.other);
            (share * shares.records, shares.records)
        });
        let total = self.total + weight;
        if total < 2.0 {
            return 0.0;
        }
        // Both records of a pair hold the value, whatever the counts say.
        let here = self.counts.get(value).map_or(0.0, |&count| f64::from(count));
        let count = if weight == 0.0 { here.max(2.0) } else { here + referred };
        (count / total / self.chance).log2().clamp(RAREST_BITS, COMMONEST_BITS)
    }
}

impl Rarity<NameCode> {
    /// Adds what is known of the population at large.
    fn refer(&mut self, reference: &NameFrequencies, names: &Names) {
        if reference.total == 0 {
            return;
        }
        let (total, records) = (reference.total as f64, REFERENCE_RECORDS);
        let (mut known, mut both) = (FxHashMap::default(), 0u128);
        for (text, &count) in &reference.names {
            if let Some(name) = names.find(text) {
                let here = self.counts.get(&name).copied().unwrap_or(0);
                both += u128::from(here) * u128::from(count);
                known.insert(name, f64::from(count) / total);
            }
        }
        let own = self.chance * self.total * self.total;
        let mixed = 2.0 * records * both as f64 / total;
        let referred = records * records * reference.squares as f64 / (total * total);
        self.chance = (own + mixed + referred) / (self.total + records).powi(2);
        self.reference = Some(Shares { known, other: reference.of_other() / total, records });
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
    /// Counts the values of the rows, and the reference population's beside them.
    pub fn new(rows: &[Row], names: &Names, reference: &ReferenceFrequencies) -> Frequencies {
        let mut counted = Frequencies::counted(rows);
        counted.first.refer(&reference.first, names);
        counted.last.refer(&reference.last, names);
        counted.maiden.refer(&reference.maiden, names);
        counted.mother_first.refer(&reference.mother_first, names);
        counted
    }

    fn counted(rows: &[Row]) -> Frequencies {
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
