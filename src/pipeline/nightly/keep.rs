//! What a night has found goes into the registry, in one transaction.
//!
//! In: the news, the clients that change, the questions that are open. Out: a registry with one more run.
//! Must never: write anything that the run folder does not tell of, or half of it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::changes::Changes;
use super::known;
use super::local::Local;
use super::news::News;
use super::tonight::{Found, Tonight};
use crate::error::{Error, Result};
use crate::read::Place;
use crate::record::Decision;
use crate::registry::{Arrival, Grounds, InputRow, Night, Question, RecordPair, View};
use crate::write::{DecisionRow, guard_names};

/// Why a record moves.
const SPLIT: &str = "split";
const REPLACED: &str = "its source has sent it anew";

/// Everything that a night has found.
///
/// # Errors
/// The registry cannot be written, or has changed since the night began.
pub fn all(
    night: &mut Night,
    tonight: &Tonight,
    found: &Found,
    changes: &Changes,
    decisions: &[DecisionRow],
) -> Result<Questions> {
    let mut inputs = Vec::new();
    for input in &tonight.received.inputs {
        let name = input.path.file_name().unwrap_or_default().to_string_lossy();
        inputs.push(night.take_input(&input.digest, &name, &input.kind)?);
    }
    let (news, local) = (&tonight.news, &found.local);
    records(night, news, &inputs)?;
    let said = tonight.said.as_ref().map(|said| said.keep(night, news.first)).transpose()?;
    let grounds = Grounded::new(local, decisions, said.unwrap_or(local.answered));
    clients(night, local, news, changes, &grounds)?;
    known::keep(night, found, &tonight.settings.decide)?;
    questions(night, local)
}

/// Stores the new records; they must get the numbers that they were compared under. `inputs` are the
/// numbers of the night's files. A record that is here for doses alone stands where its older version does.
///
/// # Errors
/// The registry cannot be written, or has changed since the night began.
fn records(night: &mut Night, news: &News, inputs: &[u32]) -> Result<()> {
    let mut from = Vec::with_capacity(news.len());
    for (record, &replaces) in news.replaces.iter().enumerate() {
        from.push(match (news.records.place(record), replaces) {
            (Some(Place { file, row }), _) => {
                Some(InputRow { input: inputs[file as usize], row: Some(row) })
            }
            (None, Some(older)) => stands(&night.view(), older)?,
            (None, None) => None,
        });
    }
    let arrivals = night.add_records(&news.records, |record| from[record])?;
    for (arrival, (number, replaces)) in arrivals.iter().zip((news.first..).zip(&news.replaces)) {
        let expected = match *replaces {
            None => Arrival::New(number),
            Some(replaces) => Arrival::Version { number, replaces },
        };
        if *arrival != expected {
            return Err(Error::Invariant("the registry has changed while the night ran".into()));
        }
    }
    for (older, _) in news.replaced() {
        if night.view().client_of(older)?.is_some() {
            night.leave(older, REPLACED)?;
        }
    }
    Ok(())
}

fn stands(view: &View, record: u32) -> Result<Option<InputRow>> {
    let head = view.record(record)?;
    Ok(head.and_then(|head| Some(InputRow { input: head.input?, row: head.row })))
}

/// Brings clients and their members in line with what was resolved.
///
/// # Errors
/// The registry cannot be written.
fn clients(
    night: &mut Night,
    local: &Local,
    news: &News,
    changes: &Changes,
    grounds: &Grounded,
) -> Result<()> {
    let merged: BTreeMap<u32, usize> = changes.merged.iter().copied().collect();
    let number = |record: u32| local.numbers[record as usize];
    let standing = |record: u32| local.standing[record as usize];
    let grounds = |record: u32| grounds.of(record);
    let mut numbers = Vec::with_capacity(changes.clients.len());
    for client in &changes.clients {
        numbers.push(match (client.number, client.split_from) {
            (Some(number), _) => number,
            (None, None) => night.create_client(client.id.as_str())?,
            (None, Some(from)) => {
                let is_split = |record: &&u32| {
                    !news.holds(number(**record)) && standing(**record) == Some(from)
                };
                let records: Vec<u32> =
                    client.records.iter().filter(is_split).map(|&record| number(record)).collect();
                night.split(from, client.id.as_str(), &records, SPLIT, grounds)?
            }
        });
    }
    for (place, client) in changes.clients.iter().enumerate() {
        for &record in client.records.iter().filter(|&&record| !news.holds(number(record))) {
            let Some(before) = standing(record) else { continue };
            // Whoever goes along with a whole client is moved with it.
            let goes_along = merged.get(&before) == Some(&place);
            if before != numbers[place] && client.split_from != Some(before) && !goes_along {
                let record = number(record);
                night.move_record(record, numbers[place], SPLIT, grounds(record))?;
            }
        }
    }
    for &(from, place) in &changes.merged {
        night.merge(from, numbers[place], grounds)?;
    }
    for (client, &into) in changes.clients.iter().zip(&numbers) {
        for &record in client.records.iter().filter(|&&record| news.holds(number(record))) {
            let record = number(record);
            night.join(record, into, grounds(record))?;
        }
    }
    Ok(())
}

/// What brings records to their clients.
struct Grounded<'a> {
    local: &'a Local,
    /// By the records' numbers in the registry.
    decided: FxHashMap<u32, &'a DecisionRow>,
    /// The number of the first answer that came with the news.
    said: u32,
}

impl<'a> Grounded<'a> {
    fn new(local: &'a Local, decisions: &'a [DecisionRow], said: u32) -> Grounded<'a> {
        let number = |row: &DecisionRow| local.numbers[row.record as usize];
        Grounded { local, decided: decisions.iter().map(|row| (number(row), row)).collect(), said }
    }

    fn of(&self, record: u32) -> Grounds {
        let Some(row) = self.decided.get(&record) else { return Grounds::default() };
        let via = row.decision.via;
        let answer = row.said.map(|said| self.local.answers.said()[said as usize].number);
        let answer = answer.map(|number| match number.checked_sub(self.local.answered) {
            Some(of_news) => self.said + of_news,
            None => number,
        });
        Grounds {
            via: via.map(|via| self.local.numbers[via.0 as usize]),
            weight: via.map(|via| via.1),
            guards: via.map_or(String::new(), |via| guard_names(via.2)),
            answer,
        }
    }
}

/// What people are asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Questions {
    /// Questions that were not open before.
    pub asked: u64,
    /// Questions that need no answer any more.
    pub withdrawn: u64,
}

/// Asks what is open among the records that were resolved, and takes back what is not.
///
/// # Errors
/// The registry cannot be written.
fn questions(night: &mut Night, local: &Local) -> Result<Questions> {
    let mut open = open_questions(local);
    // Somebody may have answered while the night was at work; the next night heeds it.
    for answer in night.view().answers_that_hold()? {
        open.remove(&answer.now);
    }
    // To go over all that are open costs less than to look for those of every record that is here.
    let here: FxHashSet<u32> = local.numbers.iter().copied().collect();
    let mut known: BTreeMap<RecordPair, (f64, String)> = BTreeMap::new();
    night.view().visit_questions(|Question { pair, weight, guards, .. }| {
        if here.contains(&pair.a) && here.contains(&pair.b) {
            known.insert(pair, (weight, guards));
        }
        Ok(())
    })?;
    let mut count = Questions::default();
    for (&pair, question) in &open {
        if known.get(&pair) != Some(question) {
            night.ask(pair, question.0, &question.1)?;
        }
        count.asked += u64::from(!known.contains_key(&pair));
    }
    for pair in known.keys() {
        if !open.contains_key(pair) && night.withdraw(*pair)? {
            count.withdrawn += 1;
        }
    }
    Ok(count)
}

/// The pairs that a person must decide, by their numbers in the registry, with weight and guards.
fn open_questions(local: &Local) -> BTreeMap<RecordPair, (f64, String)> {
    let is_open = |pair: &&crate::decide::Pair| pair.decision == Decision::Review && !pair.answered;
    let number = |record: u32| local.numbers[record as usize];
    let question = |pair: &crate::decide::Pair| {
        let numbers = RecordPair::new(number(pair.a), number(pair.b));
        (numbers, (pair.weight, guard_names(pair.guards)))
    };
    local.pairs.iter().filter(is_open).map(question).collect()
}
