//! Values of HL7's types as the fields of a record have them.
//!
//! In: components. Out: text. Must never: mend what it does not understand; that stays as it came.

use std::borrow::Cow;

use super::syntax::Value;

/// A day, `YYYYMMDD` with whatever follows, as ISO; anything else as it came.
pub fn day(time: &str) -> String {
    let is_day = time.len() >= 8 && time.as_bytes()[..8].iter().all(u8::is_ascii_digit);
    if !is_day {
        return time.to_string();
    }
    format!("{}-{}-{}", &time[..4], &time[4..6], &time[6..8])
}

/// A time, `YYYYMMDDhhmm…`, as ISO without its zone; a day where there is no more.
pub fn time_stamp(time: &str) -> String {
    let day = day(time);
    match hour(time) {
        Some(hour) => format!("{day}T{}:{}:00", &hour[..2], &hour[2..]),
        None => day,
    }
}

/// Hours and minutes of a time, `hhmm`.
pub fn hour(time: &str) -> Option<&str> {
    time.get(8..12).filter(|hour| hour.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The first of two that says something.
pub fn identifier_of(first: Cow<str>, second: Cow<str>) -> String {
    if first.is_empty() { second.into_owned() } else { first.into_owned() }
}

/// A coded value: its code, or its text where it has none.
pub fn code(value: Value) -> String {
    identifier_of(value.component(1), value.component(2))
}

/// A surname: the whole of FN, which senders part where two surnames meet.
pub fn surname(name: Value) -> String {
    let parts = (1..=3).map(|part| name.subcomponent(1, part).into_owned());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// A telephone number: in one piece, or area code and number.
pub fn telephone(value: Value) -> String {
    let (area, local) = (value.component(6), value.component(7));
    if !local.is_empty() {
        return format!("{area}{local}");
    }
    identifier_of(value.component(1), value.component(12))
}

/// An e-mail address, if the value is one.
pub fn email(value: Value) -> Option<String> {
    let address = value.component(4);
    let address = if address.contains('@') { address } else { value.component(1) };
    address.contains('@').then(|| address.into_owned())
}
