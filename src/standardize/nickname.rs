//! Which given names are forms of one name: nicknames, spellings, the same name in another
//! language.
//!
//! In: `data/nicknames.csv`, one name a line: the formal form, then the others. Out: for a token,
//! the numbers of the lines that hold it. Must never: chain lines together. ALEX stands in two
//! lines, and that does not make ALEXANDER a form of ALEXANDRA.

use rustc_hash::FxHashMap;

const SHIPPED: &str = include_str!("../../data/nicknames.csv");

/// Name token to the classes it belongs to.
pub(super) struct Nicknames(FxHashMap<&'static str, Vec<u16>>);

impl Nicknames {
    /// The table that the program carries.
    pub(super) fn shipped() -> Nicknames {
        let mut classes: FxHashMap<&'static str, Vec<u16>> = FxHashMap::default();
        for (class, line) in (0_u16..).zip(lines()) {
            for name in line.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let of_name = classes.entry(name).or_default();
                if of_name.last() != Some(&class) {
                    of_name.push(class);
                }
            }
        }
        Nicknames(classes)
    }

    /// The classes of a token, ascending; none for a name that the table does not know.
    pub(super) fn classes(&self, token: &str) -> &[u16] {
        self.0.get(token).map_or(&[], Vec::as_slice)
    }
}

fn lines() -> impl Iterator<Item = &'static str> {
    SHIPPED.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn related(a: &str, b: &str) -> bool {
        let table = Nicknames::shipped();
        table.classes(a).iter().any(|class| table.classes(b).contains(class))
    }

    #[test]
    fn the_table_is_large_and_clean() {
        let mut formal: Vec<_> = lines().filter_map(|line| line.split(',').next()).collect();
        formal.sort_unstable();
        let count = formal.len();
        formal.dedup();
        assert_eq!(formal.len(), count, "a formal name stands twice");
        assert!(count >= 350, "{count} formal names");
        for line in lines() {
            assert!(line.contains(','), "alone: {line}");
            for name in line.split(',') {
                assert!(name.len() >= 2 && name.bytes().all(|b| b.is_ascii_uppercase()), "{line}");
            }
        }
    }

    #[test]
    fn forms_of_one_name_share_a_class() {
        for (a, b, same) in [
            ("KATHERINE", "KATIE", true),
            ("KATHERINE", "CATHERINE", true),
            ("WILLIAM", "BILLY", true),
            ("MOHAMED", "MUHAMMAD", true),
            ("FRANCISCO", "PACO", true),
            ("FRANCISCO", "CHICO", true),
            ("STEVEN", "STEPHEN", true),
            ("SARA", "SARAH", true),
            ("ALEX", "ALEXANDER", true),
            ("ALEX", "ALEXANDRA", true),
            ("ALEXANDER", "ALEXANDRA", false),
            ("DANIEL", "DANIELLE", false),
            ("AIDEN", "JAIDEN", false),
            ("ALANA", "ELENA", false),
            ("QWERTY", "QWERTY", false),
        ] {
            assert_eq!(related(a, b), same, "{a} {b}");
        }
    }
}
