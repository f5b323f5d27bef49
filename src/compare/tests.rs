//! Truth tables: two values and the level that an expert would name, either way round.

use super::*;
use crate::table::sample::table;

/// The signature of the two people in a CSV, which must not depend on who comes first.
fn signature(csv: &str) -> Signature {
    let table = table(csv);
    assert_eq!(table.rows.len(), 2);
    let (a, b) = (&table.rows[0], &table.rows[1]);
    let signature = compare(a, b, &table);
    assert_eq!(compare(b, a, &table), signature, "who comes first must not matter");
    signature
}

/// Two people given by a few fields.
fn level<L: Level>(header: &str, a: &str, b: &str) -> L {
    L::of(signature(&format!("{header}\n{a}\n{b}\n")))
}

#[test]
fn given_names() {
    use FirstName::*;
    for (a, b, expected) in [
        ("Renée,", "RENEE,", Equal),
        ("Katherine,", "Katie,", Nickname),
        ("William,", "Billy,", Nickname),
        ("Selena Kay,", "Selena,Kay", Part),
        ("Selena Kay,", "Selena,", Part),
        ("Mary Ann,", "Maryann,", Part),
        ("Giannithomas,", "Gianni,Thomas", Part),
        ("Maria Luz,", "Maria Sol,", Different),
        ("Maria Luz,", "Maria,Sol", Different),
        ("Jasper,", "Jaspre,", Typo),
        ("Aiden,", "Jaiden,", Typo),
        ("T1ffany,", "Tiffany,", Equal),
        ("J,", "Jasper,", Initial),
        ("J,", "Kasper,", Different),
        ("Elena,", "Grace,Elena", Crossed),
        ("Elean,", "Grace,Elena", Crossed),
        ("Mark,", "Calvin,M", CrossedInitial),
        ("J.,", "J,", Initial),
        ("Ma,", "Maximilian,", Initial),
        ("Gregory,", "Rgegoyr,", Similar),
        ("Lan,", "Thi Lan,", Crossed),
        ("Alana,", "Elena,", Different),
        ("Baby Boy,", "Lucas,", Missing),
        (",", "Lucas,", Missing),
    ] {
        assert_eq!(level::<FirstName>("first_name,middle_name", a, b), expected, "{a} / {b}");
    }
}

#[test]
fn middle_names() {
    use MiddleName::*;
    for (a, b, expected) in [
        ("Leo,James", "Leo,James", Equal),
        ("Leo,James", "Leo,J", Initial),
        ("Leo,J", "Leo,J", Initial),
        ("Leo,J", "Leo,K", Different),
        ("Emma,Ann", "Emma,Ruth", Different),
        ("Emma,Ann", "Emma,", Missing),
        ("Selena Kay,", "Selena,Kay", Equal),
    ] {
        assert_eq!(level::<MiddleName>("first_name,middle_name", a, b), expected, "{a} / {b}");
    }
}

#[test]
fn surnames() {
    use LastName::*;
    for (a, b, expected) in [
        ("O'Dwyer,", "ODWYER,", Equal),
        ("Lima-Costa,", "Lima Costa,", Equal),
        ("Duarte-Mello,", "Mello-Duarte,", Reordered),
        ("Rivera Peña,", "Rivera,", Part),
        ("De La Cruz,", "Cruz,", Reordered),
        ("Rivera Peña,", "Rivera Soto,", Shared),
        ("Fontaine,", "Fontane,", Typo),
        ("Falk,", "Marchetti,Falk", Mother),
        ("Falk,", "Marchetti,", Different),
        (",", "Falk,", Missing),
    ] {
        assert_eq!(level::<LastName>("last_name,mother_maiden_name", a, b), expected, "{a} / {b}");
    }
    let swapped = "first_name,last_name\nMinh,Tran\nTran,Minh\n";
    let signature = signature(swapped);
    assert_eq!(FirstName::of(signature), FirstName::Swapped);
    assert_eq!(LastName::of(signature), Missing, "it is said once");
}

#[test]
fn mothers() {
    let header = "last_name,mother_maiden_name,mother_last_name,mother_first_name,mother_birth_date,guardian_first_name";
    let maiden = |a, b| level::<MaidenName>(header, a, b);
    assert_eq!(maiden("Amaral,Teixeira,,,,", "Costa,TEIXEIRA,,,,"), MaidenName::Equal);
    assert_eq!(maiden("Amaral,Teixeira,,,,", "Amaral,Amaral,,,,"), MaidenName::Missing);
    assert_eq!(maiden("Amaral,Teixeira,,,,", "Amaral,Silva,,,,"), MaidenName::Different);
    assert_eq!(maiden("Amaral,,Teixeira,,,", "Amaral,,Teixeira,,,"), MaidenName::Married);
    assert_eq!(maiden("Amaral,,Amaral,,,", "Amaral,,Amaral,,,"), MaidenName::Missing);
    let mother = |a, b| level::<Mother>(header, a, b);
    assert_eq!(mother("A,,,Ines,1990-02-03,", "A,,,INES,1990-02-03,"), Mother::NameAndBirth);
    assert_eq!(mother("A,,,Ines,,", "A,,,Ines,1990-02-03,"), Mother::Name);
    assert_eq!(mother("A,,,Ines,,", "A,,,,,Ines"), Mother::Guardian);
    assert_eq!(mother("A,,,Ines,,", "A,,,,,Paulo"), Mother::Missing);
    assert_eq!(mother("A,,,Ines,,", "A,,,Wendy,,"), Mother::Different);
}

#[test]
fn a_newborns_placeholder_names_its_mother() {
    let csv = "first_name,last_name,mother_first_name\nHana,Park,Wendy\nWendysgirl,Park,\n";
    assert_eq!(Mother::of(signature(csv)), Mother::Name);
    assert_eq!(FirstName::of(signature(csv)), FirstName::Missing);
}

#[test]
fn addresses_from_the_house_to_the_town() {
    use Address::*;
    for (a, b, expected) in [
        ("12 Elm Street Apt 3,Lowell,01852", "12 ELM ST #3,Lowell,01852", Same),
        ("12 Elm Street Apt 3,Lowell,01852", "12 Elm St,Lowell,01852", House),
        ("12 Elm St,Lowell,01852", "14 Elm St,Lowell,01852", Street),
        ("12 Williamson Ave,Lowell,01852", "12 Wiliamson Ave,Lowell,01852", Close),
        ("12 Elm St,Lowell,01852", "80 Oak Rd,Lowell,01852", Zip),
        ("12 Elm St,Lowell,01852", "80 Oak Rd,Lowell,01854", City),
        ("12 Main St,Lowell,01852", "12 Main St,Salem,01970", Different),
        (",Lowell,", ",LOWELL,", City),
        (",,", "12 Elm St,Lowell,01852", Missing),
        ("Homeless,,", "Homeless,,", Missing),
    ] {
        assert_eq!(level::<Address>("street,city,zip", a, b), expected, "{a} / {b}");
    }
}

#[test]
fn telephones_and_identifiers() {
    let contact = |a, b| level::<Contact>("phone,email", a, b);
    assert_eq!(contact("978-331-0142,", "(978) 331 0142,"), Contact::Equal);
    assert_eq!(contact("978-331-0142,", "978-331-0124,"), Contact::Close);
    assert_eq!(contact("978-331-0142,a@example.org", "617-232-8890,A@example.org"), Contact::Equal);
    assert_eq!(contact("999-999-9999,", "999-999-9999,"), Contact::Missing);
    let identifier = |a, b| level::<Identifier>("source,mrn,ssn", a, b);
    assert_eq!(identifier("x,8841,", "x,8841,"), Identifier::Equal);
    assert_eq!(identifier("x,8841,", "y,8841,"), Identifier::Missing);
    assert_eq!(identifier("x,8841,", "x,9917,"), Identifier::Missing);
    assert_eq!(identifier("x,,212-45-6789", "y,,212-45-6798"), Identifier::Close);
    assert_eq!(identifier("x,,212-45-6789", "y,,530-11-2222"), Identifier::Different);
    assert_eq!(identifier("x,,123-45-6789", "y,,123-45-6789"), Identifier::Missing);
}

#[test]
fn doses_by_their_days() {
    use super::Doses::*;
    for (a, b, expected) in [
        ("110 2024-03-04/20 2024-05-06", "107 2024-03-04/20 2024-05-06", Days),
        ("110 2024-03-04/20 2024-05-06", "89 2024-03-04", Day),
        // A combination told in parts is one visit.
        ("110 2024-03-04", "107 2024-03-04/45 2024-03-04/89 2024-03-04", Day),
        // Other vaccines on one day: half of the town's children of that age.
        ("48 2024-03-04", "133 2024-03-04", Different),
        ("20 2024-03-04", "107 2024-03-06", Near),
        ("20 2024-03-04", "20 2024-03-14", Crowded),
        ("20 2024-03-04", "20 2024-03-14/20 2024-05-04", Crowded),
        ("20 2024-03-04", "20 2024-04-04", Different),
        ("20 2024-03-04/20 2024-05-06", "20 2024-03-14/20 2024-05-06", Day),
        // Every newborn is given this.
        ("08 2024-01-03", "08 2024-01-03", Missing),
        ("20 2024-03-04", "", Missing),
        ("20 2027-03-04", "20 2027-03-04", Missing),
    ] {
        let header = "birth_date,plurality,doses";
        let of = |plurality: &str| {
            let row = |doses: &str| format!("2024-01-02,{plurality},{doses}");
            level::<super::Doses>(header, &row(a), &row(b))
        };
        assert_eq!(of(""), expected, "{a} / {b}");
        // Twins come together.
        assert_eq!(of("2"), Missing, "{a} / {b}");
    }
}

#[test]
fn certificates_are_numbered_by_state_and_year() {
    let header = "birth_date,birth_state,certificate_number";
    let same = |a, b| level::<Identifier>(header, a, b);
    assert_eq!(same("2023-11-03,MA,104233", "2023-11-03,MA,104233"), Identifier::Equal);
    assert_eq!(same("2023-11-03,MA,104233", "2023-11-03,NH,104233"), Identifier::Different);
}

#[test]
fn nothing_known_is_missing_throughout() {
    let nothing = signature("last_name\nunknown\nunknown\n");
    let sources = Signature::default().with(Sources::Submissions);
    assert_eq!(nothing, sources);
}
