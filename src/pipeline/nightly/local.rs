//! The records that tonight's news can reach, or what is examined anew, resolved anew.
//!
//! In: what the registry knows, the news, the pairs around them. Out: [`Local`]: these records alone, in
//! the order of their ids as in any run, with their pairs and what clients they make. Must never: leave
//! out a record that could be taken for one of them, or let the number of a record matter.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::evidence::{self, Reach};
use super::heeded_answers;
use super::news::News;
use super::word::Word;
use crate::decide::Pair;
use crate::error::Result;
use crate::pipeline::answers::Answers;
use crate::pipeline::evidence as weigh;
use crate::pipeline::pairs::heed_answers;
use crate::read::NO_RECORD;
use crate::record::Decision;
use crate::registry::{Answer, GivenAnswer, Packed, RecordPair, Relation, View};
use crate::resolve::{check_certificates, hold_two_candidates, resolve};
use crate::score::Scorer;
use crate::settings::Settings;
use crate::table::{Flags, Row, Table};
use crate::write::Said;

/// Records of a registry so small that it is resolved as a whole every night: what is rare or alone in it
/// may be so no longer tomorrow.
const SMALL: usize = 10;

/// Some of the registry's records and the news, numbered in the order of their ids.
pub struct Local {
    /// Their ids.
    pub ids: Vec<String>,
    /// Their numbers in the registry.
    pub numbers: Vec<u32>,
    /// Their rows.
    pub table: Table,
    /// The pairs among them, with what is decided.
    pub pairs: Vec<Pair>,
    /// The client of each, named by one of its records.
    pub clients: Vec<u32>,
    /// The registry's client that each belonged to when the night began; a new version's is that of the
    /// record that it replaces.
    pub standing: Vec<Option<u32>>,
    /// What people have said of two of them that holds.
    pub answers: Answers,
    /// Answers of lower numbers an earlier night has heeded.
    pub heeded: u32,
    /// How many answers there were when the night looked.
    pub answered: u32,
    /// What the registry's among them say, where it was read.
    pub stored: Option<Packed>,
}

/// What decides who is reached.
pub struct Around<'a> {
    /// The registry before the night.
    pub view: View<'a>,
    /// What has come.
    pub news: &'a News,
    /// What was said of it, where somebody has entered it.
    pub said: Option<&'a Word>,
    /// Flags of the registry's rows that have changed.
    pub flags: &'a [(u32, Flags)],
    /// The settings in force.
    pub settings: &'a Settings,
    /// The registry's records that are examined anew.
    pub examined: &'a Range<u32>,
    /// Records that may have lost a pair by it.
    pub losing: Vec<u32>,
}

impl Around<'_> {
    /// Finds the records and resolves them. `known` are the pairs of the registry, `found` the night's.
    ///
    /// # Errors
    /// The registry cannot be read, or the clients are not what they must be.
    pub fn resolve(
        &self,
        table: Table,
        known: &mut Vec<Pair>,
        found: &[Pair],
        scorer: &Scorer,
    ) -> Result<Local> {
        let answered = self.view.answer_count()? as u32;
        let answers = self.answers(answered)?;
        let heeded = heeded_answers(&self.view)?.unwrap_or(answered);
        let numbers = self.reached(&table, known, found, &answers, heeded)?;
        let census = table.rows.par_iter().filter(|row| !row.flags.has(Flags::RETIRED)).count();
        let all = table.rows.len();
        // Rows and pairs of the others go before the texts of these come.
        let mut pairs = pairs_among(&numbers, known, found, all);
        if self.examined.is_empty() {
            *known = Vec::new();
        }
        let rows: Vec<Row> = numbers.iter().map(|&number| *table.row(number)).collect();
        let table = Table { rows, ..table };
        let (stored, ids) = self.stored(&numbers)?;
        let (order, ids) = in_order(ids);
        let numbers: Vec<u32> = order.iter().map(|&at| numbers[at]).collect();
        let mut rows: Vec<Row> = order.iter().map(|&at| table.rows[at]).collect();
        let places = places(&numbers, all);
        let place = |number: u32| Some(places[number as usize]).filter(|&at| at != NO_RECORD);
        let answers = local_answers(&answers, place);
        answers.amend(&mut rows);
        let table = Table { rows, ..table };
        by_place(&mut pairs, &places);
        let settings = &self.settings.decide;
        heed_answers(&table, |_, _| 0, scorer, settings, &answers, &mut pairs);
        hold_two_candidates(&table.rows, &mut pairs, settings.lead);
        let evidence = |a, b| answers.heed(a, b, weigh(&table, scorer, a, b));
        let clients = resolve(&table.rows, census, &mut pairs, settings, evidence);
        check_certificates(&table.rows, &clients)?;
        let standing = self.standing(&numbers)?;
        Ok(Local {
            ids,
            numbers,
            table,
            pairs,
            clients,
            standing,
            answers,
            heeded,
            answered,
            stored,
        })
    }

    /// The newest answer about each pair, in tonight's numbers: one about a record that is replaced is
    /// about the one that replaces it, and holds no more. What is said of the news comes after the `answered`.
    fn answers(&self, answered: u32) -> Result<Vec<GivenAnswer>> {
        let newer: FxHashMap<u32, u32> = self.news.replaced().collect();
        let mut answers = self.view.newest_answers()?;
        for answer in &mut answers {
            let RecordPair { a, b } = answer.now;
            let now = |record: u32| newer.get(&record).copied().unwrap_or(record);
            answer.now = RecordPair::new(now(a), now(b));
            answer.holds &= answer.now == RecordPair { a, b };
        }
        answers
            .extend(self.said.into_iter().flat_map(|said| said.answers(self.news.first, answered)));
        Ok(answers)
    }

    /// All records that a change of tonight can reach, in the order of their numbers. Answers of lower
    /// numbers than `heeded` are no change.
    fn reached(
        &self,
        table: &Table,
        known: &[Pair],
        found: &[Pair],
        answers: &[GivenAnswer],
        heeded: u32,
    ) -> Result<Vec<u32>> {
        let all = table.rows.len();
        let is_live = |record: &u32| !table.row(*record).flags.has(Flags::RETIRED);
        if all < SMALL * self.settings.decide.census {
            return Ok((0..all as u32).filter(is_live).collect());
        }
        let pairs = known.par_iter().chain(found);
        let reaching = pairs.filter(|pair| evidence::reaches(pair, &self.settings.decide));
        let mut joined: Vec<(u32, u32)> = reaching.map(|pair| (pair.a, pair.b)).collect();
        joined.extend(answers.iter().map(|answer| (answer.now.a, answer.now.b)));
        joined.extend(self.news.replaced());
        if !self.examined.is_empty() {
            joined.extend(self.stands()?);
        }
        let reach = Reach::new(all, &joined);
        let mut seeds: Vec<u32> = (self.news.first..all as u32).collect();
        seeds.extend(self.examined.clone());
        seeds.extend(&self.losing);
        seeds.extend(self.flags.iter().map(|&(record, _)| record));
        // So that every pair that is written has both its records here.
        let fresh = found.iter().filter(|pair| self.news.holds(pair.b));
        seeds.extend(fresh.map(|pair| pair.a));
        seeds.extend(self.unheeded(answers, heeded)?);
        // Of whom a pair has been lost the client may come apart.
        let replaced = self.news.replaced().map(|(older, _)| older);
        let losing: Vec<u32> = replaced.chain(self.flags.iter().map(|flag| flag.0)).collect();
        let clients: BTreeSet<u32> = self.clients_of(&losing)?.into_iter().flatten().collect();
        let clients: Vec<u32> = clients.into_iter().collect();
        seeds.extend(self.view.members_of(&clients)?.concat());
        let mut numbers = reach.of(seeds.into_iter());
        numbers.retain(is_live);
        Ok(numbers)
    }

    /// Pairs of records that clients and questions of another model hold together: what they become is
    /// seen only where all of one is looked at.
    fn stands(&self) -> Result<Vec<(u32, u32)>> {
        let mut together = Vec::new();
        let mut founders: FxHashMap<u32, u32> = FxHashMap::default();
        self.view.visit_members(|record, client| {
            let founder = *founders.entry(client).or_insert(record);
            together.extend((founder != record).then_some((founder, record)));
            Ok(())
        })?;
        self.view.visit_questions(|question| {
            together.push((question.pair.a, question.pair.b));
            Ok(())
        })?;
        Ok(together)
    }

    /// The records of answers that the clients do not follow yet, that were taken back, or that are told of
    /// for the first time.
    fn unheeded(&self, answers: &[GivenAnswer], heeded: u32) -> Result<Vec<u32>> {
        let ends: Vec<u32> =
            answers.iter().flat_map(|answer| [answer.now.a, answer.now.b]).collect();
        let clients = self.clients_of(&ends)?;
        let unheeded = answers.iter().zip(clients.chunks(2)).filter(|(answer, clients)| {
            let is_followed = (clients[0] == clients[1]) == (answer.answer == Answer::Link);
            answer.is_undone || answer.holds && (!is_followed || answer.number >= heeded)
        });
        Ok(unheeded.flat_map(|(answer, _)| [answer.now.a, answer.now.b]).collect())
    }

    /// The clients of the registry's records; the news have none yet.
    fn clients_of(&self, numbers: &[u32]) -> Result<Vec<Option<u32>>> {
        let client = |&number: &u32| match self.news.holds(number) {
            true => Ok(None),
            false => self.view.client_of(number),
        };
        numbers.iter().map(client).collect()
    }

    /// What the registry has of the numbers, which are in order, and the ids of all of them. What all
    /// that is reached from a portion says would be too much at once.
    fn stored(&self, numbers: &[u32]) -> Result<(Option<Packed>, Vec<String>)> {
        let old = numbers.partition_point(|&number| !self.news.holds(number));
        let (old, fresh) = numbers.split_at(old);
        let (stored, mut ids) = if !self.examined.is_empty() {
            (None, self.view.record_ids(old)?)
        } else {
            let stored = self.view.packed(old)?;
            let ids = stored.ids().map(String::from).collect();
            (Some(stored), ids)
        };
        let fresh_id = |&number: &u32| self.news.records.id(self.news.place(number)).to_string();
        ids.extend(fresh.iter().map(fresh_id));
        Ok((stored, ids))
    }

    /// The client of each before the night.
    fn standing(&self, numbers: &[u32]) -> Result<Vec<Option<u32>>> {
        // In the order of their numbers, as they lie there.
        let mut places: Vec<(u32, usize)> = Vec::with_capacity(numbers.len());
        for (place, &number) in numbers.iter().enumerate() {
            let before = match self.news.holds(number) {
                true => self.news.replaces[self.news.place(number)],
                false => Some(number),
            };
            places.extend(before.map(|before| (before, place)));
        }
        places.par_sort_unstable();
        let befores: Vec<u32> = places.iter().map(|&(before, _)| before).collect();
        let mut standing = vec![None; numbers.len()];
        for (client, (_, place)) in self.view.clients_of(&befores)?.into_iter().zip(places) {
            standing[place] = client;
        }
        Ok(standing)
    }
}

/// The place of each number; [`NO_RECORD`] of those that are not here.
fn places(numbers: &[u32], all: usize) -> Vec<u32> {
    let mut places = vec![NO_RECORD; all];
    for (place, &number) in (0..).zip(numbers) {
        places[number as usize] = place;
    }
    places
}

/// The places of the ids in their order, and the ids.
fn in_order(ids: Vec<String>) -> (Vec<usize>, Vec<String>) {
    let mut order: Vec<(String, usize)> = ids.into_iter().zip(0..).collect();
    order.par_sort_unstable();
    order.into_iter().map(|(id, place)| (place, id)).unzip()
}

/// The pairs of which both records are among some of all.
fn pairs_among(numbers: &[u32], known: &[Pair], found: &[Pair], all: usize) -> Vec<Pair> {
    let mut is_here = vec![false; all];
    numbers.iter().for_each(|&number| is_here[number as usize] = true);
    let pairs = known.par_iter().chain(found);
    pairs.filter(|pair| is_here[pair.a as usize] && is_here[pair.b as usize]).copied().collect()
}

/// Names the records of pairs by their places, and puts the pairs in order.
fn by_place(pairs: &mut [Pair], places: &[u32]) {
    pairs.par_iter_mut().for_each(|pair| {
        let (a, b) = (places[pair.a as usize], places[pair.b as usize]);
        (pair.a, pair.b) = (a.min(b), a.max(b));
    });
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
}

fn local_answers(answers: &[GivenAnswer], place: impl Fn(u32) -> Option<u32> + Copy) -> Answers {
    let here = move |answer: &GivenAnswer| Some((place(answer.now.a)?, place(answer.now.b)?));
    let given = answers.iter().filter(|answer| answer.holds).filter_map(move |answer| {
        let decision = match answer.answer {
            Answer::Link => Decision::Link,
            Answer::Apart => Decision::Apart,
        };
        let said = Said::new(answer.number, &answer.by, &answer.reason);
        here(answer).map(|(a, b)| (a, b, decision, said))
    });
    let is_lapsed = |answer: &&GivenAnswer| {
        !answer.holds && !answer.is_undone && answer.answer == Answer::Apart
    };
    let is_one_birth =
        |answer: &&GivenAnswer| answer.holds && answer.relation == Some(Relation::OneBirth);
    Answers::of(given, answers.iter().filter(is_lapsed).filter_map(here))
        .with_one_birth(answers.iter().filter(is_one_birth).filter_map(here))
}
