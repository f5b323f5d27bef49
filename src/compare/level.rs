//! Comparisons and their levels: the one list that every stage takes names and numbers from.
//!
//! Each comparison is an ordered list of outcomes: *missing* first, worth nothing either way; then
//! from the strongest agreement down; what fits none of them last.

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident $text:literal { $($(#[$level_doc:meta])* $level:ident $level_text:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
            #[repr(u8)]
            pub enum $name {
                /// One side or both hold no evidence.
                Missing,
                $($(#[$level_doc])* $level,)*
            }
        )*

        /// Every comparison in the fixed order in which weights are added up.
        pub const COMPARISONS: &[Comparison] = &[
            $(Comparison { name: $text, levels: &["missing", $($level_text,)*] },)*
        ];

        #[derive(Clone, Copy)]
        #[repr(u8)]
        enum Place { $($name,)* }

        $(
            impl Level for $name {
                const COMPARISON: usize = Place::$name as usize;

                fn number(self) -> u8 {
                    self as u8
                }

                fn of(signature: Signature) -> Self {
                    const ALL: &[$name] = &[$name::Missing, $($name::$level,)*];
                    ALL[signature.level($name::COMPARISON) as usize]
                }
            }
        )*
    };
}

/// One judged aspect of a pair.
pub struct Comparison {
    /// Its name in files.
    pub name: &'static str,
    /// The names of its levels, `missing` first.
    pub levels: &'static [&'static str],
}

/// A level of one comparison.
pub trait Level: Copy {
    /// Index of the comparison in [`COMPARISONS`].
    const COMPARISON: usize;
    /// Index of the level in [`Comparison::levels`].
    fn number(self) -> u8;
    /// The level that a signature holds.
    fn of(signature: Signature) -> Self;
}

/// Stands for the level of a comparison that has not been made yet. No comparison has so many levels.
pub const OPEN: u8 = 15;

/// The levels of all comparisons of a pair, four bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Signature(u64);

impl Signature {
    /// With one more level.
    #[must_use]
    pub fn with<L: Level>(self, level: L) -> Signature {
        self.with_level(L::COMPARISON, level.number())
    }

    /// With one more level, by the numbers of comparison and level.
    #[must_use]
    pub fn with_level(self, comparison: usize, level: u8) -> Signature {
        Signature(self.0 | u64::from(level) << (4 * comparison))
    }

    /// With one more level, or with its comparison left [`OPEN`].
    #[must_use]
    pub(super) fn with_or_open<L: Level>(self, level: Option<L>) -> Signature {
        self.with_level(L::COMPARISON, level.map_or(OPEN, L::number))
    }

    /// Whether a comparison has been left [`OPEN`].
    pub(super) fn is_open(self, comparison: usize) -> bool {
        self.level(comparison) == OPEN
    }

    /// With a level where the comparison was open.
    #[must_use]
    pub(super) fn closed<L: Level>(self, level: L) -> Signature {
        Signature(self.0 & !(u64::from(OPEN) << (4 * L::COMPARISON))).with(level)
    }

    /// Whether this is the level of its comparison.
    pub fn is<L: Level>(self, level: L) -> bool {
        self.level(L::COMPARISON) == level.number()
    }

    /// All levels as one number that stands for them in a file.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The signature that [`Self::bits`] gave a number for.
    pub fn from_bits(bits: u64) -> Signature {
        Signature(bits)
    }

    /// The number of a comparison's level.
    pub fn level(self, comparison: usize) -> u8 {
        (self.0 >> (4 * comparison) & 15) as u8
    }

    /// The levels in the order of the comparisons.
    pub fn levels(self) -> impl Iterator<Item = usize> {
        (0..COMPARISONS.len()).map(move |comparison| self.level(comparison) as usize)
    }
}

comparisons! {
    /// Which kinds of source the two records come from. It is where a pair starts: two birth records
    /// are hardly ever one person.
    Sources "sources" {
        /// A birth record and a submission.
        BirthAndSubmission "birth_and_submission",
        /// Two submissions.
        Submissions "submissions",
        /// Two birth records.
        Births "births",
    }
    /// Given names.
    FirstName "first_name" {
        /// The same.
        Equal "equal",
        /// "Katie" for "Katherine", or an alias on record.
        Nickname "nickname",
        /// "Selena Kay" and "Selena": one is the other with a further name.
        Part "part",
        /// One letter added, left out, changed or swapped with its neighbour.
        Typo "typo",
        /// Nearly the same, or it sounds so.
        Close "close",
        /// Its first letter or two only.
        Initial "initial",
        /// The other's surname, and the other way round: given name and surname are swapped.
        Swapped "swapped",
        /// The other's middle name.
        Crossed "crossed",
        /// Its first letter is the other's middle initial.
        CrossedInitial "crossed_initial",
        /// Some likeness.
        Similar "similar",
        /// Two names.
        Different "different",
    }
    /// Further given names; where the given names are crossed with them, that has said it all.
    MiddleName "middle_name" {
        /// The same, written out.
        Equal "equal",
        /// The same initial, one or both abbreviated.
        Initial "initial",
        /// Part of it, a nickname, or nearly the same.
        Close "close",
        /// Two names.
        Different "different",
    }
    /// Surnames, as sets of their tokens without particles. Where they are swapped with the given
    /// names, that has said it all.
    LastName "last_name" {
        /// The same.
        Equal "equal",
        /// The same names in another order, or with a particle more or less.
        Reordered "reordered",
        /// One is part of the other: a surname dropped or added; or an alias on record.
        Part "part",
        /// They share one of several.
        Shared "shared",
        /// One letter added, left out, changed or swapped with its neighbour.
        Typo "typo",
        /// Nearly the same, or it sounds so.
        Close "close",
        /// One stands under the mother's surname, known from the other.
        Mother "mother",
        /// Some likeness.
        Similar "similar",
        /// Two names.
        Different "different",
    }
    /// Generation suffixes.
    Generation "suffix" {
        /// The same.
        Equal "equal",
        /// Two generations.
        Different "different",
    }
    /// Dates of birth, by the error that would explain them.
    BirthDate "birth_date" {
        /// The same day.
        Equal "equal",
        /// Day and month swapped.
        Swapped "swapped",
        /// One day apart: a birth near midnight.
        NextDay "next_day",
        /// One digit differs, or two neighbours are swapped.
        Digit "digit",
        /// The same day and month a year or a century apart.
        Year "year",
        /// One is the first of January of the other's year: a default.
        Default "default",
        /// One is the birth date of the other's mother: the wrong line of the form.
        Mothers "mothers",
        /// Two of year, month and day agree.
        TwoParts "two_parts",
        /// Two dates.
        Different "different",
    }
    /// Sex; unknown is missing.
    SexAgreement "sex" {
        /// The same.
        Equal "equal",
        /// Not the same.
        Different "different",
    }
    /// Mother's surname at birth, or her present one where that says more than the child's own.
    MaidenName "maiden_name" {
        /// The same.
        Equal "equal",
        /// They share a name.
        Part "part",
        /// Nearly the same, or it sounds so.
        Close "close",
        /// Her present surname agrees, and is not simply the child's.
        Married "married",
        /// Two names.
        Different "different",
    }
    /// Mother's given name and birth date, or the guardian's name.
    Mother "mother" {
        /// Given name and birth date agree.
        NameAndBirth "name_and_birth",
        /// The given name agrees.
        Name "name",
        /// The given name nearly agrees, or is a nickname.
        Close "close",
        /// The birth date agrees, the given name does not or is not given.
        Birth "birth",
        /// The guardian of one is the mother or guardian of the other.
        Guardian "guardian",
        /// Two women.
        Different "different",
    }
    /// How many were born, and which of them this is.
    MultipleBirth "multiple_birth" {
        /// Both born alone.
        Single "single",
        /// The same place in a multiple birth.
        SameOrder "same_order",
        /// Both of a multiple birth; which of them is not known of both.
        Multiple "multiple",
        /// One born alone, one of a multiple birth.
        Mixed "mixed",
        /// Two places in a multiple birth.
        OtherOrder "other_order",
    }
    /// Where they live, from the house to the town: one comparison, since its parts are one fact.
    Address "address" {
        /// The same house and unit.
        Same "same",
        /// The same house, another unit or none given.
        House "house",
        /// The same house but for a slip of the pen.
        Close "close",
        /// The same street.
        Street "street",
        /// The same ZIP code.
        Zip "zip",
        /// The same town.
        City "city",
        /// Two places.
        Different "different",
    }
    /// Telephone and e-mail.
    Contact "contact" {
        /// One of them agrees.
        Equal "equal",
        /// The telephone numbers differ in one digit or two swapped neighbours.
        Close "close",
        /// None agrees.
        Different "different",
    }
    /// Numbers given to a person: certificate, Medicaid, social security, medical record.
    Identifier "identifier" {
        /// One agrees and none differs.
        Equal "equal",
        /// One agrees and another differs.
        Mixed "mixed",
        /// A slip of the pen apart.
        Close "close",
        /// One differs.
        Different "different",
    }
    /// The days on which doses of one vaccine family were given, the first of life aside. Of a child
    /// known to be one of several they say nothing: twins come together.
    Doses "doses" {
        /// Two days or more are on both.
        Days "days",
        /// One day is.
        Day "day",
        /// None is, but two are so close that one is likely the other remembered.
        Near "near",
        /// None is, and too little time lies between two for one person.
        Crowded "crowded",
        /// None is.
        Different "different",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_gives_back_every_level() {
        let signature = Signature::default().with(LastName::Different).with(Identifier::Close);
        assert_eq!(LastName::of(signature), LastName::Different);
        assert_eq!(Identifier::of(signature), Identifier::Close);
        assert_eq!(FirstName::of(signature), FirstName::Missing);
        assert!(COMPARISONS.len() <= 16 && COMPARISONS.iter().all(|one| one.levels.len() <= 16));
    }
}
