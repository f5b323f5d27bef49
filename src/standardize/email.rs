//! E-mail addresses.
//!
//! In: an e-mail field. Out: the address in lower case, and the field's state. Must never: drop
//! what tells two mailboxes apart.

use super::text;
use crate::record::FieldState;

/// An e-mail address in lower case. Made-up ones (none@none.com, declined@…) are placeholders.
/// Empty unless present.
pub fn email(raw: &str) -> (FieldState, String) {
    let lower = text::fold(raw).to_ascii_lowercase();
    let value = lower.trim().trim_start_matches("mailto:");
    let value = value.trim_matches(|c: char| " <>;,\"'.".contains(c));
    if value.is_empty() {
        return (text::blank(raw), String::new());
    }
    let Some((mailbox, host)) = value.split_once('@') else {
        let unknown = text::says_unknown(&text::compact(value)) || value == "no";
        let state = if unknown { FieldState::Placeholder } else { FieldState::Invalid };
        return (state, String::new());
    };
    if is_made_up(mailbox, host) {
        (FieldState::Placeholder, String::new())
    } else if is_address(mailbox, host) {
        (FieldState::Present, value.to_owned())
    } else {
        (FieldState::Invalid, String::new())
    }
}

fn is_address(mailbox: &str, host: &str) -> bool {
    let parts = host.split('.').filter(|part| !part.is_empty()).count();
    let whole = parts >= 2 && parts == host.split('.').count();
    let clean = |text: &str| !text.is_empty() && !text.contains(['@', ' ', ',', ';']);
    whole && clean(mailbox) && clean(host)
}

fn is_made_up(mailbox: &str, host: &str) -> bool {
    let name = text::compact(mailbox);
    let first = host.split('.').next().unwrap_or_default();
    let made_up = |word: &str| {
        text::says_unknown(word)
            || matches!(word, "NO" | "NOEMAIL" | "NOMAIL" | "NOEMAILADDRESS" | "NOREPLY" | "TEST")
    };
    made_up(&name) || made_up(&text::compact(first)) || (name.len() == 1 && first.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::FieldState::{Invalid, Missing, Placeholder, Present};
    use super::*;

    #[test]
    fn emails() {
        for (raw, state, text) in [
            ("Robert255@Smith.net ", Present, "robert255@smith.net"),
            ("mailto:a.b+c@example.org", Present, "a.b+c@example.org"),
            ("none@none.com", Placeholder, ""),
            ("noemail@example.org", Placeholder, ""),
            ("test@test.com", Placeholder, ""),
            ("a@a.com", Placeholder, ""),
            ("N/A", Placeholder, ""),
            ("declined", Placeholder, ""),
            ("robert", Invalid, ""),
            ("robert@smith", Invalid, ""),
            ("rob ert@smith.net", Invalid, ""),
            ("@smith.net", Invalid, ""),
            ("", Missing, ""),
        ] {
            assert_eq!(email(raw), (state, text.to_owned()), "{raw}");
        }
    }
}
