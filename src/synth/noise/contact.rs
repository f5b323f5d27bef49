//! Where somebody can be reached, as a clerk writes it.
//!
//! In: the household on a day. Out: address, telephone and e-mail fields. Must never: make an address
//! up; a wrong one is an old one, a shelter's, or mistyped.

use crate::record::{Date, Field};

use super::super::facility::Habit;
use super::super::person::{Home, Household, Person, Role};
use super::super::places::Address;
use super::super::statement::Statement;
use super::super::world::World;
use super::spelling::misread_digits;
use super::typing::{slip, slip_digit};
use super::{Kind, Noise};

/// Two years, within which a chart may still have the old address.
const LAG_DAYS: i32 = 730;

/// Fills the fields of address, telephone and e-mail.
pub(in super::super) fn contact(
    noise: &mut Noise,
    world: &World,
    (household, person, day): (&Household, &Person, Date),
    clinic_phone: u64,
    record: &mut Statement,
) {
    let shelter = household.shelter.filter(|&(from, until, _)| {
        person.role != Role::Father && person.homes.is_empty() && from <= day && day < until
    });
    let address = match shelter {
        Some((.., place)) => {
            noise.kinds.add(Kind::AddressShelter);
            world.shelters[place].0
        }
        None => home_on_chart(noise, household, person, day),
    };
    write_address(noise, world, address, record);
    let own = match shelter {
        Some((.., place)) if noise.random.chance(0.5) => world.shelters[place].1,
        _ => phone_on_chart(noise, household, person, day),
    };
    let phone = written_phone(noise, own, clinic_phone);
    record.set(Field::Phone, phone);
    if let Some(email) = &household.email
        && noise.profile.extras
        && person.homes.is_empty()
        && noise.random.chance(noise.rates.email_sent)
    {
        record.set(Field::Email, email.clone());
    }
}

/// Writes an address the way the source spells.
pub(in super::super) fn dressed_address(
    noise: &Noise,
    world: &World,
    address: Address,
    record: &mut Statement,
) {
    let short = noise.profile.short;
    let street = world.places.street(address, short);
    let unit = world.places.unit(address, short);
    if noise.profile.unit_in_street && !unit.is_empty() {
        record.set(Field::Street, format!("{street} {unit}"));
    } else {
        record.set(Field::Street, street);
        record.set(Field::Unit, unit);
    }
    record.set(Field::City, world.places.city(address).name);
    record.set(Field::State, "MA");
    record.set(Field::Zip, world.places.zip(address));
}

fn home_on_chart(noise: &mut Noise, household: &Household, person: &Person, day: Date) -> Address {
    let (home, before) = household.home(person, day);
    let since = day.day_number() - home.from.day_number();
    match before {
        Some(before)
            if since < LAG_DAYS
                && before.address != home.address
                && noise.random.chance(noise.rates.address_old) =>
        {
            noise.kinds.add(Kind::AddressOld);
            before.address
        }
        _ => home.address,
    }
}

fn write_address(noise: &mut Noise, world: &World, address: Address, record: &mut Statement) {
    let rates = noise.rates;
    dressed_address(noise, world, address, record);
    if noise.gap(rates.address_missing) {
        noise.kinds.add(Kind::AddressMissing);
        record.set(Field::Street, "");
        record.set(Field::Unit, "");
        return;
    }
    let street = record.get(Field::Street).to_owned();
    let street = noise.struck(rates.address_typo, Kind::AddressTypo, street, slip);
    record.set(Field::Street, street);
    let zip = record.get(Field::Zip).to_owned();
    let zip = noise.struck(rates.zip_wrong, Kind::ZipWrong, zip, |random, zip| {
        let zips = &world.places.city(address).zips;
        if random.chance(0.5) {
            Some((*random.pick(zips)).to_owned())
        } else {
            slip_digit(random, zip)
        }
    });
    record.set(Field::Zip, zip);
}

/// One's own telephone, or a parent's; the one before where the chart has not heard of the change.
fn phone_on_chart(noise: &mut Noise, household: &Household, person: &Person, day: Date) -> u64 {
    if let Some(own) = person.phone.filter(|_| person.age(day) >= 16) {
        return own;
    }
    let whose = whose_phone(noise, household, person);
    let (home, before) = household.home(person, day);
    let since = day.day_number() - home.from.day_number();
    let of = |home: Home| home.phones[whose];
    match before.map(of).filter(|&before| before != of(home)) {
        Some(before) if since < LAG_DAYS && noise.random.chance(noise.rates.phone_old) => {
            noise.kinds.add(Kind::PhoneOld);
            before
        }
        _ => of(home),
    }
}

/// The mother's telephone, 0, or the father's, 1.
fn whose_phone(noise: &mut Noise, household: &Household, person: &Person) -> usize {
    match person.role {
        Role::Mother => 0,
        Role::Father => 1,
        Role::Child => {
            let other =
                household.father().is_some() && noise.random.chance(noise.rates.phone_other_parent);
            usize::from(other)
        }
    }
}

fn written_phone(noise: &mut Noise, own: u64, clinic: u64) -> String {
    let rates = noise.rates;
    if noise.gap(rates.phone_missing) {
        noise.kinds.add(Kind::PhoneMissing);
        return String::new();
    }
    let mut digits = own.to_string();
    if noise.strikes(rates.phone_of_clinic) {
        noise.kinds.add(Kind::PhoneOfClinic);
        digits = clinic.to_string();
    } else if noise.strikes(rates.phone_placeholder) {
        noise.kinds.add(Kind::PhonePlaceholder);
        digits = (*noise.random.pick(&["5555555555", "0000000000", "9999999999", "6170000000"]))
            .to_owned();
    } else {
        digits = noise.struck(rates.phone_typo, Kind::PhoneTypo, digits, slip_digit);
    }
    let phone = spelled(&digits, noise.profile.phone);
    if noise.strikes_by(Habit::Scans, rates.phone_scanned)
        && let Some(misread) = misread_digits(&mut noise.random, &phone)
    {
        noise.kinds.add(Kind::PhoneScanned);
        return misread;
    }
    phone
}

/// Ten digits as the source writes them.
fn spelled(digits: &str, style: u8) -> String {
    let (area, exchange, line) = (&digits[..3], &digits[3..6], &digits[6..]);
    match style {
        1 => format!("{area}-{exchange}-{line}"),
        2 => format!("({area}) {exchange}-{line}"),
        _ => digits.to_owned(),
    }
}
