//! One record as the engine sees it: codes, packed dates and hashes in a few cache lines, so that
//! most comparisons never touch text.

use super::names::NameCode;
use crate::record::{Date, Sex, Suffix};

/// A record's values in standard form. Zero (or none) is a value that is no evidence, for whatever
/// reason; why it is not is in `flags` where a guard wants to know.
///
/// Two cache lines: the first holds what nearly every pair is compared by.
#[derive(Clone, Copy, Default)]
#[repr(C, align(64))]
pub struct Row {
    /// Given name.
    pub first: NameCode,
    /// Surname.
    pub last: NameCode,
    /// Further given names.
    pub middle: NameCode,
    /// Mother's surname at birth.
    pub maiden: NameCode,
    /// Ten digits.
    pub phone: u64,
    /// Date of birth.
    pub birth: Date,
    /// Street name, without the number.
    pub street: u32,
    /// House number, hashed.
    pub number: u32,
    /// City.
    pub city: u32,
    /// Five digits.
    pub zip: u32,
    /// Mother's given name.
    pub mother_first: NameCode,
    /// Another surname.
    pub alias_last: NameCode,
    /// How many were born, see [`crate::standardize::MULTIPLE`]; 0 if unknown.
    pub plurality: u8,
    /// Which of them; 0 if unknown.
    pub birth_order: u8,
    /// Generation, if written.
    pub suffix: Option<Suffix>,
    /// What is only yes or no.
    pub flags: Flags,
    /// Unit, hashed.
    pub unit: u16,
    /// Who gave the medical record number out, hashed.
    pub mrn_authority: u16,
    /// Another given name.
    pub alias_first: NameCode,
    /// Mother's surname now.
    pub mother_last: NameCode,
    /// Guardian's given name.
    pub guardian_first: NameCode,
    /// Mother's date of birth.
    pub mother_birth: Date,
    /// Date of death.
    pub death: Date,
    /// When the source sent the record.
    pub received: Date,
    /// Social security number.
    pub ssn: u32,
    /// Its days of vaccination, see [`super::DoseDays`]; 0 if it tells of none.
    pub dose_days: u32,
    /// The medical record number's last digits as a number: two numbers that follow one another were
    /// given out at one time.
    pub chart: u32,
    /// E-mail address, hashed.
    pub email: u64,
    /// Medical record number with its authority, hashed.
    pub mrn: u64,
    /// Medicaid id, hashed.
    pub medicaid: u64,
    /// Birth certificate: state, year and number, hashed.
    pub certificate: u64,
}

const _: () = assert!(size_of::<Row>() == 128, "a row is two cache lines");

/// Facts about a record.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// It comes from vital records.
    pub const BIRTH_RECORD: Flags = Flags(1);
    /// The given name is a placeholder for a child not yet named.
    pub const UNNAMED: Flags = Flags(2);
    /// The record is a test, not a person.
    pub const TEST: Flags = Flags(4);
    /// Vital records have voided the certificate.
    pub const VOID: Flags = Flags(8);
    /// The person is female.
    pub const FEMALE: Flags = Flags(16);
    /// The person is male.
    pub const MALE: Flags = Flags(32);
    /// A later version of the certificate has come.
    pub const SUPERSEDED: Flags = Flags(64);
    /// Its source has sent it anew or taken it back: it is kept, and says nothing any more.
    pub const RETIRED: Flags = Flags(128);

    /// Whether all of `other` is in here.
    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Adds `other` if `on`.
    #[must_use]
    pub fn with(self, other: Flags, on: bool) -> Flags {
        if on { Flags(self.0 | other.0) } else { self }
    }

    /// As a number that stands for them in a file.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// The flags that [`Self::bits`] gave a number for.
    pub fn from_bits(bits: u8) -> Flags {
        Flags(bits)
    }

    /// Without any of `other`.
    #[must_use]
    pub fn without(self, other: Flags) -> Flags {
        Flags(self.0 & !other.0)
    }
}

/// How far apart the numbers of two charts made one after the other may be.
const NEIGHBOURING_CHARTS: u32 = 3;

impl Row {
    /// Reads something of each of the row's cache lines; what it returns means nothing.
    pub fn touch(&self) -> u32 {
        self.first ^ self.certificate as u32
    }

    /// Sex, if known.
    pub fn sex(&self) -> Option<Sex> {
        if self.flags.has(Flags::FEMALE) {
            Some(Sex::Female)
        } else {
            self.flags.has(Flags::MALE).then_some(Sex::Male)
        }
    }

    /// Whether it is a record of vital records.
    pub fn is_birth_record(&self) -> bool {
        self.flags.has(Flags::BIRTH_RECORD)
    }

    /// Whether it is a birth record whose certificate stands.
    pub fn is_live_birth_record(&self) -> bool {
        self.is_birth_record() && !self.flags.has(Flags::VOID)
    }

    /// Whether it is a birth record with a certificate that has a number.
    pub fn has_birth_certificate(&self) -> bool {
        self.is_birth_record() && self.certificate != 0
    }

    /// Whether both are birth records of one certificate: one person's, whatever was amended.
    pub fn is_version_of(&self, other: &Row) -> bool {
        self.is_birth_record()
            && other.is_birth_record()
            && self.certificate != 0
            && self.certificate == other.certificate
    }

    /// Whether one authority gave the two medical record numbers that nearly follow one another: the
    /// charts of two children who came together.
    pub fn has_neighbouring_chart(&self, other: &Row) -> bool {
        let known =
            self.mrn_authority == other.mrn_authority && self.chart != 0 && other.chart != 0;
        known && self.mrn != other.mrn && self.chart.abs_diff(other.chart) <= NEIGHBOURING_CHARTS
    }

    /// Whether a number that is the person's own, and not one clinic's, is on both.
    pub fn has_same_number(&self, other: &Row) -> bool {
        let same = |x: u64, y: u64| x != 0 && x == y;
        same(self.certificate, other.certificate)
            || same(self.medicaid, other.medicaid)
            || same(self.ssn.into(), other.ssn.into())
    }

    /// Whether one authority gave both the same medical record number.
    pub fn has_same_chart(&self, other: &Row) -> bool {
        self.mrn != 0 && self.mrn == other.mrn
    }

    /// Whether a birth certificate says that nobody was born with this child.
    pub fn is_certified_single(&self) -> bool {
        self.is_birth_record() && self.plurality == 1
    }

    /// Whether the child is known to be one of several born together: a plurality above one, or a
    /// birth order above one where the plurality is not given.
    pub fn is_multiple(&self) -> bool {
        self.plurality > 1 || (self.plurality == 0 && self.birth_order > 1)
    }
}
