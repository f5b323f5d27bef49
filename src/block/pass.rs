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
    /// What all its keys hold, as a place in [`LEADS`].
    lead: Option<usize>,
    write: Write,
}

/// How many passes, the first ones, are narrow.
pub const NARROW: usize = 18;

/// The passes in order; a pair belongs to the first that finds it.
pub const PASSES: [Pass; 25] = [
    narrow("birth_date+maiden_name", 2, birth_date_maiden_name),
    narrow("birth_date+surname", 4, birth_date_surname),
    narrow("birth_date+first_name", 4, birth_date_first_name),
    narrow("birth_date+swapped_names", 1, birth_date_swapped_names).led_by(NAMES),
    narrow("birth_date+mother", 2, birth_date_mother),
    narrow("birth_date+address", 1, birth_date_address).led_by(ADDRESS),
    narrow("names+birth_year", 1, names_birth_year).led_by(NAMES),
    narrow("names+birth_day", 1, names_birth_day).led_by(NAMES),
    narrow("maiden_name+first_name+birth_year", 1, maiden_name_first_name),
    narrow("names+zip", 1, names_zip).led_by(NAMES),
    narrow("phone", 3, phone).led_by(PHONE),
    narrow("address", 3, address_and).led_by(ADDRESS),
    narrow("identifier", 5, identifier),
    narrow("names+mother", 2, names_mother).led_by(NAMES),
    narrow("birth_date+zip", 1, birth_date_zip),
    narrow("birth_date+initials", 1, birth_date_initials),
    narrow("names", 1, names).led_by(NAMES),
    narrow("street+one", 4, street_and_one).led_by(STREET),
    wide("birth_date", birth_date),
    wide("street", street),
    wide("phone_alone", phone_alone),
    wide("first_name+zip", first_name_zip),
    wide("surname+zip", surname_zip),
    wide("first_name+city", first_name_city),
    wide("surname+city", surname_city),
];

type Write = fn(&Parts, &mut KeyWriter);

const fn narrow(name: &'static str, slots: usize, write: Write) -> Pass {
    Pass { name, slots, wide: false, lead: None, write }
}

const fn wide(name: &'static str, write: Write) -> Pass {
    Pass { name, slots: 1, wide: true, lead: None, write }
}

impl Pass {
    const fn led_by(self, lead: usize) -> Pass {
        Pass { lead: Some(lead), ..self }
    }
}

/// What all keys of some passes hold: a record that shares it with nobody shares no key of theirs. Each is
/// a hash; 0 where a part of it is missing, and so are the keys.
pub const LEADS: [fn(&Parts) -> u64; 4] = [
    // Without saying which is which, as one of the passes.
    |of| if of.first == 0 || of.last == 0 { 0 } else { of.first.wrapping_add(of.last).max(1) },
    |of| mix(of.row.phone),
    |of| of.address,
    |of| if of.zip == 0 { 0 } else { mix(u64::from(of.row.zip) << 32 | u64::from(of.row.street)) },
];
const NAMES: usize = 0;
const PHONE: usize = 1;
const ADDRESS: usize = 2;
const STREET: usize = 3;

/// Whether the pass of this number may give a record a key of which these leads, as bits, are wanted.
pub fn is_led(pass: usize, leads: u32) -> bool {
    PASSES[pass].lead.is_none_or(|lead| leads >> lead & 1 == 1)
}

/// The most keys that one pass gives a record.
const MOST_SLOTS: usize = 5;

/// A record, and the parts that many of its keys are made of. Parts are spread over all bits by [`mix`],
/// which leaves 0, what is missing, as it is.
pub struct Parts<'a> {
    row: &'a Row,
    names: &'a Names,
    birth: u64,
    year: u64,
    first: u64,
    last: u64,
    zip: u64,
    address: u64,
}

impl Parts<'_> {
    /// Of a record.
    pub fn of<'a>(row: &'a Row, names: &'a Names) -> Parts<'a> {
        Parts {
            row,
            names,
            birth: mix(row.birth.packed().into()),
            year: mix(row.birth.year().into()),
            first: sound(names, row.first),
            last: sound(names, row.last),
            zip: mix(row.zip.into()),
            address: address(row),
        }
    }

    /// Calls `visit` with each key that the pass of this number gives the record: a hash, never 0.
    pub fn each_key(&self, pass: usize, visit: impl FnMut(u32)) {
        let Pass { slots, write, .. } = &PASSES[pass];
        let mut keys = KeyWriter { salt: pass as u64 + 1, keys: [0; MOST_SLOTS], slots: *slots };
        write(self, &mut keys);
        keys.keys.into_iter().take_while(|&key| key != 0).for_each(visit);
    }
}

struct KeyWriter {
    salt: u64,
    keys: [u32; MOST_SLOTS],
    slots: usize,
}

impl KeyWriter {
    /// Adds a key made of all the parts; no key if one of them is missing or no slot is left.
    fn add<const N: usize>(&mut self, parts: [u64; N]) {
        if parts.contains(&0) {
            return;
        }
        let hash = parts.iter().fold(self.salt, |hash, part| mix(hash ^ part));
        let key = (hash as u32).max(1);
        for slot in &mut self.keys[..self.slots] {
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

/// A part that is not taken for another kind's of the same number; nothing stays nothing.
fn salted(bit: u32, part: u64) -> u64 {
    if part == 0 { 0 } else { mix(1 << bit | part) }
}

fn sound(names: &Names, name: NameCode) -> u64 {
    mix(names.sound(name).into())
}

/// Surname tokens that people are found by.
fn tokens(names: &Names, name: NameCode) -> impl Iterator<Item = u64> + '_ {
    names.significant(name).iter().map(|&token| mix(token.into()))
}

fn address(row: &Row) -> u64 {
    if row.street == 0 { 0 } else { mix(mix(u64::from(row.street) << 32 | u64::from(row.number))) }
}

fn day(row: &Row) -> u64 {
    u64::from(row.birth.month()) << 8 | u64::from(row.birth.day())
}

fn birth_date_maiden_name(of: &Parts, keys: &mut KeyWriter) {
    tokens(of.names, of.row.maiden).for_each(|token| keys.add([of.birth, token]));
}

/// The maiden name counts as a surname: a newborn often stands under the mother's.
fn birth_date_surname(of: &Parts, keys: &mut KeyWriter) {
    for name in [of.row.last, of.row.maiden, of.row.alias_last] {
        tokens(of.names, name).take(2).for_each(|token| keys.add([of.birth, token]));
    }
}

fn birth_date_first_name(of: &Parts, keys: &mut KeyWriter) {
    let Parts { row, names, birth, .. } = *of;
    keys.add([birth, of.first]);
    for &class in names.nicknames(row.first).iter().take(2) {
        keys.add([birth, mix(1 << 40 | u64::from(class))]);
    }
    keys.add([birth, sound(names, row.alias_first)]);
    if names.text(row.middle).len() > 1 {
        keys.add([birth, sound(names, row.middle)]);
    }
}

/// The two names without saying which is which.
fn birth_date_swapped_names(of: &Parts, keys: &mut KeyWriter) {
    let (first, last) = (of.names.sound(of.row.first), of.names.sound(of.row.last));
    let (one, other) = if first < last { (of.first, of.last) } else { (of.last, of.first) };
    keys.add([of.birth, one, other]);
}

/// A newborn without a name of its own is known by its mother.
fn birth_date_mother(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.birth, sound(of.names, of.row.mother_first)]);
    keys.add([of.birth, sound(of.names, of.row.guardian_first)]);
}

fn birth_date_address(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.birth, of.address]);
}

/// Finds the day or month that is wrong.
fn names_birth_year(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.year, of.first, of.last]);
}

/// Finds the year that is wrong.
fn names_birth_day(of: &Parts, keys: &mut KeyWriter) {
    keys.add([mix(day(of.row)), of.first, of.last]);
}

fn maiden_name_first_name(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.year, of.first, sound(of.names, of.row.maiden)]);
}

fn names_zip(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.zip, of.first, of.last]);
}

fn phone(of: &Parts, keys: &mut KeyWriter) {
    let phone = mix(of.row.phone);
    keys.add([phone, of.first]);
    keys.add([phone, salted(40, of.row.birth.year().into())]);
    keys.add([phone, salted(41, of.names.sound(of.row.last).into())]);
}

fn address_and(of: &Parts, keys: &mut KeyWriter) {
    let town = if of.zip == 0 { mix(of.row.city.into()) } else { of.zip };
    keys.add([of.address, of.first]);
    keys.add([of.address, salted(40, of.row.birth.year().into())]);
    keys.add([of.address, salted(41, of.names.sound(of.row.last).into()), town]);
}

fn identifier(of: &Parts, keys: &mut KeyWriter) {
    let row = of.row;
    keys.add([mix(1), mix(row.ssn.into())]);
    keys.add([mix(2), mix(row.medicaid)]);
    keys.add([mix(3), mix(row.mrn)]);
    keys.add([mix(4), mix(row.certificate)]);
    keys.add([mix(5), mix(row.email), of.first]);
}

/// Finds the record without a birth date.
fn names_mother(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.first, of.last, sound(of.names, of.row.mother_first)]);
    keys.add([of.first, of.last, salted(40, of.names.sound(of.row.maiden).into())]);
}

/// Finds the record whose names are both misspelt.
fn birth_date_zip(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.birth, of.zip]);
}

fn initial(names: &Names, name: NameCode) -> u64 {
    names.text(name).first().map_or(0, |&letter| u64::from(letter))
}

/// The same, of one who has moved.
fn birth_date_initials(of: &Parts, keys: &mut KeyWriter) {
    let (first, last) = (initial(of.names, of.row.first), initial(of.names, of.row.last));
    keys.add([of.birth, mix(first.min(last)), mix(first.max(last))]);
}

/// Finds the record with a wrong house number and more than one other wrong value.
fn street_and_one(of: &Parts, keys: &mut KeyWriter) {
    let street = mix(of.row.street.into());
    let parts = [
        salted(40, initial(of.names, of.row.first)),
        salted(41, initial(of.names, of.row.last)),
        salted(42, of.row.birth.year().into()),
        salted(43, day(of.row)),
    ];
    parts.into_iter().for_each(|part| keys.add([street, of.zip, part]));
}

/// Finds the record without a birth date of one who has moved.
fn names(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.first, of.last]);
}

fn birth_date(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.birth]);
}

fn street(of: &Parts, keys: &mut KeyWriter) {
    keys.add([mix(of.row.street.into())]);
}

fn phone_alone(of: &Parts, keys: &mut KeyWriter) {
    keys.add([mix(of.row.phone)]);
}

fn first_name_zip(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.first, of.zip]);
}

fn surname_zip(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.last, of.zip]);
}

fn first_name_city(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.first, mix(of.row.city.into())]);
}

fn surname_city(of: &Parts, keys: &mut KeyWriter) {
    keys.add([of.last, mix(of.row.city.into())]);
}
