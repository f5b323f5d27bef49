//! Records to rows: distinct values are standardized once, the rest value by value, in parallel.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::intern::{Interned, intern};
use super::names::{NO_NAME, NameCode, Names};
use super::row::{Flags, Row};
use super::versions::{amendment, mark_versions};
use super::{
    Frequencies, GIVEN_NAMES, ReferenceFrequencies, SURNAMES, Table, UnusedBySource, UnusedValues,
};
use crate::digest::{hash64, mix};
use crate::read::{Page, Records};
use crate::record::{Date, Field, FieldState, Sex, SourceKind, Suffix};
use crate::standardize::{self, Name, Rules};
use crate::texts::Texts;

/// Builds the whole table.
pub fn build(
    records: &Records,
    rules: &Rules,
    as_of: Date,
    reference: &ReferenceFrequencies,
) -> Table {
    let mut table = Table::empty();
    add(&mut table, records, rules, as_of);
    let births: Vec<u32> =
        numbers(&table.rows).filter(|&one| has_certificate(&table, one)).collect();
    mark_versions(&mut table.rows, births, |record| amendment(records, record));
    table.frequencies = Frequencies::new(&table.rows, &table.names, reference);
    if table.frequencies.has_default_births() {
        let parts = parts(&mut table.rows, records.pages());
        forget_default_births(parts, &table.frequencies, &mut table.unused);
        table.frequencies = Frequencies::new(&table.rows, &table.names, reference);
    }
    table
}

fn numbers(rows: &[Row]) -> impl Iterator<Item = u32> + use<> {
    0..rows.len() as u32
}

fn has_certificate(table: &Table, record: u32) -> bool {
    table.row(record).has_birth_certificate()
}

/// Adds records behind those that the table has. Which version of a certificate stands is not yet known,
/// nor how frequent anything is.
pub fn add(table: &mut Table, records: &Records, rules: &Rules, as_of: Date) {
    let (pages, known) = (records.pages(), table.rows.len());
    let (first_name, names) = (table.names.size(), &mut table.names);
    let ((given, surnames), cities) = rayon::join(
        || rayon::join(|| intern(pages, &GIVEN_NAMES), || intern(pages, &SURNAMES)),
        || intern(pages, &[Field::City]),
    );
    // Names are numbered one after the other; what can be done beside it is.
    let standard_given = standard(&given, |raw| rules.given_name(raw));
    let (known_given, standard_surnames) = rayon::join(
        || known_names(standard_given, rules, names),
        || standard(&surnames, |raw| rules.surname(raw)),
    );
    let (known_surnames, (known_cities, fresh)) = rayon::join(
        || known_names(standard_surnames, rules, names),
        || (standard(&cities, standard_city), no_rows(records.len())),
    );
    names.read_letters(first_name);
    if known == 0 {
        table.rows = fresh;
    } else {
        table.rows.reserve_exact(fresh.len());
        table.rows.extend(fresh);
    }
    let rows = &mut table.rows[known..];
    let builder = RowBuilder { rules, as_of };
    let built: Vec<Built> = parts(rows, pages)
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
    table.dose_days.add(rows, records.doses(), as_of);
    number_streets(&built, parts(rows, pages), &mut table.streets);
    for page in built {
        merge_unused(&mut table.unused, page.unused);
    }
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
fn number_streets(built: &[Built], parts: Vec<(&mut [Row], &Page)>, streets: &mut Texts) {
    let codes: Vec<Vec<u32>> = built
        .iter()
        .map(|page| page.streets.iter().map(|street| streets.intern(street).0).collect())
        .collect();
    parts.into_par_iter().zip(&codes).for_each(|((rows, _), codes)| {
        rows.iter_mut().for_each(|row| row.street = codes[row.street as usize]);
    });
}

/// Takes a birth date that so many records hold for a placeholder.
fn forget_default_births(
    parts: Vec<(&mut [Row], &Page)>,
    frequencies: &Frequencies,
    unused: &mut UnusedBySource,
) {
    for (rows, page) in parts {
        let mut forgotten = Unused::default();
        let numbered = rows.iter_mut().enumerate();
        for (index, row) in numbered.filter(|(_, row)| frequencies.is_default_birth(row.birth)) {
            row.birth = Date::NONE;
            let source = page.value(index, Field::Source);
            forgotten.entry((source, Field::BirthDate)).or_default().placeholder += 1;
        }
        merge_unused(unused, forgotten);
    }
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

/// Numbers the names, and keeps of them what the rows need.
fn known_names(standard: Vec<Name>, rules: &Rules, names: &mut Names) -> Vec<KnownName> {
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

/// The standard form of each distinct value.
fn standard<T: Send>(interned: &Interned, standardize: impl Fn(&str) -> T + Sync) -> Vec<T> {
    interned.values.par_iter().map(|raw| standardize(raw)).collect()
}

/// The standard form of a city, hashed, with its state of evidence.
fn standard_city(raw: &str) -> (FieldState, u32) {
    let (state, city) = standardize::city(raw);
    (state, short_hash(&city))
}

fn no_rows(records: usize) -> Vec<Row> {
    (0..records).into_par_iter().map(|_| Row::default()).collect()
}

/// A hash that is 0 only for the blank.
pub(super) fn short_hash(text: &str) -> u32 {
    if text.is_empty() { 0 } else { (hash64(text.as_bytes()) as u32).max(1) }
}

/// As [`short_hash`], where a chance in 65,000 that two texts are taken for one does no harm.
fn tiny_hash(text: &str) -> u16 {
    if text.is_empty() { 0 } else { (hash64(text.as_bytes()) as u16).max(1) }
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
            let source = page.value(index, Field::Source);
            let mut statement = Statement { page, index, source, unused: &mut unused };
            self.names(row, names, &mut statement);
            self.birth(row, &mut statement);
            self.address(row, &mut streets, &mut statement);
            let city = names.known_cities[names.cities[index] as usize];
            row.city = statement.keep(Field::City, city);
            self.contact(row, &mut statement);
            self.identifiers(row, page.kind(index), &mut statement);
            let is_birth = page.kind(index) == SourceKind::Birth;
            row.flags = row.flags.with(Flags::BIRTH_RECORD, is_birth).with(
                Flags::VOID,
                is_birth && standardize::says_yes(page.value(index, Field::Void)),
            );
        }
        Built { streets, unused }
    }

    fn names(&self, row: &mut Row, names: &PageNames, statement: &mut Statement) {
        let index = statement.index;
        let first = names.given(Field::FirstName, index);
        let last = names.surname(Field::LastName, index);
        let middle = names.given(Field::MiddleName, index);
        let mother_first = names.given(Field::MotherFirstName, index);
        let maiden = names.surname(Field::MotherMaidenName, index);
        statement.note(Field::FirstName, first.state);
        statement.note(Field::LastName, last.state);
        statement.note(Field::MiddleName, middle.state);
        statement.note(Field::MotherFirstName, mother_first.state);
        statement.note(Field::MotherMaidenName, maiden.state);
        row.first = first.code;
        row.middle = middle.code;
        row.last = last.code;
        row.maiden = maiden.code;
        row.alias_first = names.given(Field::AliasFirstName, index).code;
        row.alias_last = names.surname(Field::AliasLastName, index).code;
        row.mother_last = names.surname(Field::MotherLastName, index).code;
        let guardian = names.given(Field::GuardianFirstName, index).code;
        let father = names.given(Field::FatherFirstName, index).code;
        row.guardian_first = if guardian == NO_NAME { father } else { guardian };
        // "Wendysgirl": the newborn's placeholder names the mother.
        row.mother_first =
            if mother_first.code == NO_NAME { first.mother } else { mother_first.code };
        let written = statement.value(Field::Suffix).and_then(|raw| self.rules.suffix(raw));
        row.suffix = written.or(last.suffix).or(first.suffix).or(middle.suffix);
        row.birth_order = first.newborn_order;
        let sex = statement.standard(Field::Sex, standardize::sex).or(first.newborn_sex);
        row.flags = row
            .flags
            .with(Flags::UNNAMED, first.newborn)
            .with(Flags::TEST, first.test || last.test)
            .with(Flags::FEMALE, sex == Some(Sex::Female))
            .with(Flags::MALE, sex == Some(Sex::Male));
    }

    fn birth(&self, row: &mut Row, statement: &mut Statement) {
        let birth_date = |raw: &str| standardize::birth_date(raw, &[], self.as_of);
        let date = |raw: &str| standardize::date(raw, &[]);
        row.birth = statement.standard(Field::BirthDate, birth_date);
        row.mother_birth = statement.standard(Field::MotherBirthDate, birth_date);
        row.death = statement.standard(Field::DeathDate, date);
        row.received =
            statement.value(Field::ReceivedAt).map(|raw| date(raw).1).unwrap_or_default();
        row.plurality = statement.standard(Field::Plurality, standardize::plurality);
        // "Babyboy A": who is told apart from a B is one of several.
        if row.plurality == 0 && row.birth_order > 0 {
            row.plurality = standardize::MULTIPLE;
        }
        let order = statement.standard(Field::BirthOrder, standardize::birth_order);
        row.birth_order = if order > 0 { order } else { row.birth_order };
    }

    fn address(&self, row: &mut Row, streets: &mut Texts, statement: &mut Statement) {
        if let Some(line) = statement.value(Field::Street) {
            let unit = statement.value(Field::Unit).unwrap_or_default();
            let street = self.rules.street(line, unit);
            statement.note(Field::Street, street.state);
            row.street = streets.intern(&street.name).0;
            row.number = short_hash(&street.number);
            row.unit = tiny_hash(&street.unit);
        }
        row.zip = statement.standard(Field::Zip, standardize::zip);
    }

    fn contact(&self, row: &mut Row, statement: &mut Statement) {
        row.phone = statement.standard(Field::Phone, |raw| self.rules.phone(raw));
        row.email = long_hash(&statement.standard(Field::Email, standardize::email));
    }

    fn identifiers(&self, row: &mut Row, kind: SourceKind, statement: &mut Statement) {
        let identifier = |raw: &str| self.rules.identifier(raw);
        row.ssn = statement.standard(Field::Ssn, |raw| self.rules.ssn(raw));
        row.medicaid = long_hash(&statement.standard(Field::MedicaidId, identifier));
        let mrn = statement.standard(Field::Mrn, identifier);
        // A birth record's number is the hospital's, a submission's the sender's own.
        let authority = statement.value(Field::MrnAuthority).unwrap_or_else(|| match kind {
            SourceKind::Birth => statement.value(Field::BirthFacility).unwrap_or_default(),
            SourceKind::Submission => statement.source,
        });
        if !mrn.is_empty() && !authority.is_empty() {
            let authority = long_hash(&authority.to_ascii_uppercase());
            row.mrn_authority = authority as u16;
            row.mrn = mix(hash64(mrn.as_bytes()) ^ authority).max(1);
            row.chart = last_digits(&mrn);
        }
        let number =
            statement.standard(Field::CertificateNumber, |raw| self.rules.certificate_number(raw));
        if !number.is_empty() {
            // Six digits repeat every year and in every state.
            let state = statement.value(Field::BirthState).unwrap_or_default();
            let (_, state) = standardize::state(state);
            let year = statement.value(Field::CertificateYear).and_then(|year| year.parse().ok());
            let year: u16 = year.unwrap_or_else(|| row.birth.year());
            let series = u64::from(state) << 16 | u64::from(year);
            row.certificate = mix(hash64(number.as_bytes()) ^ mix(series)).max(1);
        }
    }
}

/// One record as received; counts its values that are no evidence.
struct Statement<'v, 'u> {
    page: &'v Page,
    index: usize,
    source: &'v str,
    unused: &'u mut Unused<'v>,
}

/// What was no evidence on one page, by source and field.
type Unused<'v> = FxHashMap<(&'v str, Field), UnusedValues>;

impl<'v> Statement<'v, '_> {
    /// What the record has for a field.
    fn value(&self, field: Field) -> Option<&'v str> {
        Some(self.page.value(self.index, field)).filter(|value| !value.is_empty())
    }

    /// The standard form of what the record has for a field, if it is evidence; else the blank one.
    fn standard<T: Default>(
        &mut self,
        field: Field,
        standardize: impl FnOnce(&'v str) -> (FieldState, T),
    ) -> T {
        self.value(field).map_or_else(T::default, |raw| self.keep(field, standardize(raw)))
    }

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
