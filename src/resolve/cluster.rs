//! Joins the records of one component from the strongest link down.

use rustc_hash::FxHashMap;

use super::Evidence;
use crate::decide::{Guard, Pair};
use crate::limits::CLIENT_SAMPLE;
use crate::record::Decision;
use crate::table::Row;

/// How far one pair can pull the verdict on a union, in bits: one contradiction outweighs one link,
/// no more.
const PULL_BITS: f64 = 20.0;

/// The groups that the links of one component end in; records that stay alone are left out.
pub fn agglomerate(
    rows: &[Row],
    component: &[(u32, Pair)],
    evidence: &impl Fn(u32, u32) -> Evidence,
) -> Vec<Vec<u32>> {
    if let [(_, Pair { a, b, .. })] = component {
        // Most components: one link.
        let one = may_join(rows, &[*a], &[*b], evidence);
        return if one { vec![vec![*a, *b]] } else { Vec::new() };
    }
    let mut clusters = Clusters::new(component);
    for (_, link) in component {
        let (a, b) = (clusters.of[&link.a], clusters.of[&link.b]);
        if a != b && may_join(rows, &clusters.members[a], &clusters.members[b], evidence) {
            clusters.join(a, b);
        }
    }
    clusters.members.retain(|members| members.len() > 1);
    clusters.members
}

struct Clusters {
    /// The cluster of each record.
    of: FxHashMap<u32, usize>,
    /// The records of each cluster, in order; a cluster that was joined to another is empty.
    members: Vec<Vec<u32>>,
}

impl Clusters {
    fn new(component: &[(u32, Pair)]) -> Clusters {
        let mut records: Vec<u32> =
            component.iter().flat_map(|(_, link)| [link.a, link.b]).collect();
        records.sort_unstable();
        records.dedup();
        let of = records.iter().enumerate().map(|(cluster, &record)| (record, cluster)).collect();
        Clusters { of, members: records.into_iter().map(|record| vec![record]).collect() }
    }

    /// Joins the smaller cluster to the larger.
    fn join(&mut self, a: usize, b: usize) {
        let (from, into) =
            if self.members[a].len() < self.members[b].len() { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[from]);
        for &record in &moved {
            self.of.insert(record, into);
        }
        self.members[into].extend(moved);
    }
}

/// Whether the records of two clusters may be one person: no constraint forbids it, and all the
/// pairs across together speak for it.
pub fn may_join(
    rows: &[Row],
    some: &[u32],
    others: &[u32],
    evidence: &impl Fn(u32, u32) -> Evidence,
) -> bool {
    pull(rows, some, others, evidence).is_some_and(|bits| bits > 0.0)
}

/// What all the pairs across two clusters together say of their being one person, in bits; nothing if
/// a constraint forbids it.
pub fn pull(
    rows: &[Row],
    some: &[u32],
    others: &[u32],
    evidence: &impl Fn(u32, u32) -> Evidence,
) -> Option<f64> {
    if holds_other_certificate(rows, some, others) {
        return None;
    }
    let (some, others) = (sample(rows, some), sample(rows, others));
    let (mut pull, mut is_doubtful, mut is_said) = (0.0, false, false);
    for a in some.chunk_by(|&x, &y| are_versions(rows, x, y)) {
        for b in others.chunk_by(|&x, &y| are_versions(rows, x, y)) {
            let voice = voice(a, b, evidence)?;
            pull += voice.bits;
            is_doubtful |= voice.is_doubtful;
            is_said |= voice.is_said;
        }
    }
    // What is for a person to decide a person has decided.
    (is_said || !is_doubtful).then_some(pull)
}

/// What two records say of each other.
struct Voice {
    bits: f64,
    /// Something forbids that they are one, unless a person says so.
    is_doubtful: bool,
    /// A person says so.
    is_said: bool,
}

/// What two records say of each other; where one is a certificate of several versions, what the best
/// says: somebody else may know the child by what stood there before. But what a person has told apart
/// from one version is apart from all. Nothing if no person could make them one.
fn voice(a: &[u32], b: &[u32], evidence: &impl Fn(u32, u32) -> Evidence) -> Option<Voice> {
    let (mut best, mut is_doubtful, mut is_said) = (None, false, false);
    for (a, b) in a.iter().flat_map(|&a| b.iter().map(move |&b| (a, b))) {
        let Evidence { weight, guards } = evidence(a.min(b), a.max(b));
        if guards.has(Guard::SaidDifferent) || guards.has(Guard::AnswerLapsed) {
            return None;
        }
        if guards.iter().any(|guard| guard.at_most() == Decision::Apart) {
            continue;
        }
        is_said |= weight == f64::INFINITY;
        if guards.iter().any(Guard::forbids_client) {
            is_doubtful = true;
            continue;
        }
        let is_certain = guards.has(Guard::SameCertificate) || is_said;
        let bits = if is_certain { f64::INFINITY } else { weight.clamp(-PULL_BITS, PULL_BITS) };
        best = Some(best.map_or(bits, |best: f64| best.max(bits)));
    }
    match best {
        Some(bits) => Some(Voice { bits, is_doubtful: false, is_said }),
        None => is_doubtful.then_some(Voice { bits: 0.0, is_doubtful, is_said }),
    }
}

fn are_versions(rows: &[Row], a: u32, b: u32) -> bool {
    rows[a as usize].is_version_of(&rows[b as usize])
}

/// Two live birth records with different certificates, or without any, are two people.
fn holds_other_certificate(rows: &[Row], some: &[u32], others: &[u32]) -> bool {
    let births = |records: &[u32]| -> Vec<u64> {
        let births = records
            .iter()
            .map(|&record| &rows[record as usize])
            .filter(|row| row.is_live_birth_record());
        births.map(|row| row.certificate).collect()
    };
    let (some, others) = (births(some), births(others));
    some.iter().any(|&one| others.iter().any(|&other| one == 0 || one != other))
}

/// The records that speak for a cluster: all of them, or birth records first where there are many;
/// versions of one certificate stand side by side.
fn sample(rows: &[Row], members: &[u32]) -> Vec<u32> {
    let mut members = members.to_vec();
    let several_births =
        members.iter().filter(|&&record| rows[record as usize].is_birth_record()).count() > 1;
    if members.len() > CLIENT_SAMPLE || several_births {
        members.sort_unstable_by_key(|&record| {
            let row = &rows[record as usize];
            let certificate = row.is_birth_record().then_some(row.certificate);
            (certificate.is_none(), certificate, record)
        });
        members.truncate(CLIENT_SAMPLE);
    }
    members
}
