//! One VXU message, segment by segment.
//!
//! In: the values of a submission, then its doses. Out: the message's text. Must never: let a value
//! break the message: delimiters in it are escaped.

use crate::record::{FIELD_COUNT, Field};

use super::super::doses::WORDS;
use super::{compact, value};

/// A message that is being written; its memory is used again for the next.
#[derive(Default)]
pub(super) struct Message {
    text: String,
    source: String,
    received: String,
    doses: usize,
}

type Values<'a> = [&'a str; FIELD_COUNT];

impl Message {
    /// Begins the message of a submission: everything but its doses.
    pub(super) fn begin(&mut self, values: &Values) {
        self.text.clear();
        self.doses = 0;
        self.source = escaped(value(values, Field::Source));
        self.received = compact(value(values, Field::ReceivedAt));
        self.header(values);
        self.patient(values);
        self.relatives(values);
    }

    /// Adds a dose: vaccine, day, source, facility, lot, manufacturer, amount, completion, action and
    /// order.
    pub(super) fn dose(&mut self, dose: &[&str; WORDS]) {
        self.doses += 1;
        let [vaccine, date, source, facility, lot, maker, amount, completion, action, order] =
            *dose;
        let (date, lot) = (compact(date), escaped(lot));
        let order = match order {
            "" => String::new(),
            order => format!("{}^{}", escaped(order), self.source),
        };
        let word = if source == "00" { "New" } else { "Historical" };
        let facility = match facility {
            "" => String::new(),
            facility => format!("^^^{}", escaped(facility)),
        };
        let maker = if maker.is_empty() { String::new() } else { format!("{maker}^^MVX") };
        let unit = if amount == "999" { "" } else { "mL^^UCUM" };
        self.text.push_str(&format!("ORC|RE||{order}\r"));
        self.text.push_str(&format!(
            "RXA|0|1|{date}||{vaccine}^^CVX|{amount}|{unit}||{source}^{word}^NIP001||{facility}||||{lot}||{maker}|||{completion}|{action}\r"
        ));
    }

    /// The whole message.
    pub(super) fn end(&mut self) -> &str {
        if self.doses == 0 {
            // A message must hold a dose: "no vaccine administered" it is.
            let (source, received) = (&self.source, &self.received);
            self.text.push_str(&format!(
                "ORC|RE||9999^{source}\rRXA|0|1|{received}||998^^CVX|999||||||||||||||NA\r"
            ));
        }
        &self.text
    }

    fn header(&mut self, values: &Values) {
        let (source, received) = (&self.source, &self.received);
        // A record's id is its source's code and the id of the message.
        let id = value(values, Field::RecordId);
        let id = id
            .strip_prefix(value(values, Field::Source))
            .and_then(|rest| rest.strip_prefix('-'))
            .unwrap_or(id);
        self.text.push_str(&format!(
            "MSH|^~\\&|SELFSAME|{source}|MIIS|MDPH|{received}||VXU^V04^VXU_V04|{id}|P|2.5.1|||ER|AL||UNICODE UTF-8|||Z22^CDCPHINVS\r"
        ));
    }

    fn patient(&mut self, values: &Values) {
        let get = |field| escaped(value(values, field));
        let mut fields: [String; 31] = Default::default();
        fields[1] = "1".to_owned();
        fields[3] = repeated([
            (get(Field::Mrn), format!("^^^{}^MR", self.source)),
            (get(Field::MedicaidId), "^^^MA^MA".to_owned()),
            (get(Field::Ssn), "^^^SSA^SS".to_owned()),
        ]);
        fields[5] = format!(
            "{}^{}^{}^{}^^^L",
            get(Field::LastName),
            get(Field::FirstName),
            get(Field::MiddleName),
            get(Field::Suffix)
        );
        let maiden = get(Field::MotherMaidenName);
        if !maiden.is_empty() {
            fields[6] = format!("{maiden}^{}^^^^^M", get(Field::MotherFirstName));
        }
        fields[7] = escaped(&compact(value(values, Field::BirthDate)));
        fields[8] = get(Field::Sex);
        fields[10] = coded(&get(Field::Race));
        fields[11] = address(&get);
        fields[13] = contact(value(values, Field::Phone), &get(Field::Email));
        fields[22] = coded(&get(Field::Ethnicity));
        fields[23] = get(Field::BirthFacility);
        fields[24] = match get(Field::Plurality) {
            number if number.parse() == Ok(1u8) => "N".to_owned(),
            number if number.parse::<u8>().is_ok() => "Y".to_owned(),
            word => word,
        };
        fields[25] = get(Field::BirthOrder);
        fields[29] = escaped(&compact(value(values, Field::DeathDate)));
        if !fields[29].is_empty() {
            fields[30] = "Y".to_owned();
        }
        self.text.push_str("PID");
        let used = fields.iter().rposition(|field| !field.is_empty()).unwrap_or(0);
        for field in &fields[1..=used] {
            self.text.push('|');
            self.text.push_str(field);
        }
        self.text.push('\r');
    }

    /// The mother, where her maiden name does not say her given name, and the guardian.
    fn relatives(&mut self, values: &Values) {
        let get = |field| escaped(value(values, field));
        let mother = get(Field::MotherFirstName);
        let mut next = 1;
        if !mother.is_empty() && value(values, Field::MotherMaidenName).is_empty() {
            self.text.push_str(&format!("NK1|{next}|^{mother}|MTH^Mother^HL70063\r"));
            next += 1;
        }
        let (first, last) = (get(Field::GuardianFirstName), get(Field::GuardianLastName));
        if !first.is_empty() || !last.is_empty() {
            self.text.push_str(&format!("NK1|{next}|{last}^{first}^^^^^L|GRD^Guardian^HL70063\r"));
        }
    }
}

/// What is there of some values, each with what follows it.
fn repeated<const N: usize>(values: [(String, String); N]) -> String {
    let there = values.into_iter().filter(|(value, _)| !value.is_empty());
    there.map(|(value, rest)| value + &rest).collect::<Vec<_>>().join("~")
}

fn coded(code: &str) -> String {
    if code.is_empty() { String::new() } else { format!("{code}^^CDCREC") }
}

/// The home, and the state of birth.
fn address(get: &impl Fn(Field) -> String) -> String {
    let parts = [Field::Street, Field::Unit, Field::City, Field::State, Field::Zip].map(get);
    let home = if parts.iter().all(String::is_empty) { String::new() } else { parts.join("^") };
    let born = match get(Field::BirthState) {
        state if state.is_empty() => state,
        state => format!("^^^{state}"),
    };
    repeated([(home, "^USA^H".to_owned()), (born, "^^^BDL".to_owned())])
}

/// The telephone, in parts if it is ten digits and nothing else, and the e-mail address.
fn contact(phone: &str, email: &str) -> String {
    let plain = phone.len() == 10 && phone.bytes().all(|byte| byte.is_ascii_digit());
    let phone = match phone {
        "" => String::new(),
        phone if plain => format!("^PRN^PH^^^{}^{}", &phone[..3], &phone[3..]),
        phone => format!("{}^PRN^PH", escaped(phone)),
    };
    let email = if email.is_empty() { String::new() } else { format!("^NET^Internet^{email}") };
    repeated([(phone, String::new()), (email, String::new())])
}

/// A value whose delimiters are no delimiters.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '|' => text.push_str("\\F\\"),
            '^' => text.push_str("\\S\\"),
            '&' => text.push_str("\\T\\"),
            '~' => text.push_str("\\R\\"),
            '\\' => text.push_str("\\E\\"),
            _ => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_in_values_are_escaped() {
        assert_eq!(escaped("a|b^c&d~e\\f"), "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f");
    }

    #[test]
    fn a_telephone_is_told_in_parts_only_if_it_has_them() {
        assert_eq!(contact("9785550142", ""), "^PRN^PH^^^978^5550142");
        assert_eq!(contact("(978) 555-0142", "a@b"), "(978) 555-0142^PRN^PH~^NET^Internet^a@b");
    }
}
