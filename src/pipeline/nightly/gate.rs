//! The gate: a night that is out of line with the last ones is not kept before a person has looked at it.
//!
//! In: the night in numbers, and the last nights'. Out: a sentence for each thing that is out of line.
//! Must never: stop a night in which nothing has come and nothing was examined
//! anew, or name anything but sources and numbers.

use std::collections::{BTreeMap, BTreeSet};

use crate::write::NightCounts;

/// The last nights that a night is measured by.
pub const NIGHTS: u32 = 14;

/// Nights that must lie behind before it is known what is usual, and before a source is missed.
const FOR_USUAL: usize = 3;
const FOR_SILENCE: usize = 5;

/// So many times the usual is out of line, if it is so many and such a share of the new records more.
const TIMES: f64 = 3.0;
const LEAST: u64 = 20;
const MORE: f64 = 0.05;

/// A source is missed that has sent so many records every night: of a smaller one a night without is chance.
const LEAST_MISSED: u64 = 20;

/// A source floods that sends so many times the most that it ever sent, and so many records.
const FLOOD_TIMES: u64 = 10;
const FLOOD_RECORDS: u64 = 500;

/// A client that gains so many records in a night is no person: a source writes one name for all.
const CLIENT_GAIN: u64 = 100;

/// Something that is counted in a night.
type Count = fn(&NightCounts) -> u64;

/// What is counted, how it is called, and of what it is a share: of the rows that came, or of all that the
/// night has looked at.
const SHARES: [(&str, Count, Count); 4] = [
    ("refused rows", |night| night.rejects, rows),
    ("merged clients", |night| night.merged, looked_at),
    ("split clients", |night| night.split, looked_at),
    ("questions for a person", |night| night.asked, looked_at),
];

/// What is out of line, in words.
pub fn out_of_line(night: &NightCounts, last: &[NightCounts]) -> Vec<String> {
    let mut reasons = Vec::new();
    if night.largest_gain >= CLIENT_GAIN {
        let gain = night.largest_gain;
        reasons.push(format!(
            "one client has gained {gain} records: does a source send one name for all?"
        ));
    }
    // Nights in which nothing came say nothing of what is usual.
    let last: Vec<&NightCounts> = last.iter().filter(|night| rows(night) > 0).collect();
    if looked_at(night) == 0 {
        return reasons;
    }
    if last.len() >= FOR_USUAL {
        for (name, count, of) in SHARES {
            let share = |night: &NightCounts| count(night) as f64 / of(night).max(1) as f64;
            let usual = median(last.iter().map(|night| share(night)));
            let now = share(night);
            if count(night) >= LEAST && now > TIMES * usual && now > usual + MORE {
                reasons.push(format!(
                    "{} {name} on {} rows, {:.1} %; usual are {:.1} %",
                    count(night),
                    of(night),
                    100.0 * now,
                    100.0 * usual
                ));
            }
        }
        reasons.extend(floods(night, &last));
    }
    if last.len() >= FOR_SILENCE && rows(night) > 0 {
        reasons.extend(silence(night, &last));
    }
    reasons
}

/// What is usual: the median of the last nights, by name.
pub fn usual(last: &[NightCounts]) -> BTreeMap<String, f64> {
    let counts: [(&str, Count); 6] = [
        ("new_records", |night| night.new_records),
        ("new_versions", |night| night.new_versions),
        ("rejects", |night| night.rejects),
        ("created", |night| night.created),
        ("merged", |night| night.merged),
        ("asked", |night| night.asked),
    ];
    let of = |count: Count| median(last.iter().map(|night| count(night) as f64));
    if last.is_empty() {
        return BTreeMap::new();
    }
    counts.into_iter().map(|(name, count)| (name.to_string(), of(count))).collect()
}

fn floods(night: &NightCounts, last: &[&NightCounts]) -> Vec<String> {
    let most = |source: &str| last.iter().map(|night| sent(night, source)).max().unwrap_or(0);
    let flood = |(source, &records): (&String, &u64)| {
        let most = most(source);
        let is_flood = most > 0 && records >= FLOOD_RECORDS && records > FLOOD_TIMES * most;
        is_flood.then(|| format!("{source} has sent {records} records; the most before was {most}"))
    };
    night.by_source.iter().filter_map(flood).collect()
}

fn silence(night: &NightCounts, last: &[&NightCounts]) -> Vec<String> {
    let sources: BTreeSet<&String> = last.iter().flat_map(|night| night.by_source.keys()).collect();
    let is_silent = |source: &&&String| {
        sent(night, source) == 0 && last.iter().all(|night| sent(night, source) >= LEAST_MISSED)
    };
    let told = |source: &String| {
        let nights = last.len();
        format!(
            "{source} has sent nothing, after {LEAST_MISSED} records and more in each of the last {nights} nights"
        )
    };
    sources.iter().filter(is_silent).map(|source| told(source)).collect()
}

fn sent(night: &NightCounts, source: &str) -> u64 {
    night.by_source.get(source).copied().unwrap_or(0)
}

/// Rows that came, refused ones and those known already included.
fn rows(night: &NightCounts) -> u64 {
    night.new_records + night.new_versions + night.known_records + night.rejects
}

/// The same, and the records that were examined anew: these change clients, too.
fn looked_at(night: &NightCounts) -> u64 {
    rows(night) + night.examined
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_night(rejects: u64, clinic: u64) -> NightCounts {
        let by_source = [("rvrs", 200), ("clinic", clinic)].into_iter();
        let by_source = by_source.filter(|(_, records)| *records > 0);
        NightCounts {
            new_records: 1000,
            rejects,
            asked: 10,
            by_source: by_source.map(|(source, records)| (source.to_string(), records)).collect(),
            ..NightCounts::default()
        }
    }

    #[test]
    fn a_usual_night_passes_and_one_without_a_past_too() {
        let last = vec![a_night(2, 800); 6];
        assert!(out_of_line(&a_night(4, 700), &last).is_empty());
        assert!(out_of_line(&a_night(900, 0), &[]).is_empty());
        assert!(out_of_line(&NightCounts::default(), &last).is_empty(), "nothing came");
    }

    #[test]
    fn what_is_out_of_line_is_said_in_a_sentence() {
        let last = vec![a_night(2, 800); 6];
        let told = |night: NightCounts| out_of_line(&night, &last).join("\n");
        assert!(told(a_night(100, 800)).contains("100 refused rows on 1100 rows, 9.1 %"));
        assert!(told(a_night(2, 0)).contains("clinic has sent nothing"));
        assert!(told(a_night(2, 9000)).contains("clinic has sent 9000 records"));
        let anew = NightCounts { examined: 10_000, split: 2_000, ..NightCounts::default() };
        assert_eq!(told(anew), "2000 split clients on 10000 rows, 20.0 %; usual are 0.0 %");
        let gain = NightCounts { largest_gain: 300, ..a_night(2, 800) };
        assert!(told(gain).contains("one client has gained 300 records"));
    }
}
