//! Names as a clerk writes them.
//!
//! In: a person, the surname of the day, what the person is called. Out: the four name fields. Must
//! never: touch what a newborn is called for want of a name; that is `placeholder`.

use crate::record::Date;

use super::super::called::Called;
use super::super::facility::Habit;
use super::super::names::Name;
use super::super::person::Person;
use super::super::surname::Surname;
use super::super::world::World;
use super::spelling::{cut, misread, respelled};
use super::surnames::written_surname;
use super::typing::slip;
use super::{Kind, Noise};

/// The name fields of a record.
pub(in super::super) struct Written {
    /// Given name.
    pub(in super::super) first: String,
    /// Further given names.
    pub(in super::super) middle: String,
    /// Surname.
    pub(in super::super) last: String,
    /// Generation.
    pub(in super::super) suffix: String,
}

/// The person's names of this day as written, under this surname. Who writes from a certificate does
/// not know what the person is called.
pub(in super::super) fn written_names(
    noise: &mut Noise,
    world: &World,
    (person, surname, day): (&Person, &Surname, Date),
    called: Option<&Called>,
) -> Written {
    let rates = noise.rates;
    let mut last = written_surname(noise, surname);
    last = noise.struck(rates.last_variant, Kind::LastVariant, last, respelled);
    last = noise.struck(rates.last_typo, Kind::LastTypo, last, slip);
    let (first, middle) = given_names(noise, world, (person, day), called);
    let mut first = misspelt(noise, first);
    let customs = person.heritage.customs();
    let swap = if customs.surname_first { rates.surname_first_swap } else { rates.first_last_swap };
    if first != last && noise.strikes(swap) {
        noise.kinds.add(Kind::FirstLastSwap);
        std::mem::swap(&mut first, &mut last);
    }
    if noise.strikes_by(Habit::Scans, rates.name_scanned) {
        let field = if noise.random.chance(0.5) { &mut first } else { &mut last };
        if let Some(read) = misread(&mut noise.random, field) {
            noise.kinds.add(Kind::NameScanned);
            *field = read;
        }
    }
    let suffix = written_suffix(noise, person.suffix, &mut last);
    Written { first, middle, last, suffix }
}

fn misspelt(noise: &mut Noise, first: String) -> String {
    let rates = noise.rates;
    let first = noise.struck(rates.first_cut, Kind::FirstCut, first, cut);
    let first = noise.struck(rates.first_variant, Kind::FirstVariant, first, respelled);
    noise.struck(rates.first_typo, Kind::FirstTypo, first, slip)
}

/// Jr in its own field, in the surname, or nowhere.
fn written_suffix(noise: &mut Noise, suffix: &str, last: &mut String) -> String {
    let rates = noise.rates;
    if suffix.is_empty() {
        return String::new();
    }
    if noise.gap(rates.suffix_missing) {
        noise.kinds.add(Kind::SuffixMissing);
        return String::new();
    }
    if noise.gap(rates.suffix_in_last) {
        noise.kinds.add(Kind::SuffixInLast);
        *last = format!("{last} {suffix}");
        return String::new();
    }
    suffix.to_owned()
}

/// Given name and middle name.
fn given_names(
    noise: &mut Noise,
    world: &World,
    (person, day): (&Person, Date),
    called: Option<&Called>,
) -> (String, String) {
    let rates = noise.rates;
    let first = person.first_name(day).to_string();
    let middle = person.middle.as_ref().map(Name::to_string).unwrap_or_default();
    if let Some(called) = called {
        if let Some(other) = called.other()
            && *other != first
            && noise.strikes(called.otherwise)
        {
            noise.kinds.add(Kind::OtherName);
            return (other.to_string(), written_middle(noise, middle));
        }
        if middle.chars().count() > 1 && middle != first && noise.strikes(called.by_middle) {
            noise.kinds.add(Kind::UsesMiddle);
            return (middle, String::new());
        }
    }
    if !middle.is_empty() && noise.strikes(rates.middle_glued) {
        noise.kinds.add(Kind::MiddleGlued);
        let between = if noise.random.chance(0.6) { " " } else { "" };
        return (format!("{first}{between}{middle}"), String::new());
    }
    let forms = called.and_then(|called| Some((called, world.nicknames.get(first.as_str())?)));
    let first = match forms {
        Some((called, forms)) => noise.struck(called.nickname, Kind::Nickname, first, |_, _| {
            Some(forms[called.form % forms.len()].to_owned())
        }),
        None => first,
    };
    let middle = written_middle(noise, middle);
    if !middle.is_empty() && middle != first && noise.strikes(rates.first_middle_swap) {
        noise.kinds.add(Kind::FirstMiddleSwap);
        return (middle, first);
    }
    (first, middle)
}

fn written_middle(noise: &mut Noise, middle: String) -> String {
    let rates = noise.rates;
    if middle.is_empty() {
        return middle;
    }
    if noise.gap(rates.middle_missing) {
        noise.kinds.add(Kind::MiddleMissing);
        return String::new();
    }
    let initial: String = middle.chars().take(1).collect();
    // The rate is a share of all records; only those that were not left out come here.
    let share = rates.middle_initial / (1.0 - rates.middle_missing).max(0.01);
    if initial != middle && noise.gap(share) {
        noise.kinds.add(Kind::MiddleInitial);
        return initial;
    }
    middle
}
