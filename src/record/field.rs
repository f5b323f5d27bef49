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
            pub const fn name(self) -> &'static str {
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
    FurtherNames "further_names" "Names beyond the legal one and the alias: `type^last^first^middle`, `~` between them.";
    BirthDate "birth_date" "Date of birth.";
    BirthTime "birth_time" "Time of birth, 24-hour `HHMM`.";
    Sex "sex" "F or M; anything else is unknown.";
    Plurality "plurality" "How many were born: 1, 2, 3 …; also Y or N.";
    BirthOrder "birth_order" "Which of a multiple birth: 1, 2, 3 …";
    BirthState "birth_state" "State of birth, the first part of a certificate's key.";
    CertificateYear "certificate_year" "Year in which the certificate was registered; the year of birth where it is not said.";
    CertificateNumber "certificate_number" "Birth certificate number, unique within a state and year.";
    Amendment "amendment" "Version of the certificate: 0 or blank as first filed, 1 or 2 amended.";
    Void "void" "Whether vital records have voided the certificate: 1 or Y.";
    BirthFacility "birth_facility" "Hospital of birth.";
    MultipleSet "multiple_set" "Number that vital records give to all children of one birth.";
    MotherFirstName "mother_first_name" "Mother's given name.";
    MotherMaidenName "mother_maiden_name" "Mother's surname at her own birth.";
    MotherLastName "mother_last_name" "Mother's surname now.";
    MotherBirthDate "mother_birth_date" "Mother's date of birth.";
    MotherMrn "mother_mrn" "Mother's medical record number in the hospital of birth.";
    FatherFirstName "father_first_name" "Father's given name.";
    FatherLastName "father_last_name" "Father's surname.";
    GuardianFirstName "guardian_first_name" "A guardian's given name: a parent, usually.";
    GuardianLastName "guardian_last_name" "A guardian's surname.";
    Street "street" "House number and street, or a PO box.";
    Unit "unit" "Apartment, floor, room.";
    City "city" "City or town.";
    State "state" "State of residence.";
    Zip "zip" "ZIP code, five digits or nine.";
    FurtherAddresses "further_addresses" "Other addresses: `type^street^unit^city^state^zip`, `~` between them.";
    Phone "phone" "Telephone number.";
    FurtherPhones "further_phones" "Other telephone numbers, `~` between them.";
    Email "email" "E-mail address.";
    Mrn "mrn" "Medical record number: means something only beside who gave it out.";
    MrnAuthority "mrn_authority" "Who gave the medical record number out; the source where it is not said.";
    RegistryId "registry_id" "The registry's own id of the person, as the source knows it.";
    MedicaidId "medicaid_id" "Medicaid id.";
    Ssn "ssn" "Social security number.";
    FurtherIdentifiers "further_identifiers" "Other numbers: `type^number^authority`, `~` between them.";
    Race "race" "Race, as coded by the source: never compared, only carried.";
    Ethnicity "ethnicity" "Ethnicity, as coded by the source: never compared, only carried.";
    Language "language" "Language spoken: only carried.";
    DataSharing "data_sharing" "Whether providers may see the history: yes, no, unknown.";
    Protection "protection" "The provider's protection indicator (HL7 PD1-12): kept, never a wish about data sharing.";
    ProtectionDate "protection_date" "When the protection indicator took effect.";
    Recall "recall" "How the person wishes to be reminded (HL7 table 0215).";
    RegistryStatus "registry_status" "Whether the person is still the sender's (HL7 table 0441): A, I, L, M, P, U.";
    DeathDate "death_date" "Date of death.";
    Deceased "deceased" "Whether the person has died: Y or N.";
    Vaccine "vaccine" "Of a dose: CVX code; another system's code is kept but says nothing of the vaccine.";
    DoseDate "dose_date" "Of a dose: the day it was given.";
    DoseSource "dose_source" "Of a dose, NIP001: 00 or administered; 01 to 08 or historical.";
    DoseFacility "dose_facility" "Of a dose: who gave it.";
    DoseLot "dose_lot" "Of a dose: the lot.";
    DoseManufacturer "dose_manufacturer" "Of a dose: who made the vaccine, an MVX code mostly: only carried.";
    DoseAmount "dose_amount" "Of a dose: how much was given, a number; 999 and anything else is unknown. Only carried.";
    Completion "completion" "Of a dose, HL7 table 0322: CP or blank, PA, RE, NA.";
    DoseAction "dose_action" "Of a dose, HL7 table 0206: A or blank, U, D.";
    OrderNumber "order_number" "Of a dose: the number under which the source files it.";
}

impl Field {
    /// The field with this column name.
    pub fn from_name(name: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// Whether it says something of a dose and not of the person.
    pub fn is_of_dose(self) -> bool {
        self as u8 >= Field::Vaccine as u8
    }

    /// Whether the settings may give date formats for this field.
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Field::BirthDate
                | Field::MotherBirthDate
                | Field::DeathDate
                | Field::ReceivedAt
                | Field::ProtectionDate
                | Field::DoseDate
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
