//! Who sends records: hospitals where children are born, clinics, pharmacies; each with habits of its
//! own, kept in a profile. All are invented.
//!
//! In: the cities, how many people there are. Out: the list of facilities. Must never: decide what
//! happens to one record; a profile only shifts the odds.

use super::places::Places;
use super::random::{Random, Stream};
use super::rates::Rates;
use super::tables::{Weighted, weighted_lines};

/// What a facility does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trade {
    /// Children are born here.
    Hospital,
    /// Children's doctors.
    Pediatric,
    /// Doctors for all ages.
    Family,
    /// Pharmacies and boards of health: the grown, and children over four.
    Pharmacy,
}

/// How letters are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// ANA DIAS
    Upper,
    /// Ana Dias
    Title,
    /// ana dias
    Lower,
}

/// The error that a source is given to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// None in particular.
    None,
    /// Reads forms with a machine: letters for digits.
    Scans,
    /// Writes the day before the month.
    DayFirst,
    /// 1 January for want of the day.
    FirstOfJanuary,
    /// Fills one member of a family's field from another's chart.
    MixesFamilies,
}

/// A source's habits.
#[derive(Clone, Copy)]
pub(super) struct Profile {
    /// How letters are written.
    pub(super) case: Case,
    /// Whether "é" survives.
    pub(super) accents: bool,
    /// Errors against the average source.
    pub(super) care: f64,
    /// How often what may be missing is missing, against the average source.
    pub(super) gaps: f64,
    /// The error it makes more often than others.
    pub(super) habit: Habit,
    /// Records of children that name a guardian.
    pub(super) guardian: f64,
    /// Whether "Street" is "St".
    pub(super) short: bool,
    /// Whether the apartment stands behind the street.
    pub(super) unit_in_street: bool,
    /// 0: 9785550123, 1: 978-555-0123, 2: (978) 555-0123.
    pub(super) phone: u8,
    /// Whether it has fields for e-mail, race and ethnicity.
    pub(super) extras: bool,
}

/// A sender of records.
pub(super) struct Facility {
    /// Its code, the `source` of its records.
    pub(super) code: String,
    /// What it does.
    pub(super) trade: Trade,
    /// Its habits.
    pub(super) profile: Profile,
    /// Its own telephone, which clerks type where the family's belongs.
    pub(super) phone: u64,
}

/// All senders, by what is asked of them.
pub(super) struct Facilities {
    /// The facilities.
    pub(super) all: Vec<Facility>,
    /// Birth hospitals by how many are born there.
    births: Weighted<usize>,
    /// For each city, its clinics for children, for the grown, and its pharmacies.
    by_city: Vec<[Vec<usize>; 3]>,
    /// For each city, its birth hospitals.
    hospitals: Vec<Vec<usize>>,
}

/// People a clinic serves, once there are enough for more than one of a kind in each city
/// (assumption).
const PEOPLE_A_CLINIC: usize = 900;
/// Boards of health and chains beyond the clinics for children and the grown.
const TRADES: [(Trade, &str); 6] = [
    (Trade::Pediatric, "PEDS"),
    (Trade::Family, "FAMILY"),
    (Trade::Pharmacy, "PHARM"),
    (Trade::Pediatric, "KIDS"),
    (Trade::Family, "HLTHCTR"),
    (Trade::Pharmacy, "BOH"),
];

impl Facilities {
    /// The facilities that serve this many people.
    pub(super) fn new(places: &Places, rates: &Rates, seed: u64, people: usize) -> Facilities {
        let mut random = Random::new(seed, Stream::World, 0, 0);
        let mut all = Vec::new();
        let mut hospitals = vec![Vec::new(); places.all.len()];
        let mut births = Vec::new();
        for (weight, line) in weighted_lines(include_str!("../../data/synth/hospitals.txt")) {
            let found = places.all.iter().position(|city| line.starts_with(city.name));
            let Some(city) = found else { continue };
            let name = line[places.all[city].name.len()..].trim();
            births.push((weight, all.len()));
            hospitals[city].push(all.len());
            let code = code(name);
            let profile = profile(rates, Trade::Hospital, all.len(), &mut random);
            let phone = places.all[city].phone(&mut random);
            all.push(Facility { code, trade: Trade::Hospital, profile, phone });
        }
        let mut by_city = vec![[const { Vec::new() }; 3]; places.all.len()];
        let weights: u32 = places.all.iter().map(|city| city.weight).sum();
        for (city, lists) in by_city.iter_mut().enumerate() {
            let share = people as u64 * u64::from(places.all[city].weight) / u64::from(weights);
            let clinics = (share as usize / PEOPLE_A_CLINIC).clamp(3, 60);
            for clinic in 0..clinics {
                let (trade, word) = TRADES[clinic % TRADES.len()];
                let round = clinic / TRADES.len();
                let number = if round == 0 { String::new() } else { (round + 1).to_string() };
                let code = format!("{}{word}{number}", code(places.all[city].name));
                lists[clinic % 3].push(all.len());
                let profile = profile(rates, trade, all.len(), &mut random);
                let phone = places.all[city].phone(&mut random);
                all.push(Facility { code, trade, profile, phone });
            }
        }
        Facilities { all, births: births.into_iter().collect(), by_city, hospitals }
    }

    /// The hospital where a child of this city is born: a near one if there is one, mostly.
    pub(super) fn birth_hospital(&self, city: u16, random: &mut Random) -> usize {
        match self.hospitals[usize::from(city)].as_slice() {
            [] => *self.births.pick(random),
            _ if random.chance(0.25) => *self.births.pick(random),
            near => *random.pick(near),
        }
    }

    /// The facilities of this trade in a city; never none, except of hospitals.
    pub(super) fn near(&self, city: u16, trade: Trade) -> &[usize] {
        let city = usize::from(city);
        match trade {
            Trade::Hospital => &self.hospitals[city],
            Trade::Pediatric => &self.by_city[city][0],
            Trade::Family => &self.by_city[city][1],
            Trade::Pharmacy => &self.by_city[city][2],
        }
    }
}

/// Letters and digits of a name in capitals.
fn code(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Habits are dealt in turn, not drawn, so that the average over any few sources stays the average
/// that `Rates` speaks of.
fn profile(rates: &Rates, trade: Trade, place: usize, random: &mut Random) -> Profile {
    const CARE: [f64; 5] = [0.4, 1.0, 0.7, 1.9, 1.0];
    const GAPS: [f64; 4] = [0.5, 1.3, 0.8, 1.4];
    const HABITS: [Habit; 8] = [
        Habit::None,
        Habit::Scans,
        Habit::None,
        Habit::DayFirst,
        Habit::None,
        Habit::FirstOfJanuary,
        Habit::None,
        Habit::MixesFamilies,
    ];
    let turn = place + place / 20;
    let spread = |factor: f64| 1.0 + rates.source_spread * (factor - 1.0);
    let (errors, gaps) = match trade {
        Trade::Hospital => (rates.errors_hospital, rates.gaps_hospital),
        Trade::Pediatric => (rates.errors_pediatric, rates.gaps_pediatric),
        Trade::Family => (rates.errors_family, rates.gaps_family),
        Trade::Pharmacy => (rates.errors_pharmacy, rates.gaps_pharmacy),
    };
    Profile {
        case: *random.pick(&[
            Case::Upper,
            Case::Upper,
            Case::Title,
            Case::Title,
            Case::Title,
            Case::Lower,
        ]),
        accents: random.chance(0.25),
        care: errors * spread(CARE[turn % CARE.len()]).max(0.0),
        gaps: gaps * spread(GAPS[turn % GAPS.len()]).max(0.0),
        habit: HABITS[(place + place / 8) % HABITS.len()],
        guardian: [0.75, 0.3, 0.55][turn % 3],
        short: random.chance(0.6),
        unit_in_street: random.chance(0.3),
        phone: random.below(3) as u8,
        extras: random.chance(0.65),
    }
}

/// The habits of vital records: careful, in capitals, without accents.
pub(super) fn vital_records(rates: &Rates) -> Profile {
    Profile {
        case: Case::Upper,
        accents: false,
        care: rates.errors_vital_records,
        gaps: rates.gaps_vital_records,
        habit: Habit::None,
        guardian: 1.0,
        short: true,
        unit_in_street: false,
        phone: 0,
        extras: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_city_has_its_clinics() {
        let rates = Rates::default();
        let places = Places::new(&rates);
        for people in [10, 1_000_000] {
            let facilities = Facilities::new(&places, &rates, 1, people);
            let mut codes: Vec<&str> =
                facilities.all.iter().map(|facility| facility.code.as_str()).collect();
            codes.sort_unstable();
            let before = codes.len();
            codes.dedup();
            assert_eq!(codes.len(), before);
            for city in 0..places.all.len() as u16 {
                for trade in [Trade::Pediatric, Trade::Family, Trade::Pharmacy] {
                    assert!(!facilities.near(city, trade).is_empty());
                }
            }
            assert_eq!(facilities.births.items().len(), 26);
        }
    }

    #[test]
    fn the_average_source_is_average() {
        let rates = Rates::default();
        let facilities = Facilities::new(&Places::new(&rates), &rates, 1, 10);
        let mean = |of: fn(&Profile) -> f64| {
            facilities.all.iter().map(|f| of(&f.profile)).sum::<f64>() / facilities.all.len() as f64
        };
        assert!((mean(|profile| profile.care) - 1.0).abs() < 0.05);
        assert!((mean(|profile| profile.gaps) - 1.0).abs() < 0.05);
    }
}
