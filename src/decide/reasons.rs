//! When each guard holds: what two records by themselves say against their being linked.
//!
//! In: the pair's signature, the rows, how frequent given names are. Out: the [`Guards`] that hold.

use super::guard::{Guard, Guards};
use crate::compare::{
    Address, BirthDate, Contact, Doses, FirstName, Generation, Identifier, LastName, Level,
    MaidenName, MiddleName, Mother, MultipleBirth, SexAgreement, Signature,
};
use crate::table::{Flags, Frequencies, Row};

/// The guards that hold for two records by themselves; `frequencies` tell a name from a slip of the pen.
pub fn guards(signature: Signature, a: &Row, b: &Row, frequencies: &Frequencies) -> Guards {
    let is_test = a.flags.has(Flags::TEST) || b.flags.has(Flags::TEST);
    if a.is_version_of(b) {
        let versions = Guards::default().with(Guard::SameCertificate, true);
        return versions.with(Guard::TestRecord, is_test);
    }
    Guards::default()
        .with(Guard::CertificateConflict, certificates_differ(a, b))
        .with(Guard::BirthOrderConflict, is_other_multiple(signature))
        .with(Guard::TestRecord, is_test)
        .with(Guard::VoidCertificate, a.flags.has(Flags::VOID) || b.flags.has(Flags::VOID))
        .with(Guard::TwinRisk, is_twin_risk(signature, a, b))
        .with(Guard::TwinNames, may_be_twin_names(signature, a, b, frequencies))
        .with(Guard::Unnamed, a.flags.has(Flags::UNNAMED) && b.flags.has(Flags::UNNAMED))
        .with(Guard::NoBirthDate, BirthDate::of(signature) == BirthDate::Missing)
        .with(Guard::BirthDateConflict, birth_dates_conflict(signature, a, b))
        .with(Guard::NoGivenName, lacks_given_name(signature, a, b))
        .with(Guard::NameDiffers, name_differs(signature, a, b))
        .with(Guard::IdentifierConflict, is_others_identifier(signature))
        .with(Guard::WorthALook, is_worth_a_look(signature, a, b))
        .with(Guard::ConflictingFacts, conflicting_facts(signature) >= 2)
        .with(Guard::ThinEvidence, is_thin(signature, a, b))
        .with(Guard::SuffixConflict, Generation::of(signature) == Generation::Different)
        .with(Guard::DeathConflict, outlives(a, b) || outlives(b, a))
}

/// Two live birth records are two people; two of one certificate have been told before.
fn certificates_differ(a: &Row, b: &Row) -> bool {
    a.is_live_birth_record() && b.is_live_birth_record()
}

fn is_same_birth(signature: Signature) -> bool {
    matches!(BirthDate::of(signature), BirthDate::Equal | BirthDate::NextDay)
}

fn is_other_multiple(signature: Signature) -> bool {
    is_same_birth(signature) && MultipleBirth::of(signature) == MultipleBirth::OtherOrder
}

/// Same birth and same family, but not surely the same given name, and nothing that says there was
/// no second child or which of two it was.
fn is_twin_risk(signature: Signature, a: &Row, b: &Row) -> bool {
    let first = FirstName::of(signature);
    let same_number = Identifier::of(signature) == Identifier::Equal;
    if !is_same_birth(signature) || (same_number && first != FirstName::Different) {
        return false;
    }
    let known_multiple = a.is_multiple() || b.is_multiple();
    // Two children who came together; under one name, if one's was copied from the other's.
    let one_name = first == FirstName::Equal && !known_multiple && !has_other_middle(signature);
    if a.has_neighbouring_chart(b) && !one_name {
        return true;
    }
    let order_known = MultipleBirth::of(signature) == MultipleBirth::SameOrder;
    match first {
        FirstName::Equal | FirstName::Part => false,
        // A placeholder too: whoever it stands for.
        FirstName::Nickname
        | FirstName::Initial
        | FirstName::Swapped
        | FirstName::Crossed
        | FirstName::Typo
        | FirstName::Close
        | FirstName::Missing => known_multiple && !order_known,
        // Many senders write 1 for every child: the same place does not settle it.
        FirstName::CrossedInitial | FirstName::Similar | FirstName::Different => {
            !are_single(signature, a, b)
        }
    }
}

fn has_other_middle(signature: Signature) -> bool {
    match MiddleName::of(signature) {
        MiddleName::Different => true,
        MiddleName::Missing => Address::of(signature) == Address::Different,
        _ => false,
    }
}

fn may_be_twin_names(signature: Signature, a: &Row, b: &Row, frequencies: &Frequencies) -> bool {
    is_same_birth(signature)
        && Identifier::of(signature) != Identifier::Equal
        && matches!(FirstName::of(signature), FirstName::Typo | FirstName::Close)
        && MultipleBirth::of(signature) != MultipleBirth::SameOrder
        && !are_single(signature, a, b)
        && are_two_names(signature, a, b, frequencies)
}

/// How often a name must occur, and how often beside the other, to be a name of its own and not a
/// slip of the pen: misspellings of a name are hundreds of times rarer than the name.
const NAME_RECORDS: u32 = 3;
const NAME_SHARE: u32 = 50;

/// One letter apart may be a slip of the pen, or Aiden and Jaiden: two names that parents give, and
/// no middle name that says it is one child.
fn are_two_names(signature: Signature, a: &Row, b: &Row, frequencies: &Frequencies) -> bool {
    let (x, y) = (frequencies.first.count(a.first), frequencies.first.count(b.first));
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
    if a.certificate != 0 && a.certificate == b.certificate {
        return false;
    }
    let settled = are_single(signature, a, b) && agrees_on_mother(signature);
    let given = match FirstName::of(signature) {
        FirstName::Missing | FirstName::Equal => false,
        FirstName::Part => !settled && MiddleName::of(signature) == MiddleName::Missing,
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
    let same_first = !matches!(
        FirstName::of(signature),
        FirstName::CrossedInitial | FirstName::Similar | FirstName::Different
    );
    let same_birth = is_same_birth(signature);
    let same_family = LastName::of(signature) == LastName::Equal
        || MaidenName::of(signature) == MaidenName::Equal;
    agrees && !(same_first && same_birth) && (same_first || same_birth || same_family)
}

/// Equal names and birth date; or alike given names and an equal birth date, where nothing else is
/// known, or where all that is known is what twins share too.
fn is_worth_a_look(signature: Signature, a: &Row, b: &Row) -> bool {
    let first = FirstName::of(signature);
    let alike = matches!(
        first,
        FirstName::Nickname
            | FirstName::Part
            | FirstName::Typo
            | FirstName::Close
            | FirstName::Initial
            | FirstName::Swapped
            | FirstName::Crossed
    );
    let same_name = first == FirstName::Equal && LastName::of(signature) == LastName::Equal;
    let nothing_else = Address::of(signature) == Address::Missing
        && Contact::of(signature) == Contact::Missing
        && Identifier::of(signature) == Identifier::Missing
        && MaidenName::of(signature) == MaidenName::Missing
        && Mother::of(signature) == Mother::Missing
        && MiddleName::of(signature) == MiddleName::Missing
        && Doses::of(signature) == Doses::Missing;
    let same_family = LastName::of(signature) == LastName::Equal && !is_thin(signature, a, b);
    let same_birth = BirthDate::of(signature) == BirthDate::Equal;
    let unnamed = (a.flags.has(Flags::UNNAMED) || b.flags.has(Flags::UNNAMED))
        && first == FirstName::Missing
        && agrees_on_mother(signature);
    same_birth
        && (same_name
            || unnamed
            || (alike && same_family)
            || (nothing_else && (alike || first == FirstName::Equal)))
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
        || a.has_same_number(b)
        || Identifier::of(signature) == Identifier::Close
        || MultipleBirth::of(signature) == MultipleBirth::SameOrder
        || matches!(Doses::of(signature), Doses::Days | Doses::Day);
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
