//! Vaccines by their codes: what each is against, and how exactly its code names it.
//!
//! In: `data/vaccines.csv`, and a code as a dose gives it. Out: a [`Vaccine`]. Must never: take a code
//! that the table does not know for a vaccine of any other code.

use rustc_hash::FxHashMap;

const SHIPPED: &str = include_str!("../../data/vaccines.csv");

/// What vaccines are against: families of the table, or a code that the table does not know, which is
/// a family by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Families {
    /// A bit for each family of the table.
    known: u128,
    /// The number of an unknown code; 0 for none.
    other: u32,
}

impl Families {
    /// The family of an unknown code; its number is not 0.
    pub(super) fn unknown(code: u32) -> Families {
        Families { known: 0, other: code }
    }

    /// Whether they have one in common.
    pub fn overlap(self, with: Families) -> bool {
        self.known & with.known != 0 || (self.other != 0 && self.other == with.other)
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.known.count_ones() + u32::from(self.other != 0)
    }

    /// Those of either; of two unknown codes, that of the greater number.
    #[must_use]
    pub(super) fn or(self, with: Families) -> Families {
        Families { known: self.known | with.known, other: self.other.max(with.other) }
    }

    /// Those of both.
    #[must_use]
    pub(super) fn and(self, with: Families) -> Families {
        let other = if self.other == with.other { self.other } else { 0 };
        Families { known: self.known & with.known, other }
    }

    /// What keeps unknown codes apart: 0 for families of the table.
    pub(super) fn other(self) -> u32 {
        self.other
    }
}

/// A vaccine, as far as doses of it are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vaccine {
    /// What it is against.
    pub families: Families,
    /// Whether the code says which formulation it is.
    pub specified: bool,
    /// The fewest days between two doses; [`Vaccine::WEEKS`] where they are a week or more apart.
    pub closest_days: u8,
}

impl Vaccine {
    /// No two doses are given within a week.
    pub const WEEKS: u8 = u8::MAX;
}

/// The table of vaccines.
pub struct Vaccines(FxHashMap<&'static str, Vaccine>);

impl Vaccines {
    /// The table that the program carries.
    pub fn shipped() -> Vaccines {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let mut vaccines = FxHashMap::default();
        for [code, _, families, formulation, closest] in rows() {
            let mut known = 0;
            for family in families.split(';') {
                let next = numbers.len() as u32;
                known |= 1u128 << *numbers.entry(family).or_insert(next);
            }
            let vaccine = Vaccine {
                families: Families { known, other: 0 },
                specified: formulation == "specified",
                closest_days: closest.parse().unwrap_or(Vaccine::WEEKS),
            };
            vaccines.insert(code, vaccine);
        }
        Vaccines(vaccines)
    }

    /// The vaccine of a code; `number` stands for the code where the table does not know it.
    pub fn of(&self, code: &str, number: u32) -> Vaccine {
        let unknown = || Vaccine {
            families: Families::unknown(number),
            specified: true,
            closest_days: Vaccine::WEEKS,
        };
        self.0.get(code).copied().unwrap_or_else(unknown)
    }
}

/// Code, name, families, formulation and closest days of each vaccine.
fn rows() -> impl Iterator<Item = [&'static str; 5]> {
    let lines = SHIPPED.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.filter_map(|line| {
        let mut values = line.split(',');
        let row = std::array::from_fn(|_| values.next().unwrap_or_default());
        (!line.is_empty()).then_some(row)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_clean() {
        let mut codes = BTreeSet::new();
        let mut families = BTreeSet::new();
        for [code, name, of, formulation, closest] in rows() {
            let number: u32 = code.parse().unwrap();
            assert_eq!(code, format!("{number:02}"));
            assert!(codes.insert(number), "{code} stands twice");
            assert!(!name.is_empty() && !of.is_empty(), "{code}");
            assert!(["specified", "unspecified"].contains(&formulation), "{code}");
            assert!(closest.is_empty() || closest.parse().is_ok_and(|days: u8| days < 8), "{code}");
            families.extend(of.split(';'));
        }
        assert!(codes.len() > 250);
        assert!(families.len() <= 128, "a family has a bit each");
        assert!(SHIPPED.lines().all(|line| line.starts_with('#') || line.split(',').count() == 5));
    }

    #[test]
    fn what_overlaps_is_against_one_thing() {
        let table = Vaccines::shipped();
        let overlap = |a: &str, b: &str| {
            let number = |code: &str| code.bytes().map(u32::from).sum();
            table.of(a, number(a)).families.overlap(table.of(b, number(b)).families)
        };
        for (a, b, expected) in [
            ("110", "20", true),
            ("110", "45", true),
            ("110", "89", true),
            ("110", "17", false),
            ("146", "17", true),
            ("107", "115", true),
            ("94", "21", true),
            ("94", "06", true),
            ("21", "187", false),
            ("114", "162", false),
            ("167", "162", true),
            ("316", "136", true),
            ("13", "35", false),
            ("305", "306", false),
            ("88", "128", false),
            ("XYZ", "XYZ", true),
            ("XYZ", "08", false),
            ("XYZ", "XY", false),
        ] {
            assert_eq!(overlap(a, b), expected, "{a} {b}");
            assert_eq!(overlap(b, a), expected, "{b} {a}");
        }
    }
}
