//! Where a family's names come from. It shapes names and where people live, and nothing else.
//!
//! In: nothing. Out: the list of heritages and their naming customs. Must never: reach an output file
//! other than through names and the race and ethnicity that people state.

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

/// A heritage's customs; shares are of a hundred.
pub(super) struct Customs {
    /// The word in the tables.
    pub(super) name: &'static str,
    /// Share of the state's families (assumption, after the state's ancestry tables in round figures).
    pub(super) share: u32,
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
    /// How much more often than elsewhere first and last names are swapped.
    pub(super) swap_factor: f64,
    /// Race and ethnicity codes as stated.
    pub(super) race: &'static str,
    /// Ethnicity code.
    pub(super) ethnicity: &'static str,
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
}

const WHITE: &str = "2106-3";
const BLACK: &str = "2054-5";
const ASIAN: &str = "2028-9";
const OTHER_RACE: &str = "2131-1";
const HISPANIC: &str = "2135-2";
const NOT_HISPANIC: &str = "2186-5";

/// One line a heritage; every figure is an assumption.
const CUSTOMS: [Customs; 10] = [
    customs(("english", 27, WHITE), (0.45, 16), (1.0, 0.75, 0.02, 1.0)),
    customs(("irish", 15, WHITE), (0.25, 13), (1.0, 0.75, 0.02, 1.0)),
    customs(("hispanic", 17, OTHER_RACE), (0.22, 14), (0.35, 0.12, 0.7, 1.5)),
    customs(("portuguese", 8, WHITE), (0.22, 13), (0.35, 0.5, 0.3, 1.0)),
    customs(("haitian", 4, BLACK), (0.35, 12), (0.4, 0.65, 0.04, 1.5)),
    customs(("vietnamese", 2, ASIAN), (0.04, 8), (0.5, 0.05, 0.0, 8.0)),
    customs(("chinese", 5, ASIAN), (0.08, 9), (0.55, 0.05, 0.0, 6.0)),
    customs(("italian", 9, WHITE), (0.35, 14), (0.7, 0.75, 0.02, 1.0)),
    customs(("indian", 5, ASIAN), (0.4, 14), (0.12, 0.6, 0.02, 2.0)),
    customs(("other", 8, WHITE), (0.55, 16), (0.4, 0.65, 0.03, 1.5)),
];

const fn customs(
    (name, share, race): (&'static str, u32, &'static str),
    (tail, octaves): (f64, u32),
    (english_given, wife_takes, two_surnames, swap_factor): (f64, f64, f64, f64),
) -> Customs {
    let ethnicity = if two_surnames > 0.5 { HISPANIC } else { NOT_HISPANIC };
    Customs {
        name,
        share,
        tail,
        octaves,
        english_given,
        wife_takes,
        two_surnames,
        swap_factor,
        race,
        ethnicity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heritage_has_its_own_line() {
        for heritage in Heritage::ALL {
            assert!(Heritage::from_name(heritage.customs().name) == Some(heritage));
        }
        assert_eq!(CUSTOMS.iter().map(|customs| customs.share).sum::<u32>(), 100);
    }
}
