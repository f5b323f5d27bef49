//! The golden records of some clients as columns: what the records say whom survivorship has chosen.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Int32Array, StringBuilder};
use arrow::datatypes::Int32Type;
use rayon::prelude::*;

use super::members::Members;
use crate::error::Result;
use crate::read::NO_RECORD;
use crate::record::Field;
use crate::standardize::Rules;
use crate::survivorship::{Aspect, Numbers, Speakers, Statement, aliases, numbers};
use crate::table::Row;

/// Who speaks for some clients that follow one another.
pub struct Golden<'a> {
    members: Members<'a>,
    rules: &'a Rules,
    /// The members' ids.
    ids: ArrayRef,
    /// The places of each client's records.
    clients: Vec<Range<usize>>,
    /// What each member says.
    statements: Vec<Statement<'a>>,
    /// Who speaks for each client.
    speakers: Vec<Speakers>,
}

impl<'a> Golden<'a> {
    /// Finds the speakers of the clients.
    ///
    /// # Errors
    /// The ids hold more text than an Arrow column can.
    pub fn new(members: Members<'a>, rows: &'a [Row], rules: &'a Rules) -> Result<Golden<'a>> {
        let statement = |place: usize| {
            let record = members.records[place];
            let (row, doses) = (&rows[record as usize], members.doses(place));
            Statement::new(record, row, doses, |field| members.value(place, field))
        };
        let statements: Vec<Statement> =
            (0..members.records.len()).into_par_iter().map(statement).collect();
        let clients: Vec<Range<usize>> = members.by_client().collect();
        let speakers = |places: &Range<usize>| Speakers::new(&statements[places.clone()]);
        let speakers = clients.par_iter().map(speakers).collect();
        let ids = members.texts().gather(Field::RecordId, members.numbers())?;
        Ok(Golden { members, rules, ids, clients, statements, speakers })
    }

    /// The records of the clients.
    pub fn members(&self) -> &Members<'a> {
        &self.members
    }

    /// A field's value for each client.
    ///
    /// # Errors
    /// The values hold more text than an Arrow column can.
    pub fn values(&self, aspect: Aspect, field: Field) -> Result<ArrayRef> {
        let number = |place: usize| self.members.numbers()[place];
        let speakers = self.speakers_on(aspect);
        let speakers: Vec<u32> = speakers.map(|place| place.map_or(NO_RECORD, number)).collect();
        self.members.texts().gather(field, &speakers)
    }

    /// For each client the id of the record that its value comes from; none where it has no value.
    pub fn record_ids(&self, aspect: Aspect, field: Field) -> ArrayRef {
        let has = |place: &usize| self.members.has(*place, field);
        let speakers = self.speakers_on(aspect);
        let places: Int32Array =
            speakers.map(|place| place.filter(has).map(|place| place as i32)).collect();
        Arc::new(DictionaryArray::<Int32Type>::new(places, Arc::clone(&self.ids)))
    }

    /// The other names of each client, `;` between them.
    pub fn aliases(&self) -> ArrayRef {
        self.text_of_clients(|client, text| {
            let places = self.clients[client].clone();
            let value = |place: usize, field| self.members.value(places.start + place, field);
            let statements = &self.statements[places.clone()];
            let names = aliases(statements, &self.speakers[client], self.rules, value);
            text.push_str(&names.join(";"));
        })
    }

    /// The numbers that each client is filed under.
    pub fn identifiers(&self) -> ArrayRef {
        self.text_of_clients(|client, text| self.numbers(client).write(text))
    }

    /// The kinds of numbers of which each client has two from one authority.
    pub fn identifier_conflicts(&self) -> ArrayRef {
        self.text_of_clients(|client, text| self.numbers(client).write_conflicts(text))
    }

    fn numbers(&self, client: usize) -> Numbers<'_> {
        let places = self.clients[client].clone();
        let value = |place: usize, field| self.members.value(places.start + place, field);
        numbers(&self.statements[places.clone()], self.rules, value)
    }

    /// For each client the place among the members of the one who tells of an aspect.
    fn speakers_on(&self, aspect: Aspect) -> impl Iterator<Item = Option<usize>> {
        let clients = self.clients.iter().zip(&self.speakers);
        clients.map(move |(places, speakers)| Some(places.start + speakers.of(aspect)?))
    }

    /// A column of text that is written client by client; blank is null.
    fn text_of_clients(&self, write: impl Fn(usize, &mut String)) -> ArrayRef {
        let (mut column, mut text) = (StringBuilder::new(), String::new());
        for client in 0..self.clients.len() {
            text.clear();
            write(client, &mut text);
            column.append_option((!text.is_empty()).then_some(&text));
        }
        Arc::new(column.finish())
    }
}
