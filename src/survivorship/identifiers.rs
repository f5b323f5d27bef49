//! The numbers that a person is filed under, by what they are and who gave them out.
//!
//! In: the records of a client. Out: every number once, and the kinds of which one authority gave two.
//! Must never: tell a number that is no evidence, or the social security number, which has a column
//! of its own.

use std::borrow::Cow;
use std::fmt::Write;

use super::Statement;
use crate::record::{Field, FieldState};
use crate::standardize::Rules;
use crate::table::{Flags, Row};

/// HL7 table 0203: medical record number, Medicaid id, number in the registry, birth certificate.
const RECORD_NUMBER: &str = "MR";
const MEDICAID: &str = "MA";
const REGISTRY: &str = "SR";
const CERTIFICATE: &str = "BR";
const SOCIAL_SECURITY: &str = "SS";

/// A number of a person.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Number<'v> {
    kind: &'v str,
    /// In capitals: who gave a number out is written in both.
    authority: Cow<'v, str>,
    value: &'v str,
}

/// The numbers of a client, in order.
pub struct Numbers<'v> {
    numbers: Vec<Number<'v>>,
}

/// Gathers the numbers of a client; `value` gives what the record of a place has for a field.
pub fn numbers<'v>(
    statements: &[Statement],
    rules: &Rules,
    value: impl Fn(usize, Field) -> &'v str,
) -> Numbers<'v> {
    let is_void = |statement: &Statement| statement.row.flags.has(Flags::VOID);
    let all_void = statements.iter().all(is_void);
    let mut numbers = Vec::new();
    for (place, statement) in statements.iter().enumerate() {
        // A void certificate's numbers are told where nobody has others.
        if all_void || !is_void(statement) {
            of_record(statement.row, &mut numbers, rules, |field| value(place, field));
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    let mut distinct: Vec<Number> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let of_authority = distinct.iter().rev();
        let mut of_authority = of_authority.take_while(|one| one.is_of_one_authority(&number));
        if !of_authority.any(|one| number.is_again(one, rules)) {
            distinct.push(number);
        }
    }
    Numbers { numbers: distinct }
}

fn of_record<'v>(
    row: &Row,
    numbers: &mut Vec<Number<'v>>,
    rules: &Rules,
    value: impl Fn(Field) -> &'v str,
) {
    let mut add = |kind, authority: &'v str, value: &'v str, is_evidence: bool| {
        if is_evidence && !value.is_empty() {
            let has_small =
                authority.bytes().any(|byte| !byte.is_ascii() || byte.is_ascii_lowercase());
            let authority = if has_small {
                Cow::Owned(authority.to_uppercase())
            } else {
                Cow::Borrowed(authority)
            };
            numbers.push(Number { kind, authority, value });
        }
    };
    // As where numbers are compared: a birth record's is the hospital's, a submission's the sender's.
    let authority = match value(Field::MrnAuthority) {
        "" if row.is_birth_record() => value(Field::BirthFacility),
        "" => value(Field::Source),
        said => said,
    };
    add(RECORD_NUMBER, authority, value(Field::Mrn), row.mrn != 0);
    add(MEDICAID, "", value(Field::MedicaidId), row.medicaid != 0);
    add(REGISTRY, "", value(Field::RegistryId), true);
    let state = value(Field::BirthState);
    add(CERTIFICATE, state, value(Field::CertificateNumber), row.certificate != 0);
    add(SOCIAL_SECURITY, "", value(Field::Ssn), row.ssn != 0);
    for further in value(Field::FurtherIdentifiers).split('~').filter(|text| !text.is_empty()) {
        let mut parts = further.split('^');
        let (kind, number) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        // Social security numbers and Medicaid ids come from one authority, however it is called.
        let authority = parts.next().filter(|_| ![SOCIAL_SECURITY, MEDICAID].contains(&kind));
        let is_evidence = standard(kind, number, rules).is_some();
        add(kind, authority.unwrap_or_default(), number, is_evidence);
    }
}

/// The form by which two spellings of one number are known; none if it is no evidence.
fn standard(kind: &str, number: &str, rules: &Rules) -> Option<String> {
    let (state, form) = if kind == SOCIAL_SECURITY {
        let (state, digits) = rules.ssn(number);
        (state, digits.to_string())
    } else {
        rules.identifier(number)
    };
    (state == FieldState::Present).then_some(form)
}

impl Number<'_> {
    fn is_of_one_authority(&self, other: &Number) -> bool {
        self.kind == other.kind && self.authority == other.authority
    }

    /// Whether it is the same number in another spelling.
    fn is_again(&self, other: &Number, rules: &Rules) -> bool {
        standard(self.kind, self.value, rules) == standard(other.kind, other.value, rules)
    }
}

impl Numbers<'_> {
    /// All numbers as `type:authority:number`, `;` between them, but the social security number.
    pub fn write(&self, text: &mut String) {
        let shown = self.numbers.iter().filter(|number| number.kind != SOCIAL_SECURITY);
        for number in shown {
            let start = if text.is_empty() { "" } else { ";" };
            let part = |text| without_marks(text);
            let (kind, authority) = (part(number.kind), part(&number.authority));
            // Writing to a text cannot fail.
            let _ = write!(text, "{start}{kind}:{authority}:{}", part(number.value));
        }
    }

    /// The kinds of which one authority has given the person two, `;` between them.
    pub fn write_conflicts(&self, text: &mut String) {
        let pairs = self.numbers.windows(2).filter(|two| two[0].is_of_one_authority(&two[1]));
        let mut last = "";
        for kind in pairs.map(|two| two[0].kind).filter(|kind| !kind.is_empty()) {
            if kind != last {
                text.push_str(if text.is_empty() { "" } else { ";" });
                text.push_str(&without_marks(kind));
                last = kind;
            }
        }
    }
}

fn without_marks(text: &str) -> Cow<'_, str> {
    if text.contains([':', ';']) { Cow::Owned(text.replace([':', ';'], " ")) } else { text.into() }
}
