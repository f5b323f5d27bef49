//! Guards: named reasons why a pair that scores well is not linked by the machine, and why one is
//! linked whatever it scores. When each holds stands in [`super::reasons`].

use crate::record::Decision;

/// A named reason for or against an automatic link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Guard {
    /// Two versions of one birth record are one person's, whatever was amended.
    SameCertificate,
    /// Two live birth certificates are two people, or vital records' own error to mend.
    CertificateConflict,
    /// Two places in one multiple birth are two people.
    BirthOrderConflict,
    /// A test record is nobody.
    TestRecord,
    /// A person has looked at the two and said that they are different.
    SaidDifferent,
    /// Vital records have voided one's certificate: whoever was linked by it is to be looked at again.
    VoidCertificate,
    /// It could be the other twin: all agrees but the given name.
    TwinRisk,
    /// The given names are a letter apart, and both are names that parents give: Aiden and Jaiden.
    TwinNames,
    /// Two unnamed newborns: placeholders carry no identity.
    Unnamed,
    /// No birth date to go by on one side.
    NoBirthDate,
    /// The birth dates differ, and no certificate says that it is a slip of the pen.
    BirthDateConflict,
    /// No given name to go by on one side, and nothing that says which child of the mother it is.
    NoGivenName,
    /// Given name, surname or generation is not the same on both, and be it a nickname, a slip of the
    /// pen, a new surname or none.
    NameDiffers,
    /// An identifier and something else agree, and the given names or the birth dates do not: a shared chart, a
    /// sibling's or parent's number. It is worth a person's look whatever else differs.
    IdentifierConflict,
    /// Name and birth date agree, or as good as agree where nothing else is known: whatever the odds, a
    /// person would want to see it.
    WorthALook,
    /// Two or more facts that do not change (middle name, mother, sex, identifier …) differ.
    ConflictingFacts,
    /// Name, birth date and sex agree, and nothing else is known to.
    ThinEvidence,
    /// Jr and Sr, or Jr and III.
    SuffixConflict,
    /// One of the two was sent after the other's death.
    DeathConflict,
    /// Another record that excludes this one is nearly as good a candidate.
    TwoCandidates,
    /// Linking the two would join records that contradict each other.
    ClientConflict,
    /// A person has answered, and one of the records has changed since.
    AnswerLapsed,
}

impl Guard {
    /// Every guard, in the order in which they are listed.
    pub const ALL: [Guard; 22] = [
        Guard::SameCertificate,
        Guard::CertificateConflict,
        Guard::BirthOrderConflict,
        Guard::TestRecord,
        Guard::SaidDifferent,
        Guard::VoidCertificate,
        Guard::TwinRisk,
        Guard::TwinNames,
        Guard::Unnamed,
        Guard::NoBirthDate,
        Guard::BirthDateConflict,
        Guard::NoGivenName,
        Guard::NameDiffers,
        Guard::IdentifierConflict,
        Guard::WorthALook,
        Guard::ConflictingFacts,
        Guard::ThinEvidence,
        Guard::SuffixConflict,
        Guard::DeathConflict,
        Guard::TwoCandidates,
        Guard::ClientConflict,
        Guard::AnswerLapsed,
    ];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Guard::SameCertificate => "same_certificate",
            Guard::CertificateConflict => "certificate_conflict",
            Guard::BirthOrderConflict => "birth_order_conflict",
            Guard::TestRecord => "test_record",
            Guard::SaidDifferent => "said_different",
            Guard::VoidCertificate => "void_certificate",
            Guard::TwinRisk => "twin_risk",
            Guard::TwinNames => "twin_names",
            Guard::Unnamed => "unnamed",
            Guard::NoBirthDate => "no_birth_date",
            Guard::BirthDateConflict => "birth_date_conflict",
            Guard::NoGivenName => "no_given_name",
            Guard::NameDiffers => "name_differs",
            Guard::IdentifierConflict => "identifier_conflict",
            Guard::WorthALook => "worth_a_look",
            Guard::ConflictingFacts => "conflicting_facts",
            Guard::ThinEvidence => "thin_evidence",
            Guard::SuffixConflict => "suffix_conflict",
            Guard::DeathConflict => "death_conflict",
            Guard::TwoCandidates => "two_candidates",
            Guard::ClientConflict => "client_conflict",
            Guard::AnswerLapsed => "answer_lapsed",
        }
    }

    /// The guard of this name.
    pub fn from_name(name: &str) -> Option<Guard> {
        Guard::ALL.into_iter().find(|guard| guard.name() == name)
    }

    /// The best decision that a pair with this guard may get.
    pub fn at_most(self) -> Decision {
        match self {
            Guard::CertificateConflict
            | Guard::BirthOrderConflict
            | Guard::TestRecord
            | Guard::SaidDifferent => Decision::Apart,
            Guard::SameCertificate | Guard::WorthALook => Decision::Link,
            _ => Decision::Review,
        }
    }

    /// The least decision that a pair with this guard gets, if it weighs enough for it.
    pub fn at_least(self) -> Decision {
        match self {
            Guard::SameCertificate => Decision::Link,
            Guard::IdentifierConflict | Guard::WorthALook => Decision::Review,
            _ => Decision::Apart,
        }
    }

    /// Whether two records of which this holds may not be in one client by whatever way.
    pub fn forbids_client(self) -> bool {
        self.at_most() == Decision::Apart
            || matches!(
                self,
                Guard::VoidCertificate
                    | Guard::TwinRisk
                    | Guard::TwinNames
                    | Guard::SuffixConflict
                    | Guard::DeathConflict
                    | Guard::AnswerLapsed
            )
    }
}

/// A set of guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Guards(u32);

impl Guards {
    /// With one more.
    #[must_use]
    pub fn with(self, guard: Guard, on: bool) -> Guards {
        if on { Guards(self.0 | 1 << guard as u8) } else { self }
    }

    /// Those that are not in `other`.
    #[must_use]
    pub fn without(self, other: Guards) -> Guards {
        Guards(self.0 & !other.0)
    }

    /// The set as a number that stands for it in a file.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// The set that [`Self::bits`] gave a number for.
    pub fn from_bits(bits: u32) -> Guards {
        Guards(bits)
    }

    /// The set whose names these are, `;` between them; a name that is not known counts for nothing.
    pub fn from_names(names: &str) -> Guards {
        let guards = names.split(';').filter_map(Guard::from_name);
        guards.fold(Guards::default(), |all, guard| all.with(guard, true))
    }

    /// Whether the guard is in the set.
    pub fn has(self, guard: Guard) -> bool {
        self.0 & 1 << guard as u8 != 0
    }

    /// The guards in the set.
    pub fn iter(self) -> impl Iterator<Item = Guard> {
        Guard::ALL.into_iter().filter(move |&guard| self.has(guard))
    }
}
