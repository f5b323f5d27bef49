//! The records of some clients, with their text: in memory, or fetched from where it was put aside.

use std::borrow::Cow;
use std::ops::Range;

use super::table::GROUP_ROWS;
use crate::error::Result;
use crate::read::{Aside, Doses, Groups, Records};
use crate::record::{Dose, Field};
use crate::resolve::Clients;

/// Where the text of the records is.
pub enum Text<'a> {
    /// In memory.
    Held(&'a Records),
    /// In a file for each row group of clients; what else is known of the records is here.
    Dealt(&'a Records, Groups),
}

impl<'a> Text<'a> {
    /// Deals text that was put aside to the row groups of the clients.
    ///
    /// # Errors
    /// The files cannot be read or written.
    pub fn new(records: &'a Records, aside: Option<Aside>, clients: &Clients) -> Result<Text<'a>> {
        let Some(aside) = aside else { return Ok(Text::Held(records)) };
        let mut group_of = clients.of_records(records.len());
        group_of.iter_mut().for_each(|client| *client /= GROUP_ROWS as u32);
        let groups = aside.deal(&group_of, clients.len().div_ceil(GROUP_ROWS))?;
        Ok(Text::Dealt(records, groups))
    }

    /// All records; their text may be elsewhere.
    fn records(&self) -> &'a Records {
        match self {
            Text::Held(records) | Text::Dealt(records, _) => records,
        }
    }

    /// The members of a row group of clients.
    ///
    /// # Errors
    /// The group's file cannot be read.
    pub fn members(&self, clients: &'a Clients, range: Range<usize>) -> Result<Members<'a>> {
        let records = clients.records_of(range.clone());
        let (texts, numbers) = match self {
            Text::Dealt(all, groups) if !range.is_empty() => {
                let mut order: Vec<usize> = (0..records.len()).collect();
                order.sort_unstable_by_key(|&place| records[place]);
                let kinds = order.iter().map(|&place| all.kind(records[place] as usize)).collect();
                let mut numbers = vec![0; records.len()];
                for (number, place) in (0u32..).zip(order) {
                    numbers[place] = number;
                }
                let some = groups.take(range.start / GROUP_ROWS, kinds)?;
                (Texts::Some(some), Cow::Owned(numbers))
            }
            Text::Held(all) | Text::Dealt(all, _) => (Texts::All(all), Cow::Borrowed(records)),
        };
        let mut starts = vec![0];
        starts.extend(range.scan(0, |end, client| {
            *end += clients.records(client).len();
            Some(*end)
        }));
        Ok(Members { records, texts, numbers, starts, doses: self.records().doses() })
    }
}

enum Texts<'a> {
    All(&'a Records),
    Some(Records),
}

/// The records of some clients that follow one another, one client after the other: a record is named
/// by its place here.
pub struct Members<'a> {
    /// Their numbers in the run.
    pub records: &'a [u32],
    texts: Texts<'a>,
    /// Their numbers among `texts`.
    numbers: Cow<'a, [u32]>,
    /// Where each client's records begin, and where the last one's end.
    starts: Vec<usize>,
    /// The doses of all records of the run.
    doses: &'a Doses,
}

impl Members<'_> {
    /// The places of the records of each client.
    pub fn by_client(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.starts.windows(2).map(|ends| ends[0]..ends[1])
    }

    /// Their text, in which a record has one of [`Self::numbers`].
    pub fn texts(&self) -> &Records {
        match &self.texts {
            Texts::All(records) => records,
            Texts::Some(records) => records,
        }
    }

    /// The numbers of the records among the texts.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// Whether a record has something for a field.
    pub fn has(&self, place: usize, field: Field) -> bool {
        self.texts().has_value(self.numbers[place], field)
    }

    /// A record's doses.
    pub fn doses(&self, place: usize) -> &[Dose] {
        self.doses.of(self.records[place] as usize)
    }

    /// A record's value; blank when there is none.
    pub fn value(&self, place: usize, field: Field) -> &str {
        self.texts().value(self.numbers[place] as usize, field)
    }
}
