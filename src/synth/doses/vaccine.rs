//! Vaccines by their CVX codes: what each protects against, and how else it is spoken of.
//!
//! In: a code. Out: its family or families, its parts, its unspecified kin, who makes it. Must never:
//! know a person or a day.

/// What a vaccine protects against, as far as doses of it count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Family {
    /// Hepatitis B.
    HepatitisB,
    /// Diphtheria, tetanus, pertussis: DTaP, Tdap, Td.
    Tetanus,
    /// Polio.
    Polio,
    /// Haemophilus influenzae b.
    Hib,
    /// Pneumococci.
    Pneumococcal,
    /// Rotavirus.
    Rotavirus,
    /// Measles, mumps, rubella.
    Measles,
    /// Chickenpox.
    Varicella,
    /// Hepatitis A.
    HepatitisA,
    /// Influenza.
    Influenza,
    /// Human papillomavirus.
    Papilloma,
    /// Meningococci A, C, W, Y.
    Meningococcal,
    /// Meningococci B.
    MeningococcalB,
    /// COVID-19.
    Covid,
    /// Shingles.
    Zoster,
}

/// How many families there are.
pub(in super::super) const FAMILIES: usize = Family::Zoster as usize + 1;

/// One vaccine.
pub(in super::super) struct Vaccine {
    /// CVX code.
    pub(in super::super) cvx: u16,
    /// What it protects against.
    pub(in super::super) families: &'static [Family],
    /// How its parts are told apart, if it is a combination; else its unspecified kin, if any.
    pub(in super::super) otherwise: &'static [u16],
    /// Who makes it (MVX code).
    pub(in super::super) manufacturer: &'static str,
    /// Millilitres of a dose.
    pub(in super::super) amount: &'static str,
}

use Family::{
    Covid, HepatitisA, HepatitisB, Hib, Influenza, Measles, Meningococcal, MeningococcalB,
    Papilloma, Pneumococcal, Polio, Rotavirus, Tetanus, Varicella, Zoster,
};

const fn vaccine(
    cvx: u16,
    families: &'static [Family],
    otherwise: &'static [u16],
    (manufacturer, amount): (&'static str, &'static str),
) -> Vaccine {
    Vaccine { cvx, families, otherwise, manufacturer, amount }
}

/// Every vaccine that is given here.
pub(in super::super) const VACCINES: &[Vaccine] = &[
    vaccine(8, &[HepatitisB], &[45], ("SKB", "0.5")),
    vaccine(43, &[HepatitisB], &[45], ("MSD", "1")),
    vaccine(20, &[Tetanus], &[107], ("SKB", "0.5")),
    vaccine(10, &[Polio], &[89], ("PMC", "0.5")),
    vaccine(110, &[Tetanus, HepatitisB, Polio], &[107, 45, 89], ("SKB", "0.5")),
    vaccine(130, &[Tetanus, Polio], &[107, 89], ("SKB", "0.5")),
    vaccine(48, &[Hib], &[17], ("PMC", "0.5")),
    vaccine(100, &[Pneumococcal], &[109], ("WAL", "0.5")),
    vaccine(133, &[Pneumococcal], &[109], ("PFR", "0.5")),
    vaccine(152, &[Pneumococcal], &[109], ("WAL", "0.5")),
    vaccine(216, &[Pneumococcal], &[109], ("PFR", "0.5")),
    vaccine(33, &[Pneumococcal], &[109], ("MSD", "0.5")),
    vaccine(116, &[Rotavirus], &[], ("MSD", "2")),
    vaccine(119, &[Rotavirus], &[], ("SKB", "1")),
    vaccine(3, &[Measles], &[], ("MSD", "0.5")),
    vaccine(21, &[Varicella], &[], ("MSD", "0.5")),
    vaccine(94, &[Measles, Varicella], &[3, 21], ("MSD", "0.5")),
    vaccine(83, &[HepatitisA], &[85], ("SKB", "0.5")),
    vaccine(52, &[HepatitisA], &[85], ("SKB", "1")),
    vaccine(140, &[Influenza], &[88], ("PMC", "0.5")),
    vaccine(141, &[Influenza], &[88], ("PMC", "0.5")),
    vaccine(150, &[Influenza], &[88], ("SKB", "0.5")),
    vaccine(158, &[Influenza], &[88], ("PMC", "0.5")),
    vaccine(135, &[Influenza], &[88], ("PMC", "0.5")),
    vaccine(115, &[Tetanus], &[139], ("PMC", "0.5")),
    vaccine(113, &[Tetanus], &[139], ("PMC", "0.5")),
    vaccine(62, &[Papilloma], &[137], ("MSD", "0.5")),
    vaccine(165, &[Papilloma], &[137], ("MSD", "0.5")),
    vaccine(114, &[Meningococcal], &[], ("PMC", "0.5")),
    vaccine(136, &[Meningococcal], &[], ("SKB", "0.5")),
    vaccine(162, &[MeningococcalB], &[], ("PFR", "0.5")),
    vaccine(163, &[MeningococcalB], &[], ("SKB", "0.5")),
    vaccine(207, &[Covid], &[213], ("MOD", "0.5")),
    vaccine(208, &[Covid], &[213], ("PFR", "0.3")),
    vaccine(218, &[Covid], &[213], ("PFR", "0.2")),
    vaccine(300, &[Covid], &[213], ("PFR", "0.3")),
    vaccine(301, &[Covid], &[213], ("PFR", "0.2")),
    vaccine(309, &[Covid], &[213], ("PFR", "0.3")),
    vaccine(310, &[Covid], &[213], ("PFR", "0.3")),
    vaccine(187, &[Zoster], &[], ("SKB", "0.5")),
];

/// The vaccine of this code.
pub(in super::super) fn vaccine_of(cvx: u16) -> Option<&'static Vaccine> {
    VACCINES.iter().find(|vaccine| vaccine.cvx == cvx)
}

/// What a vaccine of this code protects against; nothing for a code that is not given here.
pub(in super::super) fn families(cvx: u16) -> &'static [Family] {
    vaccine_of(cvx).map_or(&[], |vaccine| vaccine.families)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_in_the_table_of_vaccines_and_overlaps_as_there() {
        let table = crate::standardize::Vaccines::shipped();
        let listed = |cvx: u16| {
            let vaccine = table.of(&format!("{cvx:02}"), 1);
            assert!(vaccine != table.of("none", 1), "{cvx} is not in the table");
            vaccine
        };
        for a in VACCINES {
            for b in VACCINES {
                let overlap = a.families.iter().any(|family| b.families.contains(family));
                let found = listed(a.cvx).families.overlap(listed(b.cvx).families);
                assert_eq!(found, overlap, "{} {}", a.cvx, b.cvx);
            }
            let combined = a.families.len() > 1;
            for &other in a.otherwise {
                let other = listed(other);
                assert!(other.families.overlap(listed(a.cvx).families));
                assert!(combined || !other.specified || listed(a.cvx).specified);
            }
        }
    }

    #[test]
    fn codes_stand_once_and_parts_cover_their_families() {
        let mut codes: Vec<u16> = VACCINES.iter().map(|vaccine| vaccine.cvx).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), VACCINES.len());
        for vaccine in VACCINES.iter().filter(|vaccine| vaccine.families.len() > 1) {
            assert_eq!(vaccine.otherwise.len(), vaccine.families.len());
        }
    }
}
