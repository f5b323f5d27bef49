//! The fields of a record: the one list from which readers, golden records and settings take their
//! column names.

macro_rules! fields {
    ($($variant:ident $name:literal $doc:literal;)*) => {
        /// A column that selfsame knows, in the order of the data dictionary.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Field { $(#[doc = $doc] $variant,)* }

        impl Field {
            /// Every field, in order.
            pub const ALL: &'static [Field] = &[$(Field::$variant,)*];

            /// The column's name in files and settings.
            pub fn name(self) -> &'static str {
                match self { $(Field::$variant => $name,)* }
            }
        }

        /// How many fields there are.
        pub const FIELD_COUNT: usize = Field::ALL.len();
    };
}

fields! {
    RecordId "record_id" "The source's own id of this statement, unique in a run.";
    Source "source" "Who sent it: `rvrs`, or a facility.";
    ReceivedAt "received_at" "When the source sent it (a date, or a date and time).";
    FirstName "first_name" "Given name.";
    MiddleName "middle_name" "Further given names, or their initials.";
    LastName "last_name" "Surname or surnames.";
    Suffix "suffix" "Generation: Jr, Sr, III …";
    AliasFirstName "alias_first_name" "Another given name the person goes by.";
    AliasLastName "alias_last_name" "Another surname: before an amendment, a marriage, an adoption.";
    BirthDate "birth_date" "Date of birth.";
    BirthTime "birth_time" "Time of birth, 24-hour `HHMM`.";
    Sex "sex" "F or M; anything else is unknown.";
    Plurality "plurality" "How many were born: 1, 2, 3 …; also Y or N.";
    BirthOrder "birth_order" "Which of a multiple birth: 1, 2, 3 …";
    BirthState "birth_state" "State of birth, the first part of a certificate's key.";
    CertificateNumber "certificate_number" "Birth certificate number, unique within a state and year.";
    Void "void" "Whether vital records have voided the certificate: 1 or Y.";
    BirthFacility "birth_facility" "Hospital of birth.";
    MotherFirstName "mother_first_name" "Mother's given name.";
    MotherMaidenName "mother_maiden_name" "Mother's surname at her own birth.";
    MotherLastName "mother_last_name" "Mother's surname now.";
    MotherBirthDate "mother_birth_date" "Mother's date of birth.";
    GuardianFirstName "guardian_first_name" "A guardian's given name: a parent, usually.";
    GuardianLastName "guardian_last_name" "A guardian's surname.";
    Street "street" "House number and street, or a PO box.";
    Unit "unit" "Apartment, floor, room.";
    City "city" "City or town.";
    State "state" "State of residence.";
    Zip "zip" "ZIP code, five digits or nine.";
    Phone "phone" "Telephone number.";
    Email "email" "E-mail address.";
    Mrn "mrn" "Medical record number: means something only beside its source.";
    MedicaidId "medicaid_id" "Medicaid id.";
    Ssn "ssn" "Social security number.";
    Race "race" "Race, as coded by the source: never compared, only carried.";
    Ethnicity "ethnicity" "Ethnicity, as coded by the source: never compared, only carried.";
    DataSharing "data_sharing" "Whether providers may see the history: yes, no, unknown.";
    DeathDate "death_date" "Date of death.";
}

impl Field {
    /// The field with this column name.
    pub fn from_name(name: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// Whether the settings may give date formats for this field.
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Field::BirthDate | Field::MotherBirthDate | Field::DeathDate | Field::ReceivedAt
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name() {
        for (index, &field) in Field::ALL.iter().enumerate() {
            assert_eq!(Field::from_name(field.name()), Some(field));
            assert_eq!(field as usize, index);
        }
        assert_eq!(Field::from_name("shoe_size"), None);
    }
}
