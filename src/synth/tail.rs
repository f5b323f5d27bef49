//! The long tail of rare names. A million people bear tens of thousands of surnames, most of them
//! borne by a handful; no list holds those, so they are composed of syllables.
//!
//! In: `data/synth/tails.txt` (a kind of name, a place in the name, the syllables that fit there) and
//! the rank of a name. Out: the name of that rank, always the same. Must never: draw; the rank alone
//! decides, so that a rare name is rare and not merely odd.

use super::random::mix;
use super::tables::lines;

const VOWELS: [char; 7] = ['a', 'e', 'i', 'o', 'u', 'ã', 'é'];

/// Composes the rare names of one kind.
pub(super) struct Tail {
    salt: u64,
    parts: [Vec<&'static str>; 3],
}

impl Tail {
    /// The tail of this kind in the table.
    pub(super) fn new(table: &'static str, kind: &str) -> Tail {
        let part = |place: &str| {
            lines(table)
                .filter_map(|line| line.strip_prefix(kind)?.trim_start().strip_prefix(place))
                .flat_map(str::split_whitespace)
                .collect()
        };
        let salt = kind.bytes().fold(0, |salt, byte| mix(salt ^ u64::from(byte)));
        Tail { salt, parts: [part("head"), part("middle"), part("end")] }
    }

    /// The name of this rank.
    pub(super) fn name(&self, rank: u32) -> String {
        let mut bits = mix(self.salt ^ u64::from(rank));
        let mut name = String::with_capacity(16);
        for part in &self.parts {
            let syllable = part[(bits % part.len() as u64) as usize];
            bits /= part.len() as u64;
            if syllable == "." {
                continue;
            }
            // Two vowels rarely meet where syllables do: "Ma" and "ales" make "Males".
            if name.ends_with(VOWELS) && syllable.starts_with(VOWELS) {
                name.pop();
            }
            name.push_str(syllable);
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_has_one_name_and_most_ranks_their_own() {
        let tail = Tail::new(include_str!("../../data/synth/tails.txt"), "english");
        assert_eq!(tail.name(3), tail.name(3));
        let mut names: Vec<String> = (0..10_000).map(|rank| tail.name(rank)).collect();
        names.sort();
        names.dedup();
        assert!(names.len() > 8_000);
    }
}
