//! Sorting of millions of numbers: dealt out by their highest bits first, so that what is then compared
//! lies in the nearest cache.

/// Bits by which numbers are dealt out: the piles are so many that each is small, and so few that the
/// memory can write to all of them.
const DEALT_BITS: u32 = 11;

/// The numbers of all parts in order; none has a bit at `end` or above.
pub fn sorted(parts: &[Vec<u64>], end: u32) -> Vec<u64> {
    let shift = end.saturating_sub(DEALT_BITS);
    let pile = |number: u64| (number >> shift) as usize;
    let numbers = || parts.iter().flatten().copied();
    let mut next = [0usize; 1 << DEALT_BITS];
    numbers().for_each(|number| next[pile(number)] += 1);
    let mut sum = 0;
    for count in &mut next {
        sum += std::mem::replace(count, sum);
    }
    let mut sorted = vec![0; sum];
    for number in numbers() {
        let place = &mut next[pile(number)];
        sorted[*place] = number;
        *place += 1;
    }
    // Each pile ends where the next begins.
    let mut rest = sorted.as_mut_slice();
    let mut start = 0;
    for end in next {
        let (of_pile, others) = rest.split_at_mut(end - start);
        of_pile.sort_unstable();
        (rest, start) = (others, end);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equals_a_sort(
            parts in proptest::collection::vec(proptest::collection::vec(any::<u64>(), 0..50), 0..4),
            end in 1u32..=64,
        ) {
            let cut = |number: &u64| number >> (64 - end);
            let parts: Vec<Vec<u64>> =
                parts.iter().map(|part| part.iter().map(cut).collect()).collect();
            let mut expected = parts.concat();
            expected.sort_unstable();
            prop_assert_eq!(sorted(&parts, end), expected);
        }
    }
}
