//! Telephone numbers as ten digits.
//!
//! In: a phone field. Out: the number as an integer, and the field's state. Must never: hold a
//! number that half a clinic shares as evidence: dummies are placeholders.

use super::{Rules, text};
use crate::record::FieldState;

impl Rules {
    /// A telephone number: ten digits without country code 1, extension and punctuation; another
    /// country's number only where it says so (`+351 …`, `011 351 …`). 0 unless present.
    pub fn phone(&self, raw: &str) -> (FieldState, u64) {
        let folded = text::fold(raw);
        let value = folded.trim();
        if value.is_empty() {
            return (FieldState::Missing, 0);
        }
        let all = text::digits(without_extension(value));
        if all.is_empty() {
            // A word, or dots: nobody wrote a wrong number, nobody wrote one at all.
            return (FieldState::Placeholder, 0);
        }
        let abroad = value.starts_with('+') || all.starts_with("011");
        let digits = national(&all);
        if self.is_dummy_phone(digits) {
            return (FieldState::Placeholder, 0);
        }
        let first = digits.as_bytes().first().copied().unwrap_or(b'0');
        let valid = match digits.len() {
            // Area codes begin with 2 to 9. Real exports have odd exchanges, so those may be.
            10 => first >= b'2' || abroad,
            8 | 9 | 11..=15 => abroad,
            _ => false,
        };
        match digits.parse() {
            Ok(number) if valid => (FieldState::Present, number),
            _ => (FieldState::Invalid, 0),
        }
    }

    fn is_dummy_phone(&self, digits: &str) -> bool {
        let line = digits.len().checked_sub(7).and_then(|start| digits.get(start..));
        self.placeholders.phones.contains(digits)
            || text::is_one_char(digits)
            || line.is_some_and(|line| text::is_one_char(line) || line == "1234567")
    }
}

/// What stands before `x123`, `ext. 123` or `#123`.
fn without_extension(value: &str) -> &str {
    let has_number = |end: usize| value[..end].bytes().filter(u8::is_ascii_digit).count() >= 7;
    match value.find(['X', 'E', '#']) {
        Some(end) if has_number(end) => &value[..end],
        _ => value,
    }
}

/// Drops the way out of the country and the country code of North America.
fn national(all: &str) -> &str {
    let digits = all.strip_prefix("011").filter(|rest| rest.len() >= 8).unwrap_or(all);
    match digits.strip_prefix('1') {
        Some(rest) if rest.len() == 10 => rest,
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::FieldState::{Invalid, Missing, Placeholder, Present};
    use super::*;

    #[test]
    fn phones() {
        let rules = Rules::shipped();
        for (raw, state, number) in [
            ("(978) 555-0142", Present, 9_785_550_142),
            ("978.555.0142", Present, 9_785_550_142),
            ("+1 978 555 0142", Present, 9_785_550_142),
            ("19785550142", Present, 9_785_550_142),
            ("978-555-0142 x12", Present, 9_785_550_142),
            ("978-555-0142 ext. 12", Present, 9_785_550_142),
            ("(989)055-5300", Present, 9_890_555_300),
            ("+351 912 345 678", Present, 351_912_345_678),
            ("555-0142", Invalid, 0),
            ("0785550142", Invalid, 0),
            ("1785550142", Invalid, 0),
            ("97855501421", Invalid, 0),
            ("712 300633", Invalid, 0),
            ("0000000000", Placeholder, 0),
            ("999-999-9999", Placeholder, 0),
            ("9999999", Placeholder, 0),
            ("1234567890", Placeholder, 0),
            ("555-555-5555", Placeholder, 0),
            ("978-000-0000", Placeholder, 0),
            ("978-123-4567", Placeholder, 0),
            ("none", Placeholder, 0),
            ("-", Placeholder, 0),
            ("", Missing, 0),
        ] {
            assert_eq!(rules.phone(raw), (state, number), "{raw}");
        }
    }

    #[test]
    fn a_clinic_may_list_its_own_number() {
        let extra = crate::standardize::Placeholders {
            phones: vec!["(978) 555-0100".into()],
            ..Default::default()
        };
        let rules = Rules::shipped().with_placeholders(&extra);
        assert_eq!(rules.phone("1-978-555-0100"), (Placeholder, 0));
    }
}
