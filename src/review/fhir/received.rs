//! A `Patient` as a record that a provider might have sent.
//!
//! In: the resource. Out: one record, values as received. Must never: make up what the resource does not say.

use serde_json::Value;

use crate::read::{Records, RecordsBuilder};
use crate::record::{Field, SourceKind};

/// The extension with the mother's surname at birth.
pub const MAIDEN_NAME: &str = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName";

/// The system of social security numbers.
const SSN: &str = "http://hl7.org/fhir/sid/us-ssn";

/// The id of a record that has none yet.
const NO_ID: &str = "-";

/// The only record.
pub fn records(patient: &Value) -> Records {
    let mut values = vec![(Field::RecordId, NO_ID.to_string())];
    names(patient, &mut values);
    facts(patient, &mut values);
    contact(patient, &mut values);
    identifiers(patient, &mut values);
    kin(patient, &mut values);
    let mut builder = RecordsBuilder::default();
    builder.begin(SourceKind::Submission);
    for &field in Field::ALL {
        if let Some((_, value)) =
            values.iter().find(|(of, value)| *of == field && !value.is_empty())
        {
            builder.value(field, value);
        }
    }
    builder.finish()
}

type Values = Vec<(Field, String)>;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().trim().to_string()
}

fn list<'v>(of: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    of[name].as_array().into_iter().flatten()
}

fn words(of: &Value, name: &str) -> String {
    let words: Vec<String> = list(of, name).map(text).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// What is in use comes before what was.
fn by_use<'v>(of: &'v Value, name: &str, uses: &[&str]) -> Vec<&'v Value> {
    let mut all: Vec<&Value> = list(of, name).collect();
    let rank = |one: &&Value| {
        let of_use = one["use"].as_str().unwrap_or("usual");
        uses.iter().position(|known| *known == of_use).unwrap_or(uses.len())
    };
    all.sort_by_key(rank);
    all
}

fn names(patient: &Value, values: &mut Values) {
    let names = by_use(patient, "name", &["official", "usual", "temp", "anonymous"]);
    for (place, name) in names.into_iter().enumerate() {
        let given: Vec<String> = list(name, "given").map(text).collect();
        let (first, others) =
            given.split_first().map_or((String::new(), Vec::new()), |(first, others)| {
                (first.clone(), others.to_vec())
            });
        if place == 0 {
            values.push((Field::FirstName, first));
            values.push((Field::MiddleName, others.join(" ")));
            values.push((Field::LastName, text(&name["family"])));
            values.push((Field::Suffix, words(name, "suffix")));
        } else {
            values.push((Field::AliasFirstName, first));
            values.push((Field::AliasLastName, text(&name["family"])));
        }
    }
}

fn facts(patient: &Value, values: &mut Values) {
    values.push((Field::BirthDate, text(&patient["birthDate"])));
    let sex = match patient["gender"].as_str() {
        Some("female") => "F",
        Some("male") => "M",
        _ => "",
    };
    values.push((Field::Sex, sex.into()));
    let death = text(&patient["deceasedDateTime"]);
    values.push((Field::DeathDate, death.get(..10).unwrap_or_default().into()));
    if let Some(order) = patient["multipleBirthInteger"].as_u64() {
        values.push((Field::Plurality, "Y".into()));
        values.push((Field::BirthOrder, order.to_string()));
    } else if let Some(is_multiple) = patient["multipleBirthBoolean"].as_bool() {
        values.push((Field::Plurality, if is_multiple { "Y" } else { "N" }.into()));
    }
    let maiden = list(patient, "extension").find(|one| one["url"] == MAIDEN_NAME);
    values.extend(maiden.map(|one| (Field::MotherMaidenName, text(&one["valueString"]))));
}

fn contact(patient: &Value, values: &mut Values) {
    if let Some(address) = by_use(patient, "address", &["home", "usual", "temp", "work"]).first() {
        let mut lines = list(address, "line").map(text);
        values.push((Field::Street, lines.next().unwrap_or_default()));
        values.push((Field::Unit, lines.collect::<Vec<String>>().join(" ")));
        values.push((Field::City, text(&address["city"])));
        values.push((Field::State, text(&address["state"])));
        values.push((Field::Zip, text(&address["postalCode"])));
    }
    for telecom in by_use(patient, "telecom", &["mobile", "home", "usual", "temp", "work"]) {
        match telecom["system"].as_str() {
            Some("phone" | "sms") => values.push((Field::Phone, text(&telecom["value"]))),
            Some("email") => values.push((Field::Email, text(&telecom["value"]))),
            _ => {}
        }
    }
}

/// By their types of HL7 table 0203, or by a known system.
fn identifiers(patient: &Value, values: &mut Values) {
    for identifier in list(patient, "identifier") {
        let (number, system) = (text(&identifier["value"]), text(&identifier["system"]));
        let kinds: Vec<String> =
            list(&identifier["type"], "coding").map(|coding| text(&coding["code"])).collect();
        let is = |kind: &str| kinds.iter().any(|one| one == kind);
        let assigner = text(&identifier["assigner"]["display"]);
        let authority = if assigner.is_empty() { system.clone() } else { assigner };
        if is("SS") || system == SSN {
            values.push((Field::Ssn, number));
        } else if is("MA") {
            values.push((Field::MedicaidId, number));
        } else if is("BR") || is("BCT") {
            let is_state =
                authority.len() == 2 && authority.bytes().all(|sign| sign.is_ascii_uppercase());
            values.push((Field::BirthState, if is_state { authority } else { String::new() }));
            values.push((Field::CertificateNumber, number));
        } else if (is("MR") || is("PI") || is("PT")) && !authority.is_empty() {
            // Both, or neither: a chart's number means nothing without who gave it out.
            if !values.iter().any(|(field, _)| *field == Field::Mrn) {
                values.push((Field::Mrn, number));
                values.push((Field::MrnAuthority, authority));
            }
        }
    }
}

fn kin(patient: &Value, values: &mut Values) {
    for contact in list(patient, "contact") {
        let codings = list(contact, "relationship").flat_map(|one| list(one, "coding"));
        let kinds: Vec<String> = codings.map(|coding| text(&coding["code"])).collect();
        let first = list(&contact["name"], "given").map(text).next().unwrap_or_default();
        let last = text(&contact["name"]["family"]);
        let (first_name, last_name) = if kinds.iter().any(|kind| kind == "MTH") {
            (Field::MotherFirstName, Field::MotherLastName)
        } else if kinds.iter().any(|kind| kind == "FTH") {
            (Field::FatherFirstName, Field::FatherLastName)
        } else {
            (Field::GuardianFirstName, Field::GuardianLastName)
        };
        values.push((first_name, first));
        values.push((last_name, last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patient_is_a_record() {
        let patient = json!({
            "resourceType": "Patient",
            "name": [
                { "use": "old", "family": "Silva", "given": ["Lu"] },
                { "use": "official", "family": "Amaral", "given": ["Lucas", "T."], "suffix": ["Jr"] },
            ],
            "birthDate": "2023-11-03", "gender": "male", "multipleBirthInteger": 2,
            "address": [{ "line": ["12 Elm St", "Apt 3"], "city": "Lynn", "state": "MA", "postalCode": "01901" }],
            "telecom": [
                { "system": "phone", "use": "work", "value": "9783310199" },
                { "system": "phone", "use": "mobile", "value": "9783310140" },
                { "system": "email", "value": "a@example.org" },
            ],
            "identifier": [
                { "type": { "coding": [{ "code": "MR" }] }, "system": "urn:oid:1.2.3", "value": "M-7" },
                { "system": "http://hl7.org/fhir/sid/us-ssn", "value": "123-45-6780" },
                { "type": { "coding": [{ "code": "MA" }] }, "value": "MC77" },
                { "type": { "coding": [{ "code": "BR" }] }, "assigner": { "display": "MA" }, "value": "000123" },
                { "type": { "coding": [{ "code": "MR" }] }, "value": "of nobody" },
            ],
            "contact": [{
                "relationship": [{ "coding": [{ "code": "MTH" }] }],
                "name": { "family": "Teixeira", "given": ["Inês"] },
            }],
            "extension": [{ "url": MAIDEN_NAME, "valueString": "Lima" }],
        });
        let records = records(&patient);
        let value = |field| records.value(0, field);
        for (field, expected) in [
            (Field::FirstName, "Lucas"),
            (Field::MiddleName, "T."),
            (Field::LastName, "Amaral"),
            (Field::Suffix, "Jr"),
            (Field::AliasFirstName, "Lu"),
            (Field::AliasLastName, "Silva"),
            (Field::BirthDate, "2023-11-03"),
            (Field::Sex, "M"),
            (Field::Plurality, "Y"),
            (Field::BirthOrder, "2"),
            (Field::Street, "12 Elm St"),
            (Field::Unit, "Apt 3"),
            (Field::Zip, "01901"),
            (Field::Phone, "9783310140"),
            (Field::Email, "a@example.org"),
            (Field::Mrn, "M-7"),
            (Field::MrnAuthority, "urn:oid:1.2.3"),
            (Field::Ssn, "123-45-6780"),
            (Field::MedicaidId, "MC77"),
            (Field::CertificateNumber, "000123"),
            (Field::BirthState, "MA"),
            (Field::MotherFirstName, "Inês"),
            (Field::MotherLastName, "Teixeira"),
            (Field::MotherMaidenName, "Lima"),
        ] {
            assert_eq!(value(field), expected, "{}", field.name());
        }
    }

    #[test]
    fn a_patient_of_odd_shape_says_little() {
        let records = records(&json!({
            "name": "Lucas", "birthDate": 7, "address": {}, "identifier": [7], "contact": [{}],
            "deceasedDateTime": "é",
        }));
        assert_eq!(records.value(0, Field::FirstName), "");
        assert_eq!(records.len(), 1);
    }
}
