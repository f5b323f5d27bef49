//! For each byte value, the set of positions at which a pattern holds it, as one `u64`.
//!
//! In: a pattern of at most 64 bytes. Out: the table, lent to one closure. Must never: leave a bit
//! behind, because the next call takes an empty table for granted.

use std::cell::Cell;

use super::KERNEL_BYTES;

type Table = [Cell<u64>; 256];

thread_local! {
    // Zeroing 2 KiB for a name of eight letters would cost more than comparing it, so a thread
    // keeps one table and each use clears the few entries that it set.
    static TABLE: Table = const { [const { Cell::new(0) }; 256] };
}

/// The positions of each byte of a pattern.
pub(super) struct Masks<'a> {
    table: &'a Table,
    pattern: &'a [u8],
}

impl Masks<'_> {
    /// The set of positions that hold `byte`: bit `i` for `pattern[i]`.
    #[inline(always)]
    pub(super) fn of(&self, byte: u8) -> u64 {
        self.table[usize::from(byte)].get()
    }
}

impl Drop for Masks<'_> {
    // In a destructor, so that not even a panic leaves the thread's table dirty.
    #[inline(always)]
    fn drop(&mut self) {
        for &byte in self.pattern {
            self.table[usize::from(byte)].set(0);
        }
    }
}

/// Calls `work` with the positions of `pattern`'s bytes, of which the first stands at bit `first`.
#[inline(always)]
pub(super) fn with_masks<T>(pattern: &[u8], first: usize, work: impl FnOnce(&Masks) -> T) -> T {
    debug_assert!(first + pattern.len() <= KERNEL_BYTES);
    TABLE.with(|table| {
        let mut bit = 1_u64.unbounded_shl(first as u32);
        for &byte in pattern {
            let entry = &table[usize::from(byte)];
            entry.set(entry.get() | bit);
            bit <<= 1;
        }
        work(&Masks { table, pattern })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_set_and_gone_afterwards() {
        with_masks(b"ANNA", 1, |masks| {
            assert_eq!(masks.of(b'A'), 0b10010);
            assert_eq!(masks.of(b'N'), 0b01100);
            assert_eq!(masks.of(b'B'), 0);
        });
        with_masks(b"", 0, |masks| assert!((0..=255).all(|byte| masks.of(byte) == 0)));
    }

    #[test]
    fn a_panic_leaves_no_bit_behind() {
        let died = std::panic::catch_unwind(|| with_masks(b"ANNA", 0, |_| panic!("on purpose")));
        assert!(died.is_err());
        with_masks(b"", 0, |masks| assert_eq!(masks.of(b'A'), 0));
    }
}
