//! Where a family's names come from. It shapes names and where people live, and nothing else.
//!
//! In: the rates. Out: the list of heritages, how many families are of each, their customs. Must never: reach an output file
//! other than through names and the race and ethnicity that people state.

use super::rates::Rates;

/// A family's naming tradition.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Heritage {
    /// English, Scottish, African American and whoever else bears English names.
    English,
    /// Irish.
    Irish,
    /// Puerto Rican, Dominican, Central American …: two surnames.
    Hispanic,
    /// Portuguese, Brazilian, Cape Verdean.
    Portuguese,
    /// Haitian.
    Haitian,
    /// Vietnamese.
    Vietnamese,
    /// Chinese.
    Chinese,
    /// Italian.
    Italian,
    /// Indian and its neighbours.
    Indian,
    /// Polish, French-Canadian, Greek, Khmer, Somali, Nigerian …
    Other,
}

/// A heritage's customs.
pub(super) struct Customs {
    /// The word in the tables.
    pub(super) name: &'static str,
    /// Surnames that come from the composed tail instead of the list.
    pub(super) tail: f64,
    /// Octaves of that tail: `2^n` rare surnames.
    pub(super) octaves: u32,
    /// Young children who bear an English given name.
    pub(super) english_given: f64,
    /// Wives who take the husband's surname.
    pub(super) wife_takes: f64,
    /// Adults with two surnames.
    pub(super) two_surnames: f64,
    /// What joins given names of two words; nothing where those are not customary.
    pub(super) two_given: Option<&'static str>,
    /// Whether the surname customarily comes first.
    pub(super) surname_first: bool,
    /// How many state each of [`RACES`].
    pub(super) races: [u32; 4],
    /// People who state that they are Hispanic.
    pub(super) hispanic: f64,
}

impl Heritage {
    /// Every heritage, in the order of the tables.
    pub(super) const ALL: [Heritage; 10] = [
        Heritage::English,
        Heritage::Irish,
        Heritage::Hispanic,
        Heritage::Portuguese,
        Heritage::Haitian,
        Heritage::Vietnamese,
        Heritage::Chinese,
        Heritage::Italian,
        Heritage::Indian,
        Heritage::Other,
    ];

    /// The heritage of this name in the tables.
    pub(super) fn from_name(name: &str) -> Option<Heritage> {
        Heritage::ALL.into_iter().find(|heritage| heritage.customs().name == name)
    }

    /// What is usual in it.
    pub(super) fn customs(self) -> &'static Customs {
        &CUSTOMS[self as usize]
    }

    /// Its share of the state's families.
    pub(super) fn share(self, rates: &Rates) -> f64 {
        match self {
            Heritage::English => rates.heritage_english,
            Heritage::Irish => rates.heritage_irish,
            Heritage::Hispanic => rates.heritage_hispanic,
            Heritage::Portuguese => rates.heritage_portuguese,
            Heritage::Haitian => rates.heritage_haitian,
            Heritage::Vietnamese => rates.heritage_vietnamese,
            Heritage::Chinese => rates.heritage_chinese,
            Heritage::Italian => rates.heritage_italian,
            Heritage::Indian => rates.heritage_indian,
            Heritage::Other => rates.heritage_other,
        }
    }
}

/// Race codes as stated: white, black, Asian, other.
pub(super) const RACES: [&str; 4] = ["2106-3", "2054-5", "2028-9", "2131-1"];
/// Ethnicity codes: Hispanic, not Hispanic.
pub(super) const ETHNICITIES: [&str; 2] = ["2135-2", "2186-5"];

/// One line a heritage; every figure is an assumption.
const CUSTOMS: [Customs; 10] = [
    customs("english", (0.45, 16), (1.0, 0.75, 0.02), None, ([74, 24, 0, 2], 0.02)),
    customs("irish", (0.25, 13), (1.0, 0.75, 0.02), None, ([98, 1, 0, 1], 0.01)),
    customs("hispanic", (0.22, 14), (0.35, 0.12, 0.7), Some(" "), ([42, 12, 0, 46], 0.96)),
    customs("portuguese", (0.22, 13), (0.35, 0.5, 0.3), Some(" "), ([72, 14, 0, 14], 0.08)),
    customs("haitian", (0.35, 12), (0.4, 0.65, 0.04), Some("-"), ([1, 97, 0, 2], 0.02)),
    customs("vietnamese", (0.04, 8), (0.5, 0.05, 0.0), Some(" "), ([1, 0, 98, 1], 0.0)),
    customs("chinese", (0.08, 9), (0.55, 0.05, 0.0), Some(" "), ([1, 0, 98, 1], 0.0)),
    customs("italian", (0.35, 14), (0.7, 0.75, 0.02), None, ([98, 1, 0, 1], 0.02)),
    customs("indian", (0.4, 14), (0.12, 0.6, 0.02), None, ([2, 0, 94, 4], 0.0)),
    customs("other", (0.55, 16), (0.4, 0.65, 0.03), None, ([62, 18, 12, 8], 0.01)),
];

const fn customs(
    name: &'static str,
    (tail, octaves): (f64, u32),
    (english_given, wife_takes, two_surnames): (f64, f64, f64),
    two_given: Option<&'static str>,
    (races, hispanic): ([u32; 4], f64),
) -> Customs {
    // Where nobody's second surname is the mother's and given names have two words, the surname leads.
    let surname_first = two_given.is_some() && two_surnames == 0.0;
    Customs {
        name,
        tail,
        octaves,
        english_given,
        wife_takes,
        two_surnames,
        two_given,
        surname_first,
        races,
        hispanic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heritage_has_its_own_line() {
        let rates = Rates::default();
        for heritage in Heritage::ALL {
            assert!(Heritage::from_name(heritage.customs().name) == Some(heritage));
        }
        let sum: f64 = Heritage::ALL.into_iter().map(|heritage| heritage.share(&rates)).sum();
        assert!((sum - 1.0).abs() < 1e-9);
        assert!(Heritage::Vietnamese.customs().surname_first);
        assert!(!Heritage::Haitian.customs().surname_first);
    }
}
