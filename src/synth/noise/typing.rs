//! Slips of the fingers: a neighbouring key, a letter lost, doubled, or out of turn.
//!
//! In: a word. Out: the word mistyped, or none where it is too short. Must never: give the word back
//! unchanged.

use super::super::random::Random;

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// The word with one slip, or now and then two.
pub(super) fn slip(random: &mut Random, word: &str) -> Option<String> {
    let once = one_slip(random, word)?;
    if !random.chance(0.12) {
        return Some(once);
    }
    one_slip(random, &once).filter(|twice| twice != word).or(Some(once))
}

fn one_slip(random: &mut Random, word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return None;
    }
    // First letters are looked at twice when typed.
    let first = usize::from(!random.chance(0.1));
    (0..8).find_map(|_| {
        let at = first + random.index(letters.len() - first);
        let mut typed = letters.clone();
        match random.weighted(&[35, 25, 15, 5, 20]) {
            0 => typed[at] = neighbour(random, letters[at])?,
            1 => drop(typed.remove(at)),
            2 => typed.insert(at, letters[at]),
            3 => typed.insert(at, char::from(b'a' + random.below(26) as u8)),
            _ => typed.swap(at, if at + 1 < letters.len() { at + 1 } else { at - 1 }),
        }
        let typed: String = typed.into_iter().collect();
        (typed != word && typed.trim() == typed).then_some(typed)
    })
}

/// The number with one digit wrong, or two in the other order.
pub(super) fn slip_digit(random: &mut Random, number: &str) -> Option<String> {
    let mut digits: Vec<char> = number.chars().collect();
    let at = random.index(digits.len().checked_sub(1)?);
    if random.chance(0.5) {
        digits.swap(at, at + 1);
    } else {
        digits[at] = char::from(b'0' + random.below(10) as u8);
    }
    Some(digits.into_iter().collect())
}

/// A key beside this one; digits have none, nor have letters with accents.
fn neighbour(random: &mut Random, letter: char) -> Option<char> {
    let lower = letter.to_ascii_lowercase();
    let row = ROWS.iter().find(|row| row.contains(lower))?;
    let at = row.find(lower)?;
    let beside =
        if at == 0 || (at + 1 < row.len() && random.chance(0.5)) { at + 1 } else { at - 1 };
    let typed = char::from(row.as_bytes()[beside]);
    Some(if letter.is_ascii_uppercase() { typed.to_ascii_uppercase() } else { typed })
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Stream;
    use super::*;

    #[test]
    fn a_slip_always_changes_the_word_by_little() {
        let mut random = Random::new(3, Stream::World, 0, 0);
        for _ in 0..500 {
            for word in ["Ana", "Peña", "De La Cruz", "Jean-Baptiste", "aaa"] {
                if let Some(typed) = slip(&mut random, word) {
                    assert_ne!(typed, word);
                    assert!(typed.chars().count().abs_diff(word.chars().count()) <= 2);
                }
            }
        }
        assert!(slip(&mut random, "Li").is_none());
    }
}
