//! Names spelled as they sound, cut short, or read wrongly by a machine.
//!
//! In: a word. Out: the word spelled otherwise, or none where no rule fits. Must never: give the word
//! back unchanged.

use super::super::random::Random;

/// What sounds alike, or nearly.
const ALIKE: [(&str, &str); 40] = [
    ("ph", "f"),
    ("ck", "k"),
    ("c", "k"),
    ("c", "s"),
    ("k", "c"),
    ("y", "i"),
    ("i", "y"),
    ("ie", "y"),
    ("y", "ie"),
    ("ey", "y"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("ei", "ie"),
    ("ie", "ei"),
    ("th", "t"),
    ("s", "z"),
    ("z", "s"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("ss", "s"),
    ("rr", "r"),
    ("mm", "m"),
    ("l", "ll"),
    ("n", "nn"),
    ("t", "tt"),
    ("ai", "ay"),
    ("ay", "ai"),
    ("j", "g"),
    ("g", "j"),
    ("x", "ks"),
    ("v", "b"),
    ("h", ""),
    ("ou", "u"),
    ("oo", "u"),
    ("en", "an"),
    ("er", "ar"),
    ("son", "sen"),
    ("es", "ez"),
    ("qu", "k"),
];

/// What a machine takes for something else.
const MISREAD: [(&str, &str); 12] = [
    ("o", "0"),
    ("l", "1"),
    ("i", "1"),
    ("s", "5"),
    ("b", "8"),
    ("z", "2"),
    ("g", "9"),
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("vv", "w"),
    ("u", "v"),
];

/// The digits that a machine takes for letters.
const DIGITS: [(&str, &str); 6] =
    [("0", "O"), ("1", "l"), ("1", "I"), ("5", "S"), ("8", "B"), ("2", "Z")];

/// The name spelled as it sounds.
pub(super) fn respelled(random: &mut Random, word: &str) -> Option<String> {
    replaced(random, word, &ALIKE)
}

/// The name as a machine reads it.
pub(super) fn misread(random: &mut Random, word: &str) -> Option<String> {
    replaced(random, word, &MISREAD)
}

/// The number as a machine reads it: no number any more.
pub(super) fn misread_digits(random: &mut Random, number: &str) -> Option<String> {
    replaced(random, number, &DIGITS)
}

/// The first letters of a name: what fitted a field, or what somebody remembered.
pub(super) fn cut(random: &mut Random, word: &str) -> Option<String> {
    let letters = word.chars().count();
    if letters < 4 {
        return None;
    }
    let keep = if random.chance(0.25) { 1 } else { random.between(2, letters as i32 - 2) };
    Some(word.chars().take(keep as usize).collect())
}

/// The word with one of the rules that fit it applied where it fits.
fn replaced(random: &mut Random, word: &str, rules: &[(&str, &str)]) -> Option<String> {
    let lower = word.to_lowercase();
    let places: Vec<(usize, &str, &str)> = rules
        .iter()
        .flat_map(|&(from, to)| lower.match_indices(from).map(move |(at, _)| (at, from, to)))
        .collect();
    if places.is_empty() {
        return None;
    }
    let &(at, from, to) = random.pick(&places);
    // Capitals whose small letters are longer would put the place elsewhere.
    let (before, after) = (word.get(..at)?, word.get(at + from.len()..)?);
    let capital = word.get(at..)?.starts_with(char::is_uppercase);
    let mut to = to.to_owned();
    if capital && let Some(first) = to.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let spelled = format!("{before}{to}{after}");
    (spelled != word && !spelled.trim().is_empty()).then_some(spelled)
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Stream;
    use super::*;

    #[test]
    fn a_name_is_spelled_as_it_sounds() {
        let mut random = Random::new(4, Stream::World, 0, 0);
        let mut spelled: Vec<String> =
            (0..400).filter_map(|_| respelled(&mut random, "Catherine")).collect();
        spelled.sort();
        spelled.dedup();
        assert!(spelled.contains(&"Katherine".to_owned()) && spelled.len() > 5);
        assert!(respelled(&mut random, "Wu").is_none());
        assert!(respelled(&mut random, "José Muñoz").is_some_and(|name| name != "José Muñoz"));
    }

    #[test]
    fn a_machine_makes_letters_of_digits_and_digits_of_letters() {
        let mut random = Random::new(5, Stream::World, 0, 0);
        let date = misread_digits(&mut random, "2021-03-14").unwrap();
        assert!(date.contains(char::is_alphabetic) && date.len() == 10);
        assert!(misread(&mut random, "Boyle").is_some());
        assert!(misread_digits(&mut random, "3467").is_none());
    }

    #[test]
    fn a_cut_name_is_a_beginning() {
        let mut random = Random::new(6, Stream::World, 0, 0);
        for _ in 0..50 {
            let short = cut(&mut random, "Maximilian").unwrap();
            assert!("Maximilian".starts_with(&short) && short.len() < 9);
        }
        assert!(cut(&mut random, "Ana").is_none());
    }
}
