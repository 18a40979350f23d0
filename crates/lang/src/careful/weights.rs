//! The file of weights: what `training/` writes and the careful reader loads.
//!
//! One file, `careful.bin`: five bytes that say what it is, the names of its classes, the pieces, the sizes, then tables and
//! matrices of signed bytes with one scale a row. A file that is cut short, of another kind or of another version is
//! refused as a whole. Matrices are packed for the processor at hand when they are loaded, since what is packed for one
//! is nothing to another.
//!
//! `rten-gemm` multiplies. It was measured before anything was written: 100 to 330 milliard products a second on one core of a
//! machine with VNNI, by the matrices' sizes, where the reader needs 40 for 3,000 words a second; so no kernels of our own.

use super::arithmetic::{Quantised, quantise};
use crate::swift::bytes::Reader;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;

/// The name of the file.
pub const FILE: &str = "careful.bin";

/// What it begins with: four letters and the version of the layout.
pub const MAGIC: &[u8; 5] = b"DLCF1";

/// Multiplies matrices of bytes, by the best instructions that the processor has; all give the same whole numbers.
pub type Multiplier = GemmExecutor<u8, i8, i32>;

/// So many numbers, all of them finite.
pub fn floats(from: &mut Reader<'_>, n: usize) -> Option<Vec<f32>> {
    let bytes = from.take(n.checked_mul(4)?)?;
    let numbers = bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b));
    numbers.map(|x| x.is_finite().then_some(x)).collect()
}

/// The scales of a table's rows, and its bytes.
fn rows<'a>(from: &mut Reader<'a>, rows: usize, width: usize) -> Option<(Vec<f32>, &'a [u8])> {
    let (n, wide) = (from.u32()? as usize, from.u32()? as usize);
    if n != rows || wide != width {
        return None;
    }
    Some((floats(from, n)?, from.take(n.checked_mul(wide)?)?))
}

/// Rows to look up and add.
#[derive(Clone, Debug)]
pub struct Table {
    width: usize,
    scales: Vec<f32>,
    bytes: Vec<i8>,
}

impl Table {
    /// Reads a table of these sizes.
    pub fn read(from: &mut Reader<'_>, n: usize, width: usize) -> Option<Table> {
        let (scales, bytes) = rows(from, n, width)?;
        Some(Table { width, scales, bytes: bytes.iter().map(|b| *b as i8).collect() })
    }

    /// Adds a row to `to`.
    pub fn add(&self, row: usize, to: &mut [f32]) {
        let scale = self.scales[row];
        let bytes = &self.bytes[row * self.width..(row + 1) * self.width];
        for (to, byte) in to.iter_mut().zip(bytes) {
            *to += f32::from(*byte) * scale;
        }
    }
}

/// Rows of numbers as bytes, ready to be multiplied.
#[derive(Clone, Debug, Default)]
pub struct Input {
    bytes: Vec<u8>,
    steps: Vec<Quantised>,
    width: usize,
    /// What the multiplication gives, before scales.
    product: Vec<i32>,
}

impl Input {
    /// Takes rows of `width` numbers; each is quantised for itself, so that what else is read with it changes nothing.
    pub fn take(&mut self, numbers: &[f32], width: usize) {
        self.width = width;
        self.steps.clear();
        self.bytes.resize(numbers.len(), 0);
        for (row, bytes) in numbers.chunks_exact(width).zip(self.bytes.chunks_exact_mut(width)) {
            self.steps.push(quantise(row, bytes));
        }
    }
}

/// A matrix to multiply by, with a bias.
pub struct Matrix {
    packed: PackedBMatrix<i8>,
    /// The sums of its rows, for the inputs' zeros.
    sums: Vec<i32>,
    scales: Vec<f32>,
    bias: Vec<f32>,
    width: usize,
}

impl std::fmt::Debug for Matrix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} x {}", self.scales.len(), self.width)
    }
}

impl Matrix {
    /// Reads a matrix of these sizes (a row for each number that it gives) with its bias.
    pub fn read(from: &mut Reader<'_>, n: usize, width: usize) -> Option<Matrix> {
        let (scales, bytes) = rows(from, n, width)?;
        let bias = floats(from, n)?;
        let bytes: Vec<i8> = bytes.iter().map(|b| *b as i8).collect();
        let sums = bytes.chunks_exact(width).map(|row| row.iter().map(|b| i32::from(*b)).sum()).collect();
        let view = NdTensorView::from_data([n, width], bytes.as_slice());
        Some(Matrix { packed: Multiplier::default().prepack_b(view.transposed()), sums, scales, bias, width })
    }

    /// How many numbers it gives for a row.
    pub fn height(&self) -> usize {
        self.scales.len()
    }

    /// Multiplies every row of the input: `out` gets `height` numbers for each.
    pub fn times(&self, by: &Multiplier, input: &mut Input, out: &mut Vec<f32>) {
        let (n, height) = (input.steps.len(), self.height());
        debug_assert_eq!(input.width, self.width);
        // What is in the room from before is overwritten, and writing zeros first would cost a twelfth of the time.
        out.resize(n * height, 0.0);
        if n == 0 {
            return;
        }
        input.product.resize(n * height, 0);
        let rows = NdTensorView::from_data([n, self.width], input.bytes.as_slice());
        let (rows, columns) = (GemmInputA::Unpacked(rows), GemmInputB::Packed(&self.packed));
        // The sizes are right by `read`, and both were packed by the same multiplier.
        let done = by.gemm(&mut input.product, rows, columns, GemmOptions::default());
        debug_assert!(done.is_ok());
        let all = out.chunks_exact_mut(height).zip(input.product.chunks_exact(height)).zip(&input.steps);
        for ((out, product), step) in all {
            let weights = self.scales.iter().zip(&self.sums).zip(&self.bias);
            for ((out, product), ((scale, sum), bias)) in out.iter_mut().zip(product).zip(weights) {
                *out = (product - step.zero * sum) as f32 * (step.scale * scale) + bias;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::swift::bytes::Writer;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_product_is_that_of_the_numbers_behind_the_bytes(
            weights in prop::collection::vec(any::<i8>(), 3 * 40),
            numbers in prop::collection::vec(-4f32..9.0, 5 * 40),
        ) {
            let (scales, bias) = ([0.5f32, 0.01, 2.0], [1.0f32, -2.0, 0.0]);
            let mut file = Writer::default();
            file.u32(3);
            file.u32(40);
            scales.iter().for_each(|x| file.u32(x.to_bits()));
            file.0.extend(weights.iter().map(|w| *w as u8));
            bias.iter().for_each(|x| file.u32(x.to_bits()));
            let matrix = Matrix::read(&mut Reader(&file.0), 3, 40).unwrap();
            let (mut input, mut out) = (Input::default(), Vec::new());
            input.take(&numbers, 40);
            matrix.times(&Multiplier::default(), &mut input, &mut out);
            for row in 0..5 {
                let Quantised { scale, zero } = input.steps[row];
                for (i, found) in out[row * 3..][..3].iter().enumerate() {
                    let number = |j: usize| f64::from(i32::from(input.bytes[row * 40 + j]) - zero) * f64::from(scale);
                    let sum: f64 = (0..40).map(|j| number(j) * f64::from(weights[i * 40 + j])).sum();
                    let want = sum * f64::from(scales[i]) + f64::from(bias[i]);
                    prop_assert!((f64::from(*found) - want).abs() < 1e-2 + want.abs() * 1e-5, "{found} {want}");
                }
            }
        }
    }
}
