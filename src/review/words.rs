//! Levels, guards, places and fields in the words of those who review.
//!
//! In: names from the engine. Out: words. Must never: say more than the engine knows.

use crate::decide::{Guard, Guards};
use crate::registry::{Answer, Place, Relation};
use crate::score::Class;

/// A comparison in words.
pub fn comparison(name: &str) -> &'static str {
    match name {
        "sources" => "Kinds of source",
        "first_name" => "First name",
        "middle_name" => "Middle name",
        "last_name" => "Last name",
        "suffix" => "Jr, Sr, III",
        "birth_date" => "Birth date",
        "sex" => "Sex",
        "maiden_name" => "Mother's maiden name",
        "mother" => "Mother or guardian",
        "multiple_birth" => "Multiple birth",
        "address" => "Address",
        "contact" => "Phone or e-mail",
        "identifier" => "Numbers",
        "doses" => "Vaccination days",
        _ => "Other",
    }
}

/// A level of a comparison in words, as the end of a sentence that begins with the comparison.
pub fn level(comparison: &str, level: &str) -> &'static str {
    match (comparison, level) {
        (_, "missing") => "not told by both",
        ("sources", "birth_and_submission") => "a birth record and a provider",
        ("sources", "submissions") => "two providers",
        ("sources", "births") => "two birth records",
        ("birth_date", "swapped") => "day and month swapped",
        ("birth_date", "next_day") => "one day apart",
        ("birth_date", "digit") => "one digit off",
        ("birth_date", "year") => "the same day of another year",
        ("birth_date", "default") => "one is the first of January",
        ("birth_date", "mothers") => "one is the mother's birth date",
        ("birth_date", "two_parts") => "two of year, month and day agree",
        ("birth_date", "different") => "different dates",
        ("mother", "name_and_birth") => "first name and birth date agree",
        ("mother", "name") => "first name agrees",
        ("mother", "close") => "first name nearly agrees",
        ("mother", "birth") => "birth date agrees, first name does not",
        ("mother", "guardian") => "one's guardian is the other's mother or guardian",
        ("multiple_birth", "single") => "both born alone",
        ("multiple_birth", "same_order") => "the same place in a multiple birth",
        ("multiple_birth", "multiple") => "both of a multiple birth",
        ("multiple_birth", "mixed") => "one born alone, one of a multiple birth",
        ("multiple_birth", "other_order") => "two places in a multiple birth",
        ("address", "same") => "the same house and unit",
        ("address", "house") => "the same house",
        ("address", "close") => "the same house but for a slip",
        ("address", "street") => "the same street",
        ("address", "zip") => "the same ZIP code",
        ("address", "city") => "the same town",
        ("address", "different") => "two places",
        ("contact", "equal") => "one of them agrees",
        ("contact", "close") => "phone one digit off",
        ("contact", "different") => "none agrees",
        ("identifier", "equal") => "one agrees, none differs",
        ("identifier", "mixed") => "one agrees, another differs",
        ("identifier", "close") => "one digit off",
        ("identifier", "different") => "one differs",
        ("doses", "days") => "two or more days on both",
        ("doses", "day") => "one day on both",
        ("doses", "near") => "two days close together",
        ("doses", "crowded") => "too close together for one person",
        ("doses", "different") => "no day on both",
        ("last_name", "mother") => "one stands under the mother's",
        ("maiden_name", "married") => "her present name agrees",
        (_, "equal") => "agrees",
        (_, "nickname") => "a nickname of the other",
        (_, "part") => "one is part of the other",
        (_, "typo") => "one letter off",
        (_, "close") => "nearly the same",
        (_, "initial") => "the same initial",
        (_, "swapped") => "swapped with the last name",
        (_, "crossed") => "the other's middle name",
        (_, "crossed_initial") => "the other's middle initial",
        (_, "similar") => "some likeness",
        (_, "reordered") => "the same in another order",
        (_, "shared") => "one of several is shared",
        (_, "different") => "different",
        _ => "other",
    }
}

/// Why the machine may not decide.
pub fn guard(guard: Guard) -> &'static str {
    match guard {
        Guard::SameCertificate => "two versions of one birth record",
        Guard::CertificateConflict => "two birth certificates",
        Guard::BirthOrderConflict => "two places in one multiple birth",
        Guard::TestRecord => "a test record",
        Guard::SaidDifferent => "somebody said: different",
        Guard::VoidCertificate => "a birth certificate was voided",
        Guard::TwinRisk => "could be the other twin",
        Guard::TwinNames => "both are first names that parents give",
        Guard::Unnamed => "two unnamed newborns",
        Guard::NoBirthDate => "no birth date on one side",
        Guard::BirthDateConflict => "birth dates differ",
        Guard::NoGivenName => "no first name on one side",
        Guard::NameDiffers => "a name is not the same",
        Guard::IdentifierConflict => "a number agrees, the person does not",
        Guard::WorthALook => "name and birth date agree",
        Guard::ConflictingFacts => "two lasting facts differ",
        Guard::ThinEvidence => "little else is known",
        Guard::SuffixConflict => "Jr and Sr",
        Guard::DeathConflict => "sent after the other's death",
        Guard::TwoCandidates => "somebody else fits nearly as well",
        Guard::ClientConflict => "their other records contradict",
        Guard::AnswerLapsed => "answered before, and a record has changed",
    }
}

/// Guards by their names, in words.
pub fn guards(names: &str) -> Vec<&'static str> {
    Guards::from_names(names).iter().map(guard).collect()
}

/// Who two people may be to each other, if not one.
pub fn rival(class: Class) -> &'static str {
    match class {
        Class::Match => "the same person",
        Class::Twin => "twins",
        Class::Household => "of one household, siblings perhaps",
        Class::Namesake => "namesakes",
        Class::SameBirthDate => "strangers born the same day",
        Class::SameBirthDateAndSurname => "strangers of one surname born the same day",
        Class::Random => "strangers",
    }
}

/// A place in words.
pub fn place(place: Place) -> &'static str {
    match place {
        Place::Queue => "to be answered",
        Place::CannotTell => "could not be told",
        Place::Supervisor => "for a supervisor",
        Place::Provider => "the provider is asked",
    }
}

/// An answer in words.
pub fn answer(answer: Answer, relation: Option<Relation>) -> &'static str {
    match (answer, relation) {
        (Answer::Link, Some(Relation::OneBirth)) => "same person, two certificates of one birth",
        (Answer::Link, _) => "same person",
        (Answer::Apart, Some(Relation::TwinsOrSiblings)) => "twins or siblings",
        (Answer::Apart, _) => "different people",
    }
}

/// A column in words.
pub fn column(name: &str) -> String {
    let name = match name {
        "record_id" => "Record",
        "mrn" => "MRN",
        "mrn_authority" => "MRN given by",
        "mother_mrn" => "Mother's MRN",
        "ssn" => "SSN",
        "zip" => "ZIP code",
        "first_name" => "First name",
        "mother_maiden_name" => "Mother's maiden name",
        "received_at" => "Received",
        other => {
            let words = other.replace("mother_", "mother's ").replace('_', " ");
            let mut signs = words.chars();
            let first = signs.next().map(|sign| sign.to_uppercase().to_string());
            return first.unwrap_or_default() + signs.as_str();
        }
    };
    name.into()
}

/// Bits in words: with a sign and one decimal.
pub fn bits(bits: f64) -> String {
    // No "-0.0".
    format!("{:+.1}", (bits * 10.0).round() / 10.0 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::COMPARISONS;

    #[test]
    fn every_comparison_and_level_has_words() {
        for one in COMPARISONS {
            assert_ne!(comparison(one.name), "Other", "{}", one.name);
            for name in one.levels {
                assert_ne!(level(one.name, name), "other", "{} {name}", one.name);
            }
        }
    }

    #[test]
    fn a_column_is_words() {
        assert_eq!(column("mother_birth_date"), "Mother's birth date");
        assert_eq!(column("mrn"), "MRN");
        assert_eq!(bits(-0.01), "+0.0");
        assert_eq!(bits(3.25), "+3.3");
    }
}
