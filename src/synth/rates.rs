//! How often what happens: the one place with the rates of errors and changes.
//!
//! In: nothing. Out: [`Rates`]. Must never: be read from anything but the options, so that a run says
//! wholly what it was made of.
//!
//! Where a rate is marked "scaled", it is multiplied by how dirty the record and how careless the
//! source is; both are 1 on average, so the rate is the average. A rate counts the records to which
//! the thing can happen: a nickname needs a name that has one. "Assumption" means that no published
//! figure was found; "published" figures are those collected in the project's notes on the field.

macro_rules! rates {
    ($($name:ident $value:literal $doc:literal;)*) => {
        /// Shares, 0 to 1, of the records (or people, where it says so) to which each thing happens.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Rates { $(#[doc = $doc] pub $name: f64,)* }

        impl Default for Rates {
            fn default() -> Rates {
                Rates { $($name: $value,)* }
            }
        }

        impl Rates {
            /// Every rate with its name.
            pub fn all(&self) -> impl Iterator<Item = (&'static str, f64)> {
                [$((stringify!($name), self.$name),)*].into_iter()
            }
        }
    };
}

rates! {
    twin_deliveries 0.0205 "Deliveries of twins, so that about 4 % of children are one of a multiple birth. Published: 31 per 1,000 births in the US (2021), about 4.5 per 100 in Massachusetts (2005).";
    triplet_deliveries 0.0004 "Deliveries of triplets. Assumption.";
    alike_twin_names 0.45 "Twins whose names are made to sound alike (same initial, or a rhyming pair). Assumption.";
    namesake_sons 0.06 "First sons who bear their father's name. Assumption.";
    surname_changed 0.04 "Children whose surname changes before two: paternity, adoption, correction. Published: identifiers of 6.5 % of birth certificates change before 13, mostly before 2 (Utah); the share of surnames is an assumption.";
    certificate_amended 0.5 "Of changed surnames, those whose birth record has been amended. Assumption.";
    moves_young_family 0.15 "Moves a year of a family with a child under six. Assumption.";
    moves_others 0.05 "Moves a year of everybody else. Assumption.";
    married_daughters 0.45 "Daughters past thirty who have married (and may have taken the name). Assumption.";
    in_shelter 0.03 "Families who live for a time in a shelter, at an address and telephone shared by many. Assumption.";
    separated_parents 0.05 "Children who have a second home, with the father. Assumption.";
    objection 0.012 "People who object to data sharing. Assumption: about 1 % of records say no.";
    sharing_yes 0.06 "Records that say yes to data sharing; most say nothing. Assumption.";
    placeholder_name 0.08 "Birth hospitals' newborn records under a placeholder (\"BABY BOY\", \"Wendysgirl\"). Assumption.";
    under_mothers_surname 0.6 "Of placeholders, those under the mother's surname though the child has another. Assumption.";
    named_late 0.003 "Birth records without a given name yet. Assumption.";
    nickname 0.07 "Nickname in place of the given name, where it has one: close to 2 % of all records. Scaled. Assumption.";
    uses_middle 0.008 "Middle name in place of the given name. Scaled. Assumption.";
    first_typo 0.015 "Typing error in the given name. Scaled. Assumption; published: misspelling makes up 53 % of given-name mismatches of duplicates.";
    last_typo 0.01 "Typing error in the surname. Scaled. Assumption; published: misspelling makes up 34 % of surname mismatches of duplicates.";
    first_last_swap 0.002 "Given name and surname swapped; several times that where the surname customarily comes first. Scaled. Assumption.";
    middle_missing 0.35 "Middle name not sent. Scaled by source. Assumption; published: the middle name differs in 58 % of duplicates.";
    middle_initial 0.3 "Only the initial of the middle name sent. Scaled by source. Assumption.";
    middle_glued 0.01 "Middle name written into the given name. Scaled. Assumption.";
    second_surname_dropped 0.17 "One of two surnames left out. Scaled. Assumption; published: 82.6 % of people with two surnames link completely on a single surname field, 94.7 % on arrays.";
    surname_order 0.01 "Two surnames in the other order. Scaled. Assumption.";
    surname_joint 0.2 "Two surnames joined otherwise: hyphen, space or nothing. Scaled. Assumption.";
    former_surname 0.3 "Records in the year after a change that still have the former surname. Assumption.";
    suffix_missing 0.4 "Jr and the like left out. Scaled by source. Assumption.";
    suffix_in_last 0.1 "Jr written into the surname. Assumption.";
    date_swapped 0.002 "Day and month of birth swapped, where both are a month. Scaled. Assumption.";
    date_default 0.005 "1 January in place of the day of birth. Scaled. Assumption.";
    date_slip 0.008 "Day, month or year of birth off. Scaled. Published: 1.5 % of birth dates are wrong in all; the rest after swaps and defaults.";
    sex_flipped 0.003 "The other sex. Scaled. Assumption.";
    sex_unknown 0.01 "Sex not stated. Scaled. Assumption.";
    maiden_missing 0.5 "Children's records without the mother's maiden name. Scaled by source. Assumption: 40 to 60 %.";
    maiden_missing_adult 0.9 "The same for the grown. Assumption.";
    maiden_own_surname 0.02 "The child's own surname in place of the mother's maiden name. Scaled. Assumption.";
    maiden_married 0.03 "The mother's married name in place of her maiden name. Scaled. Assumption.";
    maiden_unknown 0.015 "\"UNK\" and the like in place of the mother's maiden name. Scaled. Assumption.";
    maiden_typo 0.01 "Typing error in the mother's maiden name. Scaled. Assumption.";
    guardian_father 0.25 "Of guardians named, fathers. Assumption.";
    order_sent 0.35 "Records of one of a multiple birth that say plurality and order. Assumption.";
    plurality_sent 0.08 "Records of the singly born that say so. Assumption.";
    order_wrong 0.05 "Of orders sent, those that say 1 for every child of the birth. Assumption.";
    address_missing 0.05 "Records without street. Scaled by source. Assumption.";
    address_old 0.15 "Records in the two years after a move that still have the old address. Assumption.";
    address_typo 0.015 "Typing error in the street. Scaled. Assumption.";
    zip_wrong 0.01 "Another ZIP code. Scaled. Assumption.";
    phone_missing 0.12 "Records without telephone. Scaled by source. Assumption.";
    phone_of_clinic 0.015 "The clinic's own telephone. Scaled. Assumption.";
    phone_placeholder 0.01 "555-555-5555 and the like. Scaled. Assumption.";
    phone_typo 0.01 "One digit of the telephone wrong. Scaled. Assumption.";
    phone_other_parent 0.25 "The other parent's telephone. Assumption.";
    email_sent 0.35 "Records with e-mail, from sources that have the field. Assumption.";
    on_medicaid 0.35 "People with a Medicaid id; half of their records say it. Assumption.";
    ssn_sent 0.03 "Records with a social security number. Assumption.";
    ssn_placeholder 0.004 "999-99-9999 and the like. Assumption.";
    ssn_of_mother 0.001 "The mother's social security number on her child's record. Assumption.";
    mrn_reused 0.0005 "Another person's medical record number. Assumption.";
    mrn_of_sibling 0.001 "A sibling's medical record number, where there is a sibling. Assumption.";
    chart_made_anew 0.25 "Later records from one facility whose chart has been typed anew, with errors of its own. Assumption.";
}

impl Rates {
    /// No errors: every record says what is so, though not everything.
    pub fn clean() -> Rates {
        Rates {
            placeholder_name: 0.0,
            named_late: 0.0,
            nickname: 0.0,
            uses_middle: 0.0,
            first_typo: 0.0,
            last_typo: 0.0,
            first_last_swap: 0.0,
            middle_glued: 0.0,
            second_surname_dropped: 0.0,
            surname_order: 0.0,
            surname_joint: 0.0,
            former_surname: 0.0,
            date_swapped: 0.0,
            date_default: 0.0,
            date_slip: 0.0,
            sex_flipped: 0.0,
            maiden_own_surname: 0.0,
            maiden_married: 0.0,
            maiden_unknown: 0.0,
            maiden_typo: 0.0,
            order_wrong: 0.0,
            address_old: 0.0,
            address_typo: 0.0,
            zip_wrong: 0.0,
            phone_of_clinic: 0.0,
            phone_placeholder: 0.0,
            phone_typo: 0.0,
            ssn_placeholder: 0.0,
            ssn_of_mother: 0.0,
            mrn_reused: 0.0,
            mrn_of_sibling: 0.0,
            ..Rates::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_shares() {
        assert!(Rates::default().all().all(|(_, rate)| (0.0..=1.0).contains(&rate)));
    }
}
