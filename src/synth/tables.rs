//! Lists with weights, as the files under `data/synth/` hold them: a weight, then what it weighs, one
//! a line; `#` begins a remark.
//!
//! In: text. Out: a list to draw from. Must never: draw by anything but the weights given.

use super::random::Random;

/// Things with weights, drawn in proportion.
pub(super) struct Weighted<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Weighted<T> {
    /// One of them. There must be one.
    pub(super) fn pick(&self, random: &mut Random) -> &T {
        let at = random.below(self.ends.last().copied().unwrap_or(0));
        &self.items[self.ends.partition_point(|&end| end <= at)]
    }

    /// All of them, in the order given.
    pub(super) fn items(&self) -> &[T] {
        &self.items
    }
}

impl<T> FromIterator<(u32, T)> for Weighted<T> {
    fn from_iter<I: IntoIterator<Item = (u32, T)>>(pairs: I) -> Weighted<T> {
        let mut sum = 0;
        let (ends, items) = pairs
            .into_iter()
            .map(|(weight, item)| {
                sum += weight;
                (sum, item)
            })
            .unzip();
        Weighted { ends, items }
    }
}

/// The lines of a table that say something.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The lines of a table, each split into its weight and the rest.
pub(super) fn weighted_lines(text: &'static str) -> impl Iterator<Item = (u32, &'static str)> {
    lines(text).filter_map(|line| {
        let (weight, rest) = line.split_once(' ')?;
        Some((weight.parse().ok()?, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::super::random::Stream;
    use super::*;

    #[test]
    fn weights_are_kept() {
        let list: Weighted<&str> = weighted_lines("# remark\n3 Ana\n\n1 De La Cruz\n").collect();
        assert_eq!(list.items(), ["Ana", "De La Cruz"]);
        let mut random = Random::new(5, Stream::World, 0, 0);
        let anas = (0..40_000).filter(|_| *list.pick(&mut random) == "Ana").count();
        assert!((29_000..31_000).contains(&anas));
    }
}
