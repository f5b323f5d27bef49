//! Certificates that vital records have sent more than once.
//!
//! In: the rows of all records. Out: the same, the flags of birth records brought in line: of the
//! versions of one certificate the newest stands, and if it is void, so are all. Must never: take two
//! births for one because something else than state, year and number agrees.

use crate::read::Records;
use crate::record::Field;

use super::row::{Flags, Row};

/// Marks the versions of each certificate that a later one has replaced, and gives all of them the
/// newest one's word on whether the certificate is void.
pub fn mark_versions(rows: &mut [Row], records: &Records) {
    let births = (0..rows.len()).filter(|&record| has_certificate(&rows[record]));
    let mut births: Vec<(u64, usize)> =
        births.map(|record| (rows[record].certificate, record)).collect();
    births.sort_unstable();
    for versions in births.chunk_by(|x, y| x.0 == y.0).filter(|versions| versions.len() > 1) {
        let newest = |&&(_, record): &&(u64, usize)| {
            (rows[record].received, amendment(records, record), record)
        };
        let Some(&(_, newest)) = versions.iter().max_by_key(newest) else { continue };
        let is_void = rows[newest].flags.has(Flags::VOID);
        for &(_, version) in versions {
            let flags = rows[version].flags.without(Flags::VOID).with(Flags::VOID, is_void);
            rows[version].flags = flags.with(Flags::SUPERSEDED, version != newest);
        }
    }
}

fn has_certificate(row: &Row) -> bool {
    row.is_birth_record() && row.certificate != 0
}

/// 0 as first filed.
fn amendment(records: &Records, record: usize) -> u32 {
    records.value(record, Field::Amendment).trim().parse().unwrap_or_default()
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
