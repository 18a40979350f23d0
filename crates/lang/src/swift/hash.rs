//! Feature → 64-bit number, one multiplication a part.
//!
//! The same numbers at training and at reading, on every machine: multiplication and rotation of fixed-width integers,
//! nothing else. Two features that fall together cost accuracy, never correctness.

/// Folds `value` into `hash` (the step of rustc's FxHash).
#[inline(always)]
pub const fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The number that the features of template `template` begin with.
#[inline(always)]
pub const fn template(template: u64) -> u64 {
    template.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x51ED_270B
}

/// Spreads a hash over all bits, so that any of them may address a row (one round of an xor-shift-multiply
/// finisher, as in MurmurHash3's).
#[inline(always)]
pub const fn finish(hash: u64) -> u64 {
    (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// The number of a string (FNV-1a, its upper half folded in).
#[inline]
pub const fn text(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash ^ (hash >> 29)
}
