//! A rough profile of each class: where estimation starts, and what it is drawn towards where a
//! run's own pairs say little. The numbers are judgements, not measurements; a model is made of
//! them by `train`.
//!
//! Columns: match, twin, household, namesake, same birth date, same birth date and surname, random.
//! Rows: the levels after *missing*. Each column of a comparison is scaled to sum to one.

use super::class::CLASSES;

type Level = [f64; CLASSES];

/// The share of each class among the pairs that blocking finds.
pub const SHARES: Level = [0.25, 0.03, 0.15, 0.12, 0.20, 0.10, 0.15];

/// The levels of each comparison, in the order of [`crate::compare::COMPARISONS`].
pub const PROFILES: [&[Level]; 14] = [
    SOURCES,
    FIRST_NAME,
    MIDDLE_NAME,
    LAST_NAME,
    SUFFIX,
    BIRTH_DATE,
    SEX,
    MAIDEN_NAME,
    MOTHER,
    MULTIPLE_BIRTH,
    ADDRESS,
    CONTACT,
    IDENTIFIER,
    DOSES,
];

#[rustfmt::skip]
const SOURCES: &[Level] = &[
    [0.6,    0.4, 0.4, 0.4, 0.4, 0.4, 0.4], // birth_and_submission
    [0.4,    0.4, 0.4, 0.4, 0.4, 0.4, 0.4], // submissions
    [0.0001, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2], // births
];
#[rustfmt::skip]
const FIRST_NAME: &[Level] = &[
    [0.88,  0.004, 0.02,  0.88, 0.45, 0.005, 0.20], // equal
    [0.02,  0.002, 0.005, 0.04, 0.10, 0.002, 0.04], // nickname
    [0.02,  0.004, 0.005, 0.02, 0.02, 0.002, 0.02], // part
    [0.03,  0.01,  0.01,  0.02, 0.03, 0.004, 0.02], // typo
    [0.01,  0.02,  0.02,  0.02, 0.10, 0.01,  0.05], // close
    [0.005, 0.001, 0.002, 0.01, 0.01, 0.001, 0.01], // initial
    [0.004, 0.0001, 0.0001, 0.002, 0.002, 0.0001, 0.002], // swapped
    [0.01,  0.003, 0.004, 0.02, 0.03, 0.002, 0.02], // crossed
    [0.005, 0.06,  0.06,  0.005, 0.03, 0.06, 0.06], // crossed_initial
    [0.005, 0.06,  0.06,  0.01, 0.05, 0.06,  0.06], // similar
    [0.015, 0.89,  0.88,  0.01, 0.21, 0.914, 0.58], // different
];
#[rustfmt::skip]
const MIDDLE_NAME: &[Level] = &[
    [0.50, 0.02, 0.03, 0.02, 0.02, 0.02, 0.02], // equal
    [0.40, 0.09, 0.09, 0.08, 0.08, 0.08, 0.08], // initial
    [0.04, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02], // close
    [0.06, 0.87, 0.86, 0.88, 0.88, 0.88, 0.88], // different
];
#[rustfmt::skip]
const LAST_NAME: &[Level] = &[
    [0.88,  0.93,  0.80,  0.80, 0.01,  0.80, 0.25], // equal
    [0.015, 0.01,  0.01,  0.01, 0.001, 0.01, 0.01], // reordered
    [0.03,  0.02,  0.04,  0.06, 0.01,  0.12, 0.04], // part
    [0.002, 0.002, 0.01,  0.01, 0.002, 0.04, 0.01], // shared
    [0.02,  0.01,  0.01,  0.02, 0.004, 0.01, 0.01], // typo
    [0.01,  0.005, 0.01,  0.06, 0.01,  0.01, 0.02], // close
    [0.02,  0.01,  0.03,  0.005, 0.005, 0.005, 0.01], // mother
    [0.003, 0.002, 0.02,  0.01, 0.05,  0.001, 0.05], // similar
    [0.02,  0.01,  0.07,  0.02, 0.90,  0.004, 0.60], // different
];
#[rustfmt::skip]
const SUFFIX: &[Level] = &[
    [0.98, 0.7, 0.5, 0.5, 0.5, 0.5, 0.5], // equal
    [0.02, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5], // different
];
#[rustfmt::skip]
const BIRTH_DATE: &[Level] = &[
    [0.955, 0.985,  0.004, 0.004, 0.98,   0.98,   0.02], // equal
    [0.006, 0.0005, 0.002, 0.01,  0.001,  0.001,  0.005], // swapped
    [0.004, 0.01,   0.002, 0.005, 0.001,  0.001,  0.005], // next_day
    [0.015, 0.001,  0.02,  0.08,  0.005,  0.005,  0.04], // digit
    [0.005, 0.0005, 0.006, 0.08,  0.002,  0.002,  0.02], // year
    [0.006, 0.0005, 0.004, 0.01,  0.002,  0.002,  0.01], // default
    [0.002, 0.0001, 0.0005, 0.0001, 0.0001, 0.0001, 0.0001], // mothers
    [0.004, 0.001,  0.03,  0.10,  0.003,  0.003,  0.06], // two_parts
    [0.005, 0.0015, 0.932, 0.711, 0.006,  0.006,  0.84], // different
];
#[rustfmt::skip]
const SEX: &[Level] = &[
    [0.99, 0.6, 0.5, 0.95, 0.8, 0.5, 0.6], // equal
    [0.01, 0.4, 0.5, 0.05, 0.2, 0.5, 0.4], // different
];
#[rustfmt::skip]
const MAIDEN_NAME: &[Level] = &[
    [0.88, 0.94, 0.75, 0.02,  0.03,  0.03,  0.05], // equal
    [0.03, 0.02, 0.04, 0.01,  0.01,  0.01,  0.01], // part
    [0.03, 0.02, 0.02, 0.01,  0.01,  0.01,  0.01], // close
    [0.04, 0.01, 0.04, 0.01,  0.01,  0.01,  0.01], // married
    [0.02, 0.01, 0.15, 0.95,  0.94,  0.94,  0.92], // different
];
#[rustfmt::skip]
const MOTHER: &[Level] = &[
    [0.40, 0.42, 0.40, 0.001, 0.001, 0.001, 0.01], // name_and_birth
    [0.48, 0.50, 0.45, 0.02,  0.10,  0.02,  0.05], // name
    [0.06, 0.04, 0.05, 0.02,  0.06,  0.02,  0.03], // close
    [0.01, 0.005, 0.01, 0.001, 0.001, 0.001, 0.001], // birth
    [0.03, 0.03, 0.04, 0.01,  0.01,  0.01,  0.01], // guardian
    [0.02, 0.005, 0.05, 0.948, 0.828, 0.948, 0.899], // different
];
#[rustfmt::skip]
const MULTIPLE_BIRTH: &[Level] = &[
    [0.93,  0.002, 0.90, 0.92, 0.92, 0.92, 0.92], // single
    [0.04,  0.004, 0.01, 0.004, 0.004, 0.004, 0.004], // same_order
    [0.02,  0.20,  0.01, 0.004, 0.004, 0.004, 0.004], // multiple
    [0.008, 0.02,  0.07, 0.07, 0.07, 0.07, 0.07], // mixed
    [0.002, 0.774, 0.01, 0.002, 0.002, 0.002, 0.002], // other_order
];
#[rustfmt::skip]
const ADDRESS: &[Level] = &[
    [0.45, 0.80, 0.70, 0.002, 0.002, 0.002, 0.01], // same
    [0.06, 0.06, 0.06, 0.001, 0.001, 0.001, 0.01], // house
    [0.08, 0.05, 0.05, 0.001, 0.001, 0.001, 0.01], // close
    [0.01, 0.005, 0.01, 0.005, 0.005, 0.005, 0.01], // street
    [0.12, 0.03, 0.05, 0.05, 0.03, 0.03, 0.05], // zip
    [0.08, 0.015, 0.03, 0.05, 0.04, 0.04, 0.06], // city
    [0.20, 0.04, 0.10, 0.891, 0.921, 0.921, 0.85], // different
];
#[rustfmt::skip]
const CONTACT: &[Level] = &[
    [0.60, 0.85, 0.70, 0.002, 0.002, 0.002, 0.05], // equal
    [0.05, 0.02, 0.02, 0.001, 0.001, 0.001, 0.001], // close
    [0.35, 0.13, 0.28, 0.997, 0.997, 0.997, 0.949], // different
];
#[rustfmt::skip]
const IDENTIFIER: &[Level] = &[
    [0.90, 0.004, 0.004, 0.002, 0.002, 0.002, 0.01], // equal
    [0.01, 0.001, 0.001, 0.001, 0.001, 0.001, 0.002], // mixed
    [0.03, 0.03, 0.005, 0.001, 0.001, 0.001, 0.001], // close
    [0.06, 0.965, 0.99, 0.996, 0.996, 0.996, 0.987], // different
];
#[rustfmt::skip]
const DOSES: &[Level] = &[
    [0.55, 0.60, 0.02, 0.005, 0.01, 0.01, 0.005], // days
    [0.25, 0.20, 0.06, 0.02,  0.06, 0.06, 0.02], // day
    [0.05, 0.05, 0.07, 0.05,  0.20, 0.20, 0.05], // near
    [0.03, 0.05, 0.15, 0.10,  0.35, 0.35, 0.10], // crowded
    [0.12, 0.10, 0.70, 0.825, 0.38, 0.38, 0.825], // different
];
