//! Children who change family or name: adoption, and another given name in the first year.
//!
//! In: the children of one birth as their family names them. Out: the same, with what they were
//! called before and who was their mother then. Must never: part the children of one birth.

use crate::record::{Date, Sex};

use super::children::borne;
use super::household::days_after;
use super::person::{FormerMother, Person};
use super::random::Random;
use super::world::World;

/// Gives some births a former family, or a former given name.
pub(super) fn former_ways(world: &World, born: &mut [Person], random: &mut Random) {
    let rates = &world.options.rates;
    if random.chance(rates.adopted) {
        adopt(world, born, random);
    } else if random.chance(rates.given_changed) {
        let day = days_after(born[0].born, random.between(10, 364));
        if day <= world.options.as_of {
            born.iter_mut().for_each(|child| rename(world, child, day, random));
        }
    }
}

fn adopt(world: &World, born: &mut [Person], random: &mut Random) {
    let birth = born[0].born;
    let day = days_after(birth, random.between(20, 6 * 365));
    if day > world.options.as_of {
        return;
    }
    let heritage = born[0].heritage;
    let age = random.between(16 * 365, 38 * 365);
    let mothers_birth = days_after(birth, -age);
    let maiden = world.names.surname(heritage, random);
    let last =
        if random.chance(0.8) { maiden.clone() } else { world.names.surname(heritage, random) };
    let mother = FormerMother {
        until: day,
        first: world.names.given(heritage, Sex::Female, mothers_birth.year(), random),
        maiden,
        last: last.clone(),
        born: mothers_birth,
    };
    let renamed = random.chance(world.options.rates.adopted_renamed);
    for child in born {
        let surname = child.surnames.swap_remove(0).surname;
        child.surnames = vec![borne(birth, last.clone()), borne(day, surname)];
        child.former_mother = Some(Box::new(mother.clone()));
        if renamed {
            rename(world, child, day, random);
        }
    }
}

/// The child was called otherwise until this day.
fn rename(world: &World, child: &mut Person, day: Date, random: &mut Random) {
    let name = world.names.given(child.heritage, child.sex, child.born.year(), random);
    if name != child.first {
        child.former_first = Some((day, name));
    }
}
