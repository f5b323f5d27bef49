//! Rows whose keys can be compared with those of another table.
//!
//! In: a [`Table`]. Out: [`ByText`]: its rows and names, with streets and the tokens of names numbered by
//! what they say and no longer by when they came. Must never: be compared or scored: its tokens lead to no
//! name.

use super::{Names, Row, Table};

/// Rows for keys alone.
pub struct ByText {
    /// One a record, in the order of the records.
    pub rows: Vec<Row>,
    /// The names that the rows refer to.
    pub names: Names,
}

impl Table {
    /// Gives everything for keys alone.
    pub fn by_text(self) -> ByText {
        let Table { mut rows, mut names, streets, .. } = self;
        let numbers: Vec<u32> = streets.iter().map(super::build::short_hash).collect();
        rows.iter_mut().for_each(|row| row.street = numbers[row.street as usize]);
        names.number_tokens_by_text();
        ByText { rows, names }
    }
}

#[cfg(test)]
mod tests {
    use crate::table::sample::table;

    #[test]
    fn what_two_tables_say_alike_has_one_number() {
        let one = table("last_name,street\nBoyd,9 Oak St\nSilva Costa,12 Elm Street\n").by_text();
        let other = table("last_name,street\nSilva Costa,12 Elm St\nCosta,\n").by_text();
        let tokens =
            |of: &super::ByText, row: usize| of.names.significant(of.rows[row].last).to_vec();
        assert_eq!(tokens(&one, 1), tokens(&other, 0));
        assert_eq!(tokens(&one, 1)[1..], tokens(&other, 1));
        assert_ne!(tokens(&one, 0), tokens(&other, 1));
        assert_eq!(one.rows[1].street, other.rows[0].street);
        assert_eq!(other.rows[1].street, 0);
    }
}
