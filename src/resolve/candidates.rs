//! A record with two candidates that exclude each other.

use rayon::prelude::*;

use crate::decide::{Guard, Pair};
use crate::record::Decision;
use crate::table::Row;

/// A submission that would link to two birth records of different certificates, the better of them
/// less than `lead` bits ahead, is for a person: both links become reviews.
pub fn hold_two_candidates(rows: &[Row], pairs: &mut [Pair], lead: f64) {
    let links = pairs.iter().enumerate().filter(|(_, pair)| pair.decision == Decision::Link);
    let mut links: Vec<(u32, usize)> = links
        .filter_map(|(index, pair)| submission_and_birth(rows, pair).map(|(of, _)| (of, index)))
        .collect();
    links.par_sort_unstable();
    let mut held: Vec<usize> = links
        .chunk_by(|x, y| x.0 == y.0)
        .filter(|links| links.len() > 1)
        .flat_map(|links| rivals(rows, pairs, links, lead))
        .collect();
    held.sort_unstable();
    for index in held {
        pairs[index].hold(Guard::TwoCandidates);
    }
}

fn submission_and_birth(rows: &[Row], pair: &Pair) -> Option<(u32, u32)> {
    match (rows[pair.a as usize].is_birth_record(), rows[pair.b as usize].is_birth_record()) {
        (false, true) => Some((pair.a, pair.b)),
        (true, false) => Some((pair.b, pair.a)),
        _ => None,
    }
}

/// The links of one submission that stand too close to the best one and to another birth.
fn rivals(rows: &[Row], pairs: &[Pair], links: &[(u32, usize)], lead: f64) -> Vec<usize> {
    let birth = |index: usize| submission_and_birth(rows, &pairs[index]).map(|(_, birth)| birth);
    let certificate = |index: usize| birth(index).map(|birth| rows[birth as usize].certificate);
    let excludes = |x: usize, y: usize| {
        birth(x) != birth(y) && (certificate(x) == Some(0) || certificate(x) != certificate(y))
    };
    let weight = |index: usize| pairs[index].weight;
    let best = links
        .iter()
        .map(|link| link.1)
        .max_by(|&x, &y| weight(x).total_cmp(&weight(y)).then(y.cmp(&x)));
    let Some(best) = best else { return Vec::new() };
    let close = |&link: &usize| excludes(best, link) && weight(best) - weight(link) < lead;
    let mut rivals: Vec<usize> = links.iter().map(|link| link.1).filter(close).collect();
    if !rivals.is_empty() {
        rivals.push(best);
    }
    rivals
}
