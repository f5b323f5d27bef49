//! Rows of doses waiting to be written: facts, not text, so that millions fit.
//!
//! In: what records say of doses. Out: their rows in words, shuffled, and the truth about each. Must
//! never: let the order of rows tell who belongs to whom.

use std::io::Write;

use crate::record::{Completion, Date, DoseAction, Field};

use super::super::files::Table;
use super::super::random::Random;
use super::super::rows::shuffle;
use super::super::truth::Truth;
use super::super::world::World;
use super::told::{NO_EVENT, NOWHERE, Told};
use super::vaccine::{Vaccine, vaccine_of};

/// The columns of files of doses.
const COLUMNS: &[Field] = &[
    Field::RecordId,
    Field::Vaccine,
    Field::DoseDate,
    Field::DoseSource,
    Field::DoseFacility,
    Field::DoseLot,
    Field::DoseManufacturer,
    Field::DoseAmount,
    Field::Completion,
    Field::DoseAction,
    Field::OrderNumber,
];

/// How many of them say something of the dose itself: all from the vaccine on.
pub(in super::super) const WORDS: usize = COLUMNS.len() - 1;

/// What is written where nobody knows how much was given.
const UNKNOWN_AMOUNT: &str = "999";

/// What is counted of doses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows of doses.
    pub rows: usize,
    /// True events: doses that somebody was given, told of or not.
    pub events: usize,
    /// Rows told as history.
    pub historical: usize,
    /// Rows of refusals.
    pub refused: usize,
    /// Rows that delete another.
    pub deletes: usize,
    /// Rows that correct another.
    pub updates: usize,
    /// Submissions without a dose.
    pub bare_records: usize,
}

impl Tally {
    /// Both together.
    pub(in super::super) fn and(self, other: Tally) -> Tally {
        Tally {
            rows: self.rows + other.rows,
            events: self.events + other.events,
            historical: self.historical + other.historical,
            refused: self.refused + other.refused,
            deletes: self.deletes + other.deletes,
            updates: self.updates + other.updates,
            bare_records: self.bare_records + other.bare_records,
        }
    }
}

/// Whose record the doses came with.
#[derive(Clone, Copy)]
struct Head {
    /// Number of the record, scrambled.
    id: u64,
    person: u32,
    facility: u32,
    /// Where its doses end.
    end: u32,
}

/// The doses of some records, in the order of the records.
#[derive(Default)]
pub(in super::super) struct DoseRows {
    heads: Vec<Head>,
    told: Vec<Told>,
    /// What is counted.
    pub(in super::super) tally: Tally,
}

impl DoseRows {
    /// Packs the doses of the next record.
    pub(in super::super) fn push(&mut self, truth: &Truth, told: Vec<Told>) {
        for dose in &told {
            self.tally.historical += usize::from(dose.source > 0);
            self.tally.refused += usize::from(dose.completion == Completion::Refused);
            self.tally.deletes += usize::from(dose.action == DoseAction::Delete);
            self.tally.updates += usize::from(dose.action == DoseAction::Update);
        }
        self.tally.rows += told.len();
        self.tally.bare_records += usize::from(told.is_empty());
        let record = self.heads.len() as u32;
        self.told.extend(told.into_iter().map(|dose| Told { record, ..dose }));
        self.heads.push(Head {
            id: truth.id,
            person: truth.person,
            facility: truth.facility.unwrap_or(NOWHERE),
            end: self.told.len() as u32,
        });
    }

    /// The doses of a record.
    fn of(&self, record: usize) -> &[Told] {
        let start = record.checked_sub(1).map_or(0, |before| self.heads[before].end);
        &self.told[start as usize..self.heads[record].end as usize]
    }

    /// The record of a dose.
    fn head(&self, told: &Told) -> &Head {
        &self.heads[told.record as usize]
    }
}

/// All doses, in the order in which they are written.
pub(in super::super) struct Doses<'a> {
    world: &'a World<'a>,
    batches: Vec<DoseRows>,
    order: Vec<(u32, u32)>,
}

impl<'a> Doses<'a> {
    /// Shuffles what the batches hold.
    pub(in super::super) fn new(
        world: &'a World<'a>,
        batches: Vec<DoseRows>,
        random: &mut Random,
    ) -> Doses<'a> {
        let mut order: Vec<(u32, u32)> =
            Vec::with_capacity(batches.iter().map(|rows| rows.told.len()).sum());
        for (batch, rows) in (0..).zip(&batches) {
            order.extend((0..rows.told.len() as u32).map(|dose| (batch, dose)));
        }
        shuffle(&mut order, random);
        Doses { world, batches, order }
    }

    /// The doses of a record in words: for each the values of the columns from the vaccine on.
    pub(in super::super) fn of_record(
        &self,
        (batch, record): (u32, u32),
        mut each: impl FnMut(&[&str; WORDS]),
    ) {
        let mut text = String::new();
        for told in self.batches[batch as usize].of(record as usize) {
            text.clear();
            let ends = self.word(told, &mut text);
            let mut start = 0;
            each(&ends.map(|end| {
                let value = &text[start..end];
                start = end;
                value
            }));
        }
    }

    fn facility(&self, place: u32) -> &'a str {
        self.world.facilities.all.get(place as usize).map_or("", |facility| &facility.code)
    }

    /// Puts a dose into words, from the vaccine on, and says where each value ends.
    fn word(&self, told: &Told, text: &mut String) -> [usize; WORDS] {
        let mut ends = [0; WORDS];
        push_number(text, u64::from(told.vaccine), 2);
        ends[0] = text.len();
        push_date(text, told.date);
        ends[1] = text.len();
        push_number(text, u64::from(told.source), 2);
        ends[2] = text.len();
        text.push_str(self.facility(told.giver));
        ends[3] = text.len();
        if told.lot > 0 {
            push_lot(text, told.lot - 1);
        }
        ends[4] = text.len();
        let product = product(told);
        text.push_str(product.map_or("", |vaccine| vaccine.manufacturer));
        ends[5] = text.len();
        text.push_str(product.map_or(UNKNOWN_AMOUNT, |vaccine| vaccine.amount));
        ends[6] = text.len();
        text.push_str(told.completion.code());
        ends[7] = text.len();
        text.push_str(told.action.code());
        ends[8] = text.len();
        if told.order > 0 {
            push_number(text, told.order, 1);
        }
        ends[9] = text.len();
        ends
    }

    fn push_record_id(&self, text: &mut String, head: &Head) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        text.push_str(self.facility(head.facility));
        text.push('-');
        let digits = (0..10).rev().map(|place| DIGITS[(head.id >> (4 * place) & 15) as usize]);
        text.extend(digits.map(char::from));
    }

    /// Writes `truth_doses.csv`: a line a row, in the same order.
    pub(in super::super) fn write_truth(&self, mut out: impl Write) -> std::io::Result<()> {
        out.write_all(b"record_id,order_number,vaccine,dose_date,true_event_id\n")?;
        let mut line = String::new();
        for &(batch, dose) in &self.order {
            let rows = &self.batches[batch as usize];
            let told = &rows.told[dose as usize];
            let head = rows.head(told);
            line.clear();
            self.push_record_id(&mut line, head);
            line.push(',');
            if told.order > 0 {
                push_number(&mut line, told.order, 1);
            }
            line.push(',');
            push_number(&mut line, u64::from(told.vaccine), 2);
            line.push(',');
            push_date(&mut line, told.date);
            line.push(',');
            if told.event != NO_EVENT {
                line.push('e');
                push_number(&mut line, u64::from(head.person), 1);
                line.push('-');
                push_number(&mut line, u64::from(told.event), 1);
            }
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
        out.flush()
    }
}

impl Table for Doses<'_> {
    fn columns(&self) -> &'static [Field] {
        COLUMNS
    }

    fn len(&self) -> usize {
        self.order.len()
    }

    fn each_value(&self, place: usize, scratch: &mut String, mut each: impl FnMut(&str)) {
        let (batch, dose) = self.order[place];
        let rows = &self.batches[batch as usize];
        let told = &rows.told[dose as usize];
        scratch.clear();
        self.push_record_id(scratch, rows.head(told));
        let mut start = scratch.len();
        let ends = self.word(told, scratch);
        each(&scratch[..start]);
        for end in ends {
            each(&scratch[start..end]);
            start = end;
        }
    }
}

/// What was given, as far as the teller has seen it: whoever gave it knows.
fn product(told: &Told) -> Option<&'static Vaccine> {
    let has_given = told.source == 0 && told.completion.is_given();
    has_given.then(|| vaccine_of(told.vaccine)).flatten()
}

/// A number in at least so many digits.
fn push_number(text: &mut String, number: u64, digits: u32) {
    let mut place = 10u64.pow(digits.saturating_sub(1));
    while number / place >= 10 {
        place *= 10;
    }
    while place > 0 {
        text.push(char::from(b'0' + (number / place % 10) as u8));
        place /= 10;
    }
}

fn push_date(text: &mut String, date: Date) {
    push_number(text, u64::from(date.year()), 4);
    text.push('-');
    push_number(text, u64::from(date.month()), 2);
    text.push('-');
    push_number(text, u64::from(date.day()), 2);
}

/// Two letters and four digits.
fn push_lot(text: &mut String, lot: u32) {
    let letters = lot / 10_000;
    for letter in [letters / 26 % 26, letters % 26] {
        text.push(char::from(b'A' + letter as u8));
    }
    push_number(text, u64::from(lot % 10_000), 4);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lots_keep_their_digits() {
        let pushed = |push: &dyn Fn(&mut String)| {
            let mut text = String::new();
            push(&mut text);
            text
        };
        assert_eq!(pushed(&|text| push_number(text, 8, 2)), "08");
        assert_eq!(pushed(&|text| push_number(text, 110, 2)), "110");
        assert_eq!(pushed(&|text| push_number(text, 0, 1)), "0");
        assert_eq!(pushed(&|text| push_number(text, 10_000_000_000, 1)), "10000000000");
        assert_eq!(pushed(&|text| push_lot(text, 0)), "AA0000");
        assert_eq!(pushed(&|text| push_lot(text, 26 * 26 * 10_000 - 1)), "ZZ9999");
    }
}
