//! Rows waiting to be written, packed so that millions fit: one string of text and a byte of length a
//! value.
//!
//! In: statements. Out: values by row and column, and the shuffled order of rows. Must never: let the
//! order of rows tell who belongs to whom.

use crate::record::Field;

use super::files::Table;
use super::random::{Random, Stream};
use super::statement::Statement;

/// The columns of birth files.
pub(super) const BIRTH_COLUMNS: &[Field] = &[
    Field::RecordId,
    Field::Source,
    Field::ReceivedAt,
    Field::FirstName,
    Field::MiddleName,
    Field::LastName,
    Field::Suffix,
    Field::AliasLastName,
    Field::BirthDate,
    Field::BirthTime,
    Field::Sex,
    Field::Plurality,
    Field::BirthOrder,
    Field::BirthState,
    Field::CertificateNumber,
    Field::BirthFacility,
    Field::MotherFirstName,
    Field::MotherMaidenName,
    Field::MotherLastName,
    Field::MotherBirthDate,
    Field::GuardianFirstName,
    Field::GuardianLastName,
    Field::Street,
    Field::Unit,
    Field::City,
    Field::State,
    Field::Zip,
    Field::Mrn,
    Field::DeathDate,
];

/// The columns of submission files.
pub(super) const SUBMISSION_COLUMNS: &[Field] = &[
    Field::RecordId,
    Field::Source,
    Field::ReceivedAt,
    Field::FirstName,
    Field::MiddleName,
    Field::LastName,
    Field::Suffix,
    Field::BirthDate,
    Field::Sex,
    Field::Plurality,
    Field::BirthOrder,
    Field::BirthState,
    Field::BirthFacility,
    Field::MotherFirstName,
    Field::MotherMaidenName,
    Field::GuardianFirstName,
    Field::GuardianLastName,
    Field::Street,
    Field::Unit,
    Field::City,
    Field::State,
    Field::Zip,
    Field::Phone,
    Field::Email,
    Field::Mrn,
    Field::MedicaidId,
    Field::Ssn,
    Field::Race,
    Field::Ethnicity,
    Field::DataSharing,
    Field::DeathDate,
];

/// Rows of one kind.
pub(super) struct Rows {
    columns: &'static [Field],
    text: String,
    lengths: Vec<u8>,
    starts: Vec<usize>,
}

impl Rows {
    /// No rows yet.
    pub(super) fn new(columns: &'static [Field]) -> Rows {
        Rows { columns, text: String::new(), lengths: Vec::new(), starts: Vec::new() }
    }

    /// Packs one.
    pub(super) fn push(&mut self, statement: &Statement) {
        self.starts.push(self.text.len());
        for &column in self.columns {
            let value = statement.get(column);
            self.lengths.push(u8::try_from(value.len()).expect("no made-up value is that long"));
            self.text.push_str(value);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The values of a row, column by column; empty for nothing.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        let width = self.columns.len();
        let mut at = self.starts[row];
        self.lengths[row * width..(row + 1) * width].iter().map(move |&length| {
            let start = at;
            at += usize::from(length);
            &self.text[start..at]
        })
    }
}

/// Rows in the order in which they are written.
pub(super) struct Shuffled {
    /// Their columns.
    pub(super) columns: &'static [Field],
    batches: Vec<Rows>,
    order: Vec<(u32, u32)>,
}

impl Shuffled {
    /// Shuffles what the batches hold.
    pub(super) fn new(
        columns: &'static [Field],
        batches: Vec<Rows>,
        random: &mut Random,
    ) -> Shuffled {
        let mut order: Vec<(u32, u32)> = Vec::with_capacity(batches.iter().map(Rows::len).sum());
        for (batch, rows) in (0..).zip(&batches) {
            order.extend((0..rows.len() as u32).map(|row| (batch, row)));
        }
        shuffle(&mut order, random);
        Shuffled { columns, batches, order }
    }

    /// Which row of which batch stands at this place.
    pub(super) fn place(&self, place: usize) -> (u32, u32) {
        self.order[place]
    }

    /// The row at this place.
    pub(super) fn row(&self, place: usize) -> impl Iterator<Item = &str> {
        let (batch, row) = self.order[place];
        self.batches[batch as usize].row(row as usize)
    }
}

impl Table for Shuffled {
    fn columns(&self) -> &'static [Field] {
        self.columns
    }

    fn len(&self) -> usize {
        self.order.len()
    }

    fn each_value(&self, place: usize, _: &mut String, each: impl FnMut(&str)) {
        self.row(place).for_each(each);
    }
}

/// The draws that shuffle one file.
pub(super) fn shuffler(seed: u64, file: u64) -> Random {
    Random::new(seed, Stream::Shuffle, file, 0)
}

/// Puts the items in an order that only the seed knows.
pub(super) fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for place in (1..items.len()).rev() {
        items.swap(place, random.index(place + 1));
    }
}
