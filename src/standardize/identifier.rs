//! Identifiers: social security numbers, medical record numbers, Medicaid ids, certificates.
//!
//! In: an identifier field. Out: the identifier in one spelling, and the field's state. Must
//! never: hold a dummy as evidence, for an equal identifier is the strongest there is.

use super::{Rules, text};
use crate::record::FieldState;

impl Rules {
    /// A social security number. Other all-digit numbers of five digits or more (another
    /// country's identity numbers) are taken as they are, but four digits are the last four of
    /// somebody's, which thousands share. Dummies as in the AIRA MQE list. 0 unless present.
    pub fn ssn(&self, raw: &str) -> (FieldState, u32) {
        let compact = text::compact(raw);
        if compact.is_empty() {
            return (text::blank(raw), 0);
        }
        if self.is_dummy_identifier(&compact) || is_dummy_ssn(&compact) {
            return (FieldState::Placeholder, 0);
        }
        let digits = compact.bytes().all(|b| b.is_ascii_digit());
        match compact.parse() {
            Ok(number) if digits && compact.len() >= 5 => (FieldState::Present, number),
            _ => (FieldState::Invalid, 0),
        }
    }

    /// An identifier of a source: letters and digits, upper case, leading zeros dropped, because
    /// one system pads and the next does not. Empty unless present.
    pub fn identifier(&self, raw: &str) -> (FieldState, String) {
        let compact = text::compact(raw);
        if compact.is_empty() {
            return (text::blank(raw), String::new());
        }
        let bare = compact.trim_start_matches('0');
        let is_dummy = self.is_dummy_identifier(&compact)
            || (bare.len() < compact.len() && self.is_dummy_identifier(bare));
        if bare.is_empty() || is_dummy {
            return (FieldState::Placeholder, String::new());
        }
        (FieldState::Present, bare.to_owned())
    }

    /// The number of a birth certificate: a serial number, so 000777 and 012345 are what they say; only
    /// zeros and nines fill a field. Spelt as other identifiers are.
    pub fn certificate_number(&self, raw: &str) -> (FieldState, String) {
        let compact = text::compact(raw);
        let bare = compact.trim_start_matches('0');
        let is_serial = !bare.is_empty() && compact.bytes().all(|byte| byte.is_ascii_digit());
        let filled = bare.len() >= 4 && bare.bytes().all(|byte| byte == b'9');
        if is_serial && !filled {
            return (FieldState::Present, bare.to_owned());
        }
        self.identifier(raw)
    }

    fn is_dummy_identifier(&self, compact: &str) -> bool {
        let repeated = compact.len() >= 3 && text::is_one_char(compact);
        repeated || text::says_unknown(compact) || self.placeholders.identifiers.contains(compact)
    }
}

/// 000-.., ..-00-.., ..-0000, a digit six times or more in a row, and all but the last four
/// masked: `XXX-XX-1234`.
fn is_dummy_ssn(compact: &str) -> bool {
    let repeated = compact.as_bytes().chunk_by(|a, b| a == b).any(|run| run.len() >= 6);
    let masked = compact.starts_with("XXX");
    let unissued = compact.len() == 9
        && compact.is_ascii()
        && (compact.starts_with("000") || &compact[3..5] == "00" || compact.ends_with("0000"));
    repeated || masked || unissued
}

#[cfg(test)]
mod tests {
    use super::FieldState::{Invalid, Missing, Placeholder, Present};
    use super::*;

    #[test]
    fn social_security_numbers() {
        let rules = Rules::shipped();
        for (raw, state, number) in [
            ("675-79-1449", Present, 675_791_449),
            ("019559440", Present, 19_559_440),
            ("5304218", Present, 5_304_218),
            ("000-12-3456", Placeholder, 0),
            ("675-00-1449", Placeholder, 0),
            ("675-79-0000", Placeholder, 0),
            ("123456789", Placeholder, 0),
            ("123-45-6789", Placeholder, 0),
            ("987654321", Placeholder, 0),
            ("999-99-9999", Placeholder, 0),
            ("111111234", Placeholder, 0),
            ("XXX-XX-1449", Placeholder, 0),
            ("none", Placeholder, 0),
            ("--", Placeholder, 0),
            ("1449", Invalid, 0),
            ("67579144A", Invalid, 0),
            ("98765432109876", Invalid, 0),
            ("", Missing, 0),
        ] {
            assert_eq!(rules.ssn(raw), (state, number), "{raw}");
        }
    }

    #[test]
    fn identifiers() {
        let rules = Rules::shipped();
        for (raw, state, text) in [
            ("5-V27", Present, "5V27"),
            ("48Aa-E.01.01", Present, "48AAE0101"),
            ("000104233", Present, "104233"),
            ("8841", Present, "8841"),
            ("22", Present, "22"),
            ("0", Placeholder, ""),
            ("000000", Placeholder, ""),
            ("99999", Placeholder, ""),
            ("123456789", Placeholder, ""),
            ("Unknown", Placeholder, ""),
            ("N/A", Placeholder, ""),
            ("none", Placeholder, ""),
            ("#", Placeholder, ""),
            ("", Missing, ""),
        ] {
            assert_eq!(rules.identifier(raw), (state, text.to_owned()), "{raw}");
        }
    }

    #[test]
    fn certificate_numbers() {
        let rules = Rules::shipped();
        for (raw, state, text) in [
            ("000777", Present, "777"),
            ("012345", Present, "12345"),
            ("111111", Present, "111111"),
            ("104233", Present, "104233"),
            ("2023-104233", Present, "2023104233"),
            ("999999", Placeholder, ""),
            ("000000", Placeholder, ""),
            ("Pending", Placeholder, ""),
            ("", Missing, ""),
        ] {
            assert_eq!(rules.certificate_number(raw), (state, text.to_owned()), "{raw}");
        }
    }
}
