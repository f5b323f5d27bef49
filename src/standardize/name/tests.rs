//! Names as they come, and what is made of them.

use super::*;
use crate::record::FieldState::{Invalid, Missing, Placeholder, Present};
use crate::record::Sex;

fn rules() -> Rules {
    Rules::shipped()
}

#[test]
fn given_names() {
    let rules = rules();
    for (raw, text) in [
        ("Renée", "RENEE"),
        ("  amara ", "AMARA"),
        ("T1ffany", "TIFFANY"),
        ("D3R3K", "DEREK"),
        ("Nicho1as", "NICHOLAS"),
        ("Mar1a", "MARIA"),
        ("Mar:a", "MARIA"),
        ("E|la", "ELLA"),
        ("Kailan:", "KAILAN"),
        ("Maria2", "MARIA2"),
        ("Mary-Ellen", "MARY ELLEN"),
        ("Selena Kay", "SELENA KAY"),
        ("Thi Lan", "THI LAN"),
        ("J.", "J"),
        ("Leo J", "LEO J"),
        ("MARY V", "MARY V"),
        ("Katherine (Katie)", "KATHERINE"),
        ("William \"Bill\"", "WILLIAM"),
        ("William 'Bill'", "WILLIAM"),
        ("(Katie)", "KATIE"),
        ("\"Selena Kay\"", "SELENA KAY"),
        ("Mrs. Wendy", "WENDY"),
        ("Dr", "DR"),
        ("O Bailey", "OBAILEY"),
        ("Li;yanna", "LIYANNA"),
        ("Zsa-Zsa", "ZSA ZSA"),
        ("D'Andre", "DANDRE"),
        ("Boyce", "BOYCE"),
        ("Boyet", "BOYET"),
        ("Girlie", "GIRLIE"),
        ("Junior", "JUNIOR"),
        ("Mohamed", "MOHAMED"),
        ("小林", "XIAO LIN"),
        ("Na", "NA"),
        ("Mac", "MAC"),
        ("ZZSMITH", "SMITH"),
        ("ZZZAMARA", "AMARA"),
        ("**MOGE** Amara", "AMARA"),
        ("Amara DELETE", "AMARA"),
        ("a b c d e f g h", "A B C D E F"),
    ] {
        let name = rules.given_name(raw);
        assert_eq!((name.text.as_str(), name.state), (text, Present), "{raw}");
        assert_eq!((name.newborn, name.test), (None, false), "{raw}");
    }
}

#[test]
fn surnames() {
    let rules = rules();
    for (raw, text) in [
        ("O'Dwyer", "ODWYER"),
        ("ODWYER", "ODWYER"),
        ("O’Dwyer", "ODWYER"),
        ("O BRIEN", "OBRIEN"),
        ("Mc Donald", "MCDONALD"),
        ("MAC DONALD", "MACDONALD"),
        ("D Dougherty", "DDOUGHERTY"),
        ("D'Dougherty", "DDOUGHERTY"),
        ("Lima-Costa", "LIMA COSTA"),
        ("Lima Costa", "LIMA COSTA"),
        ("Duarte-Mello", "DUARTE MELLO"),
        ("Peña", "PENA"),
        ("De La Cruz", "DE LA CRUZ"),
        ("Saint-Louis", "ST LOUIS"),
        ("St. Louis", "ST LOUIS"),
        ("Saint", "SAINT"),
        ("Boyd", "BOYD"),
        ("Boyle", "BOYLE"),
        ("Girling", "GIRLING"),
        ("Twin Falls", "TWIN FALLS"),
        ("Le", "LE"),
        ("Do", "DO"),
        ("Na", "NA"),
        ("Null", "NULL"),
        ("Testa", "TESTA"),
        ("Dr Silva", "SILVA"),
        ("ZZZSmith", "SMITH"),
        ("BABY BOY SMITH", "SMITH"),
        ("K1ng", "KING"),
    ] {
        let name = rules.surname(raw);
        assert_eq!((name.text.as_str(), name.state), (text, Present), "{raw}");
        assert!(!name.test, "{raw}");
    }
}

#[test]
fn generations_are_taken_out() {
    let rules = rules();
    for (raw, text, suffix) in [
        ("Reis Jr.", "REIS", Some(Suffix::Junior)),
        ("REIS, JR", "REIS", Some(Suffix::Junior)),
        ("Reis II", "REIS", Some(Suffix::Junior)),
        ("Reis Sr", "REIS", Some(Suffix::Senior)),
        ("Reis III", "REIS", Some(Suffix::Third)),
        ("Reis 3rd", "REIS", Some(Suffix::Third)),
        ("Reis IV", "REIS", Some(Suffix::Fourth)),
        ("Reis V", "REIS", Some(Suffix::Fifth)),
        ("Silva Junior", "SILVA", Some(Suffix::Junior)),
        ("Junior Silva", "JUNIOR SILVA", None),
        ("V", "", None),
    ] {
        let name = rules.surname(raw);
        assert_eq!((name.text.as_str(), name.suffix), (text, suffix), "{raw}");
    }
    let given = rules.given_name("Paul Jr");
    assert_eq!((given.text.as_str(), given.suffix), ("PAUL", Some(Suffix::Junior)));
    assert_eq!(rules.given_name("Mary V").suffix, None);
    // A middle name field often holds the generation alone.
    let alone = rules.given_name("Jr.");
    assert_eq!((alone.state, alone.suffix), (Placeholder, Some(Suffix::Junior)));
}

#[test]
fn names_that_say_nothing() {
    let rules = rules();
    for raw in [
        "BABY",
        "Baby Boy",
        "BABY GIRL #1",
        "Babygirl A-",
        "BABY BOY SMITH",
        "B BOY",
        "BB",
        "BB1",
        "BBONE",
        "BG",
        "BG2",
        "B1",
        "G1",
        "BOY",
        "GIRL",
        "BOY A",
        "GIRL2",
        "TWIN A",
        "TWINA",
        "TWIN GIRL",
        "NEWBORN",
        "Newborn Girl",
        "BABYNB",
        "FC1",
        "MC3",
        "Male",
        "FEMALE",
        "BABY BO",
        "BABY GRIL",
        "Infant",
        "BEBE",
        "NB",
        "UNKNOWN",
        "Unk",
        "UNKN",
        "NONE",
        "NO NAME",
        "noname",
        "UNNAMED",
        "EMPTY",
        "MISSING",
        "FNU",
        "LNU",
        "X",
        "U",
        "XX",
        "XXX",
        "N/A",
        "--",
        "?",
        "***",
        "AAAA",
        "Wendysgirl",
        "2WENDYSGIRL",
        "Gentleman Of",
        "Lady Of The",
        "Child F",
        "Adult Male",
        "Daughter Of",
        "ZZZ BABY BOY",
    ] {
        let name = rules.given_name(raw);
        assert_eq!((name.state, name.text.as_str()), (Placeholder, ""), "{raw}");
    }
    for raw in [
        "Unknown",
        "UNK",
        "BABY",
        "BOY",
        "GIRL",
        "BABYBOY",
        "Baby Girl",
        "NO LAST NAME",
        "LNU",
        "XX",
        "ZZ",
        "X",
        "N/A",
        "SAME",
        "MISSING",
        "none",
    ] {
        assert_eq!(rules.surname(raw).state, Placeholder, "{raw}");
    }
    for (raw, state) in
        [("", Missing), (" \t", Missing), ("12345", Invalid), ("5", Invalid), ("A", Present)]
    {
        assert_eq!(rules.given_name(raw).state, state, "{raw}");
    }
    assert_eq!(rules.surname("K").state, Invalid);
}

#[test]
fn every_listed_placeholder_is_one() {
    let rules = rules();
    for listed in &rules.placeholders.given_names {
        assert_eq!(rules.given_name(listed).state, Placeholder, "{listed}");
    }
    for listed in &rules.placeholders.surnames {
        assert_eq!(rules.surname(listed).state, Placeholder, "{listed}");
    }
}

#[test]
fn a_listed_newborn_still_tells_sex_and_order() {
    let rules = rules();
    let newborn = |raw| rules.given_name(raw).newborn.unwrap_or_default();
    assert_eq!(newborn("BABY GIRL B").sex, Some(Sex::Female));
    assert_eq!(newborn("BABY GIRL B").order, Some(2));
    assert_eq!(newborn("2Wendysgirl").mother_given.as_deref(), Some("WENDY"));
    assert_eq!(rules.surname("BABY BOY SMITH").newborn.and_then(|n| n.sex), Some(Sex::Male));
}

#[test]
fn test_records_are_marked() {
    let rules = rules();
    for (raw, text) in [
        ("TEST", ""),
        ("Patient", ""),
        ("ZZZ TEST Patient", ""),
        ("ZZTEST", ""),
        ("Test123", ""),
        ("ZZZ", ""),
        ("Test Amara", "AMARA"),
    ] {
        let name = rules.given_name(raw);
        assert!(name.test, "{raw}");
        assert_eq!(name.text, text, "{raw}");
    }
}

#[test]
fn a_registry_adds_its_own_placeholders() {
    let extra = crate::standardize::Placeholders {
        given_names: vec!["Sin Nombre".into()],
        ..Default::default()
    };
    let rules = rules().with_placeholders(&extra);
    assert_eq!(rules.given_name("SIN-NOMBRE").state, Placeholder);
    assert_eq!(rules.given_name("SINNOMBRE").state, Placeholder);
}

#[test]
fn particles() {
    for (token, particle) in
        [("DE", true), ("VAN", true), ("IBN", true), ("LI", false), ("CRUZ", false), ("", false)]
    {
        assert_eq!(is_particle(token), particle, "{token}");
    }
}
