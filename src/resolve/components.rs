//! Connected components of links: pieces of work that do not touch each other. They are not clients.

use rayon::prelude::*;

use crate::decide::{Guard, Pair};

/// The links with the component that each belongs to (named by its smallest record), component by
/// component, the strongest link of each first; versions of one certificate before all others.
pub fn components(records: usize, links: Vec<Pair>) -> Vec<(u32, Pair)> {
    let mut parents: Vec<u32> = (0..records as u32).collect();
    for link in &links {
        let (a, b) = (root(&mut parents, link.a), root(&mut parents, link.b));
        parents[a.max(b) as usize] = a.min(b);
    }
    let mut grouped: Vec<(u32, Pair)> =
        links.into_iter().map(|link| (root(&mut parents, link.a), link)).collect();
    grouped.par_sort_unstable_by(|(component_x, x), (component_y, y)| {
        let by_strength = y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b)));
        let versions_first = are_versions(y).cmp(&are_versions(x));
        component_x.cmp(component_y).then(versions_first).then(by_strength)
    });
    grouped
}

fn are_versions(link: &Pair) -> bool {
    link.guards.has(Guard::SameCertificate)
}

fn root(parents: &mut [u32], mut record: u32) -> u32 {
    while parents[record as usize] != record {
        let parent = parents[record as usize];
        parents[record as usize] = parents[parent as usize];
        record = parents[record as usize];
    }
    record
}
