//! What is true of doses: the event that each statement about a dose tells of.
//!
//! In: a CSV with a line for each statement. Out: [`DoseTruth`]. Must never: let a value of the file
//! into a message.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::{StringRecord, Trim};
use rustc_hash::FxHashMap;

use super::truth_file::{Interner, find, refusal};
use crate::error::{Error, IoContext, Result};

/// The columns of the file.
const COLUMNS: [&str; 5] = ["record_id", "vaccine", "dose_date", "order_number", "true_event_id"];

/// What a statement is named by: record, vaccine and day, each by its number.
type Named = [u32; 3];

/// The true event of every statement about a dose.
pub struct DoseTruth {
    file: PathBuf,
    words: Interner,
    /// By name, and then by order number, the true event; none if the statement tells of none.
    told: FxHashMap<Named, Vec<(u32, Option<u32>)>>,
}

impl DoseTruth {
    /// Reads a CSV with the columns record_id, vaccine, dose_date, order_number and true_event_id, the
    /// first four as in the run's doses, the last empty where a statement tells of no dose that was
    /// given.
    ///
    /// # Errors
    /// The file cannot be read, lacks a column, or contradicts itself; the message says on which line.
    pub fn read(path: &Path) -> Result<DoseTruth> {
        parse(path, File::open(path).while_doing("open", path)?)
    }

    /// The true event of a statement, if it tells of one. The order number is asked only where a record
    /// speaks twice of one vaccine on one day.
    ///
    /// # Errors
    /// The file does not say.
    pub fn event(
        &self,
        record: &str,
        vaccine: &str,
        day: &str,
        order: &str,
    ) -> Result<Option<u32>> {
        let word = |text: &str| self.words.0.get(text).copied();
        let named = || Some([word(record)?, word(vaccine)?, word(day)?]);
        let told = named().and_then(|named| self.told.get(&named)).map_or(&[][..], Vec::as_slice);
        let order = word(order);
        let exact = told.iter().find(|(number, _)| Some(*number) == order);
        let agree = told.windows(2).all(|two| two[0].1 == two[1].1);
        let found = exact.or_else(|| told.first().filter(|_| agree));
        found.map(|(_, event)| *event).ok_or_else(|| {
            let problem = "does not have all doses of the run; give the file that was made for this \
                           run's inputs";
            Error::input(&self.file, problem)
        })
    }
}

fn parse(file: &Path, input: impl Read) -> Result<DoseTruth> {
    let mut reader = csv::ReaderBuilder::new().trim(Trim::All).from_reader(input);
    let header = reader.headers().map_err(|error| refusal(file, error))?;
    let column = |name: &str| {
        let place = find(header, &[name]).map_err(|problem| Error::input(file, problem))?;
        let lacks = || {
            let problem = format!("there is no column {name}; needed are {}", COLUMNS.join(", "));
            Error::input(file, problem)
        };
        place.ok_or_else(lacks)
    };
    let places = COLUMNS.map(column).into_iter().collect::<Result<Vec<usize>>>()?;
    let mut truth = DoseTruth {
        file: file.to_path_buf(),
        words: Interner::default(),
        told: FxHashMap::default(),
    };
    let mut events = Interner::default();
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| refusal(file, error))? {
        let [record, vaccine, day, order] =
            [0, 1, 2, 3].map(|column| truth.words.number(&row[places[column]]));
        let event = &row[places[4]];
        let event = (!event.is_empty()).then(|| events.number(event));
        let told = truth.told.entry([record, vaccine, day]).or_default();
        match told.iter().find(|(of, _)| *of == order) {
            Some((_, before)) if *before != event => {
                let line = row.position().map_or(0, csv::Position::line);
                let problem = format!("line {line}: another true event than an earlier line gives");
                return Err(Error::input(file, problem));
            }
            Some(_) => {}
            None => told.push((order, event)),
        }
    }
    Ok(truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "record_id,order_number,vaccine,dose_date,true_event_id\n";

    fn truth(rows: &str) -> Result<DoseTruth> {
        parse(Path::new("truth_doses.csv"), format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn a_statement_is_found_by_record_vaccine_and_day_and_only_then_by_order() {
        let truth = truth("a,1,20,2024-01-02,e1\na,2,20,2024-01-02,e2\nb,9999,08,2024-01-02,\n");
        let truth = truth.unwrap();
        let event = |record, vaccine, order| truth.event(record, vaccine, "2024-01-02", order);
        assert_eq!(event("a", "20", "1").unwrap(), Some(0));
        assert_eq!(event("a", "20", "2").unwrap(), Some(1));
        assert!(event("a", "20", "").is_err(), "which of the two?");
        assert_eq!(event("b", "08", "").unwrap(), None);
        assert!(event("c", "08", "").is_err());
    }

    #[test]
    fn refusals_name_the_line_and_no_value() {
        let said = |rows| truth(rows).err().unwrap().to_string();
        assert!(
            said("a,1,20,SECRET,e1\na,1,20,SECRET,e2\n").contains("line 3: another true event")
        );
        assert!(!said("a,1,20,SECRET,e1\na,1,20,SECRET,e2\n").contains("SECRET"));
        let lacks = parse(Path::new("t.csv"), "record_id,vaccine\n".as_bytes()).err().unwrap();
        assert!(lacks.to_string().contains("no column dose_date"));
    }
}
