//! The open questions in the order in which they should be answered.
//!
//! In: a registry. Out: items, their order, their counts. Must never: be believed over the registry: whoever
//! answers asks it again.
//!
//! Harm comes first: two children of one birth who may be taken for one, then a client whose doses wait with
//! the other record, then what the machine would nearly have linked. Among equals goes first what is decided
//! soonest: the fewer reasons against a link, the shorter the look.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::objecting::objecting;
use crate::decide::{Guard, Guards};
use crate::error::Result;
use crate::record::{Field, SourceKind};
use crate::registry::{Place, Question, RecordPair, Stored, View};

/// Questions whose clients' records are in memory at a time.
const PORTION: usize = 1024;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// An open question as the queue knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The two records.
    pub pair: RecordPair,
    /// What the pair weighs.
    pub weight: f64,
    /// Its guards.
    pub guards: Guards,
    /// The run that has asked first.
    pub since: u32,
    /// When that was, in microseconds since 1970.
    pub asked_at: i64,
    /// Where it is.
    pub place: Place,
    /// Who sent the two records.
    pub sources: [String; 2],
    /// The year of birth that one of them tells; 0 if none does.
    pub born: u16,
    /// Whether a birth record is among them.
    pub has_birth_record: bool,
    /// Whether doses wait with one of them.
    pub has_doses: bool,
    /// Whether one of the two clients objects to data sharing: not everybody may see it.
    pub objects: bool,
}

impl Item {
    /// What is answered first has the smallest.
    fn order(&self) -> (u8, usize, i64, RecordPair) {
        let is_twin = self.guards.has(Guard::TwinRisk) || self.guards.has(Guard::TwinNames);
        let harm = match (is_twin, self.has_doses) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        };
        let reasons = self.guards.iter().count();
        // Tenths of a bit: finer is no difference.
        (harm, reasons, -(self.weight * 10.0) as i64, self.pair)
    }

    /// Whether it was asked in the registry's last night or since.
    pub fn is_new(&self, last_night: u32) -> bool {
        self.since >= last_night
    }

    /// For how many days it has been open at a time.
    pub fn days(&self, now: i64) -> i64 {
        (now - self.asked_at).max(0) / DAY
    }
}

/// What the list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Where the questions are.
    pub place: Option<Place>,
    /// A reason why a person must decide.
    pub reason: Option<Guard>,
    /// A source's name.
    pub source: Option<String>,
    /// New in the last night alone.
    pub only_new: bool,
    /// Open for at least so many days.
    pub days: Option<i64>,
    /// Whether questions about those who object may be shown.
    pub may_see_objecting: bool,
}

impl Filter {
    /// Whether the list shows an item.
    pub fn shows(&self, item: &Item, last_night: u32, now: i64) -> bool {
        item.place == self.place.unwrap_or(Place::Queue)
            && (self.may_see_objecting || !item.objects)
            && self.reason.is_none_or(|reason| item.guards.has(reason))
            && self.source.as_ref().is_none_or(|source| item.sources.contains(source))
            && (!self.only_new || item.is_new(last_night))
            && self.days.is_none_or(|days| item.days(now) >= days)
    }
}

/// How many there are of what.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// In the queue.
    pub open: usize,
    /// Of these, new in the last night.
    pub new: usize,
    /// For how many days the oldest has been open.
    pub oldest_days: i64,
    /// By place.
    pub places: BTreeMap<&'static str, usize>,
    /// In the queue by reason.
    pub reasons: BTreeMap<&'static str, usize>,
    /// In the queue by source.
    pub sources: BTreeMap<String, usize>,
    /// Whose records only some may see.
    pub objecting: usize,
}

/// All open questions, in order.
#[derive(Default)]
pub struct Queue {
    state: RwLock<Listed>,
    /// What has changed since the registry was last begun to be read.
    changed: Mutex<Vec<RecordPair>>,
}

/// The questions of one moment.
#[derive(Default, Clone)]
pub struct Listed {
    /// In order.
    pub items: Arc<Vec<Arc<Item>>>,
    /// The last run that the registry had.
    pub last_run: u32,
    /// The last of them that was a night.
    pub last_night: u32,
}

impl Queue {
    /// The questions now.
    pub fn listed(&self) -> Listed {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes from now on what changes: see [`Queue::changed`].
    pub fn begin_reading(&self) {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The questions that have changed since the registry was begun to be read: what was read of them may be
    /// old.
    pub fn changed(&self) -> Vec<RecordPair> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes others in their place.
    pub fn replace(&self, listed: Listed) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = listed;
    }

    /// Takes a question out: it is answered.
    pub fn remove(&self, pair: RecordPair) {
        self.note(pair);
        self.change(|items| items.retain(|item| item.pair != pair));
    }

    /// Puts a question somewhere.
    pub fn put(&self, pair: RecordPair, place: Place) {
        self.note(pair);
        self.change(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.pair == pair) {
                *item = Arc::new(Item { place, ..(**item).clone() });
            }
        });
    }

    /// Puts a question back in.
    pub fn add(&self, item: Item) {
        self.note(item.pair);
        self.change(|items| {
            items.retain(|one| one.pair != item.pair);
            let at = items.partition_point(|one| one.order() < item.order());
            items.insert(at, Arc::new(item));
        });
    }

    fn note(&self, pair: RecordPair) {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).push(pair);
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Arc<Item>>)) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut state.items));
    }
}

impl Listed {
    /// What of them there is.
    pub fn counts(&self, now: i64, may_see_objecting: bool) -> Counts {
        let mut counts = Counts::default();
        let mut sources: FxHashMap<&str, usize> = FxHashMap::default();
        let mut guards = [0_usize; u32::BITS as usize];
        for item in self.items.iter() {
            if item.objects && !may_see_objecting {
                counts.objecting += 1;
                continue;
            }
            *counts.places.entry(item.place.name()).or_default() += 1;
            if item.place != Place::Queue {
                continue;
            }
            counts.open += 1;
            counts.new += usize::from(item.is_new(self.last_night));
            counts.oldest_days = counts.oldest_days.max(item.days(now));
            item.guards.iter().for_each(|guard| guards[guard as usize] += 1);
            let [a, b] = &item.sources;
            *sources.entry(a).or_default() += 1;
            if a != b {
                *sources.entry(b).or_default() += 1;
            }
        }
        let reasons = Guard::ALL.into_iter().map(|guard| (guard.name(), guards[guard as usize]));
        counts.reasons = reasons.filter(|(_, count)| *count > 0).collect();
        counts.sources = sources.into_iter().map(|(name, count)| (name.into(), count)).collect();
        counts
    }
}

/// Reads all open questions of a registry.
///
/// # Errors
/// The registry cannot be read.
pub fn read_queue(view: &View) -> Result<Listed> {
    let last_run = view.last_runs(1)?.first().map_or(0, |run| run.number);
    let last_night = view.last_nights(1)?.first().map_or(0, |run| run.number);
    let mut places = BTreeMap::new();
    for aside in view.asides_since(0)? {
        places.insert(aside.pair, aside.place);
    }
    let mut questions = Vec::new();
    view.visit_questions(|question| {
        questions.push(question);
        Ok(())
    })?;
    let mut items = Vec::with_capacity(questions.len());
    for some in questions.chunks(PORTION) {
        items.extend(read_items(view, some, &places)?);
    }
    items.sort_by_key(Item::order);
    let items = Arc::new(items.into_iter().map(Arc::new).collect());
    Ok(Listed { items, last_run, last_night })
}

/// One open question, if it is.
///
/// # Errors
/// The registry cannot be read.
pub fn read_item(view: &View, pair: RecordPair) -> Result<Option<Item>> {
    let Some(question) = view.question(pair)? else { return Ok(None) };
    let aside = view.asides_of(pair)?.into_iter().next();
    let places = aside.map(|aside| (pair, aside.place)).into_iter().collect();
    Ok(read_items(view, &[question], &places)?.pop())
}

fn read_items(
    view: &View,
    questions: &[Question],
    places: &BTreeMap<RecordPair, Place>,
) -> Result<Vec<Item>> {
    let numbers: Vec<u32> =
        questions.iter().flat_map(|question| [question.pair.a, question.pair.b]).collect();
    let (stored, objecting) = (view.records(&numbers)?, objecting(view, &numbers)?);
    let at: BTreeMap<u32, usize> = stored.numbers.iter().copied().zip(0..).collect();
    let mut times = BTreeMap::new();
    for question in questions {
        if let std::collections::btree_map::Entry::Vacant(entry) = times.entry(question.since) {
            entry.insert(view.run_time(question.since)?.unwrap_or_default());
        }
    }
    let item = |(question, objecting): (&Question, &[bool])| {
        let pair = question.pair;
        let both = [at[&pair.a], at[&pair.b]];
        Item {
            pair,
            weight: question.weight,
            guards: Guards::from_names(&question.guards),
            since: question.since,
            asked_at: times[&question.since],
            place: places.get(&pair).copied().unwrap_or(Place::Queue),
            sources: both.map(|place| stored.records.value(place, Field::Source).to_string()),
            born: both.into_iter().find_map(|place| birth_year(&stored, place)).unwrap_or(0),
            has_birth_record: both
                .into_iter()
                .any(|place| stored.records.kind(place) == SourceKind::Birth),
            has_doses: both.into_iter().any(|place| !stored.records.doses().of(place).is_empty()),
            objects: objecting.contains(&true),
        }
    };
    Ok(questions.iter().zip(objecting.chunks(2)).map(item).collect())
}

/// The year of a birth date as most sources write it.
fn birth_year(stored: &Stored, place: usize) -> Option<u16> {
    let text = stored.records.value(place, Field::BirthDate);
    let years = text.split(|sign: char| !sign.is_ascii_digit());
    years.filter_map(|part| part.get(..4)?.parse().ok()).find(|year| (1900..2200).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(a: u32, weight: f64, guards: &str, has_doses: bool) -> Item {
        Item {
            pair: RecordPair::new(a, a + 100),
            weight,
            guards: Guards::from_names(guards),
            since: 1,
            asked_at: 0,
            place: Place::Queue,
            sources: ["rvrs".into(), "lowell-peds".into()],
            born: 2025,
            has_birth_record: true,
            has_doses,
            objects: false,
        }
    }

    #[test]
    fn harm_comes_first_then_what_is_decided_soonest() {
        let queue = Queue::default();
        for one in [
            item(1, 9.0, "name_differs", false),
            item(2, 2.0, "twin_risk;name_differs", false),
            item(3, 5.0, "name_differs;thin_evidence", true),
            item(4, 1.0, "name_differs", true),
            item(5, 8.0, "name_differs", true),
        ] {
            queue.add(one);
        }
        let order: Vec<u32> = queue.listed().items.iter().map(|item| item.pair.a).collect();
        assert_eq!(order, [2, 5, 4, 3, 1]);
    }

    #[test]
    fn what_is_put_aside_is_counted_where_it_is() {
        let queue = Queue::default();
        queue.add(item(1, 9.0, "name_differs", false));
        queue.add(item(2, 2.0, "twin_risk", false));
        queue.add(Item { objects: true, ..item(3, 2.0, "twin_risk", false) });
        queue.put(RecordPair::new(1, 101), Place::Supervisor);
        let counts = queue.listed().counts(3 * DAY, false);
        assert_eq!((counts.open, counts.objecting, counts.oldest_days), (1, 1, 3));
        assert_eq!(counts.places, BTreeMap::from([("queue", 1), ("supervisor", 1)]));
        assert_eq!(counts.reasons, BTreeMap::from([("twin_risk", 1)]));
        let shown = Filter { place: Some(Place::Supervisor), ..Filter::default() };
        let listed = queue.listed();
        let of = |filter: &Filter| {
            let shown = listed.items.iter().filter(|item| filter.shows(item, 1, 0));
            shown.map(|item| item.pair.a).collect::<Vec<u32>>()
        };
        assert_eq!(of(&shown), [1]);
        assert_eq!(of(&Filter::default()), [2]);
        assert_eq!(of(&Filter { may_see_objecting: true, ..Filter::default() }), [2, 3]);
        assert!(of(&Filter { days: Some(1), ..Filter::default() }).is_empty());
    }
}
