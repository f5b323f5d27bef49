//! Guards: named reasons why a pair that scores well is not linked by the machine.

use crate::compare::{
    Address, BirthDate, Contact, FirstName, Generation, Identifier, LastName, Level, MaidenName,
    MiddleName, Mother, MultipleBirth, SexAgreement, Signature,
};
use crate::record::Decision;
use crate::table::{Flags, Frequencies, Row};

/// A named reason against an automatic link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Guard {
    /// Two live birth certificates are two people, or vital records' own error to mend.
    CertificateConflict,
    /// Two places in one multiple birth are two people.
    BirthOrderConflict,
    /// A test record is nobody.
    TestRecord,
    /// It could be the other twin: all agrees but the given name.
    TwinRisk,
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
    /// An identifier and the birth date agree, and the given names do not: a shared chart, a
    /// sibling's or parent's number. It is worth a person's look whatever else differs.
    IdentifierConflict,
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
}

impl Guard {
    /// Every guard, in the order in which they are listed.
    pub const ALL: [Guard; 16] = [
        Guard::CertificateConflict,
        Guard::BirthOrderConflict,
        Guard::TestRecord,
        Guard::TwinRisk,
        Guard::Unnamed,
        Guard::NoBirthDate,
        Guard::BirthDateConflict,
        Guard::NoGivenName,
        Guard::NameDiffers,
        Guard::IdentifierConflict,
        Guard::ConflictingFacts,
        Guard::ThinEvidence,
        Guard::SuffixConflict,
        Guard::DeathConflict,
        Guard::TwoCandidates,
        Guard::ClientConflict,
    ];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Guard::CertificateConflict => "certificate_conflict",
            Guard::BirthOrderConflict => "birth_order_conflict",
            Guard::TestRecord => "test_record",
            Guard::TwinRisk => "twin_risk",
            Guard::Unnamed => "unnamed",
            Guard::NoBirthDate => "no_birth_date",
            Guard::BirthDateConflict => "birth_date_conflict",
            Guard::NoGivenName => "no_given_name",
            Guard::NameDiffers => "name_differs",
            Guard::IdentifierConflict => "identifier_conflict",
            Guard::ConflictingFacts => "conflicting_facts",
            Guard::ThinEvidence => "thin_evidence",
            Guard::SuffixConflict => "suffix_conflict",
            Guard::DeathConflict => "death_conflict",
            Guard::TwoCandidates => "two_candidates",
            Guard::ClientConflict => "client_conflict",
        }
    }

    /// The best decision that a pair with this guard may get.
    pub fn at_most(self) -> Decision {
        match self {
            Guard::CertificateConflict | Guard::BirthOrderConflict | Guard::TestRecord => {
                Decision::Apart
            }
            _ => Decision::Review,
        }
    }

    /// The least decision that a pair above the floor gets.
    pub fn at_least(self) -> Decision {
        match self {
            Guard::IdentifierConflict => Decision::Review,
            _ => Decision::Apart,
        }
    }

    /// Whether two records of which this holds may not be in one client by whatever way.
    pub fn forbids_client(self) -> bool {
        self.at_most() == Decision::Apart
            || matches!(self, Guard::TwinRisk | Guard::SuffixConflict | Guard::DeathConflict)
    }
}

/// A set of guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guards(u16);

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

    /// Whether the guard is in the set.
    pub fn has(self, guard: Guard) -> bool {
        self.0 & 1 << guard as u8 != 0
    }

    /// The guards in the set.
    pub fn iter(self) -> impl Iterator<Item = Guard> {
        Guard::ALL.into_iter().filter(move |&guard| self.has(guard))
    }
}

/// The guards that hold for two records by themselves; `frequencies` tell a name from a slip of the pen.
pub fn guards(signature: Signature, a: &Row, b: &Row, frequencies: &Frequencies) -> Guards {
    Guards::default()
        .with(Guard::CertificateConflict, certificates_differ(a, b))
        .with(Guard::BirthOrderConflict, is_other_multiple(signature))
        .with(Guard::TestRecord, a.flags.has(Flags::TEST) || b.flags.has(Flags::TEST))
        .with(Guard::TwinRisk, is_twin_risk(signature, a, b, frequencies))
        .with(Guard::Unnamed, a.flags.has(Flags::UNNAMED) && b.flags.has(Flags::UNNAMED))
        .with(Guard::NoBirthDate, BirthDate::of(signature) == BirthDate::Missing)
        .with(Guard::BirthDateConflict, birth_dates_conflict(signature, a, b))
        .with(Guard::NoGivenName, lacks_given_name(signature, a, b))
        .with(Guard::NameDiffers, name_differs(signature, a, b))
        .with(Guard::IdentifierConflict, is_others_identifier(signature))
        .with(Guard::ConflictingFacts, conflicting_facts(signature) >= 2)
        .with(Guard::ThinEvidence, is_thin(signature, a, b))
        .with(Guard::SuffixConflict, Generation::of(signature) == Generation::Different)
        .with(Guard::DeathConflict, outlives(a, b) || outlives(b, a))
}

/// Two birth records are two people unless they carry the same certificate.
fn certificates_differ(a: &Row, b: &Row) -> bool {
    a.is_birth_record()
        && b.is_birth_record()
        && (a.certificate == 0 || a.certificate != b.certificate)
}

fn is_same_birth(signature: Signature) -> bool {
    matches!(BirthDate::of(signature), BirthDate::Equal | BirthDate::NextDay)
}

fn is_other_multiple(signature: Signature) -> bool {
    is_same_birth(signature) && MultipleBirth::of(signature) == MultipleBirth::OtherOrder
}

/// Same birth and same family, but not surely the same given name, and nothing that says there was
/// no second child or which of two it was.
fn is_twin_risk(signature: Signature, a: &Row, b: &Row, frequencies: &Frequencies) -> bool {
    let first = FirstName::of(signature);
    let same_number = Identifier::of(signature) == Identifier::Equal;
    if !is_same_birth(signature) || (same_number && first != FirstName::Different) {
        return false;
    }
    let multiple = MultipleBirth::of(signature);
    let known_multiple = a.is_multiple() || b.is_multiple();
    if a.has_neighbouring_chart(b) && (known_multiple || first != FirstName::Equal) {
        return true;
    }
    let order_known = multiple == MultipleBirth::SameOrder;
    let single =
        multiple == MultipleBirth::Single || a.is_certified_single() || b.is_certified_single();
    let settled = order_known || single;
    match first {
        FirstName::Equal | FirstName::Part | FirstName::Initial => false,
        FirstName::Nickname | FirstName::Swapped | FirstName::Crossed => {
            known_multiple && !order_known
        }
        FirstName::Typo | FirstName::Close => {
            let open = known_multiple && !order_known;
            open || (!settled && are_two_names(signature, a, b, frequencies))
        }
        FirstName::CrossedInitial | FirstName::Similar | FirstName::Different => !settled,
        // A placeholder: whoever it stands for.
        FirstName::Missing => known_multiple && !order_known,
    }
}

/// How often a name must occur, and how often beside the other, to be a name of its own and not a
/// slip of the pen: misspellings of a name are hundreds of times rarer than the name.
const NAME_RECORDS: u32 = 3;
const NAME_SHARE: u32 = 50;

/// One letter apart may be a slip of the pen, or Aiden and Jaiden: two names that parents give, and
/// no middle name that says it is one child.
fn are_two_names(signature: Signature, a: &Row, b: &Row, frequencies: &Frequencies) -> bool {
    let (x, y) = (frequencies.first.count(&a.first), frequencies.first.count(&b.first));
    let (rarer, commoner) = (x.min(y), x.max(y));
    let same_middle = matches!(
        MiddleName::of(signature),
        MiddleName::Equal | MiddleName::Initial | MiddleName::Close
    );
    rarer >= NAME_RECORDS && rarer.saturating_mul(NAME_SHARE) >= commoner && !same_middle
}

fn birth_dates_conflict(signature: Signature, a: &Row, b: &Row) -> bool {
    !matches!(BirthDate::of(signature), BirthDate::Missing | BirthDate::Equal)
        && (a.certificate == 0 || a.certificate != b.certificate)
}

/// A newborn under a placeholder is the mother's only child of that day if it was born alone.
fn lacks_given_name(signature: Signature, a: &Row, b: &Row) -> bool {
    let single = are_single(signature, a, b);
    FirstName::of(signature) == FirstName::Missing && !(single && agrees_on_mother(signature))
}

fn are_single(signature: Signature, a: &Row, b: &Row) -> bool {
    MultipleBirth::of(signature) == MultipleBirth::Single
        || a.is_certified_single()
        || b.is_certified_single()
}

/// Of a mother's only child of that day another form of the given name does not matter.
fn name_differs(signature: Signature, a: &Row, b: &Row) -> bool {
    let settled = are_single(signature, a, b) && agrees_on_mother(signature);
    let given = match FirstName::of(signature) {
        FirstName::Missing | FirstName::Equal | FirstName::Part => false,
        FirstName::Nickname | FirstName::Typo | FirstName::Initial => !settled,
        _ => true,
    };
    let surname = match LastName::of(signature) {
        LastName::Missing => FirstName::of(signature) != FirstName::Swapped,
        level => level == LastName::Different,
    };
    given || surname || a.suffix.is_some() != b.suffix.is_some()
}

fn agrees_on_mother(signature: Signature) -> bool {
    matches!(
        MaidenName::of(signature),
        MaidenName::Equal | MaidenName::Part | MaidenName::Close | MaidenName::Married
    ) || !matches!(Mother::of(signature), Mother::Missing | Mother::Different)
}

fn is_others_identifier(signature: Signature) -> bool {
    let agrees = matches!(Identifier::of(signature), Identifier::Equal | Identifier::Mixed);
    agrees
        && is_same_birth(signature)
        && matches!(FirstName::of(signature), FirstName::CrossedInitial | FirstName::Different)
}

/// How many facts differ that one person does not change. Surnames count: two of a kind are needed.
fn conflicting_facts(signature: Signature) -> usize {
    [
        LastName::of(signature) == LastName::Different,
        MiddleName::of(signature) == MiddleName::Different,
        MaidenName::of(signature) == MaidenName::Different,
        Mother::of(signature) == Mother::Different,
        SexAgreement::of(signature) == SexAgreement::Different,
        matches!(Identifier::of(signature), Identifier::Different | Identifier::Mixed),
        !matches!(BirthDate::of(signature), BirthDate::Missing | BirthDate::Equal),
    ]
    .into_iter()
    .filter(|differs| *differs)
    .count()
}

fn outlives(a: &Row, b: &Row) -> bool {
    b.death.is_some() && a.received > b.death && a.death != b.death
}

/// Nothing agrees but name, birth date and sex; or little beside them, and they live in two places.
fn is_thin(signature: Signature, a: &Row, b: &Row) -> bool {
    let middle = matches!(
        MiddleName::of(signature),
        MiddleName::Equal | MiddleName::Initial | MiddleName::Close
    );
    let little = middle || agrees_on_mother(signature) || a.has_same_chart(b);
    let enough = (agrees_on_mother(signature) && !only_repeats_surname(signature, a, b))
        || matches!(Address::of(signature), Address::Same | Address::House | Address::Close)
        || matches!(Contact::of(signature), Contact::Equal | Contact::Close)
        || has_same_number(a, b)
        || Identifier::of(signature) == Identifier::Close
        || MultipleBirth::of(signature) == MultipleBirth::SameOrder;
    let two_places = Address::of(signature) == Address::Different;
    !enough && (two_places || !little)
}

/// What is known of the mother says no more than the child's name: her maiden name is its surname,
/// or a guardian has one given name with the other's.
fn only_repeats_surname(signature: Signature, a: &Row, b: &Row) -> bool {
    let repeats = a.maiden == a.last && b.maiden == b.last;
    let maiden = matches!(MaidenName::of(signature), MaidenName::Missing | MaidenName::Different);
    let mother =
        matches!(Mother::of(signature), Mother::Missing | Mother::Different | Mother::Guardian);
    (repeats || maiden) && mother
}

/// Whether a number that is the person's own and not one clinic's is on both.
fn has_same_number(a: &Row, b: &Row) -> bool {
    let same = |x: u64, y: u64| x != 0 && x == y;
    same(a.certificate, b.certificate)
        || same(a.medicaid, b.medicaid)
        || same(a.ssn.into(), b.ssn.into())
}
