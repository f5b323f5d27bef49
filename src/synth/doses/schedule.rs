//! The schedule of vaccinations, simplified from that of the CDC: which families are due on a day,
//! and with which vaccine they are met.
//!
//! In: what somebody has had, the age, the day. Out: CVX codes. Must never: let a dose follow another
//! of its family in less than [`CLOSEST`] days, or be given before its age or before it existed.

use crate::record::Date;

use super::super::random::Random;
use super::super::rates::Rates;
use super::habits::DoseHabits;
use super::occasions::Purpose;
use super::vaccine::{FAMILIES, Family, families};

/// No two doses of a family are given closer than so many days.
pub(in super::super) const CLOSEST: i32 = 21;

/// What somebody has had of each family.
#[derive(Clone, Default)]
pub(super) struct Course {
    had: [(u8, i32); FAMILIES],
}

impl Course {
    /// Notes a dose.
    pub(super) fn give(&mut self, cvx: u16, day: Date) {
        for &family in families(cvx) {
            let (count, last) = &mut self.had[family as usize];
            *count = count.saturating_add(1);
            *last = day.day_number();
        }
    }

    fn count(&self, family: Family) -> usize {
        usize::from(self.had[family as usize].0)
    }

    /// Days since the last dose; very many if there is none.
    fn since(&self, family: Family, day: Date) -> i32 {
        match self.had[family as usize] {
            (0, _) => i32::MAX,
            (_, last) => day.day_number() - last,
        }
    }
}

/// The doses of one family: the age from which each is due, and the days since the one before.
struct Series {
    family: Family,
    doses: &'static [(i32, i32)],
    /// No longer from this age on.
    until: i32,
    /// Not before this year.
    since: u16,
}

const fn series(family: Family, doses: &'static [(i32, i32)], until: i32, since: u16) -> Series {
    Series { family, doses, until, since }
}

/// Days of so many years.
const fn years(years: i32) -> i32 {
    years * 1461 / 4
}

/// The first dose of rotavirus is not begun after 14 weeks and 6 days.
const ROTAVIRUS_BEGINS: i32 = 104;

const SERIES: &[Series] = &[
    series(Family::HepatitisB, &[(0, 0), (28, 28), (168, 56)], years(19), 1991),
    series(
        Family::Tetanus,
        &[(56, 0), (112, 28), (168, 28), (450, 170), (years(4), 170)],
        years(7),
        1992,
    ),
    series(Family::Polio, &[(56, 0), (112, 28), (168, 28), (years(4), 170)], years(18), 1992),
    series(Family::Hib, &[(56, 0), (112, 28), (168, 28), (365, 56)], years(5), 1992),
    series(Family::Pneumococcal, &[(56, 0), (112, 28), (168, 28), (365, 56)], years(5), 2000),
    series(Family::Rotavirus, &[(56, 0), (112, 28), (168, 28)], 243, 2007),
    series(Family::Measles, &[(366, 0), (years(4), 28)], years(19), 1992),
    series(Family::Varicella, &[(366, 0), (years(4), 84)], years(19), 1995),
    series(Family::HepatitisA, &[(366, 0), (540, 183)], years(19), 2006),
    series(Family::Papilloma, &[(years(11), 0), (years(11), 153)], years(26), 2007),
    series(Family::Meningococcal, &[(years(11), 0), (years(16), 56)], years(22), 2005),
    series(Family::MeningococcalB, &[(years(16), 0), (years(16), 183)], years(23), 2016),
    series(Family::Zoster, &[(years(50), 0), (years(50), 61)], years(110), 2018),
];

/// Who is asked what is due, when and where.
pub(super) struct Asked<'a> {
    /// How often what happens.
    pub(super) rates: &'a Rates,
    /// The giver's habits.
    pub(super) habits: &'a DoseHabits,
    /// What has been given so far.
    pub(super) course: &'a Course,
    /// Days of life.
    pub(super) age: i32,
    /// The day.
    pub(super) day: Date,
    /// What may be given.
    pub(super) purpose: Purpose,
    /// Whether the visit leaves a record: something brought the person there.
    pub(super) reported: bool,
    /// When the grown had their last dose against tetanus, as a day number.
    pub(super) last_tetanus: i32,
}

impl Asked<'_> {
    /// The vaccines that are given.
    pub(super) fn due(&self, random: &mut Random) -> Vec<u16> {
        let mut due = Vec::with_capacity(6);
        match self.purpose {
            Purpose::Birth => due.extend(self.is_due(&SERIES[0]).then_some(8)),
            Purpose::Whatever => {
                self.series(&mut due);
                due.extend(self.tetanus(random));
                due.extend(self.pneumococcal());
                due.extend(self.influenza());
                due.extend(self.covid(random));
                if due.is_empty() && self.reported && self.age >= years(19) {
                    due.extend(self.caught_up(random));
                }
            }
            Purpose::Autumn => {
                due.extend(self.influenza());
                due.extend(self.covid(random));
            }
            Purpose::Covid => due.extend(self.covid(random)),
        }
        due
    }

    fn is_due(&self, series: &Series) -> bool {
        let given = self.course.count(series.family);
        let (count, since) = (given, self.course.since(series.family, self.day));
        let late = series.family == Family::Rotavirus
            && (count == 0 && self.age > ROTAVIRUS_BEGINS
                || count == 2 && !self.habits.second_maker);
        !late
            && self.age < series.until
            && self.day.year() >= series.since
            && series
                .doses
                .get(count)
                .is_some_and(|&(age, apart)| self.age >= age && since >= apart.max(CLOSEST))
    }

    /// The families whose series goes on today, each by a vaccine of its own or in one with others.
    fn series(&self, due: &mut Vec<u16>) {
        let mut open: Vec<Family> =
            SERIES.iter().filter(|it| self.is_due(it)).map(|it| it.family).collect();
        let has = |open: &[Family], of: &[Family]| of.iter().all(|family| open.contains(family));
        let young = self.age < years(4);
        if has(&open, &[Family::Tetanus, Family::Polio]) {
            let hepatitis = self.course.since(Family::HepatitisB, self.day) >= 28;
            if young && self.habits.combined && hepatitis && self.day.year() >= 2003 {
                due.push(110);
                open.retain(|family| {
                    ![Family::Tetanus, Family::Polio, Family::HepatitisB].contains(family)
                });
            } else if !young && self.day.year() >= 2008 {
                due.push(130);
                open.retain(|family| ![Family::Tetanus, Family::Polio].contains(family));
            }
        }
        if self.habits.mmrv && !young && has(&open, &[Family::Measles, Family::Varicella]) {
            due.push(94);
            open.retain(|family| ![Family::Measles, Family::Varicella].contains(family));
        }
        due.extend(open.into_iter().map(|family| self.product(family)));
    }

    /// The single vaccine of a family on this day.
    fn product(&self, family: Family) -> u16 {
        let (year, second) = (self.day.year(), self.habits.second_maker);
        match family {
            Family::HepatitisB => 8,
            Family::Tetanus => 20,
            Family::Polio => 10,
            Family::Hib => 48,
            Family::Pneumococcal => match year {
                ..2010 => 100,
                2010..2023 => 133,
                _ if second => 152,
                _ => 216,
            },
            Family::Rotavirus => {
                if second || year < 2009 {
                    116
                } else {
                    119
                }
            }
            Family::Measles => 3,
            Family::Varicella => 21,
            Family::HepatitisA => 83,
            Family::Papilloma => {
                if year < 2016 {
                    62
                } else {
                    165
                }
            }
            Family::Meningococcal => {
                if second && year >= 2011 {
                    136
                } else {
                    114
                }
            }
            Family::MeningococcalB => {
                if second {
                    162
                } else {
                    163
                }
            }
            Family::Influenza => self.influenza_vaccine(),
            Family::Covid => 208,
            Family::Zoster => 187,
        }
    }

    /// Tdap at eleven; of the grown one or Td every ten years.
    fn tetanus(&self, random: &mut Random) -> Option<u16> {
        let early = self.age < years(11) || self.day.year() < 2005;
        let since = self.course.since(Family::Tetanus, self.day);
        let before = self.day.day_number() - self.last_tetanus;
        let due = match self.age < years(19) {
            true => since >= years(5),
            false => since.min(before) >= years(10),
        };
        let grown = self.age >= years(25);
        (due && !early).then(|| if grown && random.chance(0.35) { 113 } else { 115 })
    }

    /// What the grown catch up with: before a journey, at work, after a wound.
    fn caught_up(&self, random: &mut Random) -> Option<u16> {
        let after = |family, days| self.course.since(family, self.day) >= days;
        let may = [
            (43, 3, Family::HepatitisB, after(Family::HepatitisB, 56)),
            (52, 2, Family::HepatitisA, after(Family::HepatitisA, 183)),
            (3, 2, Family::Measles, after(Family::Measles, 28)),
            (113, u8::MAX, Family::Tetanus, after(Family::Tetanus, years(5))),
        ];
        let open = |&(_, most, family, after): &(u16, u8, Family, bool)| {
            after && self.course.count(family) < usize::from(most)
        };
        let open: Vec<u16> = may.iter().filter(|it| open(it)).map(|it| it.0).collect();
        (!open.is_empty()).then(|| *random.pick(&open))
    }

    /// Against pneumococci from 65.
    fn pneumococcal(&self) -> Option<u16> {
        let year = self.day.year();
        if self.age < years(65) || self.course.since(Family::Pneumococcal, self.day) < 366 {
            return None;
        }
        match (self.course.count(Family::Pneumococcal), year) {
            (0, ..2015) => Some(33),
            (0, 2015..2022) => Some(133),
            (0, _) => Some(216),
            (1, 2015..2020) => Some(33),
            _ => None,
        }
    }

    /// Against influenza, once a season, from half a year.
    fn influenza(&self) -> Option<u16> {
        let day = self.day;
        let season = match day.month() {
            9..=12 => day.year(),
            1..=3 => day.year() - 1,
            _ => return None,
        };
        let begins = Date::new(season, 8, 15)?.day_number();
        let since = self.course.since(Family::Influenza, day);
        let had = since < i32::MAX && day.day_number() - since >= begins;
        (self.age >= 183 && !had && since >= CLOSEST).then(|| self.influenza_vaccine())
    }

    fn influenza_vaccine(&self) -> u16 {
        let quadrivalent = (2014..2024).contains(&self.day.year());
        match (self.age >= years(65), quadrivalent, self.habits.second_maker) {
            (true, ..) => 135,
            (false, true, true) => 158,
            (false, true, false) => 150,
            (false, false, true) => 141,
            (false, false, false) => 140,
        }
    }

    /// Against COVID-19: two doses, then one now and then.
    fn covid(&self, random: &mut Random) -> Option<u16> {
        let again = random.chance(self.rates.covid_again);
        let day = (self.day.year(), self.day.month());
        let open = match self.age {
            age if age >= years(16) => day >= (2021, 1),
            age if age >= years(12) => day >= (2021, 6),
            age if age >= years(5) => day >= (2021, 11),
            _ => false,
        };
        let since = self.course.since(Family::Covid, self.day);
        let due = match self.course.count(Family::Covid) {
            0 => self.purpose == Purpose::Covid || day < (2022, 1) && again,
            1 => since >= CLOSEST,
            _ => since >= 150 && again,
        };
        let child = self.age < years(12);
        (open && due).then(|| match day {
            _ if day >= (2023, 10) => {
                if child {
                    310
                } else {
                    309
                }
            }
            _ if day >= (2022, 10) => {
                if child {
                    301
                } else {
                    300
                }
            }
            _ if child => 218,
            _ if self.habits.second_maker && self.age >= years(18) => 207,
            _ => 208,
        })
    }
}
