//! What stands for the name of a child who has none yet: BABY BOY, TWIN B, 2WENDYSGIRL.
//!
//! In: the words of a given name field. Out: sex, birth order and mother's given name, as far as
//! the stand-in tells them. Must never: read a stand-in into a real name that begins like one:
//! BOYD, BOYLE, GIRLIE.
//!
//! Since the Joint Commission's requirement of 2019 hospitals put the mother's name in: "Wendysgirl
//! Park", for twins "1Wendysgirl Park" and "2Wendysgirl Park" (ISMP).

use super::nickname::Nicknames;
use crate::record::Sex;

/// What a newborn's stand-in name tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Newborn {
    /// BOY, GIRL.
    pub sex: Option<Sex>,
    /// A or 1 is 1, B or 2 is 2.
    pub order: Option<u8>,
    /// WENDYSGIRL: WENDY.
    pub mother_given: Option<String>,
}

/// What one word means in a stand-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// BABY, NEWBORN, INFANT: no name has this word anywhere.
    Child,
    /// CHILD, NB, BEBE, TWIN, TRIPLET: at the beginning, or with nothing but its like.
    Weak,
    /// BOY, MALE, GIRL, FEMALE.
    Of(Sex),
    /// A, 1, ONE: only beside one of the others.
    Order(u8),
    /// F, M: only beside one of the others.
    Letter(Sex),
}

/// Longest first where one begins another. Misspellings as the AIRA MQE list has them.
const WORDS: &[(&str, &[Meaning])] = {
    use Meaning::{Child, Of, Weak};
    use Sex::{Female, Male};
    &[
        ("NEWBORN", &[Child]),
        ("INFANT", &[Child]),
        ("BABBY", &[Child]),
        ("BABYBO", &[Child, Of(Male)]),
        ("BABYGRIL", &[Child, Of(Female)]),
        ("BABYGRL", &[Child, Of(Female)]),
        ("BABY", &[Child]),
        ("BBOY", &[Child, Of(Male)]),
        ("BGIRL", &[Child, Of(Female)]),
        ("BBY", &[Child]),
        ("BEBE", &[Weak]),
        ("TRIPLET", &[Weak]),
        ("CHILD", &[Weak]),
        ("TWIN", &[Weak]),
        ("BB", &[Weak, Of(Male)]),
        ("BG", &[Weak, Of(Female)]),
        ("NB", &[Weak]),
        ("FEMALE", &[Of(Female)]),
        ("GIRL", &[Of(Female)]),
        ("MALE", &[Of(Male)]),
        ("BOY", &[Of(Male)]),
    ]
};

/// The words that a letter may be glued to: TWINA, GIRLB. Not MALE, for MALEA is a name, and no
/// letter beyond C, for BOYD and BOYE are.
const TAKES_LETTER: &[&str] = &["BABY", "BB", "BG", "BOY", "GIRL", "TRIPLET", "TWIN"];

/// Reads a stand-in out of the words of a given name field; none if the field holds a name.
pub(super) fn read(words: &[String], nicknames: &Nicknames) -> Option<Newborn> {
    of_mother(words, nicknames).or_else(|| of_words(words))
}

/// How many words before a surname are a stand-in, and what they tell: BABY BOY SMITH.
pub(super) fn before_surname(words: &[String]) -> Option<(usize, Newborn)> {
    let first = meanings(words.first()?)?;
    if first.first() != Some(&Meaning::Child) {
        return None;
    }
    let read = read_meanings(words);
    let count = read.iter().take_while(|meanings| meanings.is_some()).count();
    // With nothing behind them they are a placeholder, which the surname list decides.
    (count < words.len()).then(|| (count, told(&read[..count])))
}

/// BABY BOY A, TWIN B, BOY SMITH, GIRL OF WENDY.
fn of_words(words: &[String]) -> Option<Newborn> {
    let read = read_meanings(words);
    if !stands_in(words, &read) {
        return None;
    }
    let mut newborn = told(&read);
    newborn.mother_given = after_of(words);
    Some(newborn)
}

/// The meaning of each word where it stands: letters and numbers count beside a word only.
fn read_meanings(words: &[String]) -> Vec<Option<Vec<Meaning>>> {
    let mut read: Vec<Option<Vec<Meaning>>> = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        let mut found = meanings(word);
        let beside_before = matches!(read.last(), Some(Some(_)));
        if found.is_none() && beside_before {
            found = mark(word).map(|meaning| vec![meaning]);
        }
        // B BOY, SON OF, 1 BABY GIRL: a word that means something through the next one.
        let next = words.get(index + 1).map(String::as_str);
        if found.is_none() {
            found = through_next(word, next);
        }
        read.push(found);
    }
    read
}

fn through_next(word: &str, next: Option<&str>) -> Option<Vec<Meaning>> {
    use Meaning::{Child, Of};
    match (word, next?) {
        ("B", "BOY" | "GIRL") | ("G", "GIRL") => Some(vec![Child]),
        ("SON", "OF") => Some(vec![Child, Of(Sex::Male)]),
        ("DAUGHTER", "OF") => Some(vec![Child, Of(Sex::Female)]),
        (digit, next) if digit.len() == 1 && meanings(next).is_some() => {
            digit.parse().ok().filter(|&order| order > 0).map(|order| vec![Meaning::Order(order)])
        }
        _ => None,
    }
}

/// The words glued together in one token: BABYBOY, TWINGIRLB, BB1, FC2.
fn meanings(token: &str) -> Option<Vec<Meaning>> {
    if let Some(found) = lettered_code(token) {
        return Some(found);
    }
    let mut found = Vec::new();
    let mut rest = token;
    let mut last = "";
    while let Some(&(word, means)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
        found.extend_from_slice(means);
        rest = &rest[word.len()..];
        // BABYBO is the misspelt BABYBOY only where no Y follows; and TWINS is the same as TWIN.
        if word == "BABYBO" {
            rest = rest.strip_prefix('Y').unwrap_or(rest);
            last = "BOY";
        } else {
            last = word;
        }
        if rest == "S" && matches!(word, "TWIN" | "TRIPLET") {
            rest = "";
        }
    }
    if found.is_empty() {
        return None;
    }
    if !rest.is_empty() {
        found.push(glued_mark(rest, last)?);
    }
    Some(found)
}

/// FC1 and MC2 are a female and a male child; B1 and G1 a boy and a girl.
fn lettered_code(token: &str) -> Option<Vec<Meaning>> {
    let code = token.trim_end_matches(|c: char| c.is_ascii_digit());
    let sex = match code {
        "FC" | "G" => Sex::Female,
        "MC" | "B" => Sex::Male,
        _ => return None,
    };
    let order = order(&token[code.len()..])?;
    Some(vec![Meaning::Weak, Meaning::Of(sex), Meaning::Order(order)])
}

fn glued_mark(rest: &str, after: &str) -> Option<Meaning> {
    let letter = rest.len() == 1 && rest.as_bytes()[0].is_ascii_alphabetic();
    match rest {
        "A" | "B" | "C" if TAKES_LETTER.contains(&after) => mark(rest),
        "F" | "M" | "G" if after == "BABY" => mark(rest),
        _ if letter => None,
        _ => order(rest).map(Meaning::Order),
    }
}

/// A word that means something only beside a newborn word.
fn mark(word: &str) -> Option<Meaning> {
    Some(match word {
        "A" | "B" | "C" | "D" | "E" => Meaning::Order(word.as_bytes()[0] - b'A' + 1),
        "F" | "G" | "GRIL" | "GRL" | "GIR" => Meaning::Letter(Sex::Female),
        "M" | "BO" | "BY" => Meaning::Letter(Sex::Male),
        _ => Meaning::Order(order(word)?),
    })
}

fn order(word: &str) -> Option<u8> {
    Some(match word {
        "1" | "01" | "ONE" | "I" | "1ST" | "FIRST" => 1,
        "2" | "02" | "TWO" | "II" | "2ND" | "SECOND" => 2,
        "3" | "03" | "THREE" | "III" | "3RD" | "THIRD" => 3,
        "4" | "04" | "FOUR" | "IV" | "4TH" | "FOURTH" => 4,
        "5" | "05" | "FIVE" | "5TH" | "FIFTH" => 5,
        "6" | "SIX" => 6,
        "7" | "SEVEN" => 7,
        "8" | "EIGHT" => 8,
        _ => return None,
    })
}

/// Whether the words as a whole are a stand-in rather than a name.
fn stands_in(words: &[String], read: &[Option<Vec<Meaning>>]) -> bool {
    let is_mark = |m: &Meaning| matches!(m, Meaning::Order(_) | Meaning::Letter(_));
    let is_word = |found: &Option<Vec<Meaning>>| {
        found.as_ref().is_some_and(|found| found.iter().any(|m| !is_mark(m)))
    };
    if !read.iter().any(is_word) {
        return false;
    }
    if read.iter().all(Option::is_some) {
        return true;
    }
    let has_child =
        read.iter().flatten().any(|found| found.iter().any(|m| matches!(m, Meaning::Child)));
    // BOY SMITH, SMITH GIRL, SMITH TWIN A; but BEBE ANN may be called so.
    let first = read.first().is_some_and(is_word) && words[0] != "BEBE";
    let last = read.iter().rposition(|found| !is_only_marks(found)).is_some_and(|index| {
        is_word(&read[index]) && !matches!(words[index].as_str(), "BEBE" | "CHILD" | "MALE" | "NB")
    });
    has_child || first || last
}

fn is_only_marks(found: &Option<Vec<Meaning>>) -> bool {
    found.as_ref().is_some_and(|found| {
        found.iter().all(|m| matches!(m, Meaning::Order(_) | Meaning::Letter(_)))
    })
}

fn told(read: &[Option<Vec<Meaning>>]) -> Newborn {
    let mut newborn = Newborn::default();
    for &meaning in read.iter().flatten().flatten() {
        match meaning {
            // BB GIRL is a girl: the plainer word comes later.
            Meaning::Of(sex) => newborn.sex = Some(sex),
            Meaning::Letter(sex) => newborn.sex = newborn.sex.or(Some(sex)),
            Meaning::Order(order) => newborn.order = newborn.order.or(Some(order)),
            Meaning::Child | Meaning::Weak => {}
        }
    }
    newborn
}

/// BABY OF WENDY SMITH: WENDY.
fn after_of(words: &[String]) -> Option<String> {
    let of = words.iter().position(|word| word == "OF")?;
    let mother = words.get(of + 1)?;
    is_mother(mother).then(|| mother.clone())
}

/// WENDYSGIRL, 1WENDYSGIRL, WENDYSGIRLA, WENDYS GIRL, WENDY S BOY.
fn of_mother(words: &[String], nicknames: &Nicknames) -> Option<Newborn> {
    words.iter().enumerate().find_map(|(index, word)| {
        let (order_before, bare) = split_order(word);
        let (owner, what) = split_child(bare)?;
        let child = meanings(what)?;
        let (mother, before) = if owner.is_empty() {
            owner_before(&words[..index])?
        } else {
            (owner.to_owned(), &words[..index])
        };
        let mother = without_possessive(&mother, nicknames)?;
        let mut newborn = told(&[Some(child)]);
        let beside = words.get(index + 1).and_then(|word| mark_order(word));
        let leading = before.first().and_then(|word| order(word));
        newborn.order = order_before.or(newborn.order).or(beside).or(leading);
        newborn.mother_given = Some(mother);
        Some(newborn)
    })
}

fn mark_order(word: &str) -> Option<u8> {
    match mark(word)? {
        Meaning::Order(order) => Some(order),
        _ => None,
    }
}

/// A leading number: 2WENDYSGIRL.
fn split_order(word: &str) -> (Option<u8>, &str) {
    let bare = word.trim_start_matches(|c: char| c.is_ascii_digit());
    (order(&word[..word.len() - bare.len()]), bare)
}

/// The owner and the child of a glued token, WENDYS + GIRLA; the owner is empty for GIRLA alone.
fn split_child(token: &str) -> Option<(&str, &str)> {
    const CHILDREN: &[&str] = &["GIRL", "BOY", "BABY", "TWIN"];
    let at = CHILDREN.iter().filter_map(|child| token.rfind(child)).max()?;
    let (owner, child) = token.split_at(at);
    let owned = owner.is_empty() || (owner.len() >= 3 && owner.ends_with('S'));
    (owned && meanings(child).is_some()).then_some((owner, child))
}

/// The owner in the words before: WENDYS, or WENDY S where the apostrophe became a space.
fn owner_before(words: &[String]) -> Option<(String, &[String])> {
    match words {
        [before @ .., name, s] if s == "S" => Some((format!("{name}S"), before)),
        [before @ .., name] => {
            let (_, bare) = split_order(name);
            (bare.len() >= 3 && bare.ends_with('S')).then(|| (bare.to_owned(), before))
        }
        [] => None,
    }
}

/// WENDYS is WENDY's; but AGNES with one S may be AGNES herself, where AGNE is nobody.
fn without_possessive(owner: &str, nicknames: &Nicknames) -> Option<String> {
    let bare = owner.strip_suffix('S')?;
    let own_s = !nicknames.classes(owner).is_empty() && nicknames.classes(bare).is_empty();
    let mother = if own_s { owner } else { bare };
    (is_mother(mother) && mother.bytes().all(|b| b.is_ascii_alphabetic()))
        .then(|| mother.to_owned())
}

/// A mother's name has two letters at least and is no stand-in itself.
fn is_mother(name: &str) -> bool {
    const NOBODY: &[&str] = &["MOM", "MOTHER", "MOMMY", "UNKNOWN", "UNK", "THE", "SON", "COW"];
    name.len() >= 2 && meanings(name).is_none() && !NOBODY.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standardize::name_words;

    fn reads(raw: &str) -> Option<Newborn> {
        read(&name_words::of(raw), &Nicknames::shipped())
    }

    #[test]
    fn stand_ins_tell_sex_order_and_mother() {
        let (f, m) = (Some(Sex::Female), Some(Sex::Male));
        for (raw, sex, order, mother) in [
            ("BABY", None, None, None),
            ("Baby Boy", m, None, None),
            ("BABY-GIRL", f, None, None),
            ("Babygirl A-", f, Some(1), None),
            ("Babyboy B", m, Some(2), None),
            ("BABYBOY#1", m, Some(1), None),
            ("BABY BOY TWO", m, Some(2), None),
            ("BABY GRIL", f, None, None),
            ("BABYGRIL", f, None, None),
            ("BABY BO", m, None, None),
            ("BABYBO", m, None, None),
            ("BABYBOYA", m, Some(1), None),
            ("B BOY", m, None, None),
            ("BB", m, None, None),
            ("BB2", m, Some(2), None),
            ("BBONE", m, Some(1), None),
            ("BG1", f, Some(1), None),
            ("B1", m, Some(1), None),
            ("G2", f, Some(2), None),
            ("BABY B", None, Some(2), None),
            ("TWIN B", None, Some(2), None),
            ("TWINA", None, Some(1), None),
            ("TWIN GIRL B", f, Some(2), None),
            ("TWIN II", None, Some(2), None),
            ("NEWBORN BOY", m, None, None),
            ("BABYNB", None, None, None),
            ("FC1", f, Some(1), None),
            ("MC3", m, Some(3), None),
            ("MALE", m, None, None),
            ("Female Child", f, None, None),
            ("Child F", f, None, None),
            ("BABY BOY SMITH", m, None, None),
            ("BABYBOY WENDY", m, None, None),
            ("BABY SMITH", None, None, None),
            ("SMITH BABY BOY", m, None, None),
            ("MOREAU TWIN A", None, Some(1), None),
            ("BOY SMITH", m, None, None),
            ("1 BABY GIRL", f, Some(1), None),
            ("BABY OF WENDY SMITH", None, None, Some("WENDY")),
            ("Daughter Of", f, None, None),
            ("Wendysgirl", f, None, Some("WENDY")),
            ("WENDYSGIRL PARK", f, None, Some("WENDY")),
            ("WENDYS GIRL", f, None, Some("WENDY")),
            ("Wendy's Boy", m, None, Some("WENDY")),
            ("Wendy’s Boy", m, None, Some("WENDY")),
            ("WENDY S GIRL", f, None, Some("WENDY")),
            ("1WENDYSGIRL", f, Some(1), Some("WENDY")),
            ("2Wendysgirl", f, Some(2), Some("WENDY")),
            ("WENDYSBOYA", m, Some(1), Some("WENDY")),
            ("WENDYSBOY B", m, Some(2), Some("WENDY")),
            ("AGNESBOY", m, None, Some("AGNES")),
            ("MARIASBABY", None, None, Some("MARIA")),
        ] {
            let newborn = reads(raw).unwrap_or_else(|| panic!("{raw} is a name"));
            assert_eq!((newborn.sex, newborn.order), (sex, order), "{raw}");
            assert_eq!(newborn.mother_given.as_deref(), mother, "{raw}");
        }
    }

    #[test]
    fn names_that_begin_like_a_stand_in_are_names() {
        for raw in [
            "BOYD", "BOYCE", "BOYET", "BOYE", "BOYLE", "GIRLIE", "GIRLING", "MALEA", "BABYLON",
            "B", "G", "A", "M", "F", "BELLA", "BEBE ANN", "MARY B", "A B", "SON", "MC", "INFANTA",
            "TWINKLE", "BEBETO", "MARK 1", "ONE", "WENDY", "TOMBOY",
        ] {
            assert_eq!(reads(raw), None, "{raw}");
        }
    }
}
