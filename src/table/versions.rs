//! Certificates that vital records have sent more than once.
//!
//! In: the rows of birth records. Out: the same, the flags of birth records brought in line: of the
//! versions of one certificate the newest stands, and if it is void, so are all. Must never: take two
//! births for one because something else than state, year and number agrees.

use crate::read::Records;
use crate::record::Field;

use super::row::{Flags, Row};

/// Marks the versions of each certificate that a later one has replaced, and gives all of them the
/// newest one's word on whether the certificate is void. `births` are records with a certificate, all of
/// each certificate that is among them; of those of one day the one of the higher `amendment` is newer.
pub fn mark_versions<A: Ord>(rows: &mut [Row], births: Vec<u32>, amendment: impl Fn(u32) -> A) {
    let births = births.into_iter().map(|record| (rows[record as usize].certificate, record));
    let mut births: Vec<(u64, u32)> = births.collect();
    births.sort_unstable();
    for versions in births.chunk_by(|x, y| x.0 == y.0).filter(|versions| versions.len() > 1) {
        let newest = |&&(_, record): &&(u64, u32)| {
            (rows[record as usize].received, amendment(record), record)
        };
        let Some(&(_, newest)) = versions.iter().max_by_key(newest) else { continue };
        let is_void = rows[newest as usize].flags.has(Flags::VOID);
        for &(_, version) in versions {
            let row = &mut rows[version as usize];
            let flags = row.flags.without(Flags::VOID).with(Flags::VOID, is_void);
            row.flags = flags.without(Flags::SUPERSEDED).with(Flags::SUPERSEDED, version != newest);
        }
    }
}

/// 0 as first filed.
pub fn amendment(records: &Records, record: u32) -> u32 {
    records.value(record as usize, Field::Amendment).trim().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sample;

    /// The word for each row: what vital records think of it now.
    fn standing(csv: &str) -> Vec<&'static str> {
        let header =
            "record_id,birth_state,birth_date,certificate_number,received_at,amendment,void";
        let table = sample::table(&format!("{header}\n{csv}"));
        let word = |row: &Row| match (row.flags.has(Flags::VOID), row.flags.has(Flags::SUPERSEDED))
        {
            (false, false) => "stands",
            (false, true) => "superseded",
            (true, false) => "void",
            (true, true) => "superseded and void",
        };
        table.rows.iter().map(word).collect()
    }

    #[test]
    fn the_newest_version_of_a_certificate_stands() {
        for (csv, expected) in [
            (
                "a,MA,2024-01-02,000123,2024-01-05,0,\nb,MA,2024-01-02,000123,2024-03-01,1,\n",
                ["superseded", "stands"],
            ),
            (
                "a,MA,2024-01-02,000123,2024-03-01,1,\nb,MA,2024-01-02,000123,2024-01-05,0,\n",
                ["stands", "superseded"],
            ),
            ("a,MA,2024-01-02,000123,,1,\nb,MA,2024-01-02,000123,,0,\n", ["stands", "superseded"]),
            (
                "a,MA,2024-01-02,000123,2024-01-05,0,\nb,MA,2024-01-02,000123,2024-03-01,1,1\n",
                ["superseded and void", "void"],
            ),
            (
                "a,MA,2024-01-02,000123,2024-01-05,0,1\nb,MA,2024-01-02,000123,2024-03-01,1,\n",
                ["superseded", "stands"],
            ),
            (
                "a,MA,2024-01-02,000123,2024-01-05,0,\nb,NH,2024-01-02,000123,2024-03-01,1,1\n",
                ["stands", "void"],
            ),
            (
                "a,MA,2024-01-02,000123,2024-01-05,0,\nb,MA,2023-01-02,000123,2024-03-01,1,\n",
                ["stands", "stands"],
            ),
        ] {
            assert_eq!(standing(csv), expected, "{csv}");
        }
    }
}
