//! What people have decided about pairs of records: it holds whatever the machine thinks.
//!
//! In: a list of pairs with `link` (the same person) or `apart` (different people). Out: the pairs and
//! the evidence of a run, brought in line with it. Must never: put two live certificates into one
//! client, unless a supervisor says that they are two of one birth.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::decide::{Guard, Guards, Pair};
use crate::error::Result;
use crate::read::{PairColumns, Records, read_pair_list};
use crate::record::Decision;
use crate::resolve::Evidence;
use crate::score::Known;
use crate::table::Row;
use crate::write::Said;

/// What a person's "the same" weighs, in bits: more than all that other records may say against it.
const SAME_BITS: f64 = f64::INFINITY;

/// Answers by the two record numbers, the smaller first; `review` is no answer.
#[derive(Default)]
pub struct Answers {
    /// What was answered, and the place of who and why.
    given: FxHashMap<(u32, u32), (Decision, u32)>,
    /// Who has said so, and why.
    said: Vec<Said>,
    /// Pairs that a person has told apart, of which one record has changed since.
    lapsed: FxHashSet<(u32, u32)>,
    /// Pairs of certificates that a supervisor has called two of one birth.
    one_birth: Vec<(u32, u32)>,
}

impl Answers {
    /// Reads a list of answers. An answer about a record that the run does not hold says nothing here.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn read(path: &Path, records: &Records) -> Result<Answers> {
        let find = |id: &str| records.find(id).map(|record| record as u32);
        let listed = read_pair_list(path, &PairColumns::default())?;
        let answers = (0..).zip(&listed).filter_map(|(number, pair)| {
            let (a, b) = (find(&pair.record_a)?, find(&pair.record_b)?);
            let answer = pair.expected.filter(|answer| *answer != Decision::Review)?;
            let said = Said::new(number, &pair.said_by, &pair.reason);
            (a != b).then_some((a, b, answer, said))
        });
        Ok(Answers::of(answers, std::iter::empty()))
    }

    /// From the answers about pairs of record numbers.
    pub fn of(
        given: impl Iterator<Item = (u32, u32, Decision, Said)>,
        lapsed: impl Iterator<Item = (u32, u32)>,
    ) -> Answers {
        let mut answers = Answers::default();
        for (a, b, answer, said) in given {
            answers.given.insert(in_order(a, b), (answer, answers.said.len() as u32));
            answers.said.push(said);
        }
        answers.lapsed = lapsed.map(|(a, b)| in_order(a, b)).collect();
        answers
    }

    /// With pairs of certificates that a supervisor has called two of one birth.
    #[must_use]
    pub fn with_one_birth(self, pairs: impl Iterator<Item = (u32, u32)>) -> Answers {
        let mut one_birth: Vec<(u32, u32)> = pairs.map(|(a, b)| in_order(a, b)).collect();
        one_birth.sort_unstable();
        Answers { one_birth, ..self }
    }

    /// Takes two certificates of one birth for two versions of one, as they are when vital records see their
    /// own error.
    pub fn amend(&self, rows: &mut [Row]) {
        for &(a, b) in &self.one_birth {
            rows[b as usize].certificate = rows[a as usize].certificate;
        }
    }

    /// Who has said what, and why.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// What was answered about two records, and by its place among what is said who has said so.
    pub fn about(&self, a: u32, b: u32) -> Option<(Decision, u32)> {
        self.given.get(&in_order(a, b)).copied()
    }

    /// The pairs that were answered, in order.
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        let mut pairs: Vec<(u32, u32)> = self.given.keys().copied().collect();
        pairs.sort_unstable();
        pairs
    }

    /// What an answer says of the classes that two records, the smaller first, can be of.
    pub fn known(&self, a: u32, b: u32) -> Known {
        match self.decision(a, b) {
            Some(Decision::Link) => Known::SamePerson,
            Some(Decision::Apart) => Known::TwoPeople,
            _ => Known::Nothing,
        }
    }

    /// Who has decided a pair, by the place among what is said; nobody where the machine has.
    pub fn of_pair(&self, pair: &Pair) -> Option<u32> {
        let answer = pair.answered.then(|| self.about(pair.a, pair.b));
        answer.flatten().map(|(_, said)| said)
    }

    fn decision(&self, a: u32, b: u32) -> Option<Decision> {
        self.about(a, b).map(|(decision, _)| decision)
    }

    /// The evidence about two records, what a person has said of them included.
    pub fn heed(&self, a: u32, b: u32, evidence: Evidence) -> Evidence {
        let Evidence { weight, guards } = evidence;
        let lapsed = self.lapsed.contains(&in_order(a, b));
        match self.decision(a, b) {
            Some(Decision::Apart) => {
                Evidence { weight, guards: guards.with(Guard::SaidDifferent, true) }
            }
            Some(Decision::Link) => Evidence { weight: SAME_BITS, guards: unanswerable(guards) },
            _ => Evidence { weight, guards: guards.with(Guard::AnswerLapsed, lapsed) },
        }
    }

    /// Decides the pair as a person has.
    pub fn decide(&self, pair: &mut Pair) {
        if self.lapsed.contains(&(pair.a, pair.b)) {
            pair.hold(Guard::AnswerLapsed);
        }
        let Some(answer) = self.decision(pair.a, pair.b) else { return };
        pair.answered = true;
        if answer == Decision::Apart {
            pair.hold(Guard::SaidDifferent);
            return;
        }
        pair.guards = match self.one_birth.binary_search(&(pair.a, pair.b)) {
            Ok(_) => Guards::default(),
            Err(_) => unanswerable(pair.guards),
        };
        let at_most = pair.guards.iter().map(Guard::at_most).min();
        pair.decision = at_most.unwrap_or(Decision::Link);
    }
}

fn in_order(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

/// Those guards that no answer lifts.
fn unanswerable(guards: Guards) -> Guards {
    let firm = guards.iter().filter(|guard| guard.at_most() == Decision::Apart);
    firm.fold(Guards::default(), |all, guard| all.with(guard, true))
}
