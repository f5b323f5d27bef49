//! Clients as a few rows of CSV, and what is told of them.

mod names;
mod order;
mod rules;

use super::{Aspect, Speakers, Statement, aliases, numbers};
use crate::read::Records;
use crate::record::{Completion, Date, Dose, DoseAction, DoseSource, Field};
use crate::standardize::Rules;
use crate::table::sample::records;
use crate::table::{ReferenceFrequencies, Row, Table};

/// The records of one client. Who has a certificate number is a birth record; ids are in order.
pub struct Client {
    records: Records,
    rows: Vec<Row>,
    doses: Vec<Vec<Dose>>,
}

impl Client {
    /// From a CSV whose first row names fields. Of birth records with one certificate the newest stands.
    pub fn new(csv: &str) -> Client {
        let records = records(csv);
        let as_of = Date::new(2026, 1, 1).unwrap();
        let table =
            Table::new(&records, &Rules::shipped(), as_of, &ReferenceFrequencies::default());
        let doses = vec![Vec::new(); records.len()];
        Client { records, rows: table.rows, doses }
    }

    fn place(&self, id: &str) -> usize {
        self.records.find(id).unwrap()
    }

    /// The same with a dose that came with a record.
    pub fn dose(mut self, id: &str, date: (u16, u8, u8), source: DoseSource) -> Client {
        let place = self.place(id);
        self.doses[place].push(Dose {
            date: Date::new(date.0, date.1, date.2).unwrap(),
            vaccine: 0,
            facility: 0,
            lot: 0,
            product: 0,
            order_number: 0,
            source,
            completion: Completion::Complete,
            action: DoseAction::Add,
        });
        self
    }

    pub fn value(&self, place: usize, field: Field) -> &str {
        self.records.value(place, field)
    }

    pub fn statements(&self) -> Vec<Statement<'_>> {
        let rows = self.rows.iter().zip(&self.doses).enumerate();
        let statement = |(place, (row, doses)): (usize, (_, &Vec<Dose>))| {
            Statement::new(place as u32, row, doses, |field| self.value(place, field))
        };
        rows.map(statement).collect()
    }

    /// What a column tells, and the record it comes from; both blank where nobody tells it.
    pub fn tells(&self, column: &str) -> (&str, &str) {
        let fields = Aspect::ALL
            .into_iter()
            .flat_map(|aspect| aspect.fields().iter().map(move |golden| (aspect, golden)));
        let (aspect, golden) = fields.into_iter().find(|(_, one)| one.name == column).unwrap();
        match Speakers::new(&self.statements()).of(aspect) {
            Some(place) => (self.value(place, golden.field), self.value(place, Field::RecordId)),
            None => ("", ""),
        }
    }

    /// As [`Client::tells`], the value alone.
    pub fn told(&self, column: &str) -> &str {
        self.tells(column).0
    }

    pub fn aliases(&self) -> String {
        let statements = self.statements();
        let speakers = Speakers::new(&statements);
        let value = |place: usize, field: Field| self.value(place, field);
        aliases(&statements, &speakers, &Rules::shipped(), value).join(";")
    }

    /// The numbers, and the kinds that conflict.
    pub fn numbers(&self) -> (String, String) {
        let rules = Rules::shipped();
        let numbers = numbers(&self.statements(), &rules, |place, field| self.value(place, field));
        let (mut all, mut conflicts) = (String::new(), String::new());
        numbers.write(&mut all);
        numbers.write_conflicts(&mut conflicts);
        (all, conflicts)
    }
}
