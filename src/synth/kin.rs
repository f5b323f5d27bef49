//! Cousins: two households whose mothers are sisters, or whose fathers are brothers.
//!
//! In: the world and a household's number. Out: what it shares with its neighbour in number. Must
//! never: look at the other household; both draw what they share from one stream.

use super::heritage::Heritage;
use super::random::{Random, Stream};
use super::surname::Surname;
use super::world::World;

/// What two related households share.
pub(super) struct Kin {
    /// Where the two families come from.
    pub(super) city: usize,
    /// Where their names come from.
    pub(super) heritage: Heritage,
    /// Years since the first births, which lie near each other.
    pub(super) years_back: i32,
    /// The sisters' or brothers' surname at birth.
    pub(super) surname: Surname,
    /// Their mother's.
    pub(super) maiden: Surname,
    /// Whether the mothers are sisters; else the fathers are brothers.
    pub(super) sisters: bool,
}

/// The kin of this household, if it has cousins.
pub(super) fn kin(world: &World, unit: u64) -> Option<Kin> {
    let rates = &world.options.rates;
    let mut random = Random::new(world.options.seed, Stream::Kin, unit / 2, 0);
    if !random.chance(rates.cousins) {
        return None;
    }
    let city = *world.places.cities.pick(&mut random);
    let heritage = world.places.all[city].heritage(&mut random);
    Some(Kin {
        city,
        heritage,
        years_back: if random.chance(rates.young_families) {
            random.between(0, 17)
        } else {
            random.between(18, 42)
        },
        surname: world.names.surname(heritage, &mut random),
        maiden: world.names.surname(heritage, &mut random),
        sisters: random.chance(0.5),
    })
}
