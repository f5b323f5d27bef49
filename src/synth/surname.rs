//! A surname as its bearer means it: one name, or two.
//!
//! In: its parts. Out: its spelling. Must never: lose a part; leaving one out is `noise`.

use super::names::Name;

/// One or two family names.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Surname {
    /// The first or only one.
    pub(super) first: Name,
    /// The second.
    pub(super) second: Option<Name>,
    /// Whether a hyphen joins them.
    pub(super) hyphen: bool,
}

impl Surname {
    /// A surname of one name.
    pub(super) fn single(first: Name) -> Surname {
        Surname { first, second: None, hyphen: false }
    }

    /// Both parents' names as one.
    pub(super) fn double(first: Name, second: Name, hyphen: bool) -> Surname {
        Surname { first, second: Some(second), hyphen }
    }

    /// As its bearer writes it.
    pub(super) fn full(&self) -> String {
        self.joined(if self.hyphen { "-" } else { " " })
    }

    /// With something else between the parts.
    pub(super) fn joined(&self, between: &str) -> String {
        match &self.second {
            Some(second) => format!("{}{between}{second}", self.first),
            None => self.first.to_string(),
        }
    }
}
