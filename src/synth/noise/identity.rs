//! The fields that set one member of a family apart from another, as a clerk fills them.
//!
//! In: the truth about a person. Out: what is written. Must never: invent an identifier that means
//! nobody, save where it notes so.

use crate::record::{Date, Field, Sex};

use super::super::children::letter;
use super::super::person::{Household, OUTSIDE, Person, Role};
use super::super::random::{Random, mix, scramble};
use super::super::statement::Statement;
use super::super::world::World;
use super::spelling::respelled;
use super::typing::slip;
use super::{Kind, Noise};

/// Sex as written.
pub(in super::super) fn sex(noise: &mut Noise, sex: Sex) -> &'static str {
    let rates = noise.rates;
    if noise.gap(rates.sex_unknown) {
        noise.kinds.add(Kind::SexUnknown);
        return if noise.random.chance(0.5) { "U" } else { "" };
    }
    if noise.strikes(rates.sex_flipped) {
        noise.kinds.add(Kind::SexFlipped);
        return letter(if sex == Sex::Female { Sex::Male } else { Sex::Female });
    }
    letter(sex)
}

/// The mother's maiden name as written; often it is not.
pub(in super::super) fn maiden_name(
    noise: &mut Noise,
    household: &Household,
    person: &Person,
    day: Date,
) -> String {
    let rates = noise.rates;
    let child = person.age(day) < 18;
    if noise.gap(if child { rates.maiden_missing } else { rates.maiden_missing_adult }) {
        noise.kinds.add(Kind::MaidenMissing);
        return String::new();
    }
    let full = person.maiden(day).full();
    let maiden = noise.struck(rates.maiden_unknown, Kind::MaidenUnknown, full, |random, _| {
        Some((*random.pick(&["UNK", "Unknown", "X", "None", "N/A"])).to_owned())
    });
    if noise.kinds.has(Kind::MaidenUnknown) {
        return maiden;
    }
    let own = person.surname(day).full();
    let maiden =
        noise.struck(rates.maiden_own_surname, Kind::MaidenOwnSurname, maiden, |_, _| Some(own));
    let mother = household.mother_of(person, day);
    let married = mother.as_ref().map(|mother| mother.last.full());
    let maiden = noise.struck(rates.maiden_married, Kind::MaidenMarried, maiden, |_, _| married);
    let given = mother.map(|mother| mother.first.to_owned());
    let maiden = noise.struck(rates.maiden_given, Kind::MaidenGiven, maiden, |_, _| given);
    noise.struck(rates.maiden_typo, Kind::MaidenTypo, maiden, misspelling)
}

/// A slip, or a spelling by ear.
fn misspelling(random: &mut Random, word: &str) -> Option<String> {
    if random.chance(0.4) { respelled(random, word) } else { slip(random, word) }
}

/// A parent's given name as written: seldom wrong, sometimes short.
pub(in super::super) fn parents_name(noise: &mut Noise, world: &World, first: &str) -> String {
    let short = world.nicknames.get(first);
    let rate = noise.rates.parent_misspelt;
    noise.struck(rate, Kind::ParentMisspelt, first.to_owned(), |random, word| match short {
        Some(forms) if random.chance(0.5) => Some((*random.pick(forms)).to_owned()),
        _ => misspelling(random, word),
    })
}

/// Plurality and order of birth, rarely filled by providers.
pub(in super::super) fn order_of_birth(noise: &mut Noise, person: &Person, record: &mut Statement) {
    let rates = noise.rates;
    let Some(delivery) = person.delivery else { return };
    if !person.is_multiple() {
        if noise.random.chance(rates.plurality_sent) {
            let said = if noise.random.chance(0.5) { "1" } else { "N" };
            record.set(Field::Plurality, said);
        }
        return;
    }
    if noise.strikes(rates.plurality_wrong) {
        noise.kinds.add(Kind::PluralityWrong);
        record.set(Field::Plurality, if noise.random.chance(0.5) { "1" } else { "N" });
        return;
    }
    if !noise.random.chance(rates.order_sent) {
        return;
    }
    let plural = delivery.plurality.to_string();
    record.set(Field::Plurality, if noise.random.chance(0.5) { plural } else { "Y".to_owned() });
    let mut order = delivery.order;
    if order != 1 && noise.random.chance(rates.order_wrong) {
        noise.kinds.add(Kind::OrderWrong);
        order = 1;
    }
    record.set(Field::BirthOrder, order.to_string());
}

/// Social security number, rarely sent.
pub(in super::super) fn ssn(noise: &mut Noise, household: &Household, person: &Person) -> String {
    let rates = noise.rates;
    let dashed =
        |ssn: u64| format!("{:03}-{:02}-{:04}", ssn / 1_000_000, ssn / 10_000 % 100, ssn % 10_000);
    if noise.random.chance(rates.ssn_placeholder) {
        noise.kinds.add(Kind::SsnPlaceholder);
        let dummies = ["999-99-9999", "000-00-0000", "123-45-6789", "111-11-1111"];
        return (*noise.random.pick(&dummies)).to_owned();
    }
    if person.role == Role::Child
        && let Some(mother) = household.mother()
        && noise.random.chance(rates.ssn_of_mother)
    {
        noise.kinds.add(Kind::SsnOfMother);
        return dashed(mother.ssn);
    }
    if noise.random.chance(rates.ssn_sent) { dashed(person.ssn) } else { String::new() }
}

/// The facility's own number of the person: unique there, save where charts are mixed up. Hospitals
/// number the children of one birth one after another.
pub(in super::super) fn medical_record_number(
    noise: &mut Noise,
    (seed, facility, people): (u64, usize, usize),
    household: &Household,
    person: &Person,
) -> String {
    let rates = noise.rates;
    let sibling = household.children().find(|other| {
        person.role == Role::Child && other.number != person.number && !other.is_multiple()
    });
    if let Some(sibling) = sibling
        && noise.random.chance(rates.mrn_of_sibling)
    {
        noise.kinds.add(Kind::MrnOfSibling);
        return chart_number((seed, facility, people), sibling.number, 0);
    }
    if noise.random.chance(rates.mrn_reused) {
        noise.kinds.add(Kind::MrnReused);
        let other = noise.random.below(u32::try_from(people).unwrap_or(u32::MAX));
        return chart_number((seed, facility, people), other, 0);
    }
    own_number((seed, facility, people), household, person)
}

/// The number that is really the person's at this facility.
pub(in super::super) fn own_number(
    at: (u64, usize, usize),
    household: &Household,
    person: &Person,
) -> String {
    let first = household
        .children()
        .find(|other| person.role == Role::Child && other.born == person.born)
        .filter(|first| first.number != OUTSIDE)
        .map_or(person.number, |first| first.number);
    chart_number(at, first, person.number - first)
}

/// Scrambled so that neighbours in the population are none in the numbers; four to a person leaves
/// room for the others of a multiple birth.
fn chart_number((seed, facility, people): (u64, usize, usize), number: u32, place: u32) -> String {
    let bits = (64 - (people as u64).leading_zeros()).max(18);
    let key = mix(seed ^ mix(facility as u64 + 1));
    let scrambled = scramble(key, bits.div_ceil(2), u64::from(number));
    (scrambled * 4 + u64::from(place) + 100_000).to_string()
}
