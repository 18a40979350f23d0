//! Floating-point arithmetic that every machine does alike.
//!
//! IEEE 754 fixes the result of one addition, multiplication, division or square root; it fixes neither the order of a
//! sum nor what a mathematical library makes of `exp`. So sums run in sixteen lanes that are added up in one order, the
//! exponential is a polynomial, and nothing here calls a library or lets a compiler fuse or reorder. The loops have the form
//! that compilers turn into vector instructions.

/// Partial sums of every sum: enough for the widest vectors in use.
const LANES: usize = 16;

/// The numbers of a row, summed up in the one order.
pub fn sum(row: &[f32]) -> f32 {
    let mut lanes = [0f32; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += x;
        }
    }
    for (lane, x) in lanes.iter_mut().zip(rest) {
        *lane += x;
    }
    fold(lanes)
}

/// The inner product of two rows of one length.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for i in 0..LANES {
            lanes[i] += a[i] * b[i];
        }
    }
    for (lane, (a, b)) in lanes.iter_mut().zip(a_rest.iter().zip(b_rest)) {
        *lane += a * b;
    }
    fold(lanes)
}

fn fold(mut lanes: [f32; LANES]) -> f32 {
    let mut n = LANES;
    while n > 1 {
        n /= 2;
        for i in 0..n {
            lanes[i] += lanes[i + n];
        }
    }
    lanes[0]
}

/// Adds `by` times `row` to `to`.
#[inline(always)]
pub fn add(to: &mut [f32], by: f32, row: &[f32]) {
    for (to, x) in to.iter_mut().zip(row) {
        *to += by * x;
    }
}

/// 1.5 · 2²³: added to a number of less than 2²² and taken away again, it leaves the nearest whole one, ties to even;
/// while it is there, the lowest bits are that whole number.
const ROUND: f32 = 12_582_912.0;

/// e to the power of `x`, of `x` between -87 and 88; below and above as at these ends. Right to 3 · 10⁻⁷ of
/// the value (a test); the polynomial is that of the Cephes library's `expf` (Moshier 1992).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = if x > -87.0 { x } else { -87.0 };
    let x = if x < 88.0 { x } else { 88.0 };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    // ln 2 in two parts, so that nothing is lost in the difference.
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 5e-1;
    let y = p * (r * r) + r + 1.0;
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    y * f32::from_bits(power)
}

/// Every number times its share of the normal distribution, in the form with the hyperbolic tangent (Hendrycks and Gimpel 2016):
/// `x / (1 + e^-2u)`, `u = √(2/π) (x + 0.044715 x³)`.
pub fn gelu(row: &mut [f32]) {
    for x in row {
        let u = -2.0 * 0.797_884_6 * (*x + 0.044_715 * (*x * *x * *x));
        *x /= 1.0 + exp(u);
    }
}

/// Makes a row of scores into shares that add up to one.
pub fn softmax(row: &mut [f32]) {
    let most = row.iter().fold(f32::MIN, |a, &b| if b > a { b } else { a });
    for x in row.iter_mut() {
        *x = exp(*x - most);
    }
    let all = sum(row);
    for x in row {
        *x /= all;
    }
}

/// Layer normalization (Ba et al. 2016) with BERT's ε.
pub fn normalise(row: &mut [f32], weight: &[f32], bias: &[f32]) {
    let n = row.len() as f32;
    let mean = sum(row) / n;
    for x in row.iter_mut() {
        *x -= mean;
    }
    let scale = 1.0 / (dot(row, row) / n + 1e-12).sqrt();
    for ((x, w), b) in row.iter_mut().zip(weight).zip(bias) {
        *x = *x * scale * w + b;
    }
}

/// Highest whole number of a quantised row. Seven bits and not eight: the vector instructions of older processors add two products
/// of bytes into sixteen bits, which 2 · 127 · 127 fits and 2 · 255 · 127 does not.
pub const MOST: f32 = 127.0;

/// A row of numbers as bytes: number = (byte - zero) · scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantised {
    /// What a step of one is worth.
    pub scale: f32,
    /// The byte that stands for 0.
    pub zero: i32,
}

/// Quantises a row between its lowest and its highest number (or 0, if that is lower or higher).
pub fn quantise(row: &[f32], bytes: &mut [u8]) -> Quantised {
    let (mut low, mut high) = ([0f32; LANES], [0f32; LANES]);
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut widen = |chunk: &[f32]| {
        for ((low, high), &x) in low.iter_mut().zip(high.iter_mut()).zip(chunk) {
            *low = if x < *low { x } else { *low };
            *high = if x > *high { x } else { *high };
        }
    };
    chunks.iter().for_each(|chunk| widen(chunk));
    widen(rest);
    let low = low.iter().fold(0f32, |a, &b| if b < a { b } else { a });
    let high = high.iter().fold(0f32, |a, &b| if b > a { b } else { a });
    let scale = (high - low) / MOST;
    // Nothing but zeros, or no numbers at all (the weights of a stranger's file may overflow).
    if !(scale > f32::MIN_POSITIVE && scale.is_finite()) {
        bytes.fill(0);
        return Quantised { scale: 0.0, zero: 0 };
    }
    let (by, zero) = (1.0 / scale, -low / scale + ROUND);
    let zero_of = zero - ROUND;
    for (byte, &x) in bytes.iter_mut().zip(row) {
        let x = x * by + zero_of;
        let x = if x > 0.0 { x } else { 0.0 };
        let x = if x < MOST { x } else { MOST };
        *byte = (x + ROUND).to_bits() as u8;
    }
    Quantised { scale, zero: zero_of as i32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values_have_known_bits() {
        // Computed once on x86-64 and asserted everywhere: a machine that disagrees would read otherwise.
        let bits = |x: f32| x.to_bits();
        let mut row: Vec<f32> = (0..40).map(|i| (i as f32 - 20.0) * 0.37).collect();
        let sum_of = bits(sum(&row));
        gelu(&mut row);
        let (gelu_of, dot_of) = (bits(row[7]), bits(dot(&row, &row)));
        softmax(&mut row);
        let softmax_of = bits(row[33]);
        let (weight, bias) = (vec![1.5; 40], vec![0.25; 40]);
        normalise(&mut row, &weight, &bias);
        let mut bytes = [0; 40];
        let quantised = quantise(&row, &mut bytes);
        let found =
            [bits(exp(1.0)), bits(exp(-3.7)), sum_of, gelu_of, dot_of, softmax_of, bits(row[3]), bits(quantised.scale)];
        insta::assert_snapshot!(format!("{found:08x?} {} {bytes:?}", quantised.zero));
    }

    proptest! {
        #[test]
        fn the_exponential_is_right(x in -86.9f32..87.9) {
            let (found, right) = (f64::from(exp(x)), f64::from(x).exp());
            prop_assert!((found - right).abs() <= right * 3e-7, "{found} {right}");
        }

        #[test]
        fn a_quantised_number_is_within_half_a_step(row in prop::collection::vec(-50f32..50.0, 1..100)) {
            let mut bytes = vec![0; row.len()];
            let Quantised { scale, zero } = quantise(&row, &mut bytes);
            for (byte, x) in bytes.iter().zip(&row) {
                prop_assert!(((i32::from(*byte) - zero) as f32 * scale - x).abs() <= scale * 0.501);
                prop_assert!(*byte <= 127);
            }
        }

        #[test]
        fn shares_add_up_to_one(mut row in prop::collection::vec(-90f32..90.0, 1..100)) {
            softmax(&mut row);
            prop_assert!((sum(&row) - 1.0).abs() < 1e-5);
        }
    }
}
