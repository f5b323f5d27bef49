//! Generation suffixes: Jr, Sr, III, wherever they stand.
//!
//! In: the suffix field, or one token of a name. Out: the generation. Must never: take the initial
//! V of "Mary V" for a fifth generation.

use super::{Rules, text};
use crate::record::Suffix;

impl Rules {
    /// The suffix field. What is no generation (an academic title, a first generation) is none.
    pub fn suffix(&self, raw: &str) -> Option<Suffix> {
        let compact = text::compact(raw);
        of_token(&compact).or(match &*compact {
            "JUNIOR" | "2" => Some(Suffix::Junior),
            "SENIOR" => Some(Suffix::Senior),
            "3" | "THIRD" => Some(Suffix::Third),
            "4" | "FOURTH" => Some(Suffix::Fourth),
            "V" | "5" | "FIFTH" => Some(Suffix::Fifth),
            _ => None,
        })
    }
}

/// A token that is a generation wherever it stands in a name.
pub(super) fn of_token(token: &str) -> Option<Suffix> {
    match token {
        "JR" | "JNR" | "II" | "2ND" => Some(Suffix::Junior),
        "SR" | "SNR" => Some(Suffix::Senior),
        "III" | "3RD" => Some(Suffix::Third),
        "IV" | "4TH" => Some(Suffix::Fourth),
        "5TH" => Some(Suffix::Fifth),
        _ => None,
    }
}

/// A token that is a generation only as the last of several: JUNIOR LEE is called Junior.
pub(super) fn of_last_token(token: &str, in_surname: bool) -> Option<Suffix> {
    match token {
        "JUNIOR" => Some(Suffix::Junior),
        "SENIOR" => Some(Suffix::Senior),
        // After a given name a V is the initial of a middle name.
        "V" if in_surname => Some(Suffix::Fifth),
        _ => of_token(token),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_field() {
        let rules = Rules::shipped();
        for (raw, suffix) in [
            ("Jr.", Some(Suffix::Junior)),
            ("junior", Some(Suffix::Junior)),
            ("II", Some(Suffix::Junior)),
            ("2nd", Some(Suffix::Junior)),
            ("SR", Some(Suffix::Senior)),
            ("III", Some(Suffix::Third)),
            ("3rd", Some(Suffix::Third)),
            ("IV", Some(Suffix::Fourth)),
            ("V", Some(Suffix::Fifth)),
            ("MD", None),
            ("I", None),
            ("", None),
            ("UNKNOWN", None),
        ] {
            assert_eq!(rules.suffix(raw), suffix, "{raw}");
        }
    }
}
