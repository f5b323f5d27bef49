//! What a source said about one person, as plain data: the names of the fields, the states a value
//! can be in, and the few typed values (dates, sex, suffix) that every stage speaks of.
//!
//! In: nothing. Out: types without behaviour beyond their own meaning. Must never: read, compare or
//! decide anything, or import another module of ours.

mod date;
mod dose;
mod field;

pub use date::Date;
pub use dose::{Completion, Dose, DoseAction, DoseSource};
pub use field::{FIELD_COUNT, Field};

/// Who keeps the file that a record came in: it decides what the record may assert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// Vital records: one record a person, so two different live certificates are two people.
    Birth,
    /// A provider's or programme's statement about somebody: any number a person.
    Submission,
}

impl SourceKind {
    /// The word used in settings, manifests and messages.
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::Birth => "birth",
            SourceKind::Submission => "submission",
        }
    }
}

/// The four states of a field. Only a present value is evidence; the other three are worth nothing
/// either way, but they are counted apart because each is mended by somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FieldState {
    /// Nothing was sent.
    #[default]
    Missing,
    /// A value that can be compared.
    Present,
    /// Something stands there that says nothing: "BABY BOY", 999-99-9999, a clinic's default date.
    Placeholder,
    /// Something stands there that cannot be true: 29 February 2023, a birth in the future.
    Invalid,
}

/// Sex as recorded. Anything but these two is missing: unknown is not a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// F
    Female,
    /// M
    Male,
}

/// A generation suffix. Two different ones are two generations of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Suffix {
    /// Jr, also written II
    Junior = 1,
    /// Sr
    Senior,
    /// III
    Third,
    /// IV
    Fourth,
    /// V
    Fifth,
}

impl Suffix {
    /// The suffix that stands as this number in a file; none for 0 and whatever is no suffix.
    pub fn from_number(number: u8) -> Option<Suffix> {
        use Suffix::{Fifth, Fourth, Junior, Senior, Third};
        [Junior, Senior, Third, Fourth, Fifth].into_iter().find(|suffix| *suffix as u8 == number)
    }
}

/// What is decided about a pair of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    /// Two people, as far as anyone can tell.
    Apart,
    /// A person must decide; until then the two stay apart.
    Review,
    /// One person.
    Link,
}

impl Decision {
    /// The value written to files.
    pub fn name(self) -> &'static str {
        match self {
            Decision::Apart => "apart",
            Decision::Review => "review",
            Decision::Link => "link",
        }
    }
}

/// A client's or record's wish about data sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DataSharing {
    /// Nobody has asked yet.
    #[default]
    Unknown,
    /// Providers may see the history.
    Yes,
    /// Only the health department and the providers who gave the doses may.
    No,
}

impl DataSharing {
    /// The value written to files.
    pub fn name(self) -> &'static str {
        match self {
            DataSharing::Unknown => "unknown",
            DataSharing::Yes => "yes",
            DataSharing::No => "no",
        }
    }

    /// The wish of a client made of records with these two wishes: an objection always wins, a
    /// yes wins over silence. Merging may narrow who sees a history, never widen it.
    #[must_use]
    pub fn merged(self, other: DataSharing) -> DataSharing {
        use DataSharing::{No, Unknown, Yes};
        match (self, other) {
            (No, _) | (_, No) => No,
            (Yes, _) | (_, Yes) => Yes,
            (Unknown, Unknown) => Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DataSharing::{No, Unknown, Yes};

    #[test]
    fn an_objection_survives_every_merge() {
        for (a, b, merged) in [
            (No, Yes, No),
            (No, Unknown, No),
            (Yes, Unknown, Yes),
            (Yes, Yes, Yes),
            (Unknown, Unknown, Unknown),
        ] {
            assert_eq!(a.merged(b), merged);
            assert_eq!(b.merged(a), merged);
        }
    }
}
