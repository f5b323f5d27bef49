//! The other rules, one by one: the rows of a client, and what is told of it by whom.

use super::Client;
use crate::record::DoseSource;

const ADMINISTERED: DoseSource = DoseSource::Administered;
const HISTORICAL: DoseSource = DoseSource::Historical(1);

#[test]
fn facts_of_birth_are_those_of_the_current_certificate() {
    let client = Client::new(
        "record_id,source,received_at,certificate_number,birth_state,void,birth_date,birth_time,sex,\
         plurality,birth_order,birth_facility,mother_maiden_name,mother_birth_date\n\
         b1,rvrs,2023-11-10,104233,MA,,2023-11-02,0310,F,1,1,DEMO HOSPITAL,Amaral,1990-01-01\n\
         b2,rvrs,2024-01-20,104233,MA,,2023-11-03,,M,2,2,DEMO HOSPITAL,Amaral,1990-01-01\n\
         c1,CLINIC,2025-01-02,,,,2023-11-30,,U,,,LOWELL,Amoral,1991-01-01\n",
    );
    for (column, value) in [
        ("birth_date", "2023-11-03"),
        ("birth_time", ""),
        ("sex", "M"),
        ("plurality", "2"),
        ("birth_order", "2"),
        ("birth_facility", "DEMO HOSPITAL"),
        ("mother_maiden_name", "Amaral"),
        ("mother_birth_date", "1990-01-01"),
        ("certificate_number", "104233"),
    ] {
        assert_eq!(client.tells(column), (value, "b2"), "{column}");
    }
}

#[test]
fn without_a_certificate_the_newest_provider_that_knows_tells_the_facts_of_birth() {
    let client = Client::new(
        "record_id,received_at,birth_date,sex,plurality,birth_order\n\
         c1,2020-01-01,2019-05-06,F,,\n\
         c2,2024-01-01,2019-06-05,U,,\n\
         c3,2025-01-01,2019-02-30,,,2\n",
    );
    assert_eq!(client.tells("birth_date"), ("2019-06-05", "c2"), "the newest is impossible");
    assert_eq!(client.tells("sex"), ("F", "c1"), "unknown is no correction");
    assert_eq!(client.tells("birth_order"), ("2", "c3"));
}

#[test]
fn a_void_certificate_tells_only_what_nobody_else_does() {
    let header = "record_id,received_at,certificate_number,void,first_name,last_name,birth_date,\
                  mother_maiden_name,mrn,birth_facility,source\n";
    let void = "b1,2024-05-01,104233,1,Lucas,Reis,2023-11-03,Amaral,77,DEMO HOSPITAL,rvrs\n";
    let other = "c1,2024-02-01,,,Luca,Reis,2023-11-04,,88,,CLINIC\n";
    let both = Client::new(&format!("{header}{void}{other}"));
    assert_eq!(both.tells("first_name"), ("Luca", "c1"));
    assert_eq!(both.tells("birth_date"), ("2023-11-04", "c1"));
    assert_eq!(both.tells("mother_maiden_name"), ("Amaral", "b1"));
    assert_eq!(both.numbers().0, "MR:CLINIC:88");
    let alone = Client::new(&format!("{header}{void}"));
    assert_eq!(alone.tells("first_name"), ("Lucas", "b1"));
    assert_eq!(alone.numbers().0, "BR::104233;MR:DEMO HOSPITAL:77");
}

const CONTACT: &str = "record_id,received_at,certificate_number,street,unit,city,zip,phone\n";

#[test]
fn an_address_is_the_newest_of_a_provider_that_has_seen_the_person() {
    let client = Client::new(&format!(
        "{CONTACT}b1,2025-01-20,104233,12 Elm St,2,Lowell,01852,\n\
         c1,2024-01-02,,80 Lake Rd,,Salem,01970,9785550142\n\
         c2,2024-06-02,,7 Oak St,,Boston,02118,9785550143\n\
         c3,2024-09-02,,,,,02119,\n"
    ));
    assert_eq!(
        client.tells("street"),
        ("7 Oak St", "c2"),
        "vital records know where the mother lived"
    );
    assert_eq!(client.tells("unit"), ("", "c2"), "no half of another address");
    assert_eq!(client.tells("zip"), ("02118", "c2"), "a whole address before a ZIP code");
    assert_eq!(client.tells("residence_at_birth_street"), ("12 Elm St", "b1"));
    assert_eq!(client.tells("residence_at_birth_unit"), ("2", "b1"));
    let history =
        client.dose("c2", (2024, 6, 1), HISTORICAL).dose("c1", (2024, 1, 2), ADMINISTERED);
    assert_eq!(history.tells("street"), ("80 Lake Rd", "c1"));
    assert_eq!(history.tells("phone"), ("9785550142", "c1"));
}

#[test]
fn an_address_that_only_history_or_vital_records_know_still_counts() {
    let client = Client::new(&format!(
        "{CONTACT}b1,2025-01-20,104233,12 Elm St,2,Lowell,01852,\n\
         c2,2024-06-02,,7 Oak St,,Boston,02118,5555555555\n"
    ));
    let client = client.dose("c2", (2024, 6, 1), HISTORICAL);
    assert_eq!(client.tells("street"), ("7 Oak St", "c2"));
    let born = Client::new(&format!("{CONTACT}b1,2025-01-20,104233,12 Elm St,2,Lowell,01852,\n"));
    assert_eq!(born.tells("street"), ("12 Elm St", "b1"));
}

#[test]
fn race_is_what_the_person_says_and_unknown_never_replaces_it() {
    let client = Client::new(
        "record_id,received_at,certificate_number,race,ethnicity,language\n\
         b1,2023-11-20,104233,2106-3,2186-5,eng\n\
         c1,2024-01-02,,2054-5,,por\n\
         c2,2024-06-02,,Unknown,UNK,und\n",
    );
    assert_eq!(client.tells("race"), ("2054-5", "c1"));
    assert_eq!(client.tells("language"), ("por", "c1"));
    assert_eq!(client.tells("ethnicity"), ("UNK", "c2"), "the parents' is not the child's");
}

#[test]
fn numbers_are_united_and_two_of_one_authority_are_flagged() {
    let header = "record_id,source,certificate_number,birth_state,birth_facility,mrn,mrn_authority,\
                  medicaid_id,ssn,registry_id,further_identifiers\n";
    let client = Client::new(&format!(
        "{header}b1,rvrs,104233,MA,DEMO HOSPITAL,5501,,,,,AUX^99817^\n\
         c1,LOWELLPEDS,,,,8841,,M-100200300,123-45-6780,,PI^12^LOWELLPEDS\n\
         c2,LOWELLPEDS,,,,8842,Lowellpeds,M100200300,123456780,R7,\n\
         c3,SALEM,,,,8841,,,,R7,MR^8843^LOWELLPEDS\n\
         c4,SALEM,,,,8841,,,999-99-9999,,\n"
    ));
    let (all, conflicts) = client.numbers();
    assert_eq!(
        all,
        "AUX::99817;BR:MA:104233;MA::M-100200300;MR:DEMO HOSPITAL:5501;MR:LOWELLPEDS:8841;\
         MR:LOWELLPEDS:8842;MR:LOWELLPEDS:8843;MR:SALEM:8841;PI:LOWELLPEDS:12;SR::R7"
    );
    assert_eq!(conflicts, "MR", "one organisation, three charts; another's is its own");
    let two = Client::new(&format!(
        "{header}c1,A,,,,,,100200300,123-45-6780,,\nc2,B,,,,,,100200301,123-45-6781,,\n"
    ));
    assert_eq!(two.numbers(), ("MA::100200300;MA::100200301".into(), "MA;SS".into()));
}

#[test]
fn a_death_is_not_undone_by_silence() {
    let client = Client::new(
        "record_id,received_at,death_date,deceased\n\
         c1,2024-01-02,2023-12-30,Y\n\
         c2,2024-06-02,,N\n\
         c3,2024-07-02,,\n",
    );
    assert_eq!(client.tells("death_date"), ("2023-12-30", "c1"));
    assert_eq!(client.tells("deceased"), ("Y", "c1"));
}

#[test]
fn of_wishes_about_reminders_the_strictest_holds() {
    for (first, second, expected) in [
        ("02", "01", "01"),
        ("01", "02", "01"),
        ("03", "05", "05"),
        ("02", "", "02"),
        ("9x", "02", "02"),
    ] {
        let rows = format!(
            "record_id,received_at,recall\nc1,2020-01-01,{first}\nc2,2024-01-01,{second}\n"
        );
        assert_eq!(Client::new(&rows).told("recall"), expected);
    }
}

#[test]
fn the_owner_is_who_gave_the_latest_dose() {
    let client = || {
        Client::new(
            "record_id,source,received_at,certificate_number\n\
             b1,rvrs,2025-11-20,104233\n\
             c1,LOWELLPEDS,2024-01-02,\n\
             c2,SCHOOL,2024-06-02,\n\
             c3,PHARMACY,2024-03-02,\n",
        )
    };
    assert_eq!(client().tells("owner"), ("SCHOOL", "c2"), "the newest provider");
    let told = client().dose("c1", (2023, 12, 1), HISTORICAL).dose("c2", (2023, 1, 1), HISTORICAL);
    assert_eq!(told.told("owner"), "LOWELLPEDS", "the latest dose that anybody told of");
    let given = told.dose("c3", (2022, 1, 1), ADMINISTERED);
    assert_eq!(given.told("owner"), "PHARMACY", "who gave one before who told of one");
}

#[test]
fn where_nothing_else_decides_the_first_record_speaks() {
    let client = Client::new("record_id,phone,email\nc1,9785550142,\nc2,9785550143,a@b.org\n");
    assert_eq!(client.tells("phone"), ("9785550142", "c1"));
    assert_eq!(client.tells("email"), ("a@b.org", "c2"));
    assert_eq!(client.tells("race"), ("", ""));
}
