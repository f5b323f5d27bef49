//! Submissions: what a provider says about somebody on the day of a visit.
//!
//! In: a person, the household, a visit. Out: a statement. Must never: say anything of the future.

use crate::record::{Date, Field};

use super::dress::dress;
use super::facility::{Facility, Trade};
use super::household::days_after;
use super::noise::{
    Noise, birth_date, contact, maiden_name, medical_record_number, order_of_birth, sex, ssn,
    surname_on_chart, written_names,
};
use super::person::{Household, Person, Role};
use super::placeholder::placeholder;
use super::random::{Random, Stream};
use super::statement::Statement;
use super::visits::Visit;
use super::world::World;

/// The record of the visit, the `turn`-th of the person.
pub(super) fn submission(
    world: &World,
    household: &Household,
    person: &Person,
    (visit, turn): (Visit, u64),
) -> Statement {
    let facility = &world.facilities.all[visit.facility];
    let rates = &world.options.rates;
    let (seed, number) = (world.options.seed, u64::from(person.number));
    let mut fresh = Random::new(seed, Stream::Record, number, turn);
    // A chart is typed once; its errors come back with every record until it is typed anew.
    let typed = if fresh.chance(rates.chart_made_anew) { turn + 1 } else { 0 };
    let chart = Random::new(seed, Stream::Chart, number, typed << 32 | visit.facility as u64);
    let mut noise = Noise::new(chart, rates, &facility.profile);
    let mut record = Statement::new();

    let newborn = visit.newborn && noise.random.chance(rates.placeholder_name);
    let names = if newborn {
        placeholder(&mut noise, household, person, visit.day)
    } else {
        let surname = surname_on_chart(&mut noise, person, visit.day);
        written_names(&mut noise, world, person, &surname)
    };
    record.set(Field::FirstName, names.first);
    record.set(Field::MiddleName, names.middle);
    record.set(Field::LastName, names.last);
    record.set(Field::Suffix, names.suffix);
    record.set(Field::BirthDate, birth_date(&mut noise, person.born).to_string());
    let written_sex = sex(&mut noise, person.sex);
    record.set(Field::Sex, written_sex);
    let at = (seed, visit.facility, world.options.people);
    record.set(Field::Mrn, medical_record_number(&mut noise, at, household, person));
    family(&mut noise, household, person, visit.day, &mut record);
    order_of_birth(&mut noise, person, &mut record);
    record.set(Field::Ssn, ssn(&mut noise, household, person));
    contact(&mut noise, world, (household, person, visit.day), facility.phone, &mut record);
    extras(&mut noise, facility, person, visit, &mut record);

    let received = days_after(visit.day, fresh.between(0, 3)).min(world.options.as_of);
    sharing(world, person, &mut fresh, &mut record);
    record.set(Field::Source, facility.code.as_str());
    record.set(Field::ReceivedAt, received.to_string());
    record.kinds = noise.kinds;
    dress(&mut record, &facility.profile);
    record
}

/// Mother's names and a guardian's.
fn family(
    noise: &mut Noise,
    household: &Household,
    person: &Person,
    day: Date,
    record: &mut Statement,
) {
    let maiden = maiden_name(noise, household, person, day);
    let child = person.role == Role::Child;
    let mother = household.mother().filter(|_| child);
    if let Some(mother) = mother.filter(|_| !maiden.is_empty())
        && noise.random.chance(0.6)
    {
        record.set(Field::MotherFirstName, mother.first.as_ref());
    }
    record.set(Field::MotherMaidenName, maiden);
    if person.age(day) >= 18 || !child || !noise.random.chance(noise.profile.guardian) {
        return;
    }
    let father = household.father().filter(|_| noise.random.chance(noise.rates.guardian_father));
    if let Some(guardian) = father.or(mother) {
        record.set(Field::GuardianFirstName, guardian.first.as_ref());
        record.set(Field::GuardianLastName, guardian.surname(day).full());
    }
}

/// Medicaid, race and ethnicity, hospital of birth.
fn extras(
    noise: &mut Noise,
    facility: &Facility,
    person: &Person,
    visit: Visit,
    record: &mut Statement,
) {
    if person.medicaid > 0 && noise.random.chance(0.5) {
        record.set(Field::MedicaidId, person.medicaid.to_string());
    }
    if noise.profile.extras && noise.random.chance(0.7) {
        let customs = person.heritage.customs();
        record.set(Field::Race, customs.race);
        record.set(Field::Ethnicity, customs.ethnicity);
    }
    if facility.trade == Trade::Hospital && visit.newborn {
        record.set(Field::BirthFacility, facility.code.as_str());
        if noise.random.chance(0.6) {
            record.set(Field::BirthState, "MA");
        }
    }
}

/// What the person wishes, if it was asked and sent.
fn sharing(world: &World, person: &Person, random: &mut Random, record: &mut Statement) {
    if person.objects && random.chance(0.8) {
        record.set(Field::DataSharing, "no");
    } else if random.chance(world.options.rates.sharing_yes) && !person.objects {
        record.set(Field::DataSharing, "yes");
    }
}
