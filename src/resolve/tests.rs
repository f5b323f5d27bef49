//! Groups of records that must, or must not, become one client.

use super::*;
use crate::compare::{Signature, compare};
use crate::decide::{decide, guards};
use crate::score::{Model, Scorer};
use crate::settings::DecideSettings;
use crate::table::{Table, sample};

/// Runs the stages from compare to resolve on every pair of a CSV's people. Returns each record's
/// client and the pairs.
fn clients(csv: &str) -> (Vec<u32>, Vec<Pair>) {
    let table = sample::table(csv);
    let (scorer, settings) = (Scorer::new(&Model::rough()), DecideSettings::default());
    let weigh = |a: u32, b: u32| evidence(&table, &scorer, a, b);
    let mut pairs = Vec::new();
    for b in 0..table.rows.len() as u32 {
        for a in 0..b {
            let Evidence { weight, guards } = weigh(a, b);
            if weight >= settings.floor {
                let (decision, guards) = decide(weight, guards, &settings);
                let signature = signature(&table, a, b);
                pairs.push(Pair {
                    a,
                    b,
                    passes: 0,
                    signature,
                    weight,
                    guards,
                    decision,
                    answered: false,
                });
            }
        }
    }
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    hold_two_candidates(&table.rows, &mut pairs, settings.lead);
    // So few people are no census, but the tests take them for one.
    let census = DecideSettings { census: 0, ..settings.clone() };
    let rows = &table.rows;
    let clients = resolve(rows, rows.len(), &mut pairs, &census, weigh);
    (clients, pairs)
}

fn signature(table: &Table, a: u32, b: u32) -> Signature {
    compare(&table.rows[a as usize], &table.rows[b as usize], table)
}

fn evidence(table: &Table, scorer: &Scorer, a: u32, b: u32) -> Evidence {
    let signature = signature(table, a, b);
    let (a, b) = (&table.rows[a as usize], &table.rows[b as usize]);
    let weight = scorer.weight(signature, a, b, &table.frequencies);
    Evidence { weight, guards: guards(signature, a, b, &table.frequencies) }
}

const HEADER: &str = "certificate_number,first_name,middle_name,last_name,birth_date,sex,plurality,birth_order,mother_first_name,mother_maiden_name,street,zip,phone\n";

#[test]
fn one_child_under_three_spellings_is_one_client() {
    let (clients, _) = clients(&format!(
        "{HEADER}\
         104233,Lucas,Tiago,Amaral,2023-11-03,M,1,1,Ines,Teixeira,12 Elm St,01852,978-331-0142\n\
         ,LUCAS,T,AMARAL,2023-11-03,M,,,,,12 ELM STREET,01852,978-331-0142\n\
         ,Lucas,T,Amaral-Costa,2023-11-03,M,,,Ines,Teixeira,80 Oak Rd,01854,\n"
    ));
    assert_eq!(clients, [0, 0, 0]);
}

#[test]
fn two_certificates_never_share_a_client_whatever_agrees() {
    let (clients, pairs) = clients(&format!(
        "{HEADER}\
         104233,Ada,Rose,Boyd,2023-11-03,F,1,1,Wendy,Park,12 Elm St,01852,978-331-0142\n\
         104234,Ada,Rose,Boyd,2023-11-03,F,1,1,Wendy,Park,12 Elm St,01852,978-331-0142\n"
    ));
    assert_eq!(clients, [0, 1]);
    assert!(pairs[0].guards.has(Guard::CertificateConflict));
    assert_eq!(pairs[0].decision, Decision::Apart);
}

#[test]
fn links_do_not_carry_two_certificates_into_one_client() {
    // A matches B and B matches C, but A and C hold different certificates (scenario 81).
    let (clients, pairs) = clients(&format!(
        "{HEADER}\
         104233,Ada,,Boyd,2023-11-03,F,,,Wendy,Park,12 Elm St,01852,978-331-0142\n\
         104234,Ada,,Boyd,2023-11-03,F,,,Wendy,Park,12 Elm St,01852,978-331-0142\n\
         ,Ada,,Boyd,2023-11-03,F,,,Wendy,Park,12 Elm St,01852,978-331-0142\n"
    ));
    assert_ne!(clients[0], clients[1]);
    let open = pairs.iter().filter(|pair| pair.decision == Decision::Review).count();
    assert_eq!(open, 2, "which of the two births it is, is for a person");
    assert_eq!(clients[2], 2);
}

#[test]
fn a_placeholder_does_not_bridge_twins() {
    let (clients, _) = clients(&format!(
        "{HEADER}\
         104233,Ada,,Boyd,2023-11-03,F,2,1,Wendy,Park,12 Elm St,01852,978-331-0142\n\
         104234,Iris,,Boyd,2023-11-03,F,2,2,Wendy,Park,12 Elm St,01852,978-331-0142\n\
         ,Babygirl,,Boyd,2023-11-03,F,2,,Wendy,Park,12 Elm St,01852,978-331-0142\n\
         ,Ada,,Boyd,2023-11-03,F,,,Wendy,Park,12 Elm St,01852,978-331-0142\n\
         ,Iris,,Boyd,2023-11-03,F,,,Wendy,Park,12 Elm St,01852,978-331-0142\n"
    ));
    assert_eq!(clients, [0, 1, 2, 0, 1]);
}

#[test]
fn father_and_son_of_one_name_stay_two() {
    let (clients, _) = clients(&format!(
        "{HEADER}\
         ,Paul,J,Reis,1961-05-06,M,,,Maria,Lopes,12 Elm St,01852,978-331-0142\n\
         ,Paul,J,Reis,1993-08-17,M,,,Ana,Sousa,12 Elm St,01852,978-331-0142\n"
    ));
    assert_eq!(clients, [0, 1]);
}

#[test]
fn a_stray_without_birth_date_joins_the_one_client_it_fits() {
    let family = format!(
        "{HEADER}\
         104233,Lucas,Tiago,Amaral,2023-11-03,M,1,1,Ines,Teixeira,12 Elm St,01852,978-331-0142\n\
         ,Lucas,Tiago,Amaral,,M,,,Ines,Teixeira,12 Elm St,01852,978-331-0142\n"
    );
    assert_eq!(clients(&family).0, [0, 0]);
}

#[test]
fn who_is_alone_is_a_client() {
    assert_eq!(clients("last_name\nAmaral\nBoyd\n").0, [0, 1]);
}
