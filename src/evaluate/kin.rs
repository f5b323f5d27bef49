//! False merges inside a family, the ones that a linkage engine is most tempted by: twins, then
//! siblings, then others of one household.
//!
//! In: the overlap of clients and people, the truth's mothers and households, the people's days of
//! birth. Out: clients by kind of error. Must never: grow with the square of a client, or call a
//! kind of error zero that the truth cannot show.

use serde::Serialize;

use super::Truth;
use super::overlap::{Cell, Overlap};

/// Clients that hold two people of one family. A client of several such pairs counts once in each
/// kind; a kind is null when the truth has no column that could show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct KinErrors {
    /// Two people of one true mother, born within a day of each other.
    pub twins: Option<u64>,
    /// Two people of one true mother, born further apart or on unknown days.
    pub siblings: Option<u64>,
    /// Two people of one true household, not known to have one mother.
    pub household: Option<u64>,
}

/// One of the people in a client.
#[derive(Clone, Copy)]
struct Kin {
    mother: Option<u32>,
    household: Option<u32>,
    born: Option<i32>,
}

impl KinErrors {
    pub(super) fn new(born: &[Option<i32>], overlap: &Overlap, truth: &Truth) -> KinErrors {
        let (mut twins, mut siblings, mut household) = (0, 0, 0);
        for cells in overlap.by_client().filter(|cells| cells.len() > 1) {
            let mut kin = kin(cells, truth, born);
            kin.sort_unstable_by_key(|kin| (kin.mother, kin.born));
            twins += u64::from(families(&kin).any(holds_twins));
            siblings += u64::from(families(&kin).any(holds_siblings));
            household += u64::from(holds_household(&mut kin));
        }
        KinErrors {
            twins: truth.knows_mothers().then_some(twins),
            siblings: truth.knows_mothers().then_some(siblings),
            household: truth.knows_households().then_some(household),
        }
    }
}

fn kin(cells: &[Cell], truth: &Truth, born: &[Option<i32>]) -> Vec<Kin> {
    let one = |cell: &Cell| Kin {
        mother: truth.mother(cell.person),
        household: truth.household(cell.person),
        born: born[cell.person as usize],
    };
    cells.iter().map(one).collect()
}

/// The children of each known mother, unknown birth days first, then by day.
fn families(kin: &[Kin]) -> impl Iterator<Item = &[Kin]> {
    kin.chunk_by(|x, y| x.mother == y.mother).filter(|children| children[0].mother.is_some())
}

/// In order of birth the nearest two are neighbours.
fn holds_twins(children: &[Kin]) -> bool {
    children.windows(2).any(|two| {
        two[0].born.zip(two[1].born).is_some_and(|(earlier, later)| later - earlier <= 1)
    })
}

/// In order of birth the furthest two are the first and the last; an unknown day comes first.
fn holds_siblings(children: &[Kin]) -> bool {
    let (first, last) = (children[0].born, children[children.len() - 1].born);
    children.len() > 1 && first.zip(last).is_none_or(|(first, last)| last - first > 1)
}

fn holds_household(kin: &mut [Kin]) -> bool {
    kin.sort_unstable_by_key(|kin| (kin.household, kin.mother));
    kin.chunk_by(|x, y| x.household == y.household).any(|home| {
        // In order of mother, all have one if the first and the last do.
        let (first, last) = (home[0], home[home.len() - 1]);
        let one_mother = first.mother.is_some() && first.mother == last.mother;
        first.household.is_some() && home.len() > 1 && !one_mother
    })
}
