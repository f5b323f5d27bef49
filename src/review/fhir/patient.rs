//! A client as a `Patient`.
//!
//! In: the golden record. Out: the resource. Must never: hold a social security number, or a value that is
//! not the golden record's.

use serde_json::{Map, Value, json};

use super::received::MAIDEN_NAME;
use crate::pipeline::{Looked, Person};
use crate::record::Sex;
use crate::table::Row;

/// The resource.
pub fn resource(client_id: &str, looked: &Looked, person: &Person) -> Value {
    let golden = Golden { looked, person };
    let mut patient = Map::new();
    let mut put = |name: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !is_empty {
            patient.insert(name.into(), value);
        }
    };
    put("resourceType", json!("Patient"));
    put("id", json!(client_id));
    let maiden = golden.text("mother_maiden_name");
    put("extension", list(maiden, |maiden| json!({ "url": MAIDEN_NAME, "valueString": maiden })));
    put(
        "identifier",
        list(golden.text("medicaid_id"), |number| {
            let system = "http://terminology.hl7.org/CodeSystem/v2-0203";
            json!({ "type": { "coding": [{ "system": system, "code": "MA" }] }, "value": number })
        }),
    );
    put("name", name(&golden));
    put("telecom", telecom(&golden));
    put("gender", golden.row("sex").and_then(gender).map_or(Value::Null, Value::from));
    let date =
        |name| golden.row(name).map(|row| if name == "birth_date" { row.birth } else { row.death });
    let day = |name| {
        date(name).filter(|date| date.is_some()).map_or(Value::Null, |date| json!(date.to_string()))
    };
    put("birthDate", day("birth_date"));
    put("deceasedDateTime", day("death_date"));
    put("address", address(&golden));
    let order = golden.row("birth_order").map(|row| row.birth_order).filter(|order| *order > 0);
    put("multipleBirthInteger", order.map_or(Value::Null, Value::from));
    Value::Object(patient)
}

struct Golden<'a> {
    looked: &'a Looked,
    person: &'a Person,
}

impl Golden<'_> {
    /// A golden value as received.
    fn text(&self, name: &str) -> Option<&str> {
        let found = self.person.golden.iter().find(|golden| golden.name == name);
        found.map(|golden| golden.value.as_str())
    }

    /// The record that tells a golden value, in standard form.
    fn row(&self, name: &str) -> Option<&Row> {
        let found = self.person.golden.iter().find(|golden| golden.name == name);
        found.map(|golden| &self.looked.table.rows[golden.place])
    }
}

fn list(text: Option<&str>, item: impl Fn(&str) -> Value) -> Value {
    text.into_iter().map(item).collect()
}

fn name(golden: &Golden) -> Value {
    let given: Vec<&str> =
        ["first_name", "middle_name"].iter().filter_map(|name| golden.text(name)).collect();
    let mut name = Map::new();
    if let Some(family) = golden.text("last_name") {
        name.insert("family".into(), json!(family));
    }
    if !given.is_empty() {
        name.insert("given".into(), json!(given));
    }
    if let Some(suffix) = golden.text("suffix") {
        name.insert("suffix".into(), json!([suffix]));
    }
    if name.is_empty() { Value::Null } else { json!([name]) }
}

fn gender(row: &Row) -> Option<&'static str> {
    row.sex().map(|sex| match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    })
}

fn telecom(golden: &Golden) -> Value {
    let told = [("phone", "phone"), ("email", "email")];
    let told = told.iter().filter_map(|(name, system)| Some((golden.text(name)?, system)));
    told.map(|(value, system)| json!({ "system": system, "value": value })).collect()
}

fn address(golden: &Golden) -> Value {
    let lines: Vec<&str> = ["street", "unit"].iter().filter_map(|name| golden.text(name)).collect();
    let mut address = Map::new();
    if !lines.is_empty() {
        address.insert("line".into(), json!(lines));
    }
    for (name, column) in [("city", "city"), ("state", "state"), ("postalCode", "zip")] {
        if let Some(value) = golden.text(column) {
            address.insert(name.into(), json!(value));
        }
    }
    if address.is_empty() { Value::Null } else { json!([address]) }
}
