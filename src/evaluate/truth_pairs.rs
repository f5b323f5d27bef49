//! A truth given as pairs: CSV with `record_id_a` and `record_id_b`, a row for each pair of records of
//! one person. What follows from the pairs is taken as said too (a with b and b with c make a, b and
//! c one person), and a record that no pair names is a person by itself.
//!
//! A column `match`, `same_person` or `expected` may say of each pair whether it is one: `true`,
//! `yes`, `1`, `match`, `link`; `false`, `no`, `0`, `not a match`, `apart`; or `possible match`,
//! `review` where nobody knows, which joins nothing.
//!
//! In: CSV. Out: a [`Truth`], or a refusal that names line and field. Must never: repeat a value.

use std::io::Read;
use std::path::Path;

use csv::StringRecord;
use rustc_hash::FxHashMap;

use super::Truth;
use super::truth::Naming;
use super::truth_file::{Interner, find, refusal};
use crate::error::{Error, Result};

const SIDES: [&str; 2] = ["record_id_a", "record_id_b"];

/// Whether a header is that of a list of pairs.
pub(super) fn is_list_of_pairs(header: &StringRecord) -> bool {
    SIDES.iter().any(|side| header.iter().any(|name| name == *side))
}

/// Reads the rows under such a header.
pub(super) fn parse(file: &Path, reader: &mut csv::Reader<impl Read>) -> Result<Truth> {
    let header = reader.headers().map_err(|error| refusal(file, error))?;
    let columns = Columns::of(header).map_err(|problem| Error::input(file, problem))?;
    let (mut pairs, mut row) = (Pairs::default(), StringRecord::new());
    let at = |line: u64, problem: String| Error::input(file, format!("line {line}: {problem}"));
    while reader.read_record(&mut row).map_err(|error| refusal(file, error))? {
        let line = row.position().map_or(0, csv::Position::line);
        pairs.add(&columns, &row, line).map_err(|problem| at(line, problem))?;
    }
    pairs.finish(file).map_err(|(line, problem)| at(line, problem))
}

type Problem = String;

struct Columns {
    sides: [usize; 2],
    verdict: Option<usize>,
}

impl Columns {
    fn of(header: &StringRecord) -> std::result::Result<Columns, Problem> {
        let side = |name: &str| {
            find(header, &[name])?.ok_or_else(|| {
                format!("there is no column {name}; a pair has a record_id_a and a record_id_b")
            })
        };
        let sides = [side(SIDES[0])?, side(SIDES[1])?];
        Ok(Columns { sides, verdict: find(header, &["match", "same_person", "expected"])? })
    }
}

/// Whether a pair is one person, if that is known.
fn verdict(word: &str) -> std::result::Result<Option<bool>, Problem> {
    match word.to_lowercase().replace('_', " ").as_str() {
        "true" | "yes" | "1" | "match" | "link" => Ok(Some(true)),
        "false" | "no" | "0" | "not a match" | "non-match" | "apart" => Ok(Some(false)),
        "possible match" | "review" => Ok(None),
        _ => Err("the column that says whether the pair is a match holds an unknown word; write \
                  true, false or review"
            .into()),
    }
}

/// Pairs as far as they are read.
#[derive(Default)]
struct Pairs {
    rows: Interner,
    named_at: Vec<Naming>,
    /// The row that each row is joined to; itself for one of each person.
    joined_to: Vec<u32>,
    seen: FxHashMap<(u32, u32), ()>,
    /// Line and rows of the pairs that are two people.
    apart: Vec<(u64, u32, u32)>,
}

impl Pairs {
    fn add(
        &mut self,
        columns: &Columns,
        row: &StringRecord,
        line: u64,
    ) -> std::result::Result<(), Problem> {
        let ids = columns.sides.map(|side| &row[side]);
        if let Some(side) = ids.iter().position(|id| id.is_empty()) {
            return Err(format!("{} is empty; fill it in or remove the row", SIDES[side]));
        }
        if ids[0] == ids[1] {
            return Err("record_id_b is record_id_a again; a pair is two records".into());
        }
        let said = columns.verdict.map_or(Ok(Some(true)), |at| verdict(&row[at]))?;
        let (a, b) = (self.number(ids[0], line, 0), self.number(ids[1], line, 1));
        if self.seen.insert((a.min(b), a.max(b)), ()).is_some() {
            return Err("record_id_a and record_id_b stand on an earlier line too, in this order \
                        or the other; keep one of the two"
                .into());
        }
        match said {
            Some(true) => self.join(a, b),
            Some(false) => self.apart.push((line, a, b)),
            None => {}
        }
        Ok(())
    }

    fn number(&mut self, id: &str, line: u64, side: usize) -> u32 {
        let number = self.rows.number(id);
        if number as usize == self.joined_to.len() {
            self.joined_to.push(number);
            self.named_at.push(Naming { line, column: SIDES[side] });
        }
        number
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.person(a), self.person(b));
        self.joined_to[a.max(b) as usize] = a.min(b);
    }

    /// The first row of the same person; shortens the way for the next who asks.
    fn person(&mut self, mut row: u32) -> u32 {
        while self.joined_to[row as usize] != row {
            let next = self.joined_to[row as usize];
            self.joined_to[row as usize] = self.joined_to[next as usize];
            row = next;
        }
        row
    }

    fn finish(mut self, file: &Path) -> std::result::Result<Truth, (u64, Problem)> {
        for (line, a, b) in std::mem::take(&mut self.apart) {
            if self.person(a) == self.person(b) {
                let problem = "the pair is called two people, but other lines make record_id_a and \
                               record_id_b one; correct one of them";
                return Err((line, problem.into()));
            }
        }
        let firsts: Vec<u32> =
            (0..self.joined_to.len() as u32).map(|row| self.person(row)).collect();
        let mut people = FxHashMap::<u32, u32>::default();
        let mut number = |first: u32| {
            let next = people.len() as u32;
            *people.entry(first).or_insert(next)
        };
        let person_of_row: Vec<u32> = firsts.into_iter().map(&mut number).collect();
        Ok(Truth {
            file: file.to_path_buf(),
            rows: self.rows.0,
            person_of_row,
            person_count: people.len(),
            mothers: None,
            households: None,
            named_at: Some(self.named_at),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::evaluate::samples::{of_clients, records, run_of, truth};
    use crate::evaluate::{Accuracy, evaluate};

    #[test]
    fn what_follows_from_the_pairs_is_said_too_and_the_rest_are_alone() {
        let truth = truth("record_id_a,record_id_b,note\nr2,r1,x\nr0,r1,x\n").unwrap();
        assert_eq!((truth.records(), truth.people()), (3, 1));
        let evaluation = of_clients(&records(&[0, 0, 1, 1, 2]), &truth);
        assert_eq!((evaluation.records, evaluation.people), (5, 3));
        assert_eq!(evaluation.closure, Accuracy::new(2, 3, 1, 10));
        assert_eq!(evaluation.kin_errors.twins, None);
    }

    #[test]
    fn only_matches_join() {
        for (column, words) in [
            ("match", ["true", "false", "possible_match"]),
            ("expected", ["Match", "Not a Match", "review"]),
        ] {
            let [yes, no, unknown] = words;
            let csv = format!(
                "record_id_a,record_id_b,{column}\nr0,r1,{yes}\nr1,r2,{no}\nr2,r3,{unknown}\n"
            );
            assert_eq!(truth(&csv).unwrap().people(), 3);
        }
    }

    #[test]
    fn refusals_name_the_line_and_the_field_and_no_value() {
        for (rows, expected) in [
            ("SECRET,SECRET,1", "line 2: record_id_b is record_id_a again"),
            ("SECRET,b,1\nSECRET,b,1", "line 3: record_id_a and record_id_b stand on an earlier"),
            ("SECRET,b,1\nb,SECRET,0", "line 3: record_id_a and record_id_b stand on an earlier"),
            ("SECRET,,1", "line 2: record_id_b is empty"),
            (",SECRET,1", "line 2: record_id_a is empty"),
            ("SECRET,b,SECRET", "line 2: the column that says whether the pair is a match holds"),
            ("a,b,1\nSECRET,a,no\nb,SECRET,yes", "line 3: the pair is called two people, but"),
            ("SECRET,b", "line 2: 2 fields where the first line has 3"),
        ] {
            let csv = format!("record_id_a,record_id_b,match\n{rows}\n");
            let said = truth(&csv).err().unwrap().to_string();
            assert!(said.starts_with(&format!("truth.csv: {expected}")), "{said}");
            assert!(!said.contains("SECRET"));
        }
        let said = truth("record_id_a,other\n").err().unwrap().to_string();
        assert!(said.contains("there is no column record_id_b"), "{said}");
    }

    #[test]
    fn an_id_that_the_run_does_not_hold_is_refused_with_its_line() {
        let truth = truth("record_id_a,record_id_b\nr0,r1\nr1,SECRET\nr2,OTHER\n").unwrap();
        let records = records(&[0, 1, 2]);
        let refused = evaluate(&run_of(&records, &[]), &truth, 1, |_, _| 0).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "truth.csv: line 3: record_id_b is the id of no record of the run; remove the pair, or \
             give the truth file that was made for this run's inputs"
        );
    }
}
