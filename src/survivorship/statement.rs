//! One record as survivorship looks at it: on what it has something to say, and what its word is
//! worth.

use super::aspect::{Aspect, AspectSet};
use super::recall::strictness;
use crate::record::{Date, Dose, DoseAction, DoseSource, Field};
use crate::standardize;
use crate::table::{Flags, NO_NAME, Row};

/// A record's word.
#[derive(Clone, Copy)]
pub struct Statement<'r> {
    /// The record in standard form.
    pub row: &'r Row,
    /// Its number, by which it is told from all others: the smallest speaks where nothing else decides.
    pub number: u32,
    /// What it has anything for.
    pub has: AspectSet,
    /// Where that is evidence, and no placeholder, impossible value or code for unknown.
    pub says: AspectSet,
    /// When it was sent, or else the day of its latest dose.
    pub date: Date,
    /// Whether it is an amended version of a birth certificate.
    pub amended: bool,
    /// Whether the given name is of several words: a middle name may be among them.
    pub several_given: bool,
    /// How strict its wish about reminders is.
    pub strictness: u8,
    /// Its latest dose: whether the sender gave it, and the day.
    pub latest_dose: Option<(bool, Date)>,
    /// Whether it came of seeing the person: not if all its doses are history.
    pub first_hand: bool,
}

impl<'r> Statement<'r> {
    /// What a record says; `value` gives what it has for a field, blank for nothing.
    pub fn new<'v>(
        number: u32,
        row: &'r Row,
        doses: &[Dose],
        value: impl Fn(Field) -> &'v str,
    ) -> Statement<'r> {
        let has = AspectSet::of(|aspect| {
            aspect.fields().iter().any(|golden| !value(golden.field).is_empty())
        });
        let latest_dose = latest_dose(doses);
        let day_of_dose = latest_dose.map(|(_, date)| date).unwrap_or_default();
        Statement {
            row,
            number,
            has,
            says: AspectSet::of(|aspect| has.has(aspect) && is_evidence(aspect, row, &value)),
            date: if row.received.is_some() { row.received } else { day_of_dose },
            amended: row.is_birth_record() && !matches!(value(Field::Amendment).trim(), "" | "0"),
            several_given: value(Field::FirstName).split_whitespace().nth(1).is_some(),
            strictness: strictness(value(Field::Recall)),
            latest_dose,
            first_hand: is_first_hand(doses),
        }
    }

    /// Whether it is from vital records.
    pub fn is_birth_record(&self) -> bool {
        self.row.is_birth_record()
    }

    /// Whether vital records have taken it back or sent a later version.
    pub fn is_withdrawn(&self) -> bool {
        self.row.flags.has(Flags::VOID) || self.row.flags.has(Flags::SUPERSEDED)
    }
}

/// Doses that the sender has not taken back.
fn standing_doses(doses: &[Dose]) -> impl Iterator<Item = &Dose> {
    doses.iter().filter(|dose| dose.action != DoseAction::Delete)
}

fn is_administered(dose: &Dose) -> bool {
    dose.source == DoseSource::Administered
}

/// The latest dose that was given, those that the sender gave before all others.
fn latest_dose(doses: &[Dose]) -> Option<(bool, Date)> {
    let given = standing_doses(doses).filter(|dose| dose.completion.is_given());
    given.map(|dose| (is_administered(dose), dose.date)).max()
}

fn is_first_hand(doses: &[Dose]) -> bool {
    standing_doses(doses).next().is_none() || standing_doses(doses).any(is_administered)
}

/// Whether what a record has for an aspect is evidence.
fn is_evidence<'v>(aspect: Aspect, row: &Row, value: impl Fn(Field) -> &'v str) -> bool {
    match aspect {
        Aspect::GivenName | Aspect::BirthName => row.first != NO_NAME,
        // An initial says less than a name.
        Aspect::MiddleName => {
            let letters =
                value(Field::MiddleName).chars().filter(|letter| letter.is_alphanumeric());
            row.middle != NO_NAME && letters.take(2).count() == 2
        }
        Aspect::Surname => row.last != NO_NAME,
        Aspect::Suffix => row.suffix.is_some(),
        Aspect::Birth => row.birth.is_some(),
        Aspect::Sex => standardize::sex(value(Field::Sex)).1.is_some(),
        Aspect::Plurality => row.plurality != 0,
        Aspect::Certificate => row.certificate != 0,
        Aspect::BirthFacility => standardize::is_known(value(Field::BirthFacility)),
        Aspect::MotherGivenName => row.mother_first != NO_NAME,
        Aspect::MaidenName => row.maiden != NO_NAME,
        Aspect::MotherSurname => row.mother_last != NO_NAME,
        Aspect::MotherBirth => row.mother_birth.is_some(),
        Aspect::ResidenceAtBirth | Aspect::Address => row.street != 0,
        Aspect::Phone => row.phone != 0,
        Aspect::Email => row.email != 0,
        Aspect::Medicaid => row.medicaid != 0,
        Aspect::Ssn => row.ssn != 0,
        Aspect::Race => standardize::is_known(value(Field::Race)),
        Aspect::Ethnicity => standardize::is_known(value(Field::Ethnicity)),
        Aspect::Language => standardize::is_known(value(Field::Language)),
        Aspect::Death => row.death.is_some(),
        Aspect::Deceased => standardize::says_yes(value(Field::Deceased)),
        Aspect::Recall => strictness(value(Field::Recall)) != 0,
        Aspect::Owner => true,
    }
}
