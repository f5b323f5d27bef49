//! A table as bytes and back: what a registry keeps of its records between two nights.
//!
//! In: a table, and how much of it was stored before. Out: pages of bytes, of which all together make the
//! table again, with the same codes. Must never: depend on the machine's byte order, or take a damaged
//! page for a table.

use super::{Date, Flags, NameCode, Row, Table};
use crate::record::Suffix;
use crate::standardize::Rules;

/// How much of a table there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    rows: usize,
    names: usize,
    streets: usize,
    dose_days: usize,
}

/// What a table has beyond an [`Extent`], as bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TablePages {
    /// 128 bytes a record.
    pub rows: Vec<u8>,
    /// Names in the order of their codes, a line each.
    pub names: Vec<u8>,
    /// Streets in the order of their codes, a line each.
    pub streets: Vec<u8>,
    /// Sets of days of vaccination.
    pub dose_days: Vec<u8>,
}

/// Bytes of a row.
const ROW: usize = size_of::<Row>();

impl Table {
    /// How much there is of it.
    pub fn extent(&self) -> Extent {
        Extent {
            rows: self.rows.len(),
            names: self.names.size(),
            streets: self.streets.len(),
            dose_days: self.dose_days.sets(),
        }
    }

    /// What has come since.
    pub fn pages_since(&self, extent: Extent) -> TablePages {
        TablePages {
            rows: self.rows[extent.rows..].iter().flat_map(Row::to_bytes).collect(),
            names: lines(self.names.texts().iter().skip(extent.names)),
            streets: lines(self.streets.iter().skip(extent.streets)),
            dose_days: self.dose_days.bytes(extent.dose_days),
        }
    }

    /// Makes room for so many more records, all at once.
    pub fn reserve(&mut self, records: usize) {
        self.rows.reserve_exact(records);
    }

    /// Adds the rows of a page; whether it was whole.
    #[must_use]
    pub fn read_rows(&mut self, page: &[u8]) -> bool {
        let (rows, rest) = page.as_chunks::<ROW>();
        self.rows.extend(rows.iter().map(Row::from_bytes));
        rest.is_empty()
    }

    /// Adds the names of a page, which must come in order; whether it was whole. What their letters say is
    /// not known before [`Table::read_letters`].
    #[must_use]
    pub fn read_names(&mut self, page: &[u8], rules: &Rules) -> bool {
        std::str::from_utf8(page).is_ok_and(|text| {
            text.lines().for_each(|name| _ = self.names.intern(name, rules));
            true
        })
    }

    /// Reads the letters of the names that pages have brought into a table without any.
    pub fn read_letters(&mut self) {
        self.names.read_letters(0);
    }

    /// Adds the streets of a page, which must come in order; whether it was whole.
    #[must_use]
    pub fn read_streets(&mut self, page: &[u8]) -> bool {
        std::str::from_utf8(page).is_ok_and(|text| {
            text.lines().for_each(|street| _ = self.streets.intern(street));
            true
        })
    }

    /// Adds the days of vaccination of a page, which must come in order; whether it was whole.
    #[must_use]
    pub fn read_dose_days(&mut self, page: &[u8]) -> bool {
        self.dose_days.read(page)
    }
}

fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u8> {
    texts.flat_map(|text| text.bytes().chain([b'\n'])).collect()
}

impl Row {
    /// The row in bytes that mean the same on every machine.
    pub fn to_bytes(&self) -> [u8; ROW] {
        let mut bytes = [0; ROW];
        let mut rest = bytes.as_mut_slice();
        let mut put = |part: &[u8]| {
            let (here, after) = std::mem::take(&mut rest).split_at_mut(part.len());
            here.copy_from_slice(part);
            rest = after;
        };
        for number in [self.phone, self.email, self.mrn, self.medicaid, self.certificate] {
            put(&number.to_le_bytes());
        }
        for number in self.words() {
            put(&number.to_le_bytes());
        }
        put(&self.unit.to_le_bytes());
        put(&self.mrn_authority.to_le_bytes());
        let suffix = self.suffix.map_or(0, |suffix| suffix as u8);
        put(&[self.plurality, self.birth_order, suffix, self.flags.bits()]);
        bytes
    }

    /// The fields of four bytes, in the order in which they are stored.
    fn words(&self) -> [u32; WORDS] {
        let names: [NameCode; 9] = [
            self.first,
            self.last,
            self.middle,
            self.maiden,
            self.mother_first,
            self.alias_last,
            self.alias_first,
            self.mother_last,
            self.guardian_first,
        ];
        let dates = [self.birth, self.mother_birth, self.death, self.received].map(Date::packed);
        let others =
            [self.street, self.number, self.city, self.zip, self.ssn, self.dose_days, self.chart];
        let mut words = [0; WORDS];
        let all = names.into_iter().chain(dates).chain(others);
        words.iter_mut().zip(all).for_each(|(word, value)| *word = value);
        words
    }

    /// The row that [`Self::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8; ROW]) -> Row {
        let (longs, rest) = bytes.split_at(LONGS * size_of::<u64>());
        let (words, rest) = rest.split_at(WORDS * size_of::<u32>());
        let long = |place: usize| u64::from_le_bytes(longs.as_chunks().0[place]);
        let word = |place: usize| u32::from_le_bytes(words.as_chunks().0[place]);
        let date = |place: usize| Date::from_packed(word(place)).unwrap_or_default();
        let short = |place: usize| u16::from_le_bytes(rest.as_chunks().0[place]);
        Row {
            phone: long(0),
            email: long(1),
            mrn: long(2),
            medicaid: long(3),
            certificate: long(4),
            first: word(0),
            last: word(1),
            middle: word(2),
            maiden: word(3),
            mother_first: word(4),
            alias_last: word(5),
            alias_first: word(6),
            mother_last: word(7),
            guardian_first: word(8),
            birth: date(9),
            mother_birth: date(10),
            death: date(11),
            received: date(12),
            street: word(13),
            number: word(14),
            city: word(15),
            zip: word(16),
            ssn: word(17),
            dose_days: word(18),
            chart: word(19),
            unit: short(0),
            mrn_authority: short(1),
            plurality: rest[4],
            birth_order: rest[5],
            suffix: Suffix::from_number(rest[6]),
            flags: Flags::from_bits(rest[7]),
        }
    }
}

/// Fields of eight bytes, and of four.
const LONGS: usize = 5;
const WORDS: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ReferenceFrequencies;
    use crate::table::sample::records;

    const PEOPLE: &str = "first_name,middle_name,last_name,suffix,birth_date,sex,plurality,\
        birth_order,certificate_number,birth_state,birth_facility,mother_first_name,mother_maiden_name,\
        mother_birth_date,street,unit,city,state,zip,phone,email,mrn,medicaid_id,ssn,death_date,\
        received_at,alias_last_name,alias_first_name,guardian_first_name,mother_last_name,doses\n\
        Maria José,A,de Sousa-Lima,Jr,2021-03-04,F,2,1,000123,MA,H1,Ana,Lima,1990-05-06,\
        12 Elm Street,Apt 3,Lynn,MA,01901,9783310140,a@example.org,M-00123,MC77,123-45-6780,\
        2024-01-01,2024-02-02,Lima,Zé,Rosa,Sousa,20 2021-05-04/110 2021-07-04\n\
        Lucas,,Amaral,III,2020-02-29,M,,,,,,,,,9 Oak St,,Salem,MA,01970,,,,,,,,,,,,20 2020-05-01\n";

    fn as_of() -> Date {
        Date::new(2026, 1, 1).unwrap()
    }

    #[test]
    fn a_row_comes_back_as_it_was() {
        let records = records(PEOPLE);
        let (rules, reference) = (Rules::shipped(), ReferenceFrequencies::default());
        let table = Table::new(&records, &rules, as_of(), &reference);
        for row in &table.rows {
            let bytes = row.to_bytes();
            assert_eq!(Row::from_bytes(&bytes).to_bytes(), bytes);
        }
        let row = table.rows.iter().find(|row| row.certificate != 0).unwrap();
        let bytes = row.to_bytes();
        let blank: Vec<usize> = bytes
            .chunks(4)
            .enumerate()
            .filter(|(_, word)| word.iter().all(|&byte| byte == 0))
            .map(|(place, _)| place)
            .collect();
        assert!(blank.is_empty(), "every field of the row is stored: {blank:?}");
    }

    #[test]
    fn a_table_in_parts_is_the_table_at_once() {
        let records = records(PEOPLE);
        let (rules, reference) = (Rules::shipped(), ReferenceFrequencies::default());
        let mut first = Table::empty();
        first.add(&records, &rules, as_of());
        let stored = first.pages_since(Table::empty().extent());

        let mut read = Table::empty();
        read.reserve(2 * records.len());
        assert!(read.read_names(&stored.names, &rules));
        read.read_letters();
        assert!(read.read_streets(&stored.streets) && read.read_dose_days(&stored.dose_days));
        assert!(read.read_rows(&stored.rows));
        assert_eq!(read.extent(), first.extent());
        assert_eq!(read.pages_since(Table::empty().extent()), stored);

        // The same people again bring rows, and no name or street that is new.
        let before = read.extent();
        read.add(&records, &rules, as_of());
        read.count_reference(&reference);
        let again = read.pages_since(before);
        assert!(again.names.is_empty() && again.streets.is_empty());
        let days = |row: &Row| read.dose_days.of(row).to_vec();
        for (old, new) in read.rows.iter().zip(&read.rows[records.len()..]) {
            assert_eq!(days(old), days(new));
            let same = Row { dose_days: old.dose_days, ..*new };
            assert_eq!(same.to_bytes(), old.to_bytes());
        }
    }

    #[test]
    fn half_a_page_is_no_page() {
        assert!(!Table::empty().read_rows(&[0; 100]));
        assert!(!Table::empty().read_dose_days(&[1, 0, 0, 0, 7]));
        assert!(!Table::empty().read_streets(&[0xff]));
    }
}
