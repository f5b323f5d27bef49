//! Days and times of HL7: `YYYYMMDD`, then hours, minutes, seconds, a fraction, a zone.
//!
//! In: a value. Out: the day as ISO writes it, and the time. Must never: take a day for one that the
//! calendar does not have.

use crate::record::Date;

/// A day, and the digits of the time behind it.
pub struct Moment<'v> {
    day: Date,
    time: &'v str,
}

/// Reads a value that begins with a day; nothing if it does not.
pub fn moment(value: &str) -> Option<Moment<'_>> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let follows = value.as_bytes().get(digits);
    if !matches!(digits, 8 | 10 | 12 | 14) || !matches!(follows, None | Some(b'.' | b'+' | b'-')) {
        return None;
    }
    let year = value.get(..4)?.parse().ok()?;
    let day = Date::new(year, value.get(4..6)?.parse().ok()?, value.get(6..8)?.parse().ok()?)?;
    Some(Moment { day, time: &value[8..digits] })
}

impl Moment<'_> {
    /// `YYYY-MM-DD`.
    pub fn day(&self) -> String {
        self.day.to_string()
    }

    /// `YYYY-MM-DDThh:mm:ss`, or the day where no time is said.
    pub fn day_and_time(&self) -> String {
        match self.clock() {
            Some((hour, minute)) => {
                let second = self.time.get(4..6).filter(|second| *second < "60").unwrap_or("00");
                format!("{}T{hour}:{minute}:{second}", self.day)
            }
            None => self.day(),
        }
    }

    /// `HHMM`; nothing for midnight, with which systems fill up a day that they know no time of.
    pub fn time(&self) -> Option<String> {
        let (hour, minute) = self.clock()?;
        (self.time.bytes().any(|digit| digit != b'0')).then(|| format!("{hour}{minute}"))
    }

    fn clock(&self) -> Option<(&str, &str)> {
        let (hour, minute) = (self.time.get(..2)?, self.time.get(2..4)?);
        (hour < "24" && minute < "60").then_some((hour, minute))
    }
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn days_and_times() {
        for (value, day, whole, time) in [
            ("20240102", "2024-01-02", "2024-01-02", None),
            ("202401021015", "2024-01-02", "2024-01-02T10:15:00", Some("1015")),
            ("20240102101530.123-0500", "2024-01-02", "2024-01-02T10:15:30", Some("1015")),
            ("20240102-0500", "2024-01-02", "2024-01-02", None),
            ("2024010210", "2024-01-02", "2024-01-02", None),
            ("20240102000000", "2024-01-02", "2024-01-02T00:00:00", None),
            ("20240102000030", "2024-01-02", "2024-01-02T00:00:30", Some("0000")),
            ("202401022560", "2024-01-02", "2024-01-02", None),
        ] {
            let moment = moment(value).unwrap();
            assert_eq!(moment.day(), day);
            assert_eq!(moment.day_and_time(), whole);
            assert_eq!(moment.time().as_deref(), time, "{value}");
        }
        for value in ["", "2024", "202401", "20240230", "01/02/2024", "20240102x", "2024010é"] {
            assert!(moment(value).is_none(), "{value}");
        }
    }
}
