//! Records to rows: distinct values are standardized once, the rest value by value, in parallel.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::intern::{Interned, intern};
use super::names::{NO_NAME, NameCode, Names};
use super::row::{Flags, Row};
use super::texts::Texts;
use super::{
    Frequencies, GIVEN_NAMES, ReferenceFrequencies, SURNAMES, Table, UnusedBySource, UnusedValues,
};
use crate::digest::{hash64, mix};
use crate::read::{Page, Records};
use crate::record::{Date, Field, FieldState, Sex, SourceKind, Suffix};
use crate::standardize::{self, Name, Rules};

/// Builds the whole table.
pub fn build(
    records: &Records,
    rules: &Rules,
    as_of: Date,
    reference: &ReferenceFrequencies,
) -> Table {
    let pages = records.pages();
    let given = intern(pages, &GIVEN_NAMES);
    let surnames = intern(pages, &SURNAMES);
    let mut names = Names::default();
    let known_given = standard_names(&given, rules, &mut names, |raw| rules.given_name(raw));
    let known_surnames = standard_names(&surnames, rules, &mut names, |raw| rules.surname(raw));
    let cities = intern(pages, &[Field::City]);
    let known_cities = standard_cities(&cities);
    let builder = RowBuilder { rules, as_of };
    let mut rows = vec![Row::default(); records.len()];
    let built: Vec<Built> = parts(&mut rows, pages)
        .into_par_iter()
        .enumerate()
        .map(|(index, (rows, page))| {
            let names = PageNames {
                given: &given.codes[index],
                surnames: &surnames.codes[index],
                cities: &cities.codes[index][0],
                known_given: &known_given,
                known_surnames: &known_surnames,
                known_cities: &known_cities,
            };
            builder.page(rows, page, &names)
        })
        .collect();
    let streets = number_streets(&built, parts(&mut rows, pages));
    let mut unused = UnusedBySource::new();
    for page in built {
        merge_unused(&mut unused, page.unused);
    }
    let frequencies = Frequencies::new(&rows, &names, reference);
    Table { rows, names, streets, frequencies, unused }
}

/// The rows of each page, and the page.
fn parts<'r, 'p>(mut rows: &'r mut [Row], pages: &'p [Page]) -> Vec<(&'r mut [Row], &'p Page)> {
    let part = |page: &'p Page| {
        let (part, rest) = std::mem::take(&mut rows).split_at_mut(page.len());
        rows = rest;
        (part, page)
    };
    pages.iter().map(part).collect()
}

/// What is known of a page when its rows are in standard form; `street` in them is a number of its own
/// `streets`.
struct Built<'v> {
    streets: Texts,
    unused: Unused<'v>,
}

/// Numbers the streets of all pages together.
fn number_streets(built: &[Built], parts: Vec<(&mut [Row], &Page)>) -> Texts {
    let mut streets = Texts::default();
    let codes: Vec<Vec<u32>> = built
        .iter()
        .map(|page| page.streets.iter().map(|street| streets.intern(street).0).collect())
        .collect();
    parts.into_par_iter().zip(&codes).for_each(|((rows, _), codes)| {
        rows.iter_mut().for_each(|row| row.street = codes[row.street as usize]);
    });
    streets
}

/// A distinct raw name, standardized.
#[derive(Clone, Copy, Default)]
struct KnownName {
    code: NameCode,
    state: FieldState,
    suffix: Option<Suffix>,
    newborn: bool,
    newborn_sex: Option<Sex>,
    newborn_order: u8,
    mother: NameCode,
    test: bool,
}

fn standard_names(
    interned: &Interned,
    rules: &Rules,
    names: &mut Names,
    standardize: impl Fn(&str) -> Name + Sync,
) -> Vec<KnownName> {
    let standard: Vec<Name> = interned.values.par_iter().map(|raw| standardize(raw)).collect();
    let known = standard.into_iter().map(|name| {
        let newborn = name.newborn.as_ref();
        let mother = newborn.and_then(|newborn| newborn.mother_given.as_deref());
        KnownName {
            code: names.intern(&name.text, rules),
            state: name.state,
            suffix: name.suffix,
            newborn: newborn.is_some(),
            newborn_sex: newborn.and_then(|newborn| newborn.sex),
            newborn_order: newborn.and_then(|newborn| newborn.order).unwrap_or(0),
            mother: mother.map_or(NO_NAME, |mother| names.intern(mother, rules)),
            test: name.test,
        }
    });
    known.collect()
}

/// The standard form of each distinct city, hashed, with its state of evidence.
fn standard_cities(interned: &Interned) -> Vec<(FieldState, u32)> {
    let known = interned.values.par_iter().map(|raw| {
        let (state, city) = standardize::city(raw);
        (state, short_hash(&city))
    });
    known.collect()
}

/// A hash that is 0 only for the blank.
fn short_hash(text: &str) -> u32 {
    if text.is_empty() { 0 } else { (hash64(text.as_bytes()) as u32).max(1) }
}

/// The number that a text ends in, its last nine digits at most; 0 if it ends otherwise.
fn last_digits(text: &str) -> u32 {
    let bytes = &text.as_bytes()[text.len().saturating_sub(9)..];
    let digits = bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    bytes[bytes.len() - digits..].iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

fn long_hash(text: &str) -> u64 {
    if text.is_empty() { 0 } else { hash64(text.as_bytes()).max(1) }
}

/// The names of one page's records.
struct PageNames<'a> {
    given: &'a [Vec<u32>],
    surnames: &'a [Vec<u32>],
    cities: &'a [u32],
    known_given: &'a [KnownName],
    known_surnames: &'a [KnownName],
    known_cities: &'a [(FieldState, u32)],
}

impl PageNames<'_> {
    fn given(&self, field: Field, row: usize) -> KnownName {
        pick(&GIVEN_NAMES, field, self.given, self.known_given, row)
    }

    fn surname(&self, field: Field, row: usize) -> KnownName {
        pick(&SURNAMES, field, self.surnames, self.known_surnames, row)
    }
}

fn pick(
    fields: &[Field],
    field: Field,
    codes: &[Vec<u32>],
    known: &[KnownName],
    row: usize,
) -> KnownName {
    let column = fields.iter().position(|&of| of == field);
    column.map_or(KnownName::default(), |column| known[codes[column][row] as usize])
}

struct RowBuilder<'a> {
    rules: &'a Rules,
    as_of: Date,
}

impl RowBuilder<'_> {
    fn page<'v>(&self, rows: &mut [Row], page: &'v Page, names: &PageNames) -> Built<'v> {
        let (mut streets, mut unused) = (Texts::default(), Unused::default());
        for (index, row) in rows.iter_mut().enumerate() {
            let value = |field| page.value(index, field);
            let mut states = States { source: value(Field::Source), unused: &mut unused };
            self.names(row, names, index, &mut states, value);
            self.birth(row, &mut states, value);
            self.address(row, &mut streets, &mut states, value);
            row.city = states.keep(Field::City, names.known_cities[names.cities[index] as usize]);
            self.contact(row, &mut states, value);
            self.identifiers(row, page.kind(index), &mut states, value);
            let is_birth = page.kind(index) == SourceKind::Birth;
            row.flags = row
                .flags
                .with(Flags::BIRTH_RECORD, is_birth)
                .with(Flags::VOID, is_birth && standardize::says_yes(value(Field::Void)));
        }
        Built { streets, unused }
    }

    fn names<'v>(
        &self,
        row: &mut Row,
        names: &PageNames,
        index: usize,
        states: &mut States,
        value: impl Fn(Field) -> &'v str,
    ) {
        let first = names.given(Field::FirstName, index);
        let last = names.surname(Field::LastName, index);
        let middle = names.given(Field::MiddleName, index);
        let mother_first = names.given(Field::MotherFirstName, index);
        let maiden = names.surname(Field::MotherMaidenName, index);
        states.note(Field::FirstName, first.state);
        states.note(Field::LastName, last.state);
        states.note(Field::MiddleName, middle.state);
        states.note(Field::MotherFirstName, mother_first.state);
        states.note(Field::MotherMaidenName, maiden.state);
        row.first = first.code;
        row.middle = middle.code;
        row.last = last.code;
        row.maiden = maiden.code;
        row.alias_first = names.given(Field::AliasFirstName, index).code;
        row.alias_last = names.surname(Field::AliasLastName, index).code;
        row.mother_last = names.surname(Field::MotherLastName, index).code;
        row.guardian_first = names.given(Field::GuardianFirstName, index).code;
        // "Wendysgirl": the newborn's placeholder names the mother.
        row.mother_first =
            if mother_first.code == NO_NAME { first.mother } else { mother_first.code };
        let written = self.rules.suffix(value(Field::Suffix));
        row.suffix = written.or(last.suffix).or(first.suffix).or(middle.suffix);
        row.sex = first.newborn_sex;
        row.birth_order = first.newborn_order;
        row.flags = row
            .flags
            .with(Flags::UNNAMED, first.newborn)
            .with(Flags::TEST, first.test || last.test);
    }

    fn birth<'v>(&self, row: &mut Row, states: &mut States, value: impl Fn(Field) -> &'v str) {
        let birth = standardize::birth_date(value(Field::BirthDate), &[], self.as_of);
        row.birth = states.keep(Field::BirthDate, birth);
        let mother = standardize::birth_date(value(Field::MotherBirthDate), &[], self.as_of);
        row.mother_birth = states.keep(Field::MotherBirthDate, mother);
        row.death = states.keep(Field::DeathDate, standardize::date(value(Field::DeathDate), &[]));
        row.received = standardize::date(value(Field::ReceivedAt), &[]).1;
        let sex = states.keep(Field::Sex, standardize::sex(value(Field::Sex)));
        row.sex = sex.or(row.sex);
        row.plurality =
            states.keep(Field::Plurality, standardize::plurality(value(Field::Plurality)));
        // "Babyboy A": who is told apart from a B is one of several.
        if row.plurality == 0 && row.birth_order > 0 {
            row.plurality = standardize::MULTIPLE;
        }
        let order =
            states.keep(Field::BirthOrder, standardize::birth_order(value(Field::BirthOrder)));
        row.birth_order = if order > 0 { order } else { row.birth_order };
    }

    fn address<'v>(
        &self,
        row: &mut Row,
        streets: &mut Texts,
        states: &mut States,
        value: impl Fn(Field) -> &'v str,
    ) {
        let street = self.rules.street(value(Field::Street), value(Field::Unit));
        states.note(Field::Street, street.state);
        row.street = streets.intern(&street.name).0;
        row.number = short_hash(&street.number);
        row.unit = short_hash(&street.unit);
        row.zip = states.keep(Field::Zip, standardize::zip(value(Field::Zip)));
    }

    fn contact<'v>(&self, row: &mut Row, states: &mut States, value: impl Fn(Field) -> &'v str) {
        row.phone = states.keep(Field::Phone, self.rules.phone(value(Field::Phone)));
        row.email = long_hash(&states.keep(Field::Email, standardize::email(value(Field::Email))));
    }

    fn identifiers<'v>(
        &self,
        row: &mut Row,
        kind: SourceKind,
        states: &mut States,
        value: impl Fn(Field) -> &'v str,
    ) {
        row.ssn = states.keep(Field::Ssn, self.rules.ssn(value(Field::Ssn)));
        let medicaid = self.rules.identifier(value(Field::MedicaidId));
        row.medicaid = long_hash(&states.keep(Field::MedicaidId, medicaid));
        let mrn = states.keep(Field::Mrn, self.rules.identifier(value(Field::Mrn)));
        // A birth record's number is the hospital's, a submission's the sender's own.
        let authority = match kind {
            SourceKind::Birth => value(Field::BirthFacility),
            SourceKind::Submission => value(Field::Source),
        };
        if !mrn.is_empty() && !authority.is_empty() {
            row.mrn_authority = long_hash(&authority.to_ascii_uppercase());
            row.mrn = mix(hash64(mrn.as_bytes()) ^ row.mrn_authority).max(1);
            row.chart = last_digits(&mrn);
        }
        let number = self.rules.identifier(value(Field::CertificateNumber));
        let number = states.keep(Field::CertificateNumber, number);
        if !number.is_empty() {
            // Six digits repeat every year and in every state.
            let (_, state) = standardize::state(value(Field::BirthState));
            let series = u64::from(state) << 16 | u64::from(row.birth.year());
            row.certificate = mix(hash64(number.as_bytes()) ^ mix(series)).max(1);
        }
    }
}

/// Counts the values of one record that are no evidence.
struct States<'v, 'u> {
    source: &'v str,
    unused: &'u mut Unused<'v>,
}

/// What was no evidence on one page, by source and field.
type Unused<'v> = FxHashMap<(&'v str, Field), UnusedValues>;

impl States<'_, '_> {
    fn note(&mut self, field: Field, state: FieldState) {
        let (placeholder, invalid) = match state {
            FieldState::Missing | FieldState::Present => return,
            FieldState::Placeholder => (1, 0),
            FieldState::Invalid => (0, 1),
        };
        let counts = self.unused.entry((self.source, field)).or_default();
        counts.placeholder += placeholder;
        counts.invalid += invalid;
    }

    /// The value if it is evidence, else the blank one.
    fn keep<T: Default>(&mut self, field: Field, (state, value): (FieldState, T)) -> T {
        self.note(field, state);
        if state == FieldState::Present { value } else { T::default() }
    }
}

fn merge_unused(all: &mut UnusedBySource, some: Unused) {
    for ((source, field), counts) in some {
        let of_source = all.entry(source.to_string()).or_default();
        let sum = of_source.entry(field.name().to_string()).or_default();
        sum.placeholder += counts.placeholder;
        sum.invalid += counts.invalid;
    }
}
