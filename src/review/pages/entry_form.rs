//! What was typed into the form of an entry.
//!
//! In: the form's values. Out: a record and doses, and what is wrong with them in words. Must never: change
//! what was typed.

use std::collections::BTreeMap;

use crate::read::{DoseBatch, RawDose, Records, RecordsBuilder};
use crate::record::{Date, Field, FieldState, SourceKind};
use crate::standardize;

/// The fields of a patient, as they stand on the form; those of a choice have its values and words.
pub const FIELDS: [(Field, &[(&str, &str)]); 24] = [
    (Field::Source, &[]),
    (Field::Mrn, &[]),
    (Field::FirstName, &[]),
    (Field::MiddleName, &[]),
    (Field::LastName, &[]),
    (Field::Suffix, &[]),
    (Field::BirthDate, &[]),
    (Field::Sex, &[("", "not known"), ("F", "female"), ("M", "male")]),
    (Field::Plurality, &[("", "not known"), ("1", "no"), ("Y", "yes")]),
    (
        Field::BirthOrder,
        &[("", "not known"), ("1", "first"), ("2", "second"), ("3", "third"), ("4", "fourth")],
    ),
    (Field::MotherFirstName, &[]),
    (Field::MotherMaidenName, &[]),
    (Field::MotherLastName, &[]),
    (Field::MotherBirthDate, &[]),
    (Field::Street, &[]),
    (Field::Unit, &[]),
    (Field::City, &[]),
    (Field::State, &[]),
    (Field::Zip, &[]),
    (Field::Phone, &[]),
    (Field::Email, &[]),
    (Field::MedicaidId, &[]),
    (Field::Ssn, &[]),
    (
        Field::DataSharing,
        &[("", "not known"), ("yes", "may be shared"), ("no", "may not be shared")],
    ),
];

/// The fields of a dose.
pub const DOSE_FIELDS: [Field; 4] =
    [Field::Vaccine, Field::DoseDate, Field::DoseLot, Field::DoseFacility];

/// Rows for doses at first, more at a time, and at most.
const ROWS: usize = 4;
const MOST_ROWS: usize = 60;

/// Signs of a value at most.
pub const SIGNS: usize = 200;

/// Whether it is an id that a form of ours gave out.
pub fn is_entry_id(id: &str) -> bool {
    let random = id.strip_prefix("entry-").unwrap_or_default();
    random.len() == 32 && random.bytes().all(|sign| sign.is_ascii_hexdigit())
}

/// A dose as typed.
#[derive(Clone, Default)]
pub struct TypedDose {
    /// In the order of [`DOSE_FIELDS`].
    pub values: [String; 4],
}

impl TypedDose {
    fn is_blank(&self) -> bool {
        self.values.iter().all(String::is_empty)
    }

    /// A dose is given where it is typed in, unless another place is named.
    fn fields(&self, place: &str) -> Vec<(Field, String)> {
        let mut fields: Vec<(Field, String)> =
            DOSE_FIELDS.into_iter().zip(self.values.iter().cloned()).collect();
        for (field, value) in &mut fields {
            if *field == Field::DoseFacility && value.is_empty() {
                *value = place.to_string();
            }
        }
        fields.push((Field::DoseSource, "00".into()));
        fields
    }
}

/// All that was typed.
#[derive(Clone)]
pub struct Typed {
    /// The id that the record will have.
    pub record_id: String,
    /// In the order of [`FIELDS`].
    pub values: Vec<String>,
    /// Blank rows included.
    pub doses: Vec<TypedDose>,
}

impl Typed {
    /// Nothing yet.
    pub fn empty(record_id: &str) -> Typed {
        Typed {
            record_id: record_id.into(),
            values: vec![String::new(); FIELDS.len()],
            doses: vec![TypedDose::default(); ROWS],
        }
    }

    /// From a form.
    pub fn of(sent: &BTreeMap<String, String>) -> Typed {
        let value =
            |name: &str| sent.get(name).map(|text| text.trim().to_string()).unwrap_or_default();
        let is_sent =
            |row: usize| DOSE_FIELDS.iter().any(|&field| sent.contains_key(&dose_name(row, field)));
        let rows = (0..MOST_ROWS).rev().find(|&row| is_sent(row));
        let dose =
            |row| TypedDose { values: DOSE_FIELDS.map(|field| value(&dose_name(row, field))) };
        Typed {
            record_id: value("record_id"),
            values: FIELDS.iter().map(|(field, _)| value(field.name())).collect(),
            doses: (0..rows.map_or(0, |row| row + 1)).map(dose).collect(),
        }
    }

    /// The same with more rows for doses.
    pub fn with_more_rows(mut self) -> Typed {
        let rows = (self.doses.len() + ROWS).min(MOST_ROWS);
        self.doses.resize(rows, TypedDose::default());
        self
    }

    /// What was typed of a field.
    pub fn value(&self, field: Field) -> &str {
        let place = FIELDS.iter().position(|(of, _)| *of == field);
        place.map_or("", |place| &self.values[place])
    }

    /// What the record says.
    pub fn values(&self) -> Vec<(Field, String)> {
        let values = FIELDS.iter().zip(&self.values).filter(|(_, value)| !value.is_empty());
        values.map(|((field, _), value)| (*field, value.clone())).collect()
    }

    /// The doses that were typed.
    pub fn dose_values(&self) -> Vec<Vec<(Field, String)>> {
        let place = self.value(Field::Source);
        let doses = self.doses.iter().filter(|dose| !dose.is_blank());
        doses.map(|dose| dose.fields(place)).collect()
    }

    /// The record, as if it had been received.
    pub fn records(&self) -> Records {
        let mut builder = RecordsBuilder::default();
        builder.begin(SourceKind::Submission);
        builder.value(Field::RecordId, &self.record_id);
        self.values().iter().for_each(|(field, value)| builder.value(*field, value));
        builder.finish()
    }

    /// What is wrong, each with the name of the control at fault.
    pub fn problems(&self, today: Date) -> Vec<(String, String)> {
        let mut problems = Vec::new();
        let mut say = |name: String, problem: &str| problems.push((name, problem.to_string()));
        for ((field, choices), value) in FIELDS.iter().zip(&self.values) {
            let is_choice = choices.iter().any(|(choice, _)| choice == value);
            if value.chars().count() > SIGNS || !choices.is_empty() && !is_choice {
                say(field.name().into(), "is not a value that fits here");
            }
        }
        for (field, problem) in [
            (Field::Source, "is needed: who has sent the record"),
            (Field::LastName, "is needed"),
            (Field::BirthDate, "is needed"),
        ] {
            if self.value(field).is_empty() {
                say(field.name().into(), problem);
            }
        }
        for field in [Field::BirthDate, Field::MotherBirthDate] {
            let (state, _) = standardize::birth_date(self.value(field), &[], today);
            if matches!(state, FieldState::Invalid | FieldState::Placeholder) {
                say(
                    field.name().into(),
                    "is no day on which somebody was born; write 2014-12-29 or 12/29/2014",
                );
            }
        }
        for (row, dose) in self.doses.iter().enumerate().filter(|(_, dose)| !dose.is_blank()) {
            let [vaccine, date, lot, facility] = dose.values.each_ref().map(String::as_str);
            let raw = RawDose { vaccine, date, lot, facility, source: "00", ..RawDose::default() };
            if dose.values.iter().any(|value| value.chars().count() > SIGNS) {
                say(dose_name(row, DOSE_FIELDS[0]), "has a value that is too long");
            } else if vaccine.is_empty() {
                say(dose_name(row, Field::Vaccine), "is needed");
            } else if !is_cvx(vaccine) {
                say(
                    dose_name(row, Field::Vaccine),
                    "is no CVX code: two or three digits, such as 20",
                );
            } else if let Err((field, problem)) = DoseBatch::default().push(0, &raw) {
                say(dose_name(row, field), problem);
            }
        }
        problems
    }
}

/// Whether a code looks like one of the CVX table, to which codes are added every year.
fn is_cvx(code: &str) -> bool {
    matches!(code.len(), 2 | 3) && code.bytes().all(|sign| sign.is_ascii_digit())
}

/// The name of a control.
pub fn dose_name(row: usize, field: Field) -> String {
    format!("{}-{row}", field.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    fn today() -> Date {
        Date::new(2026, 1, 1).unwrap()
    }

    const PATIENT: [(&str, &str); 4] = [
        ("source", "school-nurse"),
        ("first_name", " Lucas "),
        ("last_name", "Amaral"),
        ("birth_date", "11/3/2023"),
    ];

    #[test]
    fn a_form_is_a_record_with_its_doses() {
        let doses = [
            ("vaccine-0", "20"),
            ("dose_date-0", "2024-01-05"),
            ("vaccine-1", ""),
            ("vaccine-5", ""),
        ];
        let typed = Typed::of(&sent(&[&PATIENT[..], &doses].concat()));
        assert!(typed.problems(today()).is_empty(), "{:?}", typed.problems(today()));
        assert_eq!(typed.records().value(0, Field::FirstName), "Lucas");
        assert_eq!(typed.doses.len(), 6);
        let doses = typed.dose_values();
        assert_eq!(doses.len(), 1);
        assert!(doses[0].contains(&(Field::DoseFacility, "school-nurse".into())));
        assert_eq!(typed.with_more_rows().doses.len(), 10);
    }

    #[test]
    fn what_is_wrong_is_said_of_the_control() {
        let all = [
            ("birth_date", "2023-02-30"),
            ("sex", "X"),
            ("vaccine-1", "20"),
            ("dose_lot-2", "A1"),
            ("first_name", &"x".repeat(300)),
        ];
        let problems = Typed::of(&sent(&all)).problems(today());
        let names: Vec<&str> = problems.iter().map(|(name, _)| name.as_str()).collect();
        for name in
            ["birth_date", "sex", "source", "last_name", "dose_date-1", "vaccine-2", "first_name"]
        {
            assert!(names.contains(&name), "{name}: {problems:?}");
        }
    }

    #[test]
    fn only_ids_of_forms_are_taken() {
        assert!(is_entry_id(&format!("entry-{}", "0a".repeat(16))));
        for id in ["", "entry-", "rvrs-cf58a8e6bc", "entry-../../../../../../etc/passwd00"] {
            assert!(!is_entry_id(id), "{id}");
        }
    }
}
