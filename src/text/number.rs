//! Slips of the pen in numbers: telephones, ZIP codes, dates written as one number.
//!
//! In: two numbers of as many digits (leading zeros are digits). Out: whether one slip explains the
//! difference. Must never: look at more digits than it must; nearly all pairs of numbers have nothing to
//! do with each other.

/// Whether two numbers differ in one digit, or by two swapped neighbours.
pub fn is_one_slip(mut a: u64, mut b: u64) -> bool {
    if a == b {
        return false;
    }
    while a % 10 == b % 10 {
        (a, b) = (a / 10, b / 10);
    }
    let (last_a, last_b) = (a % 10, b % 10);
    (a, b) = (a / 10, b / 10);
    a == b || (a % 10 == last_b && b % 10 == last_a && a / 10 == b / 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, digit by digit.
    fn by_digits(a: u64, b: u64) -> bool {
        let digits = |number: u64| format!("{number:010}").into_bytes();
        let (a, b) = (digits(a), digits(b));
        let differing: Vec<usize> = (0..10).filter(|&index| a[index] != b[index]).collect();
        match differing[..] {
            [_] => true,
            [i, j] => j == i + 1 && a[i] == b[j] && a[j] == b[i],
            _ => false,
        }
    }

    #[test]
    fn slips_of_the_pen() {
        for (a, b, expected) in [
            (1852, 1852, false),
            (1852, 1853, true),
            (1852, 1825, true),
            (1852, 8152, true),
            (1852, 1258, false),
            (1852, 1943, false),
            (1852, 852, true),
            (1000, 100, true),
        ] {
            assert_eq!(is_one_slip(a, b), expected, "{a} {b}");
            assert_eq!(is_one_slip(b, a), expected, "{b} {a}");
        }
    }

    proptest! {
        #[test]
        fn is_what_the_digits_say(number in 0..9_999_999_999u64, place in 0..9u32, other in 0..100u64) {
            let unit = 10u64.pow(place);
            let changed = number - number / unit % 100 * unit + other * unit;
            prop_assert_eq!(is_one_slip(number, changed), by_digits(number, changed));
            let unrelated = crate::digest::mix(number) % 9_999_999_999;
            prop_assert_eq!(is_one_slip(number, unrelated), by_digits(number, unrelated));
        }
    }
}
