//! Everything that is the same for all people of one run.
//!
//! In: the options. Out: names, places, facilities, nicknames, ready to draw from. Must never: change
//! once made, so that households can be made side by side.

use rustc_hash::FxHashMap;

use crate::record::{Date, Sex};

use super::Options;
use super::doses::DoseHabits;
use super::facility::Facilities;
use super::heritage::Heritage;
use super::household::days_after;
use super::names::{Name, Names};
use super::places::{Address, Places};
use super::random::{Random, Stream};
use super::surname::Surname;
use super::tables::lines;

/// What the generator knows before the first person is born.
pub(super) struct World<'a> {
    /// What was asked for.
    pub(super) options: &'a Options,
    /// Names.
    pub(super) names: Names<'a>,
    /// Cities and streets.
    pub(super) places: Places,
    /// Senders of records.
    pub(super) facilities: Facilities,
    /// How each of them vaccinates and speaks of doses.
    pub(super) dose_habits: Vec<DoseHabits>,
    /// What given names are shortened to.
    pub(super) nicknames: FxHashMap<&'static str, Vec<&'static str>>,
    /// Pairs of names for twins: two sexes, two names.
    pub(super) rhymes: Vec<[&'static str; 3]>,
    /// Shelters, then nursing homes: an address and a telephone that many share.
    pub(super) shelters: Vec<(Address, u64)>,
    /// What strangers share who are called alike and born the same day.
    pub(super) namesakes: Vec<Namesake>,
}

/// A full name with a birth date that more than one person has.
pub(super) struct Namesake {
    /// Where the names come from.
    pub(super) heritage: Heritage,
    /// Sex.
    pub(super) sex: Sex,
    /// Given name.
    pub(super) first: Name,
    /// Surname.
    pub(super) surname: Surname,
    /// Date of birth.
    pub(super) born: Date,
}

/// Shelters in the state, spread as people are (assumption).
pub(super) const SHELTERS: usize = 14;
/// Nursing homes whose people are vaccinated there (assumption).
const NURSING_HOMES: usize = 40;
/// Of so many people one stands for each name that strangers share: grown people without children are
/// about one of fourteen, and three of them share it.
const PEOPLE_A_NAMESAKE: f64 = 40.0;

impl World<'_> {
    /// The world of these options.
    pub(super) fn new(options: &Options) -> World<'_> {
        let places = Places::new(&options.rates);
        let mut random = Random::new(options.seed, Stream::World, 1, 0);
        let shelters = (0..SHELTERS + NURSING_HOMES)
            .map(|_| {
                let city = *places.cities.pick(&mut random);
                (places.home(city, &mut random), places.all[city].phone(&mut random))
            })
            .collect();
        let names = Names::new(&options.rates);
        let facilities = Facilities::new(&places, &options.rates, options.seed, options.people);
        let dose_habits = (0..facilities.all.len())
            .map(|place| DoseHabits::new(&options.rates, options.seed, place))
            .collect();
        World {
            options,
            namesakes: namesakes(options, &places, &names, &mut random),
            names,
            facilities,
            dose_habits,
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

/// A common value: of some draws the one that came most often, the first of several. It is Maria
/// Garcias who share a birth date.
fn common<T: PartialEq>(mut draw: impl FnMut() -> T) -> T {
    const DRAWS: usize = 30;
    let mut drawn: Vec<(T, usize)> = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let value = draw();
        match drawn.iter_mut().find(|(known, _)| *known == value) {
            Some((_, times)) => *times += 1,
            None => drawn.push((value, 1)),
        }
    }
    let most = drawn.iter().map(|(_, times)| *times).max();
    let place = drawn.iter().position(|(_, times)| Some(*times) == most).unwrap_or_default();
    drawn.swap_remove(place).0
}

fn namesakes(
    options: &Options,
    places: &Places,
    names: &Names,
    random: &mut Random,
) -> Vec<Namesake> {
    let count = options.people as f64 * options.rates.namesakes / PEOPLE_A_NAMESAKE;
    (0..1 + count as usize)
        .map(|_| {
            let heritage = places.all[*places.cities.pick(random)].heritage(random);
            let sex = if random.chance(0.5) { Sex::Female } else { Sex::Male };
            let born = days_after(options.as_of, -random.between(20 * 365, 85 * 365));
            Namesake {
                heritage,
                sex,
                first: common(|| names.given(heritage, sex, born.year(), random)),
                surname: common(|| Surname::single(names.family_name(heritage, random))),
                born,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a source writes for a name must be what the engine knows as a form of it.
    #[test]
    fn short_forms_are_forms_in_the_shipped_table() {
        let plain = |name: &str| deunicode::deunicode(name).to_uppercase();
        let forms: Vec<Vec<&str>> = lines(include_str!("../../data/nicknames.csv"))
            .map(|line| line.split(',').collect())
            .collect();
        let options = Options::new(10, 1);
        for (name, shorts) in &World::new(&options).nicknames {
            for short in shorts {
                let (name, short) = (plain(name), plain(short));
                let both = |line: &Vec<&str>| {
                    line.contains(&name.as_str()) && line.contains(&short.as_str())
                };
                assert!(forms.iter().any(both), "{name} {short}");
            }
        }
    }
}
