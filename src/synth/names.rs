//! Names as parents give them: drawn from the lists of a heritage in proportion to how common they
//! are, with a long tail of rare ones.
//!
//! In: the tables of `data/synth/`, a heritage, a year of birth. Out: given names and surnames.
//! Must never: spell a name wrong; what happens to a name on its way is `noise`.

use std::borrow::Cow;

use crate::record::Sex;

use super::heritage::Heritage;
use super::random::Random;
use super::rates::Rates;
use super::surname::Surname;
use super::tables::{Weighted, weighted_lines};
use super::tail::Tail;

/// A name: one of a list, or composed.
pub(super) type Name = Cow<'static, str>;

/// All names there are.
pub(super) struct Names<'a> {
    rates: &'a Rates,
    surnames: Vec<(Weighted<&'static str>, Tail)>,
    given: Vec<[[Weighted<&'static str>; 3]; 2]>,
    given_tails: [Tail; 2],
    middles: [Weighted<&'static str>; 2],
}

const TAILS: &str = include_str!("../../data/synth/tails.txt");

macro_rules! tables {
    ($folder:literal, $irish:literal) => {
        [
            include_str!(concat!("../../data/synth/", $folder, "/english.txt")),
            include_str!(concat!("../../data/synth/", $folder, "/", $irish, ".txt")),
            include_str!(concat!("../../data/synth/", $folder, "/hispanic.txt")),
            include_str!(concat!("../../data/synth/", $folder, "/portuguese.txt")),
            include_str!(concat!("../../data/synth/", $folder, "/haitian.txt")),
            include_str!(concat!("../../data/synth/", $folder, "/vietnamese.txt")),
            include_str!(concat!("../../data/synth/", $folder, "/chinese.txt")),
            include_str!(concat!("../../data/synth/", $folder, "/italian.txt")),
            include_str!(concat!("../../data/synth/", $folder, "/indian.txt")),
            include_str!(concat!("../../data/synth/", $folder, "/other.txt")),
        ]
    };
}

/// The tail begins at rank `2^7`, where the lists end: no composed name is a common one.
const TAIL_FROM: u32 = 7;
/// The same for given names.
const GIVEN_TAIL_FROM: u32 = 6;
/// Rare given names of each sex: `2^13`.
const GIVEN_OCTAVES: u32 = 13;

impl Names<'_> {
    /// Reads the tables.
    pub(super) fn new(rates: &Rates) -> Names<'_> {
        let surnames = Heritage::ALL
            .into_iter()
            .zip(tables!("surnames", "irish"))
            .map(|(heritage, text)| {
                (weighted_lines(text).collect(), Tail::new(TAILS, heritage.customs().name))
            })
            .collect();
        // Irish families share the English given names.
        let given = tables!("given", "english").into_iter().map(given_of).collect();
        let middles = ["F ", "M "].map(|sex| {
            weighted_lines(include_str!("../../data/synth/middles.txt"))
                .filter_map(|(weight, rest)| Some((weight, rest.strip_prefix(sex)?)))
                .collect()
        });
        let given_tails = [Tail::new(TAILS, "girl"), Tail::new(TAILS, "boy")];
        Names { rates, surnames, given, given_tails, middles }
    }

    /// One family name.
    pub(super) fn family_name(&self, heritage: Heritage, random: &mut Random) -> Name {
        let (list, tail) = &self.surnames[heritage as usize];
        let customs = heritage.customs();
        if random.chance(customs.tail * self.rates.rare_surnames) {
            tail.name(random.zipf(TAIL_FROM, customs.octaves)).into()
        } else {
            Cow::Borrowed(*list.pick(random))
        }
    }

    /// An adult's surname: two names where that is the custom.
    pub(super) fn surname(&self, heritage: Heritage, random: &mut Random) -> Surname {
        let first = self.family_name(heritage, random);
        let second = random
            .chance(heritage.customs().two_surnames * self.rates.two_surnames)
            .then(|| self.family_name(heritage, random));
        Surname { first, second, hyphen: false }
    }

    /// A given name for somebody born in this year.
    pub(super) fn given(
        &self,
        heritage: Heritage,
        sex: Sex,
        year: u16,
        random: &mut Random,
    ) -> Name {
        let era = Era::of(year);
        let english =
            heritage.customs().english_given * era.english() * self.rates.english_given_names;
        let heritage = if random.chance(english) { Heritage::English } else { heritage };
        let list = &self.given[heritage as usize][sex as usize][era as usize];
        match heritage.customs().two_given {
            Some(joint) if random.chance(self.rates.two_given_names) => {
                two_words(list.pick(random), joint, list.pick(random))
            }
            None if heritage != Heritage::Indian && random.chance(self.rare(era)) => {
                let rank = random.zipf(GIVEN_TAIL_FROM, GIVEN_OCTAVES);
                self.given_tails[sex as usize].name(rank).into()
            }
            _ => Cow::Borrowed(*list.pick(random)),
        }
    }

    /// A middle name, for people who have one.
    pub(super) fn middle(
        &self,
        heritage: Heritage,
        sex: Sex,
        year: u16,
        random: &mut Random,
    ) -> Name {
        let usual = matches!(
            heritage,
            Heritage::English | Heritage::Irish | Heritage::Italian | Heritage::Other
        );
        if usual && random.chance(self.rates.middle_usual) {
            return Cow::Borrowed(*self.middles[sex as usize].pick(random));
        }
        self.given(heritage, sex, year, random)
    }

    fn rare(&self, era: Era) -> f64 {
        match era {
            Era::Old => self.rates.rare_given_old,
            Era::Mid => self.rates.rare_given_mid,
            Era::Young => self.rates.rare_given_young,
        }
    }

    /// A given name with this initial if a few tries find one: parents of twins like that.
    pub(super) fn given_like(
        &self,
        initial: Option<char>,
        (heritage, sex, year): (Heritage, Sex, u16),
        random: &mut Random,
    ) -> Name {
        let mut name = self.given(heritage, sex, year, random);
        for _ in 0..40 {
            if name.chars().next() == initial {
                break;
            }
            name = self.given(heritage, sex, year, random);
        }
        name
    }
}

/// Two given names as one, if they are two.
fn two_words(first: &'static str, joint: &str, second: &'static str) -> Name {
    if first == second || first.contains([' ', '-']) || second.contains([' ', '-']) {
        return Cow::Borrowed(first);
    }
    format!("{first}{joint}{second}").into()
}

/// When somebody was named: fashions change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Era {
    Old,
    Mid,
    Young,
}

impl Era {
    fn of(year: u16) -> Era {
        match year {
            0..1968 => Era::Old,
            1968..2000 => Era::Mid,
            _ => Era::Young,
        }
    }

    /// How usual an English given name was, against today.
    fn english(self) -> f64 {
        match self {
            Era::Old => 0.25,
            Era::Mid => 0.55,
            Era::Young => 1.0,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Era::Old => "old",
            Era::Mid => "mid",
            Era::Young => "young",
        }
    }
}

/// The lists of one file: a line is a weight, a sex, an era (or `any`) and a name.
fn given_of(text: &'static str) -> [[Weighted<&'static str>; 3]; 2] {
    let list = |sex: &str, era: Era| {
        weighted_lines(text)
            .filter_map(|(weight, rest)| {
                let (its_sex, rest) = rest.split_once(' ')?;
                let (its_era, name) = rest.split_once(' ')?;
                let fits = its_sex == sex && (its_era == era.word() || its_era == "any");
                fits.then_some((weight, name))
            })
            .collect()
    };
    ["F", "M"].map(|sex| [Era::Old, Era::Mid, Era::Young].map(|era| list(sex, era)))
}

#[cfg(test)]
mod tests {
    use super::super::random::Stream;
    use super::*;

    #[test]
    fn every_heritage_has_names_for_everybody() {
        let rates = Rates::default();
        let names = Names::new(&rates);
        let mut random = Random::new(1, Stream::World, 0, 0);
        for heritage in Heritage::ALL {
            for (sex, year) in [(Sex::Female, 1940), (Sex::Male, 1980), (Sex::Female, 2020)] {
                assert!(!names.given(heritage, sex, year, &mut random).is_empty());
            }
            assert!(!names.surname(heritage, &mut random).full().is_empty());
        }
    }

    #[test]
    fn rare_surnames_abound_and_common_ones_stay_common() {
        let rates = Rates::default();
        let names = Names::new(&rates);
        let mut random = Random::new(1, Stream::World, 0, 0);
        let mut drawn: Vec<Name> =
            (0..50_000).map(|_| names.family_name(Heritage::English, &mut random)).collect();
        let smiths = drawn.iter().filter(|name| *name == "Smith").count();
        drawn.sort();
        drawn.dedup();
        assert!(drawn.len() > 5_000);
        assert!((250..1500).contains(&smiths));
    }
}
