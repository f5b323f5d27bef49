//! What a program asks.
//!
//! In: the bytes of a `Parameters` resource, or of a `Patient` alone. Out: [`Asked`]. Must never: say in a
//! problem what was sent.

use serde_json::Value;

use super::{MOST, USUAL};

/// A patient, and which of the clients are wanted.
#[derive(Debug)]
pub struct Asked {
    /// The `Patient` resource.
    pub patient: Value,
    /// Whether only a certain match is wanted.
    pub only_certain: bool,
    /// How many at most.
    pub count: usize,
}

impl Asked {
    /// Reads it; what is wrong, in words.
    pub fn parse(body: &[u8]) -> Result<Asked, &'static str> {
        let sent: Value = serde_json::from_slice(body).map_err(|_| "The body is no JSON.")?;
        let mut asked = Asked { patient: Value::Null, only_certain: false, count: USUAL };
        match sent["resourceType"].as_str() {
            Some("Patient") => asked.patient = sent,
            Some("Parameters") => {
                for parameter in sent["parameter"].as_array().into_iter().flatten() {
                    asked.take(parameter)?;
                }
            }
            _ => return Err("The body is no Parameters resource."),
        }
        match asked.patient["resourceType"].as_str() {
            Some("Patient") => Ok(asked),
            _ => Err("The parameter \"resource\" with a Patient is missing."),
        }
    }

    fn take(&mut self, parameter: &Value) -> Result<(), &'static str> {
        match parameter["name"].as_str() {
            Some("resource") => self.patient = parameter["resource"].clone(),
            Some("onlyCertainMatches") => {
                let wanted = parameter["valueBoolean"].as_bool();
                self.only_certain = wanted.ok_or("onlyCertainMatches is no valueBoolean.")?;
            }
            Some("count") => {
                let count = parameter["valueInteger"].as_u64().filter(|count| *count > 0);
                let count = count.ok_or("count is no valueInteger from 1 on.")?;
                self.count = usize::try_from(count).unwrap_or(MOST).min(MOST);
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(more: &str) -> String {
        format!(
            r#"{{"resourceType":"Parameters","parameter":[
            {{"name":"resource","resource":{{"resourceType":"Patient"}}}}{more}]}}"#
        )
    }

    #[test]
    fn what_is_asked_is_read() {
        let asked = Asked::parse(parameters("").as_bytes()).unwrap();
        assert_eq!((asked.only_certain, asked.count), (false, 10));
        let more = r#",{"name":"onlyCertainMatches","valueBoolean":true},{"name":"count","valueInteger":900}"#;
        let asked = Asked::parse(parameters(more).as_bytes()).unwrap();
        assert_eq!((asked.only_certain, asked.count), (true, 50));
        assert!(Asked::parse(br#"{"resourceType":"Patient"}"#).is_ok());
    }

    #[test]
    fn what_is_no_question_is_told() {
        for (body, word) in [
            ("{", "no JSON"),
            ("[]", "Parameters"),
            (r#"{"resourceType":"Observation"}"#, "Parameters"),
            (r#"{"resourceType":"Parameters"}"#, "resource"),
            (&parameters(r#",{"name":"count","valueInteger":0}"#), "count"),
            (&parameters(r#",{"name":"onlyCertainMatches","valueString":"yes"}"#), "onlyCertain"),
        ] {
            let problem = Asked::parse(body.as_bytes()).unwrap_err();
            assert!(problem.contains(word), "{problem}");
        }
    }
}
