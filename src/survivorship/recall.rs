//! How strict a wish about reminders is.

/// HL7 table 0215, from the strictest wish to the one that allows all: nothing; only the provider is
/// told, of one kind and then of both; only one kind, without calls and then by any means; both kinds.
const STRICTEST_FIRST: [u8; 12] = [1, 10, 12, 9, 11, 8, 5, 7, 4, 6, 3, 2];

/// How strict a wish is; 0 if it is none of the table.
pub fn strictness(raw: &str) -> u8 {
    let Ok(code) = raw.trim().parse::<u8>() else { return 0 };
    let place = STRICTEST_FIRST.iter().rev().position(|&of| of == code);
    place.map_or(0, |place| place as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::strictness;

    #[test]
    fn no_reminder_at_all_is_the_strictest_and_no_code_is_none() {
        let codes = ["01", "10", "08", "05", "04", "03", "02", "", "yes", "13"];
        let strict = codes.map(strictness);
        assert!(strict[..7].windows(2).all(|two| two[0] > two[1]), "{strict:?}");
        assert_eq!(strict[6..], [1, 0, 0, 0]);
        assert_eq!(strictness("2"), strictness("02"));
    }
}
