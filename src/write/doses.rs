//! `doses.parquet`: every statement about a dose, with the event of its client's history that it is of.

use std::cmp::Reverse;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{BooleanArray, Date32Array, Float64Array};
use arrow::datatypes::DataType;
use rayon::prelude::*;

use super::RunStamp;
use super::table::{
    Column, GROUP_ROWS, TableFile, constant, named, number, text, text_of, word, write,
};
use crate::digest::{Id, id};
use crate::error::Result;
use crate::history::{Place, Reason, Sender, Statement, consolidate};
use crate::read::{Doses, Records};
use crate::record::{Date, Dose, Field};
use crate::resolve::Clients;
use crate::settings::HistorySettings;
use crate::standardize::Vaccines;
use crate::table::Row;
use crate::texts::Texts;

/// The clients whose histories are written, and by what.
pub struct Histories<'a> {
    records: &'a Records,
    rows: &'a [Row],
    clients: &'a Clients,
    as_of: Date,
    settings: &'a HistorySettings,
    vaccines: Vaccines,
    /// Who sent each record.
    senders: Vec<Sender>,
    /// Where each client's statements begin, and where the last one's end.
    starts: Vec<usize>,
}

/// One row.
#[derive(Clone, Copy)]
struct Line<'a> {
    client: u32,
    record: u32,
    event: Option<Id>,
    preferred: bool,
    reason: Reason,
    dose: &'a Dose,
}

impl<'a> Histories<'a> {
    /// Of the clients of a run.
    pub fn new(
        records: &'a Records,
        rows: &'a [Row],
        clients: &'a Clients,
        as_of: Date,
        settings: &'a HistorySettings,
    ) -> Histories<'a> {
        let doses = records.doses();
        let mut starts = vec![0];
        if !doses.is_empty() {
            starts.extend((0..clients.len()).scan(0, |end, client| {
                let records = clients.records(client).iter();
                *end += records.map(|&record| doses.of(record as usize).len()).sum::<usize>();
                Some(*end)
            }));
        }
        let senders = if doses.is_empty() { Vec::new() } else { senders(records) };
        let vaccines = Vaccines::shipped();
        Histories { records, rows, clients, as_of, settings, vaccines, senders, starts }
    }

    /// Writes one row a statement: clients in the order of their ids, of each the events by their days,
    /// of each event the preferred statement first. Gives the number of events.
    ///
    /// # Errors
    /// The system refuses.
    pub fn write(&self, path: &Path, stamp: &RunStamp) -> Result<u64> {
        let events = AtomicU64::new(0);
        write(path, *self.starts.last().unwrap_or(&0), |range| {
            let lines = self.lines(range);
            let preferred = lines.iter().filter(|line| line.preferred).count() as u64;
            events.fetch_add(preferred, Ordering::Relaxed);
            Ok(columns(self.records, self.clients, stamp, lines))
        })?;
        Ok(events.into_inner())
    }

    /// What is told of a client's doses, in the order of the rows: the record, whether it is the preferred
    /// statement of its event, why it stands there, the dose.
    pub fn of(&self, client: usize) -> impl Iterator<Item = (u32, bool, &'static str, &'a Dose)> {
        let lines = self.of_client(client).into_iter();
        lines.map(|line| (line.record, line.preferred, line.reason.name(), line.dose))
    }

    /// Adds the rows of all clients to a file; gives the number of statements and of events.
    pub(super) fn add_to(&self, file: &mut TableFile, stamp: &RunStamp) -> Result<(u64, u64)> {
        let (rows, mut events) = (*self.starts.last().unwrap_or(&0), 0);
        for start in (0..rows).step_by(GROUP_ROWS) {
            let lines = self.lines(start..rows.min(start + GROUP_ROWS));
            events += lines.iter().filter(|line| line.preferred).count() as u64;
            file.group(columns(self.records, self.clients, stamp, lines))?;
        }
        Ok((rows as u64, events))
    }

    /// Begins a file of such rows.
    pub(super) fn begin(&self, path: &Path, stamp: &RunStamp) -> Result<TableFile> {
        TableFile::create(path, &columns(self.records, self.clients, stamp, Vec::new()))
    }

    fn doses(&self) -> &'a Doses {
        self.records.doses()
    }

    /// The rows of a range.
    fn lines(&self, range: Range<usize>) -> Vec<Line<'a>> {
        if range.is_empty() {
            return Vec::new();
        }
        let first = self.starts.partition_point(|&start| start <= range.start) - 1;
        let end = self.starts.partition_point(|&start| start < range.end);
        let clients = (first..end).into_par_iter().with_min_len(64);
        let mut lines: Vec<Line> = clients.flat_map_iter(|client| self.of_client(client)).collect();
        lines.truncate(range.end - self.starts[first]);
        lines.drain(..range.start - self.starts[first]);
        lines
    }

    /// The rows of a client.
    fn of_client(&self, client: usize) -> Vec<Line<'a>> {
        let doses = self.doses();
        let told = self.clients.records(client).iter();
        let told = told
            .flat_map(|&record| doses.of(record as usize).iter().map(move |dose| (record, dose)));
        let told: Vec<(u32, &Dose)> = told.collect();
        let statements: Vec<Statement> =
            told.iter().map(|&(record, dose)| self.statement(record, dose)).collect();
        let places = consolidate(&statements, self.birth(client), self.as_of, self.settings);
        let mut content = String::new();
        let mut ids: Vec<Option<Id>> = vec![None; told.len()];
        for (place, id) in ids.iter_mut().enumerate() {
            if places[place].event == Some(place as u32) {
                *id = Some(self.event_id(told[place], &mut content));
            }
        }
        let line = |(place, &(record, dose)): (usize, &(u32, &'a Dose))| {
            let Place { event, reason } = places[place];
            let of = event.map_or(place, |event| event as usize);
            let event = event.and_then(|event| ids[event as usize]);
            let preferred = event.is_some() && of == place;
            let line = Line { client: client as u32, record, event, preferred, reason, dose };
            ((told[of].1.date, event, Reverse(preferred), dose.date, place), line)
        };
        let mut lines: Vec<_> = told.iter().enumerate().map(line).collect();
        lines.sort_unstable_by_key(|(order, _)| *order);
        lines.into_iter().map(|(_, line)| line).collect()
    }

    fn statement(&self, record: u32, dose: &Dose) -> Statement<'a> {
        let doses = self.doses();
        Statement {
            record,
            sender: self.senders[record as usize],
            received: self.rows[record as usize].received,
            order_number: doses.text(dose.order_number),
            dose: *dose,
            vaccine: self.vaccines.of(doses.text(dose.vaccine), dose.vaccine),
        }
    }

    /// The day before which nothing was given: that of the client's birth certificate, or else the
    /// earliest birth date that any record gives, for a wrong one must not take doses away.
    fn birth(&self, client: usize) -> Date {
        let rows = self.clients.records(client).iter().map(|&record| &self.rows[record as usize]);
        let known = rows.filter(|row| row.birth.is_some());
        let first = known.min_by_key(|row| (!row.is_birth_record(), row.birth));
        first.map_or(Date::NONE, |row| row.birth)
    }

    /// An event is named after its preferred statement.
    fn event_id(&self, (record, dose): (u32, &Dose), content: &mut String) -> Id {
        use std::fmt::Write as _;
        content.clear();
        let (record, doses) = (self.records.id(record as usize), self.doses());
        let (order, vaccine) = (doses.text(dose.order_number), doses.text(dose.vaccine));
        let _ = write!(content, "{record}\n{order}\n{vaccine}\n{}", dose.date);
        id(b'E', content)
    }
}

/// Who sent each record.
fn senders(records: &Records) -> Vec<Sender> {
    let mut sources = Texts::default();
    let sender = |record: usize| match records.value(record, Field::Source) {
        "" => Sender::OfRecord(record as u32),
        source => Sender::Source(sources.intern(source).0),
    };
    (0..records.len()).map(sender).collect()
}

fn columns<'a>(
    records: &'a Records,
    clients: &'a Clients,
    stamp: &RunStamp,
    lines: Vec<Line<'a>>,
) -> Vec<Column<'a>> {
    let (doses, rows) = (records.doses(), lines.len());
    let lines = std::sync::Arc::new(lines);
    // Each column reads the lines for itself, when its turn comes.
    let each = || {
        let lines = std::sync::Arc::clone(&lines);
        (0..rows).map(move |row| lines[row])
    };
    let of_record = |field: Field| {
        let lines = each();
        text_of(field.name(), move || {
            records.gather(field, &lines.map(|line| line.record).collect::<Vec<u32>>())
        })
    };
    let event_ids = std::sync::Arc::clone(&lines);
    let (preferred, dates, amounts) = (each(), each(), each());
    vec![
        constant("run_id", &stamp.run_id, rows),
        text("client_id", each().map(|line| clients.id(line.client as usize))).sorted(),
        text_of("event_id", move || {
            let ids = event_ids.iter().map(|line| line.event.as_ref().map(Id::as_str));
            Ok(std::sync::Arc::new(ids.collect::<arrow::array::StringArray>()))
        }),
        number("preferred", DataType::Boolean, move || {
            preferred.map(|line| Some(line.preferred)).collect::<BooleanArray>()
        }),
        word("reason", &Reason::ALL.map(Reason::name), each().map(|line| line.reason as usize)),
        of_record(Field::RecordId),
        of_record(Field::Source).of_few(),
        text("order_number", each().map(|line| doses.text(line.dose.order_number))),
        text("vaccine", each().map(|line| doses.text(line.dose.vaccine))).of_few(),
        number("dose_date", DataType::Date32, move || {
            Date32Array::from_iter_values(dates.map(|line| since_1970(line.dose.date)))
        })
        .of_few(),
        named("dose_source", each().map(|line| line.dose.source), |source| source.code()),
        text("facility", each().map(|line| doses.text(line.dose.facility))).of_few(),
        text("lot", each().map(|line| doses.text(line.dose.lot))).of_few(),
        text("manufacturer", each().map(|line| doses.manufacturer(line.dose))).of_few(),
        number("amount", DataType::Float64, move || {
            amounts.map(|line| doses.amount(line.dose)).collect::<Float64Array>()
        })
        .of_few(),
        named("completion", each().map(|line| line.dose.completion), |it| it.code().into()),
        named("action", each().map(|line| line.dose.action), |action| action.code().into()),
    ]
}

fn since_1970(date: Date) -> i32 {
    date.day_number() - Date::new(1970, 1, 1).unwrap_or_default().day_number()
}
