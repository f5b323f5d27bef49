//! Looking up records: by id, by number, and their texts as [`Records`].
//!
//! In: numbers and ids. Out: what was stored. Must never: hold more of the registry than is asked for.

use rusqlite::Row;

use super::arrivals::kind_of_number;
use super::event::RecordDigest;
use super::pack::Unpacker;
use super::view::View;
use crate::error::{Error, Result};
use crate::read::{Records, RecordsBuilder};
use crate::record::{Field, SourceKind};

/// What a record is, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordHead {
    /// Its number.
    pub number: u32,
    /// Its id; other versions have the same.
    pub record_id: String,
    /// Who sent it.
    pub source: String,
    /// Of which kind it is.
    pub kind: SourceKind,
    /// The run that has stored it.
    pub run: u32,
    /// The number of the file that it is from, where that is known.
    pub input: Option<u32>,
    /// Its row in that file, from 1, where that is known; of a file of messages, the message.
    pub row: Option<u32>,
    /// What it says.
    pub digest: RecordDigest,
    /// The version that has replaced it, if any.
    pub replaced_by: Option<u32>,
}

/// Where a record comes from: what it says stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The file's name, without folders.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub digest: String,
    /// The record's row in it, from 1, where that is known; of a file of messages, the message.
    pub row: Option<u32>,
}

/// Records from the registry.
pub struct Stored {
    /// The records, in the order of their ids (versions of one id in the order of their numbers).
    pub records: Records,
    /// The number of each.
    pub numbers: Vec<u32>,
}

const HEAD: &str = "SELECT records.number, record_id, sources.name, kind, run, input, row,
    digest, replaced_by FROM records JOIN sources ON sources.number = source";

fn head(row: &Row) -> rusqlite::Result<RecordHead> {
    Ok(RecordHead {
        number: row.get(0)?,
        record_id: row.get(1)?,
        source: row.get(2)?,
        kind: kind_of_number(row.get(3)?),
        run: row.get(4)?,
        input: row.get(5)?,
        row: row.get(6)?,
        digest: RecordDigest(row.get(7)?),
        replaced_by: row.get(8)?,
    })
}

/// Records as they lie in the registry, one behind the other, without their doses: for whoever wants the
/// ids of many and what some of them say.
#[derive(Default)]
pub struct Packed {
    bytes: Vec<u8>,
    records: Vec<PackedRecord>,
}

struct PackedRecord {
    number: u32,
    kind: SourceKind,
    /// Where id and values begin, and where the values end.
    ends: [usize; 3],
}

impl Packed {
    fn add(&mut self, row: &Row) -> rusqlite::Result<()> {
        let mut ends = [self.bytes.len(); 3];
        for (part, column) in [2, 3].into_iter().enumerate() {
            self.bytes.extend_from_slice(row.get_ref(column)?.as_bytes()?);
            ends[part + 1] = self.bytes.len();
        }
        let kind = kind_of_number(row.get(1)?);
        self.records.push(PackedRecord { number: row.get(0)?, kind, ends });
        Ok(())
    }

    /// Their ids, in the order of their numbers.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        // The registry's ids are text.
        let id = |record| std::str::from_utf8(self.part(record, 0)).unwrap_or_default();
        self.records.iter().map(id)
    }

    fn find(&self, number: u32) -> Option<&PackedRecord> {
        let place = self.records.binary_search_by_key(&number, |record| record.number);
        place.ok().map(|place| &self.records[place])
    }

    /// Id or values.
    fn part(&self, record: &PackedRecord, part: usize) -> &[u8] {
        &self.bytes[record.ends[part]..record.ends[part + 1]]
    }
}

impl<'r> View<'r> {
    /// How many records there are, replaced ones included: their numbers are those below.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn record_count(&self) -> Result<u32> {
        let count = "SELECT COALESCE(max(number) + 1, 0) FROM records";
        Ok(self.database.number(count, [])? as u32)
    }

    /// The record with this id that no other has replaced.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_record(&self, record_id: &str) -> Result<Option<u32>> {
        let select = "SELECT number FROM records WHERE record_id = ?1 AND replaced_by IS NULL";
        self.database.row(select, [record_id], |row| row.get(0))
    }

    /// The ids of records, in the order given.
    ///
    /// # Errors
    /// The file cannot be read, or one of the records is not there.
    pub fn record_ids(&self, numbers: &[u32]) -> Result<Vec<String>> {
        let select = "SELECT record_id FROM records WHERE number = ?1";
        let ids = self.database.rows_of(select, numbers, |row| row.get(0))?;
        let id = |(id, &number): (Option<String>, &u32)| id.ok_or_else(|| missing(number));
        ids.into_iter().zip(numbers).map(id).collect()
    }

    /// Number, id and source of every record that no other has replaced, in the order of their ids.
    ///
    /// # Errors
    /// The file cannot be read, or the visitor stops.
    pub fn visit_live_records(
        &self,
        mut visit: impl FnMut(u32, &str, &str) -> Result<()>,
    ) -> Result<()> {
        let select = "SELECT records.number, record_id, sources.name FROM records
            JOIN sources ON sources.number = source WHERE replaced_by IS NULL ORDER BY record_id";
        let read = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        self.database.visit(select, [], read, |(number, id, source): (u32, String, String)| {
            visit(number, &id, &source)
        })
    }

    /// What a record is.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn record(&self, number: u32) -> Result<Option<RecordHead>> {
        self.database.row(&format!("{HEAD} WHERE records.number = ?1"), [number], head)
    }

    /// Where a record comes from, if that is known.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn provenance(&self, record: u32) -> Result<Option<Provenance>> {
        let select = "SELECT file_name, inputs.digest, row FROM records
            JOIN inputs ON inputs.number = input WHERE records.number = ?1";
        self.database.row(select, [record], |row| {
            Ok(Provenance { file_name: row.get(0)?, digest: row.get(1)?, row: row.get(2)? })
        })
    }

    /// What every record from a number on is, in the order of their numbers.
    ///
    /// # Errors
    /// The file cannot be read, or the visitor stops.
    pub fn visit_records(
        &self,
        from: u32,
        visit: impl FnMut(RecordHead) -> Result<()>,
    ) -> Result<()> {
        let select = format!("{HEAD} WHERE records.number >= ?1 ORDER BY records.number");
        self.database.visit(&select, [from], head, visit)
    }

    /// The newest version of a record: itself, if no other has replaced it.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn newest_version(&self, record: u32) -> Result<u32> {
        let (select, mut newest) = ("SELECT replaced_by FROM records WHERE number = ?1", record);
        while let Some(by) =
            self.database.row(select, [newest], |row| row.get::<_, Option<u32>>(0))?.flatten()
        {
            newest = by;
        }
        Ok(newest)
    }

    /// The versions that a record has replaced, the newest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn older_versions(&self, record: u32) -> Result<Vec<u32>> {
        let select = "SELECT number FROM records WHERE replaced_by = ?1 ORDER BY number DESC";
        let mut versions = vec![record];
        let mut next = 0;
        while let Some(&version) = versions.get(next) {
            versions.extend(self.database.rows(select, [version], |row| row.get::<_, u32>(0))?);
            next += 1;
        }
        Ok(versions.split_off(1))
    }

    /// What a record says, as a digest.
    pub(super) fn record_digest(&self, record: u32) -> Result<RecordDigest> {
        let select = "SELECT digest FROM records WHERE number = ?1";
        let digest = self.database.row(select, [record], |row| row.get(0))?;
        digest.map(RecordDigest).ok_or_else(|| missing(record))
    }

    /// What records say, with their doses; the numbers may come in any order. What somebody has told staff
    /// of the sharing of their data stands before what the record says of it.
    ///
    /// # Errors
    /// The file cannot be read, one of the records is not there, or a text is damaged.
    pub fn records(&self, numbers: &[u32]) -> Result<Stored> {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        let packed = self.packed(&numbers)?;
        let mut order: Vec<&PackedRecord> = packed.records.iter().collect();
        order.sort_unstable_by_key(|record| (packed.part(record, 0), record.number));
        let numbers = order.iter().map(|record| record.number).collect();
        Ok(Stored { records: self.read(&packed, &order)?, numbers })
    }

    /// Records as they lie here; the numbers come in order.
    ///
    /// # Errors
    /// The file cannot be read, or one of the records is not there.
    pub fn packed(&self, numbers: &[u32]) -> Result<Packed> {
        let select = "SELECT number, kind, record_id, text FROM records WHERE number = ?1";
        let mut packed = Packed::default();
        let found = self.database.rows_of(select, numbers, |row| packed.add(row))?;
        match found.iter().position(Option::is_none) {
            Some(place) => Err(missing(numbers[place])),
            None => Ok(packed),
        }
    }

    /// What some of the packed records say, as [`Self::records`] does; their numbers come in the order of
    /// their ids.
    ///
    /// # Errors
    /// The file cannot be read, one of them is not among the packed, or a text is damaged.
    pub fn unpack(&self, packed: &Packed, numbers: &[u32]) -> Result<Records> {
        let record = |&number: &u32| packed.find(number).ok_or_else(|| missing(number));
        self.read(packed, &numbers.iter().map(record).collect::<Result<Vec<_>>>()?)
    }

    fn read(&self, packed: &Packed, records: &[&PackedRecord]) -> Result<Records> {
        let numbers = records.iter().map(|record| record.number);
        let (doses, wishes) = (self.doses(records)?, self.wishes_of(numbers)?);
        let mut builder = RecordsBuilder::default();
        for (record, doses) in records.iter().zip(&doses) {
            builder.begin(record.kind);
            let (mut values, mut sharing) = (Unpacker(packed.part(record, 1)), "");
            while !values.is_at_end() {
                let value = values.value(self.fields);
                let (field, value) = value.ok_or_else(|| self.damaged(record.number))?;
                if field == Field::DataSharing {
                    sharing = value;
                } else {
                    builder.value(field, value);
                }
            }
            match wishes.get(&record.number) {
                Some(wish) if !wish.is_outdone_by(record.number, sharing) => {
                    builder.value(Field::DataSharing, wish.wish.name());
                }
                _ => builder.value(Field::DataSharing, sharing),
            }
            let mut doses = Unpacker(doses);
            while !doses.is_at_end() {
                let dose = doses.dose();
                let (dose, texts) = dose.ok_or_else(|| self.damaged(record.number))?;
                builder.dose(dose, texts);
            }
        }
        Ok(builder.finish())
    }

    /// What each record tells of doses, packed; looked up in the order in which they lie here.
    fn doses(&self, records: &[&PackedRecord]) -> Result<Vec<Vec<u8>>> {
        let mut order: Vec<(u32, usize)> =
            records.iter().enumerate().map(|(place, record)| (record.number, place)).collect();
        order.sort_unstable();
        let numbers: Vec<u32> = order.iter().map(|&(number, _)| number).collect();
        let select = "SELECT doses FROM doses WHERE record = ?1";
        let told = self.database.rows_of(select, &numbers, |row| row.get(0))?;
        let mut doses = vec![Vec::new(); records.len()];
        for (told, (_, place)) in told.into_iter().zip(order) {
            doses[place] = told.unwrap_or_default();
        }
        Ok(doses)
    }

    fn damaged(&self, record: u32) -> Error {
        self.database.problem(format!(
            "record {record} is damaged; run selfsame registry verify, and go back to a backup"
        ))
    }
}

fn missing(record: u32) -> Error {
    Error::Invariant(format!("the registry has no record {record}"))
}
