//! The numbers of fields in packed texts, which are the registry's own: a selfsame that knows further
//! fields, in another order, reads the old texts as they are.
//!
//! In: the registry's list of names. Out: field by number, and all with their numbers. Must never:
//! give a number a second meaning.

use rusqlite::params;

use super::database::Database;
use crate::error::Result;
use crate::record::{FIELD_COUNT, Field};

/// Which number stands for which field.
pub struct FieldNumbers(Vec<Field>);

impl FieldNumbers {
    /// Reads the list.
    pub fn read(database: &Database) -> Result<FieldNumbers> {
        let select = "SELECT name FROM fields ORDER BY number";
        let names = database.rows(select, [], |row| row.get::<_, String>(0))?;
        let fields = names.iter().map(|name| Field::from_name(name)).collect::<Option<Vec<_>>>();
        fields.map(FieldNumbers).ok_or_else(|| {
            database.problem(
                "made by a newer selfsame: it holds fields that this program does not know; run \
                 the newer program",
            )
        })
    }

    /// Reads the list, and adds the fields that are not on it yet, behind the others.
    pub fn complete(database: &Database) -> Result<FieldNumbers> {
        let known = FieldNumbers::read(database)?;
        if known.0.len() == FIELD_COUNT {
            return Ok(known);
        }
        let transaction = database.writing()?;
        // Another program may have done it while we waited.
        let mut fields = FieldNumbers::read(database)?.0;
        for &field in Field::ALL {
            if !fields.contains(&field) {
                let insert = "INSERT INTO fields (number, name) VALUES (?1, ?2)";
                database.execute(insert, params![fields.len() as u32, field.name()])?;
                fields.push(field);
            }
        }
        database.told(transaction.commit())?;
        Ok(FieldNumbers(fields))
    }

    /// The field of a number.
    pub fn field(&self, number: u8) -> Option<Field> {
        self.0.get(usize::from(number)).copied()
    }

    /// Every field with its number, by number.
    pub fn iter(&self) -> impl Iterator<Item = (u8, Field)> {
        (0..).zip(self.0.iter().copied())
    }
}
