//! A dose of vaccine as a source speaks of it.

use super::Date;

/// Where a statement about a dose comes from. HL7 table NIP001.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DoseSource {
    /// 00: whoever says it has given the dose.
    Administered,
    /// 01 to 08 and whatever else: somebody else's word, by the number of its code.
    Historical(u8),
}

impl DoseSource {
    /// The code in files.
    pub fn code(self) -> String {
        match self {
            DoseSource::Administered => "00".into(),
            DoseSource::Historical(code) => format!("{code:02}"),
        }
    }
}

/// Whether the dose was given. HL7 table 0322.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Completion {
    /// CP, and where nothing is said: the dose was given.
    #[default]
    Complete,
    /// PA: a part of it was given.
    Partial,
    /// RE: it was refused.
    Refused,
    /// NA: it was not given.
    NotAdministered,
}

impl Completion {
    /// The code in files.
    pub fn code(self) -> &'static str {
        match self {
            Completion::Complete => "CP",
            Completion::Partial => "PA",
            Completion::Refused => "RE",
            Completion::NotAdministered => "NA",
        }
    }

    /// Whether anything was given.
    pub fn is_given(self) -> bool {
        matches!(self, Completion::Complete | Completion::Partial)
    }
}

/// What the source wants done with its statement. HL7 table 0206.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DoseAction {
    /// A, and where nothing is said: it is new, or said once more.
    #[default]
    Add,
    /// U: it replaces what was said under the same order number.
    Update,
    /// D: what was said under the same order number was never so.
    Delete,
}

impl DoseAction {
    /// The code in files.
    pub fn code(self) -> &'static str {
        match self {
            DoseAction::Add => "A",
            DoseAction::Update => "U",
            DoseAction::Delete => "D",
        }
    }
}

/// One statement about one dose. Texts are numbers of a store of texts, of which 0 is the blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dose {
    /// The day it was given.
    pub date: Date,
    /// The vaccine's code, mostly CVX.
    pub vaccine: u32,
    /// Who gave it.
    pub facility: u32,
    /// The lot.
    pub lot: u32,
    /// How much was given and who made it: one text, for few such pairs come again and again.
    pub product: u32,
    /// The number under which the source files it.
    pub order_number: u32,
    /// Where the statement comes from.
    pub source: DoseSource,
    /// Whether it was given.
    pub completion: Completion,
    /// What the source wants done.
    pub action: DoseAction,
}

impl Dose {
    /// The same dose with its texts in another store.
    #[must_use]
    pub fn with_texts(self, mut moved: impl FnMut(u32) -> u32) -> Dose {
        Dose {
            vaccine: moved(self.vaccine),
            facility: moved(self.facility),
            lot: moved(self.lot),
            product: moved(self.product),
            order_number: moved(self.order_number),
            ..self
        }
    }
}
