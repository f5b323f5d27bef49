//! The passes: which values two records must share to be compared at all.
//!
//! Birth date with mother's maiden name leads; the others find what it cannot, above all the
//! submissions without a maiden name. A value that is no evidence makes no key.

use crate::digest::mix;
use crate::table::{NameCode, Names, Row};

/// One blocking rule.
pub struct Pass {
    /// Its name in files and summaries.
    pub name: &'static str,
    slots: usize,
    /// Whether its key is one value alone, see [`super::wide`].
    pub wide: bool,
    write: Write,
}

/// The passes in order; a pair belongs to the first that finds it.
pub const PASSES: [Pass; 25] = [
    narrow("birth_date+maiden_name", 2, birth_date_maiden_name),
    narrow("birth_date+surname", 4, birth_date_surname),
    narrow("birth_date+first_name", 4, birth_date_first_name),
    narrow("birth_date+swapped_names", 1, birth_date_swapped_names),
    narrow("birth_date+mother", 2, birth_date_mother),
    narrow("birth_date+address", 1, birth_date_address),
    narrow("names+birth_year", 1, names_birth_year),
    narrow("names+birth_day", 1, names_birth_day),
    narrow("maiden_name+first_name+birth_year", 1, maiden_name_first_name),
    narrow("names+zip", 1, names_zip),
    narrow("phone", 3, phone),
    narrow("address", 3, address_and),
    narrow("identifier", 5, identifier),
    narrow("names+mother", 2, names_mother),
    narrow("birth_date+zip", 1, birth_date_zip),
    narrow("birth_date+initials", 1, birth_date_initials),
    narrow("names", 1, names),
    narrow("street+one", 4, street_and_one),
    wide("birth_date", birth_date),
    wide("street", street),
    wide("phone_alone", phone_alone),
    wide("first_name+zip", first_name_zip),
    wide("surname+zip", surname_zip),
    wide("first_name+city", first_name_city),
    wide("surname+city", surname_city),
];

type Write = fn(&Row, &Names, &mut KeyWriter);

const fn narrow(name: &'static str, slots: usize, write: Write) -> Pass {
    Pass { name, slots, wide: false, write }
}

const fn wide(name: &'static str, write: Write) -> Pass {
    Pass { name, slots: 1, wide: true, write }
}

/// The most keys that one pass gives a record.
const MOST_SLOTS: usize = 5;

/// Calls `visit` with each key that the pass, of this number, gives the record: a hash, never 0.
pub fn each_key(pass: &Pass, number: usize, row: &Row, names: &Names, visit: impl FnMut(u32)) {
    let mut slots = [0; MOST_SLOTS];
    (pass.write)(
        row,
        names,
        &mut KeyWriter { salt: number as u64 + 1, slots: &mut slots[..pass.slots] },
    );
    slots.into_iter().take_while(|&key| key != 0).for_each(visit);
}

struct KeyWriter<'a> {
    salt: u64,
    slots: &'a mut [u32],
}

impl KeyWriter<'_> {
    /// Adds a key made of all the parts; no key if one of them is missing or no slot is left.
    fn add<const N: usize>(&mut self, parts: [u64; N]) {
        if parts.contains(&0) {
            return;
        }
        let hash = parts.iter().fold(self.salt, |hash, &part| mix(hash ^ mix(part)));
        let key = (hash as u32).max(1);
        for slot in self.slots.iter_mut() {
            if *slot == key {
                return;
            }
            if *slot == 0 {
                *slot = key;
                return;
            }
        }
    }
}

fn birth(row: &Row) -> u64 {
    u64::from(row.birth.packed())
}

/// A part that is not taken for another kind's of the same number; nothing stays nothing.
fn salted(bit: u32, part: u64) -> u64 {
    if part == 0 { 0 } else { 1 << bit | part }
}

fn sound(names: &Names, name: NameCode) -> u64 {
    u64::from(names.sound(name))
}

/// Surname tokens that people are found by.
fn tokens(names: &Names, name: NameCode) -> impl Iterator<Item = u64> + '_ {
    names.significant(name).iter().map(|&token| u64::from(token))
}

fn address(row: &Row) -> u64 {
    if row.street == 0 { 0 } else { mix(u64::from(row.street) << 32 | u64::from(row.number)) }
}

fn birth_date_maiden_name(row: &Row, names: &Names, keys: &mut KeyWriter) {
    tokens(names, row.maiden).for_each(|token| keys.add([birth(row), token]));
}

/// The maiden name counts as a surname: a newborn often stands under the mother's.
fn birth_date_surname(row: &Row, names: &Names, keys: &mut KeyWriter) {
    for name in [row.last, row.maiden, row.alias_last] {
        tokens(names, name).take(2).for_each(|token| keys.add([birth(row), token]));
    }
}

fn birth_date_first_name(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([birth(row), sound(names, row.first)]);
    for &class in names.nicknames(row.first).iter().take(2) {
        keys.add([birth(row), 1 << 40 | u64::from(class)]);
    }
    keys.add([birth(row), sound(names, row.alias_first)]);
    if names.text(row.middle).len() > 1 {
        keys.add([birth(row), sound(names, row.middle)]);
    }
}

/// The two names without saying which is which.
fn birth_date_swapped_names(row: &Row, names: &Names, keys: &mut KeyWriter) {
    let (first, last) = (sound(names, row.first), sound(names, row.last));
    keys.add([birth(row), first.min(last), first.max(last)]);
}

/// A newborn without a name of its own is known by its mother.
fn birth_date_mother(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([birth(row), sound(names, row.mother_first)]);
    keys.add([birth(row), sound(names, row.guardian_first)]);
}

fn birth_date_address(row: &Row, _: &Names, keys: &mut KeyWriter) {
    keys.add([birth(row), address(row)]);
}

/// Finds the day or month that is wrong.
fn names_birth_year(row: &Row, names: &Names, keys: &mut KeyWriter) {
    let year = u64::from(row.birth.year());
    keys.add([year, sound(names, row.first), sound(names, row.last)]);
}

/// Finds the year that is wrong.
fn names_birth_day(row: &Row, names: &Names, keys: &mut KeyWriter) {
    let day = u64::from(row.birth.month()) << 8 | u64::from(row.birth.day());
    keys.add([day, sound(names, row.first), sound(names, row.last)]);
}

fn maiden_name_first_name(row: &Row, names: &Names, keys: &mut KeyWriter) {
    let year = u64::from(row.birth.year());
    keys.add([year, sound(names, row.first), sound(names, row.maiden)]);
}

fn names_zip(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([u64::from(row.zip), sound(names, row.first), sound(names, row.last)]);
}

fn phone(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([row.phone, sound(names, row.first)]);
    keys.add([row.phone, salted(40, u64::from(row.birth.year()))]);
    keys.add([row.phone, salted(41, sound(names, row.last))]);
}

fn address_and(row: &Row, names: &Names, keys: &mut KeyWriter) {
    let town = if row.zip == 0 { row.city } else { row.zip };
    keys.add([address(row), sound(names, row.first)]);
    keys.add([address(row), salted(40, u64::from(row.birth.year()))]);
    keys.add([address(row), salted(41, sound(names, row.last)), u64::from(town)]);
}

fn identifier(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([1, u64::from(row.ssn)]);
    keys.add([2, row.medicaid]);
    keys.add([3, row.mrn]);
    keys.add([4, row.certificate]);
    keys.add([5, row.email, sound(names, row.first)]);
}

/// Finds the record without a birth date.
fn names_mother(row: &Row, names: &Names, keys: &mut KeyWriter) {
    let (first, last) = (sound(names, row.first), sound(names, row.last));
    keys.add([first, last, sound(names, row.mother_first)]);
    keys.add([first, last, salted(40, sound(names, row.maiden))]);
}

/// Finds the record whose names are both misspelt.
fn birth_date_zip(row: &Row, _: &Names, keys: &mut KeyWriter) {
    keys.add([birth(row), u64::from(row.zip)]);
}

fn initial(names: &Names, name: NameCode) -> u64 {
    names.text(name).first().map_or(0, |&letter| u64::from(letter))
}

/// The same, of one who has moved.
fn birth_date_initials(row: &Row, names: &Names, keys: &mut KeyWriter) {
    let (first, last) = (initial(names, row.first), initial(names, row.last));
    keys.add([birth(row), first.min(last), first.max(last)]);
}

/// Finds the record with a wrong house number and more than one other wrong value.
fn street_and_one(row: &Row, names: &Names, keys: &mut KeyWriter) {
    let street = [u64::from(row.street), u64::from(row.zip)];
    let day = u64::from(row.birth.month()) << 8 | u64::from(row.birth.day());
    let parts = [
        salted(40, initial(names, row.first)),
        salted(41, initial(names, row.last)),
        salted(42, u64::from(row.birth.year())),
        salted(43, day),
    ];
    parts.into_iter().for_each(|part| keys.add([street[0], street[1], part]));
}

/// Finds the record without a birth date of one who has moved.
fn names(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([sound(names, row.first), sound(names, row.last)]);
}

fn birth_date(row: &Row, _: &Names, keys: &mut KeyWriter) {
    keys.add([birth(row)]);
}

fn street(row: &Row, _: &Names, keys: &mut KeyWriter) {
    keys.add([u64::from(row.street)]);
}

fn phone_alone(row: &Row, _: &Names, keys: &mut KeyWriter) {
    keys.add([row.phone]);
}

fn first_name_zip(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([sound(names, row.first), u64::from(row.zip)]);
}

fn surname_zip(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([sound(names, row.last), u64::from(row.zip)]);
}

fn first_name_city(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([sound(names, row.first), u64::from(row.city)]);
}

fn surname_city(row: &Row, names: &Names, keys: &mut KeyWriter) {
    keys.add([sound(names, row.last), u64::from(row.city)]);
}
