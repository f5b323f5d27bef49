//! What one message says of a person, field by field.
//!
//! In: values. Out: a row of a batch. Must never: let a value into a
//! list that would read as two.

use std::borrow::Cow;

use crate::read::batch::BatchBuilder;
use crate::record::{FIELD_COUNT, Field};

/// The fields that a message can fill.
pub const FIELDS: &[Field] = &[
    Field::RecordId,
    Field::Source,
    Field::ReceivedAt,
    Field::FirstName,
    Field::MiddleName,
    Field::LastName,
    Field::Suffix,
    Field::AliasFirstName,
    Field::AliasLastName,
    Field::FurtherNames,
    Field::BirthDate,
    Field::BirthTime,
    Field::Sex,
    Field::Plurality,
    Field::BirthOrder,
    Field::BirthState,
    Field::CertificateNumber,
    Field::BirthFacility,
    Field::MotherFirstName,
    Field::MotherMaidenName,
    Field::MotherLastName,
    Field::MotherBirthDate,
    Field::FatherFirstName,
    Field::FatherLastName,
    Field::GuardianFirstName,
    Field::GuardianLastName,
    Field::Street,
    Field::Unit,
    Field::City,
    Field::State,
    Field::Zip,
    Field::FurtherAddresses,
    Field::Phone,
    Field::FurtherPhones,
    Field::Email,
    Field::Mrn,
    Field::MrnAuthority,
    Field::RegistryId,
    Field::MedicaidId,
    Field::Ssn,
    Field::FurtherIdentifiers,
    Field::Race,
    Field::Ethnicity,
    Field::Language,
    Field::Protection,
    Field::ProtectionDate,
    Field::Recall,
    Field::RegistryStatus,
    Field::DeathDate,
    Field::Deceased,
];

/// Values by field; blank where nothing was said.
pub struct Row<'m> {
    values: [Cow<'m, str>; FIELD_COUNT],
}

impl Default for Row<'_> {
    fn default() -> Self {
        Row { values: [const { Cow::Borrowed("") }; FIELD_COUNT] }
    }
}

impl<'m> Row<'m> {
    /// The value of a field.
    pub fn get(&self, field: Field) -> &str {
        &self.values[field as usize]
    }

    /// Whether a field has a value.
    pub fn has(&self, field: Field) -> bool {
        !self.get(field).is_empty()
    }

    /// Fills a field unless it has a value already.
    pub fn fill(&mut self, field: Field, value: Cow<'m, str>) {
        if !self.has(field) {
            self.values[field as usize] = value;
        }
    }

    /// Fills a field whatever it held, if there is anything to fill it with.
    pub fn put(&mut self, field: Field, value: Cow<'m, str>) {
        if !value.is_empty() {
            self.values[field as usize] = value;
        }
    }

    /// Adds one more to a field that lists several: its parts with `^` between them, and `~` between
    /// one and the next. If all parts after the first, which says what kind it is, are blank, nothing.
    pub fn list(&mut self, field: Field, parts: &[&str]) {
        if parts[1..].iter().all(|part| part.is_empty()) {
            return;
        }
        self.list_text(
            field,
            &parts.iter().map(|part| without_marks(part)).collect::<Vec<_>>().join("^"),
        );
    }

    /// Adds one more value to a field that lists several, with `~` between them.
    pub fn list_value(&mut self, field: Field, value: &str) {
        if !value.is_empty() {
            self.list_text(field, &without_marks(value));
        }
    }

    fn list_text(&mut self, field: Field, text: &str) {
        let list = self.values[field as usize].to_mut();
        if !list.is_empty() {
            list.push('~');
        }
        list.push_str(text);
    }

    /// Adds the row to a batch.
    pub fn push(&self, builder: &mut BatchBuilder) {
        for &field in FIELDS {
            builder.push(field, self.get(field));
        }
    }
}

/// A value in a list must not hold what parts the list.
fn without_marks(value: &str) -> Cow<'_, str> {
    match value.contains(['^', '~']) {
        true => Cow::Owned(value.replace(['^', '~'], " ")),
        false => Cow::Borrowed(value),
    }
}
