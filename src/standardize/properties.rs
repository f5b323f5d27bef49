//! What holds for any text at all: nothing panics, and a standard form is its own standard form.

use proptest::prelude::*;

use super::*;
use crate::record::{Date, FieldState};

/// Texts that come near the rules, beside texts of any characters.
fn value() -> impl Strategy<Value = String> {
    let pieces = [
        "BABY",
        "BOY",
        "GIRL",
        "TWIN",
        "A",
        "B",
        "1",
        "2",
        "WENDY",
        "S",
        "'S",
        "JR",
        "III",
        "V",
        "MR",
        "MC",
        "MAC",
        "O",
        "D",
        "ZZZ",
        "TEST",
        "DELETE",
        "DO NOT USE",
        "SAINT",
        "ST",
        "12",
        "1/2",
        "12-14",
        "#",
        "APT",
        "FL",
        "NORTH",
        "ELM",
        "STREET",
        "AVENUE",
        "PO BOX",
        "TWENTY",
        "FIRST",
        "66",
        "T1FFANY",
        "J5R",
        "1II",
        "ñ",
        "’",
        "(",
        ")",
        "\"",
        "-",
        ",",
        " ",
        " ",
        " ",
        " ",
        ".",
        "2023",
        "03",
        "14",
        "/",
        "MAR",
        "OF",
        "REAR",
        "X",
        "@",
        "é",
        "UNKNOWN",
        "5TH",
    ];
    prop_oneof![
        any::<String>(),
        "\\PC{0,40}",
        "[A-Z0-9 '#,./-]{0,40}",
        proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..12)
            .prop_map(|pieces| pieces.concat()),
    ]
}

/// Lines as people write them: house number, direction, name, suffix, direction, unit.
fn street_line() -> impl Strategy<Value = String> {
    let of = |words: &[&'static str]| proptest::sample::select(words.to_vec());
    (
        of(&["", "12", "012A", "12-14", "12 1/2"]),
        of(&["", "N", "NORTH", "SO."]),
        of(&[
            "ELM",
            "ST MARYS",
            "Saint Mary's",
            "TWENTY FIRST",
            "66",
            "FIRST",
            "OLD MILL",
            "O'NEIL",
        ]),
        of(&["STREET", "AVNU", "ROAD", "HIGHWAY", "SQ", "TERR EXT"]),
        of(&["", "SOUTH", "NW"]),
        of(&["", "APT 3B", "#3B", "3RD FLOOR", "REAR", ", Unit # 012", "BLDG 2 APT 4"]),
    )
        .prop_map(|(number, before, name, suffix, after, unit)| {
            format!("{number} {before} {name} {suffix} {after} {unit}")
        })
}

thread_local! {
    // Built once: the properties run over thousands of values.
    static RULES: Rules = Rules::shipped();
}

fn with_rules<T>(run: impl FnOnce(&Rules) -> T) -> T {
    RULES.with(run)
}

fn is_plain(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ';
    text.bytes().all(plain) && !text.contains("  ") && text.trim() == text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_name_is_its_own_standard_form(raw in value()) {
        with_rules(|rules| {
            for read in [Rules::given_name, Rules::surname] {
                let name = read(rules, &raw);
                prop_assert!(is_plain(&name.text));
                prop_assert_eq!(name.text.is_empty(), name.state != FieldState::Present);
                prop_assert!(name.text.split(' ').count() <= crate::limits::NAME_TOKENS);
                if name.state == FieldState::Present {
                    let again = read(rules, &name.text);
                    prop_assert_eq!(again.state, FieldState::Present);
                    prop_assert_eq!(again.text, name.text);
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn only_a_present_street_has_a_name(raw in value(), unit in value()) {
        with_rules(|rules| {
            let street = rules.street(&raw, &unit);
            prop_assert_eq!(street.name.is_empty(), street.state != FieldState::Present);
            Ok(())
        })?;
    }

    #[test]
    fn a_street_is_its_own_standard_form(raw in street_line()) {
        with_rules(|rules| {
            let street = rules.street(&raw, "");
            prop_assert_eq!(street.state, FieldState::Present);
            if street.state == FieldState::Present && street.name != "PO BOX" {
                let line = format!("{} {}", street.number, street.name);
                let again = rules.street(&line, &street.unit);
                prop_assert_eq!(again, street, "{}", line);
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_other_forms_are_their_own_standard_form(raw in value()) {
        with_rules(|rules| {
            let (state, text) = rules.identifier(&raw);
            prop_assert_eq!(rules.identifier(&text).1, text.clone());
            prop_assert_eq!(text.is_empty(), state != FieldState::Present);
            let (state, text) = city(&raw);
            prop_assert_eq!(city(&text).1, text.clone());
            prop_assert_eq!(text.is_empty(), state != FieldState::Present);
            let (state, text) = email(&raw);
            prop_assert_eq!(email(&text).1, text.clone());
            prop_assert_eq!(text.is_empty(), state != FieldState::Present);
            Ok(())
        })?;
    }

    #[test]
    fn nothing_panics_and_only_what_is_present_has_a_value(raw in value(), format in value()) {
        with_rules(|rules| {
            let formats = [format, format!("%Y{raw}%m%d"), "%d/%m/%y".to_owned()];
            let (state, day) = date(&raw, &formats);
            prop_assert_eq!(day.is_some(), state == FieldState::Present);
            let (state, day) = birth_date(&raw, &formats, Date::NONE);
            prop_assert_eq!(day.is_some(), state == FieldState::Present);
            let present = |state| state == FieldState::Present;
            let (state, number) = rules.phone(&raw);
            prop_assert_eq!(number != 0, present(state));
            let (state, number) = rules.ssn(&raw);
            prop_assert_eq!(number != 0, present(state));
            let (state, code) = zip(&raw);
            prop_assert_eq!(code != 0, present(state));
            let (state, code) = super::state(&raw);
            prop_assert_eq!(code != 0, present(state));
            let (state, value) = sex(&raw);
            prop_assert_eq!(value.is_some(), present(state));
            let (state, count) = plurality(&raw);
            prop_assert_eq!(count != 0, present(state));
            let (state, count) = birth_order(&raw);
            prop_assert_eq!(count != 0, present(state));
            data_sharing(&raw);
            rules.suffix(&raw);
            rules.nickname_classes(&raw);
            is_particle(&raw);
            Ok(())
        })?;
    }
}

/// The longest field that a reader lets through costs no more than its length.
#[test]
fn a_long_hostile_value_is_read_in_a_moment() {
    let rules = Rules::shipped();
    for piece in
        ["(", "\"", "'A ", "V ", "BABY", "SGIRL", "12 ", "# ", "1/", "O ", "FIRST ", "ﷺ", "Z"]
    {
        let raw = piece.repeat(crate::limits::FIELD_BYTES / piece.len());
        let started = std::time::Instant::now();
        for _ in 0..10 {
            rules.given_name(&raw);
            rules.surname(&raw);
            rules.street(&raw, &raw);
            rules.identifier(&raw);
            rules.phone(&raw);
            rules.ssn(&raw);
            date(&raw, &["%Y%m%d".to_owned()]);
            city(&raw);
            email(&raw);
        }
        // Generous: a loaded machine in a debug build; quadratic work takes minutes.
        assert!(started.elapsed().as_secs() < 10, "{piece:?}");
    }
}
