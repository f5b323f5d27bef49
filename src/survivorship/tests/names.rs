//! Names: legal, at birth, other; and what an adoption hides.

use super::Client;

const NAMES: &str = "record_id,source,received_at,certificate_number,amendment,first_name,\
                     middle_name,last_name,alias_last_name,mother_first_name,mother_maiden_name,\
                     birth_date,street,further_names";

fn client(rows: &[&str]) -> Client {
    Client::new(&format!("{NAMES}\n{}", rows.join("\n")))
}

#[test]
fn a_newborns_stand_in_gives_way_to_the_name_that_was_given() {
    let lucas = client(&[
        "a1,HOSPITAL,2023-11-04,,,BABY BOY,,TEIXEIRA,,INES,,2023-11-03,,",
        "b1,rvrs,2023-11-20,104233,0,Lucas,,Teixeira,,Ines,Amaral,2023-11-03,12 Elm St,",
        "c1,CLINIC,2024-02-01,,,BABY BOY,,AMARAL,,,,2023-11-03,,",
    ]);
    assert_eq!(lucas.tells("first_name"), ("Lucas", "b1"), "newer, but no name");
    assert_eq!(lucas.tells("last_name"), ("Teixeira", "b1"), "both names from one record");
    assert_eq!(lucas.aliases(), "", "nobody goes by a stand-in");
}

#[test]
fn twins_keep_their_stand_ins_until_they_have_names() {
    let twin = client(&[
        "a1,HOSPITAL,2023-11-04,,,TWIN A,,TEIXEIRA,,,,2023-11-03,,",
        "a2,HOSPITAL,2023-11-05,,,BABY BOY A,,TEIXEIRA,,,,2023-11-03,,",
    ]);
    assert_eq!(twin.tells("first_name"), ("BABY BOY A", "a2"));
    assert_eq!(twin.told("last_name"), "TEIXEIRA");
    assert_eq!(twin.told("birth_first_name"), "", "vital records have not spoken");
}

#[test]
fn the_newest_legal_name_is_told_and_the_others_are_kept() {
    let grown = client(&[
        "b1,rvrs,2001-03-20,000015,,Maria,Clara,Silva,,Ana,Costa,2001-03-01,1 Oak St,",
        "c1,CLINIC,2015-05-01,,,MARIA,C,SILVA,,,,2001-03-01,,",
        "c2,COLLEGE,2024-05-01,,,Mary,,Silva-Ward,Silva,,,2001-03-01,,N^Silva^Mia^~B^Silva^Maria^",
    ]);
    assert_eq!(grown.tells("first_name"), ("Mary", "c2"));
    assert_eq!(grown.tells("last_name"), ("Silva-Ward", "c2"));
    let birth = ["birth_first_name", "birth_middle_name", "birth_last_name"];
    assert_eq!(birth.map(|name| grown.told(name)), ["Maria", "Clara", "Silva"]);
    assert_eq!(grown.aliases(), "Maria Silva;Mary Silva;Mia Silva", "each once");
}

#[test]
fn an_amended_certificate_outdates_what_providers_said_before() {
    let amended = client(&[
        "b1,rvrs,2024-06-01,104233,1,Luca,,Teixeira,,Ines,Amaral,2023-11-03,,",
        "c1,CLINIC,2024-01-02,,,Lucas,,Teixeira,,,,2023-11-03,,",
    ]);
    assert_eq!(amended.tells("first_name"), ("Luca", "b1"));
    assert_eq!(amended.aliases(), "", "it may have been an adoption");
}

#[test]
fn a_middle_name_is_not_lost_where_the_newest_record_is_silent() {
    for (rows, expected) in [
        (
            ["a1,A,2020-01-01,,,Lucas,Tomas,Reis,,,,,,", "a2,A,2024-01-01,,,Lucas,,Reis,,,,,,"],
            "Tomas",
        ),
        (
            ["a1,A,2020-01-01,,,Lucas,Tomas,Reis,,,,,,", "a2,A,2024-01-01,,,Lucas,T,Reis,,,,,,"],
            "Tomas",
        ),
        (
            ["a1,A,2020-01-01,,,Lucas,Tomas,Reis,,,,,,", "a2,A,2024-01-01,,,Lucas,Jo,Reis,,,,,,"],
            "Jo",
        ),
        (["a1,A,2020-01-01,,,Mary,Ann,Reis,,,,,,", "a2,A,2024-01-01,,,Mary Ann,,Reis,,,,,,"], ""),
        (
            ["a1,A,2020-01-01,,,Lukas,Tomas,Reis,,,,,,", "a2,A,2024-01-01,,,Lucas,,Reis,,,,,,"],
            "Tomas",
        ),
    ] {
        assert_eq!(client(&rows).told("middle_name"), expected, "{rows:?}");
    }
}

/// Born Daniel Rocha to Carla; adopted by Helen Ward, who calls him Owen.
fn adopted(provider: &str) -> Client {
    let rows = [
        "b1,rvrs,2019-02-10,104751,0,Daniel,Jose,Rocha,,Carla,Rocha,2019-02-01,5 Pine St,",
        "b2,rvrs,2021-07-01,104751,1,Owen,,Ward,Rocha,Helen,Price,2019-02-01,80 Lake Rd,",
        "c1,CLINIC,2019-04-01,,,Daniel,Jose,Rocha,,Carla,Rocha,2019-02-01,5 Pine St,",
        provider,
    ];
    client(&rows)
}

#[test]
fn an_adoption_leaves_nothing_of_the_old_name_and_the_old_mother() {
    for provider in [
        "c2,CLINIC,2023-01-01,,,OWEN,,WARD,,,,2019-02-01,80 Lake Rd,",
        "c2,CLINIC,2023-01-01,,,Daniel,,Rocha,,Carla,,2019-02-01,5 Pine St,A^Rocha^Dan^",
        "c2,CLINIC,2023-01-01,,,Owen,,Ward,Rocha,Carla,Rocha,2019-02-01,,",
        "c2,CLINIC,2020-01-01,,,Dan,,Rocha,,,,2019-02-01,,",
    ] {
        let child = adopted(provider);
        let told = |name| child.told(name).to_uppercase();
        assert_eq!([told("first_name"), told("last_name")], ["OWEN", "WARD"], "{provider}");
        assert_eq!(told("middle_name"), "");
        assert_eq!([told("birth_first_name"), told("birth_last_name")], ["OWEN", "WARD"]);
        assert_eq!([told("mother_first_name"), told("mother_maiden_name")], ["HELEN", "PRICE"]);
        assert_eq!(told("residence_at_birth_street"), "80 LAKE RD");
        assert_eq!(child.aliases(), "", "{provider}");
    }
}

#[test]
fn the_former_name_on_a_certificate_is_not_told_even_if_the_first_version_is_not_known() {
    let child = client(&[
        "b2,rvrs,2019-02-10,104751,,Owen,,Ward,Rocha,Helen,Price,2019-02-01,80 Lake Rd,",
        "c1,CLINIC,2019-04-01,,,Daniel,Jose,Rocha,,Carla,Rocha,2019-02-01,5 Pine St,",
        "c2,CLINIC,2023-01-01,,,Owen,,Ward,,,,2019-02-01,,",
    ]);
    assert_eq!(child.tells("last_name"), ("Ward", "c2"));
    assert_eq!(child.aliases(), "");
    assert_eq!(child.told("mother_first_name"), "Helen");
}

#[test]
fn an_adopted_child_may_take_another_name_later() {
    let child = adopted("c2,CLINIC,2023-01-01,,,Owen,James,Ward-Hill,,,,2019-02-01,,");
    assert_eq!(child.tells("last_name"), ("Ward-Hill", "c2"));
    assert_eq!(child.told("middle_name"), "James");
    assert_eq!(child.aliases(), "Owen Ward");
}

#[test]
fn a_certificate_amended_for_a_name_that_was_missing_hides_nothing() {
    let named = client(&[
        "b1,rvrs,2023-11-10,104233,0,BABY BOY,,Teixeira,,Ines,Amaral,2023-11-03,,",
        "b2,rvrs,2024-01-20,104233,1,Lucas,,Teixeira,,Ines,Amaral,2023-11-03,,",
        "c1,CLINIC,2024-01-02,,,Lucas,Tomas,Teixeira,,,,2023-11-03,,",
    ]);
    assert_eq!(named.tells("first_name"), ("Lucas", "b2"));
    assert_eq!(named.told("middle_name"), "Tomas");
}
