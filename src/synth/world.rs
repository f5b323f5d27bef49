//! Everything that is the same for all people of one run.
//!
//! In: the options. Out: names, places, facilities, nicknames, ready to draw from. Must never: change
//! once made, so that households can be made side by side.

use rustc_hash::FxHashMap;

use super::Options;
use super::facility::Facilities;
use super::names::Names;
use super::places::{Address, Places};
use super::random::{Random, Stream};
use super::tables::lines;

/// What the generator knows before the first person is born.
pub(super) struct World<'a> {
    /// What was asked for.
    pub(super) options: &'a Options,
    /// Names.
    pub(super) names: Names,
    /// Cities and streets.
    pub(super) places: Places,
    /// Senders of records.
    pub(super) facilities: Facilities,
    /// What given names are shortened to.
    pub(super) nicknames: FxHashMap<&'static str, Vec<&'static str>>,
    /// Pairs of names for twins: two sexes, two names.
    pub(super) rhymes: Vec<[&'static str; 3]>,
    /// Shelters: an address and a telephone that many share.
    pub(super) shelters: Vec<(Address, u64)>,
}

/// Shelters in the state, spread as people are (assumption).
const SHELTERS: usize = 14;

impl World<'_> {
    /// The world of these options.
    pub(super) fn new(options: &Options) -> World<'_> {
        let places = Places::new();
        let mut random = Random::new(options.seed, Stream::World, 1, 0);
        let shelters = (0..SHELTERS)
            .map(|_| {
                let city = *places.cities.pick(&mut random);
                (places.home(city, &mut random), places.all[city].phone(&mut random))
            })
            .collect();
        World {
            options,
            names: Names::new(),
            facilities: Facilities::new(&places, options.seed, options.people),
            nicknames: lines(include_str!("../../data/synth/nicknames.txt"))
                .filter_map(|line| {
                    let (name, short) = line.split_once(' ')?;
                    Some((name, short.split_whitespace().collect()))
                })
                .collect(),
            rhymes: lines(include_str!("../../data/synth/rhymes.txt"))
                .filter_map(|line| {
                    let mut words = line.split_whitespace();
                    Some([words.next()?, words.next()?, words.next()?])
                })
                .collect(),
            shelters,
            places,
        }
    }
}
