//! Reading a truth file: CSV with `record_id` and `true_entity_id`, and where known `mother_id` and
//! `household_id` (each also with `true_` or `truth_` before it); or with `record_id_a` and
//! `record_id_b`, see [`super::truth_pairs`]. Other columns are ignored.
//!
//! In: a path. Out: a [`Truth`], or a refusal that names the line and what to do. Must never: repeat
//! a value of the file, not even of its first line, which may be data where a header is missing.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::{ErrorKind, StringRecord, Trim};
use rustc_hash::FxHashMap;

use super::{Truth, truth_pairs};
use crate::error::{Error, IoContext, Result};

impl Truth {
    /// Reads a truth file. Refused: a missing column, a row without record or entity id, a record id
    /// named twice, a person given two mothers or two households, what is no CSV in UTF-8; and in a
    /// file of pairs a record paired with itself, a pair named twice, pairs that contradict.
    pub fn read(path: &Path) -> Result<Truth> {
        parse(path, File::open(path).while_doing("open", path)?)
    }
}

/// As [`Truth::read`]; `file` stands in messages only.
pub(super) fn parse(file: &Path, input: impl Read) -> Result<Truth> {
    let mut reader = csv::ReaderBuilder::new().trim(Trim::All).from_reader(input);
    let header = reader.headers().map_err(|error| refusal(file, error))?;
    if truth_pairs::is_list_of_pairs(header) {
        return truth_pairs::parse(file, &mut reader);
    }
    let columns = Columns::of(header).map_err(|problem| Error::input(file, problem))?;
    let mut building = Building::new(&columns);
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| refusal(file, error))? {
        let line = row.position().map_or(0, csv::Position::line);
        building
            .add(&columns, &row)
            .map_err(|problem| Error::input(file, format!("line {line}: {problem}")))?;
    }
    Ok(building.finish(file))
}

/// Where the columns stand.
struct Columns {
    record: usize,
    entity: usize,
    mother: Option<usize>,
    household: Option<usize>,
}

impl Columns {
    fn of(header: &StringRecord) -> std::result::Result<Columns, String> {
        let required = |name: &str| {
            find(header, &[name])?.ok_or_else(|| {
                format!(
                    "there is no column {name}; a truth file is CSV whose first line names the \
                     columns record_id and true_entity_id, or record_id_a and record_id_b"
                )
            })
        };
        Ok(Columns {
            record: required("record_id")?,
            entity: required("true_entity_id")?,
            mother: find(header, &["mother_id", "true_mother_id", "truth_mother_id"])?,
            household: find(header, &["household_id", "true_household_id", "truth_household_id"])?,
        })
    }
}

/// The one column that bears one of the names.
pub(super) fn find(
    header: &StringRecord,
    names: &[&str],
) -> std::result::Result<Option<usize>, String> {
    let mut places = header.iter().enumerate().filter(|(_, name)| names.contains(name));
    let place = places.next().map(|(place, _)| place);
    match places.next() {
        None => Ok(place),
        Some(_) => Err(format!("two columns are a {}; keep one", names[0])),
    }
}

/// Ids and their numbers, in order of first appearance.
#[derive(Default)]
pub(super) struct Interner(pub FxHashMap<Box<str>, u32>);

impl Interner {
    pub(super) fn number(&mut self, id: &str) -> u32 {
        if let Some(&number) = self.0.get(id) {
            return number;
        }
        let number = self.0.len() as u32;
        self.0.insert(id.into(), number);
        number
    }
}

/// A column that says one thing of each person.
#[derive(Default)]
struct Attribute {
    ids: Interner,
    by_person: Vec<Option<u32>>,
}

impl Attribute {
    /// Whether `id` agrees with what was said of the person before; empty says nothing.
    fn agrees(&mut self, person: u32, id: &str) -> bool {
        let place = &mut self.by_person[person as usize];
        if id.is_empty() {
            return true;
        }
        let number = self.ids.number(id);
        *place.get_or_insert(number) == number
    }
}

/// A truth with some of its rows read.
struct Building {
    rows: FxHashMap<Box<str>, u32>,
    person_of_row: Vec<u32>,
    people: Interner,
    mothers: Option<Attribute>,
    households: Option<Attribute>,
}

impl Building {
    fn new(columns: &Columns) -> Building {
        Building {
            rows: FxHashMap::default(),
            person_of_row: Vec::new(),
            people: Interner::default(),
            mothers: columns.mother.map(|_| Attribute::default()),
            households: columns.household.map(|_| Attribute::default()),
        }
    }

    fn add(&mut self, columns: &Columns, row: &StringRecord) -> std::result::Result<(), String> {
        // The reader refuses rows of another length than the header's, so every column is there.
        let (record, entity) = (&row[columns.record], &row[columns.entity]);
        if record.is_empty() {
            return Err("record_id is empty; fill it in or remove the row".into());
        }
        if entity.is_empty() {
            return Err("true_entity_id is empty; give a person of whom this is the only record \
                        an id of its own"
                .into());
        }
        let number = u32::try_from(self.person_of_row.len())
            .map_err(|_| "more than 4 billion rows; split the run and its truth")?;
        if self.rows.insert(record.into(), number).is_some() {
            return Err("this record_id stands on an earlier line too; keep one of the two".into());
        }
        let person = self.people.number(entity);
        self.person_of_row.push(person);
        attribute(&mut self.mothers, person, columns.mother.map(|at| &row[at]), "mother")?;
        attribute(&mut self.households, person, columns.household.map(|at| &row[at]), "household")
    }

    fn finish(self, file: &Path) -> Truth {
        Truth {
            file: file.to_path_buf(),
            rows: self.rows,
            person_of_row: self.person_of_row,
            person_count: self.people.0.len(),
            mothers: self.mothers.map(|mothers| mothers.by_person),
            households: self.households.map(|households| households.by_person),
            named_at: None,
        }
    }
}

fn attribute(
    attribute: &mut Option<Attribute>,
    person: u32,
    id: Option<&str>,
    what: &str,
) -> std::result::Result<(), String> {
    let Some((attribute, id)) = attribute.as_mut().zip(id) else { return Ok(()) };
    if attribute.by_person.len() <= person as usize {
        attribute.by_person.push(None);
    }
    if attribute.agrees(person, id) {
        return Ok(());
    }
    Err(format!(
        "another {what} than an earlier line gives the same true_entity_id; a person has one {what}"
    ))
}

/// What the CSV reader found wrong, without the values it may quote.
pub(super) fn refusal(file: &Path, error: csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    let problem = match error.into_kind() {
        ErrorKind::Io(source) => {
            return Error::Io { action: "read", path: file.to_path_buf(), source };
        }
        ErrorKind::Utf8 { .. } => "not UTF-8; save the file as UTF-8".to_string(),
        ErrorKind::UnequalLengths { expected_len, len, .. } => format!(
            "{len} fields where the first line has {expected_len}; quote values that hold commas"
        ),
        _ => "not CSV; save the file as comma-separated values".to_string(),
    };
    Error::input(file, format!("line {line}: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::samples::truth;

    fn problem(csv: &[u8]) -> String {
        match parse(Path::new("truth.csv"), csv) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("was read"),
        }
    }

    #[test]
    fn refusals_name_the_line_and_what_to_do() {
        for (csv, expected) in [
            ("record_id,true_entity_id\na,A\nb,B\na,B\n", "line 4: this record_id stands on an"),
            ("record_id,true_entity_id\na,A\nb,\n", "line 3: true_entity_id is empty; give"),
            ("record_id,true_entity_id\na,A\n ,B\n", "line 3: record_id is empty; fill"),
            ("record_id,true_entity_id\na,A,1\n", "line 2: 3 fields where the first line has 2"),
            ("record_id,person\na,A\n", "there is no column true_entity_id; a truth file is CSV"),
            ("a,A\nb,B\n", "there is no column record_id;"),
            ("", "there is no column record_id;"),
            ("record_id,true_entity_id,mother_id\na,A,M\nb,A,N\n", "line 3: another mother than"),
            ("record_id,true_entity_id,mother_id,true_mother_id\n", "two columns are a mother_id"),
        ] {
            let said = problem(csv.as_bytes());
            assert!(said.starts_with(&format!("truth.csv: {expected}")), "{said}");
        }
        assert!(problem(b"record_id,true_entity_id\na,\xff\n").contains("line 2: not UTF-8"));
    }

    #[test]
    fn no_refusal_repeats_a_value() {
        for csv in [
            "record_id,true_entity_id\nSECRET,A\nSECRET,SECRET\n",
            "record_id,true_entity_id\nSECRET,\n",
            "record_id,true_entity_id\nSECRET,SECRET,SECRET\n",
            "record_id,true_entity_id,mother_id\na,SECRET,SECRET\nb,SECRET,SECRET2\n",
            "SECRET,SECRET\n",
        ] {
            assert!(!problem(csv.as_bytes()).contains("SECRET"));
        }
        assert!(!problem(b"record_id,true_entity_id\nSECRET,\xff\n").contains("SECRET"));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Truth::read(&folder.path().join("truth.csv")).err().unwrap();
        assert!(missing.to_string().contains("truth.csv: cannot open"));
        assert!(matches!(Truth::read(folder.path()), Err(Error::Io { .. })));
    }

    #[test]
    fn a_file_is_read_with_its_optional_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("truth.csv");
        let csv = "\u{feff}truth_household_id, true_entity_id ,record_id,truth_mother_id,note\n\
                   H,A,a,,x\n,A,b,M,x\nH,B,c,,x\n";
        std::fs::write(&path, csv).unwrap();
        let truth = Truth::read(&path).unwrap();
        assert_eq!((truth.records(), truth.people()), (3, 2));
        assert_eq!((truth.mother(0), truth.mother(1)), (Some(0), None));
        assert_eq!((truth.household(0), truth.household(1)), (Some(0), Some(0)));
    }

    #[test]
    fn without_the_columns_nothing_is_known_of_families() {
        let truth = truth("record_id,true_entity_id\na,A\n").unwrap();
        assert!(!truth.knows_mothers() && !truth.knows_households());
    }
}
