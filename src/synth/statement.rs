//! One record on its way out: the text of its fields and the kinds of errors in it.
//!
//! In: values. Out: a row. Must never: know whom it is about.

use crate::record::{FIELD_COUNT, Field};

macro_rules! kinds {
    ($($variant:ident $name:literal)*) => {
        /// A way in which a record differs from what is so. The names are those of [`super::Rates`]
        /// where a rate makes it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind { $($variant,)* }

        impl Kind {
            /// Every kind, in order.
            pub(super) const ALL: &'static [Kind] = &[$(Kind::$variant,)*];

            /// The word in `truth.csv`.
            pub(super) fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }
        }
    };
}

kinds! {
    PlaceholderName "placeholder_name"
    UnderMothersSurname "under_mothers_surname"
    NamedLate "named_late"
    NameSinceChanged "name_since_changed"
    CertificateAmended "certificate_amended"
    Nickname "nickname"
    UsesMiddle "uses_middle"
    OtherName "other_name"
    NameOfRelative "name_of_relative"
    FirstTypo "first_typo"
    FirstVariant "first_variant"
    FirstCut "first_cut"
    LastTypo "last_typo"
    LastVariant "last_variant"
    NameScanned "name_scanned"
    FirstLastSwap "first_last_swap"
    FirstMiddleSwap "first_middle_swap"
    MiddleMissing "middle_missing"
    MiddleInitial "middle_initial"
    MiddleGlued "middle_glued"
    SecondSurnameDropped "second_surname_dropped"
    SurnameOrder "surname_order"
    SurnameJoint "surname_joint"
    ParticleLost "particle_lost"
    FormerSurname "former_surname"
    LastOfMother "last_of_mother"
    SuffixMissing "suffix_missing"
    SuffixInLast "suffix_in_last"
    DateSwapped "date_swapped"
    DateDefault "date_default"
    DateSlip "date_slip"
    DateOfRelative "date_of_relative"
    DateCentury "date_century"
    DateScanned "date_scanned"
    DateMissing "date_missing"
    SexFlipped "sex_flipped"
    SexUnknown "sex_unknown"
    MaidenMissing "maiden_missing"
    MaidenOwnSurname "maiden_own_surname"
    MaidenMarried "maiden_married"
    MaidenGiven "maiden_given"
    MaidenUnknown "maiden_unknown"
    MaidenTypo "maiden_typo"
    ParentMisspelt "parent_misspelt"
    OrderWrong "order_wrong"
    PluralityWrong "plurality_wrong"
    AddressMissing "address_missing"
    AddressOld "address_old"
    AddressTypo "address_typo"
    AddressShelter "address_shelter"
    ZipWrong "zip_wrong"
    PhoneMissing "phone_missing"
    PhoneOld "phone_old"
    PhoneOfClinic "phone_of_clinic"
    PhonePlaceholder "phone_placeholder"
    PhoneTypo "phone_typo"
    PhoneScanned "phone_scanned"
    Bare "bare"
    SsnPlaceholder "ssn_placeholder"
    SsnOfMother "ssn_of_mother"
    MrnReused "mrn_reused"
    MrnOfSibling "mrn_of_sibling"
}

/// The kinds of errors in one record.
#[derive(Clone, Copy, Default)]
pub(super) struct Kinds(u64);

impl Kinds {
    /// Notes one.
    pub(super) fn add(&mut self, kind: Kind) {
        self.0 |= 1 << kind as u32;
    }

    /// Takes it back.
    pub(super) fn remove(&mut self, kind: Kind) {
        self.0 &= !(1 << kind as u32);
    }

    /// Whether it is noted.
    pub(super) fn has(self, kind: Kind) -> bool {
        self.0 >> kind as u32 & 1 == 1
    }

    /// All that are noted, in order.
    pub(super) fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(move |&kind| self.has(kind))
    }
}

/// The text of a record.
pub(super) struct Statement {
    values: [String; FIELD_COUNT],
    /// What is wrong with it.
    pub(super) kinds: Kinds,
}

impl Statement {
    /// A record that says nothing yet.
    pub(super) fn new() -> Statement {
        Statement { values: [const { String::new() }; FIELD_COUNT], kinds: Kinds::default() }
    }

    /// Says it.
    pub(super) fn set(&mut self, field: Field, value: impl Into<String>) {
        self.values[field as usize] = value.into();
    }

    /// What is said; empty for nothing.
    pub(super) fn get(&self, field: Field) -> &str {
        &self.values[field as usize]
    }

    /// Changes what is said.
    pub(super) fn edit(&mut self, field: Field, change: impl FnOnce(&str) -> String) {
        let changed = change(self.get(field));
        self.set(field, changed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_fit_their_bits_and_keep_their_names() {
        assert!(Kind::ALL.len() <= 64);
        let mut kinds = Kinds::default();
        kinds.add(Kind::Nickname);
        kinds.add(Kind::MrnOfSibling);
        let names: Vec<&str> = kinds.iter().map(Kind::name).collect();
        assert_eq!(names, ["nickname", "mrn_of_sibling"]);
    }
}
