//! The list of rates: what each counts, its usual value, what it means and where it comes from.
//!
//! In: nothing. Out: [`Rates`] and the list behind it. Must never: hold a rate without its source, or
//! the word "Assumption".

use super::{Counts, Rate};

macro_rules! rates {
    ($($section:literal { $($counts:ident $name:ident $usual:literal $doc:literal;)* })*) => {
        /// How often each thing is so, or goes wrong.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Rates { $($(#[doc = $doc] pub $name: f64,)*)* }

        impl Default for Rates {
            fn default() -> Rates {
                Rates { $($($name: $usual,)*)* }
            }
        }

        /// Every rate, in order.
        pub(super) const LIST: &[Rate] = &[$($(Rate {
            name: stringify!($name),
            section: $section,
            counts: Counts::$counts,
            doc: $doc,
        },)*)*];

        impl Rates {
            /// The values, in the order of the list.
            pub(super) fn values(&self) -> [f64; LIST.len()] {
                [$($(self.$name,)*)*]
            }

            /// The value of this name.
            pub(super) fn value_mut(&mut self, name: &str) -> Option<&mut f64> {
                match name {
                    $($(stringify!($name) => Some(&mut self.$name),)*)*
                    _ => None,
                }
            }
        }
    };
}

rates! {
"Heritage" {
    Share heritage_english 0.27 "Families with English names: English, Scottish, African American and others. Heritages count against each other and are shifted by city. Assumption, after the state's ancestry tables in round figures.";
    Share heritage_irish 0.15 "Irish families. Assumption, as above.";
    Share heritage_hispanic 0.17 "Hispanic families: Puerto Rican, Dominican, Central American. Assumption, as above.";
    Share heritage_portuguese 0.08 "Portuguese, Brazilian and Cape Verdean families. Assumption, as above.";
    Share heritage_haitian 0.04 "Haitian families. Assumption, as above.";
    Share heritage_vietnamese 0.02 "Vietnamese families. Assumption, as above.";
    Share heritage_chinese 0.05 "Chinese families. Assumption, as above.";
    Share heritage_italian 0.09 "Italian families. Assumption, as above.";
    Share heritage_indian 0.05 "Families from India and its neighbours. Assumption, as above.";
    Share heritage_other 0.08 "Polish, French-Canadian, Greek, Khmer, Somali, Nigerian and other families. Assumption, as above.";
    Share same_heritage 0.82 "Couples of one heritage. Assumption.";
}
"Names" {
    Factor rare_surnames 1.0 "Surnames from beyond the lists, against the custom of each heritage. Assumption.";
    Factor two_surnames 1.0 "Grown people with two surnames, against the custom of each heritage (seven of ten Hispanic people). Assumption.";
    Factor wives_take_name 1.0 "Wives who take the husband's surname, against the custom of each heritage (three of four English, one of eight Hispanic). Assumption.";
    Factor english_given_names 1.0 "English given names in families of other heritage, against the custom of each. Assumption.";
    Share rare_given_young 0.26 "Given names since 2000 from beyond the lists. Assumption; published: the 200 commonest names cover 64 % of girls and 77 % of boys (Social Security, Massachusetts).";
    Share rare_given_mid 0.16 "The same for 1968 to 1999. Assumption; published: the 200 commonest cover 78 % of girls and 91 % of boys.";
    Share rare_given_old 0.06 "The same before 1968. Assumption; published: the 200 commonest cover 90 % of girls and 97 % of boys.";
    Share two_given_names 0.14 "Given names of two words where that is customary: Juan Carlos, Jean-Robert, Minh Anh. Assumption.";
    Share middle_none 0.12 "People without a middle name; half of Chinese, Vietnamese and Indian people. Assumption.";
    Share middle_usual 0.55 "Middle names from the few that are mostly middle names: Marie, James. Assumption.";
    Share middle_maiden 0.04 "Children whose middle name is the mother's maiden name. Assumption.";
    Share called_by_nickname 0.25 "People with such a name who are mostly called by another form of it. Assumption.";
    Share called_by_middle 0.02 "People called by their middle name. Assumption.";
    Share called_otherwise 0.012 "People who go by another given name altogether; several times that where it was not English. Assumption.";
    Share namesake_sons 0.06 "First sons who bear their father's name. Assumption.";
    Share namesake_grandsons 0.1 "Of those, sons of a Jr, who are the third. Assumption.";
    Share namesake_daughters 0.003 "First daughters who bear their mother's given name. Assumption.";
    Share namesakes 0.008 "Grown people without children who share full name and birth date with a stranger. Assumption; published: 2 % of 3.4 million share first, last and birth date with another record, duplicates included.";
}
"Families" {
    Share with_children 0.88 "Households with children, or whose children have grown. Assumption.";
    Share young_families 0.8 "Of those, with a first birth in the last 18 years. Assumption.";
    Share one_pregnancy 0.30 "Families with one pregnancy; these five count against each other. Assumption.";
    Share two_pregnancies 0.41 "Families with two. Assumption.";
    Share three_pregnancies 0.19 "Families with three. Assumption.";
    Share four_pregnancies 0.07 "Families with four. Assumption.";
    Share five_pregnancies 0.03 "Families with five. Assumption.";
    Share twin_deliveries 0.022 "Deliveries of twins, so that about 4 % of children are one of a multiple birth. Published: 31 per 1,000 births in the US (2021), about 4.5 per 100 in Massachusetts (2005).";
    Share triplet_deliveries 0.0005 "Deliveries of triplets. Assumption.";
    Share identical_twins 0.33 "Twins who are of one sex because they are identical. Assumption.";
    Share alike_twin_names 0.45 "Twins whose names are made to sound alike (same initial, or a rhyming pair). Assumption.";
    Share born_here 0.88 "Families whose children were born in the state. Assumption.";
    Share born_at_home 0.008 "Births at home. Assumption.";
    Share father_known 0.86 "Families with a known father. Assumption.";
    Share married 0.72 "Of those, parents who marry. Assumption.";
    Share divorced 0.12 "Of wives who took a name, those who take their own again. Assumption.";
    Share married_women 0.45 "Women past thirty outside their own family who have married (and may have taken the name). Assumption.";
    Share half_siblings 0.06 "Children born after the first who have another father, and his surname. Assumption.";
    Share cousins 0.12 "Families that have cousins: two mothers are sisters, or two fathers brothers. Assumption.";
    Share mother_counted 0.6 "Mothers of whom the registry may hear: all ages are vaccinated, but not all are reported. Assumption.";
    Share father_counted 0.4 "The same for fathers. Assumption.";
    Share couples 0.4 "Women without children who live with a man. Assumption.";
    Share separated_parents 0.05 "Children who have a second home, with the father. Assumption.";
    Share objection 0.012 "People who object to data sharing. Assumption: about 1 % of records say no.";
    Share on_medicaid 0.35 "People with a Medicaid id; half of their records say it. Assumption.";
}
"Changes over the years" {
    Share surname_changed 0.036 "Children whose surname changes before two: paternity, correction, a stepfather. Published: identifiers of 6.5 % of birth certificates change before 13, mostly before 2 (Utah); the share of surnames is an assumption.";
    Share given_changed 0.008 "Children whose given name is changed in the first year. Assumption; see above for what is published.";
    Share adopted 0.006 "Children adopted before six: other surname, other mother, other home. Assumption.";
    Share adopted_renamed 0.3 "Of those, given another first name. Assumption.";
    Share certificate_amended 0.5 "Of changed names, those whose birth record has been amended. Assumption.";
    Share adoption_amended 0.85 "The same of adoptions. Assumption.";
    Share moves_young_family 0.15 "Moves a year of a family with a child under six. Assumption.";
    Share moves_others 0.05 "Moves a year of everybody else. Assumption.";
    Share moves_in_town 0.55 "Moves that stay in the city. Assumption.";
    Share phone_kept 0.7 "Moves that keep the telephone number. Assumption.";
    Share phone_changes 0.05 "Telephone numbers changed in a year without a move. Assumption.";
    Share in_shelter 0.03 "Families who live for a time in a shelter, at an address and telephone shared by many. Assumption.";
    Share in_nursing_home 0.15 "People past eighty who live in a nursing home, likewise shared. Assumption.";
    Share infant_deaths 0.004 "Children who die before one. Assumption, near published infant mortality.";
    Share deaths_young 0.0007 "Deaths a year from one to 44. Assumption, near published life tables, as the next three.";
    Share deaths_middle 0.005 "Deaths a year from 45 to 64. Assumption.";
    Share deaths_old 0.022 "Deaths a year from 65 to 84. Assumption.";
    Share deaths_oldest 0.11 "Deaths a year from 85. Assumption.";
    Share death_on_birth_record 0.8 "Children's deaths that the birth record says. Assumption.";
    Share death_reported 0.35 "Deaths of which a provider sends a last record. Assumption.";
}
"Records" {
    Share child_records_0 0.05 "Children with no submission; these eight count against each other. Assumption.";
    Share child_records_1 0.17 "Children with one. Assumption.";
    Share child_records_2 0.29 "Children with two. Assumption.";
    Share child_records_3 0.25 "Children with three. Assumption.";
    Share child_records_4 0.13 "Children with four. Assumption.";
    Share child_records_5 0.06 "Children with five. Assumption.";
    Share child_records_6 0.03 "Children with six. Assumption.";
    Share child_records_7 0.02 "Children with seven. Assumption.";
    Share adult_records_0 0.13 "Grown people with no submission; these six count against each other. Assumption.";
    Share adult_records_1 0.42 "Grown people with one. Assumption.";
    Share adult_records_2 0.25 "Grown people with two. Assumption.";
    Share adult_records_3 0.12 "Grown people with three. Assumption.";
    Share adult_records_4 0.05 "Grown people with four. Assumption.";
    Share adult_records_5 0.03 "Grown people with five. Assumption.";
    Share birth_dose_reported 0.72 "Births in hospital of which the hospital itself reports a dose. Assumption.";
    Share seen_elsewhere 0.04 "Visits in another city. Assumption.";
    Share chart_made_anew 0.25 "Later records from one facility whose chart has been typed anew, with errors of its own. Assumption.";
    Share sharing_yes 0.06 "Records that say yes to data sharing; most say nothing. Assumption.";
    Share guardian_father 0.25 "Of guardians named, fathers. Assumption.";
    Share guardian_other 0.02 "Of guardians named, neither parent: a grandmother, a foster parent. Assumption.";
    Share order_sent 0.35 "Records of one of a multiple birth that say plurality and order. Assumption.";
    Share plurality_sent 0.08 "Records of the singly born that say so. Assumption.";
    Share phone_other_parent 0.25 "Children's records with the other parent's telephone. Assumption.";
    Share email_sent 0.35 "Records with e-mail, from sources that have the field. Assumption.";
    Share race_sent 0.7 "Records with race and ethnicity, from sources that have the fields. Assumption.";
    Share race_otherwise 0.12 "Of those, records that say something else than the person's others. Assumption.";
    Share ssn_sent 0.03 "Records with a social security number. Assumption.";
}
"Sources" {
    Factor errors_vital_records 0.2 "Errors of birth records, against the average source. Assumption.";
    Factor errors_hospital 1.1 "Errors of birth hospitals, against the average source. Assumption.";
    Factor errors_pediatric 0.85 "Errors of children's doctors. Assumption.";
    Factor errors_family 1.0 "Errors of doctors for all ages. Assumption.";
    Factor errors_pharmacy 1.2 "Errors of pharmacies and boards of health. Assumption.";
    Factor gaps_vital_records 0.2 "What birth records leave out, against the average source. Assumption.";
    Factor gaps_hospital 0.9 "What birth hospitals leave out. Assumption.";
    Factor gaps_pediatric 0.85 "What children's doctors leave out. Assumption.";
    Factor gaps_family 1.0 "What doctors for all ages leave out. Assumption.";
    Factor gaps_pharmacy 1.2 "What pharmacies and boards of health leave out. Assumption.";
    Factor source_spread 1.0 "How far sources of one kind differ from each other; 0: not at all. Assumption.";
    Factor habit_strength 4.0 "How much more often a source makes the error it is given to (scanned forms, day before month, 1 January, families mixed up) than the average does; one source in eight is given to each. Assumption.";
}
"Errors in names" {
    Error placeholder_name 0.08 "Birth hospitals' newborn records under a placeholder (\"BABY BOY\", \"Wendysgirl\"). Assumption.";
    Error under_mothers_surname 0.6 "Of placeholders, those under the mother's surname though the child has another. Assumption.";
    Error named_late 0.003 "Birth records without a given name yet, or with a placeholder. Assumption.";
    Error nickname 0.045 "Another form of the given name, mostly a short one, where it has one: close to 2 % of all records, most of them of the same people. Assumption.";
    Error uses_middle 0.008 "Middle name in place of the given name, mostly of people called so. Assumption.";
    Error other_name 0.006 "Another given name altogether, of people who go by one. Assumption.";
    Error name_of_relative 0.0012 "The given name of somebody else in the household. Assumption; published: census records know the error.";
    Error first_typo 0.015 "Typing error in the given name. Assumption; published: misspelling makes up 53 % of given-name mismatches of duplicates.";
    Error first_variant 0.008 "Given name spelled as it sounds: Katherine, Catherine. Assumption.";
    Error first_cut 0.0015 "Given name cut short, to a few letters or one. Assumption.";
    Error last_typo 0.01 "Typing error in the surname. Assumption; published: misspelling makes up 34 % of surname mismatches of duplicates.";
    Error last_variant 0.006 "Surname spelled as it sounds: Reis, Reyes. Assumption.";
    Error name_scanned 0.0012 "Letters read wrongly from a form: 1 for l, 0 for O. Assumption.";
    Error first_last_swap 0.002 "Given name and surname swapped. Assumption.";
    Error surname_first_swap 0.014 "The same where the surname customarily comes first: Vietnamese, Chinese. Assumption.";
    Error first_middle_swap 0.002 "Given name and middle name swapped. Assumption.";
    Gap middle_missing 0.35 "Middle name not sent. Assumption; published: the middle name differs in 58 % of duplicates.";
    Gap middle_initial 0.3 "Only the initial of the middle name sent. Assumption.";
    Error middle_glued 0.01 "Middle name written into the given name. Assumption.";
    Error second_surname_dropped 0.17 "One of two surnames left out. Assumption; published: 82.6 % of people with two surnames link completely on a single surname field, 94.7 % on arrays.";
    Error surname_order 0.01 "Two surnames in the other order. Assumption.";
    Error surname_joint 0.2 "Two surnames joined otherwise: hyphen, space or nothing. Assumption.";
    Error particle_lost 0.12 "De la, da, dos, O' left out of the surname, or written together with it. Assumption.";
    Error former_surname 0.3 "Records in the year after a change that still have the former surname. Assumption.";
    Error last_of_mother 0.02 "Children's records under the mother's surname where theirs is another. Assumption.";
    Gap suffix_missing 0.4 "Jr and the like left out. Assumption.";
    Gap suffix_in_last 0.1 "Jr written into the surname. Assumption.";
}
"Errors in birth date, sex and birth" {
    Error date_swapped 0.002 "Day and month of birth swapped, where both are a month. Assumption.";
    Error date_default 0.005 "1 January, the first of the month or 1900 in place of the day of birth. Assumption.";
    Error date_slip 0.008 "Day, month or year of birth off. Published: 1.5 % of birth dates are wrong in all; the rest after swaps and defaults.";
    Error date_of_relative 0.001 "The birth date of somebody else in the household. Assumption.";
    Error date_century 0.0003 "The other century: 1924 for 2024. Assumption.";
    Error date_scanned 0.0004 "A letter for a digit in the date of birth: no date any more. Assumption.";
    Gap date_missing 0.0015 "Records without date of birth. Assumption.";
    Error sex_flipped 0.003 "The other sex. Assumption.";
    Gap sex_unknown 0.01 "Sex not stated. Assumption.";
    Error order_wrong 0.05 "Of orders sent, those that say 1 for every child of the birth. Assumption.";
    Error plurality_wrong 0.02 "Records of one of a multiple birth that say one was born. Assumption.";
}
"Doses" {
    Share visit_missed 0.12 "Well-child visits missed, each; what was due is given later. Assumption.";
    Share visit_elsewhere 0.06 "Well-child visits at somebody who reports nothing, in another state or country: their doses are known as history only. Assumption.";
    Share multiples_together 0.93 "Visits to which the others of a multiple birth are brought along, and vaccinated. Assumption.";
    Share birth_dose_given 0.75 "Births with a dose against hepatitis B, of those whose hospital reports none. Assumption; published surveys: about three of four within three days.";
    Share influenza_child 0.55 "Autumns in which a child is vaccinated against influenza, without a record of its own. Assumption.";
    Share influenza_adult 0.35 "The same of the grown. Assumption.";
    Share covid_begun 0.7 "People vaccinated against COVID-19 in the first year in which they could be. Assumption.";
    Share covid_again 0.25 "Later visits at which they are vaccinated against it once more. Assumption.";
    Share dose_deferred 0.04 "Doses that are due and put off. Assumption.";
    Share dose_refused 0.008 "Doses that are due and refused; a record of the visit says so. Assumption.";
    Share combined_vaccine 0.55 "Facilities that give DTaP, hepatitis B and polio in one. Assumption.";
    Share combined_mmrv 0.2 "Facilities that give MMR and varicella in one. Assumption.";
    Share snapshot_senders 0.35 "Facilities that send all doses they ever gave with every record. Assumption.";
    Share history_senders 0.5 "Facilities that send other givers' doses, as historical. Assumption.";
    Share history_known 0.75 "Of those, doses that they know of. Assumption.";
    Share historical_9999 0.5 "Facilities that number all historical doses 9999. Assumption; published: the national guide of HL7 messages asks for it where no order is known.";
    Share historical_numbered 0.5 "Of the others, those that give historical doses numbers of their own; the rest give none. Assumption.";
    Share historical_giver 0.4 "Historical doses that say who gave them, where a facility of the state did. Assumption.";
    Share historical_other_code 0.08 "Historical doses with a source other than 01: another provider, a school, the parents. Assumption.";
    Share birth_dose_certificate 0.3 "Historical doses of the day of birth that are said to be from the birth certificate (06). Assumption.";
    Error historical_date_off 0.02 "Historical doses dated one to three days off. Assumption.";
    Gap vaccine_unspecified 0.15 "Historical doses told by the code for an unspecified vaccine, where there is one. Assumption.";
    Gap combination_in_parts 0.2 "Historical doses of a combination told as its parts. Assumption.";
    Gap lot_missing 0.04 "Doses given whose lot is not said. Assumption.";
    Error dose_in_error 0.008 "Records, followed by another from the same facility, with a dose that was never given; the next record deletes it. Assumption.";
    Error dose_redated 0.008 "Doses given, in such records, under a wrong date; the next record corrects it. Assumption.";
}
"Errors in family" {
    Gap maiden_missing 0.5 "Children's records without the mother's maiden name. Assumption: 40 to 60 %.";
    Gap maiden_missing_adult 0.9 "The same for the grown. Assumption.";
    Error maiden_own_surname 0.02 "The child's own surname in place of the mother's maiden name. Assumption.";
    Error maiden_married 0.03 "The mother's married name in place of her maiden name. Assumption.";
    Error maiden_given 0.008 "The mother's given name in place of her maiden name. Assumption.";
    Error maiden_unknown 0.015 "\"UNK\" and the like in place of the mother's maiden name. Assumption.";
    Error maiden_typo 0.015 "The mother's maiden name misspelt. Assumption.";
    Gap mother_first_missing 0.4 "Of records with the maiden name, those without the mother's given name. Assumption.";
    Error parent_misspelt 0.03 "A parent's given name misspelt or shortened. Assumption.";
}
"Errors in address and telephone" {
    Gap address_missing 0.05 "Records without street. Assumption.";
    Error address_old 0.15 "Records in the two years after a move that still have the old address. Assumption.";
    Error address_typo 0.015 "Typing error in the street. Assumption.";
    Error zip_wrong 0.01 "Another ZIP code. Assumption.";
    Gap phone_missing 0.12 "Records without telephone. Assumption.";
    Error phone_old 0.25 "Records in the two years after a change that still have the old telephone. Assumption.";
    Error phone_of_clinic 0.015 "The clinic's own telephone. Assumption.";
    Error phone_placeholder 0.01 "555-555-5555 and the like. Assumption.";
    Error phone_typo 0.01 "One digit of the telephone wrong. Assumption.";
    Error phone_scanned 0.001 "A letter for a digit in the telephone. Assumption.";
    Gap bare 0.025 "Records with name, birth date and sex alone. Assumption.";
}
"Errors in identifiers" {
    Error ssn_placeholder 0.004 "999-99-9999 and the like. Assumption.";
    Error ssn_of_mother 0.001 "The mother's social security number on her child's record. Assumption.";
    Error mrn_reused 0.0005 "Another person's medical record number. Assumption.";
    Error mrn_of_sibling 0.001 "A sibling's medical record number, where there is a sibling. Assumption.";
}
}
