//! Where people live: cities with their ZIP codes, area codes and heritages, and streets.
//!
//! In: `data/synth/cities.txt` and `streets.txt`. Out: cities and addresses. Must never: hold an
//! address that means somebody; house numbers are drawn, and no check is made that such a house
//! stands.

use super::heritage::Heritage;
use super::random::Random;
use super::rates::Rates;
use super::tables::{Weighted, weighted_lines};

/// A city or town.
pub(super) struct City {
    /// Its name.
    pub(super) name: &'static str,
    /// Against the others, how many live there.
    pub(super) weight: u32,
    /// Its ZIP codes.
    pub(super) zips: Vec<&'static str>,
    /// Its area codes, the usual one first.
    pub(super) areas: Vec<u64>,
    heritages: Weighted<Heritage>,
}

impl City {
    /// The heritage of one of its families.
    pub(super) fn heritage(&self, random: &mut Random) -> Heritage {
        *self.heritages.pick(random)
    }

    /// A telephone number of ten digits.
    pub(super) fn phone(&self, random: &mut Random) -> u64 {
        let place = random.weighted(&[4, 1]).min(self.areas.len() - 1);
        let exchange = u64::from(random.below(800)) + 200;
        // 555 is the exchange of made-up numbers: cleaning would, rightly, drop it.
        let exchange = if exchange == 555 { 556 } else { exchange };
        (self.areas[place] * 1000 + exchange) * 10_000 + u64::from(random.below(10_000))
    }
}

/// A place to live. Parts are kept as places in tables, so that each source can spell them its way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Address {
    /// Place in the list of cities.
    pub(super) city: u16,
    zip: u16,
    street: u16,
    kind: u8,
    unit_kind: u8,
    number: u16,
    unit: u16,
}

/// Where everything is.
pub(super) struct Places {
    /// Cities by how many live there.
    pub(super) cities: Weighted<usize>,
    /// The cities themselves.
    pub(super) all: Vec<City>,
    streets: Weighted<&'static str>,
    street_places: Weighted<u16>,
}

/// Kinds of streets: weight, in full, and for short.
const KINDS: [(u32, &str, &str); 8] = [
    (46, "Street", "St"),
    (22, "Avenue", "Ave"),
    (14, "Road", "Rd"),
    (5, "Lane", "Ln"),
    (5, "Drive", "Dr"),
    (3, "Court", "Ct"),
    (3, "Terrace", "Ter"),
    (2, "Circle", "Cir"),
];
/// The kind that is no street.
const PO_BOX: u8 = KINDS.len() as u8;

impl Places {
    /// Reads the tables.
    pub(super) fn new(rates: &Rates) -> Places {
        let all: Vec<City> = weighted_lines(include_str!("../../data/synth/cities.txt"))
            .filter_map(|(weight, rest)| city(rates, weight, rest))
            .collect();
        let streets = || weighted_lines(include_str!("../../data/synth/streets.txt"));
        Places {
            cities: all.iter().enumerate().map(|(place, city)| (city.weight, place)).collect(),
            streets: streets().collect(),
            street_places: streets().zip(0..).map(|((weight, _), place)| (weight, place)).collect(),
            all,
        }
    }

    /// Where an address is.
    pub(super) fn city(&self, address: Address) -> &City {
        &self.all[usize::from(address.city)]
    }

    /// A home in this city.
    pub(super) fn home(&self, city: usize, random: &mut Random) -> Address {
        let po_box = random.chance(0.01);
        let kinds = KINDS.map(|(weight, ..)| weight);
        let flat = random.chance(0.4);
        let houses = if random.chance(0.7) { 180 } else { 1200 };
        let units = if random.chance(0.8) { 12 } else { 400 };
        Address {
            city: city as u16,
            zip: random.index(self.all[city].zips.len()) as u16,
            street: *self.street_places.pick(random),
            kind: if po_box { PO_BOX } else { random.weighted(&kinds) as u8 },
            unit_kind: if flat && !po_box { 1 + random.below(3) as u8 } else { 0 },
            number: 1 + random.below(houses) as u16,
            unit: 1 + random.below(units) as u16,
        }
    }

    /// House number and street.
    pub(super) fn street(&self, address: Address, short: bool) -> String {
        let Some((_, full, abbreviated)) = KINDS.get(usize::from(address.kind)) else {
            return format!("PO Box {}", address.number);
        };
        let name = self.streets.items()[usize::from(address.street)];
        // A street named for a street word ("Broadway") takes no other.
        if name == "Broadway" {
            return format!("{} {name}", address.number);
        }
        format!("{} {name} {}", address.number, if short { abbreviated } else { full })
    }

    /// Apartment, floor or number; empty for a house.
    pub(super) fn unit(&self, address: Address, short: bool) -> String {
        match (address.unit_kind, short) {
            (0, _) => String::new(),
            (1, false) => format!("Apartment {}", address.unit),
            (1, true) => format!("Apt {}", address.unit),
            (2, false) => format!("Floor {}", 1 + address.unit % 4),
            (2, true) => format!("Fl {}", 1 + address.unit % 4),
            _ => format!("#{}", address.unit),
        }
    }

    /// ZIP code.
    pub(super) fn zip(&self, address: Address) -> &'static str {
        self.city(address).zips[usize::from(address.zip)]
    }
}

/// One line: area codes, ZIP codes, heritages with their factors, name.
fn city(rates: &Rates, weight: u32, rest: &'static str) -> Option<City> {
    let mut parts = rest.splitn(4, ' ');
    let areas = parts.next()?.split(',').filter_map(|area| area.parse().ok()).collect();
    let zips = parts.next()?.split(',').collect();
    let factors = parts.next()?;
    let name = parts.next()?;
    let factor = |heritage: Heritage| {
        factors
            .split(',')
            .filter_map(|part| part.split_once('*'))
            .find(|(name, _)| Heritage::from_name(name) == Some(heritage))
            .and_then(|(_, factor)| factor.parse::<f64>().ok())
            .unwrap_or(1.0)
    };
    let heritages = Heritage::ALL
        .into_iter()
        .map(|heritage| ((heritage.share(rates) * factor(heritage) * 1000.0) as u32, heritage))
        .collect();
    Some(City { name, weight, zips, areas, heritages })
}

#[cfg(test)]
mod tests {
    use super::super::random::Stream;
    use super::*;

    #[test]
    fn every_city_is_whole() {
        let places = Places::new(&Rates::default());
        assert!(places.all.len() >= 60);
        for city in &places.all {
            assert!(!city.areas.is_empty() && !city.name.is_empty());
            assert!(city.zips.iter().all(|zip| zip.len() == 5 && zip.starts_with('0')));
            assert!(city.name.chars().all(|c| c.is_ascii_alphabetic() || c == ' '));
        }
    }

    #[test]
    fn an_address_is_spelled_in_full_or_for_short() {
        let places = Places::new(&Rates::default());
        let mut random = Random::new(2, Stream::World, 0, 0);
        let homes: Vec<Address> = (0..200).map(|_| places.home(0, &mut random)).collect();
        let spelled: Vec<String> = homes.iter().map(|&home| places.street(home, false)).collect();
        assert!(spelled.iter().any(|street| street.ends_with(" Avenue")));
        assert!(homes.iter().all(|&home| places.zip(home).starts_with("021")));
        assert!(homes.iter().any(|&home| places.unit(home, true).starts_with("Apt ")));
    }
}
