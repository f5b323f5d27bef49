//! The table of rules: what a client is known by, in which columns it is told, and by which rule one
//! of the client's records is chosen to tell it.

use crate::record::Field;

/// Fields that are taken together from one record, so that no client lives at half of each of two
/// addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Aspect {
    /// Given name.
    GivenName,
    /// Further given names.
    MiddleName,
    /// Surname.
    Surname,
    /// Generation.
    Suffix,
    /// Day and time of birth.
    Birth,
    /// Sex.
    Sex,
    /// Whether it was a multiple birth.
    Plurality,
    /// The birth certificate's key.
    Certificate,
    /// Hospital of birth.
    BirthFacility,
    /// Mother's given name.
    MotherGivenName,
    /// Mother's surname at her birth.
    MaidenName,
    /// Mother's surname now.
    MotherSurname,
    /// Mother's date of birth.
    MotherBirth,
    /// The name on the birth certificate.
    BirthName,
    /// Where the mother lived when the child was born.
    ResidenceAtBirth,
    /// Where the person lives.
    Address,
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// Medicaid id.
    Medicaid,
    /// Social security number.
    Ssn,
    /// Race.
    Race,
    /// Ethnicity.
    Ethnicity,
    /// Language.
    Language,
    /// Date of death.
    Death,
    /// Whether the person has died.
    Deceased,
    /// How the person wishes to be reminded.
    Recall,
    /// The organisation that the person is a patient of.
    Owner,
}

/// How many aspects there are.
pub const ASPECT_COUNT: usize = Aspect::ALL.len();

/// Who may speak, and whose word counts most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Vital records before providers, the newest of each. A newer record that is silent takes nothing
    /// away.
    Vital,
    /// Vital records and nobody else.
    VitalAlone,
    /// The newest record with a given name and a surname.
    LegalName,
    /// The newest record of the person under the chosen given name, a name before an initial.
    MiddleName,
    /// The newest record.
    Newest,
    /// The newest record of a provider that has seen the person, then of any, then vital records, which
    /// only know where the mother lived at birth.
    Contact,
    /// The newest record of a provider: what vital records hold is said of the parents.
    SelfReport,
    /// The record that allows least.
    Strictest,
    /// The provider of the latest dose; who gave it before who only heard of it.
    LatestDose,
}

/// A column of `clients.parquet` that comes from a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoldenField {
    /// The column's name.
    pub name: &'static str,
    /// The field of the record.
    pub field: Field,
}

const fn own(field: Field) -> GoldenField {
    GoldenField { name: field.name(), field }
}

const fn named(name: &'static str, field: Field) -> GoldenField {
    GoldenField { name, field }
}

impl Aspect {
    /// All of them in the order of their columns.
    pub const ALL: [Aspect; 27] = [
        Aspect::GivenName,
        Aspect::MiddleName,
        Aspect::Surname,
        Aspect::Suffix,
        Aspect::Birth,
        Aspect::Sex,
        Aspect::Plurality,
        Aspect::Certificate,
        Aspect::BirthFacility,
        Aspect::MotherGivenName,
        Aspect::MaidenName,
        Aspect::MotherSurname,
        Aspect::MotherBirth,
        Aspect::BirthName,
        Aspect::ResidenceAtBirth,
        Aspect::Address,
        Aspect::Phone,
        Aspect::Email,
        Aspect::Medicaid,
        Aspect::Ssn,
        Aspect::Race,
        Aspect::Ethnicity,
        Aspect::Language,
        Aspect::Death,
        Aspect::Deceased,
        Aspect::Recall,
        Aspect::Owner,
    ];

    /// By which rule its speaker is chosen.
    pub fn rule(self) -> Rule {
        match self {
            Aspect::GivenName | Aspect::Surname => Rule::LegalName,
            Aspect::MiddleName => Rule::MiddleName,
            Aspect::Suffix | Aspect::Medicaid | Aspect::Ssn => Rule::Newest,
            Aspect::Birth
            | Aspect::Sex
            | Aspect::Plurality
            | Aspect::Certificate
            | Aspect::BirthFacility
            | Aspect::MotherGivenName
            | Aspect::MaidenName
            | Aspect::MotherSurname
            | Aspect::MotherBirth
            | Aspect::Death
            | Aspect::Deceased => Rule::Vital,
            Aspect::BirthName | Aspect::ResidenceAtBirth => Rule::VitalAlone,
            Aspect::Address | Aspect::Phone | Aspect::Email => Rule::Contact,
            Aspect::Race | Aspect::Ethnicity | Aspect::Language => Rule::SelfReport,
            Aspect::Recall => Rule::Strictest,
            Aspect::Owner => Rule::LatestDose,
        }
    }

    /// The columns in which it is told.
    pub fn fields(self) -> &'static [GoldenField] {
        match self {
            Aspect::GivenName => const { &[own(Field::FirstName)] },
            Aspect::MiddleName => const { &[own(Field::MiddleName)] },
            Aspect::Surname => const { &[own(Field::LastName)] },
            Aspect::Suffix => const { &[own(Field::Suffix)] },
            Aspect::Birth => const { &[own(Field::BirthDate), own(Field::BirthTime)] },
            Aspect::Sex => const { &[own(Field::Sex)] },
            Aspect::Plurality => const { &[own(Field::Plurality), own(Field::BirthOrder)] },
            Aspect::Certificate => {
                const {
                    &[
                        own(Field::CertificateNumber),
                        own(Field::BirthState),
                        own(Field::CertificateYear),
                    ]
                }
            }
            Aspect::BirthFacility => const { &[own(Field::BirthFacility)] },
            Aspect::MotherGivenName => const { &[own(Field::MotherFirstName)] },
            Aspect::MaidenName => const { &[own(Field::MotherMaidenName)] },
            Aspect::MotherSurname => const { &[own(Field::MotherLastName)] },
            Aspect::MotherBirth => const { &[own(Field::MotherBirthDate)] },
            Aspect::BirthName => {
                const {
                    &[
                        named("birth_first_name", Field::FirstName),
                        named("birth_middle_name", Field::MiddleName),
                        named("birth_last_name", Field::LastName),
                    ]
                }
            }
            Aspect::ResidenceAtBirth => {
                const {
                    &[
                        named("residence_at_birth_street", Field::Street),
                        named("residence_at_birth_unit", Field::Unit),
                        named("residence_at_birth_city", Field::City),
                        named("residence_at_birth_state", Field::State),
                        named("residence_at_birth_zip", Field::Zip),
                    ]
                }
            }
            Aspect::Address => {
                const {
                    &[
                        own(Field::Street),
                        own(Field::Unit),
                        own(Field::City),
                        own(Field::State),
                        own(Field::Zip),
                    ]
                }
            }
            Aspect::Phone => const { &[own(Field::Phone)] },
            Aspect::Email => const { &[own(Field::Email)] },
            Aspect::Medicaid => const { &[own(Field::MedicaidId)] },
            Aspect::Ssn => const { &[own(Field::Ssn)] },
            Aspect::Race => const { &[own(Field::Race)] },
            Aspect::Ethnicity => const { &[own(Field::Ethnicity)] },
            Aspect::Language => const { &[own(Field::Language)] },
            Aspect::Death => const { &[own(Field::DeathDate)] },
            Aspect::Deceased => const { &[own(Field::Deceased)] },
            Aspect::Recall => const { &[own(Field::Recall)] },
            Aspect::Owner => const { &[named("owner", Field::Source)] },
        }
    }

    /// Whether it is told no more by records from before the certificate was replaced: an adoption must
    /// not be seen.
    pub fn is_confidential(self) -> bool {
        matches!(
            self,
            Aspect::GivenName
                | Aspect::MiddleName
                | Aspect::Surname
                | Aspect::Suffix
                | Aspect::MotherGivenName
                | Aspect::MaidenName
                | Aspect::MotherSurname
                | Aspect::MotherBirth
                | Aspect::BirthName
                | Aspect::ResidenceAtBirth
        )
    }
}

/// Some of the aspects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AspectSet(u32);

const _: () = assert!(ASPECT_COUNT <= 32, "a set of aspects is one number");

impl AspectSet {
    /// Those for which `holds`.
    pub fn of(holds: impl Fn(Aspect) -> bool) -> AspectSet {
        let chosen = Aspect::ALL.into_iter().filter(|&aspect| holds(aspect));
        AspectSet(chosen.map(|aspect| 1 << aspect as u32).sum())
    }

    /// Whether an aspect is among them.
    pub fn has(self, aspect: Aspect) -> bool {
        self.0 >> aspect as u32 & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_aspect_has_its_place_and_every_column_one_name() {
        let mut names = Vec::new();
        for (place, aspect) in Aspect::ALL.into_iter().enumerate() {
            assert_eq!(aspect as usize, place);
            names.extend(aspect.fields().iter().map(|field| field.name));
        }
        let columns = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), columns);
    }
}
